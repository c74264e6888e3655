//! [`PreviewLoader`]: maps a document, offline, with the external documents that the caller has.
//!
//! In: config and document, then the bytes for each text that [`PreviewLoader::wanted`] names. Out: the report.

use std::borrow::Cow;

use serde::Serialize;

use super::model::{Preview, PreviewReport, shown_service};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity, Source, has_errors};
use crate::entity::catalog_of;
use crate::report::diagnostic::Inputs;
use crate::report::format::{EXIT_FAILED, EXIT_OK, EXIT_USAGE};
use crate::report::options::PreviewOptions;
use crate::spec::{self, Address, DocumentLoader, Retrieval};
use crate::tree::Limits;

/// A text that a document refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WantedText {
    /// Its path or URL.
    pub address: String,
    /// The same relative to the document, where that is shorter.
    pub name: String,
}

/// A preview in the making.
pub struct PreviewLoader {
    options: PreviewOptions,
    config: Option<Config>,
    limits: Limits,
    inputs: Inputs,
    found: Vec<Diagnostic>,
    state: State,
    /// The texts that were named and neither added nor reported as missing.
    open: Vec<Address>,
}

enum State {
    /// The document is read; diagnostics of its text.
    Reading(Box<DocumentLoader>, Vec<Diagnostic>),
    /// Config or document cannot be used, with the exit code.
    Failed(u8),
}

impl PreviewLoader {
    /// Reads config and document; without a config the service is named by the document's title. Owned bytes become the
    /// document's text without a copy.
    ///
    /// The name of the document in the options is its path or URL, which references are relative to. If `is_several` is
    /// false, the document is in one text, and no other is wanted.
    pub fn begin<'b>(
        config: Option<&[u8]>,
        spec: impl Into<Cow<'b, [u8]>>,
        options: &PreviewOptions,
        is_several: bool,
    ) -> Self {
        let mut loader = Self {
            options: options.clone(),
            config: None,
            limits: Limits::default(),
            inputs: Inputs::default(),
            found: Vec::new(),
            state: State::Failed(EXIT_USAGE),
            open: Vec::new(),
        };
        if config.is_none_or(|config| loader.read_config(config)) {
            let url = is_several.then(|| options.spec_file.clone());
            loader.read_document(spec, &Retrieval { url, ..Retrieval::default() });
        }
        loader
    }

    /// Whether the config can be used.
    fn read_config(&mut self, config: &[u8]) -> bool {
        let checked = self.options.clocked(config::parse(config, &self.options.environment));
        self.inputs.add(Source::Config, self.options.name(), checked.text);
        self.found.extend(checked.diagnostics);
        self.limits = checked.config.as_ref().map_or_else(Limits::default, |config| config.document_limits);
        self.config = checked.config;
        self.config.is_some()
    }

    fn read_document<'b>(&mut self, spec: impl Into<Cow<'b, [u8]>>, retrieval: &Retrieval) {
        let begun = spec::begin(spec, retrieval, self.limits);
        self.state = match begun.value {
            Ok(loader) => State::Reading(Box::new(loader), begun.diagnostics),
            Err(text) => {
                self.found.extend(begun.diagnostics);
                self.inputs.add(Source::Spec, self.options.spec_name(), text);
                State::Failed(EXIT_FAILED)
            }
        };
    }

    /// The texts that are referred to and were not named before. Those that must not be read are left out: files, if
    /// the document is from a server, and other hosts than its own and those of the config.
    pub fn wanted(&mut self) -> Vec<WantedText> {
        let State::Reading(loader, _) = &mut self.state else { return Vec::new() };
        let hosts = self.config.as_ref().map_or(&[][..], |config| &config.hosts);
        let wanted = loader.wanted(hosts);
        let texts = wanted
            .iter()
            .map(|address| WantedText { address: address.text(), name: loader.name_of(address) });
        let texts = texts.collect();
        self.open.extend(wanted);
        texts
    }

    /// What makes a document unreadable; none if it was read.
    pub(in crate::report) fn failure(&self) -> Option<&Diagnostic> {
        match self.state {
            State::Reading(..) => None,
            State::Failed(_) => self.found.iter().rev().find(|found| found.severity == Severity::Error),
        }
    }

    /// Adds the bytes of a wanted text, by its address.
    pub fn add(&mut self, address: &str, bytes: Vec<u8>) {
        let Some(address) = self.take_open(address) else { return };
        let State::Reading(loader, _) = &mut self.state else { return };
        let length = u64::try_from(bytes.len()).ok();
        let retrieval = Retrieval { length, url: Some(address.text()), ..Retrieval::default() };
        loader.add(&address, bytes, &retrieval, self.limits);
    }

    /// Reports that a wanted text is missing, and why. Its content is missing in the preview.
    pub fn fail(&mut self, address: &str, reason: &str) {
        let Some(address) = self.take_open(address) else { return };
        if let State::Reading(loader, _) = &mut self.state {
            loader.fail(&address, reason);
        }
    }

    fn take_open(&mut self, address: &str) -> Option<Address> {
        let at = self.open.iter().position(|open| open.text() == address)?;
        Some(self.open.swap_remove(at))
    }

    /// Maps what was read.
    pub fn finish(self) -> PreviewReport {
        let Self { options, config, mut inputs, mut found, state, .. } = self;
        let (loader, diagnostics) = match state {
            State::Reading(loader, diagnostics) => (loader, diagnostics),
            State::Failed(exit_code) => {
                let preview = Preview::new(None, None, &found, &inputs);
                return PreviewReport::new(preview, found, inputs, exit_code);
            }
        };
        let documents = loader.finish(diagnostics);
        found.extend(documents.diagnostics);
        let documents = documents.value;
        let mapped = catalog_of(config.as_ref(), &documents);
        inputs.add_texts(Source::Spec, options.spec_name(), documents.into_texts());
        found.extend(mapped.diagnostics);
        found.extend(options.min_coverage.and_then(|least| mapped.value.coverage.short_of(least)));
        let service = shown_service(&mapped.value.service, config.as_ref());
        let exit_code = if has_errors(&found) { EXIT_FAILED } else { EXIT_OK };
        let preview = Preview::new(Some(service), Some(mapped.value), &found, &inputs);
        PreviewReport::new(preview, found, inputs, exit_code)
    }
}

/// Maps a document of one text, offline; without a config the service is named by the document's title.
pub fn preview<'b>(
    config: Option<&[u8]>,
    spec: impl Into<Cow<'b, [u8]>>,
    options: &PreviewOptions,
) -> PreviewReport {
    PreviewLoader::begin(config, spec, options, false).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "openapi: 3.1.0
info: {title: t}
paths:
  /a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: 'schemas/pet.yaml#/Pet'}}}}}}}
  /b: {$ref: b.yaml}
";
    const PET: &str = "Pet: {type: object, properties: {tag: {$ref: '../tag.json'}}}";
    const PATH: &str = "get: {parameters: [{name: q, in: query, schema: {type: integer}}], responses: {}}";

    fn load(spec_file: &str, texts: &[(&str, &str)]) -> (PreviewReport, Vec<String>) {
        let options = PreviewOptions { spec_file: spec_file.to_owned(), ..PreviewOptions::default() };
        let mut loader = PreviewLoader::begin(None, ROOT.as_bytes(), &options, true);
        let mut asked = Vec::new();
        loop {
            let wanted = loader.wanted();
            if wanted.is_empty() {
                return (loader.finish(), asked);
            }
            for text in wanted {
                match texts.iter().find(|(name, _)| *name == text.name) {
                    Some((_, content)) => loader.add(&text.address, content.as_bytes().to_vec()),
                    None => loader.fail(&text.address, "there is no such file"),
                }
                asked.push(text.address);
            }
        }
    }

    #[test]
    fn texts_that_are_referred_to_are_mapped_with_the_document() {
        let texts = [("schemas/pet.yaml", PET), ("tag.json", r#"{"type": "string"}"#), ("b.yaml", PATH)];
        for (spec_file, expect) in [
            ("api.yaml", ["b.yaml", "schemas/pet.yaml", "tag.json"]),
            ("/specs/api.yaml", ["/specs/b.yaml", "/specs/schemas/pet.yaml", "/specs/tag.json"]),
            (
                "https://a.test/v1/api",
                [
                    "https://a.test/v1/b.yaml",
                    "https://a.test/v1/schemas/pet.yaml",
                    "https://a.test/v1/tag.json",
                ],
            ),
        ] {
            let (report, asked) = load(spec_file, &texts);
            assert_eq!(asked, expect);
            assert_eq!((report.preview.endpoints.len(), report.preview.losses.len()), (2, 0), "{spec_file}");
            let fields: Vec<usize> =
                report.preview.endpoints.iter().map(|endpoint| endpoint.fields()).collect();
            assert_eq!(fields, [1, 1]);
        }
    }

    #[test]
    fn a_text_that_is_missing_is_a_diagnostic_and_a_loss() {
        let (report, _) = load("api.yaml", &[("b.yaml", PATH)]);
        let found: Vec<&str> = report.preview.diagnostics.iter().map(|found| found.code).collect();
        assert!(found.contains(&"spec-external-unread"), "{found:?}");
        assert_eq!(report.preview.losses.len(), 1);
        assert!(report.preview.share < Some(100.0));
    }

    #[test]
    fn nothing_is_wanted_if_config_or_document_cannot_be_used() {
        for (config, spec) in [(Some(&b"a: ["[..]), ROOT), (None, "[")] {
            let mut loader = PreviewLoader::begin(config, spec.as_bytes(), &PreviewOptions::default(), true);
            assert_eq!(loader.wanted(), []);
            assert!(loader.finish().exit_code > 0);
        }
    }
}
