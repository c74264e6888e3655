//! The TypeScript types of the boundary, generated from the Rust types. The test compares them with `types.d.ts`;
//! `METAREST_BLESS=1 cargo test -p metarest-wasm` writes that file.

use std::path::Path;

use metarest::config::LogLevel;
use metarest::diagnostic::Severity;
use metarest::entity::{Coverage, Filtered};
use metarest::report::{
    AppliedFix, CheckReport, DiagnosticReport, EditReport, FixReport, Hover, LossReport, Preview,
    PreviewReport, Range, ReasonReport,
};
use metarest::schema::{Counts, Reason};
use metarest::workflow::{FaultKind, Finding, Peer, Phase, State, Step};
use ts_rs::{Config, TS};

use crate::effect::{ClientCertificate, EffectDto, Header, Limits, SentRequest, Source, Tls};
use crate::event::EventDto;
use crate::options::Options;
use crate::output::OutputOptionsDto;

/// The options of each function.
const PICKED: &str = "\
/** Options beside the input. */
export type Options = Pick<AllOptions, \"file\" | \"specFile\" | \"environment\" | \"minCoverage\" | \"now\">;

/** Options of a conversion. */
export type ConvertOptions = Options & Pick<AllOptions, \"strip\"> & Required<Pick<AllOptions, \"to\">>;

/** Options of a run. */
export type RunOptions = Options & Pick<AllOptions, \"spec\" | \"approve\" | \"plan\" | \"exitCode\">;
";

/// The declaration of a type, with its doc comment.
fn declaration<T: TS>(config: &Config) -> String {
    format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl(config))
}

/// A diagnostic without a place lacks all members of its range, which ts-rs cannot derive.
fn diagnostic(config: &Config) -> String {
    declaration::<DiagnosticReport>(config).replace("};\n", "} & Partial<Range>;\n")
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
        Step,
        State,
        Finding,
        AppliedFix,
        CheckReport,
        Counts,
        Coverage,
        Reason,
        ReasonReport,
        LossReport,
        Filtered,
        Preview,
        PreviewReport,
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
        .chain([PICKED.to_owned()])
        .chain([diagnostic(&config)])
        .chain(reports)
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
