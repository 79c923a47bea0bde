//! The sign-in flow, as a service sees it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod api;
mod behind_proxy;
mod browser;
mod connections;
mod counted;
mod expecting;
mod importing;
mod interleavings;
mod limits;
mod memory;
mod mix;
mod old_system;
mod options;
mod server;
mod shortage;
mod sign_in;
mod take_over;

#[path = "../support/mod.rs"]
mod support;

// What the server example has tests of its own for: cargo builds examples either to run or to test.
#[path = "../../examples/server/remembered.rs"]
mod remembered;
#[path = "../../examples/server/waiting.rs"]
mod waiting;

use support::log;
