//! Tests of reading documents, with helpers that show what was read.

mod external;
mod operation;
mod paths;
mod root;
mod text;

use super::*;
use crate::diagnostic::{Code, Diagnostic, Parsed, code};
use crate::tree::{Limits, Node};

fn read(text: &str) -> Parsed<Result<Documents, String>> {
    parse(text.as_bytes(), &Retrieval::default(), Limits::default())
}

fn documents(text: &str) -> Documents {
    read(text).value.unwrap_or_else(|_| panic!("not read: {text}"))
}

/// Every diagnostic of a text: those of the document, then those of its operations.
fn diagnostics(text: &str) -> Vec<Diagnostic> {
    let Parsed { value, mut diagnostics } = read(text);
    if let Ok(documents) = &value {
        diagnostics.extend(documents.operations().flat_map(|operation| operation.diagnostics));
        diagnostics.extend(documents.webhooks().flat_map(|operation| operation.diagnostics));
    }
    diagnostics
}

fn codes(text: &str) -> String {
    diagnostics(text).iter().map(|d| d.code.id).collect::<Vec<_>>().join(" ")
}

fn at(documents: &Documents, node: Node<'_>) -> String {
    documents.tree().pointer(node.id())
}

fn show_parameter(documents: &Documents, parameter: &Parameter<'_>) -> String {
    let schema = match parameter.schema {
        Some(ParameterSchema::Schema(node)) => at(documents, node),
        Some(ParameterSchema::Own(_)) => "own".to_owned(),
        None => "none".to_owned(),
    };
    let required = if parameter.required { "!" } else { "" };
    format!("{:?} {}{required} {schema}", parameter.location, parameter.name)
}

fn show_body(documents: &Documents, body: &RequestBody<'_>) -> String {
    let media_type = body.media_type.as_deref().unwrap_or("-");
    let schema = match &body.schema {
        BodySchema::Schema(node) => at(documents, *node),
        BodySchema::Form(fields) => {
            fields.iter().map(|field| show_parameter(documents, field)).collect::<Vec<_>>().join(", ")
        }
        BodySchema::None => "none".to_owned(),
    };
    format!("{media_type} {schema}")
}

fn show_response(documents: &Documents, response: &Response<'_>) -> String {
    let schema = response.schema.map_or_else(|| "none".to_owned(), |node| at(documents, node));
    format!("{} {} {schema}", response.status, response.media_type.as_deref().unwrap_or("-"))
}

/// An operation's parts: `parameters`, `body`, `response`.
fn part(text: &str, part: &str) -> String {
    let documents = documents(text);
    let operation = documents.operations().next().expect("an operation");
    match part {
        "parameters" => {
            let shown = operation.parameters.iter().map(|parameter| show_parameter(&documents, parameter));
            shown.collect::<Vec<_>>().join(", ")
        }
        "body" => operation.body.map_or_else(String::new, |body| show_body(&documents, &body)),
        _ => operation.response.map_or_else(String::new, |response| show_response(&documents, &response)),
    }
}

fn check_part(name: &str, text: &str, expect: &str, expect_codes: &str) {
    assert_eq!((part(text, name).as_str(), codes(text).as_str()), (expect, expect_codes), "{text}");
}

fn check_operations(text: &str, expect: &str, expect_codes: &str, expect_holes: usize) {
    let documents = documents(text);
    let shown: Vec<String> = documents.operations().map(|op| format!("{} {}", op.method, op.path)).collect();
    let holes = documents.holes().len();
    assert_eq!(
        (shown.join(", ").as_str(), codes(text).as_str(), holes),
        (expect, expect_codes, expect_holes),
        "{text}"
    );
}

#[test]
fn every_code_is_raised_by_its_example_and_not_by_its_neighbour() {
    let raised = |text: &str, code: &Code| diagnostics(text).iter().any(|d| d.code == code);
    for code in code::spec::ALL {
        if let code::Example::Spec { raises, passes } = code.example {
            assert!(raised(raises, code), "{} is not raised by\n{raises}", code.id);
            assert!(!raised(passes, code), "{} is raised by\n{passes}", code.id);
        }
    }
}
