//! Reads JSON of other programs with a limit of nesting: bytes → a value.
//!
//! `serde_json`'s own limit of 128 levels is less than the server stores. Without any limit, a hostile text would
//! exhaust the stack.

use serde::de::DeserializeOwned;

/// The most levels of nesting. A field at level n of a schema is a little more than 2n levels deep;
/// `x-metarest.limits.depth` allows at most 290, other connectors send 255.
pub(crate) const DEEPEST: usize = 600;

/// Reads JSON; `None` if it is deeper than [`DEEPEST`], cut off, or not a value of this type.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    if nesting(bytes) > DEEPEST {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader).ok()?;
    reader.end().ok().map(|()| value)
}

/// The levels of nested brackets outside of strings.
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
