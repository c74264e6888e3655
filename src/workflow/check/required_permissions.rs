//! The rights that an ingest needs for the entities of each kind, and which of them the token's user lacks.
//!
//! In: the answers of `/permissions/{kind}`. Out: each missing right, with what it will cost. Only what is allowed
//! without a condition counts: the conditions of the server's own roles are about owners, and an ingest owns nothing.

use serde_json::Value;

use crate::config::Config;
use crate::plan::{Kind, Storage};

/// A right that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// In the server's words.
    operation: &'static str,
    kinds: Vec<Kind>,
    /// What stays undone without it.
    costs: String,
    pub(crate) weight: Weight,
}

/// What a missing right means for an ingest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Entities are refused.
    Needed,
    /// All entities land, something of them does not.
    Useful,
    /// It is so for every bot, and nothing to mend.
    Known,
}

/// A right that an ingest uses.
struct Right {
    operation: &'static str,
    kinds: &'static [Kind],
    weight: Weight,
    costs: &'static str,
}

const DISPLAY_NAME: &str = "EditDisplayName";

/// What an ingest does, in the server's words; most needed first.
const RIGHTS: [Right; 7] = {
    use Kind::{ApiCollection, ApiEndpoint, ApiService};
    use Weight::{Known, Needed, Useful};
    const ALL: &[Kind] = &[ApiService, ApiCollection, ApiEndpoint];
    const INNER: &[Kind] = &[ApiCollection, ApiEndpoint];
    const fn right(
        operation: &'static str,
        kinds: &'static [Kind],
        weight: Weight,
        costs: &'static str,
    ) -> Right {
        Right { operation, kinds, weight, costs }
    }
    [
        right("ViewAll", ALL, Needed, "the server's entities cannot be compared"),
        right("Create", ALL, Needed, "new collections and endpoints are not created"),
        right("EditAll", ALL, Needed, "schemas, URLs and hashes are not updated"),
        right("EditDescription", INNER, Needed, "descriptions are not updated"),
        right("Delete", INNER, Needed, "endpoints that the document no longer has are not deleted"),
        right("EditTags", INNER, Useful, "an endpoint that moves loses its tags"),
        right(DISPLAY_NAME, INNER, Known, ""),
    ]
};

/// The kinds that are asked about, in that order.
pub(crate) const KINDS: [Kind; 3] = [Kind::ApiService, Kind::ApiCollection, Kind::ApiEndpoint];

/// What is missing, by the answers for [`KINDS`] in their order.
pub(crate) fn missing(answers: &[Value], config: &Config, storage: Storage) -> Vec<Missing> {
    let asked = |right: &&Right| right.operation != "Delete" || config.mark_deleted;
    // A service that is there is left as it is.
    let used = |right: &Right, kind: Kind| {
        let kept = kind == Kind::ApiService && right.operation == "EditAll";
        right.kinds.contains(&kind) && (!kept || config.server.force_entity_overwriting)
    };
    let rows = RIGHTS.iter().filter(asked).map(|right| {
        let kinds = KINDS.into_iter().zip(answers);
        let lacks = |answer| !may(answer, right.operation) && !is_implied(answer, right);
        let lacking = kinds.filter(|(kind, answer)| used(right, *kind) && lacks(answer));
        let costs = if right.operation == DISPLAY_NAME { display_names(storage) } else { right.costs };
        Missing {
            operation: right.operation,
            kinds: lacking.map(|(kind, _)| kind).collect(),
            costs: costs.to_owned(),
            weight: right.weight,
        }
    });
    rows.filter(|missing| !missing.kinds.is_empty()).collect()
}

/// What it means that a bot may not change display names, release by release (stock.md#patches,
/// stock.md#rights-and-deletion).
fn display_names(storage: Storage) -> &'static str {
    if storage.ignores_display_names {
        "this release ignores a bot's changes of display names: they stay as they are"
    } else if storage.hash_is_hidden {
        "this release accepts display names only together with `sourceHash`, as an ingest writes them"
    } else {
        "changes of display names may be rejected"
    }
}

/// Whether a missing right is covered by the report of the wider one: without the right to edit at all, none of its
/// parts is there either.
fn is_implied(answer: &Value, right: &Right) -> bool {
    let narrower = right.operation.starts_with("Edit") && right.operation != "EditAll";
    let listed_itself = listed(answer, right.operation).is_some() && right.weight != Weight::Known;
    narrower && !listed_itself && !may(answer, "EditAll")
}

/// Whether an operation is allowed without a condition; none where the server does not list it.
fn listed(permissions: &Value, operation: &str) -> Option<bool> {
    let list = permissions.get("permissions").and_then(Value::as_array);
    let text = |entry: &Value, member: &str| entry.get(member).and_then(Value::as_str).map(str::to_owned);
    let mut found = list.into_iter().flatten();
    let found = found.find(|entry| text(entry, "operation").as_deref() == Some(operation))?;
    Some(text(found, "access").as_deref() == Some("allow"))
}

/// Whether an operation is allowed without a condition. One that the server does not list is covered by what
/// includes it; one that it lists has an answer of its own.
fn may(permissions: &Value, operation: &str) -> bool {
    let listed = |name: &str| listed(permissions, name);
    let wider = match operation {
        "EditAll" | "ViewAll" => None,
        _ if operation.starts_with("Edit") => listed("EditAll"),
        _ => None,
    };
    listed(operation).or(wider).or_else(|| listed("All")).unwrap_or(false)
}

impl Missing {
    /// `Create for collections and endpoints (new collections and endpoints are not created)`.
    pub(crate) fn text(&self) -> String {
        format!("{} for {} ({})", self.operation, self.plural_kinds(), self.costs)
    }

    fn plural_kinds(&self) -> String {
        let plural = |kind: &Kind| match kind {
            Kind::ApiService => "services",
            Kind::ApiCollection => "collections",
            Kind::ApiEndpoint => "endpoints",
        };
        match self.kinds.as_slice() {
            [] => String::new(),
            [one] => plural(one).to_owned(),
            [rest @ .., last] => {
                format!("{} and {}", rest.iter().map(plural).collect::<Vec<_>>().join(", "), plural(last))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::openmetadata::{Capabilities, ServerVersion};

    /// What 1.12.6 answers to `ingestion-bot` (recorded; without the rules).
    const BOT: &[(&str, &str)] = &[
        ("Create", "allow"),
        ("Delete", "allow"),
        ("ViewAll", "allow"),
        ("ViewBasic", "allow"),
        ("EditAll", "allow"),
        ("EditDescription", "allow"),
        ("EditDisplayName", "deny"),
        ("EditOwners", "allow"),
        ("EditTags", "allow"),
    ];

    /// What 1.12.6 answers to somebody whose role is DataConsumer (recorded; without the rules).
    const PERSON: &[(&str, &str)] = &[
        ("Create", "conditionalAllow"),
        ("Delete", "conditionalAllow"),
        ("ViewAll", "allow"),
        ("EditAll", "conditionalAllow"),
        ("EditDescription", "allow"),
        ("EditDisplayName", "conditionalAllow"),
        ("EditOwners", "conditionalAllow"),
        ("EditTags", "allow"),
    ];

    /// What 1.6 answers to `ingestion-bot` where the role names these alone.
    const OLD: &[(&str, &str)] =
        &[("Create", "allow"), ("Delete", "allow"), ("ViewAll", "allow"), ("EditAll", "allow")];

    fn answer(rows: &[(&str, &str)]) -> Value {
        let rows: Vec<_> = rows.iter().map(|(o, a)| json!({"operation": o, "access": a})).collect();
        json!({"resource": "apiEndpoint", "permissions": rows})
    }

    fn config(mark_deleted: bool, force: bool) -> Config {
        let sample = include_bytes!("../../../tests/corpus/rest_config.yaml");
        let mut config = crate::config::parse(sample, &crate::config::Environment::Unknown).config.unwrap();
        config.mark_deleted = mark_deleted;
        config.server.force_entity_overwriting = force;
        config
    }

    /// What is missing of the same rights for all kinds, in short.
    fn short(rows: &[(&str, &str)], (mark_deleted, force): (bool, bool), version: &str) -> Vec<String> {
        let answers = [answer(rows), answer(rows), answer(rows)];
        let storage = Capabilities::of(ServerVersion::parse(version).unwrap()).storage;
        let missing = missing(&answers, &config(mark_deleted, force), storage);
        missing
            .iter()
            .map(|it| format!("{:?} {} for {}", it.weight, it.operation, it.plural_kinds()))
            .collect()
    }

    #[test]
    fn only_what_is_allowed_without_a_condition_counts() {
        let check = |rows, config, expect: &[&str]| assert_eq!(short(rows, config, "1.12.6"), expect);
        let names = "Known EditDisplayName for collections and endpoints";
        check(BOT, (true, true), &[names]);
        check(OLD, (true, true), &[]);
        let create = "Needed Create for services, collections and endpoints";
        let edit = "Needed EditAll for collections and endpoints";
        let delete = "Needed Delete for collections and endpoints";
        check(PERSON, (true, false), &[create, edit, delete]);
        check(PERSON, (false, false), &[create, edit]);
        let forced = "Needed EditAll for services, collections and endpoints";
        check(PERSON, (false, true), &[create, forced]);
    }

    #[test]
    fn what_is_not_listed_is_covered_by_what_includes_it() {
        let check = |rows: &[(&str, &str)], operation, expect| {
            assert_eq!(may(&answer(rows), operation), expect, "{operation} of {rows:?}");
        };
        check(&[("All", "allow")], "Delete", true);
        check(&[("All", "allow"), ("EditAll", "deny")], "EditTags", false);
        check(&[("EditAll", "allow")], "EditTags", true);
        check(&[("EditAll", "allow")], "Create", false);
        check(&[("EditAll", "allow"), ("EditTags", "notAllow")], "EditTags", false);
        check(&[("All", "conditionalAllow")], "Create", false);
        check(&[("Create", "deny"), ("All", "allow")], "Create", false);
        check(&[], "ViewAll", false);
        assert!(!may(&json!({"permissions": 7}), "Create"));
    }

    #[test]
    fn who_may_not_edit_is_not_told_each_of_its_parts() {
        let check =
            |rows, expect: &[&str]| assert_eq!(short(rows, (true, false), "1.12.6"), expect, "{rows:?}");
        let edit = "Needed EditAll for collections and endpoints";
        check(&[("All", "allow"), ("EditAll", "deny")], &[edit]);
        let description = "Needed EditDescription for collections and endpoints";
        check(&[("All", "allow"), ("EditDescription", "deny")], &[description]);
        check(&[("All", "allow"), ("EditAll", "deny"), ("EditDescription", "deny")], &[edit, description]);
        check(
            &[("All", "allow"), ("EditTags", "notAllow")],
            &["Useful EditTags for collections and endpoints"],
        );
    }

    #[test]
    fn what_a_missing_right_costs_is_said() {
        let answers = [answer(OLD), answer(OLD), answer(&[("All", "allow"), ("Create", "deny")])];
        let storage = |version: &str| Capabilities::of(ServerVersion::parse(version).unwrap()).storage;
        let found: Vec<_> =
            missing(&answers, &config(true, false), storage("2.0.0")).iter().map(Missing::text).collect();
        assert_eq!(found, ["Create for endpoints (new collections and endpoints are not created)"]);
        for (version, costs) in [("1.6.0", "may be rejected"), ("1.12.6", "`sourceHash`"), ("2.0.0", "stay")]
        {
            let answers = [answer(OLD), answer(OLD), answer(BOT)];
            let found = missing(&answers, &config(true, false), storage(version));
            assert!(found[0].text().contains(costs), "{version}: {}", found[0].text());
        }
    }
}
