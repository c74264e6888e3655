//! Strings and secrets of the config as owned values.

use crate::Secret;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::ConfigKey;

/// A string or its default, if there is one.
pub(in crate::config) fn owned(raw: &RawConfig<'_>, key: &'static ConfigKey) -> Option<String> {
    raw.text(key).map(str::to_owned)
}

/// A secret, if there is one.
pub(in crate::config) fn secret(raw: &RawConfig<'_>, key: &'static ConfigKey) -> Option<Secret> {
    raw.non_blank_text(key).map(Secret::new)
}
