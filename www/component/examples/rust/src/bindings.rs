//! The interface of the component as Rust types: a macro makes them of its WIT.

wasmtime::component::bindgen!({ path: "../../wit", world: "metarest" });

pub(crate) use exports::metarest::core::commands::{
    Answered, ClientCertificate, Command, DocumentRequest, Effect, Event, Failure, FaultKind, GuestReport,
    GuestRun, Header, Load, LoadSource, Loaded, LogLevel, Options, Peer, Request, RunOptions, Send, Style,
    Tls, Variable,
};
