//! `preview` as Markdown.

use super::page::{Page, code};
use super::sections::{coverage, diagnostics};
use crate::report::labels::count;
use crate::report::preview::PreviewReport;

impl PreviewReport {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        let preview = &self.preview;
        let name = preview.service.as_ref().and_then(|service| service.get("name")?.as_str());
        let title = name.map_or(": nothing could be mapped".to_owned(), |name| {
            let collections = count(preview.collections.len(), "collection");
            let endpoints = count(preview.endpoints.len(), "endpoint");
            format!(" preview: {}: {collections}, {endpoints}", code(name))
        });
        page.paragraph(&format!("## metarest{title}"));
        diagnostics(&mut page, &self.found, &self.inputs);
        if name.is_some() {
            coverage(&mut page, preview);
            let collections = preview.endpoints_of_collections();
            let collections = collections
                .map(|(collection, n)| format!("{}: {}", code(&collection.name), count(n, "endpoint")));
            page.folded_list(&count(preview.collections.len(), "collection"), collections);
        }
        page.text()
    }
}
