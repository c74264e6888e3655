//! The loop around a run: a document, a server, and a clock that jumps to what is waited for.

use std::collections::BTreeMap;
use std::rc::Rc;

use metarest_catalogue::{Catalogue, Fault as Planned, FaultKind as Kind, Matcher, Release, Reply};

use metarest::config::{self, Config, DocumentSource, Environment};
use metarest::openmetadata::{HeaderValue, Request};
use metarest::workflow::*;

/// Marks every secret of the tests.
pub(crate) const MARK: &str = "s3cr3t-mark";

/// Another server than the document's: answers what is its own.
pub(crate) type StandIn = dyn Fn(&LoadSource) -> Option<Result<Body, Fault>>;

/// The server and what stands before it.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) catalogue: Catalogue,
    /// What the document's address gives, one answer a try; the last stays.
    pub(crate) document: Vec<Result<Body, Fault>>,
    /// What is at other addresses that the document refers to; what is not here is answered with 404.
    pub(crate) external: BTreeMap<String, Vec<u8>>,
    /// Whether of what is open the last is answered first.
    pub(crate) last_first: bool,
    /// What is on disk where a token may be the path; other paths are no file's.
    pub(crate) files: BTreeMap<String, Result<Body, Fault>>,
    /// What answers loads instead, where it does.
    pub(crate) stand_in: Option<Rc<StandIn>>,
    /// What was loaded, and whether with a token.
    pub(crate) loaded: Vec<(String, bool)>,
    pub(crate) config: Config,
    pub(crate) options: Options,
    /// Cancels when so many requests were sent.
    pub(crate) cancel_at: Option<usize>,
    /// Everything that the run asked for, as `Debug` shows it.
    pub(crate) effects: Vec<String>,
    /// The `Authorization` of everything that was sent.
    pub(crate) authorizations: std::collections::BTreeSet<String>,
    /// `PUT /api/v1/apiCollections`, … of everything that was sent.
    pub(crate) sent: Vec<String>,
    /// The same, with the bodies.
    pub(crate) bodies: Vec<(String, Vec<u8>)>,
    pub(crate) now: u64,
    /// How many milliseconds an event takes.
    pub(crate) step: u64,
    pub(crate) most_open: usize,
    /// What a person does just before the first request whose line holds this piece.
    pub(crate) meanwhile: Option<(&'static str, Deed)>,
    /// Answers of more bytes are larger than the shell takes.
    pub(crate) most_answer: usize,
    /// Whether bodies that are to be compressed are.
    pub(crate) compresses: bool,
    /// Whether the run is stored after each event, and what was.
    pub(crate) keeps: bool,
    pub(crate) kept: Vec<Stored>,
}

/// Method, path below `/api/v1`, body.
pub(crate) type Deed = (&'static str, String, serde_json::Value);

pub(crate) fn body(bytes: &[u8]) -> Body {
    Body::new(bytes.to_vec(), 200)
}

/// A document with these operations: (tag, path, text).
pub(crate) fn document(operations: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n".to_owned();
    for (tag, path, words) in operations {
        text.push_str(&format!(
            "  {path}:\n    get: {{tags: [{tag}], operationId: o{words}, summary: {words}}}\n"
        ));
    }
    text.into_bytes()
}

/// Three endpoints in two collections.
pub(crate) const SHOP: &[(&str, &str, &str)] =
    &[("pet", "/a", "one"), ("pet", "/b", "two"), ("toy", "/c", "three")];

pub(crate) fn config(token: &str, more: &str) -> Config {
    let text = format!(
        "source:\n  type: rest\n  serviceName: svc\n  serviceConnection:\n    config:\n      type: Rest\n      \
         openAPISchemaConnection: {{openAPISchemaURL: 'http://specs.test/a.yaml'}}\n      \
         docURL: http://docs.test/\n      token: {MARK}-document\n  \
         sourceConfig: {{config: {{type: ApiMetadata}}}}\n\
         sink: {{type: metadata-rest, config: {{}}}}\n\
         workflowConfig:\n  openMetadataServerConfig:\n    hostPort: http://om.test/api\n    authProvider: openmetadata\n    \
         securityConfig: {{jwtToken: {token}}}\n{more}"
    );
    let checked = config::parse(text.as_bytes(), &Environment::Unknown);
    checked.config.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// Every release that differs.
pub(crate) const RELEASES: [Release; 3] = [Release::V1_6, Release::V1_12, Release::V2_0];

/// An answer of that status.
pub(crate) fn status(code: u16, body: &str) -> Kind {
    Kind::Status { code, retry_after: None, body: body.to_owned() }
}

/// A server that has these operations.
pub(crate) fn ingested(release: Release, operations: &[(&str, &str, &str)]) -> World {
    let mut world = World::new(release, operations);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    world
}

impl World {
    /// The plan of that hash, made with this config.
    pub(crate) fn expected(&self, hash: impl Into<String>) -> ExpectedPlan {
        let service = self.config.mapping.service_name.clone();
        ExpectedPlan { hash: hash.into(), service, host_port: self.config.server.host_port.clone() }
    }

    pub(crate) fn new(release: Release, operations: &[(&str, &str, &str)]) -> Self {
        Self {
            catalogue: Catalogue::new(release),
            document: vec![Ok(body(&document(operations)))],
            external: BTreeMap::new(),
            last_first: false,
            files: BTreeMap::new(),
            stand_in: None,
            loaded: Vec::new(),
            config: config(&format!("{MARK}-server"), ""),
            options: Options::default(),
            cancel_at: None,
            effects: Vec::new(),
            authorizations: Default::default(),
            sent: Vec::new(),
            bodies: Vec::new(),
            now: 1_700_000_000_000,
            step: 1,
            most_open: 0,
            meanwhile: None,
            most_answer: usize::MAX,
            compresses: false,
            keeps: false,
            kept: Vec::new(),
        }
    }

    /// Its server has an audit log that can be read, and nothing in it.
    pub(crate) fn with_audit_log(mut self) -> Self {
        let page = r#"{"data": [], "paging": {"total": 0}}"#;
        self.fault("GET", "audit/logs", 1, usize::MAX, status(200, page));
        self
    }

    /// Plans a fault for requests that match.
    pub(crate) fn fault(&mut self, method: &str, path: &str, nth: usize, times: usize, kind: Kind) {
        let method = (!method.is_empty()).then(|| method.to_owned());
        let when =
            Matcher { method, path_contains: Some(path.to_owned()), nth: Some(nth), ..Matcher::default() };
        self.catalogue.fail(Planned { when, times, kind });
    }

    /// Plans a fault for every write whose body matches.
    pub(crate) fn fault_by_body(&mut self, when: Matcher, kind: Kind) {
        self.catalogue.fail(Planned { when, times: usize::MAX, kind });
    }

    pub(crate) fn says(&mut self, operations: &[(&str, &str, &str)]) {
        self.document = vec![Ok(body(&document(operations)))];
    }

    /// Runs to the end.
    pub(crate) fn run(&mut self, command: Command) -> Outcome {
        self.run_until(command, usize::MAX).expect("nobody kills it")
    }

    /// Runs until so many requests were sent, then is killed: what is sent is carried out, and nobody listens.
    pub(crate) fn run_until(&mut self, command: Command, killed_at: usize) -> Option<Outcome> {
        let run = Run::new(command, self.config.clone(), self.options.clone());
        self.sent.clear();
        self.bodies.clear();
        self.live(run, killed_at, usize::MAX).ok()
    }

    /// Runs, stops after as many effects as the next life has, and goes on in the next one from what was stored; the
    /// last lives to the end.
    pub(crate) fn run_in_lives(
        &mut self,
        command: Command,
        lives: impl IntoIterator<Item = usize>,
    ) -> Outcome {
        self.sent.clear();
        self.bodies.clear();
        self.kept.clear();
        self.keeps = true;
        for effects in lives {
            let run = self.next_life(command);
            if let Ok(outcome) = self.live(run, usize::MAX, effects) {
                return outcome;
            }
        }
        let run = self.next_life(command);
        self.go_on(run)
    }

    fn next_life(&self, command: Command) -> Run {
        let (config, options) = (self.config.clone(), self.options.clone());
        match self.kept.last() {
            Some(stored) => Run::revive(command, config, options, stored),
            None => Run::new(command, config, options),
        }
    }

    /// A run that was made elsewhere, to its end.
    pub(crate) fn go_on(&mut self, run: Run) -> Outcome {
        self.live(run, usize::MAX, usize::MAX).unwrap_or_else(|_| panic!("nobody kills it"))
    }

    /// Stores the run as a whole, and compares that with what its checkpoints stored.
    fn keep(&mut self, run: &mut Run) {
        let rows = self.kept.last().map_or_else(Vec::new, |stored| stored.rows.clone());
        let mut checkpointed = Stored { header: String::new(), rows };
        let header = run.checkpoint(|RowUpdate { index, change, status }| match change {
            Some(change) => {
                assert_eq!(index, checkpointed.rows.len(), "a new row comes in the plan's order");
                checkpointed.rows.push(Row { change, status });
            }
            None => checkpointed.rows[index].status = status,
        });
        let stored = header.map(|header| Stored { header, ..checkpointed });
        // A revived run writes the members of a change in another order.
        let read = |stored: &Stored| -> Vec<(serde_json::Value, String)> {
            let change = |row: &Row| serde_json::from_str(&row.change).expect("JSON");
            stored.rows.iter().map(|row| (change(row), row.status.clone())).collect()
        };
        let whole = run.stored();
        assert_eq!(stored.as_ref().map(read), whole.as_ref().map(read));
        assert_eq!(stored.as_ref().map(|it| &it.header), whole.as_ref().map(|it| &it.header));
        self.kept.extend(stored);
    }

    /// A run until its end, or until so many requests were sent, or so many effects asked for.
    /// Stores it after every event, if it is to keep it.
    fn live(&mut self, mut run: Run, requests: usize, effects: usize) -> Result<Outcome, Box<Run>> {
        run.handle(self.now, Event::Started { seed: 7 });
        let mut alarm = None;
        let mut open: Vec<Event> = Vec::new();
        let mut asked = 0;
        loop {
            if self.keeps {
                self.keep(&mut run);
            }
            while let Some(effect) = run.poll() {
                asked += 1;
                if asked > effects {
                    return Err(Box::new(run));
                }
                self.effects.push(format!("{effect:?}"));
                match effect {
                    Effect::Load { id, source, .. } => {
                        let result = self.load(&source);
                        open.push(Event::Loaded { id, result });
                    }
                    Effect::Send { id, request } => {
                        let result = self.answer(&request);
                        open.push(Event::Answered { id, result });
                    }
                    Effect::WakeAt(at) => alarm = Some(at),
                    Effect::Progress { .. } | Effect::Log { .. } | Effect::Tls { .. } => {}
                    Effect::Done(outcome) => {
                        assert!(run.poll().is_none(), "nothing comes after the end");
                        return Ok(*outcome);
                    }
                }
            }
            self.most_open = self.most_open.max(open.len());
            if self.cancel_at.take_if(|at| self.sent.len() >= *at).is_some() {
                run.handle(self.now, Event::Cancelled);
                continue;
            }
            if self.sent.len() >= requests {
                return Err(Box::new(run));
            }
            self.now += self.step;
            if open.is_empty() {
                self.now = self.now.max(alarm.take().expect("a run that waits says for what"));
                run.handle(self.now, Event::Woke);
            } else {
                let next = if self.last_first { open.len() - 1 } else { 0 };
                run.handle(self.now, open.remove(next));
            }
        }
    }

    fn load(&mut self, source: &LoadSource) -> Result<Body, Fault> {
        if let Some(answer) = self.stand_in.as_ref().and_then(|stand_in| stand_in(source)) {
            return answer;
        }
        let (address, token) = match source {
            LoadSource::Token(path) => return self.file_of_token(path.expose()),
            LoadSource::File(path) => (path.as_str(), false),
            LoadSource::Url { url, headers, .. } => {
                (url.as_str(), headers.iter().any(|(name, _)| name == "Authorization"))
            }
        };
        self.loaded.push((address.to_owned(), token));
        let first = match self.config.source() {
            DocumentSource::Url(place) | DocumentSource::File(place) => place,
            DocumentSource::S3(object) => &object.request_url,
            DocumentSource::Service => "http://specs.test/a.yaml",
        };
        if address != first {
            let found = self.external.get(address).map_or(Vec::new(), Clone::clone);
            if let (true, LoadSource::File(_)) = (found.is_empty(), source) {
                return Err(Fault { kind: FaultKind::NotFound, message: String::new() });
            }
            let status = if found.is_empty() { 404 } else { 200 };
            return Ok(Body { status, ..body(&found) });
        }
        if self.document.len() > 1 { self.document.remove(0) } else { self.document[0].clone() }
    }

    /// What is in the file that a token may be the path of.
    fn file_of_token(&self, path: &str) -> Result<Body, Fault> {
        let found = self.files.get(path).cloned();
        found.unwrap_or_else(|| Err(Fault { kind: FaultKind::NotFound, message: format!("no {path}") }))
    }

    fn answer(&mut self, request: &Request) -> Result<Response, Fault> {
        let path = request.url.strip_prefix("http://om.test").expect("the server of the config");
        let line = format!("{} {path}", request.method.as_str());
        if let Some((_, deed)) = self.meanwhile.take_if(|(piece, _)| line.contains(*piece)) {
            self.person(deed);
        }
        self.bodies.push((line.clone(), request.body.clone().unwrap_or_default()));
        self.sent.push(line);
        let text = |value: &HeaderValue| match value {
            HeaderValue::Plain(text) => text.clone(),
            HeaderValue::Secret(secret) => secret.expose().to_owned(),
        };
        let mut headers: Vec<_> =
            request.headers.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        let authorization = headers.iter().find(|(name, _)| name == "Authorization");
        self.authorizations.extend(authorization.map(|(_, value)| value.clone()));
        let mut body = request.body.clone().unwrap_or_default();
        if self.compresses && request.compress {
            headers.push(("Content-Encoding".into(), "gzip".into()));
            body = metarest_catalogue::gzip(&body).expect("gzip");
        }
        let method = request.method.as_str().to_owned();
        let reply = self
            .catalogue
            .handle(self.now, &metarest_catalogue::Request { method, path: path.into(), headers, body });
        let fault = |kind| Err(Fault { kind, message: format!("it saw {MARK}-server") });
        match reply {
            Reply::Answer(response) if response.body.len() > self.most_answer => fault(FaultKind::TooLarge),
            Reply::Answer(response) | Reply::Slow { response, .. } => Ok(Response {
                status: response.status,
                headers: response.headers.into_iter().map(|(k, v)| (k.to_lowercase(), v)).collect(),
                body: response.body,
            }),
            Reply::Torn { .. } => fault(FaultKind::Torn),
            Reply::Silent => fault(FaultKind::TimedOut),
        }
    }

    /// A person does something on the server.
    pub(crate) fn person(&mut self, deed: Deed) {
        let (status, said) = self.other("admin", deed);
        assert!(status < 300, "{said}");
    }

    /// Whoever has that token deletes the service, or a collection of it, with what is in it.
    pub(crate) fn delete(&mut self, token: &str, fqn: &str) {
        let (path, all) = match fqn.contains('.') {
            true => ("apiCollections", self.catalogue.collections()),
            false => ("services/apiServices", self.catalogue.services()),
        };
        let found = all.iter().find(|entity| entity["fullyQualifiedName"] == fqn).expect(fqn);
        let id = found["id"].as_str().expect("an id");
        let deed =
            ("DELETE", format!("{path}/{id}?hardDelete=false&recursive=true"), serde_json::Value::Null);
        let (status, said) = self.other(token, deed);
        assert!(status < 300, "{said}");
    }

    /// Whoever has that token does something on the server: the status of the answer, and what it says.
    pub(crate) fn other(&mut self, token: &str, (method, path, body): Deed) -> (u16, String) {
        let content = if method == "PATCH" { "application/json-patch+json" } else { "application/json" };
        let authorization = format!("Bearer {token}");
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", content)];
        let request = metarest_catalogue::Request {
            method: method.into(),
            path: format!("/api/v1/{path}"),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
        };
        self.now += 1;
        let reply = self.catalogue.handle(self.now, &request);
        let response = reply.response().expect("an answer");
        (response.status, String::from_utf8_lossy(&response.body).into_owned())
    }

    /// The endpoint as the server holds it.
    pub(crate) fn endpoint(&self, fqn: &str) -> serde_json::Value {
        let all = self.catalogue.endpoints();
        all.into_iter().find(|entity| entity["fullyQualifiedName"] == fqn).expect(fqn)
    }

    /// How a run of the pipeline `svc.p` ended, as the server holds it.
    pub(crate) fn pipeline_state(&self, run: &str) -> Option<String> {
        let runs = self.catalogue.pipeline_runs("svc.p");
        let found = runs.iter().find(|one| one["runId"] == run)?;
        found["pipelineState"].as_str().map(str::to_owned)
    }

    /// The `Authorization` of everything that was sent.
    pub(crate) fn tokens(&self) -> Vec<&str> {
        self.authorizations.iter().map(String::as_str).collect()
    }

    /// How many requests wrote.
    pub(crate) fn writes(&self) -> usize {
        self.sent.iter().filter(|line| !line.starts_with("GET")).count()
    }

    /// The FQNs of the endpoints that are there.
    pub(crate) fn endpoints(&self) -> Vec<String> {
        let all = self.catalogue.endpoints();
        let live = all.iter().filter(|entity| entity["deleted"] != true);
        let mut fqns: Vec<_> = live.map(|e| e["fullyQualifiedName"].as_str().unwrap().to_owned()).collect();
        fqns.sort();
        fqns
    }
}

/// The outcome in short: codes of the diagnostics, exit code.
pub(crate) fn codes(outcome: &Outcome) -> Vec<&'static str> {
    outcome.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}
