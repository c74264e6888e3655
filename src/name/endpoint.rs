//! Names of endpoints: path, `/`, method. In: path and method of an operation. Out: the encoded name; from a decoded
//! name its path and method, and the path that filters match.

use super::encode;

/// The name of an endpoint as the server accepts it, not cut.
pub(crate) fn encoded_endpoint_name(path: &str, method: &str) -> String {
    encode(&format!("{path}/{method}"))
}

/// Path and method of a decoded name; a name without a slash is a path.
pub(crate) fn split_endpoint_name(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('/') {
        // The root is `/`, and its names start with one slash only.
        Some(("", method)) => ("/", Some(method)),
        Some((path, method)) => (path, Some(method)),
        None => (name, None),
    }
}

/// The path that filters match: without one trailing slash, the root as `/`.
pub(crate) fn filter_path(path: &str) -> &str {
    match path.strip_suffix('/') {
        Some("") | None => path,
        Some(stripped) => stripped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_split_into_path_and_method() {
        let check = |path: &str, method: &str, name: &str| {
            assert_eq!(encoded_endpoint_name(path, method), name);
            assert_eq!(split_endpoint_name(name), (path, Some(method)));
        };
        check("/pet/{id}", "get", "/pet/{id}/get");
        check("/a/", "get", "/a//get");
        assert_eq!(encoded_endpoint_name("/a::b", "post"), "/a__reserved__colon__b/post");
        assert_eq!(split_endpoint_name("/get"), ("/", Some("get")));
        assert_eq!(split_endpoint_name("get"), ("get", None));
    }

    #[test]
    fn filters_see_the_path_that_a_name_was_made_of() {
        for (name, path) in [
            ("/pet/{id}/get", "/pet/{id}"),
            ("/get", "/"),
            ("//get", "/"),
            ("/a//get", "/a"),
            ("/a::b/post", "/a::b"),
            ("get", "get"),
        ] {
            assert_eq!(filter_path(split_endpoint_name(name).0), path, "{name}");
        }
    }
}
