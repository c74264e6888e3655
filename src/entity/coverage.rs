//! How much of a document its entities hold, and the minimum share that a run may require (`--min-coverage`).

use serde::{Deserialize, Serialize};

use crate::Diagnostic;
use crate::diagnostic::code::entity as code;
use crate::schema::Counts;

/// How much of a document is mapped, by what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Coverage {
    /// Operations of the document.
    pub operations: Counts,
    /// Request bodies with a schema; one is mapped if it has a field.
    pub bodies: Counts,
    /// Parameters.
    pub parameters: Counts,
    /// Responses with a schema; one is mapped if it has a field.
    pub responses: Counts,
    /// Schema nodes that an operation reaches.
    pub nodes: Counts,
    /// Losses, without what a policy leaves out.
    pub losses: usize,
    /// Schemas with more fields than the limit: some fields are cut, though other uses may show them.
    #[serde(default)]
    pub cut_schemas: usize,
    /// Parts of the document that could not be read and may have had operations.
    pub unread: usize,
}

impl Coverage {
    /// Whether nothing is lost, cut or unread.
    pub fn is_complete(&self) -> bool {
        let parts = [self.operations, self.bodies, self.parameters, self.responses, self.nodes];
        self.losses + self.unread + self.cut_schemas == 0
            && parts.iter().all(|counts| counts.lost + counts.cut == 0)
    }

    /// The share of the schema nodes that is mapped, of those that no policy leaves out; 100 % only if the document is
    /// complete. Without any schema, it is the share of the operations.
    pub fn share(&self) -> Share {
        let counts = if self.nodes.wanted() > 0 { self.nodes } else { self.operations };
        match (self.is_complete(), counts.wanted()) {
            (true, _) => Share::mapped(counts),
            (false, 0) => Share::NOTHING,
            (false, _) => Share::mapped(counts).min(Share::LESS_THAN_ALL),
        }
    }

    /// The diagnostic if less than the minimum is mapped: of the schema nodes, without those that a policy or a filter
    /// leaves out.
    pub fn short_of(&self, least: Share) -> Option<Diagnostic> {
        let (share, mapped, wanted) = (self.share(), self.nodes.mapped, self.nodes.wanted());
        let message = format!(
            "{share} % of the schema nodes are mapped ({mapped} of {wanted}), less than the required {least} %"
        );
        let help = "`metarest preview` lists the losses";
        (share < least).then(|| Diagnostic::new(&code::COVERAGE_BELOW, message).help(help))
    }
}

/// A share in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u64);

impl Share {
    const WHOLE: u64 = 10_000;
    const NOTHING: Self = Self(0);
    /// The most that is shown where something is missing.
    const LESS_THAN_ALL: Self = Self(Self::WHOLE - 1);

    /// The share of a number of percent, if it is between 0 and 100.
    pub fn percent(percent: f64) -> Option<Self> {
        (0.0..=100.0).contains(&percent).then(|| Self((percent * 100.0).round() as u64))
    }

    /// The share that is mapped of what is wanted.
    pub fn mapped(counts: Counts) -> Self {
        Self::of(counts.mapped, counts.wanted())
    }

    /// As a number of percent.
    pub fn as_percent(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// `part` of `whole`, rounded down; of nothing, the whole.
    fn of(part: u64, whole: u64) -> Self {
        let share = (u128::from(part) * u128::from(Self::WHOLE)).checked_div(u128::from(whole));
        Self(share.map_or(Self::WHOLE, |share| share.min(u128::from(Self::WHOLE)) as u64))
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (percent, 0) => write!(f, "{percent}"),
            (percent, rest) => write!(f, "{percent}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_below_the_minimum_is_an_error() {
        let check = |mapped, total, policy, least: f64, expect: Option<&str>| {
            let nodes = Counts { total, mapped, policy, ..Counts::default() };
            let found = Coverage { nodes, ..Coverage::default() }.short_of(Share::percent(least).unwrap());
            assert_eq!(found.as_ref().and_then(|found| found.message.split(',').next()), expect);
        };
        check(38, 40, 0, 95.0, None);
        check(38, 40, 0, 95.01, Some("95 % of the schema nodes are mapped (38 of 40)"));
        check(38, 40, 2, 100.0, None);
        check(1999, 2000, 0, 100.0, Some("99.95 % of the schema nodes are mapped (1999 of 2000)"));
        check(
            999_999,
            1_000_000,
            0,
            100.0,
            Some("99.99 % of the schema nodes are mapped (999999 of 1000000)"),
        );
        check(0, 0, 0, 100.0, None);
        check(0, 9, 0, 0.0, None);
    }

    #[test]
    fn a_share_is_between_0_and_100_percent() {
        for percent in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Share::percent(percent), None);
        }
        assert_eq!(Share::percent(99.5).map(|share| share.to_string()).as_deref(), Some("99.50"));
    }
}
