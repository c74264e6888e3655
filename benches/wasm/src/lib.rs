//! The steps of a preview one by one, as a comparison with JavaScript's readers calls them.
//!
//! In: a document's bytes. Out: how much came of them, so that nothing is optimised away.

use metarest::Parsed;
use metarest::config::Mapping;
use metarest::diagnostic::Source;
use metarest::entity::{self, Catalog};
use metarest::spec::{self, Retrieval};
use metarest::tree::{self, Limits};
use wasm_bindgen::prelude::*;

/// Text → tree: its values, 0 if it is none.
#[wasm_bindgen]
pub fn tree(document: Vec<u8>) -> usize {
    tree::parse(document, Source::Spec, Limits::default()).value.map_or(0, |tree| tree.len())
}

/// Text → entities: its endpoints, 0 if it has none.
#[wasm_bindgen]
pub fn entities(document: Vec<u8>) -> usize {
    catalog(document).map_or(0, |catalog| catalog.endpoints.len())
}

/// This module's memory. It never shrinks, so its size is the most that was ever needed.
#[wasm_bindgen]
pub fn heap() -> JsValue {
    wasm_bindgen::memory()
}

fn catalog(document: Vec<u8>) -> Option<Catalog> {
    let Parsed { value, .. } = spec::parse(document, &Retrieval::default(), Limits::default());
    let documents = value.ok()?;
    let mapping = Mapping::of_title(documents.info().title.as_deref());
    Some(entity::map(&mapping, &documents).value)
}
