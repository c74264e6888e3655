//! The stages of a run, and the router between them: the only place that knows which stage follows which.

use crate::Diagnostic;
use crate::openmetadata::Answer;
use crate::workflow::apply::Apply;
use crate::workflow::check::Check;
use crate::workflow::connect::Connect;
use crate::workflow::connect::token::LoadToken;
use crate::workflow::delete::Delete;
use crate::workflow::document::LoadDocument;
use crate::workflow::document::load_result::{LoadPurpose, Wanted};
use crate::workflow::document::unchanged::AskUnchanged;
use crate::workflow::execution::Execution;
use crate::workflow::finish::finish;
use crate::workflow::io::queue::JobId;
use crate::workflow::pipeline::{CloseLog, ReportStatus, StartPipeline};
use crate::workflow::restore::Restore;
use crate::workflow::secrets::{Fetch, FetchSecrets, Then};
use crate::workflow::session::Session;
use crate::workflow::snapshot::ReadSnapshot;
use crate::workflow::transition::{Begin, Ending, Next, Resume, Transition};
use crate::workflow::verify::Verify;
use crate::workflow::{Command, Peer};

/// Where a run is: each stage holds what it knows, and becomes the next one by an answer.
#[derive(Debug)]
pub(super) enum Stage {
    /// Waits for [`Event::Started`].
    Waiting(Begin),
    FetchSecrets(FetchSecrets),
    LoadToken(LoadToken),
    Connect(Connect),
    Check(Check),
    AskUnchanged(AskUnchanged),
    LoadDocument(LoadDocument),
    ReadSnapshot(ReadSnapshot),
    Restore(Restore),
    StartPipeline(StartPipeline),
    Apply(Apply),
    Verify(Verify),
    Delete(Delete),
    ReportStatus(ReportStatus),
    CloseLog(CloseLog),
    /// The outcome is emitted.
    Ended,
}

/// Makes the stage of a transition: the only place that knows which stage follows which.
pub(super) fn enter(transition: Transition, session: &mut Session) -> Next<Stage> {
    match transition {
        Transition::ReadToken(begin) => {
            session.emit_tls(Peer::Document);
            session.emit_tls(Peer::Server);
            LoadToken::start(session, begin).map(Stage::LoadToken)
        }
        Transition::Begin(Begin::New) => match session.command {
            Command::Preview => Transition::LoadDocument(None).into(),
            Command::Connect => Check::start(session).map(Stage::Check),
            Command::Plan | Command::Restore => Transition::Connect.into(),
            Command::Ingest => Transition::AskUnchanged.into(),
        },
        Transition::Begin(Begin::Resumed(resume, execution)) => match resume {
            Resume::StartPipeline => StartPipeline::start(session, execution).map(Stage::StartPipeline),
            Resume::Apply => Transition::Apply(execution).into(),
            Resume::Verify => Transition::Verify(execution).into(),
            Resume::ReportStatus => Transition::ReportStatus(Some(execution)).into(),
        },
        Transition::AskUnchanged => AskUnchanged::start(session).map(Stage::AskUnchanged),
        Transition::Restore => Restore::start(session).map(Stage::Restore),
        Transition::Connect => Connect::start(session).map(Stage::Connect),
        // The connection of the service may refer to further secrets.
        Transition::LoadDocument(server) if session.has_references_of_document() => {
            FetchSecrets::start(session, Then::LoadDocument(server)).map(Stage::FetchSecrets)
        }
        Transition::LoadDocument(server) => LoadDocument::start(session, server).map(Stage::LoadDocument),
        Transition::ReadSnapshot(server, catalog) => {
            ReadSnapshot::start(session, server, catalog).map(Stage::ReadSnapshot)
        }
        Transition::Planned(execution) => match session.command {
            Command::Ingest => StartPipeline::start(session, execution).map(Stage::StartPipeline),
            Command::Connect | Command::Preview | Command::Plan | Command::Restore => {
                Transition::Finish(Ending::Planned(execution)).into()
            }
        },
        Transition::Apply(execution) => Apply::start(session, execution).map(Stage::Apply),
        Transition::Verify(execution) => Verify::start(session, execution).map(Stage::Verify),
        Transition::Delete(execution, readback) => {
            Delete::start(session, execution, readback.as_ref()).map(Stage::Delete)
        }
        Transition::Fail(diagnostic) => {
            session.emit(*diagnostic);
            Transition::ReportStatus(None).into()
        }
        Transition::ReportStatus(execution) => {
            ReportStatus::start(session, execution).map(Stage::ReportStatus)
        }
        Transition::CloseLog(execution) => CloseLog::start(session, execution).map(Stage::CloseLog),
        Transition::Finish(ending) => {
            finish(session, ending);
            Next::Stay(Stage::Ended)
        }
    }
}

impl Stage {
    /// Goes on with the final answer to a request.
    pub(super) fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        match self {
            Self::FetchSecrets(stage) => stage.unsent().map(Self::FetchSecrets),
            Self::LoadToken(stage) => stage.unsent(job).map(Self::LoadToken),
            Self::Connect(stage) => stage.answered(session, job, answer).map(Self::Connect),
            Self::Check(stage) => stage.answered(session, job, answer).map(Self::Check),
            Self::ReadSnapshot(stage) => stage.answered(session, job, answer).map(Self::ReadSnapshot),
            Self::Restore(stage) => stage.answered(session, job, answer).map(Self::Restore),
            Self::StartPipeline(stage) => stage.answered(session, job, answer).map(Self::StartPipeline),
            Self::Apply(stage) => stage.answered(session, job, answer).map(Self::Apply),
            Self::Verify(stage) => stage.answered(session, job, answer).map(Self::Verify),
            Self::Delete(stage) => stage.answered(session, job, answer).map(Self::Delete),
            Self::ReportStatus(stage) => stage.answered(session, job, answer).map(Self::ReportStatus),
            Self::CloseLog(stage) => stage.answered(session, job, &answer).map(Self::CloseLog),
            // A load is not a request; the others wait for nothing.
            Self::Waiting(_) | Self::AskUnchanged(_) | Self::LoadDocument(_) | Self::Ended => {
                Next::Stay(self)
            }
        }
    }

    /// Where a run that stops here goes on, and on what; none before the plan exists and after the end.
    pub(super) fn resume(&self) -> Option<(Resume, &Execution)> {
        Some(match self {
            Self::Waiting(Begin::Resumed(resume, execution)) => (*resume, execution),
            Self::FetchSecrets(FetchSecrets {
                then: Then::Begin(Begin::Resumed(resume, execution)), ..
            }) => (*resume, execution),
            Self::LoadToken(LoadToken { then: Begin::Resumed(resume, execution), .. }) => {
                (*resume, execution)
            }
            Self::StartPipeline(stage) => (Resume::StartPipeline, &stage.execution),
            Self::Apply(stage) => (Resume::Apply, &stage.execution),
            Self::Verify(stage) => (Resume::Verify, &stage.execution),
            Self::Delete(stage) => (Resume::Verify, &stage.execution),
            Self::ReportStatus(stage) => (Resume::ReportStatus, stage.execution.as_ref()?),
            Self::CloseLog(stage) => (Resume::ReportStatus, stage.execution.as_ref()?),
            Self::Waiting(Begin::New)
            | Self::FetchSecrets(_)
            | Self::LoadToken(_)
            | Self::Connect(_)
            | Self::Check(_)
            | Self::AskUnchanged(_)
            | Self::LoadDocument(_)
            | Self::ReadSnapshot(_)
            | Self::Restore(_)
            | Self::Ended => return None,
        })
    }

    /// Whether it can be left at once: nothing was written yet.
    pub(super) fn only_reads(&self) -> bool {
        match self {
            Self::LoadToken(stage) => matches!(stage.then, Begin::New),
            Self::Waiting(begin) => matches!(begin, Begin::New),
            Self::FetchSecrets(stage) => !matches!(stage.then, Then::Begin(Begin::Resumed(..))),
            _ => matches!(
                self,
                Self::Connect(_)
                    | Self::Check(_)
                    | Self::AskUnchanged(_)
                    | Self::LoadDocument(_)
                    | Self::ReadSnapshot(_)
            ),
        }
    }

    /// What is being loaded, if that is the document or what it needs.
    pub(super) fn purpose<'c>(&self, session: &'c Session) -> Option<LoadPurpose<'c>> {
        let document = Wanted::by(&session.config);
        match self {
            Self::AskUnchanged(stage) => Some(stage.purpose(document)),
            Self::LoadDocument(stage) => Some(stage.purpose(document)),
            Self::Check(stage) => Some(stage.purpose(document)),
            _ => None,
        }
    }

    /// Goes on without what may not be loaded.
    pub(super) fn refused(self, session: &mut Session, job: JobId, refusal: &Diagnostic) -> Next<Self> {
        match self {
            Self::FetchSecrets(stage) => {
                stage.loaded(session, job, Err(refusal.clone())).map(Self::FetchSecrets)
            }
            Self::AskUnchanged(_) | Self::LoadDocument(_) => Next::fail(refusal.clone()),
            Self::Check(stage) => stage.refused(session, job, refusal).map(Self::Check),
            other => Next::Stay(other),
        }
    }

    /// The secrets that are being fetched.
    pub(super) fn fetch(&self) -> Option<&Fetch> {
        match self {
            Self::FetchSecrets(stage) => Some(stage.fetch()),
            Self::Check(stage) => stage.fetch(),
            _ => None,
        }
    }

    /// Whether a stop still changes anything.
    pub(super) fn can_stop(&self) -> bool {
        !matches!(self, Self::ReportStatus(_) | Self::CloseLog(_) | Self::Ended)
    }
}
