//! Requests that several stages share: lists, the state of the service; and the diagnostics of failed
//! requests.

pub(crate) mod failure;
pub(crate) mod lists;
mod readback;
pub(crate) mod service;

pub(crate) use readback::Readback;
