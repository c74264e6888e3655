//! Fully qualified names: parts joined by dots; a part that has a dot is quoted (stock.md#qualified-names).
//!
//! In: names of a service, a collection, an endpoint. Out: their FQN; from an FQN its parts and its containers.

/// A name as a part of an FQN.
pub(crate) fn quote(name: &str) -> String {
    if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() }
}

/// The FQN of an entity of that name in `parent`.
pub(crate) fn child_fqn(parent: &str, name: &str) -> String {
    format!("{parent}.{}", quote(name))
}

/// Offsets of the dots that separate parts.
fn separators(fqn: &str) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    fqn.char_indices().filter_map(move |(at, c)| {
        quoted ^= c == '"';
        (c == '.' && !quoted).then_some(at)
    })
}

/// The parts of an FQN, without their quotes.
pub(crate) fn parts(fqn: &str) -> Vec<String> {
    let mut start = 0;
    let ends = separators(fqn).chain([fqn.len()]);
    let parts = ends.filter_map(|end| fqn.get(std::mem::replace(&mut start, end + 1)..end));
    parts.map(|part| part.replace('"', "")).collect()
}

/// The FQNs of all that an entity is in, the service first; none for a service.
pub(crate) fn containers(fqn: &str) -> impl Iterator<Item = &str> {
    separators(fqn).filter_map(|at| fqn.get(..at))
}

/// The FQN of the entity that contains this one; none for a service.
pub(crate) fn parent(fqn: &str) -> Option<String> {
    let mut parts = parts(fqn);
    parts.pop();
    let quoted: Vec<_> = parts.iter().map(|part| quote(part)).collect();
    (!quoted.is_empty()).then(|| quoted.join("."))
}

/// Whether an entity is `container` itself or in it.
pub(crate) fn contains(container: &str, fqn: &str) -> bool {
    fqn.strip_prefix(container).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_dot_is_quoted() {
        assert_eq!(child_fqn(&quote("my.svc"), "a b"), "\"my.svc\".a b");
        assert_eq!(child_fqn("svc", "/v1.0/pets/get"), "svc.\"/v1.0/pets/get\"");
    }

    #[test]
    fn parts_have_no_quotes() {
        let check = |names: &[&str], fqn: &str| {
            let quoted: Vec<_> = names.iter().map(|name| quote(name)).collect();
            assert_eq!(quoted.join("."), fqn);
            assert_eq!(parts(fqn), names);
        };
        check(&["svc"], "svc");
        check(&["svc", "pet", "/pet/{id}/get"], "svc.pet./pet/{id}/get");
        check(&["my.svc", "a", "/a.json/get"], "\"my.svc\".a.\"/a.json/get\"");
        assert_eq!(parts("a..\"b\""), ["a", "", "b"]);
        assert_eq!(parts(""), [""]);
    }

    #[test]
    fn the_parent_keeps_its_quotes() {
        assert_eq!(parent("\"my.svc\".a.\"/a.json/get\"").as_deref(), Some("\"my.svc\".a"));
        assert_eq!(parent("svc"), None);
    }

    #[test]
    fn containers_begin_with_the_service() {
        let all = |fqn| containers(fqn).collect::<Vec<_>>();
        assert_eq!(all("\"my.svc\".a.\"/a.json/get\""), ["\"my.svc\"", "\"my.svc\".a"]);
        assert_eq!(all("\"my.svc\""), [""; 0]);
    }

    #[test]
    fn a_container_does_not_contain_what_only_starts_with_its_name() {
        for (fqn, expect) in [("svc.a", true), ("svc.a./p/get", true), ("svc.ab", false), ("svc", false)] {
            assert_eq!(contains("svc.a", fqn), expect, "{fqn}");
        }
    }
}
