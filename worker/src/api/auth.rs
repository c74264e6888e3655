//! Who may use the API: the bearer of the token, or whom Cloudflare Access let through.

use metarest::Secret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use worker::{Env, Method, Request, Result};

use super::access;
use crate::problem::Problem;
use crate::settings;

/// Refuses who may not use the API.
///
/// # Errors
/// The problem to answer with.
pub(crate) async fn allow(request: &Request, env: &Env) -> Result<std::result::Result<(), Problem>> {
    let (token, team) = (settings::token(env), settings::access(env));
    if token.is_none() && team.is_none() {
        return Ok(Err(off()));
    }
    if let (Some(token), Some(header)) = (&token, request.headers().get("authorization")?)
        && is_bearer(&header, token)
    {
        return Ok(Ok(()));
    }
    if let (Some((team, audience)), Some(assertion)) =
        (&team, request.headers().get("cf-access-jwt-assertion")?)
    {
        if changes(&request.method()) && is_from_elsewhere(request)? {
            return Ok(Err(foreign()));
        }
        return Ok(access::verify(&assertion, team, audience).await.map_err(refused));
    }
    Ok(Err(refused("the request has no valid token")))
}

/// Whether a request of this method may change something.
fn changes(method: &Method) -> bool {
    !matches!(method, Method::Get | Method::Head)
}

/// Whether another site's page sent it: a browser adds the cookie of Access to that too.
fn is_from_elsewhere(request: &Request) -> Result<bool> {
    let site = request.headers().get("sec-fetch-site")?;
    Ok(site.is_some_and(|site| is_other_site(&site)))
}

/// By the value of `Sec-Fetch-Site`, which pages cannot set (<https://www.w3.org/TR/fetch-metadata>).
fn is_other_site(site: &str) -> bool {
    !matches!(site, "same-origin" | "none")
}

fn foreign() -> Problem {
    let detail = "a page of another site sent it: use the page at `/services`, or a token";
    Problem::new(403, "Not from another site").detail(detail)
}

fn off() -> Problem {
    let detail = "set the secret METAREST_TOKEN (`wrangler secret put METAREST_TOKEN`), or put Cloudflare Access in front and set METAREST_ACCESS_TEAM and METAREST_ACCESS_AUDIENCE";
    Problem::new(503, "The API is off").detail(detail)
}

fn refused(why: impl std::fmt::Display) -> Problem {
    Problem::new(401, "Not authorized")
        .detail(format!("{why}: send `Authorization: Bearer TOKEN` with the Worker's METAREST_TOKEN"))
}

/// Compares hashes, in constant time: neither the token's length nor its beginning can be measured.
fn is_bearer(header: &str, token: &Secret) -> bool {
    let given =
        header.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("bearer ")).and_then(|_| header.get(7..));
    let hash = |text: &str| Sha256::digest(text.trim());
    given.is_some_and(|given| hash(given).ct_eq(&hash(token.expose())).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_as_a_bearer_is_accepted() {
        let token = Secret::new("s3cret");
        let check = |header: &str, expect: bool| assert_eq!(is_bearer(header, &token), expect, "{header}");
        check("Bearer s3cret", true);
        check("bearer s3cret ", true);
        check("Bearer s3cre", false);
        check("Bearer s3cret1", false);
        check("Bearer ", false);
        check("Bearer", false);
        check("Basic s3cret", false);
        check("s3cret", false);
        check("Bearér s3cret", false);
        check("", false);
    }

    #[test]
    fn another_sites_page_changes_nothing() {
        let check = |site: &str, expect: bool| assert_eq!(is_other_site(site), expect, "{site}");
        check("same-origin", false);
        check("none", false);
        check("same-site", true);
        check("cross-site", true);
        assert!(!changes(&Method::Get) && !changes(&Method::Head) && changes(&Method::Post));
    }
}
