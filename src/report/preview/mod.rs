//! `preview`: the entities that would be ingested, and how much of the document they cover.
//!
//! | | |
//! |---|---|
//! | `loader` | config and documents → the report |
//! | `model` | the report |
//! | `losses`, `sources`, `details` | its losses by reason; where its endpoints are in the document; the endpoints one by one |
//! | `loss_settings`, `matches` | the settings that keep losses; what a pattern matches, which endpoint is at a place |
//! | `json`, `endpoint_json`, `text` | how it is written |

mod details;
mod endpoint_json;
mod json;
mod loader;
mod loss_settings;
mod losses;
mod matches;
mod model;
mod sources;
mod text;

pub(super) use details::summary;
pub use details::{EndpointDetails, EndpointRow, PartReport, PreviewSummary};
pub use json::JsonPosition;
pub use loader::{PreviewLoader, WantedText, preview};
pub use loss_settings::LossSetting;
pub(super) use losses::{by_pattern, by_reason, pattern_text};
pub use matches::{FilterKind, Matches};
pub use model::{Preview, PreviewReport, ReasonReport, shown_service};
