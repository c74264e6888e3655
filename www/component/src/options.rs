//! Options of a host → those of the core.

use metarest::CheckOptions;
use metarest::config::Environment;
use metarest::entity::Share;
use metarest::report::{PlanFile, RunOptions, document_source};

use crate::world::commands;

/// Of reading a config.
pub(crate) fn check(options: commands::Options) -> Result<CheckOptions, String> {
    let environment = options.environment.map(|variables| {
        let pairs = variables.into_iter().map(|variable| (variable.name, variable.value));
        Environment::Known(pairs.collect())
    });
    Ok(CheckOptions {
        file: options.file.unwrap_or_default(),
        spec_file: options.document_file.unwrap_or_default(),
        environment: environment.unwrap_or(Environment::Unknown),
        now: options.now,
        min_coverage: options.min_coverage.map(share).transpose()?,
    })
}

/// Of a run.
pub(crate) fn run(options: commands::RunOptions) -> Result<RunOptions, String> {
    Ok(RunOptions {
        check: check(options.config)?,
        spec: options.document.as_deref().map(document_source).transpose()?,
        approve: options.approve,
        plan: options.plan.map(|text| PlanFile::read(text.as_bytes())).transpose()?,
        exit_on_changes: options.exit_on_changes,
    })
}

/// A width.
pub(crate) fn size(width: Option<u32>) -> Option<usize> {
    width.and_then(|width| usize::try_from(width).ok())
}

fn share(percent: f64) -> Result<Share, String> {
    Share::percent(percent).ok_or_else(|| "min-coverage is a number from 0 to 100".to_owned())
}
