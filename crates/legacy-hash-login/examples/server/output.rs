//! Lines for whoever runs the server. Nobody may be listening: a closed pipe is no reason to stop,
//! where `println!` would panic.

use std::fmt::Display;
use std::io::{Write, stderr, stdout};

/// A line on standard output.
pub(crate) fn print(line: impl Display) {
    let _ = writeln!(stdout().lock(), "{line}");
}

/// A line on standard error.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(stderr().lock(), "{line}");
}
