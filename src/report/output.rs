//! The output of one call: the reports of all its configs in one format, and the exit code of them together.

use std::io::{self, Write};

use serde_json::json;

use super::command::Report;
use super::format::{EXIT_CHANGES, EXIT_FAILED, EXIT_OK, EXIT_USAGE, VERSION};
use super::junit::Junit;
use super::labels::count;
use super::markdown::LARGEST;
use super::sarif::Sarif;
use super::text::Style;
use super::view::View;
use super::wrap::wrapped;
use super::{github, ndjson};
use crate::diagnostic::Severity;
use crate::diagnostic::render::{Role, printable};

/// A format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Text,
    /// The whole report.
    Json,
    /// For a pull request.
    Markdown,
    /// For code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// JUnit XML.
    Junit,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// Every format, by its name.
    pub const ALL: [(&'static str, Self); 7] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("markdown", Self::Markdown),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
        ("junit", Self::Junit),
        ("ndjson", Self::Ndjson),
    ];

    /// The format of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find_map(|(known, format)| (known == name).then_some(format))
    }
}

/// How reports are put out.
#[derive(Debug, Clone)]
pub struct OutputOptions {
    /// The format.
    pub format: Format,
    /// The command's name.
    pub command: String,
    /// Of text.
    pub style: Style,
    /// `--fail-on warning`: a warning fails the command too.
    pub fail_on_warning: bool,
    /// How many configs there are.
    pub configs: usize,
}

/// Takes reports, and writes what can be written at once; `end` writes the rest.
#[derive(Debug)]
pub struct Output {
    options: OutputOptions,
    sarif: Sarif,
    junit: Junit,
    /// How many characters of Markdown there are.
    markdown: usize,
    /// The name of each config and its exit code.
    ended: Vec<(String, u8)>,
}

impl Output {
    /// An output without reports.
    pub fn new(options: OutputOptions) -> Self {
        Self { options, sarif: Sarif::default(), junit: Junit::default(), markdown: 0, ended: Vec::new() }
    }

    /// Adds the report of one config; the label tells it from others of the same name.
    ///
    /// # Errors
    ///
    /// `out` could not be written to.
    pub fn add(&mut self, report: &Report, label: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let view = report.view();
        let exit_code = self.exit_code_of(&view);
        let view = View { exit_code, label: label.unwrap_or(view.label), ..view };
        let command = self.options.command.as_str();
        match self.options.format {
            Format::Text => out.write_all(self.text(report, &view).as_bytes())?,
            Format::Json => self.json(report, &view, out)?,
            Format::Markdown => {
                let page = self.page(report);
                self.markdown += page.chars().count();
                out.write_all(page.as_bytes())?;
            }
            Format::Sarif => self.sarif.add(&view),
            Format::Github => out.write_all(github::text(&view, command).as_bytes())?,
            Format::Junit => self.junit.add(&view, command),
            Format::Ndjson => ndjson::write(&view, command, out)?,
        }
        self.ended.push((view.label.to_owned(), view.exit_code));
        Ok(())
    }

    /// Writes what needs all reports.
    ///
    /// # Errors
    ///
    /// `out` could not be written to.
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        let command = self.options.command.as_str();
        match self.options.format {
            Format::Text if self.is_list() => out.write_all(self.last_line().as_bytes()),
            Format::Json if self.is_list() => writeln!(out, "],\n\"exitCode\": {}}}", self.exit_code()),
            Format::Sarif => {
                serde_json::to_writer_pretty(&mut *out, &self.sarif.log(command))?;
                out.write_all(b"\n")
            }
            Format::Junit => out.write_all(self.junit.text(command).as_bytes()),
            Format::Text | Format::Json | Format::Markdown | Format::Github | Format::Ndjson => Ok(()),
        }
    }

    /// The most severe exit code of the reports so far.
    pub fn exit_code(&self) -> u8 {
        let codes = self.ended.iter().map(|(_, code)| *code);
        codes.max_by_key(|code| severity(*code)).unwrap_or(EXIT_OK)
    }

    fn is_list(&self) -> bool {
        self.options.configs > 1
    }

    /// The exit code of a report: with `--fail-on warning` a warning is a failure.
    fn exit_code_of(&self, view: &View<'_>) -> u8 {
        let is_success = matches!(view.exit_code, EXIT_OK | EXIT_CHANGES);
        let fails = self.options.fail_on_warning && is_success && problems(view) > 0;
        if fails { EXIT_FAILED } else { view.exit_code }
    }

    /// The report under the name of its config, if there are several.
    fn text(&self, report: &Report, view: &View<'_>) -> String {
        let Style { width, .. } = self.options.style;
        let paint = self.options.style.paint();
        let mut out = String::new();
        if self.is_list() {
            let between = if self.ended.is_empty() { "" } else { "\n" };
            out.push_str(&format!(
                "{between}{}\n\n",
                paint(Role::Strong, &format!("=== {}", printable(view.label)))
            ));
        }
        out.push_str(&report.text(self.options.style));
        if view.exit_code != report.exit_code() {
            let problems = count(problems(view), "warning");
            let line = format!("`--fail-on warning` makes the exit code {EXIT_FAILED}: {problems}");
            out.push_str(&format!("{}\n", wrapped(&paint(Role::Error, &line), width, 2)));
        }
        out
    }

    /// The Markdown of a report; of later configs only the title, if they make the comment too long.
    fn page(&self, report: &Report) -> String {
        let between = if self.ended.is_empty() { "" } else { "\n" };
        let page = report.markdown();
        let left = self.options.configs.saturating_sub(self.ended.len() + 1);
        let length = self.markdown + page.chars().count() + TITLE * left;
        if !self.is_list() || length <= LARGEST {
            return format!("{between}{page}");
        }
        let title = page.lines().next().unwrap_or_default();
        format!("{between}{title}\n\nThe details are left out here; `--report FILE` writes them.\n")
    }

    /// One config gives its report, several give a list.
    fn json(&self, report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !self.is_list() {
            return report.json(out);
        }
        let start = format!("{{\"version\": {VERSION}, \"reports\": [\n");
        out.write_all(if self.ended.is_empty() { start.as_bytes() } else { b",\n" })?;
        write!(out, "{{\"config\": {}, \"exitCode\": {}, \"report\": ", json!(view.label), view.exit_code)?;
        report.json(out)?;
        out.write_all(b"}")
    }

    /// `2 of 3 configs without failure; failed: b.yaml (exit code 2)`.
    fn last_line(&self) -> String {
        let failed = self.ended.iter().filter(|(_, code)| !matches!(*code, EXIT_OK | EXIT_CHANGES));
        let failed: Vec<String> =
            failed.map(|(name, code)| format!("{} (exit code {code})", printable(name))).collect();
        let all = count(self.ended.len(), "config");
        let (role, line) = match failed.len() {
            0 => (Role::Good, format!("All {all} without failure")),
            n => (Role::Error, format!("{n} of {all} failed: {}", failed.join(", "))),
        };
        let Style { width, .. } = self.options.style;
        format!("\n{}\n", wrapped(&self.options.style.paint()(role, &line), width, 2))
    }
}

/// Kept for each of the configs that follow: its title.
const TITLE: usize = 200;

/// How many warnings and errors there are.
fn problems(view: &View<'_>) -> usize {
    view.count(Severity::Warning) + view.count(Severity::Error)
}

/// The rank of an exit code: changes are no failure, and a wrong config is worse than a failed run.
fn severity(code: u8) -> u8 {
    match code {
        EXIT_OK => 0,
        EXIT_CHANGES => 1,
        EXIT_FAILED => 2,
        EXIT_USAGE => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CheckOptions, check};
    use serde_json::Value;

    const GOOD: &str = "source: {type: rest, serviceName: pets, serviceConnection: {config: {type: Rest, \
        openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}}}, sourceConfig: \
        {config: {type: ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: \
        {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', securityConfig: {jwtToken: $T}}}\n";

    fn checked(name: &str, text: &str) -> Report {
        check(text.as_bytes(), &CheckOptions { file: name.to_owned(), ..CheckOptions::default() }).into()
    }

    fn warned() -> Report {
        checked("w.yaml", &GOOD.replace("8585/api", "8585"))
    }

    /// The output of these reports, and the exit code.
    fn output(format: Format, fail_on_warning: bool, reports: &[Report]) -> (String, u8) {
        let options = OutputOptions {
            format,
            command: "check".to_owned(),
            style: Style::default(),
            fail_on_warning,
            configs: reports.len(),
        };
        let (mut output, mut out) = (Output::new(options), Vec::new());
        reports.iter().for_each(|report| output.add(report, None, &mut out).unwrap());
        output.end(&mut out).unwrap();
        (String::from_utf8(out).unwrap(), output.exit_code())
    }

    #[test]
    fn the_exit_code_is_the_most_severe() {
        let check = |texts: &[&str], expect: u8| {
            let reports: Vec<_> = texts.iter().map(|text| checked("a", text)).collect();
            for (_, format) in Format::ALL {
                assert_eq!(output(format, false, &reports).1, expect);
            }
        };
        check(&[GOOD], 0);
        check(&["a: 1", GOOD], 2);
        check(&[], 0);
        assert_eq!(
            [0, 3, 1, 2].map(severity).into_iter().collect::<Vec<_>>(),
            [0, 1, 2, 3].into_iter().collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_warning_fails_where_it_is_wanted() {
        assert_eq!(output(Format::Text, false, &[warned()]).1, 0);
        let (text, code) = output(Format::Text, true, &[warned()]);
        assert_eq!(code, 1);
        assert!(text.ends_with("`--fail-on warning` makes the exit code 1: 1 warning\n"), "{text}");
        assert_eq!(output(Format::Text, true, &[checked("a", GOOD)]).1, 0);
        assert_eq!(output(Format::Text, true, &[checked("a", "a: 1")]).1, 2);
    }

    #[test]
    fn one_config_is_its_report_and_several_are_a_list() {
        let one: Value = serde_json::from_str(&output(Format::Json, false, &[warned()]).0).unwrap();
        assert_eq!(one.get("ok"), Some(&json!(true)));
        let several = [warned(), checked("\"b\".yaml", "a: 1")];
        let list: Value = serde_json::from_str(&output(Format::Json, false, &several).0).unwrap();
        assert_eq!(list.get("exitCode"), Some(&json!(2)));
        assert_eq!(list.pointer("/reports/0/report"), Some(&one));
        assert_eq!(list.pointer("/reports/1/config"), Some(&json!("\"b\".yaml")));
        assert_eq!(list.pointer("/reports/1/exitCode"), Some(&json!(2)));
    }

    #[test]
    fn the_markdown_of_many_configs_is_one_comment() {
        let wrong: String = (0..40).map(|n| format!("unknown{n}: 1\n")).collect();
        let reports: Vec<_> = (0..100).map(|n| checked(&format!("{n}.yaml"), &wrong)).collect();
        let (text, _) = output(Format::Markdown, false, &reports);
        assert!(text.chars().count() <= LARGEST, "{}", text.chars().count());
        assert_eq!(text.matches("## metarest check: ").count(), 100);
        assert!(text.contains("The details are left out here"), "{text}");
    }

    #[test]
    fn several_texts_have_titles_and_a_last_line() {
        let (text, _) = output(Format::Text, false, &[warned(), checked("b.yaml", "a: 1")]);
        assert!(text.starts_with("=== w.yaml\n\nwarning["), "{text}");
        assert!(text.contains("\n\n=== b.yaml\n\nerror["), "{text}");
        assert!(text.ends_with("\n\n1 of 2 configs failed: b.yaml (exit code 2)\n"), "{text}");
    }

    #[test]
    fn every_line_of_ndjson_is_an_object_and_the_last_is_the_summary() {
        let (text, _) = output(Format::Ndjson, true, &[warned(), checked("b.yaml", "a: 1")]);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let summaries: Vec<_> = lines.iter().filter(|line| line["type"] == "summary").collect();
        assert_eq!(
            (lines[0]["type"].as_str(), lines[0]["config"].as_str()),
            (Some("diagnostic"), Some("w.yaml"))
        );
        assert_eq!(summaries[0]["exitCode"], 1);
        assert_eq!(lines.last(), Some(summaries[1]));
        assert_eq!((&summaries[1]["exitCode"], &summaries[1]["command"]), (&json!(2), &json!("check")));
    }
}
