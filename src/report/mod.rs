//! The reports of the commands: versioned JSON, text for a terminal, Markdown for a pull request.
//!
//! A report is data (serialise it) that also has its text, its Markdown and its exit code. [`check`] and
//! [`preview`] are the two offline commands as a whole; the reports of runs are made from a run's outcome.

mod check;
mod diagnostic;
mod difference;
mod explain;
mod fix;
mod format;
mod hover;
mod labels;
mod markdown;
mod options;
mod plan;
mod preview;
mod run;
mod tally;
mod text;

#[cfg(test)]
mod tests;

pub use check::{CheckReport, check, convert, fix};
pub use diagnostic::{DiagnosticReport, EditReport, FixReport, Inputs, LossReport, Range};
pub use explain::explain;
pub use fix::AppliedFix;
pub use format::{EXIT_CHANGES, EXIT_FAILED, EXIT_OK, EXIT_USAGE, VERSION};
pub use hover::{Hover, hovers};
pub use options::{CheckOptions, PreviewOptions};
pub use plan::PlanReport;
pub use preview::{Preview, PreviewReport, ReasonReport, preview, shown_service};
pub use run::RunReport;
pub use text::Style;
