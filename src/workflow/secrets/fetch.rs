//! Fetches secrets: first a token, if the secrets manager wants one, then every secret at the same time.

use std::collections::BTreeMap;

use super::answer::Refusal;
use super::failure::{self, Failure};
use super::login::Login;
use super::provider;
use crate::config::{DocumentSource, LogLevel, NeededFor, Reference, SecretsManager, fault, keys};
use crate::openmetadata::{Fault, answer};
use crate::workflow::finding::{Finding, State, Step};
use crate::workflow::io::network_help::unavailable;
use crate::workflow::io::oauth;
use crate::workflow::io::queue::{Job, JobId};
use crate::workflow::session::Session;
use crate::workflow::{Body, Command, LoadLimits};
use crate::{Diagnostic, Secret};

/// A secret has at most 64 KiB (1 MiB in Kubernetes), and its answer encodes it.
const LIMITS: LoadLimits = LoadLimits { bytes: 2 << 20, timeout_ms: 30_000 };

/// Longer values are no token, password or certificate.
const LONGEST: usize = 256 << 10;

/// Tokens are issued at once, and a machine without a metadata service answers never.
const LOGIN: LoadLimits = LoadLimits { bytes: 256 << 10, timeout_ms: 10_000 };

/// Secrets that are being fetched.
#[derive(Debug)]
pub(crate) struct Fetch {
    manager: SecretsManager,
    references: Vec<Reference>,
    asked: Asked,
    since: u64,
    problems: Vec<Diagnostic>,
}

#[derive(Debug)]
enum Asked {
    /// The file with credentials.
    File(JobId),
    /// The token.
    Token(JobId),
    /// The secrets, each with its place among the references.
    Secrets(BTreeMap<JobId, usize>),
}

/// How far it is.
pub(crate) enum Fetching {
    /// It waits for answers.
    Waiting(Fetch),
    /// Every secret is in its place.
    Done,
    /// These are not there.
    Failed(Vec<Diagnostic>),
}

/// What is wrong with a secret that was fetched before, where another key has it too.
fn misfit(session: &Session, reference: &Reference) -> Option<Diagnostic> {
    let (manager, value) =
        (session.config.secrets_manager.as_ref()?, session.secrets.values.get(&reference.id)?);
    unfit(manager, reference, value.expose(), session.now)
}

/// What is wrong with a value for one of the keys that have it.
fn unfit(manager: &SecretsManager, reference: &Reference, value: &str, now: u64) -> Option<Diagnostic> {
    let (what, help) = reference.keys.iter().find_map(|key| fault(key, value, now))?;
    Some(failure::unusable(manager, reference, &what, help))
}

impl Fetch {
    /// Fetches what the requests to the server and for the document need, and was not fetched before.
    pub(crate) fn start(session: &mut Session, server: bool, document: bool) -> Fetching {
        let is_file = matches!(session.config.source(), DocumentSource::File(_));
        if document && is_file {
            session.config.drop_references_of_document();
        }
        let needed = |needed_for| match needed_for {
            NeededFor::Server => server,
            NeededFor::Document => document && !is_file,
        };
        let mut references = session.config.references(needed);
        let fetched = references.extract_if(.., |found| session.secrets.values.contains_key(&found.id));
        let wrong: Vec<_> = fetched.filter_map(|reference| misfit(session, &reference)).collect();
        if !wrong.is_empty() {
            return Fetching::Failed(wrong);
        }
        session.take_secrets();
        if references.is_empty() {
            return Fetching::Done;
        }
        let Some(manager) = session.config.secrets_manager.clone() else {
            if session.command == Command::Preview {
                session.config.drop_references_of_document();
                return Fetching::Done;
            }
            return Fetching::Failed(vec![failure::no_environment(&references)]);
        };
        let what = failure::named(&references);
        session.log(LogLevel::Info, format!("fetching {what} from {}", manager.name()));
        if let Some(tls) = provider::tls(&manager) {
            session.use_tls_for_secrets(tls);
        }
        let (asked, since) = (Asked::Secrets(BTreeMap::new()), session.now);
        let fetch = Self { manager, references, asked, since, problems: Vec::new() };
        let login = match &session.secrets.access {
            Some(token) => Ok(Login::Have(Some(token.clone()))),
            None => provider::login(&fetch.manager),
        };
        fetch.log_in(session, login)
    }

    fn log_in(mut self, session: &mut Session, login: Result<Login, String>) -> Fetching {
        match login {
            Ok(Login::Ask { source, is_file, secrets }) => {
                session.secrets.credentials.extend(secrets);
                session.take_secrets();
                let job = session.queue.submit_first(Job::Load(source, LOGIN));
                self.asked = if is_file { Asked::File(job) } else { Asked::Token(job) };
                Fetching::Waiting(self)
            }
            Ok(Login::Have(token)) => {
                session.secrets.access = token;
                session.take_secrets();
                self.ask(session)
            }
            Err(why) => {
                let diagnostic =
                    failure::login(&self.manager, &self.references, &session.scrubber.text(&why));
                self.problems.push(diagnostic);
                self.end(session)
            }
        }
    }

    /// Asks for every secret.
    fn ask(mut self, session: &mut Session) -> Fetching {
        let mut open = BTreeMap::new();
        for (at, reference) in self.references.iter().enumerate() {
            let token = session.secrets.access.as_ref();
            match provider::request(&self.manager, &reference.id, token, session.now) {
                Ok(source) => {
                    open.insert(session.queue.submit_first(Job::Load(source, LIMITS)), at);
                }
                Err(why) => {
                    let what = format!("cannot be asked for: {why}");
                    let help = "check the id, and the variables of the secrets manager in the environment";
                    self.problems.push(failure::unusable(&self.manager, reference, &what, help));
                }
            }
        }
        self.asked = Asked::Secrets(open);
        self.go_on(session)
    }

    fn reference(&self, job: JobId) -> Option<&Reference> {
        match &self.asked {
            Asked::Secrets(open) => self.references.get(*open.get(&job)?),
            Asked::File(_) | Asked::Token(_) => None,
        }
    }

    /// What is wrong with the result of a load, or its bytes.
    pub(crate) fn classify(
        &self,
        session: &Session,
        job: JobId,
        result: Result<Body, Fault>,
    ) -> Result<Vec<u8>, Failure> {
        let reference = self.reference(job);
        let secrets = match reference {
            Some(reference) => failure::named(std::slice::from_ref(reference)),
            None => failure::named(&self.references),
        };
        let body = result.map_err(|fault| {
            let lost = answer::of_fault(&fault, &session.scrubber);
            let diagnostic = match (&self.asked, &self.manager) {
                (Asked::File(_), _) => {
                    let why = format!("the file cannot be read: {}", lost.reason);
                    failure::login(&self.manager, &self.references, &why)
                }
                (Asked::Token(_), _) => failure::login(&self.manager, &self.references, &lost.reason),
                (Asked::Secrets(_), manager) => failure::unreachable(manager, &secrets, &lost.reason),
            };
            Failure { diagnostic, retry: lost.retry }
        })?;
        let came = u64::try_from(body.bytes.len()).unwrap_or(u64::MAX);
        if body.length.is_some_and(|length| came < length) {
            let diagnostic = failure::unreachable(&self.manager, &secrets, "the answer was cut off");
            return Err(Failure { diagnostic, retry: Refusal::Busy.retry(None) });
        }
        if body.status == 200 {
            return Ok(body.bytes);
        }
        Err(self.refused(session, reference, &body))
    }

    fn refused(&self, session: &Session, reference: Option<&Reference>, body: &Body) -> Failure {
        let (refusal, reason) = match reference {
            Some(_) => provider::refusal(&self.manager, body.status, &body.bytes),
            None => {
                let reason = oauth::refusal(&body.bytes);
                (Refusal::of_status(body.status), reason)
            }
        };
        let reason = reason.map_or(String::new(), |reason| format!(" ({})", session.scrubber.text(&reason)));
        let answered = format!("HTTP {}{reason}", body.status);
        let transient = answer::transient(body.status, body.retry_after.as_deref(), session.now);
        let retry = refusal.retry(transient);
        let help = match refusal {
            Refusal::Busy | Refusal::Broken => unavailable(body.status, retry),
            // A redirect, or what no secrets manager answers: something else is at that address.
            _ => provider::address(&self.manager).to_owned(),
        };
        let diagnostic = match (reference, refusal) {
            (Some(reference), _) => failure::refused(&self.manager, reference, refusal, &answered, help),
            (None, Refusal::Busy | Refusal::Broken) => {
                failure::unavailable(&self.manager, &failure::named(&self.references), &answered, help)
            }
            (None, _) => failure::login(&self.manager, &self.references, &answered),
        };
        Failure { diagnostic, retry }
    }

    pub(crate) fn loaded(
        mut self,
        session: &mut Session,
        job: JobId,
        result: Result<Vec<u8>, Diagnostic>,
    ) -> Fetching {
        let open = match &mut self.asked {
            Asked::File(asked) | Asked::Token(asked) if *asked != job => return Fetching::Waiting(self),
            Asked::File(_) | Asked::Token(_) => {
                return match result {
                    Ok(bytes) => {
                        let login = match self.asked {
                            Asked::File(_) => provider::after_file(&self.manager, &bytes, session.now),
                            _ => provider::token(&bytes),
                        };
                        self.log_in(session, login)
                    }
                    Err(diagnostic) => {
                        self.problems.push(diagnostic);
                        self.end(session)
                    }
                };
            }
            Asked::Secrets(open) => open,
        };
        let Some(reference) = open.remove(&job).and_then(|at| self.references.get(at)) else {
            return Fetching::Waiting(self);
        };
        match result.and_then(|bytes| self.value(reference, &bytes, session.now)) {
            Ok(value) => {
                session.secrets.values.insert(reference.id.clone(), value);
            }
            Err(diagnostic) => self.problems.push(diagnostic),
        }
        self.go_on(session)
    }

    /// The value in an answer, if every key can have it.
    fn value(&self, reference: &Reference, bytes: &[u8], now: u64) -> Result<Secret, Diagnostic> {
        let unusable = |what: &str, help| failure::unusable(&self.manager, reference, what, help);
        let value = provider::value(&self.manager, bytes)
            .map_err(|what| unusable(&what, "store the value in it, as text"))?;
        if value.len() > LONGEST {
            return Err(unusable("is too long", "store only the value in it"));
        }
        match unfit(&self.manager, reference, &value, now) {
            Some(diagnostic) => Err(diagnostic),
            None => Ok(Secret::new(value)),
        }
    }

    /// Ends once nothing is open.
    fn go_on(self, session: &mut Session) -> Fetching {
        match &self.asked {
            Asked::Secrets(open) if open.is_empty() => self.end(session),
            _ => Fetching::Waiting(self),
        }
    }

    fn end(self, session: &mut Session) -> Fetching {
        let Self { manager, references, since, problems, .. } = self;
        session.take_secrets();
        let is_token = |reference: &Reference| reference.keys.contains(&&keys::JWT_TOKEN);
        session.secrets.has_token |= references.iter().any(is_token);
        if !problems.is_empty() {
            return Fetching::Failed(problems);
        }
        session.secrets.findings.push(Finding {
            step: Step::Secrets,
            state: State::Passed,
            ms: Some(session.now.saturating_sub(since)),
            message: format!(
                "{} fetched from {}, {}",
                failure::named(&references),
                manager.name(),
                manager.place()
            ),
            code: None,
            help: None,
        });
        Fetching::Done
    }
}
