//! What kind of file it is, by how it begins.

use std::io::{self, Read};

use crate::json::members;
use crate::logto::scan::{Scan, Step};
use crate::logto::values::is_column;
use crate::logto::window::Window;

/// The array of users begins within so many bytes of the object that it is in.
const HEAD: usize = 64 << 10;

/// How a file begins that is no JSON, and what it is then.
const OTHERS: [(&[u8], &str); 9] = [
    (b"<", "HTML or XML"),
    (b"\x1f\x8b", "gzip within gzip"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"SQLite format 3", "a database of SQLite"),
];

/// What stands in a file, and how many bytes there are before its first record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// Nothing.
    Nothing,
    /// An array.
    Array(usize),
    /// An array in an object: `{"users": […]}`.
    Wrapped(usize),
    /// One object a line.
    Lines,
    /// No JSON, but this.
    Other(&'static str),
}

/// Looks at the first bytes behind a byte order mark and blanks.
pub(crate) fn beginning<R: Read>(file: &mut Window<R>) -> io::Result<Beginning> {
    Ok(match file.peek(0)? {
        None => Beginning::Nothing,
        Some(b'[') => Beginning::Array(1),
        Some(b'{') => match head(file)? {
            Some(len) => Beginning::Wrapped(len),
            None => Beginning::Lines,
        },
        Some(_) => {
            for (start, name) in OTHERS {
                if file.starts_with(0, start)? {
                    return Ok(Beginning::Other(name));
                }
            }
            Beginning::Other("plain text, or CSV")
        }
    })
}

/// How many bytes there are before the first element of `users`, if the file is an object that has an
/// array of that name, behind members that are no objects and no arrays, nor fields of a user.
fn head<R: Read>(file: &mut Window<R>) -> io::Result<Option<usize>> {
    let (mut scan, mut len) = (Scan::default(), 1_usize);
    while len < HEAD {
        let Some(byte) = file.peek(len)? else {
            return Ok(None);
        };
        if byte == b'[' && !scan.is_in_string() {
            // With its array closed, what is there has to be an object's beginning.
            let start = file.ahead(len);
            let whole = [start, b"null}"].concat();
            let read = str::from_utf8(&whole)
                .ok()
                .and_then(|text| members(text).ok());
            let is_head = read.is_some_and(|members| {
                let last = members.last().is_some_and(|(name, _)| name == "users");
                last && !members.iter().any(|(name, _)| is_column(name))
            });
            return Ok(is_head.then(|| len.saturating_add(1)));
        }
        if matches!(byte, b'{' | b'}') && !scan.is_in_string() {
            return Ok(None);
        }
        // Commas between the members are no ends here.
        let (Step::Inside | Step::Comma | Step::Bracket) = scan.step(byte);
        len = len.saturating_add(1);
    }
    Ok(None)
}

/// How many bytes there are behind the array of `users` up to the end of its object, if that is well
/// formed and nothing follows.
pub(crate) fn tail<R: Read>(file: &mut Window<R>, most: usize) -> io::Result<Option<usize>> {
    let (mut scan, mut len) = (Scan::default(), 0_usize);
    while let Some(byte) = file.peek(len)? {
        if len == most {
            return Ok(None);
        }
        let is_end = byte == b'}' && scan.is_at_top();
        scan.step(byte);
        len = len.saturating_add(1);
        if is_end {
            break;
        }
    }
    let end = len;
    while let Some(byte) = file.peek(len)? {
        if len == most || !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            return Ok(None);
        }
        len = len.saturating_add(1);
    }
    // The array as an object's first member, and what follows.
    let whole = [b"{\"users\":0", file.ahead(end)].concat();
    let read = str::from_utf8(&whole).ok().map(members);
    Ok(read.is_some_and(|read| read.is_ok()).then_some(len))
}
