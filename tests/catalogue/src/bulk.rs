//! `PUT …/bulk`: many create requests in one, each with its own outcome (measured on 1.12, stock.md#bulk-requests).
//!
//! First every element is parsed, then all existing entities are looked up at once, then new ones are created and
//! existing ones updated, all from the state before the request.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::access::{self, Target as Resource};
use crate::answer::Response;
use crate::bulk_fault::BulkFault;
use crate::change::Members;
use crate::create::{self, Draft, Making, Write};
use crate::entity::{Kind, State};
use crate::field::SCHEMAS;
use crate::query::Target;
use crate::refusal::Refusal;
use crate::release::Rules;
use crate::shape;
use crate::store::Store;
use crate::update;
use crate::view::Load;

/// A row that failed: the element or its FQN, why, and the status.
type Failed = (Option<Value>, Option<String>, u16);

/// The results of the rows of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    dry_run: bool,
    /// At least one row was executed.
    begun: bool,
    /// Some rows were executed and others were not: never a failure of the whole (measured).
    mixed: bool,
    passed: Vec<String>,
    failed: Vec<Failed>,
}

impl Rows {
    /// Without results yet.
    pub(crate) fn of(dry_run: bool) -> Self {
        Self { dry_run, begun: true, ..Self::default() }
    }

    pub(crate) fn pass(&mut self, fqn: &str) {
        self.passed.push(fqn.to_owned());
    }

    pub(crate) fn fail(&mut self, request: Option<Value>, message: Option<String>, status: u16) {
        self.failed.push((request, message, status));
    }

    /// The answer, with the members that clients read. A request of which nothing was executed is a failure without a
    /// list of passed rows, also an empty one (measured).
    pub(crate) fn response(self, rules: &Rules) -> Response {
        let (passed, failed) = (self.passed.len(), self.failed.len());
        let status = match (passed, failed) {
            _ if !self.begun => "failure",
            (_, 0) => "success",
            (0, _) if !self.mixed => "failure",
            _ => "partialSuccess",
        };
        let mut body = json!({
            "status": status,
            "numberOfRowsProcessed": passed + failed,
            "numberOfRowsPassed": passed,
            "numberOfRowsFailed": failed,
            "failedRequest": self.failed.into_iter().map(|row| failure(row, rules)).collect::<Vec<_>>(),
        });
        if self.begun || rules.bulk_side_effects {
            let one = |fqn| effects(json!({ "request": fqn, "status": 200 }), rules);
            body["successRequest"] = self.passed.into_iter().map(one).collect();
        }
        if rules.bulk_side_effects {
            body["dryRun"] = json!(self.dry_run);
        }
        Response::json(200, &body)
    }
}

/// 2.0 has in each row whether it has side effects (observed).
fn effects(mut row: Value, rules: &Rules) -> Value {
    if rules.bulk_side_effects {
        row["hasSideEffects"] = json!(false);
    }
    row
}

fn failure((request, message, status): Failed, rules: &Rules) -> Value {
    let mut row = json!({ "status": status });
    for (member, value) in [("request", request), ("message", message.map(Value::String))] {
        if let Some(value) = value {
            row[member] = value;
        }
    }
    effects(row, rules)
}

/// A parsed element: its index, the element, and the entity that it describes.
struct Read<'a> {
    index: usize,
    element: &'a Value,
    draft: Draft,
}

/// `PUT …/bulk`: the answer, and the numbers of the entities that were made.
pub(crate) fn put(
    store: &mut Store,
    kind: Kind,
    body: &Value,
    target: &Target,
    by: Write<'_>,
    bulk_fault: &BulkFault,
) -> Result<(Response, Vec<u64>), Refusal> {
    let Value::Array(elements) = body else {
        let class = kind.create().class;
        return Err(Refusal::bad(format!(
            "Cannot deserialize value of type `java.util.ArrayList<{class}>` from Object value (token \
             `JsonToken.START_OBJECT`)"
        )));
    };
    shape::check_all(elements, kind.create(), by.rules)?;
    let mut unread = Rows::default();
    let remaining = elements.iter().enumerate().filter(|(index, _)| !bulk_fault.omits(*index));
    let read: Vec<Read<'_>> = remaining
        .filter_map(|(index, element)| read(store, kind, (index, element), by, &mut unread))
        .collect();
    read.iter().try_for_each(|one| create::readable_name(store, &one.draft))?;
    let allowed: Vec<Read<'_>> = read.into_iter().filter(|one| allow(store, one, by, &mut unread)).collect();
    if allowed.is_empty() {
        return Ok((with_async(unread, target, by.rules), Vec::new()));
    }
    let (mut rows, made) = execute(store, kind, allowed, target, by, bulk_fault);
    rows.mixed = !unread.failed.is_empty();
    rows.failed.append(&mut unread.failed);
    Ok((with_async(rows, target, by.rules), made))
}

/// With `async=true` the server answers before it is done, with counters only; here it is done at once.
fn with_async(rows: Rows, target: &Target, rules: &Rules) -> Response {
    if !target.flag("async") {
        return rows.response(rules);
    }
    let (processed, failed) = (rows.passed.len() + rows.failed.len(), rows.failed.len());
    let status = if failed > 0 { "partialSuccess" } else { "success" };
    let body = json!({
        "status": status, "numberOfRowsProcessed": processed, "numberOfRowsPassed": 0,
        "numberOfRowsFailed": failed,
    });
    Response::json(202, &body)
}

fn read<'a>(
    store: &Store,
    kind: Kind,
    (index, element): (usize, &'a Value),
    by: Write<'_>,
    unread: &mut Rows,
) -> Option<Read<'a>> {
    if element.is_null() {
        let text = "HV000116: The object to be validated must not be null.";
        unread.fail(None, Some(text.to_owned()), 400);
        return None;
    }
    let draft =
        create::constrain(kind, element, by.rules).and_then(|()| create::draft_checked(store, kind, element));
    match draft {
        Ok(draft) => Some(Read { index, element, draft }),
        Err(refusal) => {
            unread.fail(Some(shown(element)), refusal.row_message(), 400);
            None
        }
    }
}

/// An element as the answer shows it: with empty lists that the request does not name (measured).
fn shown(element: &Value) -> Value {
    let mut shown = element.clone();
    if let Some(map) = shown.as_object_mut() {
        for list in ["domains", "dataProducts"] {
            map.entry(list).or_insert_with(|| json!([]));
        }
    }
    shown
}

fn allow(store: &Store, one: &Read<'_>, by: Write<'_>, unread: &mut Rows) -> bool {
    let there = store.by_fqn(one.draft.kind, one.draft.fqn());
    let right = match there {
        Some(entity) => access::require(store, by.actor, "EditAll", Resource::Entity(entity)),
        None => access::require(store, by.actor, "Create", Resource::Kind),
    };
    let Err(refusal) = right else { return true };
    let message = refusal.row_message().unwrap_or_default();
    let mut request = shown(one.element);
    // At this point the fields have their FQNs (measured).
    for schema in SCHEMAS {
        if let Some(fields) = one.draft.json.get(schema) {
            request[schema] = fields.clone();
        }
    }
    unread.fail(Some(request), Some(format!("Permission denied: {message}")), 403);
    false
}

/// Creates new entities, then updates existing ones; of several elements of one FQN the first is created.
fn execute(
    store: &mut Store,
    kind: Kind,
    elements: Vec<Read<'_>>,
    target: &Target,
    by: Write<'_>,
    bulk_fault: &BulkFault,
) -> (Rows, Vec<u64>) {
    let overrides = by.rules.delete_stale && target.flag("overrideMetadata");
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for one in &elements {
        *named.entry(one.draft.fqn().to_owned()).or_default() += 1;
    }
    let (mut rows, mut made, mut updates) = (Rows::of(false), Vec::new(), Vec::new());
    for one in elements {
        let fqn = one.draft.fqn().to_owned();
        if bulk_fault.fails(one.index, &fqn) {
            rows.fail(Some(shown(one.element)), Some(format!("Planned fault for {fqn}")), 400);
        } else if bulk_fault.drops(one.index) {
            rows.pass(&fqn);
        } else if store.by_fqn(kind, &fqn).is_some() {
            updates.push(one);
        } else {
            made.push(create::insert(store, one.draft, Making::Bulk, by));
            rows.pass(&fqn);
        }
    }
    let mut originals = BTreeMap::new();
    for one in updates {
        let once = named.get(one.draft.fqn()) == Some(&1);
        row(store, one, (overrides, once), &mut originals, by, &mut rows);
    }
    (rows, made)
}

/// Updates one existing entity.
fn row(
    store: &mut Store,
    one: Read<'_>,
    (overrides, once): (bool, bool),
    originals: &mut BTreeMap<u64, State>,
    by: Write<'_>,
    rows: &mut Rows,
) {
    let fqn = one.draft.fqn().to_owned();
    let Some(entity) = store.by_fqn(one.draft.kind, &fqn) else { return };
    let number = entity.number;
    let hash = one.draft.json.text("sourceHash");
    let equal = !hash.is_empty() && hash == entity.now.json.text("sourceHash");
    // 2.x skips entities with the same hash that are not deleted, for every writer (stock.md#openmetadata-2x).
    if by.rules.bulk_skips_equal_hash && equal && once && !entity.now.deleted && !overrides {
        store.writes.unchanged += 1;
        rows.pass(&fqn);
        return;
    }
    let original = match originals.get(&number) {
        Some(original) => Ok(original.clone()),
        None => load(store, number),
    };
    let written = original.and_then(|original| {
        originals.insert(number, original.clone());
        update::row(store, number, &original, one.draft, overrides, by)
    });
    match written {
        Ok(()) => rows.pass(&fqn),
        Err(refusal) => rows.fail(Some(json!(fqn)), refusal.row_message(), 400),
    }
}

/// The state of an entity before a bulk. An entity whose fields the server cannot read fails
/// (stock.md#rights-and-deletion).
fn load(store: &Store, number: u64) -> Result<State, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    store.load(entity, Load::WHOLE)?;
    store.load(entity, Load::BULK)
}
