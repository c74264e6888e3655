//! Cron expressions of five fields: parsing, and what is wrong with one that cannot be used.
//!
//! The library finds the times that match, on a calendar without time zones ([`Civil`]).

use std::cmp::Ordering;

use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use croner::{CivilDate, CivilDateTime, CivilTime, Cron, CronDateTime, Resolution, Weekday};
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// Longer expressions are not read; one that lists every minute of the hour has 170 characters.
const LONGEST: usize = 500;

/// The fields in order: what each is, and which numbers it may have.
const FIELDS: [(&str, &str); 5] = [
    ("a minute", "0 to 59"),
    ("an hour", "0 to 23"),
    ("a day of the month", "1 to 31"),
    ("a month", "1 to 12, or `jan` to `dec`"),
    ("a day of the week", "0 to 7 (0 and 7 are Sunday), or `sun` to `sat`"),
];

/// What is wrong with an expression.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::config) struct Problem {
    /// The rest of a sentence that begins with the expression.
    pub(in crate::config) what: String,
    pub(in crate::config) help: String,
    /// The expression that is meant, where there is just one.
    pub(in crate::config) meant: Option<String>,
}

/// Parses an expression that has times.
pub(in crate::config) fn parse(text: &str) -> Result<Cron, Problem> {
    let Some(cron) = read(text) else { return Err(problem(text)) };
    match next(&cron, SOME_DAY, true) {
        Some(_) => Ok(cron),
        None => Err(Problem {
            what: "never comes: no month that it names has such a day".to_owned(),
            help: "choose a day that the month has; `L` is the last day of each month".to_owned(),
            meant: None,
        }),
    }
}

/// The first time that matches after this one, or from it on.
pub(super) fn next(cron: &Cron, after: PrimitiveDateTime, inclusive: bool) -> Option<PrimitiveDateTime> {
    cron.find_next_occurrence(&Civil(after), inclusive).ok().map(|Civil(found)| found)
}

/// Where the search for a time begins that only has to exist.
const SOME_DAY: PrimitiveDateTime = PrimitiveDateTime::new(OffsetDateTime::UNIX_EPOCH.date(), Time::MIDNIGHT);

fn read(text: &str) -> Option<Cron> {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let is_read = text.len() <= LONGEST && text.is_ascii();
    is_read.then(|| parser.parse(text).ok()).flatten()
}

fn problem(text: &str) -> Problem {
    let help =
        "write minute, hour, day of the month, month and day of the week: `0 3 * * *` is every day at 3:00";
    let fields: Vec<&str> = text.split_whitespace().collect();
    let wrong = |what: &str| Problem { what: what.to_owned(), help: help.to_owned(), meant: None };
    match fields.as_slice() {
        _ if text.len() > LONGEST => wrong(&format!("is longer than {LONGEST} characters")),
        [] => wrong("is empty"),
        [nickname] if nickname.starts_with('@') => Problem {
            help: "write `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly` or five fields".to_owned(),
            ..wrong("is not a nickname of cron")
        },
        [_, rest @ ..] if rest.len() == 5 => Problem {
            help: format!("remove the seconds, which come first: `{}`", rest.join(" ")),
            meant: Some(rest.join(" ")).filter(|meant| read(meant).is_some()),
            ..wrong("has six fields, and a schedule has no seconds")
        },
        fields if fields.len() != 5 => wrong(&format!("has {} and not five", count(fields.len()))),
        fields => field_problem(fields).unwrap_or_else(|| wrong("is not a cron expression")),
    }
}

fn count(fields: usize) -> String {
    if fields == 1 { "one field".to_owned() } else { format!("{fields} fields") }
}

/// The first field that is wrong on its own.
fn field_problem(fields: &[&str]) -> Option<Problem> {
    let is_wrong = |at: usize, field: &str| {
        let mut alone = ["*"; FIELDS.len()];
        alone.iter_mut().skip(at).take(1).for_each(|place| *place = field);
        read(&alone.join(" ")).is_none()
    };
    let mut known = FIELDS.iter().zip(fields).enumerate();
    let (_, ((name, numbers), field)) = known.find(|(at, (_, field))| is_wrong(*at, field))?;
    Some(Problem {
        what: format!("has {name} that cron does not know: `{field}`"),
        help: format!("{name} is {numbers}, a list (`1,3`), a range (`1-5`), `*` or steps (`*/2`)"),
        meant: None,
    })
}

/// A date and time of a calendar without time zones.
#[derive(Debug, Clone)]
struct Civil(PrimitiveDateTime);

impl CronDateTime for Civil {
    fn to_civil(&self) -> CivilDateTime {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second) = self.0.as_hms();
        CivilDateTime::new(
            CivilDate::from_parts_unchecked(year, u8::from(month).into(), day.into()),
            CivilTime::from_parts_unchecked(hour.into(), minute.into(), second.into()),
        )
    }

    fn civil_weekday(&self) -> Weekday {
        Weekday::from_days_from_sunday(self.0.weekday().number_days_from_sunday().into())
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let small = |number: u32| u8::try_from(number).map_err(|_| CronError::InvalidDate);
        let month = Month::try_from(small(civil.month())?).map_err(|_| CronError::InvalidDate)?;
        let date = Date::from_calendar_date(civil.year(), month, small(civil.day())?);
        let time = Time::from_hms(small(civil.hour())?, small(civil.minute())?, small(civil.second())?);
        let (date, time) =
            (date.map_err(|_| CronError::InvalidDate)?, time.map_err(|_| CronError::InvalidTime)?);
        Ok(Resolution::Single(Self(PrimitiveDateTime::new(date, time))))
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(Duration::seconds(seconds)).map(Self)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn expressions_that_have_times_are_read() {
        for text in [
            "0 3 * * *",
            "0 3 * * mon-fri",
            "*/15 0-6,22,23 1,15 JAN-mar Sun",
            "0 0 29 2 *",
            "0 0 L * *",
            "5 4 * * 7",
            "@daily",
            "@HOURLY",
            "@weekly",
            "@monthly",
            "@yearly",
            "@annually",
            "  0  3 * * *  ",
            "0 0 31 2,3 *",
            "0 0 30 2 mon",
            "0 9 * * mon#1",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text).err());
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let check = |text: &str, what: &str, meant: Option<&str>| {
            let problem = parse(text).expect_err(text);
            assert!(problem.what.contains(what), "{text}: {problem:?}");
            assert_eq!(problem.meant.as_deref(), meant, "{text}");
        };
        check("", "is empty", None);
        check("0 0 3 * * *", "has six fields", Some("0 3 * * *"));
        check("0 0 99 * * *", "has six fields", None);
        check("0 3 * *", "has 4 fields", None);
        check("daily", "has one field", None);
        check("0 0 3 * * * 2030", "has 7 fields", None);
        check("@dayly", "is not a nickname", None);
        check("60 3 * * *", "has a minute that cron does not know: `60`", None);
        check("0 24 * * *", "has an hour", None);
        check("0 3 0 * *", "has a day of the month", None);
        check("0 3 * 13 *", "has a month that", None);
        check("0 3 * * mo", "has a day of the week that cron does not know: `mo`", None);
        check("0 5-3-1 * * *", "has an hour", None);
        check("0 3 30 2 *", "never comes", None);
        check("0 3 31 4,6 *", "never comes", None);
        check("0 3 * * é", "has a day of the week", None);
        check(&"1,".repeat(300), "is longer than 500", None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_an_expression_or_has_a_problem(text in "[-0-9a-zA-Z*,/#?@+ LW]{0,30}", free in ".{0,40}") {
            for text in [&text, &free] {
                if let Err(problem) = parse(text) {
                    prop_assert!(!problem.what.is_empty() && !problem.help.is_empty());
                }
            }
        }

        #[test]
        fn a_time_that_is_found_matches_and_is_later(
            fields in prop::array::uniform5(prop_oneof![Just("*".to_owned()), (1u8..24).prop_map(|n| n.to_string()), (1u8..9).prop_map(|n| format!("*/{n}"))]),
            day in 0i64..20_000,
        ) {
            let Ok(cron) = parse(&fields.join(" ")) else { return Ok(()) };
            let from = SOME_DAY.checked_add(Duration::days(day)).unwrap();
            let found = next(&cron, from, false).unwrap();
            prop_assert!(found > from && cron.is_time_matching(&Civil(found)).unwrap());
            prop_assert_eq!(next(&cron, found, true), Some(found));
        }
    }
}
