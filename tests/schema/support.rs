//! Helpers: documents from text, and field trees as text.

use metarest::diagnostic::Diagnostic;
use metarest::schema::{Field, Loss};
use metarest::spec::{Documents, Retrieval, parse};
use metarest::tree::Limits;

/// Parses a document.
pub(crate) fn documents(text: &[u8]) -> Documents {
    let parsed = parse(text, &Retrieval::default(), Limits::default());
    parsed.value.expect("the text is an OpenAPI document")
}

/// A field tree as text: name, type, display, and the description with its line breaks as `⏎`.
pub(crate) fn render(fields: &[Field]) -> String {
    let mut out = String::new();
    let mut open: Vec<(&Field, usize)> = fields.iter().rev().map(|field| (field, 0)).collect();
    while let Some((field, level)) = open.pop() {
        let display = field.data_type_display.as_deref().unwrap_or("-");
        let data_type = serde_json::to_value(field.data_type).expect("a type is a string");
        let data_type = data_type.as_str().expect("a type is a string");
        out.push_str(&format!("{}{}: {data_type} {display}", "  ".repeat(level), field.name));
        if let Some(description) = &field.description {
            out.push_str(&format!(" # {}", description.replace('\n', "⏎")));
        }
        out.push('\n');
        open.extend(field.children.iter().flatten().rev().map(|child| (child, level + 1)));
    }
    out
}

/// The losses and diagnostics, one line each.
pub(crate) fn findings<'l>(losses: impl IntoIterator<Item = &'l Loss>, diagnostics: &[Diagnostic]) -> String {
    let losses = losses.into_iter();
    let losses =
        losses.map(|loss| format!("lost {} ({}): {}\n", loss.pointer, loss.reason.as_str(), loss.message));
    let diagnostics = diagnostics.iter().map(|found| format!("{}: {}\n", found.code.id, found.message));
    losses.chain(diagnostics).collect()
}

/// The number of fields at all levels, and the number of levels.
pub(crate) fn size(fields: &[Field]) -> (usize, usize) {
    let mut open: Vec<(&Field, usize)> = fields.iter().map(|field| (field, 1)).collect();
    let (mut count, mut deepest) = (0, 0);
    while let Some((field, level)) = open.pop() {
        count += 1;
        deepest = deepest.max(level);
        open.extend(field.children.iter().flatten().map(|child| (child, level + 1)));
    }
    (count, deepest)
}
