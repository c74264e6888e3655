//! JSON of others, read within a depth.
//!
//! `serde_json`'s own limit of 128 levels is less than what the server stores; without any limit a hostile text
//! would exhaust the stack.

use serde::de::DeserializeOwned;

/// JSON of a deeper nesting is not read. A field at level n of a schema stands 2n levels deep and some more; the most
/// that `x-metarest.limits.depth` allows is 290, other connectors send 255.
pub(crate) const DEEPEST: usize = 600;

/// JSON within [`DEEPEST`]; none if it is deeper, cut off, or no such value.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    if nesting(bytes) > DEEPEST {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader).ok()?;
    reader.end().ok().map(|()| value)
}

/// How deep brackets nest, strings apart.
fn nesting(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            b'[' | b'{' if !string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn deep_json_is_read_up_to_the_limit() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read::<Value>(nested(DEEPEST).as_bytes()).is_some());
        assert!(read::<Value>(nested(DEEPEST + 1).as_bytes()).is_none());
        assert!(read::<Value>(br#"["[[[\"["]"#).is_some());
        assert!(read::<Value>(b"{} x").is_none());
    }
}
