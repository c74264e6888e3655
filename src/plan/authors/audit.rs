//! The server's audit log of one entity (stock.md#authorship).
//!
//! In: pages of `/audit/logs?entityType=…&entityFQN=…`, newest first. Out: who wrote the text at a path. The log has the
//! true author of every change that it records; it is kept for a limited time, and it records neither a change of the
//! hash alone nor an update by a bulk request.

use serde_json::Value;

use crate::plan::authors::authorship::Authorship;
use crate::plan::authors::changed_field::ChangedField;

/// The audit log of one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    entries: Vec<Entry>,
    /// Whether the log goes back to the creation of the entity, and a connector created it.
    created_by_connector: bool,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    by: Authorship,
    /// The server's names of the changed fields, with the new values that are texts.
    fields: Vec<(String, Option<String>)>,
}

impl Audit {
    /// Adds the rows of a page. `me` is the token's own user: if that is a person, their rows may be those of a run.
    pub fn add_page(&mut self, page: &Value, me: &str) {
        let rows = page.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for row in rows {
            let text = |member| row.get(member).and_then(Value::as_str).unwrap_or_default();
            let by = match text("actorType") {
                "BOT" => Authorship::Connector,
                _ if text("userName") == me => Authorship::Unknown,
                _ => Authorship::Person,
            };
            if text("eventType") == "entityCreated" {
                self.created_by_connector = by == Authorship::Connector;
            }
            let fields = row.pointer("/changeEvent/changeDescription").map(fields).unwrap_or_default();
            self.entries.push(Entry { by, fields });
        }
    }

    /// Who wrote the text at that path, which according to the versions is a connector's.
    pub(in crate::plan) fn authorship(&self, path: &str, text: Option<&str>) -> Authorship {
        for entry in &self.entries {
            for (name, new) in &entry.fields {
                let by_connector = entry.by == Authorship::Connector;
                match concerns(&ChangedField::read(name), path) {
                    // Whoever wrote this very text is its author.
                    Concerns::Text if new.is_some() && new.as_deref() == text => return entry.by,
                    // Somebody wrote another text or removed one; the present text is later, or earlier.
                    Concerns::Text | Concerns::Possibly if !by_connector => return Authorship::Unknown,
                    Concerns::Text | Concerns::Possibly | Concerns::Nothing => {}
                }
            }
        }
        if self.created_by_connector { Authorship::Connector } else { Authorship::Unknown }
    }
}

/// Whether a changed field is the text at a path.
enum Concerns {
    Text,
    /// Added and removed fields are logged as a whole list.
    Possibly,
    Nothing,
}

fn concerns(changed: &ChangedField<'_>, path: &str) -> Concerns {
    match changed {
        ChangedField::FieldList(schema) if path.starts_with(schema) => Concerns::Possibly,
        changed if changed.path() == Some(path) => Concerns::Text,
        _ => Concerns::Nothing,
    }
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
    use crate::plan::{Kind, State};

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
        audit.add_page(&json!({"data": rows}), "me");
        assert_eq!(
            audit.authorship(path, state().texts().get(path).map(String::as_str)),
            expect,
            "{path} {rows}"
        );
    }

    #[test]
    fn a_row_concerns_the_text_that_it_names() {
        let ann = |name: &str| {
            row("ann", "USER", "entityUpdated", name, if name == "description" { "d" } else { "t" })
        };
        let created = row("ingestion-bot", "BOT", "entityCreated", "", "");
        let (request, response) = ("requestSchema.a.description", "responseSchema.a.description");
        let named = "schemaFields.\"requestSchema.a\".description";
        check(json!([ann(named), created]), request, Authorship::Person);
        check(json!([ann(named), created]), response, Authorship::Connector);
        check(json!([ann("responseSchema.schemaFields.a.tags"), created]), response, Authorship::Connector);
        check(json!([ann("responseSchema.schemaFields"), created]), response, Authorship::Unknown);
        let dotted = "schemaFields.\"responseSchema.\"x.y\"\".description";
        check(json!([ann(dotted), created]), "responseSchema.\"x.y\".description", Authorship::Person);
        check(json!([ann("description"), created]), "description", Authorship::Person);
    }

    #[test]
    fn the_last_writer_of_a_text_is_its_author() {
        let by = |user, actor, text| row(user, actor, "entityUpdated", "description", text);
        let (bot, ann) = (by("ingestion-bot", "BOT", "d"), by("ann", "USER", "other"));
        check(json!([bot, ann]), "description", Authorship::Connector);
        check(json!([ann, bot]), "description", Authorship::Unknown);
        check(json!([by("ann", "USER", "d"), bot]), "description", Authorship::Person);
        check(json!([by("me", "USER", "d"), bot]), "description", Authorship::Unknown);
    }

    #[test]
    fn a_log_that_does_not_go_back_to_the_beginning_proves_nothing() {
        let created = |actor| row("x", actor, "entityCreated", "", "");
        check(json!([created("BOT")]), "description", Authorship::Connector);
        check(json!([created("USER")]), "description", Authorship::Unknown);
        check(json!([]), "description", Authorship::Unknown);
        check(
            json!([row("ann", "USER", "entityUpdated", "owners", "[]")]),
            "description",
            Authorship::Unknown,
        );
    }
}
