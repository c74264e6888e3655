//! The documents of a config file, and whose config one is.

use metarest::config::{self, Environment};
use wasm_bindgen::prelude::*;

/// The name of the service of a config; `undefined` if the config has errors. `$NAME` in it stays.
#[wasm_bindgen(js_name = serviceName)]
pub fn service_name(config: &[u8]) -> Option<String> {
    let read = config::parse(config, &Environment::Unknown);
    read.config.map(|config| config.mapping.service_name)
}

/// A config file with several YAML documents, each of which is a config.
#[wasm_bindgen]
pub struct ConfigFile(config::ConfigFile);

#[wasm_bindgen]
impl ConfigFile {
    /// Reads a file; `undefined` if it has one document.
    #[wasm_bindgen(js_name = ofSeveral)]
    pub fn of_several(bytes: &[u8]) -> Option<Self> {
        config::ConfigFile::of_several(bytes).map(Self)
    }

    /// How many documents it has.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// A document as a text whose lines have the numbers that they have in the file.
    pub fn document(&self, at: usize) -> String {
        self.0.document(at)
    }

    /// Such a text as it is in the file.
    pub fn plain(&self, at: usize, document: &str) -> String {
        self.0.plain(at, document).to_owned()
    }

    /// The text of the whole file with another document in the place of one.
    pub fn with(&self, at: usize, document: &str) -> String {
        self.0.with(at, document)
    }

    /// Keeps a changed document, once it is written.
    pub fn keep(&mut self, at: usize, document: &str) {
        self.0.keep(at, document);
    }
}
