//! Some records, written in one transaction.

use std::collections::HashMap;

use crate::identifier::Kind;
use crate::import::Outcome;
use crate::sql::SqlError;
use crate::sql::import::plan::stay;
use crate::sql::import::record::Record;
use crate::sql::import::transaction::Batch;

/// Records that are not written yet, each with what became of it.
type Open<'o, 'u> = Vec<(&'o Record<'u>, &'o mut Outcome)>;

impl Batch<'_> {
    /// Writes the records, each whole or not at all. Whoever finds an identifier taken is tried again
    /// once others have given theirs up, and those who wait for each other move together.
    pub(super) async fn write(
        &mut self,
        records: &[Option<Record<'_>>],
    ) -> Result<Vec<Outcome>, SqlError> {
        let mut outcomes = vec![Outcome::Refused; records.len()];
        let mut open: Open<'_, '_> = records
            .iter()
            .zip(&mut outcomes)
            .filter_map(|(record, outcome)| Some((record.as_ref()?, outcome)))
            .collect();
        let mut is_first = true;
        while !open.is_empty() {
            let tried = open.len();
            let mut taken = Vec::new();
            for (record, outcome) in open {
                *outcome = self.put(record).await?;
                if matches!(outcome, Outcome::Taken(_)) {
                    taken.push((record, outcome));
                }
            }
            if std::mem::take(&mut is_first) {
                forget_the_older(&mut taken, records);
            }
            open = taken;
            if open.len() == tried && !self.exchange(&mut open).await? {
                break;
            }
        }
        Ok(outcomes)
    }

    /// Moves those who wait for each other alone: each gives up what another gets. Says whether there
    /// were any; they are not open any more.
    async fn exchange(&mut self, open: &mut Open<'_, '_>) -> Result<bool, SqlError> {
        let mut plans = Vec::new();
        for (record, _) in &*open {
            plans.push(match &record.user.id {
                Some(id) => match self.known(id).await? {
                    Some(known) => Some(self.plan(record, known).await?),
                    None => None,
                },
                None => None,
            });
        }
        while stay(&mut plans) {}
        for plan in plans.iter_mut().flatten() {
            self.take(plan).await?;
        }
        let mut left = Vec::new();
        let mut has_moved = false;
        for ((record, outcome), plan) in open.drain(..).zip(plans) {
            if let Some(plan) = plan {
                *outcome = self.give(record, plan).await?;
                has_moved = true;
            } else {
                left.push((record, outcome));
            }
        }
        *open = left;
        Ok(has_moved)
    }

    async fn put(&mut self, record: &Record<'_>) -> Result<Outcome, SqlError> {
        let id = match &record.user.id {
            Some(id) => Some(id.clone()),
            None => match self.whose(record).await? {
                Ok(id) => id,
                Err(kind) => return Ok(Outcome::Taken(kind)),
            },
        };
        let id = id.unwrap_or_else(new_id);
        let Some(known) = self.known(&id).await? else {
            if let Some((kind, ..)) = self.owners(&record.keys).await?.first() {
                return Ok(Outcome::Taken(*kind));
            }
            self.insert(record, &id, true).await?;
            return Ok(Outcome::Created);
        };
        let mut plan = self.plan(record, known).await?;
        if let Some((kind, ..)) = plan.held.first() {
            return Ok(Outcome::Taken(*kind));
        }
        self.take(&mut plan).await?;
        self.give(record, plan).await
    }

    /// The account of a record without a number: the one that an earlier import made of its
    /// identifiers, whoever has them now, or else the one that has them. `Err` if they are of two.
    async fn whose(
        &mut self,
        record: &Record<'_>,
    ) -> Result<Result<Option<String>, Kind>, SqlError> {
        let mut owners = self.origins(&record.keys).await?;
        if owners.is_empty() {
            owners = self.owners(&record.keys).await?;
        }
        let Some((.., first)) = owners.first() else {
            return Ok(Ok(None));
        };
        let other = owners.iter().find(|(.., owner)| owner != first);
        Ok(match other {
            Some((kind, ..)) => Err(*kind),
            None => Ok(Some(first.clone())),
        })
    }

    /// Makes a new account, not from a source.
    pub(super) async fn create(
        &mut self,
        record: &Record<'_>,
    ) -> Result<Result<String, Kind>, SqlError> {
        if let Some((kind, ..)) = self.owners(&record.keys).await?.first() {
            return Ok(Err(*kind));
        }
        if let Some(kind) = self.looks_like(&record.keys).await? {
            return Ok(Err(kind));
        }
        let id = record.user.id.clone().unwrap_or_else(new_id);
        if self.known(&id).await?.is_some() {
            return Err(SqlError::Exists);
        }
        self.insert(record, &id, false).await?;
        Ok(Ok(id))
    }
}

/// Of two records of one account the later one holds: the other is not tried again.
fn forget_the_older(open: &mut Open<'_, '_>, records: &[Option<Record<'_>>]) {
    let all = records.iter().flatten();
    let newest: HashMap<&str, &Record<'_>> = all
        .filter_map(|record| Some((record.user.id.as_deref()?, record)))
        .collect();
    open.retain(|(record, _)| {
        let id = record.user.id.as_deref();
        let newest = id.and_then(|id| newest.get(id));
        newest.is_none_or(|newest| std::ptr::eq(*newest, *record))
    });
}

fn new_id() -> String {
    format!("{:032x}", fastrand::u128(..))
}
