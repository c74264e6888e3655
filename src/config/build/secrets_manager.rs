//! `secretsManagerProvider` and the environment → [`SecretsManager`].

use std::collections::BTreeMap;

use url::Url;

use crate::Secret;
use crate::config::model::{
    AwsCredentials, AwsService, AzureIdentity, Environment, GoogleIdentity, SecretsManager,
};

/// Every variable that a secrets manager may need, besides [`crate::config::AWS_VARIABLES`].
pub const SECRETS_VARIABLES: [&str; 20] = [
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_ENDPOINT_URL_SSM",
    "AZURE_KEY_VAULT_NAME",
    "AZURE_AUTHORITY_HOST",
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
    "GCP_PROJECT_ID",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GCE_METADATA_HOST",
    "KUBERNETES_SERVICE_HOST",
    "KUBERNETES_SERVICE_PORT",
    "KUBERNETES_NAMESPACE",
];

/// The metadata service of a machine in Azure.
const AZURE_METADATA: &str = "http://169.254.169.254";

/// The authority of Azure's public cloud.
const AZURE_AUTHORITY: &str = "https://login.microsoftonline.com";

/// The metadata server of a machine in Google's cloud.
const GOOGLE_METADATA: &str = "metadata.google.internal";

/// The namespace of the secrets, as OpenMetadata has it.
const NAMESPACE: &str = "default";

/// Why a secrets manager cannot be asked.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::config) enum Unusable {
    /// The variables of the environment are not known here.
    Unknown,
    /// These variables are not set.
    Missing(Vec<&'static str>),
    /// A variable is set to something that cannot be right.
    Invalid(&'static str, &'static str),
    /// It needs files, or the network that the machine is in, and a Worker has neither.
    NotInWorker(&'static str),
}

/// The secrets manager of a provider; none if the provider has no such thing, as `db`.
pub(in crate::config) fn manager(
    provider: &str,
    environment: &Environment,
) -> Option<Result<SecretsManager, Unusable>> {
    let build: fn(&Variables<'_>) -> Result<SecretsManager, Unusable> = match provider {
        "aws" => |read| aws(read, AwsService::SecretsManager),
        "aws-ssm" => |read| aws(read, AwsService::ParameterStore),
        "azure-kv" => azure,
        "gcp" => google,
        "kubernetes" => kubernetes,
        _ => return None,
    };
    let Some(variables) = environment.variables() else { return Some(Err(Unusable::Unknown)) };
    let worker = matches!(environment, Environment::Worker(_));
    Some(build(&Variables { variables, worker }))
}

/// The environment, as far as secrets managers read it.
struct Variables<'e> {
    variables: &'e BTreeMap<String, String>,
    worker: bool,
}

impl Variables<'_> {
    /// A variable; an empty one counts as not set.
    fn get(&self, name: &str) -> Option<String> {
        self.variables
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }

    /// The variables, if all are set; otherwise those that are not.
    fn all<const N: usize>(&self, names: [&'static str; N]) -> Result<[String; N], Unusable> {
        let missing: Vec<_> = names.into_iter().filter(|name| self.get(name).is_none()).collect();
        if missing.is_empty() {
            Ok(names.map(|name| self.get(name).unwrap_or_default()))
        } else {
            Err(Unusable::Missing(missing))
        }
    }

    /// A URL to which paths are added, without a slash at its end.
    fn url(&self, name: &'static str) -> Result<Option<String>, Unusable> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let fits = |url: &Url| {
            matches!(url.scheme(), "http" | "https")
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        };
        match Url::parse(&text) {
            Ok(url) if fits(&url) => Ok(Some(url.as_str().trim_end_matches('/').to_owned())),
            _ => Err(Unusable::Invalid(name, "it is not an http or https URL")),
        }
    }
}

/// A name that becomes part of an address.
fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
}

fn named(name: &'static str, text: String) -> Result<String, Unusable> {
    if is_name(&text) {
        Ok(text)
    } else {
        Err(Unusable::Invalid(name, "it has other characters than a name"))
    }
}

fn aws(read: &Variables<'_>, service: AwsService) -> Result<SecretsManager, Unusable> {
    // OpenMetadata's documentation names the first, Amazon's newer SDKs the second.
    let region = if read.get("AWS_DEFAULT_REGION").is_none() && read.get("AWS_REGION").is_some() {
        "AWS_REGION"
    } else {
        "AWS_DEFAULT_REGION"
    };
    let [found, id, secret] = read.all([region, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])?;
    let own = match service {
        AwsService::SecretsManager => "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        AwsService::ParameterStore => "AWS_ENDPOINT_URL_SSM",
    };
    let endpoint = match read.url(own)? {
        Some(url) => Some(url),
        None => read.url("AWS_ENDPOINT_URL")?,
    };
    let keys = AwsCredentials {
        key_id: Secret::new(id),
        secret: Secret::new(secret),
        session: read.get("AWS_SESSION_TOKEN").map(Secret::new),
    };
    Ok(SecretsManager::Aws { service, region: named(region, found)?, endpoint, keys })
}

fn azure(read: &Variables<'_>) -> Result<SecretsManager, Unusable> {
    const VAULT: &str = "AZURE_KEY_VAULT_NAME";
    let [vault] = read.all([VAULT])?;
    let letters = vault.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !letters {
        return Err(Unusable::Invalid(VAULT, "it is not the name of a vault, without its domain"));
    }
    Ok(SecretsManager::Azure {
        vault,
        authority: read.url("AZURE_AUTHORITY_HOST")?.unwrap_or_else(|| AZURE_AUTHORITY.to_owned()),
        identity: azure_identity(read)?,
    })
}

/// As Azure's libraries look for it (`DefaultAzureCredential`): a client secret, a workload identity, a managed identity.
fn azure_identity(read: &Variables<'_>) -> Result<AzureIdentity, Unusable> {
    const TENANT: &str = "AZURE_TENANT_ID";
    const CLIENT: &str = "AZURE_CLIENT_ID";
    const SECRET: &str = "AZURE_CLIENT_SECRET";
    if let Some(file) = read.get("AZURE_FEDERATED_TOKEN_FILE").filter(|_| read.get(SECRET).is_none()) {
        if read.worker {
            return Err(Unusable::NotInWorker("a workload identity, whose token is in a file"));
        }
        let [tenant, client] = read.all([TENANT, CLIENT])?;
        return Ok(AzureIdentity::Workload { tenant: named(TENANT, tenant)?, client, file });
    }
    if read.worker || read.get(SECRET).is_some() || read.get(TENANT).is_some() {
        let [tenant, client, secret] = read.all([TENANT, CLIENT, SECRET])?;
        let (tenant, secret) = (named(TENANT, tenant)?, Secret::new(secret));
        return Ok(AzureIdentity::ClientSecret { tenant, client, secret });
    }
    let client = read.get(CLIENT);
    if let (Some(endpoint), Some(header)) = (read.url("IDENTITY_ENDPOINT")?, read.get("IDENTITY_HEADER")) {
        return Ok(AzureIdentity::AppService { endpoint, header: Secret::new(header), client });
    }
    let host = read.url("AZURE_POD_IDENTITY_AUTHORITY_HOST")?;
    Ok(AzureIdentity::Managed { host: host.unwrap_or_else(|| AZURE_METADATA.to_owned()), client })
}

fn google(read: &Variables<'_>) -> Result<SecretsManager, Unusable> {
    const PROJECT: &str = "GCP_PROJECT_ID";
    if read.worker {
        return Err(Unusable::NotInWorker(
            "Google's credentials, which come from a file or a metadata server",
        ));
    }
    let [project] = read.all([PROJECT])?;
    let identity = match read.get("GOOGLE_APPLICATION_CREDENTIALS") {
        Some(file) => GoogleIdentity::File(file),
        None => {
            const HOST: &str = "GCE_METADATA_HOST";
            let host = read.get(HOST).map(|host| named(HOST, host)).transpose()?;
            GoogleIdentity::Metadata(host.unwrap_or_else(|| GOOGLE_METADATA.to_owned()))
        }
    };
    Ok(SecretsManager::Google { project: named(PROJECT, project)?, identity })
}

fn kubernetes(read: &Variables<'_>) -> Result<SecretsManager, Unusable> {
    const HOST: &str = "KUBERNETES_SERVICE_HOST";
    const SPACE: &str = "KUBERNETES_NAMESPACE";
    if read.worker {
        return Err(Unusable::NotInWorker("the token and the certificate of a pod, which are files"));
    }
    let [host] = read.all([HOST])?;
    let port = read.get("KUBERNETES_SERVICE_PORT").unwrap_or_else(|| "443".to_owned());
    let host = named(HOST, host)?;
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let namespace = read.get(SPACE).unwrap_or_else(|| NAMESPACE.to_owned());
    Ok(SecretsManager::Kubernetes {
        address: format!("{host}:{}", named("KUBERNETES_SERVICE_PORT", port)?),
        namespace: named(SPACE, namespace)?,
    })
}
