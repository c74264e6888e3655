//! Cases of whole documents: `documents/NAME.yaml` is a document, `documents/NAME.txt` the fields of its operations,
//! with losses and diagnostics. `METAREST_BLESS=1` writes the latter.

use metarest::config::Mapping;
use metarest::entity::{self, ApiSchema};
use metarest::spec::{self, Retrieval};
use metarest::tree::Limits;

use super::page::check;
use super::support::{findings, render};

/// Maps a document, with the settings of `x-metarest` that its comment names.
pub(crate) fn map(text: &[u8]) -> String {
    let has = |setting: &str| String::from_utf8_lossy(text).contains(setting);
    let mapping = Mapping {
        all_responses: has("x-metarest.responses: all"),
        webhooks: has("x-metarest.webhooks: true"),
        ..Mapping::of_title(None)
    };
    let parsed = spec::parse(text, &Retrieval::default(), Limits::default());
    let documents = parsed.value.expect("the case is a document");
    let catalog = entity::map(&mapping, &documents);
    let mut out = String::new();
    for endpoint in &catalog.value.endpoints {
        let method = endpoint.request_method.map_or(String::new(), |method| format!("{method} "));
        out.push_str(&format!("{method}{}\n", endpoint.display_name));
        out.push_str(&schema("request", endpoint.request_schema.as_ref()));
        out.push_str(&schema("response", endpoint.response_schema.as_ref()));
    }
    let nodes = catalog.value.coverage.nodes;
    out.push_str(&format!("-- mapped {} of {}\n", nodes.mapped, nodes.total));
    out + &findings(&catalog.value.losses, &[parsed.diagnostics, catalog.diagnostics].concat())
}

fn schema(side: &str, schema: Option<&ApiSchema>) -> String {
    let Some(schema) = schema else { return String::new() };
    let fields = render(&schema.schema_fields);
    fields.lines().fold(format!("  {side}\n"), |out, line| out + &format!("    {line}\n"))
}

#[test]
fn each_document_is_mapped_as_expected() {
    check("documents", map);
}
