//! The TypeScript types of the boundary, generated from the Rust types. The test compares them with `types.d.ts`;
//! `METAREST_BLESS=1 cargo test -p metarest-wasm` writes that file.

use std::path::Path;

use metarest::config::LogLevel;
use metarest::diagnostic::Severity;
use metarest::diagnostic::code;
use metarest::entity::{Collection, Coverage, Endpoint, Filtered};
use metarest::plan::{Action, FieldChange, Held, HeldReason, Kind as EntityKind, NotStored, UserContent};
use metarest::report::{
    AppliedFix, ChangeReport, CheckReport, Completion, CompletionKind, ConfigOutline, DiagnosticReport,
    EditReport, EndpointDetails, EndpointRow, FixReport, Hover, LossReport, LossSetting, Matches, PartReport,
    PatternAt, PlaceReport, PlanReport, Preview, PreviewReport, PreviewSummary, Range, ReasonReport,
    RunReport, WantedText,
};
use metarest::schema::{ApiSchema, Counts, DataType, Field, Reason};
use metarest::workflow::{
    EntityOutcome, EntityResult, FaultKind, Finding, Peer, Phase, ServerSeen, State, Step,
};
use ts_rs::{Config, TS};

use crate::effect::{ClientCertificate, EffectDto, Header, Limits, SentRequest, Source, Tls};
use crate::event::EventDto;
use crate::options::{Options, allowed};
use crate::output::OutputOptionsDto;

/// The options of each function.
fn picked() -> String {
    let functions = [
        ("CheckOptions", "of a check", allowed::CHECK),
        ("PreviewOptions", "of a preview", allowed::PREVIEW),
        ("ConvertOptions", "of a conversion", allowed::CONVERT),
        ("RunOptions", "of a run", allowed::RUN),
    ];
    let declarations = functions.map(|(name, what, keys)| {
        let keys: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
        let required =
            if keys.iter().any(|key| key == "\"to\"") { " & Required<Pick<AllOptions, \"to\">>" } else { "" };
        format!(
            "/** Options {what}. */\nexport type {name} = Pick<AllOptions, {}>{required};\n",
            keys.join(" | ")
        )
    });
    declarations.join("\n")
}

/// What `fix` and `convert` return.
const FIXED: &str = "\
/** A report, and the config with the changes that it lists. */
export type FixedConfig = {
/**
 * What was found, and what was changed.
 */
report: CheckReport,
/**
 * The text; missing if there is nothing to change, or it cannot be changed.
 */
config?: string, };
";

/// What `fetchDocument` returns.
const FETCHED: &str = "\
/** A document that was fetched, and the texts that it refers to. */
export type FetchedDocument = {
/**
 * The address after redirects, without secrets: `specFile` of a preview. Missing if it was not fetched.
 */
address?: string,
/**
 * Missing if it was not fetched, or is no document.
 */
bytes?: Uint8Array<ArrayBuffer>,
/**
 * By their names relative to the document: `files` of a preview.
 */
files: { name: string, bytes: Uint8Array<ArrayBuffer> }[],
/**
 * What could not be fetched, and why.
 */
diagnostics: Diagnostic[], };
";

/// The create request of a service, which is a value and not a type in Rust.
const SERVICE: &str = "\
/** An API service, as its create request goes over the wire. Secrets are `***`. */
export type CreateApiService = {
name: string,
description?: string | null,
serviceType: \"Rest\",
/**
 * Missing if the config does not store it.
 */
connection?: { config: Record<string, unknown> }, };
";

/// The declaration of a type, with its doc comment.
fn declaration<T: TS>(config: &Config) -> String {
    format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl(config))
}

/// A diagnostic has a file and a range, or neither, which ts-rs cannot derive.
fn diagnostic(config: &Config) -> String {
    let placed = "} & (({ file: string } & Range) | { file?: undefined });\n";
    let declared = declaration::<DiagnosticReport>(config);
    let (before, rest) = declared.split_once("/**\n * The input as named").unwrap_or((&declared, ""));
    let (_, after) = rest.split_once("file?: string, ").unwrap_or(("", rest));
    let without = [before, after].concat();
    without.replace("};\n", placed).replace("code: string", "code: DiagnosticCode")
}

/// The codes of all diagnostics.
fn codes() -> String {
    // A mistake in the arguments of the command line has no page.
    let ids = code::all().map(|code| code.id).chain(["usage"]);
    let codes: Vec<String> = ids.map(|id| format!("  | \"{id}\"")).collect();
    format!("/** The code of a diagnostic. */\nexport type DiagnosticCode =\n{};\n", codes.join("\n"))
}

/// A run that ended early has no plan, which ts-rs cannot derive of a flattened member.
fn run_report(config: &Config) -> String {
    declaration::<RunReport>(config).replace("};\n", "} & Partial<Plan>;\n")
}

macro_rules! declarations {
    ($config:expr, $($type:ty),+ $(,)?) => { [$(declaration::<$type>($config)),+] };
}

fn types() -> String {
    let config = Config::new().with_large_int("number");
    let options = declarations!(&config, Options, OutputOptionsDto);
    let reports = declarations!(
        &config,
        Severity,
        Range,
        EditReport,
        FixReport,
        Hover,
        CompletionKind,
        Completion,
        ConfigOutline,
        Step,
        State,
        Finding,
        AppliedFix,
        CheckReport,
        Counts,
        Coverage,
        Reason,
        LossSetting,
        ReasonReport,
        LossReport,
        Filtered,
        DataType,
        Field,
        ApiSchema,
        Collection,
        Endpoint,
        Preview,
        PreviewReport,
        PreviewSummary<'_>,
        EndpointRow<'_>,
        PlaceReport,
        PartReport<'_>,
        EndpointDetails<'_>,
        WantedText,
        Matches,
        PatternAt,
        EntityKind,
        Action,
        FieldChange,
        ChangeReport<'_>,
        Held,
        HeldReason,
        UserContent,
        NotStored,
        PlanReport,
        EntityOutcome,
        EntityResult,
        ServerSeen,
    );
    let run = declarations!(
        &config,
        LogLevel,
        Header,
        Source<'_>,
        Limits,
        SentRequest<'_>,
        Peer,
        ClientCertificate<'_>,
        Tls<'_>,
        Phase,
        EffectDto<'_>,
        FaultKind,
        EventDto,
    );
    let head =
        "// Generated from the Rust types: `METAREST_BLESS=1 cargo test -p metarest-wasm`. Do not edit.\n";
    let types = [head.to_owned()]
        .into_iter()
        .chain(options)
        .chain([picked(), FIXED.to_owned(), FETCHED.to_owned()])
        .chain([SERVICE.to_owned(), codes(), diagnostic(&config)])
        .chain(reports)
        .chain([run_report(&config)])
        .chain(run);
    types.collect::<Vec<_>>().join("\n")
}

#[test]
fn types_d_ts_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("types.d.ts");
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(&path, types()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written == types(), "types.d.ts is out of date: METAREST_BLESS=1 cargo test -p metarest-wasm");
}

#[test]
fn reasons_and_levels_have_their_names_in_json() {
    let config = Config::new();
    for reason in Reason::ALL {
        assert!(Reason::inline(&config).contains(&format!("\"{}\"", reason.as_str())), "{reason:?}");
    }
    for level in [LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error] {
        let name = crate::effect::level_name(level);
        assert!(LogLevel::inline(&config).contains(&format!("\"{name}\"")), "{level:?}");
    }
}

#[test]
fn every_option_belongs_to_a_function() {
    let config = Config::new().with_large_int("number");
    let declared = Options::inline(&config);
    let of_functions = [allowed::CHECK, allowed::PREVIEW, allowed::CONVERT, allowed::RUN].concat();
    for key in allowed::ALL {
        assert!(declared.contains(&format!("\n{key}?:")), "{key} in {declared}");
        assert!(of_functions.contains(key), "{key}");
    }
    assert_eq!(declared.matches("?:").count(), allowed::ALL.len(), "{declared}");
}
