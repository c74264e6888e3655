//! `preview`: the entities that would be ingested, and how much of the document they cover.
//!
//! | | |
//! |---|---|
//! | `loader` | config and documents → the report |
//! | `model` | the report |
//! | `losses`, `sources`, `details` | its losses by reason; where its endpoints are in the document; the endpoints one by one |
//! | `json`, `endpoint_json`, `text` | how it is written |

mod details;
mod endpoint_json;
mod json;
mod loader;
mod losses;
mod model;
mod sources;
mod text;

pub(super) use details::summary;
pub use details::{EndpointDetails, EndpointRow, PartReport, PreviewSummary};
pub use json::JsonPosition;
pub use loader::{PreviewLoader, WantedText, preview};
pub(super) use losses::{by_pattern, by_reason, pattern_text};
pub use model::{Preview, PreviewReport, ReasonReport, shown_service};
