//! `x-metarest.schedule`: what is read from it, and what is wrong with it.

use metarest::config::Schedule;

use super::values::named;
use super::{check, fixed, slice};

/// A config with this schedule.
fn config(schedule: &str) -> String {
    named("pets") + &format!("x-metarest: {{schedule: {schedule}}}\n")
}

#[test]
fn a_schedule_is_a_string_or_a_mapping() {
    let expect = |schedule: &str, cron: &str, time_zone: &str, jitter_minutes: u64| {
        let found = check(&config(schedule));
        let expect = Schedule { cron: cron.to_owned(), time_zone: time_zone.to_owned(), jitter_minutes };
        assert_eq!(found.config.and_then(|config| config.schedule), Some(expect), "{schedule}");
    };
    expect("'0 3 * * mon-fri'", "0 3 * * mon-fri", "UTC", 0);
    expect("' @daily '", "@daily", "UTC", 0);
    expect("{cron: 0 3 * * *}", "0 3 * * *", "UTC", 0);
    expect("{cron: 0 3 * * *, timeZone: Asia/Kolkata, jitter: '1440'}", "0 3 * * *", "Asia/Kolkata", 1440);
    for none in ["null", "~"] {
        assert_eq!(check(&config(none)).config.map(|config| config.schedule), Some(None), "{none}");
    }
}

#[test]
fn what_is_wrong_has_its_place_and_a_fix() {
    // A schedule, the code, the place, a piece of the message, and the text after the fix.
    let expect = |schedule: &str, code: &str, place: &str, message: &str, after: Option<&str>| {
        let text = config(schedule);
        let found = check(&text).diagnostics;
        let [one] = found.as_slice() else { panic!("{schedule}: {found:#?}") };
        assert_eq!((one.code.id, slice(&text, one.place.unwrap().span)), (code, place), "{schedule}");
        assert!(
            one.message.contains(message) && (one.help.is_some() || code == "config-wrong-type"),
            "{schedule}: {one:#?}"
        );
        let repaired = (!one.fixes.is_empty()).then(|| fixed(&text, one, 0));
        assert_eq!(repaired, after.map(config), "{schedule}");
        assert!(repaired.is_none_or(|text| check(&text).diagnostics.is_empty()), "{schedule}");
    };
    let invalid = "config-invalid-value";
    let six = "'0 0 3 * * *'";
    expect(six, invalid, six, "`0 0 3 * * *` has six fields", Some("'0 3 * * *'"));
    expect("0 25 * * *", invalid, "0 25 * * *", "an hour that cron does not know: `25`", None);
    expect("{cron: 0 3 30 2 *}", invalid, "0 3 30 2 *", "never comes", None);
    expect("''", invalid, "''", "the cron expression is empty", None);
    expect("'@dayly'", invalid, "'@dayly'", "is not a nickname", None);
    let zone = |name: &str| format!("{{cron: 0 3 * * *, timeZone: {name}}}");
    let berlin = zone("Europe/Berlin");
    expect(&zone("Europe/Berln"), invalid, "Europe/Berln", "is not a time zone", Some(&berlin));
    expect(&zone("europe/berlin"), invalid, "europe/berlin", "is not a time zone", Some(&berlin));
    expect(&zone("Berlin"), invalid, "Berlin", "is not a time zone", Some(&berlin));
    expect(&zone("Mars/Base"), invalid, "Mars/Base", "`Mars/Base` is not a time zone", None);
    expect("{cron: 0 3 * * *, jitter: 1441}", invalid, "1441", "is not between 0 and 1440", None);
    expect("{timeZone: UTC}", "config-missing-key", "schedule", "`cron` is missing", None);
    expect(
        "{cron: 0 3 * * *, timezone: UTC}",
        "config-unknown-key",
        "timezone",
        "timezone",
        Some(&zone("UTC")),
    );
    expect("[a]", "config-wrong-type", "[a]", "must be a string or a mapping", None);
}

#[test]
fn a_value_from_the_environment_is_not_repeated() {
    let found = check(&config("'$PETS_TOKEN'")).diagnostics;
    assert_eq!(found.iter().map(|found| found.code.id).collect::<Vec<_>>(), ["config-invalid-value"]);
    assert!(found[0].message.starts_with("the cron expression has one field"), "{found:?}");
    assert!(found[0].fixes.is_empty());
}
