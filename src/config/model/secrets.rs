//! Every secret of a config, to remove them from texts of others such as server answers.

use url::form_urlencoded::parse;

use super::auth::{Auth, basic, form_encoded};
use super::config::Config;
use super::connection::DocumentSource;
use super::s3::AwsCredentials;
use super::secrets_manager::SecretsManager;
use crate::Secret;
use crate::conceal::secrets_in_queries;

impl Config {
    /// Every secret, as configured and, if a request encodes it, as encoded.
    pub fn secrets(&self) -> Vec<Secret> {
        let tokens = [&self.server.token, &self.document_token, &self.connection.token].into_iter().flatten();
        let headers = self.server.extra_headers.iter().chain(&self.document_headers).map(|(_, text)| text);
        let stored = self.connection.secrets.iter().map(|(_, secret)| secret);
        let tls = [&self.server.tls, &self.document_tls].into_iter();
        let keys = tls.filter_map(|tls| tls.client.as_ref()).map(|client| &client.key);
        let object = match &self.document {
            DocumentSource::S3(object) => object.credentials.as_ref(),
            DocumentSource::Url(_) | DocumentSource::File(_) | DocumentSource::Service => None,
        };
        let aws = [object, self.aws_of_environment.as_ref()].into_iter().flatten();
        let in_address =
            [Some(&self.document), self.read_from.as_ref()].into_iter().flatten().flat_map(in_query);
        let all = tokens.chain(headers).chain(stored).chain(keys);
        let all = all.chain(aws.flat_map(AwsCredentials::secrets)).cloned();
        let all = all.chain(self.secrets_manager.iter().flat_map(SecretsManager::secrets).cloned());
        all.chain(self.document_auth.iter().flat_map(Auth::secrets)).chain(in_address).collect()
    }
}

/// The secrets in the query of the document's address, as written and as they are meant.
fn in_query(document: &DocumentSource) -> Vec<Secret> {
    let DocumentSource::Url(url) = document else { return Vec::new() };
    let written = secrets_in_queries(url).into_iter().filter_map(|range| url.get(range));
    let meant =
        |text: &str| -> String { parse(text.as_bytes()).map(|(name, _)| name.into_owned()).collect() };
    written.flat_map(|text| [Secret::new(text), Secret::new(meant(text))]).collect()
}

impl Auth {
    /// Its secrets, as configured and as sent.
    fn secrets(&self) -> Vec<Secret> {
        let (secret, sent) = match self {
            Self::Basic { username, password } => (password, vec![basic(username, password.expose())]),
            Self::Bearer(token) => (token, Vec::new()),
            Self::Query { value, .. } => (value, vec![form_encoded(value.expose())]),
            Self::ClientCredentials { client_id, client_secret, .. } => {
                let sent = form_encoded(client_secret.expose());
                (client_secret, vec![basic(&form_encoded(client_id), &sent), sent])
            }
        };
        std::iter::once(secret.clone()).chain(sent.into_iter().map(Secret::new)).collect()
    }
}
