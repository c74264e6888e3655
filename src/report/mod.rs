//! The reports of the commands: versioned JSON, text for a terminal, Markdown for a pull request, and the formats of
//! tools.
//!
//! A report is data (serialise it) that also has its text, its Markdown and its exit code. [`check`] and
//! [`preview`] are the two offline commands as a whole; the reports of runs are made from a run's outcome.

mod check;
mod command;
mod complete;
mod diagnostic;
mod difference;
mod document_fetch;
mod endpoints;
mod explain;
mod fix;
mod format;
mod github;
mod hover;
mod junit;
mod labels;
mod markdown;
mod ndjson;
mod offset;
mod options;
mod outline;
mod output;
mod pattern;
mod plan;
mod plan_file;
mod preview;
mod reported_run;
mod run;
mod sarif;
mod setting;
mod tally;
mod text;
mod unified;
mod usage;
mod view;
mod wrap;

#[cfg(test)]
mod tests;

pub use check::{CheckReport, check, check_parsed, convert, fix, fix_diff};
pub use command::Report;
pub use complete::{Completion, CompletionKind, complete};
pub use diagnostic::{DiagnosticReport, EditReport, FixReport, Inputs, LossReport, PlaceReport, Range};
pub use document_fetch::{DocumentFetch, FetchFault, FetchRequest, FetchedText};
pub use explain::explain;
pub use fix::AppliedFix;
pub use format::{EXIT_CHANGES, EXIT_FAILED, EXIT_OK, EXIT_USAGE, VERSION};
pub use hover::{Hover, hover, hovers};
pub use offset::utf16_length;
pub use options::{CheckOptions, PreviewOptions};
pub use outline::{ConfigOutline, outline};
pub use output::{Format, Output, OutputOptions};
pub use pattern::{PatternAt, pattern_at};
pub use plan::{ChangeReport, PlanReport};
pub use plan_file::PlanFile;
pub use preview::{
    EndpointDetails, EndpointRow, FilterKind, JsonPosition, LossSetting, Matches, PartReport, Preview,
    PreviewLoader, PreviewReport, PreviewSummary, ReasonReport, WantedText, preview, shown_service,
};
pub use reported_run::{Next, ReportedRun, RunOptions, document_source};
pub use run::RunReport;
pub use setting::{mask_addresses, mask_secrets, setting};
pub use text::Style;
pub use usage::{shown, usage};
