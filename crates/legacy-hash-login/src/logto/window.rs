//! The part of a file that is looked at.

use std::io::{self, ErrorKind, Read};

use zeroize::Zeroizing;

use crate::import::Position;

/// So much is read at once beside what is held.
const CHUNK: usize = 64 << 10;

/// A file, of which so many bytes are held at the most and wiped in the end.
pub(crate) struct Window<R> {
    input: R,
    /// From `start` to `filled` it is read and not done.
    buffer: Zeroizing<Vec<u8>>,
    start: usize,
    filled: usize,
    is_at_end: bool,
    /// The bytes and lines that are done.
    done: Position,
}

impl<R: Read> Window<R> {
    /// Holds so many bytes.
    pub(crate) fn new(input: R, held: usize) -> Self {
        Self {
            input,
            buffer: Zeroizing::new(vec![0; held.saturating_add(CHUNK)]),
            start: 0,
            filled: 0,
            is_at_end: false,
            done: Position::default(),
        }
    }

    /// The bytes and lines that are done.
    pub(crate) const fn done(&self) -> Position {
        self.done
    }

    /// Whether this text stands so many bytes ahead. It is not longer than a chunk.
    pub(crate) fn starts_with(&mut self, place: usize, text: &[u8]) -> io::Result<bool> {
        for (place, &byte) in (place..).zip(text) {
            if self.peek(place)? != Some(byte) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// So many bytes that are read and not done.
    pub(crate) fn ahead(&self, len: usize) -> &[u8] {
        let end = self.start.saturating_add(len);
        self.buffer.get(self.start..end).unwrap_or_default()
    }

    /// A byte that is not done, so many after the first; `None` after the end.
    pub(crate) fn peek(&mut self, ahead: usize) -> io::Result<Option<u8>> {
        loop {
            let place = self.start.saturating_add(ahead);
            if place < self.filled {
                return Ok(self.buffer.get(place).copied());
            }
            if self.is_at_end {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled = self.filled.saturating_sub(self.start);
            self.start = 0;
        }
        let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
        match self.input.read(room) {
            Ok(0) => self.is_at_end = true,
            Ok(read) => self.filled = self.filled.saturating_add(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => (),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// So many bytes are done.
    pub(crate) fn advance(&mut self, len: usize) {
        let passed = self.ahead(len);
        let lines = passed.iter().filter(|&&byte| byte == b'\n').count();
        let (bytes, lines) = (passed.len() as u64, lines as u64);
        self.done.bytes = self.done.bytes.saturating_add(bytes);
        self.done.lines = self.done.lines.saturating_add(lines);
        self.start = self.start.saturating_add(len);
    }
}
