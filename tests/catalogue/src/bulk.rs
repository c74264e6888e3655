//! `PUT …/bulk`: many create requests in one, each with its own outcome (observed and read, 1.12 and 2.0).

use serde_json::{Value, json};

use crate::answer::{Refusal, Response};
use crate::change::Members;
use crate::create::{self, Write};
use crate::entity::Kind;
use crate::field::Mode;
use crate::query::Target;
use crate::release::Release;
use crate::shape;
use crate::store::Store;
use crate::update;

/// Elements that a planned fault picks out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Spoil {
    /// None.
    #[default]
    Nothing,
    /// These FQNs and every nth element fail.
    Fail { fqns: Vec<String>, every: Option<usize> },
    /// Every second element, from the first on, passes without being stored.
    Drop,
    /// Every second element, from the first on, is neither stored nor mentioned in the answer.
    Forget,
}

impl Spoil {
    fn fails(&self, index: usize, fqn: &str) -> bool {
        matches!(self, Self::Fail { fqns, every } if fqns.iter().any(|one| one == fqn)
            || every.is_some_and(|every| every > 0 && (index + 1).is_multiple_of(every)))
    }

    fn drops(&self, index: usize) -> bool {
        *self == Self::Drop && index.is_multiple_of(2)
    }

    fn forgets(&self, index: usize) -> bool {
        *self == Self::Forget && index.is_multiple_of(2)
    }
}

/// What became of the elements of a bulk request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    dry_run: bool,
    passed: Vec<String>,
    failed: Vec<(Value, String)>,
}

impl Outcome {
    /// Nothing done yet.
    pub(crate) fn of(dry_run: bool) -> Self {
        Self { dry_run, ..Self::default() }
    }

    pub(crate) fn pass(&mut self, fqn: &str) {
        self.passed.push(fqn.to_owned());
    }

    pub(crate) fn fail(&mut self, request: Value, message: String) {
        self.failed.push((request, message));
    }

    /// The answer in the members that clients read (observed). 2.0 says of each whether it has side effects.
    pub(crate) fn response(self, release: Release) -> Response {
        let (passed, failed) = (self.passed.len(), self.failed.len());
        let status = match (passed, failed) {
            (_, 0) => "success",
            (0, _) => "failure",
            _ => "partialSuccess",
        };
        let item = |request: Value, status: u16| {
            let mut item = json!({ "request": request, "status": status });
            if release >= Release::V2_0
                && let Some(map) = item.as_object_mut()
            {
                map.insert("hasSideEffects".to_owned(), json!(false));
            }
            item
        };
        let fault = |(request, message): (Value, String)| {
            let mut item = item(request, 400);
            if let Some(map) = item.as_object_mut() {
                map.insert("message".to_owned(), json!(message));
            }
            item
        };
        let body = json!({
            "dryRun": self.dry_run,
            "status": status,
            "numberOfRowsProcessed": passed + failed,
            "numberOfRowsPassed": passed,
            "numberOfRowsFailed": failed,
            "successRequest": self.passed.into_iter().map(|fqn| item(json!(fqn), 200)).collect::<Vec<_>>(),
            "failedRequest": self.failed.into_iter().map(fault).collect::<Vec<_>>(),
        });
        Response::json(200, &body)
    }
}

/// `PUT …/bulk`. An element that cannot be read refuses the whole request; one whose parent is missing, or
/// whose name is no name, fails alone (read).
pub(crate) fn put(
    store: &mut Store,
    kind: Kind,
    body: &Value,
    target: &Target,
    by: Write<'_>,
    spoil: &Spoil,
) -> Result<Response, Refusal> {
    let Value::Array(elements) = body else {
        return Err(Refusal::bad("Cannot deserialize value of type `java.util.ArrayList`"));
    };
    elements.iter().try_for_each(|element| shape::check(element, kind.create(), by.release))?;
    elements.iter().try_for_each(|element| create::constrain(kind, element))?;
    let overrides = by.release.has_stale() && target.flag("overrideMetadata");
    let mut outcome = Outcome::default();
    let heard = elements.iter().enumerate().filter(|(index, _)| !spoil.forgets(*index));
    for (index, element) in heard {
        match one(store, kind, element, index, overrides, by, spoil) {
            Ok(fqn) => outcome.pass(&fqn),
            Err(refusal) => outcome.fail(element.clone(), refusal.element()),
        }
    }
    let response = outcome.response(by.release);
    // With `async=true` the server answers before it is done; here it is done all the same (read).
    Ok(if target.flag("async") { Response { status: 202, ..response } } else { response })
}

fn one(
    store: &mut Store,
    kind: Kind,
    element: &Value,
    index: usize,
    overrides: bool,
    by: Write<'_>,
    spoil: &Spoil,
) -> Result<String, Refusal> {
    let draft = create::draft_checked(store, kind, element, by.release)?;
    let fqn = draft.fqn().to_owned();
    if spoil.fails(index, &fqn) {
        return Err(Refusal::bad(format!("Planned fault for {fqn}")));
    }
    if spoil.drops(index) {
        return Ok(fqn);
    }
    let Some(there) = store.by_fqn(kind, &fqn) else {
        create::insert(store, draft, by);
        return Ok(fqn);
    };
    let (number, stored) = (there.number, &there.now);
    let hash = draft.json.text("sourceHash");
    let equal = !hash.is_empty() && hash == stored.json.text("sourceHash");
    // 2.0 skips what lives and has the same hash (read).
    if by.release.has_stale() && equal && !stored.deleted && !overrides {
        store.writes.unchanged += 1;
        return Ok(fqn);
    }
    let mode = Mode::Put { keep_texts: by.actor.bot && !overrides };
    update::put(store, number, draft.json, mode, by)?;
    Ok(fqn)
}
