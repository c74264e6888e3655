//! A report of the core, as the resource `report`.

use std::io::{self, Write};

use metarest::report::{self, Format, Output, OutputOptions, Style};

use crate::effect;
use crate::options::size;
use crate::world::commands::{self, GuestReport};

/// The report of a command.
pub(crate) struct Report(report::Report);

impl Report {
    /// The resource that a host gets.
    pub(crate) fn resource(report: impl Into<report::Report>) -> commands::Report {
        commands::Report::new(Self(report.into()))
    }
}

impl GuestReport for Report {
    fn json(&self) -> String {
        written(|out| self.0.json(out))
    }

    fn text(&self, style: commands::Style) -> String {
        let commands::Style { color, width, quiet } = style;
        self.0.text(Style { color, width: size(width), quiet })
    }

    fn formatted(&self, format: commands::Format, command: String) -> String {
        let format = match format {
            commands::Format::Markdown => Format::Markdown,
            commands::Format::Sarif => Format::Sarif,
            commands::Format::Github => Format::Github,
            commands::Format::Junit => Format::Junit,
            commands::Format::Ndjson => Format::Ndjson,
        };
        let style = Style::default();
        let mut output =
            Output::new(OutputOptions { format, command, style, fail_on_warning: false, configs: 1 });
        written(|out| {
            output.add(&self.0, None, out)?;
            output.end(out)
        })
    }

    fn exit_code(&self) -> u8 {
        self.0.exit_code()
    }

    fn fixed_config(&self) -> Option<String> {
        self.0.fixed_text().map(str::to_owned)
    }

    fn plan_file(&self, approve: Option<String>) -> Option<String> {
        let mut is_written = false;
        let file = written(|out| {
            is_written = self.0.plan_file(approve.as_deref(), out)?;
            Ok(())
        });
        is_written.then_some(file)
    }
}

/// The text that is written. Memory takes it all.
fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    let result = write(&mut bytes);
    debug_assert!(result.is_ok(), "memory takes every write");
    effect::text(bytes)
}
