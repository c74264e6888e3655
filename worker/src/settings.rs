//! The Worker's environment: a config, and the variables and secrets that it names.

use std::collections::BTreeMap;

use js_sys::Reflect;
use metarest::config::{self, Checked, Environment};
use wasm_bindgen::JsValue;
use worker::Env;

/// The variable that holds the workflow config, as text.
const CONFIG: &str = "METAREST_CONFIG";

/// The config of the environment, looked at.
///
/// # Errors
/// The environment has no config.
pub(crate) fn config(env: &Env) -> Result<Checked, String> {
    let text = variable(env, CONFIG)
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| format!("the variable {CONFIG} is not set: it holds the workflow config"))?;
    let asked = names(&text).chain(config::AWS_VARIABLES).chain(config::SECRETS_VARIABLES);
    let variables = asked.filter_map(|name| Some((name.to_owned(), variable(env, name)?)));
    let environment = Environment::Worker(variables.collect::<BTreeMap<_, _>>());
    Ok(config::parse(text.as_bytes(), &environment))
}

/// A variable or secret of the environment; bindings of other kinds are none.
fn variable(env: &Env, name: &str) -> Option<String> {
    Reflect::get(env, &JsValue::from_str(name)).ok()?.as_string()
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
