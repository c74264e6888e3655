//! What `wit-bindgen` makes of `wit/world.wit`: types, and the exports of the component.

#![cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "generated: values go through the component's memory")
)]

wit_bindgen::generate!({ path: "wit", world: "metarest" });

pub(crate) use exports::metarest::core::commands;

// Natively, linkers refuse the names of the exports.
#[cfg(target_family = "wasm")]
mod exported {
    use crate::Component;

    super::export!(Component with_types_in super);
}
