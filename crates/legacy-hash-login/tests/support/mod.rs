//! What several test binaries share.
#![allow(dead_code, reason = "no test binary uses all of it")]
#![allow(clippy::unwrap_used)]

pub(crate) mod database;
pub(crate) mod log;
pub(crate) mod postgres;
