//! Files that are packed with gzip.

use std::io::{self, Chain, Cursor, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

/// How gzip begins (RFC 1952).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A file may unpack to so many times what was read of it, and [`FREE`] bytes more: exports came to 20
/// times, the most that was made of one by repetition to 80, and a bomb comes to 1032.
const RATIO: u64 = 200;
const FREE: u64 = 16 << 20;

/// Whether a file is packed, by its first bytes.
pub(crate) fn is_packed(input: &mut impl Read) -> io::Result<bool> {
    Ok(beginning(input)? == MAGIC)
}

/// The first two bytes, or what there is.
fn beginning(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(2).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is read, unpacked if it was packed. Nothing is read before the first use, and no more than a
/// buffer of it is held at any time.
pub(crate) struct Unpack<R>(State<R>);

enum State<R> {
    New(R),
    Plain(Whole<R>),
    Packed(Box<MultiGzDecoder<Counter<Whole<R>>>>, u64),
    /// It failed at its beginning.
    Broken,
}

/// An input whose first bytes were looked at.
type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

impl<R: Read> Unpack<R> {
    pub(crate) const fn new(input: R) -> Self {
        Self(State::New(input))
    }
}

impl<R: Read> Read for Unpack<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let State::New(_) = self.0
            && let State::New(mut input) = std::mem::replace(&mut self.0, State::Broken)
        {
            let first = beginning(&mut input)?;
            let is_packed = first == MAGIC;
            let whole = Cursor::new(first).chain(input);
            self.0 = match is_packed {
                true => State::Packed(Box::new(MultiGzDecoder::new(Counter(whole, 0))), 0),
                false => State::Plain(whole),
            };
        }
        match &mut self.0 {
            State::Plain(input) => input.read(buffer),
            State::Packed(input, unpacked) => {
                let read = input.read(buffer).map_err(of_gzip)?;
                *unpacked = unpacked.saturating_add(read as u64);
                let packed = input.get_ref().1;
                match *unpacked > packed.saturating_mul(RATIO).saturating_add(FREE) {
                    true => Err(invalid(
                        "the gzip file unpacks to more than 200 times its size",
                    )),
                    false => Ok(read),
                }
            }
            State::New(_) | State::Broken => {
                Err(invalid("it could not be read from its beginning"))
            }
        }
    }
}

fn of_gzip(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::UnexpectedEof => io::Error::new(error.kind(), "the gzip file breaks off"),
        ErrorKind::InvalidInput | ErrorKind::InvalidData => invalid("the gzip file is damaged"),
        _ => error,
    }
}

fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, reason)
}

/// Counts what is read.
struct Counter<R>(R, u64);

impl<R: Read> Read for Counter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1 = self.1.saturating_add(read as u64);
        Ok(read)
    }
}
