//! Stand-ins of secrets managers. Each checks a request against its provider's API reference, and answers as that says.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use metarest::openmetadata::HeaderValue;
use metarest::workflow::*;
use serde_json::{Value, json};

use crate::world::{MARK, StandIn, body};

/// What a stand-in was asked, in order: `GET https://…`.
pub(crate) type Log = Rc<RefCell<Vec<String>>>;

/// A request as it arrives.
pub(crate) struct Arrived {
    pub(crate) method: &'static str,
    pub(crate) url: url::Url,
    headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Arrived {
    fn of(source: &LoadSource) -> Option<Self> {
        let LoadSource::Url { headers, body, .. } = source else { return None };
        let text = |value: &HeaderValue| match value {
            HeaderValue::Plain(text) => text.clone(),
            HeaderValue::Secret(secret) => secret.expose().to_owned(),
        };
        let headers = headers.iter().map(|(name, value)| (name.to_lowercase(), text(value)));
        Some(Self {
            method: if body.is_some() { "POST" } else { "GET" },
            url: source.request_url()?,
            headers: headers.collect(),
            body: body.as_ref().map_or(String::new(), |body| body.expose().to_owned()),
        })
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The address without its query.
    pub(crate) fn place(&self) -> String {
        self.url.as_str().split('?').next().unwrap_or_default().to_owned()
    }

    pub(crate) fn query(&self, name: &str) -> String {
        self.url.query_pairs().find(|(n, _)| n == name).map_or(String::new(), |(_, value)| value.into_owned())
    }

    pub(crate) fn form(&self, name: &str) -> String {
        assert_eq!(self.header("content-type"), "application/x-www-form-urlencoded");
        let mut pairs = url::form_urlencoded::parse(self.body.as_bytes());
        pairs.find(|(n, _)| n == name).map_or(String::new(), |(_, value)| value.into_owned())
    }
}

pub(crate) type Answer = (u16, Value);

/// A secret by its name: the value, or a status and the code of the error.
pub(crate) type Secret<T> = (&'static str, Result<T, (u16, &'static str)>);

/// The data of a secret of Kubernetes.
pub(crate) type Data = &'static [(&'static str, &'static str)];

/// A stand-in for the addresses that `answer` knows, and for files.
pub(crate) fn stand_in(
    files: &[(&str, String)],
    answer: impl Fn(&Arrived) -> Option<Answer> + 'static,
) -> (Rc<StandIn>, Log) {
    let log = Log::default();
    let files: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
    let asked = log.clone();
    let stand_in = move |source: &LoadSource| {
        if let LoadSource::File(path) = source {
            let text = files.get(path)?;
            asked.borrow_mut().push(format!("FILE {path}"));
            return Some(Ok(body(text.as_bytes())));
        }
        let arrived = Arrived::of(source)?;
        let (status, value) = answer(&arrived)?;
        asked.borrow_mut().push(format!("{} {}", arrived.method, arrived.place()));
        Some(Ok(Body { status, ..body(value.to_string().as_bytes()) }))
    };
    (Rc::new(stand_in), log)
}

/// What every secret of these tests begins with.
pub(crate) fn marked(name: &str) -> String {
    format!("{MARK}-{name}")
}

/// AWS Secrets Manager and Parameter Store in eu-west-1 (Secrets Manager API Reference, GetSecretValue; Systems Manager API
/// Reference, GetParameter; AWS JSON 1.1 protocol).
pub(crate) fn aws(secrets: &'static [(&'static str, &'static str)]) -> impl Fn(&Arrived) -> Option<Answer> {
    move |arrived| {
        let place = arrived.place();
        let service = match place.as_str() {
            "https://secretsmanager.eu-west-1.amazonaws.com/" => "secretsmanager",
            "https://ssm.eu-west-1.amazonaws.com/" => "ssm",
            _ => return None,
        };
        assert_eq!(arrived.method, "POST");
        assert_eq!(arrived.header("content-type"), "application/x-amz-json-1.1");
        let authorization = arrived.header("authorization");
        let scope = format!("/eu-west-1/{service}/aws4_request, ");
        assert!(authorization.starts_with(&format!("AWS4-HMAC-SHA256 Credential={}/", marked("aws-id"))));
        assert!(authorization.contains(&scope), "{authorization}");
        for signed in ["content-type", "host", "x-amz-date", "x-amz-target"] {
            assert!(authorization.contains(signed), "{signed} is not signed: {authorization}");
        }
        let asked: Value = serde_json::from_str(&arrived.body).unwrap();
        let id = match (service, arrived.header("x-amz-target")) {
            ("secretsmanager", "secretsmanager.GetSecretValue") => asked["SecretId"].as_str().unwrap(),
            ("ssm", "AmazonSSM.GetParameter") => {
                assert_eq!(asked["WithDecryption"], true);
                asked["Name"].as_str().unwrap()
            }
            other => panic!("{other:?}"),
        };
        let found = secrets.iter().find(|(known, _)| *known == id).map(|(_, value)| *value);
        Some(match found {
            None if service == "ssm" => (400, json!({"__type": "ParameterNotFound"})),
            None => (
                400,
                json!({"__type": "ResourceNotFoundException", "Message": "can't find the specified secret"}),
            ),
            Some(error) if error.starts_with('!') => {
                (400, json!({"__type": format!("com.amazonaws#{}", &error[1..]), "message": "so it is"}))
            }
            Some(value) if service == "ssm" => {
                (200, json!({"Parameter": {"Type": "SecureString", "Value": value}}))
            }
            Some(value) => (200, json!({"Name": id, "SecretString": value})),
        })
    }
}

/// Azure Key Vault `team`, for an app registration, a workload identity or a managed identity (Key Vault REST API 7.4, Get
/// Secret; Microsoft identity platform, client credentials flow; Managed identities, Acquire a token by HTTP).
pub(crate) fn azure(secrets: &'static [Secret<&'static str>]) -> impl Fn(&Arrived) -> Option<Answer> {
    let token =
        || (200, json!({"access_token": marked("azure-access"), "token_type": "Bearer", "expires_in": 3599}));
    move |arrived| {
        let place = arrived.place();
        match place.as_str() {
            "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token" => {
                assert_eq!(arrived.form("grant_type"), "client_credentials");
                assert_eq!(arrived.form("client_id"), "client-1");
                assert_eq!(arrived.form("scope"), "https://vault.azure.net/.default");
                let by_secret = arrived.form("client_secret") == marked("client-secret");
                let jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                let by_assertion = arrived.form("client_assertion_type") == jwt
                    && arrived.form("client_assertion") == marked("assertion");
                let refused = json!({"error": "invalid_client",
                    "error_description": format!("AADSTS7000215: Invalid client secret {}", arrived.form("client_secret"))});
                return Some(if by_secret || by_assertion { token() } else { (401, refused) });
            }
            "http://169.254.169.254/metadata/identity/oauth2/token" => {
                assert_eq!(arrived.header("metadata"), "true");
                assert_eq!(arrived.query("api-version"), "2018-02-01");
                assert_eq!(arrived.query("resource"), "https://vault.azure.net");
                return Some(token());
            }
            "http://127.0.0.1:41000/msi/token" => {
                assert_eq!(arrived.header("x-identity-header"), marked("header"));
                assert_eq!(arrived.query("api-version"), "2019-08-01");
                assert_eq!(arrived.query("resource"), "https://vault.azure.net");
                return Some(token());
            }
            _ => {}
        }
        let name = place.strip_prefix("https://team.vault.azure.net/secrets/")?;
        assert_eq!((arrived.method, arrived.query("api-version").as_str()), ("GET", "7.4"));
        assert_eq!(arrived.header("authorization"), format!("Bearer {}", marked("azure-access")));
        let found = secrets.iter().find(|(known, _)| *known == name).map(|(_, found)| found);
        let error = |code: &str, inner: Option<&str>| json!({"error": {"code": code, "message": "it says why", "innererror": inner.map(|code| json!({"code": code}))}});
        Some(match found {
            None => (404, error("SecretNotFound", None)),
            Some(Ok(value)) => (200, json!({"value": value, "id": place, "attributes": {"enabled": true}})),
            Some(Err((status, inner))) => (*status, error("Forbidden", Some(inner))),
        })
    }
}

/// Google Secret Manager of the project `proj-1` (Secret Manager API v1, projects.secrets.versions.access; Compute Engine,
/// Authenticate workloads using service accounts; OAuth 2.0 for Web Server Applications, Refreshing an access token).
pub(crate) fn google(secrets: &'static [Secret<&'static str>]) -> impl Fn(&Arrived) -> Option<Answer> {
    let token = || {
        (200, json!({"access_token": marked("google-access"), "expires_in": 3599, "token_type": "Bearer"}))
    };
    move |arrived| {
        let place = arrived.place();
        match place.as_str() {
            "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token" => {
                assert_eq!((arrived.method, arrived.header("metadata-flavor")), ("GET", "Google"));
                return Some(token());
            }
            "https://oauth2.googleapis.com/token"
                if arrived.form("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer" =>
            {
                let assertion = arrived.form("assertion");
                let parts: Vec<_> = assertion.split('.').collect();
                let [header, claims] = [0, 1].map(|at| {
                    let text = BASE64_URL_SAFE_NO_PAD.decode(parts[at]).unwrap();
                    serde_json::from_slice::<Value>(&text).unwrap()
                });
                assert_eq!(header, json!({"alg": "RS256", "typ": "JWT", "kid": "key-1"}));
                assert_eq!(claims["iss"], "bot@proj-1.iam.gserviceaccount.com");
                assert_eq!(claims["aud"], "https://oauth2.googleapis.com/token");
                assert_eq!(claims["scope"], "https://www.googleapis.com/auth/cloud-platform");
                assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 3600);
                // What the signature is, is compared with OpenSSL's by the unit test.
                assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(parts[2]).unwrap().len(), 256);
                return Some(token());
            }
            "https://oauth2.googleapis.com/token" => {
                assert_eq!(arrived.form("grant_type"), "refresh_token");
                assert_eq!(arrived.form("client_id"), "client-1");
                assert_eq!(arrived.form("client_secret"), marked("client-secret"));
                let right = arrived.form("refresh_token") == marked("refresh");
                return Some(if right { token() } else { (400, json!({"error": "invalid_grant"})) });
            }
            _ => {}
        }
        let rest = place.strip_prefix("https://secretmanager.googleapis.com/v1/projects/proj-1/secrets/")?;
        let name = rest.strip_suffix("/versions/latest:access").unwrap();
        assert_eq!(arrived.method, "GET");
        assert_eq!(arrived.header("authorization"), format!("Bearer {}", marked("google-access")));
        let found = secrets.iter().find(|(known, _)| *known == name).map(|(_, found)| found);
        let error = |code: u16, status: &str| {
            (code, json!({"error": {"code": code, "status": status, "message": "it says why"}}))
        };
        Some(match found {
            None => error(404, "NOT_FOUND"),
            Some(Ok(value)) => {
                let data = BASE64_STANDARD.encode(value);
                (
                    200,
                    json!({"name": format!("projects/1/secrets/{name}/versions/1"), "payload": {"data": data}}),
                )
            }
            Some(Err((code, status))) => error(*code, status),
        })
    }
}

/// The Kubernetes API of the cluster (Kubernetes API, Secret v1, read; Accessing the Kubernetes API from a Pod).
pub(crate) fn kubernetes(secrets: &'static [Secret<Data>]) -> impl Fn(&Arrived) -> Option<Answer> {
    move |arrived| {
        let place = arrived.place();
        let name = place.strip_prefix("https://10.0.0.1:6443/api/v1/namespaces/team/secrets/")?;
        assert_eq!(arrived.method, "GET");
        assert_eq!(arrived.header("authorization"), format!("Bearer {}", marked("pod")));
        let found = secrets.iter().find(|(known, _)| *known == name).map(|(_, found)| found);
        let status = |code: u16, reason: &str| {
            (
                code,
                json!({"kind": "Status", "status": "Failure", "reason": reason, "message": "it says why", "code": code}),
            )
        };
        Some(match found {
            None => status(404, "NotFound"),
            Some(Err((code, reason))) => status(*code, reason),
            Some(Ok(data)) => {
                let data: BTreeMap<_, _> =
                    data.iter().map(|(key, value)| (*key, BASE64_STANDARD.encode(value))).collect();
                (200, json!({"kind": "Secret", "apiVersion": "v1", "type": "Opaque", "data": data}))
            }
        })
    }
}

/// The files of a pod.
pub(crate) fn pod() -> Vec<(&'static str, String)> {
    vec![("/var/run/secrets/kubernetes.io/serviceaccount/token", format!("{}\n", marked("pod")))]
}
