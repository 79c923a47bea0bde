//! The sign-in flow, as a service sees it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod browser;
mod interleavings;
mod memory;
mod old_system;
mod server;
mod sign_in;

#[path = "../support/mod.rs"]
mod support;
