//! The ingestion pipeline on the server: its status at the start and at the end of a run, and its log.

mod log;
mod request;
mod start;
mod status;

pub(crate) use log::CloseLog;
pub(crate) use start::StartPipeline;
pub(crate) use status::ReportStatus;
