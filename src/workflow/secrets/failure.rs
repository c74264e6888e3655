//! What is wrong with a secret, or with the secrets manager → a diagnostic that names the secret, the secrets manager and
//! what to do.

use super::answer::Refusal;
use super::provider;
use crate::Diagnostic;
use crate::config::{Reference, SecretsManager};
use crate::diagnostic::Code;
use crate::diagnostic::code::secret as code;
use crate::openmetadata::Retry;

/// Why a load failed, and whether a retry may help.
pub(crate) struct Failure {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) retry: Retry,
}

/// Longer ids are cut in messages.
const LONGEST: usize = 120;

/// An id as messages show it.
fn shown(id: &str) -> String {
    match id.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", id.get(..end).unwrap_or_default()),
        None => id.to_owned(),
    }
}

/// The secrets that are to be fetched, as messages name them.
pub(super) fn named(references: &[Reference]) -> String {
    let ids: Vec<_> = references.iter().map(|reference| format!("`{}`", shown(&reference.id))).collect();
    match ids.as_slice() {
        [only] => format!("the secret {only}"),
        [first, second] => format!("the secrets {first} and {second}"),
        [first, rest @ ..] => format!("the secret {first} and {} more", rest.len()),
        [] => "secrets".to_owned(),
    }
}

fn place(manager: &SecretsManager) -> String {
    format!("{}, {}", manager.name(), manager.place())
}

/// The place of the secrets in the config.
fn keys(reference: &Reference) -> String {
    let mut names: Vec<_> = reference.keys.iter().map(|key| format!("`{}`", key.path())).collect();
    names.dedup();
    names.join(", ")
}

/// A step to the token failed: nothing can be asked.
pub(super) fn login(manager: &SecretsManager, references: &[Reference], why: &str) -> Diagnostic {
    let message = format!(
        "{} cannot be fetched from {}: no access with the credentials of the environment: {why}",
        named(references),
        place(manager)
    );
    Diagnostic::new(&code::CREDENTIALS, message).help(provider::credentials(manager))
}

/// The secrets manager did not answer.
pub(super) fn unreachable(manager: &SecretsManager, secrets: &str, why: &str) -> Diagnostic {
    let message = format!("{secrets} cannot be fetched from {}: it cannot be reached: {why}", place(manager));
    Diagnostic::new(&code::UNREACHABLE, message).help(provider::address(manager))
}

/// The secrets manager, or who issues the token for it, cannot answer now.
pub(super) fn unavailable(manager: &SecretsManager, secrets: &str, answer: &str, help: String) -> Diagnostic {
    let message = format!("{secrets} cannot be fetched from {}: {answer}", place(manager));
    Diagnostic::new(&code::UNREACHABLE, message).help(help)
}

/// The secrets manager gave another answer than the secret; `help` is what to do where it says nothing of the secret or the
/// credentials.
pub(super) fn refused(
    manager: &SecretsManager,
    reference: &Reference,
    refusal: Refusal,
    answer: &str,
    help: String,
) -> Diagnostic {
    let (id, place) = (shown(&reference.id), place(manager));
    let secret = format!("the secret `{id}`");
    let of = |code: &'static Code, message: String, help: String| Diagnostic::new(code, message).help(help);
    match refusal {
        Refusal::Denied => {
            let message = format!("{secret} may not be read from {place}: {answer}");
            of(&code::DENIED, message, provider::right(manager, &id))
        }
        Refusal::Missing => {
            let help =
                format!("create it, or correct the id in {}{}", keys(reference), other_region(manager, &id));
            of(&code::MISSING, format!("{secret} is not in {place}: {answer}"), help)
        }
        Refusal::Disabled => {
            let message = format!("{secret} of {place} is disabled or deleted: {answer}");
            of(
                &code::MISSING,
                message,
                format!("restore or enable it, or write another id in {}", keys(reference)),
            )
        }
        Refusal::Credentials => {
            let message = format!(
                "{secret} cannot be fetched: {place} does not accept the credentials of the environment: {answer}"
            );
            of(&code::CREDENTIALS, message, provider::credentials(manager).to_owned())
        }
        Refusal::Busy | Refusal::Broken | Refusal::Other => unavailable(manager, &secret, answer, help),
    }
}

/// An ARN names its region, and only that region has it.
fn other_region(manager: &SecretsManager, id: &str) -> String {
    match (manager, id.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(2))) {
        (SecretsManager::Aws { region, .. }, Some(own)) if own != region => {
            format!("; its region is `{own}`: set AWS_DEFAULT_REGION to it")
        }
        _ => String::new(),
    }
}

/// What was fetched cannot be used.
pub(super) fn unusable(
    manager: &SecretsManager,
    reference: &Reference,
    what: &str,
    help: &str,
) -> Diagnostic {
    let message = format!(
        "the secret `{}` of {} cannot be used for {}: it {what}",
        shown(&reference.id),
        place(manager),
        keys(reference)
    );
    Diagnostic::new(&code::UNUSABLE, message).help(help)
}

/// The environment is not known here, so nothing can be asked.
pub(super) fn no_environment(references: &[Reference]) -> Diagnostic {
    let message = format!(
        "{} cannot be fetched: the credentials of the secrets manager are in the environment, which is not known here",
        named(references)
    );
    Diagnostic::new(&code::CREDENTIALS, message).help("pass the variables of the environment to the run")
}
