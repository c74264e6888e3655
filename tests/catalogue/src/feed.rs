//! The feed: conversations, announcements and tasks about entities (stock.md#lineage-and-feed).

use serde_json::{Value, json};

use crate::answer::Response;
use crate::change::Members;
use crate::create::Write;
use crate::entity::{Kind, Object};
use crate::people::Rights;
use crate::query::Target;
use crate::references;
use crate::refusal::Refusal;
use crate::store::{Store, id};
use crate::view;

/// A thread, with the link to its entity.
#[derive(Clone, Debug)]
struct Thread {
    about: String,
    kind: String,
    json: Value,
    /// End and start of an announcement.
    active: Option<(u64, u64)>,
}

/// All threads, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Feed(Vec<Thread>);

impl Feed {
    /// `POST /feed`: 201. A bot cannot create tasks (measured).
    pub(crate) fn post(
        &mut self,
        store: &mut Store,
        body: &Value,
        by: Write<'_>,
    ) -> Result<Response, Refusal> {
        let map = body.as_object().cloned().unwrap_or_default();
        let about = map.text("about").to_owned();
        let kind = if map.text("type").is_empty() { "Conversation" } else { map.text("type") };
        if kind == "Task" && by.actor.rights == Rights::Bot {
            return Err(Refusal::bad("Task cannot be created by bot only by user or teams"));
        }
        let entity = entity_of(store, &about)?;
        let mut json = json!({
            "id": id(store.fresh()), "type": kind, "threadTs": by.now, "about": about, "entityRef": entity,
            "generatedBy": "user", "cardStyle": "default", "fieldOperation": "updated",
            "createdBy": map.text("from"), "updatedAt": by.now, "updatedBy": by.actor.name,
            "resolved": false, "message": map.text("message"), "postsCount": 0, "posts": [], "reactions": [],
        });
        let mut active = None;
        if let Some(details) = map.get("announcementDetails") {
            json["announcement"] = details.clone();
            let time = |name: &str| details.get(name).and_then(Value::as_u64).unwrap_or_default();
            active = Some((time("startTime"), time("endTime")));
        }
        if let Some(details) = map.get("taskDetails").and_then(Value::as_object) {
            json["task"] = self.task(store, details)?;
        }
        let kind = kind.to_owned();
        self.0.push(Thread { about, kind, json: json.clone(), active });
        let response = Response::json(201, &json);
        Ok(if by.rules.etags { response.with("X-OpenMetadata-Change", "threadCreated") } else { response })
    }

    fn task(&self, store: &Store, details: &Object) -> Result<Value, Refusal> {
        let assignee = |one: &Value| references::referred(store, one).map(view::reference);
        let assignees = details.items("assignees").iter().map(assignee).collect::<Result<Vec<_>, _>>()?;
        let number = 1 + self.0.iter().filter(|thread| thread.kind == "Task").count();
        let mut task = Value::Object(details.clone());
        task["assignees"] = Value::Array(assignees);
        task["id"] = json!(number);
        task["status"] = json!("Open");
        Ok(task)
    }

    /// `GET /feed?entityLink=`: the threads about an entity or something in it, newest first.
    pub(crate) fn list(&self, target: &Target) -> Result<Response, Refusal> {
        let limit = usize::try_from(target.number("limit", 10)?).unwrap_or(usize::MAX);
        let found: Vec<&Thread> = self.about(target).collect();
        let kind = target.get("type");
        let found = found.into_iter().filter(|thread| kind.is_none_or(|kind| kind == thread.kind));
        let all: Vec<&Value> = found.map(|thread| &thread.json).collect();
        let total = all.len();
        let data: Vec<&Value> = all.into_iter().rev().take(limit).collect();
        Ok(Response::json(200, &json!({ "data": data, "paging": { "total": total } })))
    }

    /// `GET /feed/count?entityLink=`: a row for each link and kind; announcements come first.
    pub(crate) fn count(&self, target: &Target, now: u64) -> Response {
        let mut rows = Vec::new();
        for kind in ["Announcement", "Conversation", "Task"] {
            let mut links: Vec<&str> = self.of(target, kind).map(|thread| thread.about.as_str()).collect();
            links.sort_unstable();
            links.dedup();
            rows.extend(links.into_iter().map(|link| self.row(target, kind, link, now)));
        }
        Response::json(200, &json!({ "data": rows }))
    }

    fn row(&self, target: &Target, kind: &str, link: &str, now: u64) -> Value {
        let of: Vec<&Thread> = self.of(target, kind).filter(|thread| thread.about == link).collect();
        let mut row = json!({ "totalTaskCount": 0, "mentionCount": 0, "entityLink": link });
        match kind {
            "Announcement" => {
                let runs = |one: &&&Thread| one.active.is_some_and(|(from, to)| from <= now && now < to);
                let active = of.iter().filter(runs).count();
                row["totalAnnouncementCount"] = json!(of.len());
                row["activeAnnouncementCount"] = json!(active);
                row["inactiveAnnouncementCount"] = json!(of.len() - active);
            }
            "Task" => {
                row["openTaskCount"] = json!(of.len());
                row["totalTaskCount"] = json!(of.len());
            }
            _ => row["conversationCount"] = json!(of.len()),
        }
        row
    }

    fn of<'a>(&'a self, target: &'a Target, kind: &'a str) -> impl Iterator<Item = &'a Thread> {
        self.about(target).filter(move |thread| thread.kind == kind)
    }

    fn about<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a Thread> {
        let link = target.get("entityLink").map(|link| link.trim_end_matches('>'));
        let within = move |about: &str| {
            link.is_none_or(|link| {
                let rest = about.strip_prefix(link);
                rest.is_some_and(|rest| rest == ">" || rest.starts_with("::"))
            })
        };
        self.0.iter().filter(move |thread| within(&thread.about))
    }
}

/// The entity of a link `<#E::type::FQN[::member…]>`, as a reference.
fn entity_of(store: &Store, link: &str) -> Result<Value, Refusal> {
    let inner = link.strip_prefix("<#E::").and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    let mut parts = inner.split("::");
    let (kind, fqn) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let found = Kind::of(kind).and_then(|kind| store.by_fqn(kind, fqn));
    let entity = found.ok_or_else(|| Refusal::not_found(kind, fqn))?;
    Ok(view::reference(entity))
}
