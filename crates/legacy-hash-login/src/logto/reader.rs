//! Reads an export, batch by batch, and what an earlier run has done of it without a word.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{self, Read};

use crate::identifier::Kind;
use crate::import::Position;
use crate::logto::RecordError;
use crate::logto::record::{Record, Rules};
use crate::logto::source::{Place, Source, SourceError};
use crate::logto::values::Form;

/// A batch ends when its records come to so many bytes, which bounds the memory.
const MAX_BATCH_BYTES: u64 = 4 << 20;

/// Why there is no batch.
pub(crate) enum ReadError {
    Source(io::Error),
    /// The source is no JSON, but this.
    NotJson(&'static str),
    /// The records that are done do not end where the earlier run ended.
    Changed,
}

impl From<SourceError> for ReadError {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Read(error) => Self::Source(error),
            SourceError::NotJson(what) => Self::NotJson(what),
        }
    }
}

/// What is imported of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    All,
    /// All but the passwords in plain text, which are to come.
    Accounts,
    /// The accounts with passwords in plain text, and nothing else.
    Passwords,
}

fn has_plain(record: &Result<Record, RecordError>) -> bool {
    record.as_ref().is_ok_and(|record| record.plain.is_some())
}

/// Some records, and what is done after them; none at the end.
pub(crate) struct Batch {
    pub(crate) records: Vec<(Place, Result<Record, RecordError>)>,
    pub(crate) end: Position,
}

/// Reads batches, on a thread that may block.
pub(crate) struct Reader<R> {
    source: Source<R>,
    rules: Rules,
    part: Part,
    named: Named,
    /// What an earlier run has done.
    done: Position,
    /// Where the last record that was read ends.
    end: Position,
}

impl<R: Read> Reader<R> {
    pub(crate) fn new(input: R, rules: Rules, part: Part, done: Position) -> Self {
        Self {
            source: Source::new(input),
            rules,
            part,
            named: Named::default(),
            done,
            end: Position::default(),
        }
    }

    pub(crate) fn batch(&mut self, size: usize) -> Result<Batch, ReadError> {
        let (mut records, mut bytes) = (Vec::new(), 0_u64);
        while records.len() < size && bytes < MAX_BATCH_BYTES {
            let rules = &self.rules;
            let read = |text: &[u8]| rules.read(Form::File, &rules.fields(text)?);
            let entry = self.source.next(read)?;
            let is_done = |end: Position| end.records <= self.done.records;
            let is_new = entry.as_ref().is_none_or(|entry| !is_done(entry.end));
            if is_new && is_done(self.end) && !self.is_where_it_stopped() {
                return Err(ReadError::Changed);
            }
            let Some(entry) = entry else {
                break;
            };
            let record = entry
                .value
                .and_then(|record| self.named.admit(record, rules));
            let len = entry.end.bytes.saturating_sub(self.end.bytes);
            self.end = entry.end;
            let is_wanted = self.part != Part::Passwords || has_plain(&record);
            if is_new && is_wanted {
                bytes = bytes.saturating_add(len);
                records.push((entry.place, record));
            }
        }
        let end = self.end;
        Ok(Batch { records, end })
    }

    /// Whether the records that are done end where the earlier run ended.
    fn is_where_it_stopped(&self) -> bool {
        let counts = |position: &Position| (position.bytes, position.lines, position.records);
        counts(&self.end) == counts(&self.done)
    }
}

/// The identifiers that stood in the file, as numbers.
#[derive(Default)]
struct Named {
    /// Those of accounts.
    keys: HashSet<u64>,
    /// What user names could be taken for.
    doubles: HashSet<u64>,
    hasher: RandomState,
}

impl Named {
    /// Refuses a record that only its identifiers tell, and does not tell from an earlier one: the
    /// same identifier, or a user name that is somebody's number or address to whoever types it.
    fn admit(&mut self, record: Record, rules: &Rules) -> Result<Record, RecordError> {
        let number = |kind: Kind, key: String| self.hasher.hash_one((kind, key));
        let (mut keys, mut doubles) = (Vec::new(), Vec::new());
        for (kind, spelled) in &record.user.identifiers {
            let Some(key) = rules.key(*kind, spelled) else {
                continue;
            };
            keys.push((*kind, number(*kind, key)));
            if *kind == Kind::UserName
                && let Some((other, key)) = rules.taken_for(spelled)
            {
                doubles.push(number(other, key));
            }
        }
        let is_there =
            |(_, key): &&(Kind, u64)| self.keys.contains(key) || self.doubles.contains(key);
        let taken = keys.iter().find(is_there).map(|(kind, _)| *kind);
        let is_double = doubles.iter().any(|key| self.keys.contains(key));
        let taken = taken.or(is_double.then_some(Kind::UserName));
        if let (None, Some(kind)) = (&record.user.id, taken) {
            return Err(RecordError::Taken(kind));
        }
        self.keys.extend(keys.into_iter().map(|(_, key)| key));
        self.doubles.extend(doubles);
        Ok(record)
    }
}
