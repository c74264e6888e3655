//! Between the stages and the shell: the request queue with its limits and retries, redirects, the buffer of the log.

pub(crate) mod aws;
mod concurrency;
mod content_encoding;
pub(crate) mod log_buffer;
pub(crate) mod network_help;
pub(crate) mod oauth;
pub(crate) mod private_address;
pub(crate) mod queue;
pub(crate) mod redirect;
pub(crate) mod rng;
