//! Parses a JSON Web Token: whether it is complete, and when it expires. Only the server can check its signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::conceal::JWT_PREFIX;

/// The claims of a token, or why it cannot be parsed; none if it does not begin like a JSON Web Token.
pub(crate) fn parse(token: &str) -> Option<Result<Claims, &'static str>> {
    token.starts_with(JWT_PREFIX).then(|| claims(token))
}

/// The claims of a token that are used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claims {
    /// `exp`: the second since 1970 at which it expires.
    pub(crate) expires: Option<u64>,
}

fn claims(token: &str) -> Result<Claims, &'static str> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err(
            "does not have the three parts of a JSON Web Token: it is cut off, or contains more than one token",
        );
    };
    let payload = object(header).and_then(|_| object(payload)).ok_or("is a damaged JSON Web Token")?;
    if URL_SAFE_NO_PAD.decode(signature).map_or(true, |bytes| bytes.is_empty()) {
        return Err("is a JSON Web Token whose signature is cut off or damaged");
    }
    // A time may have a fraction (RFC 7519, 2: NumericDate).
    let expires = payload.get("exp").and_then(Value::as_f64).filter(|exp| *exp >= 0.0);
    Ok(Claims { expires: expires.map(|exp| exp as u64) })
}

fn object(part: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(payload), part("signed"))
    }

    #[test]
    fn a_complete_token_has_an_expiry_time() {
        let check = |payload: &str, expires: Option<u64>| {
            assert_eq!(parse(&token(payload)), Some(Ok(Claims { expires })), "{payload}");
        };
        check(r#"{"sub":"ingestion-bot","exp":1700000000}"#, Some(1_700_000_000));
        check(r#"{"exp":1700000000.5}"#, Some(1_700_000_000));
        check(r#"{"exp":null}"#, None);
        check("{}", None);
    }

    #[test]
    fn cut_off_and_damaged_tokens_are_errors() {
        let complete = token(r#"{"exp":1}"#);
        let is_fault = |text: &str| parse(text).is_some_and(|parsed| parsed.is_err());
        assert!((4..complete.len() - 8).all(|at| is_fault(&complete[..at])), "{complete}");
        assert!(is_fault(&complete.replacen('.', ".!", 1)));
        assert!(is_fault(&format!("{complete}.x")));
    }

    #[test]
    fn other_tokens_are_not_parsed() {
        assert_eq!((parse("abc"), parse("a.b.c"), parse("")), (None, None, None));
    }
}
