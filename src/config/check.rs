//! A config's text, looked at: the whole way from bytes to [`Checked`].

use std::collections::BTreeMap;

use super::build;
use super::model::{Config, Environment};
use super::reading::mask::mask;
use super::reading::walk::walk;
use super::rules;
use super::rules::expiry::{Expiry, expiries};
use super::schema::key::Key;
use super::schema::version::Target;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Parsed, Source, Span, has_errors};
use crate::tree::{self, Limits, Node};

/// What reading a config may cost: 1 MB, 64 levels, 100,000 values and keys.
const LIMITS: Limits = Limits { bytes: 1 << 20, depth: 64, nodes: 100_000 };

/// A config that was looked at.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The config, if nothing in it is an error.
    pub config: Option<Config>,
    /// The decoded text for showing: what spans are offsets into. Secrets, and values of keys of which nothing is
    /// known, are covered by as many bytes and columns of `*`, so that no excerpt of it tells one. Fixes are for
    /// the decoded text before that.
    pub text: String,
    /// What there is to say, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The keys of the table that stand in it, in its order.
    pub keys: Vec<(Span, &'static Key)>,
    /// Until when the tokens in it are good that say so.
    expiries: Vec<Expiry>,
}

impl Checked {
    /// A text in which no key could be read.
    fn unread(text: &str, diagnostics: Vec<Diagnostic>) -> Self {
        let text = mask(text, None);
        Self { config: None, text, diagnostics, keys: Vec::new(), expiries: Vec::new() }
    }

    /// Looked at in a second since 1970: a token that is not good any more is said.
    #[must_use]
    pub fn at(mut self, second: u64) -> Self {
        let expired = self.expiries.iter().filter(|expiry| expiry.second <= second);
        self.diagnostics.extend(expired.map(|expiry| expiry.diagnostic(second)));
        self.diagnostics.sort_by(Diagnostic::order);
        self
    }
}

/// Reads a config.
pub fn parse(bytes: &[u8], environment: &Environment) -> Checked {
    look(bytes, environment, None)
}

/// Reads a config that is meant for a version of the stock connector: what that refuses is said too.
pub fn parse_for(bytes: &[u8], environment: &Environment, target: Target) -> Checked {
    look(bytes, environment, Some(target))
}

fn look(bytes: &[u8], environment: &Environment, target: Option<Target>) -> Checked {
    let Parsed { value, mut diagnostics } = tree::parse(bytes, Source::Config, LIMITS);
    let tree = match value {
        Ok(tree) => tree,
        Err(text) => return Checked::unread(&text, diagnostics),
    };
    if let Some(diagnostic) = not_a_config(tree.root()) {
        diagnostics.push(diagnostic);
        return Checked::unread(tree.text(), diagnostics);
    }
    let mut walked = walk(tree.root(), environment);
    rules::check(&walked.raw, environment, target, &mut walked.diagnostics);
    diagnostics.append(&mut walked.diagnostics);
    let config = if has_errors(&diagnostics) { None } else { build::config(&walked.raw, environment) };
    if config.is_none() && !has_errors(&diagnostics) {
        let message = "something that a run cannot do without is not in the config";
        diagnostics.push(Diagnostic::new(&code::MISSING_KEY, message).at(Source::Config, Span::default()));
    }
    let diagnostics = bounded(diagnostics);
    let text = mask(tree.text(), Some(&walked.secrets));
    let expiries = expiries(&walked.raw);
    Checked { config, text, diagnostics, keys: walked.keys, expiries }
}

/// Of one severity no more than this are said.
const MOST: usize = 100;

/// In the order of the text, and no more than anyone reads.
fn bounded(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(Diagnostic::order);
    let mut said = BTreeMap::new();
    let mut first = None;
    let mut left_out = 0;
    diagnostics.retain(|diagnostic| {
        let count = said.entry(diagnostic.severity).or_insert(0);
        *count += 1;
        if *count > MOST {
            first = first.or(diagnostic.place);
            left_out += 1;
        }
        *count <= MOST
    });
    if left_out > 0 {
        let message = format!("{left_out} more mistakes are left out");
        let place = first.map_or(Span::default(), |place| place.span);
        diagnostics.push(Diagnostic::new(&code::TOO_MANY, message).at(Source::Config, place));
        diagnostics.sort_by(Diagnostic::order);
    }
    diagnostics
}

/// A text that is not a workflow config at all needs one answer, not one a key.
fn not_a_config(root: Node<'_>) -> Option<Diagnostic> {
    let message = if !root.is_object() {
        format!(
            "a workflow config is a mapping with `source`, `sink` and `workflowConfig`, not {}",
            root.kind().noun()
        )
    } else if root.get("source").is_none() && (root.get("openapi").is_some() || root.get("swagger").is_some())
    {
        "this is an OpenAPI document, not a workflow config".to_owned()
    } else {
        return None;
    };
    let help = "give the workflow's YAML here, and the document's address in its `source`";
    Some(Diagnostic::new(&code::NOT_A_CONFIG, message).help(help).at(Source::Config, root.span()))
}
