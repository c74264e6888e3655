//! Stand-ins of secrets managers. Each checks a request against its provider's API reference, and answers as that says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use metarest::openmetadata::HeaderValue;
use metarest::workflow::*;
use serde_json::{Value, json};

use crate::world::{MARK, StandIn, body};

/// What a stand-in was asked, in order: `GET https://…`.
pub(crate) type Log = Arc<Mutex<Vec<String>>>;

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

/// A stand-in for the addresses that `answer` knows, and for files.
pub(crate) fn stand_in(
    files: &[(&str, String)],
    answer: impl Fn(&Arrived) -> Option<Answer> + Send + Sync + 'static,
) -> (Arc<StandIn>, Log) {
    let log = Log::default();
    let files: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
    let asked = log.clone();
    let stand_in = move |source: &LoadSource| {
        if let LoadSource::File(path) = source {
            let text = files.get(path)?;
            asked.lock().unwrap().push(format!("FILE {path}"));
            return Some(Ok(body(text.as_bytes())));
        }
        let arrived = Arrived::of(source)?;
        let (status, value) = answer(&arrived)?;
        asked.lock().unwrap().push(format!("{} {}", arrived.method, arrived.place()));
        Some(Ok(Body { status, ..body(value.to_string().as_bytes()) }))
    };
    (Arc::new(stand_in), log)
}

/// What every secret of these tests begins with.
pub(crate) fn marked(name: &str) -> String {
    format!("{MARK}-{name}")
}

/// AWS Secrets Manager and Parameter Store in eu-west-1 (Secrets Manager API Reference, GetSecretValue; Systems Manager API
/// Reference, GetParameter; AWS JSON 1.1 protocol).
pub(crate) fn aws(
    secrets: &'static [(&'static str, &'static str)],
) -> impl Fn(&Arrived) -> Option<Answer> + Send + Sync {
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
