//! A run from the text of its config to its report, as every shell outside Rust uses it.
//!
//! In: a command, a config's text and options. Out: the effects of [`workflow::Run`], and at the end the report. With an
//! invalid config the run has ended when it begins.

use percent_encoding::percent_decode_str;
use url::Url;

use super::check::{CheckReport, check};
use super::command::Report;
use super::diagnostic::Inputs;
use super::options::CheckOptions;
use super::plan_file::PlanFile;
use super::preview::{PreviewReport, preview, shown_service};
use super::run::RunReport;
use crate::config::{self, Config, DocumentSource, LogLevel};
use crate::diagnostic::{Diagnostic, Source};
use crate::json;
use crate::workflow::{self, Command, Effect, Event, Outcome, Stored};

/// What a run needs besides command and config.
#[derive(Clone, Default)]
pub struct RunOptions {
    /// Of reading the config, and of its report.
    pub check: CheckOptions,
    /// Where to read the document instead of the config's address.
    pub spec: Option<DocumentSource>,
    /// The hash of the plan whose deletions are approved.
    pub approve: Option<String>,
    /// The only plan that may be carried out.
    pub plan: Option<PlanFile>,
    /// A valid plan with changes ends with 3.
    pub exit_on_changes: bool,
}

/// What a shell does next.
#[derive(Debug)]
pub enum Next {
    /// Perform this effect; never [`Effect::Done`].
    Effect(Box<Effect>),
    /// Wait for an event.
    Wait,
    /// Take the report.
    Done,
}

/// A `check --connect`, `preview`, `plan` or `ingest`.
pub struct ReportedRun {
    state: State,
    level: LogLevel,
}

enum State {
    Running(Box<workflow::Run>, Box<Context>),
    Ended(Box<Report>),
}

/// What the report needs besides the run's outcome.
struct Context {
    /// The config's name.
    name: String,
    config: Config,
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
    exit_on_changes: bool,
}

impl ReportedRun {
    /// A run that waits for [`Event::Started`]. Only a preview can do without a config: it then needs the option `spec`.
    ///
    /// # Errors
    ///
    /// There is no config, and the command or the options need one.
    pub fn new(command: Command, text: Option<&[u8]>, options: RunOptions) -> Result<Self, &'static str> {
        Self::begin(command, text, options, None)
    }

    /// A run that goes on from where it was kept by [`Self::stored`]. If that text cannot be read, or is not of this
    /// config, command and approval, the run emits a warning and starts from the beginning.
    ///
    /// # Errors
    ///
    /// As of [`Self::new`].
    pub fn revive(
        command: Command,
        text: Option<&[u8]>,
        options: RunOptions,
        stored: &str,
    ) -> Result<Self, &'static str> {
        Self::begin(command, text, options, Some(&read_stored(stored)))
    }

    fn begin(
        command: Command,
        text: Option<&[u8]>,
        options: RunOptions,
        stored: Option<&Stored>,
    ) -> Result<Self, &'static str> {
        let (mut inputs, mut diagnostics) = (Inputs::default(), Vec::new());
        let name = options.check.name().to_owned();
        let config = match text {
            None if command == Command::Preview => options.config_of_document()?,
            None => return Err("a run needs a config"),
            Some(text) => {
                let checked = options.check.clocked(config::parse(text, &options.check.environment));
                let Some(mut config) = checked.config else {
                    let state = State::Ended(Box::new(invalid_config(command, text, &options.check)));
                    return Ok(Self { state, level: LogLevel::Info });
                };
                config.read_from = options.spec.clone();
                inputs.add(Source::Config, name.clone(), checked.text);
                diagnostics = checked.diagnostics;
                config
            }
        };
        let level = config.logger_level.unwrap_or(LogLevel::Info);
        let exit_on_changes = options.exit_on_changes;
        let context = Context { name, config: config.clone(), inputs, diagnostics, exit_on_changes };
        let settings = options.settings(command);
        let run = match stored {
            Some(stored) => workflow::Run::revive(command, config, settings, stored),
            None => workflow::Run::new(command, config, settings),
        };
        Ok(Self { state: State::Running(Box::new(run), Box::new(context)), level })
    }

    /// What to do next.
    pub fn poll(&mut self) -> Next {
        let State::Running(run, context) = &mut self.state else { return Next::Done };
        match run.poll() {
            None => Next::Wait,
            Some(Effect::Done(outcome)) => {
                self.state = State::Ended(Box::new(context.report(*outcome)));
                Next::Done
            }
            Some(effect) => Next::Effect(Box::new(effect)),
        }
    }

    /// Handles an event; `now` in milliseconds since 1970. A run that has ended ignores it.
    pub fn handle(&mut self, now: u64, event: Event) {
        if let State::Running(run, _) = &mut self.state {
            run.handle(now, event);
        }
    }

    /// The run as a text to keep, without secrets, to go on by [`Self::revive`] should this one stop. None before the plan
    /// stands, when nothing was written yet; and after the end, until which what was kept last stays good.
    pub fn stored(&self) -> Option<String> {
        match &self.state {
            // It has only texts, of which JSON is made always.
            State::Running(run, _) => run.stored().and_then(|stored| serde_json::to_string(&stored).ok()),
            State::Ended(_) => None,
        }
    }

    /// `loggerLevel` of the config, `info` by default.
    pub fn log_level(&self) -> LogLevel {
        self.level
    }

    /// The report, after [`Next::Done`]; before it there is none.
    pub fn report(self) -> Option<Report> {
        match self.state {
            State::Ended(report) => Some(*report),
            State::Running(..) => None,
        }
    }
}

/// A text that cannot be read is a stored run that cannot be resumed, of which the run warns.
fn read_stored(text: &str) -> Stored {
    json::read(text.as_bytes()).unwrap_or(Stored { header: String::new(), rows: Vec::new() })
}

impl RunOptions {
    /// The config for a run without one: only the document of `spec`.
    fn config_of_document(&self) -> Result<Config, &'static str> {
        self.spec.clone().map(Config::of_document).ok_or("a preview without a config needs the option `spec`")
    }

    /// The options of the engine.
    fn settings(self, command: Command) -> workflow::Options {
        let approved = self.plan.as_ref().and_then(|plan| plan.approve.clone());
        workflow::Options {
            min_coverage: self.check.min_coverage,
            plan: self.plan.map(PlanFile::into_expected),
            approve: self.approve.or(approved),
            ..if command == Command::Connect {
                workflow::Options::impatient()
            } else {
                workflow::Options::default()
            }
        }
    }
}

impl Context {
    /// The diagnostics of the config come first.
    fn report(&mut self, mut outcome: Outcome) -> Report {
        outcome.diagnostics.splice(0..0, self.diagnostics.drain(..));
        let config = (!self.config.by_title).then_some(&self.config);
        let catalog = outcome.catalog.as_ref();
        let service = catalog.map(|catalog| shown_service(&catalog.service, config));
        let mut inputs = std::mem::take(&mut self.inputs);
        if self.config.by_title && outcome.document.is_none() {
            inputs.add(Source::Spec, self.config.source().shown_name(), "");
        }
        match outcome.command {
            Command::Connect => CheckReport::connected(outcome, inputs, self.name.clone()).into(),
            Command::Preview => PreviewReport::of(outcome, service, inputs).into(),
            Command::Plan | Command::Ingest | Command::Restore => Report::Run {
                report: Box::new(RunReport::new(outcome, service, inputs)),
                exit_on_changes: self.exit_on_changes,
            },
        }
    }
}

/// Reads `--spec FILE|URL`.
///
/// # Errors
///
/// It is an address that nothing can be read from; the text says what to do.
pub fn document_source(place: &str) -> Result<DocumentSource, String> {
    let Some((scheme, rest)) = place.split_once("://") else {
        return Ok(DocumentSource::File(place.to_owned()));
    };
    let is_scheme =
        scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => Ok(DocumentSource::Url(place.to_owned())),
        "file" => file_of(place).map(DocumentSource::File).ok_or_else(|| {
            format!("`{place}` names a file of another computer: write `file:///{rest}`, or the path alone")
        }),
        "s3" => {
            Err("a document in S3 is read with a config that has `openAPISchemaS3URL` and `awsCredentials`"
                .to_owned())
        }
        _ if is_scheme => Err(format!(
            "a document is read from a file, or from an address that begins with `https://` or `http://`, not `{scheme}://`: download it, and give its path"
        )),
        _ => Ok(DocumentSource::File(place.to_owned())),
    }
}

/// The path of `file:///a/b`; none if it has a host.
fn file_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.host_str(), None | Some("" | "localhost")))?;
    let path = percent_decode_str(url.path()).decode_utf8_lossy().into_owned();
    let drive = path.strip_prefix('/').filter(|path| path.as_bytes().get(1) == Some(&b':'));
    Some(drive.map_or_else(|| path.clone(), str::to_owned))
}

/// The report if the config is invalid.
fn invalid_config(command: Command, text: &[u8], options: &CheckOptions) -> Report {
    match command {
        Command::Connect => check(text, options).into(),
        Command::Preview | Command::Plan | Command::Ingest | Command::Restore => {
            preview(Some(text), &[], options).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_given_by_path_or_address() {
        let file = |place: &str, path: &str| {
            assert_eq!(document_source(place), Ok(DocumentSource::File(path.to_owned())), "{place}");
        };
        file("specs/a.yaml", "specs/a.yaml");
        file("-", "-");
        file("C:\\a.yaml", "C:\\a.yaml");
        file("file:///srv/a%20b.yaml", "/srv/a b.yaml");
        file("FILE://localhost/srv/a.yaml", "/srv/a.yaml");
        file("file:///C:/a.yaml", "C:/a.yaml");
        file("a b://c", "a b://c");
        let url = "HTTPS://x.test/a";
        assert_eq!(document_source(url), Ok(DocumentSource::Url(url.to_owned())));
        for (place, why) in [
            ("ftp://x.test/a", "not `ftp://`: download it"),
            ("s3://bucket/key", "openAPISchemaS3URL"),
            ("file://host/a", "another computer"),
            ("git+ssh://x/a", "not `git+ssh://`"),
        ] {
            let found = document_source(place).unwrap_err();
            assert!(found.contains(why), "{found}");
        }
    }
}
