//! The crate's tests, as its users see it. `conformance` is the list that every format feeds.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod allocations;
mod authenticate;
mod backends;
mod batch;
mod calibrate;
mod conformance;
mod costs;
mod documents;
mod dynamic;
mod encodings;
mod expressions;
mod fuzz;
mod guides;
mod hostile;
mod layout;
mod limits;
mod mutation;
mod peers;
mod policy;
mod privacy;
mod reading;
mod regressions;
mod rows;
mod rustcrypto;
mod schemes;
mod secrets;
mod serialize;
mod table;
mod targets;
mod unsupported;
mod upgrade;
mod vectors;
