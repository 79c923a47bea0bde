//! What every stored text passes before any format looks at it.

use crate::error::ParseError;
use crate::limits::Limits;

/// The shortest salt and digest together, those of DES, in characters.
const SHORTEST_HASH: usize = 13;

/// Markers that are words. Others begin with `!` or `*`: shadow(5) locks with them, crypt(3) fails
/// with `*0` and `*1`, Django writes `!` and random characters.
const WORDS: &[&str] = &[
    "x",    // passwd(5): it is in another file
    "NP",   // Solaris: no password
    "NULL", // exports of an empty column …
    "null", //
    "\\N",  // … as MySQL and PostgreSQL dump it
    "0",    //
    "N/A",
];

/// What stands where a hash would, for an account without a usable password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Marker {
    /// Nothing.
    Empty,
    /// A text that begins with `!`.
    Exclamation,
    /// A text that begins with `*`.
    Asterisk,
    /// A word that says so, such as `x`, `NP` or `NULL`.
    Word,
    /// The text was not at hand.
    Unknown,
}

/// Whether blanks and line breaks behind a hash are a fault of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    Refused,
    Trimmed,
    /// They are a part of the text, which is a password in plain text.
    Kept,
}

/// Reads a text that is short enough and that stands for a hash, by a format's grammar.
pub(crate) fn read<T>(
    encoded: &str,
    limits: &Limits,
    padding: Padding,
    parse: impl FnOnce(&str) -> Result<T, ParseError>,
) -> Result<T, ParseError> {
    read_of(encoded, limits, padding, |_| false, parse)
}

/// The same, where a text that begins like a marker may be a hash: `is_hash` says so.
pub(crate) fn read_of<T>(
    encoded: &str,
    limits: &Limits,
    padding: Padding,
    is_hash: impl FnOnce(&str) -> bool,
    parse: impl FnOnce(&str) -> Result<T, ParseError>,
) -> Result<T, ParseError> {
    if encoded.len() > limits.encoded_bytes {
        return Err(ParseError::TooLong);
    }
    let text = without_padding(encoded);
    if marker(text).is_some() && !is_hash(text) {
        return Err(ParseError::Disabled);
    }
    match padding {
        Padding::Kept => parse(encoded),
        // What is no hash without its padding either has a better error.
        Padding::Refused if text.len() < encoded.len() => parse(text).and(Err(ParseError::Padded)),
        Padding::Refused | Padding::Trimmed => parse(text),
    }
}

/// Whether there is something behind the text that a column or a file may have added.
pub(crate) fn is_padded(text: &str) -> bool {
    without_padding(text).len() < text.len()
}

/// The text without what `CHAR(n)` columns and files of lines add behind it.
fn without_padding(text: &str) -> &str {
    match text.as_bytes() {
        [.., b' ' | b'\r' | b'\n'] => text.trim_end_matches([' ', '\r', '\n']),
        _ => text,
    }
}

/// Whether a text is built like a hash, known here or not: `$6$…`, `{TAG}…`, `name$…$…`. In a column of
/// passwords it is one that was stolen, or will be.
pub(crate) fn is_built_like_a_hash(text: &str) -> bool {
    let parts = if let Some(marked) = text.strip_prefix('$') {
        marked.split_once('$')
    } else if let Some(tagged) = text.strip_prefix('{') {
        tagged.split_once('}')
    } else {
        text.split_once('$').filter(|(_, rest)| rest.contains('$'))
    };
    let (mark, rest) = parts.unwrap_or_default();
    let is_of_mark = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./,:=@+".contains(&byte);
    !mark.is_empty() && mark.bytes().all(is_of_mark) && rest.len() >= SHORTEST_HASH
}

/// The marker that a text is, padded or not, if it is one.
pub(crate) fn marker(text: &str) -> Option<Marker> {
    let text = without_padding(text);
    // `*` and 40 hexadecimal digits is no marker but a password hash of MySQL.
    let is_mysql = |rest: &str| rest.len() == 40 && rest.bytes().all(|b| b.is_ascii_hexdigit());
    match text.strip_prefix('*') {
        Some(rest) => (!is_mysql(rest)).then_some(Marker::Asterisk),
        None if text.is_empty() => Some(Marker::Empty),
        None if text.starts_with('!') => Some(Marker::Exclamation),
        None => WORDS.contains(&text).then_some(Marker::Word),
    }
}
