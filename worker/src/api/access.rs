//! The assertion of Cloudflare Access: a JWT, signed with RS256 by a key of the team.
//!
//! In: the assertion, the team's domain, the application's audience. Out: whether it is valid now
//! (<https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/validating-json/>). The keys are
//! those that the team publishes; the runtime verifies the signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Fetch, Url};

use crate::time::now;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        uses: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn verify_signature(
        algorithm: &JsValue,
        key: &JsValue,
        signature: &JsValue,
        data: &JsValue,
    ) -> Result<Promise, JsValue>;
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Claims {
    aud: Audience,
    iss: String,
    exp: u64,
    #[serde(default)]
    nbf: u64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kid: String,
    kty: String,
    n: String,
    e: String,
}

/// Verifies an assertion.
///
/// # Errors
/// Why it is not valid.
pub(crate) async fn verify(assertion: &str, team: &str, audience: &str) -> Result<(), &'static str> {
    const MALFORMED: &str = "the assertion of Cloudflare Access is no JWT";
    let issuer = issuer(team);
    let (signed, signature) = assertion.rsplit_once('.').ok_or(MALFORMED)?;
    let (header, claims) = signed.split_once('.').ok_or(MALFORMED)?;
    let header: Header = part(header).ok_or(MALFORMED)?;
    let claims: Claims = part(claims).ok_or(MALFORMED)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| MALFORMED)?;
    check_claims(&header, &claims, &issuer, audience, now() / 1000)?;
    let keys = keys(&issuer).await.ok_or("the keys of Cloudflare Access cannot be fetched")?;
    let key = keys.into_iter().find(|key| key.kid == header.kid && key.kty == "RSA");
    let key = key.ok_or("the assertion is signed with a key that the team does not have")?;
    match is_signed(&key, &signature, signed.as_bytes()).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err("the signature of the assertion is not valid"),
    }
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// `https://TEAM.cloudflareaccess.com`, from the team's name, domain or address.
fn issuer(team: &str) -> String {
    let team = team.trim_start_matches("https://").trim_end_matches('/');
    match team.contains('.') {
        true => format!("https://{team}"),
        false => format!("https://{team}.cloudflareaccess.com"),
    }
}

fn check_claims(
    header: &Header,
    claims: &Claims,
    issuer: &str,
    audience: &str,
    now: u64,
) -> Result<(), &'static str> {
    let is_for_us = match &claims.aud {
        Audience::One(one) => one == audience,
        Audience::Many(many) => many.iter().any(|one| one == audience),
    };
    let checks = [
        (header.alg == "RS256", "the assertion is not signed with RS256"),
        (claims.iss == issuer, "the assertion is of another team"),
        (is_for_us, "the assertion is for another application"),
        (claims.exp > now, "the assertion has expired"),
        (claims.nbf <= now + 60, "the assertion is not valid yet"),
    ];
    checks.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, why)| Err(why))
}

async fn keys(issuer: &str) -> Option<Vec<Key>> {
    let url = Url::parse(&format!("{issuer}/cdn-cgi/access/certs")).ok()?;
    let mut response = Fetch::Url(url).send().await.ok()?;
    Some(response.json::<Keys>().await.ok()?.keys)
}

async fn is_signed(key: &Key, signature: &[u8], data: &[u8]) -> Result<bool, JsValue> {
    let algorithm = object(&[("name", "RSASSA-PKCS1-v1_5"), ("hash", "SHA-256")])?;
    let jwk = object(&[("kty", "RSA"), ("n", &key.n), ("e", &key.e), ("alg", "RS256"), ("ext", "true")])?;
    let uses = Array::of(&[JsValue::from("verify")]);
    let key = JsFuture::from(import_key("jwk", &jwk, &algorithm, false, &uses)?).await?;
    let (signature, data) = (Uint8Array::from(signature), Uint8Array::from(data));
    let verified = JsFuture::from(verify_signature(&algorithm, &key, &signature, &data)?).await?;
    Ok(verified.is_truthy())
}

fn object(members: &[(&str, &str)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        let value = if *name == "ext" { JsValue::TRUE } else { JsValue::from(*value) };
        Reflect::set(&object, &JsValue::from(*name), &value)?;
    }
    Ok(object.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_is_named_in_three_ways() {
        for team in ["acme", "acme.cloudflareaccess.com", "https://acme.cloudflareaccess.com/"] {
            assert_eq!(issuer(team), "https://acme.cloudflareaccess.com");
        }
    }

    #[test]
    fn only_claims_of_this_team_and_application_are_accepted_now() {
        let check = |alg: &str, claims: &str, expect: Result<(), &str>| {
            let header = Header { alg: alg.to_owned(), kid: "k".to_owned() };
            let claims: Claims = serde_json::from_str(claims).expect("claims");
            let found = check_claims(&header, &claims, "https://acme.cloudflareaccess.com", "app", 1000);
            assert_eq!(found, expect);
        };
        let good =
            r#"{"aud": ["x", "app"], "iss": "https://acme.cloudflareaccess.com", "exp": 1001, "nbf": 900}"#;
        check("RS256", good, Ok(()));
        check("RS256", &good.replace(r#"["x", "app"]"#, r#""app""#), Ok(()));
        check("none", good, Err("the assertion is not signed with RS256"));
        check("HS256", good, Err("the assertion is not signed with RS256"));
        check("RS256", &good.replace("app", "other"), Err("the assertion is for another application"));
        check("RS256", &good.replace("acme", "evil"), Err("the assertion is of another team"));
        check("RS256", &good.replace("1001", "1000"), Err("the assertion has expired"));
        check("RS256", &good.replace("900", "2000"), Err("the assertion is not valid yet"));
    }
}
