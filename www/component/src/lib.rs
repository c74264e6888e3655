//! The core as a WebAssembly component: bindings only, without rules. `wit/world.wit` describes them.
//!
//! In: the values of a host. Out: reports and effects of the core. `tools/build.mjs` makes the component; natively only
//! the types are checked.

mod effect;
mod event;
mod options;
mod report;
mod run;
mod world;

use metarest::config::{ConversionTarget, Version};

use crate::report::Report;
use crate::world::commands::{self, Guest};

/// Memory is half the work of a mapping: this allocator takes less of it than that of the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The component.
struct Component;

impl Guest for Component {
    type Report = Report;
    type Run = run::Run;

    fn check(config: Vec<u8>, options: commands::Options) -> Result<commands::Report, String> {
        Ok(Report::resource(metarest::check(&config, &options::check(options)?)))
    }

    fn fix(config: Vec<u8>, options: commands::Options) -> Result<commands::Report, String> {
        Ok(Report::resource(metarest::report::fix(&config, &options::check(options)?)))
    }

    fn convert(
        config: Vec<u8>,
        to: String,
        strip: bool,
        options: commands::Options,
    ) -> Result<commands::Report, String> {
        let version = Version::of(&to).ok_or_else(|| format!("no such version: {to}"))?;
        let target = ConversionTarget { version, strip };
        Ok(Report::resource(metarest::report::convert(&config, target, &options::check(options)?)))
    }

    fn preview(
        config: Option<Vec<u8>>,
        document: Vec<u8>,
        options: commands::Options,
    ) -> Result<commands::Report, String> {
        Ok(Report::resource(metarest::preview(config.as_deref(), document, &options::check(options)?)))
    }

    fn explain(code: Option<String>, width: Option<u32>) -> Result<String, String> {
        metarest::report::explain(code.as_deref(), options::size(width))
    }
}
