//! What the server's audit log says of one entity (STOCK 11.6).
//!
//! In: pages of `/audit/logs?entityType=…&entityFQN=…`, newest first. Out: whose text stands at a path. The log names
//! the true author of every change that it has; it is kept for a time only, and does not have a change of the hash
//! alone, nor an update by a bulk request.

use serde_json::Value;

use super::State;
use super::texts::Authorship;

/// What the log says of one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    changes: Vec<Logged>,
    /// Whether the log goes back to where the entity was made, and a connector made it.
    made_by_connector: bool,
}

/// A change of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Logged {
    by: Authorship,
    /// The names of what changed, with the new values where they are texts.
    fields: Vec<(String, Option<String>)>,
}

impl Audit {
    /// Takes the rows of a page. `me` is the token's own user: where that is a person, a row of theirs may be a run's.
    pub fn take(&mut self, page: &Value, me: &str) {
        let rows = page.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for row in rows {
            let text = |member| row.get(member).and_then(Value::as_str).unwrap_or_default();
            let by = match text("actorType") {
                "BOT" => Authorship::Connector,
                _ if text("userName") == me => Authorship::Unknown,
                _ => Authorship::Person,
            };
            if text("eventType") == "entityCreated" {
                self.made_by_connector = by == Authorship::Connector;
            }
            let fields = row.pointer("/changeEvent/changeDescription").map(fields).unwrap_or_default();
            self.changes.push(Logged { by, fields });
        }
    }

    /// Whose text stands at that path, of which the versions say that it is a connector's.
    pub(super) fn authorship(&self, state: &State, path: &str) -> Authorship {
        let text = state.texts().remove(path);
        for change in &self.changes {
            for (name, new) in &change.fields {
                let by_connector = change.by == Authorship::Connector;
                match about(name, path) {
                    // Who wrote this very text is whose it is.
                    About::Exactly if new.is_some() && *new == text => return change.by,
                    // Somebody wrote another text or took one away; what stands there came later, or earlier.
                    About::Exactly | About::Perhaps if !by_connector => return Authorship::Unknown,
                    About::Exactly | About::Perhaps | About::Not => {}
                }
            }
        }
        if self.made_by_connector { Authorship::Connector } else { Authorship::Unknown }
    }
}

/// Whether a changed field, by the server's name for it, is the text at a path.
enum About {
    Exactly,
    /// Fields that come and go are told as a whole list.
    Perhaps,
    Not,
}

/// The server calls the text of a field `schemaFields."responseSchema.o.id".description`, and a list of fields
/// `responseSchema.schemaFields` or, below a field, `responseSchema.schemaFields.o`.
fn about(name: &str, path: &str) -> About {
    let bare = |text: &str| text.replace('"', "");
    let of_field = name.strip_prefix("schemaFields.");
    if name == path || of_field.is_some_and(|name| bare(name) == bare(path)) {
        return About::Exactly;
    }
    let list = name.split_once(".schemaFields");
    let perhaps = list.is_some_and(|(schema, below)| path.starts_with(schema) && !below.ends_with(".tags"));
    if perhaps { About::Perhaps } else { About::Not }
}

fn fields(change: &Value) -> Vec<(String, Option<String>)> {
    let lists = ["fieldsAdded", "fieldsUpdated", "fieldsDeleted"].into_iter();
    let rows = lists.flat_map(|list| change.get(list).and_then(Value::as_array).into_iter().flatten());
    rows.filter_map(|row| {
        let new = row.get("newValue").and_then(Value::as_str).map(str::to_owned);
        Some((row.get("name")?.as_str()?.to_owned(), new))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::plan::Kind;

    fn state() -> State {
        let entity = json!({
            "description": "d",
            "requestSchema": {"schemaFields": [{"name": "a", "description": "t"}]},
            "responseSchema": {"schemaFields": [{"name": "a", "description": "t"}, {"name": "x.y", "description": "t"}]},
        });
        State::of_version(Kind::ApiEndpoint, &entity).unwrap()
    }

    fn row(user: &str, actor: &str, event: &str, name: &str, new: &str) -> Value {
        let change = json!({"fieldsAdded": [], "fieldsUpdated": [{"name": name, "newValue": new}]});
        json!({"userName": user, "actorType": actor, "eventType": event, "changeEvent": {"changeDescription": change}})
    }

    fn check(rows: Value, path: &str, expect: Authorship) {
        let mut audit = Audit::default();
        audit.take(&json!({"data": rows}), "me");
        assert_eq!(audit.authorship(&state(), path), expect, "{path} {rows}");
    }

    #[test]
    fn a_row_is_about_the_text_that_it_names() {
        let ann = |name: &str| {
            row("ann", "USER", "entityUpdated", name, if name == "description" { "d" } else { "t" })
        };
        let made = row("ingestion-bot", "BOT", "entityCreated", "", "");
        let (request, response) = ("requestSchema.a.description", "responseSchema.a.description");
        let named = "schemaFields.\"requestSchema.a\".description";
        check(json!([ann(named), made]), request, Authorship::Person);
        check(json!([ann(named), made]), response, Authorship::Connector);
        check(json!([ann("responseSchema.schemaFields.a.tags"), made]), response, Authorship::Connector);
        check(json!([ann("responseSchema.schemaFields"), made]), response, Authorship::Unknown);
        let dotted = "schemaFields.\"responseSchema.\"x.y\"\".description";
        check(json!([ann(dotted), made]), "responseSchema.\"x.y\".description", Authorship::Person);
        check(json!([ann("description"), made]), "description", Authorship::Person);
    }

    #[test]
    fn who_wrote_the_text_last_is_whose_it_is() {
        let by = |user, actor, text| row(user, actor, "entityUpdated", "description", text);
        let (bot, ann) = (by("ingestion-bot", "BOT", "d"), by("ann", "USER", "other"));
        check(json!([bot, ann]), "description", Authorship::Connector);
        check(json!([ann, bot]), "description", Authorship::Unknown);
        check(json!([by("ann", "USER", "d"), bot]), "description", Authorship::Person);
        check(json!([by("me", "USER", "d"), bot]), "description", Authorship::Unknown);
    }

    #[test]
    fn a_log_that_does_not_go_back_to_the_beginning_proves_nothing() {
        let made = |actor| row("x", actor, "entityCreated", "", "");
        check(json!([made("BOT")]), "description", Authorship::Connector);
        check(json!([made("USER")]), "description", Authorship::Unknown);
        check(json!([]), "description", Authorship::Unknown);
        check(
            json!([row("ann", "USER", "entityUpdated", "owners", "[]")]),
            "description",
            Authorship::Unknown,
        );
    }
}
