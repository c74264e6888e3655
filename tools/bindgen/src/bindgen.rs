//! wasm-bindgen: a `.wasm` that cargo built → its JavaScript module, types and wasm. Takes the flags of
//! `wasm-bindgen-cli`; built here, its version is always that of the crates.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
