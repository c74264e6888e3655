//! A whole run as a value: load, map, snapshot, plan, apply, verify, delete, report.
//!
//! [`Run`] is sans-IO: `handle(now, event)` takes what happened, `poll()` returns what to do next. A shell is a loop of
//! some lines around the two.
//!
//! Each stage is a folder. A stage waits for answers and returns a `Transition`, which is data; the router in `run`
//! makes the next stage of it:
//!
//! ```text
//! secrets ─ unchanged ─ finish                                                                     ingest
//! secrets ─ connect ─ document ─┬─ finish                                                          preview
//!                               └─ snapshot (and plan) ─┬─ finish                                  plan
//!        ┌──────────────────────────────────────────────┘
//!        └─ pipeline ─ apply ─ verify ─ delete ─ pipeline ─ finish                                 ingest
//! ```
//!
//! [`Command::Restore`] goes from `connect` to `restore` and ends. [`Command::Connect`] goes to `check` instead, which asks whether an ingest could do its work.
//!
//! A stage uses the files of this folder, `io` (queue, retries, redirects) and `server` (what several stages ask in the
//! same way), and no other stage; `check` alone shares requests with `connect`, `document` and `secrets`.
//!
//! Once the plan exists a run can be stored after every event, and go on elsewhere (`resume`).

mod apply;
mod check;
mod command;
mod connect;
mod delete;
mod deleted_by_someone;
mod document;
mod execution;
mod expected_plan;
mod finding;
mod finish;
mod io;
mod journal;
mod known;
mod loaded_text;
mod options;
mod outcome;
mod pipeline;
mod private;
mod protocol;
mod received;
mod restore;
mod resume;
mod run;
mod run_result;
mod secrets;
mod server;
mod session;
mod snapshot;
mod transition;
mod verify;

pub use crate::openmetadata::{Fault, FaultKind, Response};
pub use command::Command;
pub use expected_plan::ExpectedPlan;
pub use finding::{Finding, State, Step};
pub use io::private_address::is_private_address;
pub use known::{KnownDocument, KnownDocuments};
pub use options::{Options, RestoredEntity, RetryPolicy};
pub use outcome::{EntityOutcome, EntityResult, Exit, Mapped, Outcome, ServerSeen};
pub use protocol::{Body, Effect, Event, Id, LoadLimits, LoadSource, Peer, Phase};
pub use received::Received;
pub use resume::{Row, RowUpdate, Stored};
pub use run::Run;
