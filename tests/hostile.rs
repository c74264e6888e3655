//! Invalid input is normal: any bytes as a config or document give a value and diagnostics, never a panic, and the same
//! bytes give the same report.

use metarest::report::{complete, hover};
use metarest::{CheckOptions, check, preview};
use proptest::prelude::*;

const CONFIG: &[u8] = include_bytes!("corpus/rest_config.yaml");
const DOCUMENT: &[u8] = include_bytes!("corpus/petstore3.json");

/// An edit of a valid text: a range is replaced by other bytes.
fn broken(text: &'static [u8], span: usize) -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(any::<u8>(), 1..8),
        prop::sample::select(vec![
            "{", "}", "[", "]", "&a ", "*a", "<<: ", "\"", "'", "|\n", "- ", ": ", "\t", "\u{feff}", "~1",
            "null"
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    (0..text.len(), 0..span, pieces).prop_map(move |(at, len, piece)| {
        let end = (at + len).min(text.len());
        [&text[..at], &piece, &text[end..]].concat()
    })
}

fn report(config: Option<&[u8]>, document: &[u8]) -> String {
    let report = preview(config, document, &CheckOptions::default());
    serde_json::to_string(&report).unwrap_or_else(|error| error.to_string())
}

/// Whether a text is a report as JSON.
fn is_report(text: &str) -> bool {
    text.starts_with("{\"version\":1")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_config_gives_the_same_report_each_time(text in broken(CONFIG, 40)) {
        let once = serde_json::to_string(&check(&text, &CheckOptions::default())).unwrap_or_default();
        let twice = serde_json::to_string(&check(&text, &CheckOptions::default())).unwrap_or_default();
        prop_assert!(is_report(&once));
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn a_broken_config_is_completed_at_any_offset(text in broken(CONFIG, 400), offset in 0..2000_usize) {
        let once = serde_json::to_string(&complete(&text, offset)).unwrap_or_default();
        prop_assert_eq!(&once, &serde_json::to_string(&complete(&text, offset)).unwrap_or_default());
        prop_assert!(once.starts_with('['));
        hover(&text, offset);
        complete(&text[..offset.min(text.len())], offset);
    }

    #[test]
    fn a_broken_document_gives_the_same_report_each_time(text in broken(DOCUMENT, 400)) {
        let once = report(None, &text);
        prop_assert!(is_report(&once));
        prop_assert_eq!(once, report(None, &text));
    }

    #[test]
    fn any_bytes_give_a_report(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(is_report(&report(Some(&bytes), &bytes)));
        prop_assert!(is_report(&report(None, &bytes)));
        for offset in 0..=bytes.len() {
            complete(&bytes, offset);
            hover(&bytes, offset);
        }
    }
}
