//! Any bytes → a preview: it ends, its counts add up, and its text, Markdown and JSON can be rendered.
#![no_main]

use libfuzzer_sys::fuzz_target;
use metarest::report::Style;
use metarest::{PreviewOptions, preview};

fuzz_target!(|bytes: &[u8]| {
    let report = preview(None, bytes, &PreviewOptions::default());
    let coverage = &report.preview.coverage;
    for counts in
        [coverage.operations, coverage.bodies, coverage.parameters, coverage.responses, coverage.nodes]
    {
        assert_eq!(counts.held + counts.lost + counts.policy + counts.cut, counts.total, "{coverage:?}");
    }
    assert!(report.text(Style::default()).is_empty() || report.markdown().len() <= 65_536);
});
