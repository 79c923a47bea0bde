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
mod expecting;
mod interleavings;
mod limits;
mod memory;
mod old_system;
mod server;
mod shortage;
mod sign_in;
mod take_over;

#[path = "../support/mod.rs"]
mod support;

use support::log;
