//! A finished document and a config → the catalog. `preview` and runs both call it.

use super::catalog::Catalog;
use super::map::map;
use crate::config::{Config, Mapping};
use crate::diagnostic::Parsed;
use crate::spec::Documents;

/// The catalog of a document, as the config wants it. If no config names the service, it gets the document's title.
pub fn catalog_of(config: Option<&Config>, documents: &Documents) -> Parsed<Catalog> {
    let mut mapped = match config.filter(|config| !config.by_title) {
        Some(config) => map(&config.mapping, documents),
        None => map(&Mapping::of_title(documents.info().title.as_deref()), documents),
    };
    if !mapped.value.hosts.is_empty() {
        let allowed = config.map_or(&[][..], |config| &config.hosts);
        mapped.value.hosts.splice(0..0, allowed.iter().cloned());
    }
    mapped
}
