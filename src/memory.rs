//! The memory of the wasm module, for the shells that report it.

/// The size of the wasm module's memory in bytes: the peak so far, since it never shrinks. None on other targets.
#[cfg(target_arch = "wasm32")]
pub fn memory() -> Option<usize> {
    const PAGE: usize = 64 << 10;
    Some(core::arch::wasm32::memory_size::<0>() * PAGE)
}

/// The size of the wasm module's memory in bytes: the peak so far, since it never shrinks. None on other targets.
#[cfg(not(target_arch = "wasm32"))]
pub fn memory() -> Option<usize> {
    None
}
