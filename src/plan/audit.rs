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
pub struct Logged {
    /// Who made it.
    pub user: String,
    /// Whether that is a connector.
    by_connector: bool,
    /// The names of what changed, with the new values where they are texts.
    fields: Vec<(String, Option<String>)>,
}

impl Audit {
    /// Takes the rows of a page. `me` is the token's own user, who counts as a connector.
    pub fn take(&mut self, page: &Value, me: &str) {
        let rows = page.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for row in rows {
            let text = |member| row.get(member).and_then(Value::as_str).unwrap_or_default();
            let by_connector = text("actorType") == "BOT" || text("userName") == me;
            if text("eventType") == "entityCreated" {
                self.made_by_connector = by_connector;
            }
            let fields = row.pointer("/changeEvent/changeDescription").map(fields).unwrap_or_default();
            self.changes.push(Logged { user: text("userName").to_owned(), by_connector, fields });
        }
    }

    /// Whose text stands at that path, of which the versions say that it is a connector's.
    pub(super) fn authorship(&self, state: &State, path: &str) -> Authorship {
        let text = state.texts().remove(path);
        for change in &self.changes {
            let named = change.fields.iter().find(|(name, _)| is_about(name, path));
            match named {
                Some(_) if !change.by_connector => return Authorship::Person,
                // Who wrote this very text is whose it is.
                Some((name, new)) if new.is_some() && *new == text && names(name, path) => {
                    return Authorship::Connector;
                }
                _ => {}
            }
        }
        if self.made_by_connector { Authorship::Connector } else { Authorship::Unknown }
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

/// Whether a changed field is surely the text at that path.
fn names(name: &str, path: &str) -> bool {
    match path.rsplit_once('.') {
        Some((field, member)) => name.contains(&field.replace('"', "")) && name.ends_with(member),
        None => name == path,
    }
}

/// Whether a changed field may be the text at that path. The texts of fields are named in the server's own way
/// (`schemaFields."responseSchema.id".description`), and fields that come are told as a whole: every name that is of a
/// schema may be about every field of it that it mentions.
fn is_about(name: &str, path: &str) -> bool {
    if !path.contains('.') {
        return name == path;
    }
    let of_a_schema = name.contains("chemaFields") || name.contains("Schema");
    let other_member = [".tags", ".dataType", ".dataTypeDisplay"].iter().any(|end| name.ends_with(end));
    let (field, member) = path.rsplit_once('.').unwrap_or((path, ""));
    let last = field.rsplit('.').next().unwrap_or(field).trim_matches('"');
    let whole = name.ends_with("schemaFields") || name.ends_with("children") || !name.ends_with(member);
    of_a_schema && !other_member && (whole || name.contains(last))
}
