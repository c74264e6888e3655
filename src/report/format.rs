//! What all reports share: their version, the exit codes of the commands, and the name of the document in them.

/// The version of the reports' JSON.
pub const VERSION: u32 = 1;

/// Success, possibly with losses and warnings.
pub const EXIT_OK: u8 = 0;
/// The document or the server could not be used, a write failed, or deletions are held back.
pub const EXIT_FAILED: u8 = 1;
/// Wrong usage, or an error in the config.
pub const EXIT_USAGE: u8 = 2;
/// `plan --exit-code`: there are changes.
pub const EXIT_CHANGES: u8 = 3;

/// The config's name in diagnostics, where the caller gives none.
pub(super) const CONFIG: &str = "<config>";

/// The document's name in diagnostics, where the caller gives none.
pub(super) const SPEC: &str = "<spec>";
