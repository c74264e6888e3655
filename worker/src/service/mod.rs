//! The Durable Object of one service: its config, its schedule and its runs.
//!
//! In: requests of the Worker ([`requests`]) and alarms ([`work`]). Every run is made by alarms, so that there is never
//! more than one at a time, and an interrupted one goes on. Out: requests to document and server, notices, and what the
//! index of all services shows ([`crate::client::index`]).

#![expect(missing_docs, reason = "the macro of the object writes methods without")]

pub(crate) mod config;
mod end;
mod notice;
mod outcome;
mod requests;
mod run_log;
pub(crate) mod schedule;
mod setting;
mod slice;
mod store;
mod work;

use std::cell::{Cell, RefCell};

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::log;
use slice::PausedRun;
use store::Store;

/// The object of one service.
#[durable_object(alarm)]
pub struct ServiceObject {
    state: State,
    env: Env,
    /// Whether an alarm is at work in this instance.
    active: Cell<bool>,
    /// Whether somebody cancelled the run.
    cancelled: Cell<bool>,
    /// The run between two slices, by its number. Without it, the next slice goes on from what was stored, or begins anew.
    paused: RefCell<Option<(u64, PausedRun)>>,
    /// How often the service was deleted in this instance: work for an earlier one stops.
    deleted: Cell<u32>,
}

impl DurableObject for ServiceObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            active: Cell::new(false),
            cancelled: Cell::new(false),
            deleted: Cell::new(0),
            paused: RefCell::new(None),
        }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.answer(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        if self.active.replace(true) {
            self.watch().await?;
            return Response::empty();
        }
        let result = self.work().await;
        self.active.set(false);
        match (result, self.store()?) {
            (Ok(()), _) => Response::empty(),
            // It was deleted meanwhile, with what the work needed.
            (Err(_), None) => Response::empty(),
            (Err(error), Some(store)) => {
                log::error(store.name().ok().as_deref(), &error);
                Err(error)
            }
        }
    }
}

impl ServiceObject {
    /// What the service keeps; none if it does not exist.
    fn store(&self) -> Result<Option<Store>> {
        Store::open(&self.state.storage())
    }
}
