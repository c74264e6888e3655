//! Edits of the config's text that keep its style: block or flow, quoted or plain, comments and order.

pub(super) mod convert;
pub(super) mod format;
pub(super) mod member;
pub(super) mod relocate;
pub(super) mod scalar;
pub(super) mod text;
