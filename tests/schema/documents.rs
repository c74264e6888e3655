//! Whole documents: `documents/NAME.yaml` is one, `documents/NAME.txt` what its operations become, with what is lost
//! and said. `METAREST_BLESS=1` writes what is found.

use metarest::config::Mapping;
use metarest::entity::{self, ApiSchema};
use metarest::spec::{self, Retrieval};
use metarest::tree::Limits;

use super::page::check;
use super::support::{render, said};

/// What a document becomes; what it says of `x-metarest` counts.
pub(crate) fn becomes(text: &[u8]) -> String {
    let wants = |setting: &str| String::from_utf8_lossy(text).contains(setting);
    let mapping = Mapping {
        all_responses: wants("x-metarest.responses: all"),
        webhooks: wants("x-metarest.webhooks: true"),
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
    out.push_str(&format!("-- held {} of {}\n", nodes.held, nodes.total));
    out + &said(&catalog.value.losses, &[parsed.diagnostics, catalog.diagnostics].concat())
}

fn schema(side: &str, schema: Option<&ApiSchema>) -> String {
    let Some(schema) = schema else { return String::new() };
    let fields = render(&schema.schema_fields);
    fields.lines().fold(format!("  {side}\n"), |out, line| out + &format!("    {line}\n"))
}

#[test]
fn each_document_becomes_what_stands_beside_it() {
    check("documents", becomes);
}
