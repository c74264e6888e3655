//! Prepare: how connections are made, and the token, where it is in a file.

use super::connect::Connect;
use super::context::{Context, Stop};
use super::exchange::{Ticket, Work};
use super::planning::Ground;
use super::stage::Stage;
use super::stored::Resume;
use super::{Body, Command, Effect, LoadSource, Peer, finish, pass};
use crate::config::{DocumentSource, Tls, is_header_text, is_jwt, names_file};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Fault, answer};
use crate::{Diagnostic, Secret};

/// The token's file is being read.
#[derive(Debug)]
pub(super) struct Prepare {
    ticket: Ticket,
    pub(super) then: Begin,
}

/// How a run begins.
#[derive(Debug)]
pub(super) enum Begin {
    New,
    /// Its further life.
    Further(Resume, Box<Ground>),
}

impl Prepare {
    pub(super) fn start(cx: &mut Context, then: Begin) -> Stage {
        say_tls(cx, Peer::Document);
        say_tls(cx, Peer::Server);
        let asked = cx.config.server.token.clone().filter(|_| cx.command != Command::Preview);
        match asked.filter(|token| !is_jwt(token.expose())) {
            Some(token) => {
                let work = Work::Load(LoadSource::Token(token), pass::LIMITS);
                Stage::Prepare(Self { ticket: cx.exchange.submit_first(work), then })
            }
            None => go_on(cx, then),
        }
    }

    /// The run was stopped before the file's turn came.
    pub(super) fn unsent(self, cx: &mut Context, ticket: Ticket) -> Stage {
        if ticket == self.ticket { go_on(cx, self.then) } else { Stage::Prepare(self) }
    }

    /// A value that is no file's path is the token itself.
    pub(super) fn loaded(self, cx: &mut Context, ticket: Ticket, result: Result<Body, Fault>) -> Stage {
        if ticket != self.ticket {
            return Stage::Prepare(self);
        }
        let named = cx.config.server.token.as_ref().is_some_and(|token| names_file(token.expose()));
        let wrong = match result {
            Ok(body) if body.status == 200 => match token(&body.bytes) {
                Ok(token) => {
                    cx.take_token(token);
                    None
                }
                Err(wrong) => Some(wrong.to_owned()),
            },
            // The shell's words would repeat the path, which may be a token after all.
            Err(Fault { kind, .. }) if named => {
                Some(answer::of_fault(&Fault { kind, message: String::new() }, &cx.scrubber).reason)
            }
            Ok(_) | Err(_) => None,
        };
        match wrong {
            None => go_on(cx, self.then),
            Some(wrong) => {
                let message =
                    format!("the file that `securityConfig.jwtToken` names cannot be used: {wrong}");
                let help = "write the path whole, from `/`, of a file that holds the token and nothing else";
                // Nothing is told to the server either: there is nothing to say it with.
                cx.stop(Stop::Unauthorized);
                finish::early(cx, Diagnostic::new(&code::TOKEN_FILE, message).help(help))
            }
        }
    }
}

fn go_on(cx: &mut Context, then: Begin) -> Stage {
    match then {
        Begin::Further(resume, ground) => resume.stage(cx, *ground),
        Begin::New => Connect::start(cx),
    }
}

/// What is in the file, or what is wrong with that.
fn token(bytes: &[u8]) -> Result<Secret, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not a text")?.trim_end();
    match text {
        "" => Err("it is empty"),
        _ if !is_header_text(text) => Err("it holds characters that no token has"),
        _ => Ok(Secret::new(text)),
    }
}

/// Tells the shell how connections are to be made, where that is not as usual.
pub(super) fn say_tls(cx: &mut Context, peer: Peer) {
    let (tls, of) = match peer {
        Peer::Server => (cx.config.server.tls.clone(), Some(cx.config.server.host_port.clone())),
        Peer::Document => (cx.config.document_tls.clone(), document_address(&cx.config.document)),
    };
    if tls != Tls::default() {
        cx.effects.push_back(Effect::Tls { peer, tls, of });
    }
}

fn document_address(document: &DocumentSource) -> Option<String> {
    match document {
        DocumentSource::Url(url) => Some(url.clone()),
        DocumentSource::S3(object) => Some(object.request_url.clone()),
        DocumentSource::File(_) | DocumentSource::Service => None,
    }
}
