//! The config of a service as its runs read it: a variable that is not set is an error here, as a run would send its name
//! as the token.

use metarest::config::{self, Checked, Config, Environment};
use metarest::diagnostic::{Diagnostic, Severity};

/// The diagnostic about a variable that is not set.
const UNSET: &str = "config-variable-unset";

/// A config that was read.
pub(crate) struct ReadConfig {
    /// The config, or why it cannot be run, without secrets.
    pub(crate) config: Result<Config, String>,
    /// Its warnings and errors, as one line each.
    pub(crate) warnings: Vec<String>,
}

impl ReadConfig {
    /// Reads a config.
    pub(crate) fn read(text: &str, environment: &Environment) -> Self {
        Self::of(&config::parse(text.as_bytes(), environment))
    }

    /// A config that was parsed.
    pub(crate) fn of(checked: &Checked) -> Self {
        let Checked { config, diagnostics, .. } = checked;
        let found = diagnostics.iter().filter(|found| found.severity != Severity::Info);
        let warnings = found.take(20).map(message).collect();
        Self { config: runnable(config.as_ref(), diagnostics), warnings }
    }
}

fn runnable(config: Option<&Config>, diagnostics: &[Diagnostic]) -> Result<Config, String> {
    let unset = diagnostics.iter().find(|found| found.code.id == UNSET);
    match (config, unset) {
        (Some(_), Some(found)) => {
            let message = message(found);
            // The rest says what another shell does.
            let message = message.split(';').next().unwrap_or_default();
            Err(format!(
                "{message}: set it with `wrangler secret put`; names that begin with METAREST_ are the Worker's own"
            ))
        }
        (Some(config), None) => match config.mapping.service_name.as_str() {
            name @ ("." | "..") => {
                Err(format!("a service of a Worker cannot be called `{name}`: no address has it"))
            }
            _ => Ok(config.clone()),
        },
        (None, _) => {
            let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error);
            let errors: Vec<_> = errors.take(5).map(message).collect();
            Err(format!("the config has errors: {}", errors.join("; ")))
        }
    }
}

fn message(found: &Diagnostic) -> String {
    format!("{}: {}", found.code.id, found.message)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const TEXT: &str = r#"{"source": {"type": "rest", "serviceName": "a", "serviceConnection": {"config": {"type": "Rest",
        "openAPISchemaConnection": {"openAPISchemaURL": "https://a.test/openapi"}}}, "sourceConfig": {"config": {"type": "ApiMetadata"}}},
        "sink": {"type": "metadata-rest", "config": {}},
        "workflowConfig": {"openMetadataServerConfig": {"hostPort": "https://om.test/api", "securityConfig": {"jwtToken": "${OM_TOKEN}"}}}}"#;

    #[test]
    fn a_variable_that_is_not_set_is_an_error() {
        let set = BTreeMap::from([("OM_TOKEN".to_owned(), "hunter2".to_owned())]);
        assert!(ReadConfig::read(TEXT, &Environment::Worker(set)).config.is_ok());
        let unset = ReadConfig::read(TEXT, &Environment::Worker(BTreeMap::new())).config.expect_err("unset");
        assert!(unset.contains("OM_TOKEN"), "{unset}");
    }

    #[test]
    fn errors_are_without_secrets() {
        let text = TEXT.replace("$OM_TOKEN", "hunter2").replace("serviceName", "servceName");
        let errors =
            ReadConfig::read(&text, &Environment::Worker(BTreeMap::new())).config.expect_err("misspelt");
        assert!(errors.contains("servceName") && !errors.contains("hunter2"), "{errors}");
    }
}
