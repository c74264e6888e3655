//! The whole run as a value: load, map, snapshot, plan, apply, retire, report.
//!
//! [`Run`] is sans-IO: `handle(now, event)` tells it what happened, `poll()` says what to do next. A shell is a loop of
//! some lines around the two. Each phase is a stage in a file of its own, and becomes the next one by an answer:
//!
//! ```text
//! prepare ─ connect ─ load ─┬─ finish                                                                preview
//!                           └─ reading (snapshot) ─ planning ─┬─ finish                              plan
//!       ┌─────────────────────────────────────────────────────┘
//!       └─ announce ─ apply ─ confirm ─ retire ─ closing ─ log_stream ─ finish                       ingest
//! ```
//!
//! [`Command::Connect`] goes from prepare to a probe of its own instead, which only asks whether all that could be done.
//!
//! From the plan on a run can be stored after every event, and go on elsewhere (`stored`).

mod announce;
mod apply;
mod arrival;
mod arrived;
mod aws;
mod chance;
mod closing;
mod coding;
mod confirm;
mod connect;
mod context;
mod cure;
mod current;
mod deleted;
mod desired;
mod evidence;
mod exchange;
mod finish;
mod journal;
mod lists;
mod load;
mod log_stream;
mod oauth;
mod options;
mod outcome;
mod pace;
mod pass;
mod planning;
mod prepare;
mod probe;
mod protocol;
mod reading;
mod redirect;
mod retire;
mod rights;
mod run;
mod source;
mod stage;
mod stored;
mod verdict;

pub use crate::openmetadata::{Fault, FaultKind, Response};
pub use options::{Options, RetryPolicy};
pub use outcome::{EntityOutcome, EntityResult, Exit, Mapped, Outcome, ServerSeen};
pub use probe::{Finding, State, Step};
pub use protocol::{Body, Command, Effect, Event, Id, LoadLimits, LoadSource, Peer, Phase};
pub use run::Run;
pub use stored::{Row, Stored};
