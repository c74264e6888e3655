//! The secrets manager that holds `secret:` values, with what its requests need of the environment.
//!
//! The variables are those that OpenMetadata documents for `secretsManagerLoader: env`, and those of the providers' own
//! SDKs (docs/secrets.md).

use serde::Serialize;

use super::s3::{AwsCredentials, amazon};
use crate::Secret;

/// A secrets manager, and how it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum SecretsManager {
    /// AWS Secrets Manager (`aws`), or the Parameter Store of AWS Systems Manager (`aws-ssm`).
    Aws {
        /// Which of the two.
        service: AwsService,
        /// The region.
        region: String,
        /// The URL of the service, if it is not Amazon's own.
        endpoint: Option<String>,
        /// The access key.
        keys: AwsCredentials,
    },
    /// Azure Key Vault (`azure-kv`).
    Azure {
        /// The name of the vault.
        vault: String,
        /// The URL of the authority that issues tokens, without a slash at its end.
        authority: String,
        /// As whom it is asked.
        identity: AzureIdentity,
    },
    /// Google Secret Manager (`gcp`).
    Google {
        /// The project.
        project: String,
        /// As whom it is asked.
        identity: GoogleIdentity,
    },
    /// Secrets of the Kubernetes cluster that the run is in (`kubernetes`).
    Kubernetes {
        /// Host and port of the API server.
        address: String,
        /// The namespace of the secrets.
        namespace: String,
    },
}

/// A service of AWS that stores secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AwsService {
    /// Secrets Manager.
    SecretsManager,
    /// Parameter Store.
    ParameterStore,
}

/// As whom Azure Key Vault is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum AzureIdentity {
    /// An app registration, by its secret.
    ClientSecret {
        /// The directory.
        tenant: String,
        /// The application.
        client: String,
        /// Its secret.
        secret: Secret,
    },
    /// A workload identity of Kubernetes, by the token in a file.
    Workload {
        /// The directory.
        tenant: String,
        /// The application.
        client: String,
        /// The path of the token's file.
        file: String,
    },
    /// The machine's managed identity, from its metadata service.
    Managed {
        /// The address of the metadata service, without a path.
        host: String,
        /// The application, where the machine has several identities.
        client: Option<String>,
    },
    /// The managed identity of App Service, Functions or Container Apps.
    AppService {
        /// The URL that issues tokens.
        endpoint: String,
        /// What proves that the request comes from the app.
        header: Secret,
        /// The application, where there are several identities.
        client: Option<String>,
    },
}

/// As whom Google Secret Manager is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum GoogleIdentity {
    /// By the credentials in a file.
    File(String),
    /// By the service account of the machine, from this metadata server.
    Metadata(String),
}

impl AwsService {
    /// The URL of the service in a region.
    pub(crate) fn url(self, region: &str) -> String {
        let host = match self {
            Self::SecretsManager => "secretsmanager",
            Self::ParameterStore => "ssm",
        };
        format!("https://{host}.{region}.{}/", amazon(region))
    }
}

impl SecretsManager {
    /// Its name, as its provider writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Aws { service: AwsService::SecretsManager, .. } => "AWS Secrets Manager",
            Self::Aws { service: AwsService::ParameterStore, .. } => "AWS Parameter Store",
            Self::Azure { .. } => "Azure Key Vault",
            Self::Google { .. } => "Google Secret Manager",
            Self::Kubernetes { .. } => "Kubernetes",
        }
    }

    /// Where its secrets are: the region, vault, project or namespace.
    pub fn place(&self) -> String {
        match self {
            Self::Aws { region, .. } => format!("region `{region}`"),
            Self::Azure { vault, .. } => format!("vault `{vault}`"),
            Self::Google { project, .. } => format!("project `{project}`"),
            Self::Kubernetes { namespace, .. } => format!("namespace `{namespace}`"),
        }
    }

    /// Its own secrets, none of which may be shown.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        match self {
            Self::Aws { keys, .. } => keys.secrets().collect(),
            Self::Azure { identity: AzureIdentity::ClientSecret { secret, .. }, .. } => vec![secret],
            Self::Azure { identity: AzureIdentity::AppService { header, .. }, .. } => vec![header],
            Self::Azure { .. } | Self::Google { .. } | Self::Kubernetes { .. } => Vec::new(),
        }
    }
}
