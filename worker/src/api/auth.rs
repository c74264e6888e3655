//! Who may use the API: the bearer of the token, or whom Cloudflare Access let through.

use metarest::Secret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use worker::{Env, Request, Result};

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
        return Ok(access::verify(&assertion, team, audience).await.map_err(refused));
    }
    Ok(Err(refused("the request has no valid token")))
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
}
