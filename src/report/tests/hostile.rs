//! Markdown of hostile texts: it is still one comment, and no part of them is markup.

use proptest::prelude::*;

use super::*;

/// A name or a text that Markdown or HTML could read as markup.
const BAD: &str = "a|b `c` ``d``` </details></code> @team #1 <script> [x](y) ![z](w) **e**\n# f\r\n```\n\u{202e}~~~\n- [ ] g";

/// The text outside of code spans, fences and HTML's code: what Markdown reads.
fn read_as_markdown(text: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let run: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(mark) if line.trim_end() == mark => fence = None,
            Some(_) => {}
            None if run.len() >= 3 && !line[run.len()..].contains('`') => fence = Some(run),
            None => out.push_str(&format!("{}\n", without_code(line))),
        }
    }
    assert!(fence.is_none(), "a fence is not closed");
    out
}

/// A line without its code spans (CommonMark 6.1) and without HTML's code.
fn without_code(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if let Some(inner) = rest.strip_prefix("<code>") {
            inner.find("</code>").map(|end| end + "<code></code>".len())
        } else {
            let run = rest.chars().take_while(|c| *c == '`').count();
            closing(&rest[run..], run).map(|end| run + end)
        };
        let end = end.unwrap_or(1);
        out.push_str(if end == 1 { &rest[..1] } else { "" });
        rest = &rest[end..];
    }
    out + rest
}

/// Where a run of exactly so many backticks ends.
fn closing(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while run > 0 && at < text.len() {
        let ticks = text[at..].chars().take_while(|c| *c == '`').count();
        if ticks == run {
            return Some(at + ticks);
        }
        at += if ticks > 0 { ticks } else { text[at..].chars().next().map_or(1, char::len_utf8) };
    }
    None
}

/// A plan in which every text from outside is this one.
fn hostile(text: &str, changes: usize) -> Outcome {
    let fields = || {
        vec![
            field(text, Some(json!(text)), Some(json!(format!("{text}x"))), Some(text)),
            field("b", None, Some(json!(text)), None),
        ]
    };
    let actions = [Action::Create, Action::Update, Action::Restore, Action::Move, Action::Delete];
    let all = (0..changes).map(|n| Change {
        from: (n % 5 == 3).then(|| text.to_owned()),
        ..change(actions[n % 5], Kind::ApiEndpoint, &format!("{text}{n}"), fields())
    });
    let names = || vec![text.to_owned(); changes];
    let plan = Plan {
        changes: all.collect(),
        held: names().iter().map(|fqn| held(fqn, HeldReason::Guard)).collect(),
        user_content_lost: names()
            .into_iter()
            .map(|text| UserContent {
                fqn: text.clone(),
                path: text.clone(),
                value: json!(text),
                by: Some(text),
            })
            .collect(),
        author_unknown: names()
            .into_iter()
            .map(|text| UserContent { fqn: text.clone(), path: text.clone(), value: json!(text), by: None })
            .collect(),
        not_stored: names()
            .into_iter()
            .map(|text| NotStored { fqn: text.clone(), path: text.clone(), reason: text })
            .collect(),
        broken_on_server: names(),
        unmanaged: names(),
        hidden: names(),
        deleted_by_people: names(),
        ..plan()
    };
    let failed = || EntityOutcome::Failed { reason: text.to_owned() };
    let results = names().iter().map(|fqn| result(Action::Create, fqn, failed())).collect();
    let mut outcome = outcome(Command::Plan, plan, results);
    outcome.service = text.to_owned();
    outcome.diagnostics = vec![Diagnostic::new(&code::USER_CONTENT_REPLACED, text).help(text)];
    outcome.server = outcome.server.map(|server| ServerSeen {
        user: Some(text.to_owned()),
        version: text.to_owned(),
        ..server
    });
    outcome
}

fn pages(text: &str, changes: usize) -> [String; 2] {
    [Command::Plan, Command::Ingest].map(|command| {
        let outcome = Outcome { command, ..hostile(text, changes) };
        RunReport::new(outcome, None, Inputs::default()).markdown()
    })
}

#[test]
fn what_comes_from_outside_is_never_markup() {
    for page in pages(BAD, 8) {
        let read = read_as_markdown(&page);
        for mark in ["@team", "<script", "[x]", "#1", "**e**", "- [ ]", "~~~", "\u{202e}"] {
            assert!(!read.contains(mark), "{mark} in\n{read}");
        }
        let count = |mark: &str| read.matches(mark).count();
        assert_eq!(count("<details>"), count("</details>"), "{read}");
    }
}

#[test]
fn a_plan_of_any_size_is_one_comment_that_counts_what_it_leaves_out() {
    for changes in [1, 1000, 20_000] {
        for page in pages(&"long `name` ".repeat(20), changes) {
            let length = page.chars().count();
            assert!(length <= 65_536, "{changes} changes: {length}");
            assert_eq!(page.contains("left out here"), changes > 1, "{changes} changes");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_ends_its_own_code(text in "[`|<>@~ \n\\\\a-c/]{0,40}") {
        for page in pages(&format!("{text}@team<b>"), 4) {
            let read = read_as_markdown(&page);
            prop_assert!(!read.contains("@team") && !read.contains("<b>"), "{}", read);
        }
    }
}
