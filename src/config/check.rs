//! Checks a config. In: bytes. Out: [`Checked`], the config or what is wrong with it.

use super::build;
use super::limit::limited;
use super::model::{Config, Environment};
use super::reading::mask::mask;
use super::reading::walk::walk;
use super::rules;
use super::rules::expiry::{Expiry, expiries};
use super::schema::key::ConfigKey;
use super::schema::version::ConversionTarget;
use crate::diagnostic::code::{config as code, tree as tree_code};
use crate::diagnostic::{Diagnostic, Parsed, Severity, Source, Span, has_errors};
use crate::tree::{self, Limits, Node};

/// Limits for reading a config: 1 MB, 64 levels, 100,000 values and keys.
pub(super) const LIMITS: Limits = Limits { bytes: 1 << 20, depth: 64, nodes: 100_000 };

/// A checked config.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The config, if it has no error.
    pub config: Option<Config>,
    /// The decoded text, for showing excerpts; spans are offsets into it. Secrets and the values of unknown keys are masked
    /// by as many bytes and columns. Fixes are for the text before masking.
    pub text: String,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The known keys in it, in the order of the text.
    pub keys: Vec<(Span, &'static ConfigKey)>,
    /// When its tokens expire.
    expiries: Vec<Expiry>,
}

impl Checked {
    /// A text that could not be parsed.
    fn unparsed(text: &str, diagnostics: Vec<Diagnostic>) -> Self {
        let text = mask(text, None);
        Self { config: None, text, diagnostics, keys: Vec::new(), expiries: Vec::new() }
    }

    /// Adds diagnostics for the tokens that have expired at a time, in seconds since 1970.
    #[must_use]
    pub fn at(mut self, second: u64) -> Self {
        let expired = self.expiries.iter().filter(|expiry| expiry.second <= second);
        self.diagnostics.extend(expired.map(|expiry| expiry.diagnostic(second)));
        self.diagnostics.sort_by(Diagnostic::order);
        self
    }
}

/// Checks a config.
pub fn parse(bytes: &[u8], environment: &Environment) -> Checked {
    check(bytes, environment, None)
}

/// Checks a config for a version of the stock connector: reports also what that version rejects.
pub fn parse_for(bytes: &[u8], environment: &Environment, target: ConversionTarget) -> Checked {
    check(bytes, environment, Some(target))
}

fn check(bytes: &[u8], environment: &Environment, target: Option<ConversionTarget>) -> Checked {
    let Parsed { value, mut diagnostics } = tree::parse(bytes, Source::Config, LIMITS);
    diagnostics.iter_mut().for_each(one_document_only);
    let tree = match value {
        Ok(tree) => tree,
        Err(text) => return Checked::unparsed(&text, diagnostics),
    };
    if let Some(diagnostic) = not_a_config(tree.root()) {
        diagnostics.push(diagnostic);
        return Checked::unparsed(tree.text(), diagnostics);
    }
    let mut walked = walk(tree.root(), environment);
    rules::check(&walked.raw, environment, target, &mut walked.diagnostics);
    diagnostics.append(&mut walked.diagnostics);
    let config = if has_errors(&diagnostics) { None } else { build::config(&walked.raw, environment) };
    if config.is_none() && !has_errors(&diagnostics) {
        let message = "a required setting is missing in the config";
        diagnostics.push(Diagnostic::new(&code::MISSING_KEY, message).at(Source::Config, Span::default()));
    }
    let diagnostics = limited(diagnostics);
    let text = mask(tree.text(), Some(&walked.secrets));
    let expiries = expiries(&walked.raw);
    Checked { config, text, diagnostics, keys: walked.keys, expiries }
}

/// The first error of a text that another one does not have.
pub(super) fn new_error(before: &str, after: &str) -> Option<Diagnostic> {
    let errors = |text: &str| {
        let found = parse(text.as_bytes(), &Environment::Unknown).diagnostics;
        found.into_iter().filter(|found| found.severity == Severity::Error).collect::<Vec<_>>()
    };
    let mut known = errors(before);
    errors(after).into_iter().find(|error| {
        let at = known.iter().position(|old| old.code == error.code && old.message == error.message);
        at.map(|at| known.swap_remove(at)).is_none()
    })
}

/// A second document is an error in a config: the stock connector refuses the file, and which one is meant is unknown.
fn one_document_only(diagnostic: &mut Diagnostic) {
    if diagnostic.code == &tree_code::SECOND_DOCUMENT {
        let message = "a second YAML document starts here; a config file has only one";
        let help = "remove one of them, or move it to its own file";
        let place = diagnostic.place.map_or(Span::default(), |place| place.span);
        *diagnostic = Diagnostic::new(&code::SECOND_DOCUMENT, message).help(help).at(Source::Config, place);
    }
}

/// A text that is not a workflow config at all gets one diagnostic, not one for each key.
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
    let help = "use the workflow's YAML here, and put the document's URL into its `source`";
    Some(Diagnostic::new(&code::NOT_A_CONFIG, message).help(help).at(Source::Config, root.span()))
}
