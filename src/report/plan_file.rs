//! The file of `plan --out`: what a plan would change, its hash, and what it was made from. `ingest --plan` reads the
//! hash from it, the server and the service that it was made for, and the approval that it was made with, and refuses a
//! file that was edited: what somebody looked at is what the hash stands for. Secrets are in none of its parts.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use sha2::{Digest, Sha256};

use super::format::VERSION;
use super::plan::PlanReport;
use super::run::RunReport;
use crate::diagnostic::Source;
use crate::workflow::{ExpectedPlan, ServerSeen};

/// Distinguishes the file from a report.
const KIND: &str = "metarest-plan";

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
    /// SHA-256 of the text before it, without blanks: the file is as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_hash: Option<String>,
}

impl Written<'_> {
    /// The file with its hash.
    fn hashed(self) -> serde_json::Result<Self> {
        let mut hashing = Hashing(Sha256::new());
        serde_json::to_writer(&mut hashing, &self)?;
        Ok(Self { content_hash: Some(hex::encode(hashing.0.finalize())), ..self })
    }
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
    let file = Written { kind: KIND, version: VERSION, made_from, approve, plan, content_hash: None };
    serde_json::to_writer_pretty(&mut *out, &file.hashed()?)?;
    out.write_all(b"\n")?;
    Ok(true)
}

/// The length of a hash in hex.
const HASH: usize = 64;

/// What `ingest --plan` takes from a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanFile {
    kind: String,
    version: u32,
    made_from: Target,
    /// The hash of the plan that may be carried out.
    plan_hash: String,
    /// The approval that the plan was made with.
    #[serde(default)]
    pub(super) approve: Option<String>,
    content_hash: String,
}

/// For what a plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Target {
    service: String,
    server: TargetServer,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TargetServer {
    host_port: String,
}

impl PlanFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It is not the file of a plan, or was changed since it was written; the text says why.
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let file: Self = serde_json::from_slice(text).map_err(|error| unreadable(&error))?;
        let is_hash = |hash: &str| hash.len() == HASH && hash.bytes().all(|b| b.is_ascii_hexdigit());
        match file {
            file if file.kind != KIND => Err("it is not a file of `metarest plan --out`".to_owned()),
            file if file.version != VERSION => {
                Err(format!("its version is {}, and this is metarest for version {VERSION}", file.version))
            }
            file if !is_hash(&file.plan_hash) => Err("its `planHash` is not a hash".to_owned()),
            file if content_hash_of(text, &file.content_hash).as_ref() != Some(&file.content_hash) => {
                Err(EDITED.to_owned())
            }
            file => Ok(file),
        }
    }

    /// The plan that a run may carry out.
    pub(super) fn into_expected(self) -> ExpectedPlan {
        let Target { service, server } = self.made_from;
        ExpectedPlan { hash: self.plan_hash, service, host_port: server.host_port }
    }
}

/// Why a file is refused whose content is not what was written.
const EDITED: &str = "it was edited: its content does not match its `contentHash`. Change the config or the document \
    instead, and write the plan again with `metarest plan --out FILE`";

/// Why the text of a file cannot be read.
fn unreadable(error: &serde_json::Error) -> String {
    let at = format!("line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Data => {
            let text = error.to_string();
            let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split_once('`'));
            let what = match missing {
                Some((name, _)) => format!("it has no `{name}`"),
                None => format!("the value at {at} is of another kind"),
            };
            format!("it is not a file of `metarest plan --out`: {what}")
        }
        Category::Eof if error.line() <= 1 && error.column() == 0 => {
            "it is empty: write the plan again with `metarest plan --out FILE`".to_owned()
        }
        Category::Eof => format!(
            "it is cut off: its JSON ends at {at}. Write the plan again with `metarest plan --out FILE`"
        ),
        Category::Syntax | Category::Io => {
            format!("it is not JSON from {at} on: write the plan again with `metarest plan --out FILE`")
        }
    }
}

/// The hash of a file's content without the hash itself, which is its last member. Blanks between values do not count.
fn content_hash_of(text: &[u8], hash: &str) -> Option<String> {
    let compact = without_blanks(text);
    let content = compact.strip_suffix(format!(",\"contentHash\":\"{hash}\"}}").as_bytes())?;
    Some(hex::encode(Sha256::new().chain_update(content).chain_update("}").finalize()))
}

/// JSON without the blanks outside its strings.
fn without_blanks(json: &[u8]) -> Vec<u8> {
    let (mut is_string, mut is_escaped) = (false, false);
    let mut out = Vec::with_capacity(json.len());
    for byte in json {
        if is_string || !byte.is_ascii_whitespace() {
            out.push(*byte);
        }
        (is_string, is_escaped) = match byte {
            _ if is_escaped => (is_string, false),
            b'\\' => (is_string, is_string),
            b'"' => (!is_string, false),
            _ => (is_string, false),
        };
    }
    out
}

/// Hashes what is written to it.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of these members, with its hash.
    fn file(members: &str) -> String {
        let content = without_blanks(format!("{{{members}}}").as_bytes());
        let hash = hex::encode(Sha256::digest(content));
        format!("{{{members},\n  \"contentHash\": \"{hash}\"\n}}\n")
    }

    fn members(kind: &str, version: u32, hash: &str) -> String {
        format!(
            r#""kind": "{kind}", "version": {version}, "madeFrom": {{"service": "a \" b\\", "server":
            {{"hostPort": "http://om.test/api"}}}}, "planHash": "{hash}", "changes": []"#
        )
    }

    fn read(text: &str) -> Result<PlanFile, String> {
        PlanFile::read(text.as_bytes())
    }

    #[test]
    fn only_a_file_of_a_plan_is_read() {
        let hash = "5f".repeat(32);
        let text = |kind, version, hash| file(&members(kind, version, hash));
        let expect = ExpectedPlan {
            hash: hash.clone(),
            service: "a \" b\\".to_owned(),
            host_port: "http://om.test/api".to_owned(),
        };
        assert_eq!(read(&text(KIND, 1, &hash)).map(PlanFile::into_expected), Ok(expect));
        for (text, why) in [
            (text("report", 1, &hash), "not a file of"),
            (text(KIND, 2, &hash), "its version is 2"),
            (text(KIND, 1, "5f"), "not a hash"),
            ("{}".to_owned(), "it has no `kind`"),
            ("plan".to_owned(), "it is not JSON from line 1, column 1 on"),
            ("{\n  \"kind\": x}".to_owned(), "it is not JSON from line 2, column 11 on"),
            (text(KIND, 1, &hash)[..20].to_owned(), "it is cut off: its JSON ends at line 1, column 20"),
            (String::new(), "it is empty"),
            ("[\n7]".to_owned(), "the value at line 2, column 1 is of another kind"),
            (format!("{{{}}}", members(KIND, 1, &hash)), "it has no `contentHash`"),
        ] {
            let found = read(&text).unwrap_err();
            assert!(found.contains(why), "{found}");
        }
    }

    #[test]
    fn a_file_that_was_edited_is_not_read() {
        let text = file(&members(KIND, 1, &"5f".repeat(32)));
        assert!(read(&text).is_ok());
        assert!(
            read(&text.replace('\n', "\r\n").replace(": ", " :\t")).is_ok(),
            "only its blanks are others"
        );
        for (from, to) in [
            ("[]", "[{}]"),
            ("5f5f", "5e5f"),
            ("om.test", "other.test"),
            ("a \\\" b", "a\\\" b"),
            ("\"changes\"", "\"approve\": \"x\", \"changes\""),
            ("\n}", ",\n\"more\": 1}"),
        ] {
            assert!(text.contains(from), "{from} in {text}");
            assert_eq!(read(&text.replacen(from, to, 1)), Err(EDITED.to_owned()), "{to}");
        }
    }
}
