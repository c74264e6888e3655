//! A JSON Web Token, looked at: whether it is whole, and until when it is good. Its signature is the server's to check.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// How every JSON Web Token begins: `{"` in base64.
pub(in crate::config) const BEGINNING: &str = "eyJ";

/// What a token says of itself, or why it cannot be read; none where it does not begin as such a token does.
pub(crate) fn read(token: &str) -> Option<Result<Claims, &'static str>> {
    token.starts_with(BEGINNING).then(|| claims(token))
}

/// What a token says of itself, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claims {
    /// `exp`: the second since 1970 from which it is not good any more.
    pub(crate) expires: Option<u64>,
}

fn claims(token: &str) -> Result<Claims, &'static str> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err("has not the three parts of a JSON Web Token: it is cut off, or more than one");
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
    fn a_whole_token_says_until_when_it_is_good() {
        let check = |payload: &str, expires: Option<u64>| {
            assert_eq!(read(&token(payload)), Some(Ok(Claims { expires })), "{payload}");
        };
        check(r#"{"sub":"ingestion-bot","exp":1700000000}"#, Some(1_700_000_000));
        check(r#"{"exp":1700000000.5}"#, Some(1_700_000_000));
        check(r#"{"exp":null}"#, None);
        check("{}", None);
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_noticed() {
        let whole = token(r#"{"exp":1}"#);
        let is_fault = |text: &str| read(text).is_some_and(|read| read.is_err());
        assert!((4..whole.len() - 8).all(|at| is_fault(&whole[..at])), "{whole}");
        assert!(is_fault(&whole.replacen('.', ".!", 1)));
        assert!(is_fault(&format!("{whole}.x")));
    }

    #[test]
    fn what_is_no_such_token_is_left_alone() {
        assert_eq!((read("abc"), read("a.b.c"), read("")), (None, None, None));
    }
}
