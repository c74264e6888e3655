//! The secrets managers behind one face: how each is asked, what its answers mean, and which right a reader needs.

use serde_json::Value;

use super::answer::Refusal;
use super::aws::Store;
use super::login::Login;
use super::{aws, azure, google, kubernetes};
use crate::Secret;
use crate::config::{AwsService, AzureIdentity, GoogleIdentity, SecretsManager, Tls};
use crate::json;
use crate::workflow::LoadSource;
use crate::workflow::io::oauth;

/// The first step to a token.
pub(super) fn login(manager: &SecretsManager) -> Result<Login, String> {
    match manager {
        SecretsManager::Aws { .. } => Ok(Login::Have(None)),
        SecretsManager::Azure { authority, identity, .. } => azure::login(authority, identity),
        SecretsManager::Google { identity, .. } => google::login(identity),
        SecretsManager::Kubernetes { .. } => Ok(Login::file(kubernetes::TOKEN)),
    }
}

/// The step after the file with credentials.
pub(super) fn after_file(manager: &SecretsManager, file: &[u8], now: u64) -> Result<Login, String> {
    match manager {
        SecretsManager::Azure { authority, identity, .. } => azure::by_assertion(authority, identity, file),
        SecretsManager::Google { .. } => google::by_file(file, now),
        SecretsManager::Kubernetes { .. } => Ok(Login::Have(Some(kubernetes::token(file)?))),
        SecretsManager::Aws { .. } => Ok(Login::Have(None)),
    }
}

/// The token in an answer: all of them answer as OAuth 2 does.
pub(super) fn token(answer: &[u8]) -> Result<Login, String> {
    let token = oauth::taken(answer).ok_or("the answer has no `access_token`")?;
    Ok(Login::Have(Some(token)))
}

/// The TLS settings of the requests, where these are not those of the system.
pub(super) fn tls(manager: &SecretsManager) -> Option<Tls> {
    matches!(manager, SecretsManager::Kubernetes { .. }).then(kubernetes::tls)
}

fn store(manager: &SecretsManager) -> Option<Store<'_>> {
    match manager {
        SecretsManager::Aws { service, region, endpoint, keys } => {
            Some(Store { service: *service, region, endpoint: endpoint.as_deref(), keys })
        }
        _ => None,
    }
}

/// The request for a secret.
pub(super) fn request(
    manager: &SecretsManager,
    id: &str,
    token: Option<&Secret>,
    now: u64,
) -> Result<LoadSource, String> {
    if let Some(store) = store(manager) {
        return store.request(id, now);
    }
    let token = token.ok_or("there is no token")?;
    match manager {
        SecretsManager::Azure { vault, authority, .. } => azure::request(vault, authority, id, token),
        SecretsManager::Google { project, .. } => google::request(project, id, token),
        SecretsManager::Kubernetes { address, namespace } => {
            kubernetes::request(address, namespace, id, token)
        }
        SecretsManager::Aws { .. } => Err("it is signed".to_owned()),
    }
}

/// The secret in an answer, or what is wrong with it.
pub(super) fn value(manager: &SecretsManager, body: &[u8]) -> Result<String, String> {
    const NONE: &str = "is not in the answer, or is not text";
    let answer: Value = json::read(body).ok_or("has an answer that is not JSON")?;
    let value = match manager {
        SecretsManager::Aws { .. } => store(manager).and_then(|store| store.value(&answer)),
        SecretsManager::Azure { .. } => azure::value(&answer),
        SecretsManager::Google { .. } => google::value(&answer),
        SecretsManager::Kubernetes { .. } => {
            if let Some(other) = kubernetes::other_keys(&answer) {
                return Err(other);
            }
            kubernetes::value(&answer)
        }
    };
    value.ok_or_else(|| NONE.to_owned())
}

/// Why there is none, and what the provider says of it.
pub(super) fn refusal(manager: &SecretsManager, status: u16, body: &[u8]) -> (Refusal, Option<String>) {
    match manager {
        SecretsManager::Aws { .. } => aws::refusal(status, body),
        SecretsManager::Azure { .. } => azure::refusal(status, body),
        SecretsManager::Google { .. } => google::refusal(status, body),
        SecretsManager::Kubernetes { .. } => kubernetes::refusal(status, body),
    }
}

/// The right that is missing where a secret may not be read.
pub(super) fn right(manager: &SecretsManager, id: &str) -> String {
    match manager {
        SecretsManager::Aws { service: AwsService::SecretsManager, .. } => format!(
            "allow `secretsmanager:GetSecretValue` on `{id}` to the account of AWS_ACCESS_KEY_ID, and `kms:Decrypt` if it is encrypted \
             with a key of your own"
        ),
        SecretsManager::Aws { service: AwsService::ParameterStore, .. } => format!(
            "allow `ssm:GetParameter` on `{id}` to the account of AWS_ACCESS_KEY_ID, and `kms:Decrypt` on the key of a `SecureString`"
        ),
        SecretsManager::Azure { vault, .. } => format!(
            "give the application the role `Key Vault Secrets User` on the vault `{vault}`, or `get` for secrets (`secrets/get`) in its \
             access policies, and check its firewall"
        ),
        SecretsManager::Google { .. } => format!(
            "grant `secretmanager.versions.access` on `{id}`, as the role `roles/secretmanager.secretAccessor` has it"
        ),
        SecretsManager::Kubernetes { namespace, .. } => format!(
            "allow the pod's service account the verb `get` on `secrets` in the namespace `{namespace}`, by a Role and a RoleBinding"
        ),
    }
}

/// What is to be checked where the credentials are not accepted.
pub(super) fn credentials(manager: &SecretsManager) -> &'static str {
    match manager {
        SecretsManager::Aws { .. } => {
            "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary keys, AWS_SESSION_TOKEN in the environment, and the \
             clock of this machine"
        }
        SecretsManager::Azure { identity: AzureIdentity::ClientSecret { .. }, .. } => {
            "check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in the environment"
        }
        SecretsManager::Azure { identity: AzureIdentity::Workload { .. }, .. } => {
            "check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE in the environment"
        }
        SecretsManager::Azure { .. } => {
            "set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in the environment, or give this machine a managed identity"
        }
        SecretsManager::Google { identity: GoogleIdentity::File(_), .. } => {
            "check the file of GOOGLE_APPLICATION_CREDENTIALS"
        }
        SecretsManager::Google { .. } => {
            "set GOOGLE_APPLICATION_CREDENTIALS in the environment, or attach a service account to this machine"
        }
        SecretsManager::Kubernetes { .. } => {
            "run within a pod whose service account's token is mounted (`automountServiceAccountToken`)"
        }
    }
}

/// What is to be checked where the secrets manager is not reached.
pub(super) fn address(manager: &SecretsManager) -> &'static str {
    match manager {
        SecretsManager::Aws { endpoint: Some(_), .. } => {
            "check AWS_ENDPOINT_URL, or the variable of the service such as AWS_ENDPOINT_URL_SSM, in the environment, and firewalls \
             or proxies in between"
        }
        SecretsManager::Aws { .. } => {
            "check AWS_DEFAULT_REGION in the environment, and firewalls or proxies in between"
        }
        SecretsManager::Azure { .. } => {
            "check AZURE_KEY_VAULT_NAME in the environment, and firewalls or proxies in between"
        }
        SecretsManager::Google { .. } => "check firewalls or proxies in between",
        SecretsManager::Kubernetes { .. } => {
            "check KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT in the environment, and network policies"
        }
    }
}
