//! The memory that the module has taken, for the shells that report it.

/// The wasm module's memory in bytes, the most that was taken so far, since it never shrinks; elsewhere none.
#[cfg(target_arch = "wasm32")]
pub fn memory() -> Option<usize> {
    const PAGE: usize = 64 << 10;
    Some(core::arch::wasm32::memory_size::<0>() * PAGE)
}

/// The wasm module's memory in bytes, the most that was taken so far, since it never shrinks; elsewhere none.
#[cfg(not(target_arch = "wasm32"))]
pub fn memory() -> Option<usize> {
    None
}
