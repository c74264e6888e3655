//! [`Address`]: the URL or file path of a document, and resolving references against it.

use url::Url;

use super::percent::percent_decode;

/// The address of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address {
    /// Without a fragment.
    Url(Url),
    /// A path as it is opened: `specs/pet.yaml`, `../common.yaml`, `/srv/a.yaml`.
    File(String),
}

impl Address {
    /// Reads a URL or a path.
    pub(super) fn read(text: &str) -> Self {
        match Url::parse(text) {
            // A single letter before the colon is a drive.
            Ok(url) if url.scheme().len() > 1 => Self::of_url(url),
            _ => Self::File(normalized(text)),
        }
    }

    fn of_url(url: Url) -> Self {
        match url.scheme() {
            "file" => Self::File(percent_decode(url.path()).into_owned()),
            _ => Self::Url(without_fragment(url)),
        }
    }

    /// Resolves a reference without its fragment, in a text at this address.
    pub(super) fn join(&self, reference: &str) -> Option<Self> {
        match self {
            Self::Url(url) => url.join(reference).ok().map(|url| Self::Url(without_fragment(url))),
            Self::File(_) if has_scheme(reference) => Url::parse(reference).ok().map(Self::of_url),
            Self::File(path) => {
                let reference = percent_decode(reference);
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let rooted = reference.starts_with('/') || (folder.is_empty() && !path.starts_with('/'));
                Some(Self::File(normalized(&if rooted {
                    reference.into_owned()
                } else {
                    format!("{folder}/{reference}")
                })))
            }
        }
    }

    /// The text that a shell fetches or opens.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Url(url) => url.to_string(),
            Self::File(path) => path.clone(),
        }
    }

    /// The address relative to `base` where that is shorter, as a name in messages.
    pub(super) fn relative_to(&self, base: Option<&Self>) -> String {
        match (base, self) {
            (Some(Self::Url(base)), Self::Url(url)) => {
                base.make_relative(url).unwrap_or_else(|| url.to_string())
            }
            (Some(Self::File(base)), Self::File(path)) => relative_path(base, path),
            _ => self.text(),
        }
    }
}

/// A path relative to the folder of another; the path itself where it is above, and both are absolute.
fn relative_path(base: &str, path: &str) -> String {
    let folder: Vec<&str> =
        base.rsplit_once('/').map_or_else(Vec::new, |(folder, _)| folder.split('/').collect());
    let parts: Vec<&str> = path.split('/').collect();
    let same = folder.iter().zip(&parts).take_while(|(one, other)| one == other).count();
    let (above, below) = (folder.get(same..).unwrap_or_default(), parts.get(same..).unwrap_or_default());
    if path.starts_with('/') != base.starts_with('/') || above.contains(&"..") {
        return path.to_owned();
    }
    if path.starts_with('/') && !above.is_empty() {
        return path.to_owned();
    }
    above.iter().map(|_| "..").chain(below.iter().copied()).collect::<Vec<_>>().join("/")
}

/// Whether a reference begins with a scheme (RFC 3986, 3.1); a single letter before the colon is a drive.
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

/// Removes `.` from a path and resolves `..` where possible.
fn normalized(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            ("..", None) if rooted => {}
            _ => parts.push(part),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_against_the_address_of_their_text() {
        let check = |base: &str, reference: &str, expect: &str| {
            let joined = Address::read(base).join(reference).map(|address| address.text());
            assert_eq!(joined.as_deref(), Some(expect), "{base} {reference}");
        };
        check("https://a.example/v1/api.yaml", "pet.yaml", "https://a.example/v1/pet.yaml");
        check("https://a.example/v1/api.yaml", "../pet%20a.yaml", "https://a.example/pet%20a.yaml");
        check("https://a.example/v1/api.yaml", "//b.example/x", "https://b.example/x");
        check("https://a.example/v1/api.yaml", "", "https://a.example/v1/api.yaml");
        check("specs/api.yaml", "./pet.yaml", "specs/pet.yaml");
        check("specs/api.yaml", "../pet%20a.yaml", "pet a.yaml");
        check("api.yaml", "../../pet.yaml", "../../pet.yaml");
        check("../api.yaml", "../pet.yaml", "../../pet.yaml");
        check("/srv/specs/api.yaml", "/etc/x.yaml", "/etc/x.yaml");
        check("/api.yaml", "../pet.yaml", "/pet.yaml");
        check("file:///srv/api.yaml", "pet.yaml", "/srv/pet.yaml");
        check("api.yaml", "https://a.example/x.yaml#/a", "https://a.example/x.yaml");
    }

    #[test]
    fn names_are_short() {
        let check = |base: &str, other: &str, expect: &str| {
            assert_eq!(Address::read(other).relative_to(Some(&Address::read(base))), expect);
        };
        check("https://a.example/v1/api.yaml", "https://a.example/v1/s/pet.yaml", "s/pet.yaml");
        check("https://a.example/v1/api.yaml", "https://b.example/pet.yaml", "https://b.example/pet.yaml");
        check("specs/api.yaml", "specs/s/pet.yaml", "s/pet.yaml");
        check("api.yaml", "s/pet.yaml", "s/pet.yaml");
        check("specs/api.yaml", "other/pet.yaml", "../other/pet.yaml");
        check("specs/api.yaml", "api.yaml", "../api.yaml");
        check("specs/api.yaml", "../api.yaml", "../../api.yaml");
        check("api.yaml", "../pet.yaml", "../pet.yaml");
        check("../a/api.yaml", "../pet.yaml", "../pet.yaml");
        check("../a/api.yaml", "../../pet.yaml", "../../pet.yaml");
        check("../../a/api.yaml", "../pet.yaml", "../pet.yaml");
        check("/srv/specs/api.yaml", "/srv/specs/s/pet.yaml", "s/pet.yaml");
        check("/srv/specs/api.yaml", "/srv/pet.yaml", "/srv/pet.yaml");
    }
}
