//! The file of `plan --out`: what a plan would change, its hash, and what it was made from. `ingest --plan` reads the
//! hash from it, and the approval that the plan was made with. Secrets are in none of its parts.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::format::VERSION;
use super::plan::PlanReport;
use super::run::RunReport;
use crate::diagnostic::Source;
use crate::workflow::ServerSeen;

/// Distinguishes the file from a report.
const KIND: &str = "metarest-plan";

/// The length of a hash in hex.
const HASH: usize = 64;

/// The file as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'r> {
    kind: &'static str,
    version: u32,
    made_from: MadeFrom<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approve: Option<&'r str>,
    #[serde(flatten)]
    plan: &'r PlanReport,
}

/// What a plan was made from.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MadeFrom<'r> {
    metarest: &'static str,
    service: &'r str,
    config: Option<&'r str>,
    document: Option<&'r str>,
    /// SHA-256 of the document's text, with the files that it refers to.
    document_hash: Option<String>,
    server: Option<&'r ServerSeen>,
}

/// Writes the file; false if the run ended before it had a plan.
pub(super) fn write(report: &RunReport, approve: Option<&str>, out: &mut dyn Write) -> io::Result<bool> {
    let Some(plan) = &report.plan else { return Ok(false) };
    let document = report.inputs.texts(Source::Spec);
    let made_from = MadeFrom {
        metarest: env!("CARGO_PKG_VERSION"),
        service: &report.name,
        config: report.inputs.name(Source::Config),
        document: report.inputs.name(Source::Spec),
        document_hash: document.map(|texts| {
            let hash = texts.iter().fold(Sha256::new(), |hash, (_, _, text)| hash.chain_update(text));
            hex::encode(hash.finalize())
        }),
        server: report.server.as_ref(),
    };
    let approve = approve.filter(|_| plan.approved);
    let file = Written { kind: KIND, version: VERSION, made_from, approve, plan };
    serde_json::to_writer_pretty(&mut *out, &file)?;
    out.write_all(b"\n")?;
    Ok(true)
}

/// What `ingest --plan` takes from a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanFile {
    kind: String,
    version: u32,
    /// The hash of the plan that may be carried out.
    pub plan_hash: String,
    /// The approval that the plan was made with.
    #[serde(default)]
    pub approve: Option<String>,
}

impl PlanFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It is not the file of a plan; the text says why.
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let file: Self = serde_json::from_slice(text)
            .map_err(|error| format!("it is not a file of `metarest plan --out`: {error}"))?;
        let is_hash = |hash: &str| hash.len() == HASH && hash.bytes().all(|b| b.is_ascii_hexdigit());
        match file {
            file if file.kind != KIND => Err("it is not a file of `metarest plan --out`".to_owned()),
            file if file.version != VERSION => {
                Err(format!("its version is {}, and this is metarest for version {VERSION}", file.version))
            }
            file if !is_hash(&file.plan_hash) => Err("its `planHash` is not a hash".to_owned()),
            file => Ok(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_of_a_plan_is_read() {
        let hash = "5f".repeat(32);
        let text = |kind: &str, version: u32, hash: &str| {
            format!(r#"{{"kind": "{kind}", "version": {version}, "planHash": "{hash}", "changes": []}}"#)
        };
        let read = |text: String| PlanFile::read(text.as_bytes());
        assert_eq!(read(text(KIND, 1, &hash)).map(|file| file.plan_hash), Ok(hash.clone()));
        for (text, why) in [
            (text("report", 1, &hash), "not a file of"),
            (text(KIND, 2, &hash), "its version is 2"),
            (text(KIND, 1, "5f"), "not a hash"),
            ("{}".to_owned(), "missing field `kind`"),
            ("plan".to_owned(), "not a file of"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(why), "{found}");
        }
    }
}
