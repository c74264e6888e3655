//! What `java.net.URI` accepts: RFC 2396 with its deviations. The server reads every URL with it (measured).
//!
//! Characters beyond ASCII pass unless they are spaces or controls; indices count UTF-16 units.

/// Why a text is no URI: the server's message, with the index of the error.
pub(crate) type Problem = String;

const UNRESERVED: &str = "-_.!~*'()";
const RESERVED: &str = ";/?:@&=+$,[]";
const PATH: &str = ":@&=+$,;/";
const REGISTRY: &str = "$,;:@&=+";

/// Checks a whole text.
pub(crate) fn check(text: &str) -> Result<(), Problem> {
    let chars: Vec<char> = text.chars().collect();
    let scan = Scan { chars: &chars };
    let at = scan.scheme()?;
    let fragment = scan.find(at, chars.len(), "#");
    if at > 0 && scan.get(at) != Some('/') {
        if fragment <= at {
            return Err(scan.fault("Expected scheme-specific part", at));
        }
        scan.all(at, fragment, RESERVED, "opaque part")?;
    } else {
        scan.hierarchical(at, fragment)?;
    }
    if fragment < chars.len() { scan.all(fragment + 1, chars.len(), RESERVED, "fragment") } else { Ok(()) }
}

/// A text with everything beyond ASCII percent-encoded, as a bulk stores it (stock.md#status-codes-and-urls).
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            let mut bytes = [0; 4];
            character.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        }
    }
    out
}

struct Scan<'a> {
    chars: &'a [char],
}

impl Scan<'_> {
    fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The first place in `from..to` that holds one of `stops`, else `to`.
    fn find(&self, from: usize, to: usize, stops: &str) -> usize {
        (from..to).find(|&at| self.get(at).is_some_and(|c| stops.contains(c))).unwrap_or(to)
    }

    /// Checks the scheme, if there is one; the place after its colon, or 0.
    fn scheme(&self) -> Result<usize, Problem> {
        let end = self.find(0, self.chars.len(), "/?#:");
        if self.get(end) != Some(':') {
            return Ok(0);
        }
        match self.get(0) {
            Some(':') | None => return Err(self.fault("Expected scheme name", 0)),
            Some(first) if !first.is_ascii_alphabetic() => return Err(self.illegal("scheme name", 0)),
            Some(_) => {}
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        match (1..end).find(|&at| !self.get(at).is_some_and(allowed)) {
            Some(at) => Err(self.illegal("scheme name", at)),
            None => Ok(end + 1),
        }
    }

    fn hierarchical(&self, from: usize, to: usize) -> Result<(), Problem> {
        let mut at = from;
        if self.get(at) == Some('/') && self.get(at + 1) == Some('/') {
            at += 2;
            let end = self.find(at, to, "/?");
            if end > at {
                self.authority(at, end)?;
            } else if end >= self.chars.len() {
                return Err(self.fault("Expected authority", at));
            }
            at = end;
        } else if from > 0 && at >= to {
            return Err(self.fault("Expected scheme-specific part", at));
        }
        let query = self.find(at, to, "?");
        self.all(at, query, PATH, "path")?;
        if query < to { self.all(query + 1, to, RESERVED, "query") } else { Ok(()) }
    }

    /// A registry name, or a server whose host is an IPv6 address in brackets.
    fn authority(&self, from: usize, to: usize) -> Result<(), Problem> {
        let host = (from..to).find(|&at| self.get(at) == Some('@')).map_or(from, |at| at + 1);
        if self.get(host) != Some('[') {
            return self.all(from, to, REGISTRY, "authority");
        }
        let close = self.find(host, to, "]");
        if close == to {
            return Err(self.fault("Expected closing bracket for IPv6 address", close));
        }
        let address = |c: char| c.is_ascii_hexdigit() || ":.%".contains(c);
        if close < host + 3 || (host + 1..close).any(|at| !self.get(at).is_some_and(address)) {
            return Err(self.fault("Malformed IPv6 address", host + 1));
        }
        let port = close + 1;
        if port < to && self.get(port) != Some(':') {
            return Err(self.fault("Expected end of authority", port));
        }
        match (port + 1..to).find(|&at| !self.get(at).is_some_and(|c| c.is_ascii_digit())) {
            Some(at) => Err(self.illegal("port number", at)),
            None => Ok(()),
        }
    }

    /// Every character of `from..to` is unreserved, one of `extra`, beyond ASCII, or a whole escape.
    fn all(&self, from: usize, to: usize, extra: &str, part: &str) -> Result<(), Problem> {
        let mut at = from;
        while at < to {
            match self.get(at) {
                Some('%') if self.escape(at, to) => at += 3,
                Some('%') => return Err(self.fault("Malformed escape pair", at)),
                Some(c) if allowed(c, extra) => at += 1,
                _ => return Err(self.illegal(part, at)),
            }
        }
        Ok(())
    }

    fn escape(&self, at: usize, to: usize) -> bool {
        at + 2 < to && (1..=2).all(|step| self.get(at + step).is_some_and(|c| c.is_ascii_hexdigit()))
    }

    fn illegal(&self, part: &str, at: usize) -> Problem {
        self.fault(&format!("Illegal character in {part}"), at)
    }

    fn fault(&self, what: &str, at: usize) -> Problem {
        let index: usize = self.chars.iter().take(at).map(|c| c.len_utf16()).sum();
        format!("{what} at index {index}: {}", self.chars.iter().collect::<String>())
    }
}

fn allowed(c: char, extra: &str) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || UNRESERVED.contains(c) || extra.contains(c);
    }
    !c.is_whitespace() && !c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_all(cases: &[(&str, &str)]) {
        for (text, expect) in cases {
            let found = check(text).err().unwrap_or_default();
            assert!(found.starts_with(expect), "{text}: {found}");
            assert_eq!(found.is_empty(), expect.is_empty(), "{text}: {found}");
        }
    }

    #[test]
    fn what_passes() {
        check_all(&[
            ("", ""),
            ("docs/relative", ""),
            ("mailto:x@y.test", ""),
            ("http://docs.test/ü?x=[1]", ""),
            ("http://docs.test/#/a%20b/c", ""),
            ("http://[::1]:8080/x", ""),
            ("http:///path", ""),
            ("//host/x", ""),
            ("http://under_score.test/", ""),
            ("http://docs.test?x=1#f", ""),
        ]);
    }

    #[test]
    fn what_breaks_and_where() {
        check_all(&[
            ("http://docs.test/#/pet/{id}", "Illegal character in fragment at index 23"),
            ("http://docs.test/#/pet#x", "Illegal character in fragment at index 22"),
            ("http://docs.test/100%", "Malformed escape pair at index 20"),
            ("http://docs.test/%zz", "Malformed escape pair at index 17"),
            ("http://[bad/", "Expected closing bracket for IPv6 address at index 11"),
            ("http://docs.test/a b", "Illegal character in path at index 18"),
            ("http://docs.test/[a]", "Illegal character in path at index 17"),
            ("http://docs.test/?a|b", "Illegal character in query at index 19"),
            ("http://a b/", "Illegal character in authority at index 8"),
            ("http://", "Expected authority at index 7"),
            (":x", "Expected scheme name at index 0"),
            ("1x:y", "Illegal character in scheme name at index 0"),
            ("http:", "Expected scheme-specific part at index 5"),
            ("https://docs.test/😀{", "Illegal character in path at index 20"),
        ]);
    }
}
