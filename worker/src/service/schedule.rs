//! When a service runs next.

use metarest::config::Config;
use sha2::{Digest, Sha256};

const MINUTE_MS: u64 = 60 * 1000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

/// The next time after `now`, in milliseconds since 1970: by the config's schedule, or hourly.
pub(crate) fn next(config: Option<&Config>, name: &str, now: u64) -> u64 {
    let schedule = config.and_then(|config| config.schedule.as_ref());
    schedule.and_then(|schedule| schedule.next_after(now, name)).unwrap_or_else(|| hourly(name, now))
}

/// The next time at which a service without a schedule runs: once an hour, at a minute of its own, so that a thousand
/// services do not ask the server at the same time.
fn hourly(name: &str, now: u64) -> u64 {
    let offset = seed(name) % 60 * MINUTE_MS;
    let this_hour = now / HOUR_MS * HOUR_MS + offset;
    if this_hour > now { this_hour } else { this_hour + HOUR_MS }
}

/// A number that is always the same for a service, and another one for the next service.
pub(crate) fn seed(name: &str) -> u64 {
    Sha256::digest(name).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_a_minute_of_its_own() {
        let now = 1_700_000_000_000;
        for name in ["petstore", "a", "b", "Ä"] {
            let next = hourly(name, now);
            assert!(next > now && next <= now + HOUR_MS, "{name}");
            assert_eq!(hourly(name, next), next + HOUR_MS, "{name}");
            assert_eq!(next % MINUTE_MS, 0);
        }
        let minutes: std::collections::BTreeSet<_> = (0..1000).map(|n| hourly(&n.to_string(), now)).collect();
        assert_eq!(minutes.len(), 60);
    }
}
