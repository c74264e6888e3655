//! The audit log and the change events: every change with its real author (stock.md#authorship). It has neither changes
//! without a version nor updates by bulk.

use serde_json::{Value, json};

use crate::answer::Response;
use crate::change::Members;
use crate::create::Write;
use crate::cursor::{decode, encode};
use crate::entity::Kind;
use crate::outcome::{Change, Outcome};
use crate::people::{Actor, Rights};
use crate::query::Target;
use crate::refusal::Refusal;
use crate::release::Rules;
use crate::store::{Store, id};
use crate::update::complete_summaries;

/// The most rows of a page.
const MAX_ROWS: i64 = 200;

/// How long the log keeps a change, and how far back the events go (stock.md#authorship).
const KEPT_MS: u64 = 90 * DAY_MS;
const EVENTS_MS: u64 = 7 * DAY_MS;
const DAY_MS: u64 = 24 * 3_600_000;

/// One change.
#[derive(Clone, Debug)]
struct Event {
    number: u64,
    at: u64,
    user: String,
    bot: bool,
    kind: Kind,
    change: Change,
    fqn: String,
    service: String,
    json: Value,
    /// The event before the sources of its summaries were filled in.
    raw: String,
}

impl Event {
    /// Whether the log has it: the log lags, and drops old changes.
    fn is_in_log(&self, now: u64, rules: &Rules) -> bool {
        (self.at + rules.audit_lag_ms..=self.at + KEPT_MS).contains(&now)
    }
}

/// All changes, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Audit(Vec<Event>);

impl Audit {
    /// Adds the change of a write.
    pub(crate) fn note(&mut self, store: &mut Store, outcome: &Outcome, by: Write<'_>) {
        let quiet = matches!(outcome.change, Change::Unchanged | Change::FieldsChanged);
        if quiet || !by.rules.neighbours {
            return;
        }
        let event = store.fresh();
        let body = &outcome.body;
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(kind) = store.get(outcome.number).map(|entity| entity.kind) else { return };
        let service = body.get("service").and_then(|one| one["name"].as_str()).map(str::to_owned);
        let mut json = json!({
            "id": id(event), "eventType": outcome.change.name(), "entityType": kind.name(),
            "entityId": text("id"), "entityFullyQualifiedName": text("fullyQualifiedName"),
            "previousVersion": 0.1, "currentVersion": body.get("version"), "userName": by.actor.name,
            "timestamp": by.now, "entity": body.to_string(),
        });
        if let Some(change) = body.get("changeDescription").filter(|_| outcome.change != Change::Created) {
            json["changeDescription"] = change.clone();
        }
        let raw = json.to_string();
        if let Some(map) = json.as_object_mut() {
            complete_summaries(map);
        }
        self.0.push(Event {
            number: event,
            at: by.now,
            user: by.actor.name.clone(),
            bot: by.actor.bot,
            kind,
            change: outcome.change,
            fqn: text("fullyQualifiedName"),
            service: service.unwrap_or_else(|| text("name")),
            json,
            raw,
        });
    }

    /// `GET /audit/logs`: newest first, in pages. It needs a type and another filter; only the administrator reads
    /// the whole log (stock.md#authorship). It lags.
    pub(crate) fn logs(
        &self,
        target: &Target,
        actor: &Actor,
        now: u64,
        rules: &Rules,
    ) -> Result<Response, Refusal> {
        let narrowed = ["entityFQN", "serviceName"].iter().any(|name| target.get(name).is_some());
        if actor.rights != Rights::Admin && !(narrowed && target.get("entityType").is_some()) {
            let principal = format!("Principal: CatalogPrincipal{{name='{}'}}", actor.name);
            return Err(Refusal::Coded(403, format!("{principal} operations [AuditLogs] not allowed")));
        }
        let limit = target.number("limit", 25)?.clamp(1, MAX_ROWS);
        let limit = usize::try_from(limit).unwrap_or(1);
        let shown = |event: &&Event| event.is_in_log(now, rules) && fits(event, target);
        let all: Vec<&Event> = self.0.iter().rev().filter(shown).collect();
        let after = decode(target.get("after"))?.map(|(_, number)| number);
        let start = after.map_or(0, |after| all.iter().take_while(|event| event.number >= after).count());
        let page: Vec<&&Event> = all.iter().skip(start).take(limit).collect();
        let mut paging = json!({ "total": all.len() });
        if let Some(first) = page.first().filter(|_| start > 0) {
            paging["before"] = json!(encode(&(String::new(), first.number)));
        }
        if let Some(last) = page.last().filter(|_| start + page.len() < all.len()) {
            paging["after"] = json!(encode(&(String::new(), last.number)));
        }
        let rows: Vec<Value> = page.into_iter().map(|event| row(event)).collect();
        Ok(Response::json(200, &json!({ "data": rows, "paging": paging })))
    }

    /// `GET /events?entityUpdated=…&timestamp=…`: changes since then, oldest first, at once (measured for
    /// updates).
    pub(crate) fn events(&self, target: &Target, now: u64) -> Result<Response, Refusal> {
        let since = target.number("timestamp", 0)?;
        let since = u64::try_from(since).unwrap_or(0);
        let asked = |event: &Event| {
            let parameter = match event.change {
                Change::Created => "entityCreated",
                Change::Updated => "entityUpdated",
                Change::Restored => "entityRestored",
                Change::SoftDeleted | Change::Deleted => "entityDeleted",
                Change::Unchanged | Change::FieldsChanged => return false,
            };
            let kinds = target.get(parameter).unwrap_or_default();
            kinds.split(',').any(|kind| kind == event.kind.name() || kind == "*")
        };
        let shown = |event: &&Event| event.at >= since && now <= event.at + EVENTS_MS && asked(event);
        let data: Vec<Value> = self.0.iter().filter(shown).map(|event| event.json.clone()).collect();
        let total = data.len();
        Ok(Response::json(200, &json!({ "data": data, "paging": { "total": total } })))
    }
}

fn fits(event: &Event, target: &Target) -> bool {
    let actor = if event.bot { "BOT" } else { "USER" };
    let asked = |name: &str, value: &str| target.get(name).is_none_or(|wanted| wanted == value);
    asked("entityType", event.kind.name())
        && asked("entityFQN", &event.fqn)
        && asked("serviceName", &event.service)
        && asked("actorType", actor)
        && asked("userName", &event.user)
        && asked("eventType", event.change.name())
}

fn row(event: &Event) -> Value {
    json!({
        "id": event.number, "changeEventId": event.json["id"], "eventTs": event.at,
        "eventType": event.change.name(), "userName": event.user,
        "actorType": if event.bot { "BOT" } else { "USER" }, "impersonatedBy": null,
        "serviceName": event.service, "entityType": event.kind.name(), "entityId": event.json["entityId"],
        "entityFQN": event.fqn, "createdAt": event.at, "changeEvent": event.json,
        "summary": summary(event), "rawEventJson": event.raw,
    })
}

/// One line about the changed members (measured).
fn summary(event: &Event) -> String {
    let what = format!("{}: {}", event.kind.name(), event.fqn);
    match event.change {
        Change::Created => format!("Created {what}"),
        Change::SoftDeleted => format!("Soft deleted {what}"),
        Change::Deleted => format!("Deleted {what}"),
        Change::Restored => format!("Restored {what}"),
        Change::Updated | Change::Unchanged | Change::FieldsChanged => {
            let description = event.json.get("changeDescription").and_then(Value::as_object);
            let description = description.cloned().unwrap_or_default();
            let changes = ["fieldsAdded", "fieldsUpdated", "fieldsDeleted"];
            let all = changes.iter().flat_map(|name| description.items(name).to_vec());
            let one = |change: Value| {
                let value = change.get("newValue").cloned().unwrap_or_default();
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                format!("{}: {value}", change["name"].as_str().unwrap_or_default())
            };
            format!("Updated {}", all.map(one).collect::<Vec<_>>().join(", "))
        }
    }
}
