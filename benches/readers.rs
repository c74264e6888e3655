//! Reading documents natively, beside serde_json, serde_yaml and openapiv3 on the same bytes.
//!
//! In: the files of `build/bench`, which `npm run bench` puts there. Out: criterion's estimates, of which that
//! command makes the table of `docs/performance.md`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark reads files, or says why not"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use metarest::Parsed;
use metarest::config::Mapping;
use metarest::diagnostic::Source;
use metarest::entity;
use metarest::spec::{self, Retrieval};
use metarest::tree::{self, Limits};

/// A document: its name, whether it is JSON, its text.
struct Document {
    name: String,
    json: bool,
    text: String,
}

fn documents() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("build/bench");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("no documents: `npm run bench` makes them");
        return Vec::new();
    };
    let mut documents: Vec<Document> = files.flatten().map(|file| document(&file.path())).collect();
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    documents
}

fn document(path: &Path) -> Document {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Document { json: text.starts_with('{'), name, text }
}

/// How many endpoints a document has.
fn entities(text: &str) -> usize {
    let Parsed { value, .. } = spec::parse(text.as_bytes(), &Retrieval::default(), Limits::default());
    let documents = value.expect("a document of the benchmarks can be read");
    let mapping = Mapping::of_title(documents.info().title.as_deref());
    entity::map(&mapping, &documents).value.endpoints.len()
}

type Read = fn(&str) -> bool;

/// Who reads what; whether it could.
const READERS: [(&str, Option<bool>, Read); 6] = [
    ("metarest tree", None, |text| {
        tree::parse(text.as_bytes(), Source::Spec, Limits::default()).value.is_ok()
    }),
    ("metarest entities", None, |text| entities(text) > 0),
    ("serde_json", Some(true), |text| serde_json::from_str::<serde_json::Value>(text).is_ok()),
    ("openapiv3 of JSON", Some(true), |text| serde_json::from_str::<openapiv3::OpenAPI>(text).is_ok()),
    ("serde_yaml", Some(false), |text| serde_yaml::from_str::<serde_yaml::Value>(text).is_ok()),
    ("openapiv3 of YAML", Some(false), |text| serde_yaml::from_str::<openapiv3::OpenAPI>(text).is_ok()),
];

fn readers(criterion: &mut Criterion) {
    for document in documents() {
        let mut group = criterion.benchmark_group(&document.name);
        group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
        group.throughput(Throughput::Bytes(document.text.len() as u64));
        let fitting = READERS.iter().filter(|(_, json, _)| json.is_none_or(|json| json == document.json));
        for (name, _, read) in fitting {
            measure(&mut group, name, *read, &document.text);
        }
        group.finish();
    }
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, read: Read, text: &str) {
    if !read(text) {
        println!("{name} cannot read this document");
        return;
    }
    group.bench_function(name, |bencher| bencher.iter(|| read(black_box(text))));
}

criterion_group!(benches, readers);
criterion_main!(benches);
