//! One plan with everything in it, and one ingest, as people see them; and what hostile names make of them.

mod hostile;

use serde_json::{Value, json};

use super::{CheckOptions, CheckReport, Inputs, PreviewOptions, RunReport, Style, convert, fix, preview};
use crate::config::{ConversionTarget, Version};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::plan as code;
use crate::entity::{Coverage, Share};
use crate::plan::{Action, Change, FieldChange, Held, HeldReason, Kind, NotStored, Plan, UserContent};
use crate::schema::Counts;
use crate::workflow::{Command, EntityOutcome, EntityResult, Exit, Mapped, Outcome, ServerSeen};

fn change(action: Action, kind: Kind, fqn: &str, differences: Vec<FieldChange>) -> Change {
    Change { action, kind, fqn: fqn.to_owned(), id: None, from: None, differences, writes: Vec::new() }
}

fn field(path: &str, old: Option<Value>, new: Option<Value>, by: Option<&str>) -> FieldChange {
    FieldChange { path: path.to_owned(), old, new, by: by.map(str::to_owned) }
}

fn held(fqn: &str, reason: HeldReason) -> Held {
    Held { kind: Kind::ApiEndpoint, fqn: fqn.to_owned(), reason }
}

/// A plan with every kind of change, and with everything that a plan leaves alone.
fn plan() -> Plan {
    use Action::*;
    use Kind::*;
    let integer = json!({"name": "age", "dataType": "LONG", "dataTypeDisplay": "integer<int64>"});
    let updated = vec![
        field(
            "description",
            Some(json!("Find a pet")),
            Some(json!("Finds one pet\nby its id")),
            Some("alice"),
        ),
        field(
            "endpointURL",
            Some(json!("https://old.test/pets")),
            Some(json!("https://new.test/pets")),
            None,
        ),
        field("responseSchema.Pet.age", None, Some(integer), None),
        field("responseSchema.Pet.size.dataType", Some(json!("UNKNOWN")), None, None),
        field("sourceHash", Some(json!("1")), Some(json!("2")), None),
    ];
    let restored = vec![field("deleted", Some(json!(true)), Some(json!(false)), Some("ingestion-bot"))];
    Plan {
        changes: vec![
            change(NoOp, ApiService, "shop", Vec::new()),
            change(Create, ApiCollection, "shop.toys", Vec::new()),
            change(
                Create,
                ApiEndpoint,
                "shop.toys./toys/get",
                vec![field("endpointURL", None, Some(json!("x")), None)],
            ),
            change(Update, ApiEndpoint, "shop.pets./pets/{id}/get", updated),
            change(Restore, ApiEndpoint, "shop.pets./pets/post", restored),
            Change {
                from: Some("shop.old./moved/get".to_owned()),
                ..change(Move, ApiEndpoint, "shop.new./moved/get", Vec::new())
            },
            change(Delete, ApiEndpoint, "shop.old./moved/get", Vec::new()),
            change(Delete, ApiEndpoint, "shop.pets./pets/delete", Vec::new()),
        ],
        held: vec![
            held("shop.cats./cats/get", HeldReason::Guard),
            held("shop.dogs./a/long/path/get", HeldReason::NotEmpty),
        ],
        unmanaged: vec!["shop.pets.by hand".to_owned()],
        hidden: vec!["shop.internal".to_owned()],
        deleted_by_people: vec!["shop.pets./old/get".to_owned()],
        broken_on_server: vec!["shop.pets./odd/get".to_owned()],
        author_unknown: vec![UserContent {
            fqn: "shop.pets./pets/get".to_owned(),
            path: "responseSchema.id.description".to_owned(),
            value: json!("The pet's number"),
            by: None,
        }],
        not_stored: vec![NotStored {
            fqn: "shop.pets".to_owned(),
            path: "displayName".to_owned(),
            reason: "the server ignores display names that a bot writes".to_owned(),
        }],
        user_content_lost: vec![UserContent {
            fqn: "shop.pets./pets/delete".to_owned(),
            path: "description".to_owned(),
            value: json!("Ask Bob first"),
            by: Some("bob".to_owned()),
        }],
        user_content_replaced: vec![UserContent {
            fqn: "shop.pets./pets/{id}/get".to_owned(),
            path: "description".to_owned(),
            value: json!("Find a pet"),
            by: Some("alice".to_owned()),
        }],
        other_writers: Vec::new(),
        hash: "5f1c".repeat(16),
        approval_hash: Some("ab12".repeat(16)),
        approved: false,
    }
}

fn result(action: Action, fqn: &str, outcome: EntityOutcome) -> EntityResult {
    EntityResult { action, kind: Kind::ApiEndpoint, fqn: fqn.to_owned(), id: None, outcome }
}

fn outcome(command: Command, plan: Plan, results: Vec<EntityResult>) -> Outcome {
    let counts =
        |mapped, total| Counts { total, mapped, lost: total - mapped, policy: 0, filtered: 0, cut: 0 };
    let coverage =
        Coverage { operations: counts(5, 5), nodes: counts(38, 40), losses: 2, ..Coverage::default() };
    Outcome {
        command,
        run_id: "00000000-0000-4000-8000-000000000000".to_owned(),
        time: (0, 1),
        server: Some(ServerSeen {
            host_port: "http://om.test/api".to_owned(),
            version: "2.0.7".to_owned(),
            user: Some("ingestion-bot".to_owned()),
            is_bot: true,
        }),
        document: None,
        document_is_at_address: true,
        service: "shop".to_owned(),
        catalog: None,
        mapped: Some(Mapped { collections: 2, endpoints: 5, coverage }),
        held: plan.held.clone(),
        plan: Some(plan),
        results,
        findings: Vec::new(),
        unchanged: false,
        known: None,
        diagnostics: vec![
            Diagnostic::new(
                &code::USER_CONTENT_REPLACED,
                "1 entity has a text of a person that will be replaced: shop.pets./pets/{id}/get",
            ),
            Diagnostic::new(
                &code::GUARD,
                "1 deletion is held back: it exceeds the deletion limit: shop.cats./cats/get",
            ),
        ],
        exit: Exit::Failure,
    }
}

fn planned() -> RunReport {
    RunReport::new(outcome(Command::Plan, plan(), Vec::new()), None, Inputs::default())
}

fn ingested() -> RunReport {
    let refused = EntityOutcome::Failed { reason: "HTTP 400: `x` | <b>@all</b>".to_owned() };
    let results = vec![
        result(Action::Create, "shop.toys./toys/get", EntityOutcome::Applied),
        result(Action::Move, "shop.new./moved/get", EntityOutcome::Applied),
        result(Action::Delete, "shop.old./moved/get", EntityOutcome::Applied),
        result(Action::NoOp, "shop.pets./pets/get", EntityOutcome::Unchanged),
        result(Action::Update, "shop.pets./pets/{id}/get", refused),
    ];
    RunReport::new(outcome(Command::Ingest, plan(), results), None, Inputs::default())
}

#[test]
fn a_plan_is_shown_as_text() {
    insta::assert_snapshot!(planned().text(Style::default()));
}

#[test]
fn a_plan_is_shown_as_markdown() {
    insta::assert_snapshot!(planned().markdown());
}

#[test]
fn an_ingest_is_shown_as_text() {
    insta::assert_snapshot!(ingested().text(Style::default()));
}

#[test]
fn an_ingest_is_shown_as_markdown() {
    insta::assert_snapshot!(ingested().markdown());
}

#[test]
fn every_member_of_a_report_is_documented() {
    let docs = include_str!("../../../docs/json-output.md");
    let report = serde_json::to_value(ingested()).unwrap();
    let undocumented: Vec<_> = report
        .as_object()
        .unwrap()
        .keys()
        .filter(|key| {
            *key != "version" && !docs.lines().any(|line| line.starts_with("| `") && names(line, key))
        })
        .collect();
    assert!(undocumented.is_empty(), "{undocumented:?}");
}

#[test]
fn a_diff_shows_what_a_fix_would_change_but_no_secret() {
    let text = "source: {type: rest}\nworkflowConfig:\n  openMetadataServerConfig:\n    hostport: http://localhost/api\n    \
                securityConfig:\n      jwtToken: marked.secret.token\n      jwtTokn: marked2\n";
    let options = CheckOptions { file: "a.yaml".to_owned(), ..CheckOptions::default() };
    let report = super::fix_diff(text.as_bytes(), &options);
    let diff = report.diff.clone().unwrap_or_default();
    assert!(
        diff.contains("\n-    hostport: http://localhost/api\n+    hostPort: http://localhost/api\n"),
        "{diff}"
    );
    let all = format!("{diff}{}{}", report.text(Style::default()), report.markdown());
    assert!(!all.contains("marked"), "{all}");
    assert_eq!((report.fixed_text, report.exit_code), (None, 2));
}

#[test]
fn a_quiet_report_has_errors_and_the_result() {
    let quiet = Style { quiet: true, ..Style::default() };
    let plan = planned().text(quiet);
    assert!(plan.starts_with("1 deletion is held back.\n\nPlan: 2 to create"), "{plan}");
    assert_eq!(
        ingested().text(quiet),
        "  failed endpoint shop.pets./pets/{id}/get: HTTP 400: `x` | <b>@all</b>\n\nFinished with problems: 1 failed, \
         1 deletion held back.\nhttp://om.test/service/apiServices/shop\n"
    );
}

#[test]
fn prose_is_broken_at_the_width_of_the_terminal() {
    let text = planned().text(Style { width: Some(60), ..Style::default() });
    let expect = "warning[plan-user-content-replaced]: 1 entity has a text of\n    a person that will be replaced: \
                  shop.pets./pets/{id}/get\n";
    assert!(text.starts_with(expect), "{text}");
    assert!(
        text.contains("1 to move, 1\n  to delete; 1 unchanged, 1 was deleted by people. 2\n  deletions are held back, 1 on purpose.\n"),
        "{text}"
    );
    assert!(
        text.contains(
            "\n      ~ endpointURL                       \"https://old.test/pets\" → \"https://new"
        ),
        "{text}"
    );
}

/// Whether the first cell of a row of a table names a member.
fn names(row: &str, member: &str) -> bool {
    row.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("`{member}`")))
}

#[test]
fn the_last_line_of_a_plan_counts_it() {
    let check = |plan: Plan, exit: Exit, expect: &str| {
        let outcome = Outcome { exit, ..outcome(Command::Plan, plan, Vec::new()) };
        let report = RunReport::new(outcome, None, Inputs::default());
        let text = report.text(Style::default());
        let lines: Vec<_> = text.lines().rev().take(2).collect();
        assert!(lines[0].starts_with("plan hash: "), "{text}");
        assert_eq!(lines[1], expect);
    };
    let none = Plan { changes: Vec::new(), held: Vec::new(), deleted_by_people: Vec::new(), ..plan() };
    let away = Plan { deleted_by_people: vec!["a".to_owned(); 3], ..none.clone() };
    check(away, Exit::Success, "No changes. 0 entities are up to date, 3 were deleted by people.");
    check(none.clone(), Exit::Success, "No changes. 0 entities are up to date.");
    let held = vec![held("a", HeldReason::Guard)];
    check(
        Plan { held, ..none.clone() },
        Exit::Failure,
        "No changes. 0 entities are up to date. 1 deletion is held back.",
    );
    let one = vec![change(Action::Create, Kind::ApiService, "a", Vec::new())];
    check(
        Plan { changes: one, ..none },
        Exit::Success,
        "Plan: 1 to create, 0 to update, 0 to delete; 0 unchanged.",
    );
}

/// The sentence in which an ingest ends: the line before the service's address, and Markdown's first in bold.
#[test]
fn the_last_line_of_an_ingest_is_its_result() {
    let check = |plan: Plan, results: Vec<EntityResult>, exit: Exit, expect: &str| {
        let outcome = Outcome { exit, diagnostics: Vec::new(), ..outcome(Command::Ingest, plan, results) };
        let report = RunReport::new(outcome, None, Inputs::default());
        let text = report.text(Style::default());
        assert_eq!(text.lines().rev().nth(1).unwrap(), expect);
        assert!(report.markdown().contains(&format!("**{expect}**")));
    };
    let done = || vec![result(Action::Create, "svc.a./p/get", EntityOutcome::Applied)];
    let nothing = Plan::default();
    let people = |n: usize| Plan { deleted_by_people: vec!["a".to_owned(); n], ..Plan::default() };
    check(nothing.clone(), done(), Exit::Success, "The catalogue is up to date with the document.");
    let except = |what: &str| format!("The catalogue is up to date with the document, except for {what}.");
    check(people(23), Vec::new(), Exit::Success, &except("23 entities that people deleted"));
    check(people(1), done(), Exit::Success, &except("1 entity that people deleted"));
    let left = Plan {
        held: vec![held("svc.a", HeldReason::NotEmpty), held("svc.b", HeldReason::NotEmpty)],
        author_unknown: plan().author_unknown,
        not_stored: plan().not_stored,
        ..people(2)
    };
    let all = "2 entities that people deleted, 1 text whose author is unknown, 1 difference that the server would not store and 2 collections that are kept because they contain other entities";
    check(left, done(), Exit::Success, &except(all));
    // What people created counts only if the document has it too.
    let by_hand = Plan { unmanaged: vec!["svc.a.by hand".to_owned()], ..Plan::default() };
    check(by_hand, done(), Exit::Success, "The catalogue is up to date with the document.");

    let bad = |failed: usize, skipped: usize| {
        let of = |n, outcome: EntityOutcome| vec![result(Action::Create, "svc.a./p/get", outcome); n];
        let reason = || "no".to_owned();
        [
            of(failed, EntityOutcome::Failed { reason: reason() }),
            of(skipped, EntityOutcome::Skipped { reason: reason() }),
        ]
        .concat()
    };
    check(nothing.clone(), bad(5, 7), Exit::Failure, "Finished with problems: 5 failed, 7 skipped.");
    let guarded = Plan { held: vec![held("a", HeldReason::Guard)], ..Plan::default() };
    check(guarded, bad(1, 0), Exit::Failure, "Finished with problems: 1 failed, 1 deletion held back.");
    check(
        nothing.clone(),
        bad(0, 1),
        Exit::FailureAllowed,
        "Finished with problems: 1 skipped; `raiseOnError: false` makes the exit code 0.",
    );
    let not_empty = Plan { held: vec![held("a", HeldReason::NotEmpty)], ..Plan::default() };
    check(not_empty, bad(1, 0), Exit::Failure, "Finished with problems: 1 failed.");
}

#[test]
fn an_entity_of_the_document_that_people_created_is_an_exception() {
    let spec = "openapi: 3.1.0\ninfo: {title: t}\npaths: {/a: {get: {tags: [x]}}}\n";
    let config = include_bytes!("../../../tests/corpus/rest_config.yaml");
    let config = crate::config::parse(config, &crate::config::Environment::Unknown).config.unwrap();
    let documents =
        crate::spec::parse(spec.as_bytes(), &Default::default(), Default::default()).value.unwrap();
    let catalog = crate::entity::map(&config.mapping, &documents).value;
    let fqn = catalog.endpoints[0].fqn.clone();
    let plan = Plan { unmanaged: vec![fqn, "openapi_rest.by hand".to_owned()], ..Plan::default() };
    let results = vec![result(Action::NoOp, "openapi_rest.x", EntityOutcome::Unchanged)];
    let outcome =
        Outcome { exit: Exit::Success, catalog: Some(catalog), ..outcome(Command::Ingest, plan, results) };
    let text = RunReport::new(outcome, None, Inputs::default()).text(Style::default());
    assert!(
        text.contains("up to date with the document, except for 1 entity that people created."),
        "{text}"
    );
}

#[test]
fn a_run_without_a_plan_says_that_nothing_was_written() {
    let early = |diagnostics| Outcome {
        plan: None,
        mapped: None,
        held: Vec::new(),
        diagnostics,
        ..outcome(Command::Ingest, plan(), Vec::new())
    };
    let error = Diagnostic::new(&crate::diagnostic::code::server::UNREACHABLE, "no");
    let report = RunReport::new(early(vec![error]), None, Inputs::default());
    let last = "Finished with problems: 1 error, nothing was written.";
    assert_eq!(report.text(Style::default()).lines().last().unwrap(), last);
    assert!(report.markdown().starts_with("## metarest ingest: `shop`: nothing was written\n"));
    let error = Diagnostic::new(&crate::diagnostic::code::server::UNREACHABLE, "no");
    let plan = Outcome { command: Command::Plan, ..early(vec![error]) };
    let last = "Finished with problems: 1 error, no plan was made.";
    assert_eq!(
        RunReport::new(plan, None, Inputs::default()).text(Style::default()).lines().last().unwrap(),
        last
    );
}

/// A rejected write holds back only what it would replace: the other deletions are listed.
#[test]
fn deletions_despite_rejected_writes_are_listed() {
    let refused =
        || result(Action::Update, "shop.a./p/get", EntityOutcome::Failed { reason: "no".to_owned() });
    let gone = |fqn: &str| result(Action::Delete, fqn, EntityOutcome::Applied);
    let report = |results| RunReport::new(outcome(Command::Ingest, plan(), results), None, Inputs::default());
    // The deletion of a moved endpoint does not count.
    let shown =
        report(vec![refused(), gone("shop.a./q/get"), gone("shop.b./r/get"), gone("shop.old./moved/get")]);
    let text =
        "Deleted although 1 write was rejected: 2\n    endpoint shop.a./q/get\n    endpoint shop.b./r/get\n";
    assert!(shown.text(Style::default()).contains(text), "{}", shown.text(Style::default()));
    let markdown = "### 2 deletions made although 1 write was rejected\n\n- endpoint `shop.a./q/get`\n- endpoint `shop.b./r/get`\n";
    assert!(shown.markdown().contains(markdown), "{}", shown.markdown());
    for quiet in [vec![refused()], vec![gone("shop.a./q/get")], vec![refused(), gone("shop.old./moved/get")]]
    {
        assert!(!report(quiet).text(Style::default()).contains("although"));
    }
}

#[test]
fn colours_are_only_where_they_are_asked_for() {
    assert!(planned().text(Style { color: true, ..Style::default() }).contains("\u{1b}["));
    assert!(!planned().text(Style::default()).contains('\u{1b}'));
}

#[test]
fn a_preview_of_less_than_was_asked_for_shows_it_and_ends_with_1() {
    let spec = "openapi: 3.1.0\ninfo: {title: t}\npaths:\n  /a:\n    get: {responses: {200: {content: \
                {application/json: {schema: {type: object, properties: {a: {$ref: '#/x'}}}}}}}}\n";
    let check = |least: f64, expect: u8| {
        let options = PreviewOptions { min_coverage: Share::percent(least), ..PreviewOptions::default() };
        let report = preview(None, spec.as_bytes(), &options);
        assert_eq!((report.exit_code, report.preview.endpoints.len()), (expect, 1), "{least}");
    };
    check(50.0, 0);
    check(50.01, 1);
}

#[test]
fn applied_fixes_are_shown_in_markdown_too() {
    let sample = include_str!("../../../tests/corpus/rest_config.yaml");
    let options = CheckOptions { file: "a.yaml".to_owned(), ..CheckOptions::default() };
    let head = |report: CheckReport| {
        let markdown = report.markdown();
        markdown
            .lines()
            .filter(|line| line.starts_with(['#', '-']) || line.ends_with(" made."))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let expect = |verdict: &str, made: &str| {
        let fix = "- line 7: `Move it into openAPISchemaConnection` `config-flat-schema-url`";
        [format!("## metarest {verdict}"), format!("{made} made."), fix.to_owned()]
    };
    let fixed = head(fix(sample.as_bytes(), &options));
    assert_eq!(fixed[..3], expect("check: `a.yaml` is valid", "1 fix"));
    let target = ConversionTarget { version: Version::V2_0, strip: false };
    let converted = head(convert(sample.as_bytes(), target, &options));
    assert_eq!(converted[..3], expect("convert: `a.yaml` is valid for OpenMetadata 2.0", "1 change"));
}

#[test]
fn what_could_not_be_mapped_says_so_in_markdown() {
    let text = preview(None, b"openapi: [", &PreviewOptions::default()).markdown();
    let begin = "## metarest: nothing could be mapped\n\n### 1 error\n\n```text\nerror[";
    assert!(text.starts_with(begin), "{text}");
}

/// A document of which something is lost for several reasons, and something left out by several policies.
const LOSSY: &str = "openapi: 3.1.0
info: {title: lossy}
paths:
  /a:
    get:
      responses:
        200:
          headers: {X-Rate: {schema: {type: integer}}}
          content:
            application/json:
              schema: {type: object, properties: {a: {$ref: '#/x'}, b: {$ref: '#/y'}, c: {not: {}}}}
            application/xml: {schema: {type: string}}
        404: {content: {application/json: {schema: {type: string}}}}
webhooks: {hook: {post: {}}}
";

#[test]
fn what_is_not_held_is_shown_by_its_reason_with_what_to_do() {
    let report = preview(None, LOSSY.as_bytes(), &PreviewOptions::default());
    let text = report.text(Style::default());
    let losses = text.split_once("coverage  ").map(|(_, rest)| rest);
    insta::assert_snapshot!("losses_as_text", losses.unwrap_or_default());
    let markdown = report.markdown();
    let losses = markdown.split_once("### Coverage").map(|(_, rest)| rest);
    insta::assert_snapshot!("losses_as_markdown", losses.unwrap_or_default());
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["share"], &json["reasons"][0]["losses"]), (&json!(40.0), &json!(2)));
    let first = json["losses"].as_array().unwrap().iter().find(|loss| loss["reason"] == "dangling").unwrap();
    assert_eq!(first["help"], json["reasons"][0]["help"]);
}

#[test]
fn a_run_whose_document_did_not_change_says_so() {
    let nothing = |unchanged| Outcome {
        plan: None,
        mapped: None,
        server: None,
        held: Vec::new(),
        diagnostics: Vec::new(),
        exit: Exit::Success,
        unchanged,
        ..outcome(Command::Ingest, plan(), Vec::new())
    };
    let report = |unchanged| RunReport::new(nothing(unchanged), None, Inputs::default());
    let text = report(true).text(Style::default());
    assert_eq!(text, "The document did not change since the last run; nothing was compared.\n");
    assert!(
        report(true).markdown().starts_with("## metarest ingest: `shop`: the document did not change\n"),
        "{}",
        report(true).markdown()
    );
    let json = |unchanged| serde_json::to_value(report(unchanged)).unwrap()["documentUnchanged"].clone();
    assert_eq!((json(true), json(false)), (json!(true), json!(null)));
    assert!(!report(false).text(Style::default()).contains("did not change"));
}
