//! Notices to the outside: somebody hears of a failure, of held deletions and of a recovery, once each.
//!
//! In: how a service was and is. Out: a POST of JSON to the webhook of the settings, signed as Standard Webhooks has it
//! (<https://www.standardwebhooks.com>), and sent again until it is taken. Notices are stored before they are sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use metarest::Secret;
use metarest::openmetadata::{HeaderValue, Method as EngineMethod, Request, percent_encode};
use metarest::workflow::FaultKind;
use serde::Serialize;
use sha2::Sha256;
use worker::{Env, Result};

use super::store::{Notice, Store};
use crate::model::{RunSummary, ServiceState};
use crate::time::{now, rfc3339};
use crate::{http, log, settings};

/// The waits before each further attempt, in milliseconds: a minute to half a day, a day in all.
const WAITS_MS: [u64; 7] =
    [60_000, 300_000, 900_000, 3_600_000, 3 * 3_600_000, 6 * 3_600_000, 12 * 3_600_000];

/// How long the receiver may take.
const TIMEOUT_MS: u64 = 15_000;

/// What a receiver gets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    /// `service.failed`, `service.held` or `service.recovered`.
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    service: &'a str,
    run: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// How many deletions wait.
    held: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_hash: Option<&'a str>,
    /// Where somebody can look at the run and approve the deletions.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// Adds a notice if the service's state changed in a way that somebody should hear of.
pub(super) fn add(
    env: &Env,
    store: &Store,
    before: ServiceState,
    after: ServiceState,
    run: &RunSummary,
) -> Result<()> {
    let Some(kind) = kind(before, after).filter(|_| settings::webhook(env).is_some()) else { return Ok(()) };
    let link =
        settings::address(env).map(|address| format!("{address}/services#{}", percent_encode(&run.id)));
    let data = Data {
        service: &run.service,
        run: &run.id,
        reason: run.reason.as_deref(),
        held: run.held,
        approval_hash: run.approval_hash.as_deref(),
        link,
    };
    let body = Body { r#type: kind, timestamp: rfc3339(now()), data };
    store.add_notice(serde_json::to_string(&body)?, now())
}

/// What somebody should hear; only a change is news.
fn kind(before: ServiceState, after: ServiceState) -> Option<&'static str> {
    match (before, after) {
        (before, after) if before == after => None,
        (_, ServiceState::Failed) => Some("service.failed"),
        (_, ServiceState::Held) => Some("service.held"),
        (ServiceState::Failed | ServiceState::Held, ServiceState::Ok) => Some("service.recovered"),
        _ => None,
    }
}

/// Sends the notices that are due, in their order. One that is not taken is sent again later.
pub(super) async fn deliver(env: &Env, store: &Store) -> Result<()> {
    while let Some(notice) = store.next_notice()?.filter(|notice| notice.due <= now()) {
        let Some((url, key)) = settings::webhook(env) else {
            store.drop_notice(notice.id)?;
            continue;
        };
        match send(&notice, url, key.as_ref()).await {
            Ok(()) => store.drop_notice(notice.id)?,
            Err(reason) => again(store, &notice, &reason)?,
        }
    }
    Ok(())
}

fn again(store: &Store, notice: &Notice, reason: &str) -> Result<()> {
    let service = store.name()?;
    match usize::try_from(notice.attempts).ok().and_then(|attempt| WAITS_MS.get(attempt)) {
        Some(wait) => {
            log::error(
                Some(&service),
                format!("the webhook did not take a notice; it is sent again: {reason}"),
            );
            store.postpone_notice(notice.id, now() + wait)
        }
        None => {
            log::error(
                Some(&service),
                format!("the webhook did not take a notice for a day; it is dropped: {reason}"),
            );
            store.drop_notice(notice.id)
        }
    }
}

async fn send(notice: &Notice, url: String, key: Option<&Secret>) -> std::result::Result<(), String> {
    // The same each time the notice is sent, and of no other one: the body has the run and the time.
    let (id, timestamp) = (format!("{}-{}", super::schedule::seed(&notice.body), notice.id), now() / 1000);
    let plain = |name: &str, value: String| (name.to_owned(), HeaderValue::Plain(value));
    let mut headers = vec![
        plain("content-type", "application/json".to_owned()),
        plain("webhook-id", id.clone()),
        plain("webhook-timestamp", timestamp.to_string()),
    ];
    if let Some(key) = key {
        headers.push(plain("webhook-signature", signature(key, &id, timestamp, &notice.body)?));
    }
    let body = Some(notice.body.clone().into_bytes());
    let request =
        Request { method: EngineMethod::Post, url, headers, body, timeout_ms: TIMEOUT_MS, compress: false };
    match http::send(request).await {
        Ok(response) if (200..300).contains(&response.status) => Ok(()),
        Ok(response) => Err(format!("it answered {}", response.status)),
        // The runtime's texts may repeat the address, which may have a secret.
        Err(fault) if fault.kind == FaultKind::TimedOut => Err("it did not answer in time".to_owned()),
        Err(_) => Err("it cannot be reached".to_owned()),
    }
}

/// `v1,` and the HMAC of id, time and body. A key with the prefix `whsec_` is base64, as receivers show it.
fn signature(key: &Secret, id: &str, timestamp: u64, body: &str) -> std::result::Result<String, String> {
    let key = match key.expose().strip_prefix("whsec_") {
        Some(encoded) => {
            STANDARD.decode(encoded).map_err(|_| "METAREST_WEBHOOK_SECRET is not base64".to_owned())?
        }
        None => key.expose().as_bytes().to_vec(),
    };
    let mut mac =
        Hmac::<Sha256>::new_from_slice(&key).map_err(|_| "METAREST_WEBHOOK_SECRET is no key".to_owned())?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ServiceState::*;

    #[test]
    fn only_a_change_is_news() {
        let check = |before, after, expect| assert_eq!(kind(before, after), expect, "{before:?} {after:?}");
        check(Waiting, Ok, None);
        check(Waiting, Failed, Some("service.failed"));
        check(Ok, Failed, Some("service.failed"));
        check(Failed, Failed, None);
        check(Failed, Ok, Some("service.recovered"));
        check(Failed, Held, Some("service.held"));
        check(Held, Held, None);
        check(Held, Ok, Some("service.recovered"));
        check(Held, Failed, Some("service.failed"));
    }

    /// The example of the specification of Standard Webhooks.
    #[test]
    fn a_signature_is_as_the_specification_has_it() {
        let key = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = r#"{"test": 2432232314}"#;
        let found = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(
            found.as_deref(),
            std::result::Result::Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
    }
}
