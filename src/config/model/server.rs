//! The OpenMetadata server and how to talk to it.

use serde::Serialize;

use super::tls::Tls;
use crate::Secret;

/// The OpenMetadata server and how to talk to it.
#[derive(Debug, Clone, Serialize)]
pub struct Server {
    /// `hostPort`, with `/api`, without a trailing slash.
    pub host_port: String,
    /// `apiVersion`, `v1` by default.
    pub api_version: String,
    /// `securityConfig.jwtToken`: the token, or the path of a file that contains it.
    pub token: Option<Secret>,
    /// How the server is verified.
    pub tls: Tls,
    /// `extraHeaders`, `%(Name)s` not yet replaced.
    pub extra_headers: Vec<(String, Secret)>,
    /// `storeServiceConnection`.
    pub store_service_connection: bool,
    /// `forceEntityOverwriting`.
    pub force_entity_overwriting: bool,
    /// `enableVersionValidation`.
    pub enable_version_validation: bool,
}
