//! Any bytes → a tree or its text: every value is within the text, every pointer leads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use metarest::diagnostic::Source;
use metarest::tree::{self, Limits, Node};

/// Values that are looked at: an alias may name many, many times.
const MOST: usize = 2_000;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { bytes: 1 << 20, depth: 64, nodes: 10_000 };
    let parsed = tree::parse(bytes, Source::Spec, limits);
    let length = parsed.value.as_ref().map_or_else(String::len, |tree| tree.text().len());
    for diagnostic in &parsed.diagnostics {
        assert!(diagnostic.place.is_none_or(|place| place.span.end as usize <= length));
    }
    let Ok(tree) = parsed.value else { return };
    let mut open: Vec<Node<'_>> = vec![tree.root()];
    for _ in 0..MOST {
        let Some(node) = open.pop() else { break };
        let span = node.span();
        assert!(tree.text().get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        let pointer = tree.pointer(node.id());
        assert!(tree.find(&pointer).is_some_and(|found| found.id() == node.id()), "{pointer}");
        // An alias may name what stands under a key that is given again further on: no pointer leads there.
        let below = node.items().chain(node.members().map(|member| member.value));
        open.extend(below.take(MOST).filter(|below| !below.is_alias()));
    }
});
