//! The only plan that a run may carry out: its hash, and for which service on which server it was made. Equal changes have
//! equal hashes wherever they are made (design.md#hashes), so the hash alone does not say where they belong.

use url::Url;

use crate::Diagnostic;
use crate::config::Config;
use crate::diagnostic::code::plan as code;
use crate::plan::Plan;

/// The plan that a run may carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedPlan {
    /// Its hash.
    pub hash: String,
    /// The name of its service.
    pub service: String,
    /// The `hostPort` that it was made with.
    pub host_port: String,
}

impl ExpectedPlan {
    /// The diagnostic about a config of another server or service; none if it is of the same.
    pub(crate) fn other_target(&self, config: &Config) -> Option<Diagnostic> {
        let (server, service) = (&config.server.host_port, &config.mapping.service_name);
        if target(&self.host_port) == target(server) && self.service == *service {
            return None;
        }
        let message = format!(
            "the plan was made for the service `{}` on {}, and this config is for `{service}` on {server}, so nothing is written",
            self.service, self.host_port
        );
        let help = "ingest with the config that the plan was made with, or make a plan with this config: `metarest plan --out FILE`";
        Some(Diagnostic::new(&code::OTHER_TARGET, message).help(help))
    }

    /// The diagnostic about a plan that is not this one.
    pub(crate) fn changed(&self, plan: &Plan) -> Option<Diagnostic> {
        if plan.hash.eq_ignore_ascii_case(&self.hash) {
            return None;
        }
        let message = format!(
            "the plan has changed: its hash is {}, expected was {}, so nothing is written",
            plan.hash, self.hash
        );
        let help = "look at the changes with `metarest plan --out FILE`, and ingest with the new file";
        Some(Diagnostic::new(&code::CHANGED, message).help(help))
    }
}

/// Origin and path of a server's address, however it is written.
fn target(host_port: &str) -> String {
    let Ok(url) = Url::parse(host_port) else { return host_port.to_owned() };
    format!("{}{}", url.origin().ascii_serialization(), url.path().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_has_one_target() {
        let same = |one: &str, other: &str| target(one) == target(other);
        assert!(same("https://om.test/api", "HTTPS://OM.test:443/api/"));
        assert!(same("http://localhost:80/x/../api", "http://localhost/api"));
        for other in [
            "http://om.test/api",
            "https://om.test:8585/api",
            "https://om2.test/api",
            "https://om.test/b/api",
        ] {
            assert!(!same("https://om.test/api", other), "{other}");
        }
    }
}
