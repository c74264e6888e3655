//! `explain`: the documentation of a diagnostic's code.

use super::wrap::wrapped;
use crate::diagnostic::code::{self, Code};
use crate::suggest;

/// How many codes that contain an unknown id are suggested.
const MAX_SUGGESTED: usize = 5;

/// The page of a code, as in `docs/diagnostics.md`; without an id, a list of all codes. For a terminal, prose is broken at
/// its width.
///
/// # Errors
///
/// There is no such code; the text suggests similar ones.
pub fn explain(id: Option<&str>, width: Option<usize>) -> Result<String, String> {
    let Some(id) = id else { return Ok(list(width)) };
    code::find(id).map(|code| page(code, width)).ok_or_else(|| unknown(id))
}

/// A page with everything but its examples broken.
fn page(code: &Code, width: Option<usize>) -> String {
    let page = code.page();
    let (text, examples) = page.find("\nRaises it:\n").map_or((page.as_str(), ""), |at| page.split_at(at));
    wrapped(text, width, 0) + examples
}

fn list(terminal: Option<usize>) -> String {
    let width = code::all().map(|code| code.id.len()).max().unwrap_or(0);
    let line =
        |code: &Code| wrapped(&format!("{:<width$}  {}\n", code.id, code.summary), terminal, width + 2);
    code::all().map(line).collect()
}

fn unknown(id: &str) -> String {
    let ids = || code::all().map(|code| code.id);
    let near = suggest::same(id, ids()).or_else(|| suggest::nearest(id, ids()));
    let holding = ids().filter(|known| !id.is_empty() && known.contains(id)).take(MAX_SUGGESTED);
    let suggested: Vec<&str> = near.map_or_else(|| holding.collect(), |near| vec![near]);
    let hint = if suggested.is_empty() {
        "`metarest explain` lists all".to_owned()
    } else {
        format!("did you mean {}?", suggested.join(" or "))
    };
    format!("no such code: {id}; {hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_and_has_its_page() {
        let all = explain(None, None).unwrap();
        for code in code::all() {
            assert!(all.lines().any(|line| line.starts_with(&format!("{} ", code.id))), "{}", code.id);
            let page = explain(Some(code.id), None).unwrap();
            let broken = explain(Some(code.id), Some(60)).unwrap();
            assert_eq!(words(&broken), words(&page));
            assert!(page.starts_with(&format!("## {}\n", code.id)) && page.contains(code.explain));
        }
    }

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn an_unknown_code_gets_a_suggestion() {
        let check = |id: &str, hint: &str| {
            assert_eq!(explain(Some(id), None), Err(format!("no such code: {id}; {hint}")));
        };
        check("config_unknown_key", "did you mean config-unknown-key?");
        check("config-unkown-key", "did you mean config-unknown-key?");
        check("unknown-key", "did you mean config-unknown-key?");
        check("zzz", "`metarest explain` lists all");
        check("", "`metarest explain` lists all");
    }
}
