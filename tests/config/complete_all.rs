//! What an editor offers in every place: at each key of the table, and at each byte of the valid files.

use std::collections::BTreeSet;

use metarest::config::ConfigKey;
use metarest::config::keys::{ALL, EnumValues, Presence, ValueType};
use metarest::report::{complete, hover};

use super::complete::{accepted, bytes, cursor, labels, offered, offset};
use super::edits::FILES;
use super::{check, data};

/// The text of a mapping with these keys around another text.
fn within(path: &str, inner: &str) -> String {
    let mut text = String::new();
    let mut indent = String::new();
    for name in path.split('.').filter(|name| !name.is_empty()) {
        text += &format!("{indent}{name}:\n");
        indent += "  ";
    }
    text + &indent + inner
}

#[test]
fn every_key_of_the_table_is_offered_at_its_path() {
    for key in ALL {
        let found = offered(&within(key.parent, "|"));
        assert!(labels(&found).contains(&key.name), "{}: {:?}", key.path(), labels(&found));
        let required = found.iter().take_while(|found| found.detail.ends_with("; required")).count();
        assert!(
            found[required..].iter().all(|found| !found.detail.ends_with("; required")),
            "{}",
            key.path()
        );
    }
}

/// A value of a key that the parser accepts.
fn sample(key: &ConfigKey) -> &'static str {
    match key.value_type {
        ValueType::Enum(EnumValues { values, .. }) => values[0],
        ValueType::Uuid => "123e4567-e89b-12d3-a456-426614174000",
        ValueType::Url => "https://example.com",
        ValueType::Bool => "true",
        ValueType::Int(..) => "5",
        _ => "x",
    }
}

#[test]
fn every_value_that_is_offered_is_accepted() {
    for key in ALL.iter().filter(|key| key.value_type != ValueType::Object) {
        let marked = within(key.parent, &format!("{}: |", key.name));
        let (text, _) = cursor(&marked);
        for completion in offered(&marked) {
            let text = accepted(&text, &completion);
            let wrong = check(&text).diagnostics.into_iter().find(|diagnostic| {
                ["unknown-key", "invalid-value", "wrong-type", "yaml-syntax"].contains(&diagnostic.code.id)
            });
            let is_open = completion.edit.text.ends_with("- ");
            assert!(wrong.is_none() || is_open, "{text}\n{wrong:?}");
        }
    }
}

/// The names of the unknown keys of a text.
fn unknown(text: &str) -> Vec<String> {
    let diagnostics = check(text).diagnostics;
    diagnostics.into_iter().filter(|d| d.code.id == "unknown-key").map(|d| d.message).collect()
}

#[test]
fn an_accepted_key_is_known_there() {
    for file in FILES {
        let text = std::fs::read_to_string(data().join("ok").join(file)).unwrap();
        let ends: BTreeSet<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        for at in ends {
            let line = text[..at].rsplit('\n').next().unwrap();
            let indent = &line[..line.len() - line.trim_start().len()];
            let below = format!("{}\n{indent}", &text[..at]);
            let open = format!("{below}{}", &text[at..]);
            for completion in complete(open.as_bytes(), offset(&open, below.len())) {
                let key = ALL.iter().find(|key| key.hover() == completion.documentation).unwrap();
                let mut written = accepted(&open, &completion);
                let end = bytes(&open, completion.edit.range).start + completion.edit.text.len();
                if completion.edit.text.ends_with(": ") {
                    written.insert_str(end, sample(key));
                }
                assert_eq!(unknown(&written), Vec::<String>::new(), "{written}");
            }
        }
    }
}

#[test]
fn a_text_cut_anywhere_has_the_key_at_its_end() {
    for file in FILES {
        let text = std::fs::read_to_string(data().join("ok").join(file)).unwrap();
        let keys: Vec<_> = check(&text).keys;
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let cut = &text[..at];
            let offset = offset(&text, at);
            let (found, shown) = (complete(cut.as_bytes(), offset), hover(cut.as_bytes(), offset));
            complete(text.as_bytes(), offset);
            hover(text.as_bytes(), offset);
            let Some((span, key)) = keys.iter().find(|(span, _)| span.end as usize == at) else { continue };
            let name = text[span.start as usize..at].trim_matches(['"', '\'']);
            // The keys of an anchor are known by the place where it is used, which is not there yet.
            let is_anchored = file == "anchors.yaml" && !labels(&found).contains(&name);
            if name == key.name && !is_anchored {
                assert!(labels(&found).contains(&name), "{cut}\n{:?}", labels(&found));
                assert_eq!(shown.map(|shown| shown.text), Some(key.hover()), "{cut}");
            }
        }
    }
}

#[test]
fn a_default_is_offered_first() {
    for key in ALL {
        let Presence::Default(default) = key.presence else { continue };
        let found = offered(&within(key.parent, &format!("{}: |", key.name)));
        assert_eq!(labels(&found).first(), Some(&default), "{}", key.path());
    }
}

/// One that is read more than once would take minutes.
#[test]
fn an_unfinished_text_of_any_size_is_read_once() {
    for piece in [
        "{", "[", "\"", "'", "- ", "a:\n ", "{a: \"", "a: \"\n", "[\"\n", "  - 'x\n", "}", "${", "a: |\n",
        "\t",
    ] {
        let text = piece.repeat((1 << 20) / piece.len());
        complete(text.as_bytes(), text.len());
        hover(text.as_bytes(), text.len() / 2);
    }
    assert!(complete(&[b' '; (1 << 20) + 1], 3).is_empty());
}
