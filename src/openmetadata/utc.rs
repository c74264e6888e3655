//! Times of the server as people read them; the server counts milliseconds since 1970.

/// `2026-11-22 21:53:29 UTC`.
pub fn utc(ms: u64) -> String {
    let seconds = ms / 1000;
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// The civil date so many days after 1970-01-01. Years begin in March, so that the leap day is the last of its year, and
/// are counted in cycles of 400 years, which all have as many days.
fn date(days: u64) -> (u64, u64, u64) {
    const DAYS_BEFORE_1970: u64 = 719_468;
    const DAYS_OF_400_YEARS: u64 = 146_097;
    let days = days.saturating_add(DAYS_BEFORE_1970);
    let (cycle, day) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (day * 5 + 2) / 153;
    let day = day - (month * 153 + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (cycle * 400 + year + later, month, day)
}

#[cfg(test)]
mod tests {
    use super::super::http_date;
    use super::*;

    #[test]
    fn times_are_dates_and_times_of_day() {
        let check = |ms, text| assert_eq!(utc(ms), text);
        check(0, "1970-01-01 00:00:00 UTC");
        check(784_111_777_999, "1994-11-06 08:49:37 UTC");
        check(951_782_400_000, "2000-02-29 00:00:00 UTC");
        check(1_709_251_199_000, "2024-02-29 23:59:59 UTC");
        check(4_107_542_400_000, "2100-03-01 00:00:00 UTC");
        assert!(utc(u64::MAX).ends_with(" UTC"));
    }

    /// Every day of 140 years, by the function that reads dates.
    #[test]
    fn what_is_written_is_read_as_the_same_day() {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        for days in 0..51_000 {
            let (year, month, day) = date(days);
            let name = MONTHS[usize::try_from(month).unwrap() - 1];
            let text = format!("Sun, {day:02} {name} {year} 00:00:00 GMT");
            assert_eq!(http_date::parse(&text), Some(days * 86_400_000), "{text}");
        }
    }
}
