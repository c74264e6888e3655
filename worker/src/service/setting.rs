//! The names of the settings that a service keeps: [`super::store::Store::set`].

/// The config as it was put.
pub(crate) const CONFIG: &str = "config";
/// The config of the run in progress: it goes on with the one that it began with.
pub(crate) const RUN_CONFIG: &str = "runConfig";
/// Where the config comes from: [`crate::model::Origin`].
pub(crate) const ORIGIN: &str = "origin";
/// How the service is, and why: [`crate::model::ServiceState`].
pub(crate) const STATE: &str = "state";
pub(crate) const REASON: &str = "reason";
/// When the next run is due, in milliseconds since 1970.
pub(crate) const DUE: &str = "due";
/// The hash that the next run takes as approved.
pub(crate) const APPROVED: &str = "approved";
/// The deletions that wait, and their hash.
pub(crate) const HELD: &str = "held";
pub(crate) const APPROVAL_HASH: &str = "approvalHash";
/// The cron expression, as lists show it.
pub(crate) const SCHEDULE: &str = "schedule";
/// What the last run read, if the next one may rely on it.
pub(crate) const KNOWN: &str = "known";
/// When the server was last compared, in milliseconds since 1970.
pub(crate) const COMPARED: &str = "compared";
/// The FQNs of entities that somebody restored, and whose deletion waits for an approval.
pub(crate) const RESTORED: &str = "restored";
/// The number of the last run of an earlier service of this name: no id of a run is used twice.
pub(crate) const RUNS_BEFORE: &str = "runsBefore";
/// The number of the last run that deleted something.
pub(crate) const DELETED_BY: &str = "deletedBy";
/// The number of the run whose deletions are restored.
pub(crate) const RESTORE_OF: &str = "restoreOf";
/// The bytes of the documents of the last run.
pub(crate) const BYTES: &str = "bytes";
/// The slice in which the run in progress last came further.
pub(crate) const PROGRESSED: &str = "progressed";
/// The last slice of the run in progress that ended by itself: one after it that did not was ended by force.
pub(crate) const ENDED_SLICE: &str = "endedSlice";
/// The number of the run that somebody cancelled.
pub(crate) const CANCELLED: &str = "cancelled";
