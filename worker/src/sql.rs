//! Numbers in the databases of the objects.

use worker::SqlStorageValue;

/// The largest number that JavaScript, through which all of them go, keeps whole.
const LARGEST: i64 = (1 << 53) - 1;

/// Numbers of runs, rows and parts, and milliseconds, are far below the limit.
pub(crate) fn integer(number: u64) -> SqlStorageValue {
    SqlStorageValue::Integer(i64::try_from(number).unwrap_or(LARGEST).min(LARGEST))
}
