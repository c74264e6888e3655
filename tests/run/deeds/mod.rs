//! What people do beside what the document changes: one endpoint for each pair of the two, through three rounds of
//! documents. What a person gave is there afterwards, or the plan listed it before; where nobody wrote, everything of
//! the document lands.

mod columns;
mod landed;
mod rows;
mod scripts;

use std::collections::{BTreeMap, BTreeSet};

use metarest_catalogue::Release;
use serde_json::Value;

use crate::stock::Stock;
use crate::world::*;
use columns::COLUMNS;
use landed::Members;
use metarest::plan::{Change, Plan};
use metarest::workflow::*;
use rows::{Gift, Ids, Row};

/// Milliseconds after which no write is merged into the one before: ten minutes, and five for clocks that differ.
const SETTLED: u64 = 16 * 60_000;

/// How a matrix is played.
#[derive(Debug, Clone, Copy)]
struct Setting {
    release: Release,
    /// Whether the token is an administrator's; else it is a bot's.
    admin: bool,
    /// Whether the stock connector filled the catalogue; else we did.
    stock: bool,
    /// Whether everything follows within ten minutes; else there are hours between.
    soon: bool,
}

impl Setting {
    fn words(self) -> String {
        let token = if self.admin { "admin" } else { "bot" };
        let start = if self.stock { "stock" } else { "ours" };
        let pace = if self.soon { "soon" } else { "later" };
        format!("{} {token} {start} {pace}", self.release)
    }

    /// Milliseconds from one thing to the next.
    fn pause(self) -> u64 {
        if self.soon { 40_000 } else { 3 * 3_600_000 }
    }
}

/// What became of the cells.
#[derive(Default)]
struct Tally {
    cells: usize,
    kept: usize,
    listed: usize,
    /// Paths that the plan said would not be as the document says.
    waiting: usize,
    /// `row × column`, each with what happened to it.
    lost: BTreeMap<String, String>,
}

struct Matrix {
    setting: Setting,
    world: World,
    rows: Vec<Row>,
    ids: Ids,
    round: usize,
    /// The turn in which a person last gave, by cell.
    given: BTreeMap<String, usize>,
    /// Cells of which a plan listed what was given.
    listed: BTreeSet<String>,
    tally: Tally,
}

fn cell(row: &Row, column: &columns::Column) -> String {
    format!("{} × {}", row.name, column.name)
}

impl Matrix {
    fn new(setting: Setting) -> Self {
        let mut world = World::new(setting.release, &[]);
        if setting.admin {
            world.config = config("admin", "");
        }
        let ids = rows::set_up(&mut world);
        let rows = rows::rows(setting.release);
        let (given, listed, tally) = Default::default();
        let mut matrix = Self { setting, world, rows, ids, round: 0, given, listed, tally };
        matrix.says(0);
        matrix
    }

    fn says(&mut self, round: usize) {
        self.round = round;
        self.world.document = vec![Ok(body(&columns::document(&self.rows, round)))];
    }

    fn pause(&mut self) {
        self.world.now += self.setting.pause();
    }

    fn fill(&mut self) {
        if self.setting.stock {
            Stock::of(&self.world).writes(&mut self.world);
        } else {
            self.run();
        }
        self.pause();
    }

    /// The present endpoint of a cell, by name.
    fn by_name(&self) -> BTreeMap<String, Value> {
        let live = landed::live(&self.world).into_values();
        live.map(|entity| (entity["name"].as_str().expect("a name").to_owned(), entity)).collect()
    }

    /// Everybody does what their row says.
    fn people(&mut self, turn: usize) {
        let token = if self.setting.admin { "person-ann" } else { "admin" };
        let by_name = self.by_name();
        for row in self.rows.clone() {
            for column in &COLUMNS {
                let Some(entity) = by_name.get(&columns::name(&row, column)) else { continue };
                let deeds = row.deeds(entity, &self.ids, turn);
                if deeds.is_empty() {
                    continue;
                }
                let cell = cell(&row, column);
                let refused = deeds.into_iter().find_map(|deed| {
                    let (status, said) = self.world.other(token, deed);
                    (status >= 300).then_some(said)
                });
                match refused {
                    None => {
                        self.given.insert(cell.clone(), turn);
                        self.listed.remove(&cell);
                    }
                    // Where somebody added several lines, the server refuses more of theirs for ten minutes
                    // (stock.md#patches).
                    Some(said) => {
                        assert!(said.contains("Invalid name"), "{} {cell}: {said}", self.setting.words())
                    }
                }
            }
        }
        self.pause();
    }

    fn run(&mut self) -> Plan {
        let outcome = self.world.run(Command::Ingest);
        for result in &outcome.results {
            if let Some(reason) = result.outcome.problem() {
                self.lose(cell_of(&result.fqn), format!("it failed: {reason}"));
            }
        }
        let bad = self.tally.lost.values().any(|what| what.contains("it failed"));
        let words = self.setting.words();
        assert!(
            bad || outcome.exit == Exit::Success,
            "{words}, round {}: {:#?}",
            self.round,
            outcome.diagnostics
        );
        outcome.plan.expect("a plan")
    }

    /// A run over the round's document, and what is there then.
    fn round(&mut self, round: usize) {
        self.says(round);
        let plan = self.run();
        self.people_kept(&plan);
        self.document_landed(&plan);
        self.pause();
        let again = self.run();
        self.people_kept(&again);
        for change in again.changes.iter().filter(|change| !change.writes.is_empty()) {
            let paths: Vec<&str> = change.differences.iter().map(|field| &*field.path).collect();
            let what = format!("an unchanged run writes it: {:?} {paths:?}", change.action);
            self.lose(cell_of(&change.fqn), what);
        }
        assert!(self.world.writes() == 0 || !self.tally.lost.is_empty(), "{:#?}", self.world.sent);
        self.pause();
    }

    fn people_kept(&mut self, plan: &Plan) {
        let by_name = self.by_name();
        for row in self.rows.clone() {
            for column in &COLUMNS {
                let (cell, name) = (cell(&row, column), columns::name(&row, column));
                let Some(turn) = self.given.get(&cell).copied() else { continue };
                let gives = !matches!(row.gift, Gift::Nothing | Gift::Restoration);
                if !gives && !by_name.contains_key(&name) {
                    continue;
                }
                if lists(plan, &row, &name) {
                    self.listed.insert(cell.clone());
                }
                let entity = by_name.get(&name);
                let kept = match (row.gift, entity) {
                    (Gift::Deletion, entity) => entity.is_none(),
                    (_, Some(entity)) => row.read(entity) == row.value(turn),
                    (_, None) => false,
                };
                self.count(cell, kept, || entity.map(|entity| row.read(entity)));
            }
        }
    }

    fn count(&mut self, cell: String, kept: bool, found: impl Fn() -> Option<Value>) {
        self.tally.cells += 1;
        if kept {
            self.tally.kept += 1;
        } else if self.listed.contains(&cell) {
            self.tally.listed += 1;
        } else {
            let found = found().map_or("not there".to_owned(), |value| value.to_string());
            self.given.remove(&cell);
            self.lose(cell, format!("a person's: {found}"));
        }
    }

    fn lose(&mut self, cell: String, what: String) {
        let what = format!("round {}, {what}", self.round);
        self.tally.lost.entry(cell).or_insert(what);
    }

    fn document_landed(&mut self, plan: &Plan) {
        let wanted = landed::of_document(&self.world, &columns::document(&self.rows, self.round));
        let wanted: BTreeMap<String, Members> =
            wanted.into_iter().map(|(fqn, members)| (name_of(&fqn), members)).collect();
        let by_name = self.by_name();
        for row in self.rows.clone() {
            for column in &COLUMNS {
                let name = columns::name(&row, column);
                let there = columns::is_there(&row, column, self.round);
                let entity = by_name.get(&name);
                let deleted = row.gift == Gift::Deletion && self.given.contains_key(&cell(&row, column));
                if entity.is_some() != there && !deleted {
                    self.lose(cell(&row, column), format!("there {}, not {there}", entity.is_some()));
                }
                let (Some(entity), Some(wanted)) = (entity, wanted.get(&name)) else { continue };
                let people = self.given.contains_key(&cell(&row, column)).then(|| row.path());
                for path in landed::differing(&landed::members(entity), wanted) {
                    let waits =
                        waits(plan, entity, &path) || may_wait(self.setting.release, plan, entity, &path);
                    self.tally.waiting += usize::from(waits);
                    if !waits && people.as_ref() != Some(&path) {
                        self.lose(cell(&row, column), format!("the document's: {path}"));
                    }
                }
            }
        }
    }
}

/// The cell that an FQN stands for.
fn cell_of(fqn: &str) -> String {
    let name = name_of(fqn);
    let mut pieces = name.trim_start_matches('/').split('/');
    format!("{} × {}", pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default())
}

/// The endpoint's name in an FQN: collections have no dot here.
fn name_of(fqn: &str) -> String {
    fqn.splitn(3, '.').last().expect("a name").trim_matches('"').to_owned()
}

/// Whether a plan lists that what was given there goes.
fn lists(plan: &Plan, row: &Row, name: &str) -> bool {
    let path = row.path();
    let words = plan.user_content_lost.iter().chain(&plan.user_content_replaced);
    words.into_iter().any(|word| name_of(&word.fqn) == name && word.path == path)
}

/// Whether a plan says that the document's value does not come to that path.
fn waits(plan: &Plan, entity: &Value, path: &str) -> bool {
    let fqn = entity["fullyQualifiedName"].as_str();
    let undecided = plan.author_unknown.iter().map(|word| (&word.fqn, &word.path));
    let unstored = plan.not_stored.iter().map(|one| (&one.fqn, &one.path));
    let within = |at: &str| path == at || path.strip_prefix(at).is_some_and(|rest| rest.starts_with('.'));
    undecided.chain(unstored).any(|(of, at)| Some(of.as_str()) == fqn && within(at))
}

/// A hash waits where writing it alone would hide a person (stock.md#authorship): then nothing else of the entity is
/// written.
fn may_wait(release: Release, plan: &Plan, entity: &Value, path: &str) -> bool {
    let fqn = entity["fullyQualifiedName"].as_str();
    let writes = |change: &Change| Some(change.fqn.as_str()) == fqn && !change.writes.is_empty();
    path == "sourceHash" && release != Release::V1_6 && !plan.changes.iter().any(writes)
}

/// Plays it, prints what came of it, and gives the lost cells.
fn play(setting: Setting) -> Vec<String> {
    let mut matrix = Matrix::new(setting);
    matrix.fill();
    matrix.people(1);
    matrix.round(1);
    matrix.round(2);
    matrix.people(2);
    matrix.round(3);
    // Once a quarter of an hour has passed, nothing waits any more for that.
    matrix.world.now += SETTLED;
    matrix.round(3);
    let Tally { cells, kept, listed, waiting, lost } = matrix.tally;
    let words = setting.words();
    println!("{words}: {cells} cells, {kept} kept, {listed} listed, {} lost; {waiting} waiting", lost.len());
    lost.into_iter().map(|(cell, what)| format!("{words}: {cell}: {what}")).collect()
}

/// All ways to play it; without [`crate::full`] one for each release and token.
fn settings(release: Release, admin: bool) -> Vec<Setting> {
    let (stock, soon) = (admin && release != Release::V1_6, !admin);
    let one = Setting { release, admin, stock, soon };
    if !crate::full() {
        return vec![one];
    }
    let starts: &[bool] = if release == Release::V1_6 { &[false] } else { &[false, true] };
    let with = |stock: &bool| [true, false].map(|soon| Setting { stock: *stock, soon, ..one });
    starts.iter().flat_map(with).collect()
}

fn check(release: Release, admin: bool) {
    let lost: Vec<String> = settings(release, admin).into_iter().flat_map(play).collect();
    assert!(lost.is_empty(), "{} cells:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn what_people_did_stays_with_a_bots_token_on_1_6() {
    check(Release::V1_6, false);
}

#[test]
fn what_people_did_stays_with_an_administrators_token_on_1_6() {
    check(Release::V1_6, true);
}

#[test]
fn what_people_did_stays_with_a_bots_token_on_1_12() {
    check(Release::V1_12, false);
}

#[test]
fn what_people_did_stays_with_an_administrators_token_on_1_12() {
    check(Release::V1_12, true);
}

#[test]
fn what_people_did_stays_with_a_bots_token_on_2_0() {
    check(Release::V2_0, false);
}

#[test]
fn what_people_did_stays_with_an_administrators_token_on_2_0() {
    check(Release::V2_0, true);
}
