//! One row of the table: a spelling and its computation, both data.

use crate::error::Field;
use crate::format::fields::Fields;
use crate::format::pattern::{InvalidPattern, Pattern, same};

/// A spelling of stored hashes, with what is computed for it.
#[derive(Debug)]
pub(crate) struct Row {
    /// Lower-case letters, digits and `-`. Configurations hold it: it is never changed or taken away.
    pub(crate) name: &'static str,
    pub(crate) reading: Reading,
    /// What is computed and compared. Empty where the nested hash is computed of the password itself.
    pub(crate) expression: &'static str,
    pub(crate) detection: Detection,
    /// A text of this spelling. The table's vectors say of which password.
    pub(crate) example: &'static str,
    digest: Option<usize>,
}

/// How the row's texts are read and written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    /// By a file of its own beside the table. The pattern only tells whose text it is.
    Own(Pattern),
    Pattern(Pattern),
    /// No pattern holds the grammar.
    Functions(Functions),
}

/// A grammar that is no pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Functions {
    /// What its texts begin with.
    pub(crate) mark: &'static str,
    pub(crate) cut: for<'t> fn(&'t str) -> Result<Fields<'t>, Field>,
    pub(crate) print: fn(&Fields<'_>) -> String,
}

/// Whether a text says that it is of this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detection {
    /// Whatever begins with the mark, sound or not.
    Mark,
    /// What begins with the mark and is sound: the mark alone says too little.
    Shape,
    /// Never: the owner of the table has to say so.
    Declared,
}

/// A row whose mark says what it is.
pub(crate) const fn row(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    example: &'static str,
) -> Row {
    let reading = Reading::Pattern(compiled(pattern));
    build(name, reading, expression, Detection::Mark, example)
}

/// A row whose texts are told by their mark and their shape together.
pub(crate) const fn shape(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    example: &'static str,
) -> Row {
    let reading = Reading::Pattern(compiled(pattern));
    build(name, reading, expression, Detection::Shape, example)
}

/// A row that has to be declared.
pub(crate) const fn declared(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    example: &'static str,
) -> Row {
    let reading = Reading::Pattern(compiled(pattern));
    build(name, reading, expression, Detection::Declared, example)
}

/// A row that wraps another hash's text and adds nothing to its computation.
pub(crate) const fn wrapper(
    name: &'static str,
    pattern: &'static str,
    example: &'static str,
) -> Row {
    let reading = Reading::Pattern(compiled(pattern));
    build(name, reading, "", Detection::Mark, example)
}

/// A row that is read by a file of its own.
pub(crate) const fn own(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    detection: Detection,
    example: &'static str,
) -> Row {
    let reading = Reading::Own(compiled(pattern));
    build(name, reading, expression, detection, example)
}

/// A row whose grammar is no pattern.
pub(crate) const fn functions(
    name: &'static str,
    functions: Functions,
    expression: &'static str,
    example: &'static str,
) -> Row {
    let reading = Reading::Functions(functions);
    build(name, reading, expression, Detection::Mark, example)
}

/// The only panic: a wrong row does not compile.
#[allow(clippy::panic)]
const fn compiled(pattern: &'static str) -> Pattern {
    match Pattern::new(pattern) {
        Ok(pattern) => pattern,
        Err(InvalidPattern) => panic!("not a pattern"),
    }
}

const fn build(
    name: &'static str,
    reading: Reading,
    expression: &'static str,
    detection: Detection,
    example: &'static str,
) -> Row {
    Row {
        name,
        reading,
        expression,
        detection,
        example,
        digest: digest_len(expression.as_bytes()),
    }
}

/// The length in bytes of what the outermost function computes, if that is a digest.
const fn digest_len(expression: &[u8]) -> Option<usize> {
    let mut name = expression;
    // The last argument of `iterate` is its step.
    if let [
        b'i',
        b't',
        b'e',
        b'r',
        b'a',
        b't',
        b'e',
        b'(',
        arguments @ ..,
    ] = name
    {
        let mut depth: u32 = 0;
        let mut rest = arguments;
        while let [first, tail @ ..] = rest {
            match *first {
                b'(' => depth = depth.wrapping_add(1),
                b')' => depth = depth.wrapping_sub(1),
                b',' if depth == 0 => name = tail,
                _ => {}
            }
            rest = tail;
        }
    }
    let name = match name {
        [b' ', name @ ..] => name,
        name => name,
    };
    let name = match name {
        [b'h', b'm', b'a', b'c', b'_', name @ ..] => name,
        name => name,
    };
    let lengths: &[(&[u8], usize)] = &[
        (b"sha512_256", 32),
        (b"sha512", 64),
        (b"sha384", 48),
        (b"sha256", 32),
        (b"sha224", 28),
        (b"sha3_224", 28),
        (b"sha3_256", 32),
        (b"sha3_384", 48),
        (b"sha3_512", 64),
        (b"sha1", 20),
        (b"md5", 16),
        (b"md4", 16),
        (b"ripemd160", 20),
        (b"whirlpool", 64),
        (b"blake2b", 64),
        (b"blake2s", 32),
    ];
    let mut lengths = lengths;
    while let [(function, len), rest @ ..] = lengths {
        if let Some((beginning, [b'(' | b'_', ..])) = name.split_at_checked(function.len())
            && same(beginning, function)
        {
            return Some(*len);
        }
        lengths = rest;
    }
    None
}

impl Row {
    /// Whether texts say themselves that they are of this row.
    pub(crate) const fn is_detected(&self) -> bool {
        !matches!(self.detection, Detection::Declared)
    }

    /// The text's fields, decoded.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub(crate) fn cut<'t>(&self, text: &'t str) -> Result<Fields<'t>, Field> {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => pattern.cut(text, self.digest),
            Reading::Functions(functions) => (functions.cut)(text),
        }
    }

    /// The text of these fields, in its usual spelling: cut again, it gives the same fields.
    pub(crate) fn print(&self, fields: &Fields<'_>) -> String {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => pattern.print(fields),
            Reading::Functions(functions) => (functions.print)(fields),
        }
    }

    /// Whether the text is built as this row's are. A pattern decodes and allocates nothing for it.
    pub(crate) fn fits(&self, text: &str) -> bool {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => pattern.fits(text, self.digest),
            Reading::Functions(functions) => (functions.cut)(text).is_ok(),
        }
    }

    /// What its texts begin with: the spellings of a tag, and the constants behind it or instead of it.
    pub(crate) const fn mark(&self) -> (&'static str, [&'static str; 2]) {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => pattern.mark(),
            Reading::Functions(functions) => ("", [functions.mark, ""]),
        }
    }
}
