//! The door: what every stored text passes before any format looks at it.

use crate::{Limits, ParseError};

/// Markers that systems write where a hash would stand. Those that begin with `!` or `*` need no
/// row: shadow(5) locks with them, crypt(3) fails with `*0` and `*1`, Django writes `!` and random
/// characters.
const MARKERS: &[&str] = &[
    "",     // no password
    "x",    // passwd(5): it is in another file
    "NP",   // Solaris: no password
    "NULL", // exports of an empty column …
    "null", //
    "\\N",  // … as MySQL and PostgreSQL dump it
    "0",    //
    "N/A",
];

/// Lets a text in that is short enough and that stands for a hash.
pub(crate) fn admit<'a>(encoded: &'a str, limits: &Limits) -> Result<&'a str, ParseError> {
    if encoded.len() > limits.encoded_bytes {
        return Err(ParseError::TooLong);
    }
    if is_marker(encoded) {
        return Err(ParseError::Disabled);
    }
    Ok(encoded)
}

fn is_marker(text: &str) -> bool {
    // `*` and 40 hexadecimal digits is no marker but a password hash of MySQL.
    let is_mysql = text
        .strip_prefix('*')
        .is_some_and(|hex| hex.len() == 40 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    MARKERS.contains(&text) || text.starts_with('!') || text.starts_with('*') && !is_mysql
}
