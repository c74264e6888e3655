//! Calls every function of the bindings in a real JavaScript engine, with valid and with invalid input.
//!
//! `cargo test -p metarest-wasm --target wasm32-unknown-unknown` runs it in Node; with `WASM_BINDGEN_USE_BROWSER=1`, in
//! headless Chromium, which needs `chromedriver`.

#![cfg(all(target_arch = "wasm32", feature = "run"))]
#![expect(clippy::expect_used, reason = "a test")]

use js_sys::{Array, JSON, Reflect, Uint8Array};
use metarest_wasm::{
    CommandArg, Output, Report, Run, TakeArg, check, complete, convert, explain, fix, hover, hovers, preview,
    report_check, report_convert, report_diff, report_fix, usage,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const CONFIG: &str = include_str!("../../../tests/corpus/rest_config.yaml");
const DOCUMENT: &str = include_str!("../../../tests/corpus/petstore3.json");

fn text<T: JsCast>(text: &str) -> T {
    JsValue::from_str(text).unchecked_into()
}

fn object<T: JsCast>(json: &str) -> T {
    JSON::parse(json).expect("JSON").unchecked_into()
}

fn no_options<T: JsCast>() -> T {
    JsValue::UNDEFINED.unchecked_into()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}

fn string(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

fn length(object: &JsValue, name: &str) -> u32 {
    Array::from(&get(object, name)).length()
}

/// The message that JavaScript gets; empty if nothing is thrown.
fn thrown<T>(result: Result<T, impl Into<JsValue>>) -> String {
    result.err().map_or_else(String::new, |error| string(&error.into(), "message"))
}

/// The code, the option and the message of an error for misuse.
fn misuse<T>(result: Result<T, JsValue>) -> (String, String, String) {
    let error = result.err().unwrap_or_default();
    (string(&error, "code"), string(&error, "option"), string(&error, "message"))
}

fn ok<T>(result: Result<T, impl Into<JsValue>>) -> T {
    result.map_err(|error| string(&error.into(), "message")).expect("no error")
}

/// An output of these options.
fn output(options: &str) -> Output {
    ok(Output::new(object(options)))
}

/// A report in a format.
fn printed(report: &Report, format: &str) -> String {
    let mut output = output(&format!(
        r#"{{"format": "{format}", "command": "check", "configs": 1, "color": true, "width": 60, "quiet": false}}"#
    ));
    written(|take| ok(output.add(report, take, None))) + &written(|take| ok(output.end(take)))
}

fn json(report: &Report) -> String {
    printed(report, "json")
}

/// What a function writes, as one text.
fn written(write: impl FnOnce(TakeArg)) -> String {
    let pieces = Array::new();
    let all = pieces.clone();
    let take = Closure::<dyn FnMut(JsValue)>::new(move |piece: JsValue| {
        all.push(&piece);
    });
    write(take.as_ref().clone().unchecked_into::<TakeArg>());
    let bytes = pieces.iter().flat_map(|piece| Uint8Array::new(&piece).to_vec());
    String::from_utf8(bytes.collect()).expect("UTF-8")
}

#[wasm_bindgen_test]
fn check_reads_text_and_bytes() {
    let by_text = ok(check(text(CONFIG), None));
    let by_bytes = ok(check(Uint8Array::from(CONFIG.as_bytes()).unchecked_into(), None));
    assert_eq!(get(&by_text, "ok"), JsValue::TRUE);
    assert_eq!(JSON::stringify(&by_text), JSON::stringify(&by_bytes));
}

#[wasm_bindgen_test]
fn check_reports_a_broken_config_and_throws_for_wrong_arguments() {
    let report = ok(check(text("a: ["), Some(object(r#"{"file": "c.yaml"}"#))));
    assert_eq!(get(&report, "ok"), JsValue::FALSE);
    assert_eq!(string(&get(&get(&report, "diagnostics"), "0"), "file"), "c.yaml");
    assert!(thrown(check(text(CONFIG), Some(object(r#"{"file": 7}"#)))).contains("string"));
    assert!(thrown(check(JsValue::from(7).unchecked_into(), None)).contains("string or a Uint8Array"));
}

#[wasm_bindgen_test]
fn preview_maps_a_document_with_and_without_a_config() {
    let alone = ok(ok(preview(None, text(DOCUMENT), None)).to_json());
    assert_eq!((length(&alone, "collections"), length(&alone, "endpoints")), (3, 19));
    let configured = ok(ok(preview(Some(text(CONFIG)), text(DOCUMENT), None)).summary());
    assert_eq!(string(&get(&configured, "service"), "name"), "openapi_rest");
}

#[wasm_bindgen_test]
fn preview_reports_a_broken_document_and_throws_for_wrong_options() {
    let report = ok(preview(None, text("{"), None));
    assert!(get(&ok(report.summary()).into(), "service").is_null());
    assert!(Array::from(&ok(report.diagnostics()).into()).length() > 0);
    let options = object(r#"{"minCoverage": 101}"#);
    assert!(thrown(preview(None, text(DOCUMENT), Some(options))).contains("from 0 to 100"));
}

#[wasm_bindgen_test]
fn hovers_are_those_of_the_known_keys() {
    let found = Array::from(&ok(hovers(text(CONFIG))).into());
    assert!(found.length() > 10);
    assert!(!string(&found.get(0), "text").is_empty());
    assert_eq!(Array::from(&ok(hovers(text("a: ["))).into()).length(), 0);
    assert!(!thrown(hovers(JsValue::NULL.unchecked_into())).is_empty());
}

#[wasm_bindgen_test]
fn a_half_written_config_is_completed_and_explained_at_an_offset() {
    let at = |offset: f64| JsValue::from(offset).unchecked_into();
    let completions = |config: &str, offset: f64| Array::from(&ok(complete(text(config), at(offset))).into());
    let found = completions("# 😀\nsource:\n  ty", 17.0).get(0);
    assert_eq!((string(&found, "label"), string(&found, "text")), ("type".to_owned(), "type: ".to_owned()));
    assert_eq!((get(&found, "line").as_f64(), get(&found, "column").as_f64()), (Some(3.0), Some(3.0)));
    for offset in [-1.0, f64::NAN, f64::INFINITY, 1e300, 0.5, 5.0] {
        let range = "the offset is a whole number from 0 to the length of the config, 4, not ";
        let found = misuse(complete(text("\u{feff}a😀"), at(offset)));
        assert_eq!(found, ("invalid-argument".to_owned(), String::new(), format!("{range}{offset}")));
    }
    let (_, _, message) = misuse(hover(text(""), JsValue::from("0").unchecked_into()));
    assert!(message.ends_with("of the config, 0, not a string"), "{message}");
    assert_eq!(string(&completions("", 0.0).get(0), "label"), "source");
    let shown = JsValue::from(ok(hover(text("sink: {type"), at(8.0))));
    assert_eq!(get(&shown, "endColumn").as_f64(), Some(12.0));
    assert!(JsValue::from(ok(hover(text("a: ["), at(0.0)))).is_undefined());
    assert!(!thrown(complete(JsValue::NULL.unchecked_into(), at(0.0))).is_empty());
    assert!(!thrown(hover(JsValue::NULL.unchecked_into(), at(0.0))).is_empty());
}

#[wasm_bindgen_test]
fn explain_returns_a_page_the_list_or_an_error() {
    let list = ok(explain(None, None));
    let code = list.split_whitespace().next().expect("a code").to_owned();
    assert!(ok(explain(Some(code.clone()), Some(80))).contains(&code));
    assert!(thrown(explain(Some("no-such-code".to_owned()), None)).contains("no-such-code"));
}

#[wasm_bindgen_test]
fn a_check_is_a_report_in_every_format() {
    let report = ok(report_check(CONFIG.as_bytes(), no_options()));
    assert_eq!((report.exit_code(), report.fixed_config()), (0, None));
    let parsed = JSON::parse(&json(&report)).expect("JSON");
    assert_eq!(get(&parsed, "ok"), JsValue::TRUE);
    assert!(printed(&report, "text").contains('\u{1b}'));
    for (format, expect) in [
        ("markdown", "## metarest check"),
        ("sarif", "\"2.1.0\""),
        ("github", "exit code 0"),
        ("junit", "<testsuites "),
        ("ndjson", "\"type\":\"summary\""),
    ] {
        assert!(printed(&report, format).contains(expect), "{format}");
    }
    assert_eq!(ok(report_check(b"a: [", no_options())).exit_code(), 2);
    assert!(!thrown(report_check(CONFIG.as_bytes(), text("options"))).is_empty());
}

#[wasm_bindgen_test]
fn a_fix_has_the_text_of_the_config() {
    let wrong = CONFIG.replace("type: Rest", "type: rest");
    let report = ok(report_fix(wrong.as_bytes(), no_options()));
    assert!(report.fixed_config().is_some_and(|fixed| fixed.contains("type: Rest")));
    assert_eq!(ok(report_fix(b"a: [", no_options())).exit_code(), 2);
}

#[wasm_bindgen_test]
fn a_diff_changes_nothing() {
    let wrong = CONFIG.replace("type: Rest", "type: rest");
    let report = ok(report_diff(wrong.as_bytes(), no_options()));
    assert_eq!((report.exit_code(), report.fixed_config()), (1, None));
    let output = output(r#"{"format": "text", "command": "check", "configs": 1}"#);
    assert!(output.diff(&report).is_some_and(|diff| diff.contains("+      type: Rest\n")));
    assert!(!ok(report.plan_file(None, text("take"))));
}

#[wasm_bindgen_test]
fn an_output_has_the_exit_code_of_all_reports() {
    let mut output = output(r#"{"format": "json", "command": "check", "configs": 2, "failOnWarning": true}"#);
    let reports = [CONFIG.as_bytes(), b"a: ["].map(|config| ok(report_check(config, no_options())));
    let text =
        reports.iter().map(|report| written(|take| ok(output.add(report, take, None)))).collect::<String>();
    assert_eq!(output.exit_code(), 2);
    let list = JSON::parse(&(text + &written(|take| ok(output.end(take))))).expect("JSON");
    assert_eq!(length(&list, "reports"), 2);
    assert_eq!(get(&get(&get(&list, "reports"), "0"), "exitCode").as_f64(), Some(1.0));
    assert!(usage("junit", "check", "no").contains("<failure"));
    assert!(usage("text", "check", "no").is_empty());
    let wrong = object(r#"{"format": "pdf", "command": "check", "configs": 1}"#);
    assert!(thrown(Output::new(wrong)).contains("no such format"));
}

#[wasm_bindgen_test]
fn a_conversion_needs_a_version() {
    let report = ok(report_convert(CONFIG.as_bytes(), object(r#"{"to": "2.0"}"#)));
    assert!(report.fixed_config().is_some_and(|config| config.contains("openAPISchemaConnection")));
    assert!(
        thrown(report_convert(CONFIG.as_bytes(), object(r#"{"to": "one"}"#))).contains("no such version")
    );
}

/// A preview of a document, by the events of a shell.
fn run_preview(bytes: &[u8]) -> Report {
    let mut run = ok(Run::new(text::<CommandArg>("preview"), None, object(r#"{"spec": "petstore.json"}"#)));
    assert_eq!(JsValue::from(run.log_level()), "info");
    assert!(run.memory() > 0.0);
    ok(run.handle(0.0, object(r#"{"type": "started", "seed": 1}"#)));
    loop {
        let effect = JsValue::from(ok(run.poll()));
        match string(&effect, "type").as_str() {
            "load" => {
                assert_eq!(string(&get(&effect, "source"), "file"), "petstore.json");
                let id = get(&effect, "id").as_f64().expect("a number");
                run.receive(id, bytes, Some(bytes.len() as f64));
                let event = format!(
                    r#"{{"type": "loaded", "id": {id}, "status": 200, "finalUrl": "petstore.json"}}"#
                );
                ok(run.handle(1.0, object(&event)));
            }
            "done" => return ok(run.report()),
            _ => (),
        }
    }
}

#[wasm_bindgen_test]
fn a_wrong_option_is_named() {
    let check_with = |options: &str| misuse(check(text(CONFIG), Some(object(options))));
    let named =
        |option: &str, message: &str| ("invalid-option".to_owned(), option.to_owned(), message.to_owned());
    assert_eq!(check_with(r#"{"flie": "a"}"#), named("flie", "no such option: flie; did you mean file?"));
    let of_preview = "no such option: minCoverage; the options are file, environment, now";
    assert_eq!(check_with(r#"{"minCoverage": 90}"#), named("minCoverage", of_preview));
    let strings = "environment is an object whose values are strings";
    for (options, option, message) in [
        (r#"{"now": 1, "environment": {"A": 1}}"#, "environment", &*format!("{strings}, and A is a number")),
        (r#"{"environment": ["A=1"]}"#, "environment", &format!("{strings}, not an array")),
        (r#"{"environment": "A=1"}"#, "environment", &format!("{strings}, not a string")),
        (r#"{"file": 42}"#, "file", "file is a string, not a number"),
        (r#"{"file": null}"#, "file", "file is a string, not null"),
        (r#"{"file": {"a": 1}}"#, "file", "file is a string, not an object"),
        (r#"{"now": "1"}"#, "now", "now is a number of milliseconds since 1970, not a string"),
    ] {
        assert_eq!(check_with(options), named(option, message));
    }
    assert!(thrown(check(text(CONFIG), Some(object(r#"{"environment": {"A": null}}"#)))).is_empty());
    let range = "minCoverage is a number from 0 to 100, not -1";
    let found = misuse(preview(None, text(DOCUMENT), Some(object(r#"{"minCoverage": -1}"#))));
    assert_eq!(found, named("minCoverage", range));
    let found = misuse(convert(text(CONFIG), object(r#"{"to": "9"}"#)));
    assert_eq!((found.0.as_str(), found.1.as_str()), ("invalid-option", "to"));
    let found = misuse(check(object("[1, 2]"), None));
    assert_eq!((found.0.as_str(), found.1.as_str()), ("invalid-argument", ""));
    assert_eq!(misuse(explain(Some("zzz".to_owned()), None)).0, "invalid-argument");
    assert!(thrown(check(text(CONFIG), Some(no_options()))).is_empty());
}

#[wasm_bindgen_test]
fn fix_and_convert_return_the_text_beside_the_report() {
    let wrong = CONFIG.replace("type: Rest", "type: rest");
    let found = JsValue::from(ok(fix(text(&wrong), None)));
    let fixed = string(&found, "config");
    assert!(fixed.contains("type: Rest"));
    // The sample has an address in the place of an older version, too.
    assert_eq!(length(&get(&found, "report"), "fixed"), 2);
    assert!(get(&ok(fix(text(&fixed), None)).into(), "config").is_undefined());
    let found = JsValue::from(ok(convert(text(CONFIG), object(r#"{"to": "1.12"}"#))));
    assert!(string(&found, "config").contains("openAPISchemaConnection"));
}

#[wasm_bindgen_test]
fn a_run_loads_and_maps_a_document() {
    let report = run_preview(DOCUMENT.as_bytes());
    assert_eq!(report.exit_code(), 0);
    let parsed = JSON::parse(&json(&report)).expect("JSON");
    assert_eq!(length(&parsed, "endpoints"), 19);
    assert_eq!(run_preview(b"{").exit_code(), 1);
}

#[wasm_bindgen_test]
fn a_run_rejects_wrong_arguments_and_events() {
    let config = || Some(CONFIG.as_bytes().to_vec());
    assert!(thrown(Run::new(text("play"), config(), no_options())).contains("`ingest`"));
    assert!(thrown(Run::new(text("plan"), None, no_options())).contains("needs a config"));
    assert!(thrown(Run::new(text("preview"), None, no_options())).contains("`spec`"));
    let plan = object(r#"{"plan": "{}"}"#);
    assert!(thrown(Run::new(text("ingest"), config(), plan)).contains("not a file of `metarest plan --out`"));
    let mut run = ok(Run::new(text("plan"), config(), no_options()));
    assert!(!thrown(run.handle(0.0, object(r#"{"type": "exploded"}"#))).is_empty());
    assert!(thrown(run.report()).contains("has not ended"));
}

#[wasm_bindgen_test]
fn a_run_with_an_invalid_config_has_ended() {
    let mut run = ok(Run::new(text("ingest"), Some(b"a: [".to_vec()), no_options()));
    let effect = JsValue::from(ok(run.poll()));
    assert_eq!(string(&effect, "type"), "done");
    assert_eq!(ok(run.report()).exit_code(), 2);
}
