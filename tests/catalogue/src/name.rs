//! Names and fully qualified names. A part is quoted when it holds a dot (measured).

/// The longest FQN the server's column holds (read).
pub(crate) const MAX_FQN: usize = 3072;

/// One part of an FQN: the name, in quotes if it holds a dot.
pub(crate) fn quote(name: &str) -> String {
    if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() }
}

/// The FQN of something called `name` within `parent`.
pub(crate) fn join(parent: &str, name: &str) -> String {
    format!("{parent}.{}", quote(name))
}

/// The FQN of a service however it is given: raw or quoted (measured).
pub(crate) fn service_fqn(given: &str) -> String {
    if given.starts_with('"') { given.to_owned() } else { quote(given) }
}

/// Length as the server counts it: UTF-16 units.
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_quoted_and_nothing_else() {
        for (parent, name, expect) in [
            ("petstore", "pet", "petstore.pet"),
            ("petstore.pet", "/pet/{petId}/get", "petstore.pet./pet/{petId}/get"),
            ("\"my.dotted svc\"", "b.c", "\"my.dotted svc\".\"b.c\""),
        ] {
            assert_eq!(join(parent, name), expect);
        }
        assert_eq!(service_fqn("my.dotted svc"), service_fqn("\"my.dotted svc\""));
    }
}
