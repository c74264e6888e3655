//! The runner of `wasm-bindgen-test`: a test that cargo built as wasm → its run in Node or in a browser. Cargo starts
//! it where `CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER` names it.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
