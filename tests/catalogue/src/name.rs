//! Names and fully qualified names. A part with a dot is quoted (measured).

/// The longest FQN of the server's column (read).
pub(crate) const MAX_FQN: usize = 3072;

/// One part of an FQN: the name, in quotes if it has a dot. A quote in a name is escaped, and then the server cannot
/// parse the FQN (stock.md#field-tags); quotes around a name are removed if they are not needed.
pub(crate) fn quote(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner.filter(|inner| !inner.is_empty() && !inner.contains('"')) {
        Some(inner) if inner.contains('.') => name.to_owned(),
        Some(inner) => inner.to_owned(),
        None if name.contains('"') => name.replace('"', "\\\""),
        None if name.contains('.') => format!("\"{name}\""),
        None => name.to_owned(),
    }
}

/// Whether the server can parse an FQN: parts between dots, each bare or in quotes, none empty.
pub(crate) fn parses(fqn: &str) -> bool {
    let mut rest = fqn;
    loop {
        let (part, after) = match rest.strip_prefix('"').map(|inner| inner.split_once('"')) {
            Some(Some(quoted)) => quoted,
            Some(None) => return false,
            None => rest.split_at(rest.find(['.', '"']).unwrap_or(rest.len())),
        };
        if part.is_empty() {
            return false;
        }
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return after.is_empty(),
        }
    }
}

/// Whether the server can quote a text as a name: not if it has line breaks (stock.md#patches).
pub(crate) fn quotable(text: &str) -> bool {
    let quoted = text.len() > 2 && text.starts_with('"') && text.ends_with('"');
    let inner = if quoted { text.get(1..text.len() - 1) } else { None };
    inner.is_some_and(|inner| !inner.contains('"'))
        || !text.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// The FQN of an entity with that name in `parent`.
pub(crate) fn join(parent: &str, name: &str) -> String {
    format!("{parent}.{}", quote(name))
}

/// The FQN of a service that is given raw or quoted (measured).
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
        for (name, expect) in [("a\"b", "a\\\"b"), ("\"ab\"", "ab"), ("\"a.b\"", "\"a.b\""), ("\"", "\\\"")] {
            assert_eq!(quote(name), expect);
        }
    }

    #[test]
    fn which_fqns_can_be_parsed() {
        for (fqn, expect) in [
            ("a.b.c", true),
            ("a", true),
            ("\"a.b\".c", true),
            ("s.c./a/{b}.responseSchema.x y", true),
            ("a.b\\\"c", false),
            ("a..b", false),
            ("a.", false),
            ("", false),
            ("\"a", false),
            ("\"a\"b", false),
        ] {
            assert_eq!(parses(fqn), expect, "{fqn}");
        }
        for (text, expect) in
            [("one", true), ("one\ntwo", false), ("one\r", false), ("\"a\nb\"", true), ("", true)]
        {
            assert_eq!(quotable(text), expect, "{text}");
        }
    }
}
