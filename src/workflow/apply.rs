//! Apply: the writes, level by level: service, collections, endpoints.
//!
//! A level begins when the one before it is answered; within it several writes are open at once, those of one
//! entity one after another. A body is written out when there is room for its request. Where the server has bulk
//! requests, PUTs go in them, cut by count and bytes when their turn comes. A bulk request that fails as a whole says
//! nothing of each of its entities: it is cut into pieces until the entity that the server refuses stands alone and
//! gets an answer of its own. One that is too large or takes too long makes the following ones smaller.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::Phase;
use super::confirm::Confirm;
use super::context::Context;
use super::exchange::Ticket;
use super::journal::Mark;
use super::planning::Ground;
use super::stage::Stage;
use crate::openmetadata::bulk::{self, Row};
use crate::openmetadata::capability::ConnectionShape;
use crate::openmetadata::{Answer, EMPTY, Lost, Request, Retry, parent, service};
use crate::plan::{Action, Body, Change, Kind, Write};

/// A bulk request holds at most so many bytes, whatever `bulk_sink_batch_size` says; one entity always fits.
const BULK_BYTES: usize = 4 << 20;

/// Into so many pieces a bulk request is cut that failed as a whole. One bad entity of a hundred then takes some
/// twenty requests, a hundred bad ones little more than one each.
const PIECES: usize = 8;

/// The writes are on their way.
#[derive(Debug)]
pub(super) struct Apply {
    pub(super) ground: Ground,
    levels: VecDeque<Kind>,
    open: BTreeMap<Ticket, Open>,
    /// What still waits for room.
    waiting: VecDeque<Piece>,
    /// What a bulk request may hold at most.
    most: Most,
    /// The ids of what was made, by the place of the change.
    made: BTreeMap<usize, String>,
    /// The service's connection goes in the shape that its version should not know: it refused the one that it should.
    reshaped: bool,
}

/// Entities and bytes.
#[derive(Debug, Clone, Copy)]
struct Most {
    count: usize,
    bytes: usize,
}

/// First writes of changes.
#[derive(Debug)]
enum Piece {
    /// In one bulk request at least.
    Bulk(Vec<usize>),
    One(usize),
}

impl Piece {
    fn changes(self) -> Vec<usize> {
        match self {
            Self::Bulk(changes) => changes,
            Self::One(change) => vec![change],
        }
    }
}

#[derive(Debug)]
enum Open {
    /// The first write of these changes.
    Bulk(Vec<usize>),
    /// A write of a change, by its place among them.
    One { change: usize, write: usize },
    /// The entity, for the tag that this write needs.
    Tag { change: usize, write: usize },
}

impl Apply {
    pub(super) fn start(cx: &mut Context, ground: Ground) -> Stage {
        let levels = VecDeque::from([Kind::ApiService, Kind::ApiCollection, Kind::ApiEndpoint]);
        let most = Most { count: cx.config.batch_size.max(1), bytes: BULK_BYTES };
        let (open, waiting, made) = Default::default();
        Self { ground, levels, open, waiting, most, made, reshaped: false }.advance(cx)
    }

    pub(super) fn answered(mut self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        match self.open.remove(&ticket) {
            Some(Open::Bulk(changes)) => self.bulk_answered(cx, changes, answer),
            Some(Open::One { change, write }) => self.one_answered(cx, change, write, answer),
            Some(Open::Tag { change, write }) => self.tag_answered(cx, change, write, answer),
            None => {}
        }
        cx.progress(Phase::Apply, self.ground.journal.settled(), self.ground.plan.changes.len());
        self.advance(cx)
    }

    /// Sends what has room; goes on to the next level once this one is answered.
    fn advance(mut self, cx: &mut Context) -> Stage {
        loop {
            self.send_waiting(cx);
            if !self.open.is_empty() {
                return Stage::Apply(self);
            }
            let Some(kind) = self.levels.pop_front() else { return Confirm::start(cx, self.ground) };
            self.begin(cx, kind);
        }
    }

    fn begin(&mut self, cx: &mut Context, kind: Kind) {
        let (changes, without): (Vec<usize>, Vec<usize>) = self
            .changing(kind)
            .partition(|at| self.change(*at).is_some_and(|change| !change.writes.is_empty()));
        // What comes about by the write of another is told by reading.
        without.into_iter().for_each(|at| self.ground.journal.set(at, Mark::Said));
        let absent = self.ground.journal.not_made(&self.ground.plan);
        let (doomed, live): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|at| cx.stop.is_none() && self.stands_in(*at, &absent));
        for change in doomed {
            self.ground.journal.set(change, Mark::NotTried("what it stands in was refused".to_owned()));
        }
        let bulk = self.ground.known.capabilities.bulk && kind != Kind::ApiService;
        let in_bulk = |at: &usize| bulk && self.change(*at).is_some_and(|change| !change.stands_alone());
        let (bulk, single): (Vec<_>, Vec<_>) = live.into_iter().partition(in_bulk);
        if !bulk.is_empty() {
            self.waiting.push_back(Piece::Bulk(bulk));
        }
        self.waiting.extend(single.into_iter().map(Piece::One));
    }

    /// The places of what is still to be written, deletions apart.
    fn changing(&self, kind: Kind) -> impl Iterator<Item = usize> {
        let changing = move |at: usize, change: &Change| {
            change.kind == kind
                && !matches!(change.action, Action::Delete | Action::NoOp)
                && *self.ground.journal.mark(at) == Mark::Open
        };
        let changes = self.ground.plan.changes.iter().enumerate();
        changes.filter(move |(at, change)| changing(*at, change)).map(|(at, _)| at)
    }

    fn change(&self, at: usize) -> Option<&Change> {
        self.ground.plan.changes.get(at)
    }

    /// Whether it stands in one of these.
    fn stands_in(&self, at: usize, fqns: &BTreeSet<&str>) -> bool {
        let parent = self.change(at).and_then(|change| parent(&change.fqn));
        parent.is_some_and(|parent| fqns.contains(parent.as_str()))
    }

    fn put_body(&self, at: usize) -> Option<&Body> {
        match self.change(at)?.writes.first()? {
            Write::Put(body) => Some(body),
            _ => None,
        }
    }

    /// Sends as long as there is room, bulk requests cut as it holds now; once at least.
    fn send_waiting(&mut self, cx: &mut Context) {
        while let Some(piece) = self.waiting.pop_front() {
            if !self.open.is_empty() && cx.exchange.room() == 0 {
                return self.waiting.push_front(piece);
            }
            match piece {
                Piece::One(change) => self.send_one(cx, change, 0),
                Piece::Bulk(mut changes) => {
                    let rest = changes.split_off(self.fitting(&changes));
                    if !rest.is_empty() {
                        self.waiting.push_front(Piece::Bulk(rest));
                    }
                    self.send_bulk(cx, changes);
                }
            }
        }
    }

    /// How many of these fit into one bulk request; at least one.
    fn fitting(&self, changes: &[usize]) -> usize {
        let mut bytes = 0;
        let fits = changes.iter().take(self.most.count).take_while(|change| {
            bytes += self.size(**change);
            bytes <= self.most.bytes
        });
        fits.count().max(1)
    }

    fn size(&self, change: usize) -> usize {
        self.put_body(change).map_or(0, Body::size)
    }

    fn send_bulk(&mut self, cx: &mut Context, batch: Vec<usize>) {
        let Some(kind) = batch.first().and_then(|at| self.change(*at)).map(|change| change.kind) else {
            return;
        };
        let bodies: Vec<&Body> = batch.iter().filter_map(|change| self.put_body(*change)).collect();
        let ticket = cx.send_many(cx.api.put_bulk(kind, &bodies));
        self.open.insert(ticket, Open::Bulk(batch));
    }

    fn send_one(&mut self, cx: &mut Context, change: usize, write: usize) {
        let shape = self.ground.known.capabilities.connection;
        let shape = self.reshaped.then(|| shape.other());
        let made = self.made.get(&change).map(String::as_str);
        let Some(request) = self.change(change).and_then(|found| request(cx, found, write, made, shape))
        else {
            let reason = "the plan does not say which entity to write".to_owned();
            return self.ground.journal.set(change, Mark::Refused(reason));
        };
        let asks = matches!(self.write(change, write), Some(Write::PatchIfMatch(_)));
        let open = if asks { Open::Tag { change, write } } else { Open::One { change, write } };
        self.open.insert(cx.send(request), open);
    }

    fn write(&self, change: usize, write: usize) -> Option<&Write> {
        self.change(change)?.writes.get(write)
    }

    /// The tag is there, or the server gives none: then the patch goes without it, behind its lock all the same.
    fn tag_answered(&mut self, cx: &mut Context, change: usize, write: usize, answer: Answer) {
        let Answer::Done(_) = answer else { return self.settle(cx, change, answer) };
        let etag = cx.etag.take();
        let found = self.change(change);
        let id = found.and_then(|found| Some((found.kind, found.id.as_deref()?)));
        let (Some((kind, id)), Some(Write::PatchIfMatch(patch))) = (id, self.write(change, write)) else {
            return;
        };
        let request = match etag {
            Some(etag) => cx.api.patch_if_match(kind, id, patch, &etag),
            None => cx.api.patch(kind, id, patch),
        };
        self.open.insert(cx.send(request), Open::One { change, write });
    }

    fn bulk_answered(&mut self, cx: &mut Context, changes: Vec<usize>, answer: Answer) {
        match answer {
            Answer::Done(answer) => self.account(cx, changes, &answer),
            Answer::Unsupported { .. } => {
                self.ground.known.capabilities.bulk = false;
                let waiting = std::mem::take(&mut self.waiting).into_iter().flat_map(Piece::changes);
                self.waiting = changes.into_iter().chain(waiting).map(Piece::One).collect();
            }
            Answer::Refused { status: 413, .. } => {
                let bytes: usize = changes.iter().map(|change| self.size(*change)).sum();
                self.most.bytes = self.most.bytes.min(bytes / 2);
                self.cut(changes, 2);
            }
            Answer::Refused { .. } | Answer::Missing(_) | Answer::Conflict => self.cut(changes, PIECES),
            // It was tried again and failed again: by what one entity does to the server or to what stands before
            // it, or for taking too long.
            Answer::Lost(Lost { retry: Retry::Once | Retry::Never, divisible: true, .. })
                if cx.exchange.spend(PIECES) =>
            {
                self.cut(changes, PIECES);
            }
            Answer::Lost(Lost { retry: Retry::Often { .. } | Retry::Slow, divisible: true, .. })
                if changes.len() > 1 && cx.exchange.spend(2) =>
            {
                self.most.count = self.most.count.min(changes.len().div_ceil(2)).max(PIECES);
                self.cut(changes, 2);
            }
            other => changes.into_iter().for_each(|change| self.settle(cx, change, other.clone())),
        }
    }

    /// Cuts a bulk request that failed as a whole into pieces; pieces of one or two would not be worth it.
    fn cut(&mut self, changes: Vec<usize>, pieces: usize) {
        let pieces: Vec<_> = match changes.len().div_ceil(pieces) {
            ..=2 => changes.into_iter().map(Piece::One).collect(),
            size => changes.chunks(size).map(|piece| Piece::Bulk(piece.to_vec())).collect(),
        };
        pieces.into_iter().rev().for_each(|piece| self.waiting.push_front(piece));
    }

    /// What the answer does not mention goes again: in pieces, if it mentions nothing.
    fn account(&mut self, cx: &mut Context, changes: Vec<usize>, answer: &Value) {
        let fqns: Vec<_> = changes.iter().filter_map(|at| Some(self.change(*at)?.fqn.as_str())).collect();
        let rows = bulk::account(&fqns, answer, &cx.scrubber);
        let (count, mut forgotten) = (changes.len(), Vec::new());
        for (change, row) in changes.into_iter().zip(rows) {
            match row {
                Row::Done => self.done(cx, change, 0, &Value::Null),
                Row::Refused(reason) => self.ground.journal.set(change, Mark::Refused(reason)),
                Row::Stumbled(_) => self.waiting.push_back(Piece::One(change)),
                Row::Unaccounted => forgotten.push(change),
            }
        }
        match forgotten.len() {
            0 => {}
            some if some == count && cx.exchange.spend(PIECES) => self.cut(forgotten, PIECES),
            some if some < count && cx.exchange.spend(1) => self.waiting.push_front(Piece::Bulk(forgotten)),
            _ => forgotten.into_iter().for_each(|change| {
                let reason = "the answer to the bulk request does not mention it".to_owned();
                self.ground.journal.set(change, Mark::Lost(reason));
            }),
        }
    }

    fn one_answered(&mut self, cx: &mut Context, change: usize, write: usize, answer: Answer) {
        match answer {
            Answer::Done(entity) => {
                if let (Some(Write::Put(_)), Some(id)) = (self.write(change, write), entity.get("id")) {
                    self.made.extend(id.as_str().map(|id| (change, id.to_owned())));
                }
                self.done(cx, change, write, &entity);
            }
            // Drawing an edge is answered without a body.
            Answer::Lost(lost) if lost.reason == EMPTY && self.draws(change, write) => {
                self.done(cx, change, write, &Value::Null);
            }
            // The server breaks on restoring what is there already, as when a stopped run sends it once more: what
            // follows, or reading back, tells.
            Answer::Lost(Lost { retry: Retry::Once, .. }) if self.restores(change, write) => {
                self.done(cx, change, write, &Value::Null);
            }
            Answer::Refused { reason, .. } if self.can_reshape(change, &reason) => {
                self.reshaped = true;
                self.send_one(cx, change, write);
            }
            other => self.settle(cx, change, other),
        }
    }

    fn draws(&self, change: usize, write: usize) -> bool {
        matches!(self.write(change, write), Some(Write::Lineage(_)))
    }

    fn restores(&self, change: usize, write: usize) -> bool {
        matches!(self.write(change, write), Some(Write::Restore))
    }

    /// Whether the server may take the service with its connection in the other shape: versions that nobody tried
    /// are guessed.
    fn can_reshape(&self, change: usize, reason: &str) -> bool {
        let has_connection =
            self.put_body(change).is_some_and(|body| service::has_connection(&body.members()));
        !self.reshaped && has_connection && service::is_of_another_shape(reason)
    }

    /// A write is done: the next of the same entity, or the end. Only a creation is proven by its answer.
    fn done(&mut self, cx: &mut Context, at: usize, write: usize, entity: &Value) {
        let Some(change) = self.change(at) else { return };
        if write + 1 < change.writes.len() {
            return self.send_one(cx, at, write + 1);
        }
        let named = entity.get("fullyQualifiedName").and_then(Value::as_str) == Some(change.fqn.as_str());
        let proven = named && change.action.makes();
        self.note_service(at, entity);
        self.ground.journal.set(at, if proven { Mark::Landed } else { Mark::Said });
    }

    /// The service's id, which the pipeline needs.
    fn note_service(&mut self, at: usize, entity: &Value) {
        let is_service = self.change(at).is_some_and(|change| change.kind == Kind::ApiService);
        if let (true, Some(id)) = (is_service, entity.get("id").and_then(Value::as_str)) {
            self.ground.service_id = Some(id.to_owned());
        }
    }

    fn settle(&mut self, cx: &mut Context, at: usize, answer: Answer) {
        let mark = match answer {
            Answer::Done(_) => Mark::Said,
            Answer::Conflict => Mark::Conflict,
            Answer::Lost(lost) => Mark::Lost(lost.reason),
            Answer::NotSent => Mark::NotTried(cx.not_sent()),
            Answer::Unauthorized(reason) => {
                cx.token_refused(&reason);
                Mark::Refused(reason)
            }
            Answer::Missing(reason) | Answer::Unsupported { reason, .. } | Answer::Refused { reason, .. } => {
                Mark::Refused(reason)
            }
        };
        self.ground.journal.set(at, mark);
    }
}

/// A write as a request; `made` is the id of what an earlier write of the change made.
fn request(
    cx: &Context,
    change: &Change,
    write: usize,
    made: Option<&str>,
    reshaped: Option<ConnectionShape>,
) -> Option<Request> {
    let (kind, id) = (change.kind, change.id.as_deref().or(made));
    Some(match change.writes.get(write)? {
        Write::Put(body) if kind == Kind::ApiService => {
            let body = body.members();
            let body = match reshaped {
                Some(shape) => Cow::Owned(service::reshaped(&body, &cx.config, shape)),
                None => body,
            };
            let stored = service::with_secrets(&body, &cx.config.connection);
            cx.api.put(kind, &stored.into())
        }
        Write::Put(body) => cx.api.put(kind, body),
        Write::Patch(patch) => cx.api.patch(kind, id?, patch),
        Write::PatchIfMatch(_) => cx.api.entity(kind, id?),
        Write::Restore => cx.api.restore(kind, id?),
        Write::Follow(user) => cx.api.follow(kind, id?, user),
        Write::Lineage(edge) => cx.api.put_lineage(&with_id(edge, id?)),
        Write::Delete { recursive } => cx.api.delete(kind, id?, *recursive),
    })
}

/// The edge, with the id of its own end.
fn with_id(edge: &Value, id: &str) -> Value {
    let mut edge = edge.clone();
    for end in ["fromEntity", "toEntity"] {
        if let Some(end) = edge.get_mut(end).and_then(Value::as_object_mut) {
            end.entry("id").or_insert_with(|| Value::String(id.to_owned()));
        }
    }
    edge
}
