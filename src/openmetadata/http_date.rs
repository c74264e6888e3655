//! HTTP's dates, as `Retry-After` has them (RFC 9110, 5.6.7).

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Sun, 06 Nov 1994 08:49:37 GMT` in milliseconds since 1970. The two obsolete forms are not read.
pub(super) fn parse(text: &str) -> Option<u64> {
    let (_, rest) = text.trim().split_once(", ")?;
    let mut words = rest.split(' ');
    let day: u64 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = u64::try_from(MONTHS.iter().position(|month| *month == name)?).ok()? + 1;
    let year: u64 = words.next()?.parse().ok()?;
    let seconds = time_of_day(words.next()?)?;
    let whole = words.next()? == "GMT" && words.next().is_none();
    if !whole || !(1970..=9999).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    Some((days_since_1970(year, month, day) * 86_400 + seconds) * 1000)
}

fn time_of_day(text: &str) -> Option<u64> {
    let mut parts = text.split(':').map(str::parse::<u64>);
    let (hour, minute, second) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    // A leap second is 60.
    (hour < 24 && minute < 60 && second <= 60 && parts.next().is_none())
        .then_some(hour * 3600 + minute * 60 + second)
}

/// Days from 1970-01-01, by the civil calendar; years begin in March so that the leap day is the last.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    const DAYS_BEFORE_1970: u64 = 719_468;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - DAYS_BEFORE_1970
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_milliseconds() {
        let check = |text, ms| assert_eq!(parse(text), ms, "{text}");
        check("Thu, 01 Jan 1970 00:00:00 GMT", Some(0));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000));
        check("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199_000));
        check("Sun, 22 Nov 2026 21:53:29 GMT", Some(1_795_384_409_000));
        check("Sun, 06 Nov 1994 08:49:37", None);
        check("Sun, 06 Nov 1994 25:49:37 GMT", None);
        check("Sun, 06 Nov 0000 08:49:37 GMT", None);
        check("soon", None);
    }
}
