//! Times as people read them. In: milliseconds since 1970, as the server counts. Out: date and time in UTC.

use time::OffsetDateTime;

/// The last second that has a date here: the end of the year 9999.
const LAST: i64 = 253_402_300_799;

/// `2026-11-22 21:53:29 UTC`.
pub fn utc(ms: u64) -> String {
    let seconds = i64::try_from(ms / 1000).unwrap_or(LAST).min(LAST);
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

#[cfg(test)]
mod tests {
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

    /// Every day of 140 years, by the crate that reads dates.
    #[test]
    fn what_is_written_is_read_as_the_same_day() {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        for days in 0..51_000 {
            let text = utc(days * 86_400_000);
            let (year, month, day) = (&text[..4], text[5..7].parse::<usize>().unwrap(), &text[8..10]);
            let (weekday, month) = (WEEKDAYS[days as usize % 7], MONTHS[month - 1]);
            let date = format!("{weekday}, {day} {month} {year} 00:00:00 GMT");
            let date = httpdate::parse_http_date(&date).unwrap();
            let since_1970 = date.duration_since(std::time::UNIX_EPOCH).unwrap();
            assert_eq!(since_1970.as_secs(), days * 86_400, "{text}");
        }
    }
}
