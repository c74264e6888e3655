//! The releases of the server that can be played, and what each of them has.

use std::fmt;
use std::str::FromStr;

/// A line of the server. Later ones compare greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// 1.6: one PUT an entity, flat connection. Measured.
    V1_6,
    /// 1.12: bulk, nested connection. Observed and read.
    V1_12,
    /// 2.0: bulk that skips equal hashes, `overrideMetadata`, `deleteStale`, `domains`. Observed and read.
    V2_0,
}

impl Release {
    /// What `GET /system/version` answers.
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::V1_6 => "1.6.0-SNAPSHOT",
            Self::V1_12 => "1.12.14",
            Self::V2_0 => "2.0.7",
        }
    }

    /// `PUT …/bulk`. Clients use it since 1.11 (STOCK 8).
    pub(crate) fn has_bulk(self) -> bool {
        self >= Self::V1_12
    }

    /// `POST …/logs/{fqn}/{runId}`: the client of 1.12 sends them (STOCK 3.4, observed).
    pub(crate) fn has_log_stream(self) -> bool {
        self >= Self::V1_12
    }

    /// `DELETE …/deleteStale`, `overrideMetadata`, and a bulk that skips equal hashes (STOCK 8, read).
    pub(crate) fn has_stale(self) -> bool {
        self >= Self::V2_0
    }
}

/// A release that is not played here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRelease(pub String);

impl fmt::Display for UnknownRelease {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no such server release: {}; known are 1.6, 1.12 and 2.0", self.0)
    }
}

impl std::error::Error for UnknownRelease {}

impl FromStr for Release {
    type Err = UnknownRelease;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "1.6" => Ok(Self::V1_6),
            "1.12" => Ok(Self::V1_12),
            "2.0" => Ok(Self::V2_0),
            _ => Err(UnknownRelease(text.to_owned())),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::V1_6 => "1.6",
            Self::V1_12 => "1.12",
            Self::V2_0 => "2.0",
        })
    }
}
