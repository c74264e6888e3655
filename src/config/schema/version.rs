//! Versions of the stock connector, as far as their configs differ (stock.md#config-versions).

/// A version that changed the shape of the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 1.12.1 and earlier: `openAPISchemaURL` is directly in the connection.
    V1_12_1,
    /// 1.12.2, and 1.11.14: `openAPISchemaConnection`, a URL or a file.
    V1_12_2,
    /// 1.12.4 to 1.13: documents in S3, `verifySSL` and `sslConfig` of the connection.
    V1_12_4,
    /// 2.0 and later: `override_metadata` of the sink.
    V2_0,
}

/// The first number of each shape; earlier numbers have the oldest.
const STARTS: [(&[u32], Version); 5] = [
    (&[1, 11, 14], Version::V1_12_2),
    (&[1, 12, 0], Version::V1_12_1),
    (&[1, 12, 2], Version::V1_12_2),
    (&[1, 12, 4], Version::V1_12_4),
    (&[2, 0], Version::V2_0),
];

impl Version {
    /// The shape of a version such as `1.12.1`, `1.12` or `2.0.7`. A number with parts left out means the newest such
    /// version. None if it is not a version of the stock connector: those of 1 up to 1.13, and those of 2.
    pub fn of(text: &str) -> Option<Self> {
        let mut numbers: Vec<u32> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        if !matches!(numbers.as_slice(), [1] | [1, ..=13, ..] | [2, ..]) {
            return None;
        }
        numbers.resize(numbers.len().max(3), u32::MAX);
        let begun = STARTS.iter().rev().find(|(start, _)| *start <= numbers.as_slice());
        Some(begun.map_or(Self::V1_12_1, |(_, version)| *version))
    }

    /// The first version of that shape; for the oldest shape, the last.
    pub fn number(self) -> &'static str {
        match self {
            Self::V1_12_1 => "1.12.1",
            Self::V1_12_2 => "1.12.2",
            Self::V1_12_4 => "1.12.4",
            Self::V2_0 => "2.0",
        }
    }
}

/// The versions that know a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versions {
    /// This one and later ones.
    Since(Version),
    /// This one and earlier ones.
    Until(Version),
}

impl Versions {
    /// Whether a version is one of them.
    pub fn contains(self, version: Version) -> bool {
        match self {
            Self::Since(first) => version >= first,
            Self::Until(last) => version <= last,
        }
    }
}

impl std::fmt::Display for Versions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Since(first) => write!(f, "since {}", first.number()),
            Self::Until(last) => write!(f, "up to {}", last.number()),
        }
    }
}

/// The version that a config is converted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversionTarget {
    /// The version of the stock connector.
    pub version: Version,
    /// Whether to remove the settings of metarest.
    pub strip: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_number_has_a_shape() {
        let check = |text: &str, expect: Option<Version>| assert_eq!(Version::of(text), expect, "{text}");
        check("1.12.1", Some(Version::V1_12_1));
        check("1.12.0", Some(Version::V1_12_1));
        check("1.12.2", Some(Version::V1_12_2));
        check("1.12.3", Some(Version::V1_12_2));
        check("1.12", Some(Version::V1_12_4));
        check("1.12.14.2", Some(Version::V1_12_4));
        check("1.13.6.3", Some(Version::V1_12_4));
        check("1.11.13", Some(Version::V1_12_1));
        check("1.11.14", Some(Version::V1_12_2));
        check("1.6", Some(Version::V1_12_1));
        check("2.0", Some(Version::V2_0));
        check("2.0.7.0", Some(Version::V2_0));
        check("2", Some(Version::V2_0));
        check("2.1", Some(Version::V2_0));
        check("1", Some(Version::V1_12_4));
        for unknown in ["3.1", "9", "0.1", "1.14", "3.0", "12.1"] {
            check(unknown, None);
        }
        check("latest", None);
        check("1.x", None);
        check("", None);
    }
}
