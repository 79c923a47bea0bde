//! An export, taken apart into records without holding more than one.

use std::io::{self, Read};

use crate::import::Position;
use crate::logto::beginning::{Beginning, beginning, tail};
use crate::logto::scan::{Scan, Step};
use crate::logto::window::Window;
use crate::logto::{RecordError, Rejected};

/// The largest record, in bytes.
const MAX_RECORD: usize = 1 << 20;

/// A line that is indented further is not told by its indentation.
const MAX_INDENT: usize = 256;

/// After so many lines that begin like a record, the record that they are in is taken as broken. It
/// bounds what a file that lacks a bracket in every record costs.
const MAX_LIKE: usize = 100;

/// Where a record begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which record, from 1.
    pub(crate) record: u64,
    /// The line of its first byte, from 1.
    pub(crate) line: u64,
    /// The place of its first byte, from 0.
    pub(crate) offset: u64,
}

impl Place {
    /// What the operator reads of it.
    pub(crate) const fn rejected(self, error: RecordError) -> Rejected {
        Rejected {
            record: self.record,
            line: self.line,
            offset: self.offset,
            error,
        }
    }
}

/// A record that was read, or what is wrong with it.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    pub(crate) place: Place,
    /// What is done after it. `rejected` is not counted here.
    pub(crate) end: Position,
    pub(crate) value: Result<T, RecordError>,
}

/// Why there is no next record.
#[derive(Debug)]
pub(crate) enum SourceError {
    Read(io::Error),
    /// The file is no JSON, but this.
    NotJson(&'static str),
}

impl From<io::Error> for SourceError {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Unknown,
    Array,
    Lines,
    Done,
}

/// What ends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// A comma, a bracket or the end of a line.
    Sign(Step),
    EndOfFile,
    /// It is broken: reading goes on here.
    Broken(usize),
}

/// Where an element ends.
struct Found {
    len: usize,
    stop: Stop,
    /// The first line in it that begins like a record.
    resume: Option<usize>,
    /// What is ahead is not the whole of it.
    is_large: bool,
}

/// A JSON array, an object with one in it, or one record a line.
pub(crate) struct Source<R> {
    file: Window<R>,
    records: u64,
    shape: Shape,
    /// The array is in an object.
    is_wrapped: bool,
    /// What stands before the next byte on its line, if it is blank.
    indent: Option<Vec<u8>>,
    /// How a line starts that a record starts on.
    like: Option<Vec<u8>>,
}

impl<R: Read> Source<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            file: Window::new(input, MAX_RECORD),
            records: 0,
            shape: Shape::Unknown,
            is_wrapped: false,
            indent: Some(Vec::new()),
            like: None,
        }
    }

    /// Reads the next record. `None` at the end.
    pub(crate) fn next<T>(
        &mut self,
        read: impl FnOnce(&[u8]) -> Result<T, RecordError>,
    ) -> Result<Option<Entry<T>>, SourceError> {
        if self.shape == Shape::Unknown {
            self.begin_file()?;
        }
        self.skip_blanks()?;
        match (self.shape, self.file.peek(0)?) {
            (Shape::Unknown | Shape::Done, _) | (Shape::Lines, None) => Ok(None),
            (Shape::Lines, Some(_)) => Ok(Some(self.line(read)?)),
            (Shape::Array, Some(b']')) => Ok(self.after_array()?),
            (Shape::Array, Some(_)) => Ok(Some(self.element(read)?)),
            (Shape::Array, None) => {
                self.shape = Shape::Done;
                let place = self.begin();
                Ok(Some(self.entry(place, Err(RecordError::Truncated))))
            }
        }
    }

    /// Finds out what kind of file it is.
    fn begin_file(&mut self) -> Result<(), SourceError> {
        if self.file.starts_with(0, b"\xef\xbb\xbf")? {
            self.file.advance(3);
        }
        self.skip_blanks()?;
        let (shape, len) = match beginning(&mut self.file)? {
            Beginning::Nothing => (Shape::Done, 0),
            Beginning::Lines => (Shape::Lines, 0),
            Beginning::Array(len) => (Shape::Array, len),
            Beginning::Wrapped(len) => {
                self.is_wrapped = true;
                (Shape::Array, len)
            }
            Beginning::Other(what) => return Err(SourceError::NotJson(what)),
        };
        self.shape = shape;
        if self.file.ahead(len).contains(&b'\n') {
            self.indent = None;
        }
        self.file.advance(len);
        Ok(())
    }

    /// One line.
    fn line<T>(
        &mut self,
        read: impl FnOnce(&[u8]) -> Result<T, RecordError>,
    ) -> io::Result<Entry<T>> {
        let place = self.begin();
        let (mut len, mut is_large) = (0_usize, false);
        let is_end_of_file = loop {
            match self.file.peek(len)? {
                None => break true,
                Some(b'\n') => break false,
                Some(_) if len == MAX_RECORD => {
                    is_large = true;
                    self.file.advance(len);
                    len = 0;
                }
                Some(_) => len = len.saturating_add(1),
            }
        };
        let value = match is_large {
            true => Err(RecordError::TooLarge),
            false => read(self.file.ahead(len)),
        };
        self.file.advance(len);
        let value = value.map_err(|error| within(error, is_end_of_file));
        Ok(self.entry(place, value))
    }

    /// One element of the array.
    fn element<T>(
        &mut self,
        read: impl FnOnce(&[u8]) -> Result<T, RecordError>,
    ) -> io::Result<Entry<T>> {
        let place = self.begin();
        let own = self.indent.take().map(|mut indent| {
            indent.push(b'{');
            indent
        });
        if self.like.is_none() {
            self.like.clone_from(&own);
        }
        let found = self.find_end()?;
        let value = match found.stop {
            _ if found.is_large => Err(RecordError::TooLarge),
            Stop::Broken(_) => Err(RecordError::NotJson),
            Stop::Sign(_) | Stop::EndOfFile => read(self.file.ahead(found.len)),
        };
        let is_broken = matches!(
            value,
            Err(RecordError::NotJson | RecordError::Truncated | RecordError::NotUtf8)
        );
        let stop = match found.resume {
            Some(resume) if is_broken => Stop::Broken(resume),
            Some(_) | None => found.stop,
        };
        if own.is_some() && !is_broken {
            self.like = own;
        }
        let (done, value) = match (stop, value) {
            (Stop::Broken(resume), value) => {
                self.indent = Some(Vec::new());
                (resume, value)
            }
            (Stop::EndOfFile, Err(error)) => {
                self.shape = Shape::Done; // and that is said with this
                (found.len, Err(error))
            }
            (Stop::Sign(_) | Stop::EndOfFile, value) => (found.len, value),
        };
        let value = value.map_err(|error| within(error, stop == Stop::EndOfFile));
        self.file.advance(done);
        let entry = self.entry(place, value);
        if stop == Stop::Sign(Step::Comma) {
            self.file.advance(1);
        }
        Ok(entry)
    }

    /// Looks for the end of an element, and drops what is too large.
    fn find_end(&mut self) -> io::Result<Found> {
        let like = self.like.clone();
        let (mut scan, mut likes) = (Scan::default(), 0_usize);
        let (mut len, mut is_large, mut resume) = (0_usize, false, None);
        let stop = loop {
            let Some(byte) = self.file.peek(len)? else {
                break Stop::EndOfFile;
            };
            match scan.step(byte) {
                Step::Inside => (),
                sign @ (Step::Comma | Step::Bracket) => break Stop::Sign(sign),
            }
            if len == MAX_RECORD {
                if let Some(resume) = resume {
                    break Stop::Broken(resume);
                }
                is_large = true;
                self.file.advance(len);
                len = 0;
            }
            len = len.saturating_add(1);
            if byte == b'\n' && self.is_like(len, like.as_deref())? {
                likes = likes.saturating_add(1);
                let first = *resume.get_or_insert(len);
                if is_large || likes == MAX_LIKE {
                    break Stop::Broken(first);
                }
            }
        };
        Ok(Found {
            len,
            stop,
            resume,
            is_large,
        })
    }

    /// Whether a line that starts so many bytes ahead begins like a record.
    fn is_like(&mut self, ahead: usize, like: Option<&[u8]>) -> io::Result<bool> {
        match like {
            Some(like) => self.file.starts_with(ahead, like),
            None => Ok(false),
        }
    }

    /// The array is closed: nothing should follow but the end of its object. If a record was broken by a bracket too many,
    /// reading goes on at the next line that begins like a record.
    fn after_array<T>(&mut self) -> io::Result<Option<Entry<T>>> {
        self.file.advance(1);
        self.skip_blanks()?;
        let end = match self.is_wrapped {
            true => tail(&mut self.file, MAX_RECORD)?,
            false => self.file.peek(0)?.is_none().then_some(0),
        };
        if let Some(end) = end {
            self.file.advance(end);
            self.shape = Shape::Done;
            return Ok(None);
        }
        if self.file.peek(0)?.is_none() {
            self.shape = Shape::Done;
            let place = self.begin();
            return Ok(Some(self.entry(place, Err(RecordError::Truncated))));
        }
        let place = self.begin();
        let like = self.like.clone();
        loop {
            let Some(byte) = self.file.peek(0)? else {
                self.shape = Shape::Done;
                break;
            };
            self.file.advance(1);
            if byte == b'\n' && self.is_like(0, like.as_deref())? {
                self.indent = Some(Vec::new());
                break;
            }
        }
        Ok(Some(self.entry(place, Err(RecordError::AfterEnd))))
    }

    /// Counts a record that begins here.
    fn begin(&mut self) -> Place {
        self.records = self.records.saturating_add(1);
        let done = self.file.done();
        Place {
            record: self.records,
            line: done.lines.saturating_add(1),
            offset: done.bytes,
        }
    }

    fn entry<T>(&self, place: Place, value: Result<T, RecordError>) -> Entry<T> {
        let end = Position {
            records: self.records,
            ..self.file.done()
        };
        Entry { place, end, value }
    }

    fn skip_blanks(&mut self) -> io::Result<()> {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.file.peek(0)? {
            self.file.advance(1);
            match &mut self.indent {
                _ if byte == b'\n' => self.indent = Some(Vec::new()),
                Some(indent) if indent.len() < MAX_INDENT => indent.push(byte),
                indent => *indent = None,
            }
        }
        Ok(())
    }
}

/// A record that breaks off where the file does not is no JSON.
fn within(error: RecordError, is_end_of_file: bool) -> RecordError {
    match error {
        RecordError::Truncated if !is_end_of_file => RecordError::NotJson,
        error => error,
    }
}
