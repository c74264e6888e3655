//! The Worker's environment: its own settings, and the variables and secrets that configs name.

use std::collections::BTreeMap;

use js_sys::{Function, Promise, Reflect};
use metarest::Secret;
use metarest::config::{self, Environment};
use wasm_bindgen::{JsCast, JsValue};
use worker::Env;
use worker::wasm_bindgen_futures::JsFuture;

/// Settings of the Worker begin so; a config cannot name them.
const OWN: &str = "METAREST_";

/// The variable with the config of the simplest case. Its state is in the index under this name if it cannot be run.
pub(crate) const VARIABLE: &str = "METAREST_CONFIG";

/// What is asked of the platform in one invocation if nothing is set: the least that every plan allows.
const REQUESTS: u32 = 50;
/// Requests of an invocation that are not the run's: to the index, to the webhook.
const RESERVED_REQUESTS: u32 = 5;

/// The workflow config of the simplest case, as text; none if it is not set.
pub(crate) fn config(env: &Env) -> Option<String> {
    variable(env, VARIABLE).filter(|text| !text.trim().is_empty())
}

/// The token of the API.
pub(crate) fn token(env: &Env) -> Option<Secret> {
    variable(env, "METAREST_TOKEN").filter(|text| !text.is_empty()).map(Secret::new)
}

/// The team's domain and the application's audience of Cloudflare Access.
pub(crate) fn access(env: &Env) -> Option<(String, String)> {
    variable(env, "METAREST_ACCESS_TEAM").zip(variable(env, "METAREST_ACCESS_AUDIENCE"))
}

/// Where notices go, and the key that signs them.
pub(crate) fn webhook(env: &Env) -> Option<(String, Option<Secret>)> {
    let url = variable(env, "METAREST_WEBHOOK").filter(|url| !url.is_empty())?;
    Some((url, variable(env, "METAREST_WEBHOOK_SECRET").map(Secret::new)))
}

/// The Worker's own address, for links in notices.
pub(crate) fn address(env: &Env) -> Option<String> {
    variable(env, "METAREST_ADDRESS").map(|url| url.trim_end_matches('/').to_owned())
}

/// Whether configs may name private addresses.
pub(crate) fn private_addresses(env: &Env) -> bool {
    variable(env, "METAREST_PRIVATE_ADDRESSES").as_deref() == Some("allow")
}

/// How many requests a run sends in one invocation.
pub(crate) fn requests(env: &Env) -> u32 {
    let set = variable(env, "METAREST_REQUESTS").and_then(|text| text.trim().parse().ok());
    set.unwrap_or(REQUESTS).saturating_sub(RESERVED_REQUESTS).max(1)
}

/// The variables and secrets that a config names, and those of secrets managers.
pub(crate) async fn environment(env: &Env, text: &str) -> Environment {
    let asked = names(text).chain(config::AWS_VARIABLES).chain(config::SECRETS_VARIABLES);
    let mut variables = BTreeMap::new();
    for name in asked.filter(|name| !name.starts_with(OWN)) {
        if let Some(value) = secret(env, name).await {
            variables.insert(name.to_owned(), value);
        }
    }
    Environment::Worker(variables)
}

/// A variable or secret; bindings of other kinds are none.
fn variable(env: &Env, name: &str) -> Option<String> {
    Reflect::get(env, &JsValue::from_str(name)).ok()?.as_string()
}

/// A variable, a secret, or a secret of Secrets Store, whose binding has to be asked.
async fn secret(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env, &JsValue::from_str(name)).ok()?;
    if !value.is_object() {
        return value.as_string();
    }
    let get: Function = Reflect::get(&value, &JsValue::from_str("get")).ok()?.dyn_into().ok()?;
    // The binding of a bucket or a namespace has this method too, but wants a key: its answer is no text.
    let promise: Promise = get.call0(&value).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.as_string()
}

/// Every name that stands in the text as `$NAME` or `${NAME}`: these are asked for, and those of secrets managers.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<_> = names(text).filter(|name| !name.is_empty()).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn both_spellings_name_a_variable() {
        check("jwtToken: $TOKEN\ntoken: \"${DOC_TOKEN_2}\"", &["TOKEN", "DOC_TOKEN_2"]);
        check("a$B-$C", &["B", "C"]);
    }

    #[test]
    fn a_dollar_alone_names_nothing() {
        check("price: 5 $, $$, ^a$", &[]);
        check("no variable", &[]);
    }
}
