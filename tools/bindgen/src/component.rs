//! A core module that cargo built with `wit-bindgen` → a WebAssembly component, at the second path. The module must
//! import nothing, so that the component does not either.

use std::fs;

use anyhow::{Context, bail};
use wit_component::ComponentEncoder;

fn main() -> anyhow::Result<()> {
    let [module, component] = &std::env::args().skip(1).collect::<Vec<_>>()[..] else {
        bail!("usage: component MODULE COMPONENT");
    };
    let bytes = fs::read(module).with_context(|| format!("{module} cannot be read"))?;
    let mut encoder = ComponentEncoder::default();
    let encoded = encoder.module(&bytes)?.validate(true).encode()?;
    fs::write(component, encoded).with_context(|| format!("{component} cannot be written"))
}
