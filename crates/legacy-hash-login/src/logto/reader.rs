//! Reads an export, batch by batch, and what an earlier run has done of it without a word.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{self, Read};

use crate::logto::RecordError;
use crate::logto::json::Fields;
use crate::logto::record::{Record, Rules};
use crate::logto::source::{Place, Source};
use crate::logto::values::Form;
use crate::{Kind, Position};

/// A batch ends when its records come to so many bytes, which bounds the memory.
const MAX_BATCH_BYTES: u64 = 4 << 20;

/// Why there is no batch.
pub(crate) enum ReadError {
    Source(io::Error),
    /// The records that are done do not end where the earlier run ended.
    Changed,
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Source(error)
    }
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
    named: Named,
    /// What an earlier run has done.
    done: Position,
    /// Where the last record that was read ends.
    end: Position,
}

impl<R: Read> Reader<R> {
    pub(crate) fn new(input: R, rules: Rules, done: Position) -> Self {
        Self {
            source: Source::new(input),
            rules,
            named: Named::default(),
            done,
            end: Position::default(),
        }
    }

    pub(crate) fn batch(&mut self, size: usize) -> Result<Batch, ReadError> {
        let (mut records, mut bytes) = (Vec::new(), 0_u64);
        while records.len() < size && bytes < MAX_BATCH_BYTES {
            let rules = &self.rules;
            let read = |text: &[u8]| rules.read(Form::File, &Fields::read(text)?);
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
            if is_new {
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
    keys: HashSet<u64>,
    hasher: RandomState,
}

impl Named {
    /// Refuses a record that only its identifiers tell, and does not tell from an earlier one.
    fn admit(&mut self, record: Record, rules: &Rules) -> Result<Record, RecordError> {
        let keys: Vec<(Kind, u64)> = record
            .user
            .identifiers
            .iter()
            .filter_map(|(kind, spelled)| {
                let key = rules.key(*kind, spelled)?;
                Some((*kind, self.hasher.hash_one((kind, key))))
            })
            .collect();
        let taken = keys.iter().find(|(_, key)| self.keys.contains(key));
        if let (None, Some((kind, _))) = (&record.user.id, taken) {
            return Err(RecordError::Taken(*kind));
        }
        self.keys.extend(keys.into_iter().map(|(_, key)| key));
        Ok(record)
    }
}
