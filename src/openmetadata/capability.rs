//! What a server of a version can do.
//!
//! In: the text from `/system/version`. Out: a row of a table. Nothing else in the core depends on versions.

use std::fmt;

use crate::plan::Storage;

/// A server's version: its first three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerVersion {
    /// `2` of 2.0.7.
    pub major: u32,
    /// `0` of 2.0.7.
    pub minor: u32,
    /// `7` of 2.0.7.
    pub patch: u32,
}

impl ServerVersion {
    const fn of(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `2.0.7`, `1.6.0-SNAPSHOT`, `1.12.14.2`; a missing number is 0, but the first is required.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers = text.trim().split(|c: char| !c.is_ascii_digit());
        let mut numbers = numbers.map(str::parse::<u32>);
        let major = numbers.next()?.ok()?;
        let mut next = || numbers.next().and_then(Result::ok).unwrap_or(0);
        Some(Self { major, minor: next(), patch: next() })
    }

    /// Whether metarest was tested with its line (major, minor).
    pub fn is_known(self) -> bool {
        (KNOWN.0..=KNOWN.1).contains(&(self.major, self.minor))
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The first and the last line (major, minor) that metarest was tested with.
pub const KNOWN: ((u32, u32), (u32, u32)) = ((1, 6), (2, 0));

/// The shape of a service's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionShape {
    /// `openAPISchemaURL` next to `token` and `docURL`; no form for files (stock.md#config-versions,
    /// stock.md#openmetadata-16).
    Flat,
    /// `openAPISchemaConnection` holds the address.
    Nested,
}

impl ConnectionShape {
    /// The shape of the other versions.
    pub fn other(self) -> Self {
        match self {
            Self::Flat => Self::Nested,
            Self::Nested => Self::Flat,
        }
    }
}

/// What a server can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The shape of a service's connection; the other shape is tried if the server refuses it.
    pub connection: ConnectionShape,
    /// `PUT /bulk` for collections and endpoints.
    pub bulk: bool,
    /// `fields` of lists of collections; a name that the server refuses is not requested again.
    pub collection_fields: &'static [&'static str],
    /// `fields` of lists of endpoints.
    pub endpoint_fields: &'static [&'static str],
    /// Lists of endpoints have the tags of fields. Later servers have them only if a schema is requested too, which
    /// takes longer than the rest of the list, and fails if a field has a quotation mark in its name
    /// (stock.md#field-tags).
    pub lists_show_field_tags: bool,
    /// `/audit/logs` has every change with its author.
    pub audit_log: bool,
    /// Followers, lineage, votes, conversations and tasks can be read and, as far as a bot may, written.
    pub social: bool,
    /// How it stores a write.
    pub storage: Storage,
}

/// The lines of the server, oldest first: a row is valid until the next. `deleteStale` (2.0) is not used: it deletes
/// everything that a list does not name.
///
/// 1.6 and 1.12.6 were measured on real servers; 2.0 is from its source. The versions between are neither: they get
/// what is safe on both neighbours, and are probed where one request is enough.
const TABLE: [(ServerVersion, Capabilities); 7] = {
    use ConnectionShape::*;
    let oldest = Capabilities {
        connection: Flat,
        bulk: false,
        collection_fields: &["owners", "tags", "domain"],
        endpoint_fields: &["owners", "tags", "domain"],
        lists_show_field_tags: true,
        audit_log: false,
        social: false,
        storage: Storage {
            hash_is_hidden: false,
            breaks_on_quotes: false,
            collection_url_needs_hash: false,
            keeps_multiline_descriptions: false,
            if_match: false,
            ignores_display_names: false,
            ignores_description_removal: false,
        },
    };
    let careful = Storage {
        hash_is_hidden: true,
        breaks_on_quotes: true,
        collection_url_needs_hash: true,
        keeps_multiline_descriptions: true,
        if_match: true,
        ..oldest.storage
    };
    let unmeasured = Capabilities {
        lists_show_field_tags: false,
        audit_log: true,
        social: true,
        storage: careful,
        ..oldest
    };
    // From the clients of these versions.
    let bulk = Capabilities { bulk: true, ..unmeasured };
    let nested = Capabilities { connection: Nested, ..bulk };
    let measured = Capabilities {
        collection_fields: &["owners", "tags", "domains"],
        endpoint_fields: &["owners", "tags", "domains"],
        ..nested
    };
    let newest = Capabilities {
        storage: Storage { ignores_display_names: true, ignores_description_removal: true, ..careful },
        ..measured
    };
    [
        (ServerVersion::of(0, 0, 0), oldest),
        (ServerVersion::of(1, 7, 0), unmeasured),
        (ServerVersion::of(1, 11, 0), bulk),
        // The nested shape came with 1.12.2 and was ported back to 1.11.14.
        (ServerVersion::of(1, 11, 14), nested),
        (ServerVersion::of(1, 12, 0), Capabilities { connection: Flat, ..measured }),
        (ServerVersion::of(1, 12, 2), measured),
        (ServerVersion::of(2, 0, 0), newest),
    ]
};

impl Capabilities {
    /// What a server of that version can do.
    pub fn of(version: ServerVersion) -> Self {
        let [(_, oldest), ..] = TABLE;
        TABLE.iter().rev().find(|(since, _)| *since <= version).map_or(oldest, |(_, row)| *row)
    }

    /// What the newest known server can do; for output without a server.
    pub fn newest() -> Self {
        Self::of(ServerVersion { major: KNOWN.1.0, minor: KNOWN.1.1, patch: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_leniently() {
        let check = |text, version: Option<&str>| {
            assert_eq!(ServerVersion::parse(text).map(|v| v.to_string()).as_deref(), version, "{text}");
        };
        check("2.0.7", Some("2.0.7"));
        check("1.6.0-SNAPSHOT", Some("1.6.0"));
        check("1.12.14.2", Some("1.12.14"));
        check("3", Some("3.0.0"));
        check("", None);
        check("main", None);
    }

    #[test]
    fn a_version_has_the_last_row_before_it() {
        use ConnectionShape::*;
        let check = |text, shape, bulk, hidden, bots| {
            let row = Capabilities::of(ServerVersion::parse(text).unwrap());
            let storage = (row.storage.hash_is_hidden, row.storage.ignores_display_names);
            assert_eq!((row.connection, row.bulk, storage), (shape, bulk, (hidden, bots)), "{text}");
        };
        check("1.6.0-SNAPSHOT", Flat, false, false, false);
        check("1.10.9", Flat, false, true, false);
        check("1.11.0", Flat, true, true, false);
        check("1.11.14", Nested, true, true, false);
        check("1.12.1", Flat, true, true, false);
        check("1.12.6", Nested, true, true, false);
        check("1.13.6", Nested, true, true, false);
        check("2.0.0", Nested, true, true, true);
        check("9.9.9", Nested, true, true, true);
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(TABLE.is_sorted_by_key(|(since, _)| *since));
    }

    #[test]
    fn lines_outside_the_range_are_not_known() {
        let check = |text, known| assert_eq!(ServerVersion::parse(text).unwrap().is_known(), known, "{text}");
        check("1.5.9", false);
        check("1.6.0", true);
        check("2.0.99", true);
        check("2.1.0", false);
    }
}
