//! Some records, written in one transaction.

use std::collections::{HashMap, HashSet};

use crate::sql::database::Connection;
use crate::sql::import::account::{Change, Identifier, Known};
use crate::sql::import::record::{Key, Record, digest, joined};
use crate::sql::statement::Statement;
use crate::{Kind, Outcome, SqlError, SqlStore};

/// A transaction that no other import runs beside: two that write the same users in another order would
/// wait for each other, and two that find no owner of an identifier would both give it one. Sign-ins
/// and changes of passwords write a single row each, and go on.
pub(super) struct Batch<'s> {
    store: &'s SqlStore,
    connection: Connection,
}

/// What a record does to the identifiers of an account that is there.
struct Plan<'u> {
    known: Known,
    changes: Vec<Change<'u>>,
    /// Other accounts that have what this one is to get.
    held: Vec<(Kind, String, String)>,
}

/// Records that are not written yet, each with what became of it.
type Open<'o, 'u> = Vec<(&'o Record<'u>, &'o mut Outcome)>;

impl<'s> Batch<'s> {
    pub(super) async fn begin(store: &'s SqlStore) -> Result<Self, SqlError> {
        let imports = &store.databases.imports;
        let mut connection = imports.begin().await?;
        if !imports.is_sqlite() {
            let lock = "LOCK TABLE {imports} IN SHARE ROW EXCLUSIVE MODE";
            connection.execute(store.tables.statement(lock)).await?;
        }
        Ok(Self { store, connection })
    }

    pub(super) async fn commit(self) -> Result<(), SqlError> {
        self.connection.commit().await
    }

    pub(super) async fn roll_back(self) -> Result<(), SqlError> {
        self.connection.roll_back().await
    }

    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64, SqlError> {
        self.connection.execute(statement).await
    }

    fn statement(&self, template: &'static str) -> Statement {
        self.store.tables.statement(template)
    }

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
        // Whoever waits for somebody that stays, stays.
        loop {
            let mut given = HashSet::new();
            for plan in plans.iter().flatten() {
                let old = |change: &Change<'_>| {
                    let old = change.old.clone()?;
                    Some((change.kind, old, plan.known.id.clone()))
                };
                given.extend(plan.changes.iter().filter_map(old));
            }
            let mut wanted = HashSet::new();
            let mut has_changed = false;
            for slot in &mut plans {
                let stays = slot.as_ref().is_some_and(|plan| {
                    let mut new = plan.changes.iter().filter_map(|change| change.new.as_ref());
                    !plan.held.iter().all(|held| given.contains(held))
                        || !new.all(|new| wanted.insert((new.kind, new.folded.clone())))
                });
                if stays {
                    *slot = None;
                    has_changed = true;
                }
            }
            if !has_changed {
                break;
            }
        }
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

    /// Which identifier of a new account would take the place of another account's when it is typed,
    /// or lose its place to it: a user name that reads as somebody's number or address, and the
    /// reverse.
    async fn looks_like(&mut self, keys: &[Key<'_>]) -> Result<Option<Kind>, SqlError> {
        for key in keys {
            let alike = match &key.reads_as {
                Some((kind, folded)) => self
                    .statement(
                        "SELECT account_id FROM {identifiers} WHERE kind = $1 AND folded = $2",
                    )
                    .bind(kind.name())
                    .bind(folded.as_str()),
                None => self
                    .statement("SELECT account_id FROM {identifiers} WHERE reads_as = $1")
                    .bind(joined(&(key.kind, key.folded.clone())).as_str()),
            };
            let alike: Vec<(String,)> = self.connection.all(alike).await?;
            if !alike.is_empty() {
                return Ok(Some(key.kind));
            }
        }
        Ok(None)
    }

    /// Which accounts have these identifiers, in their order.
    async fn owners(&mut self, keys: &[Key<'_>]) -> Result<Vec<(Kind, String, String)>, SqlError> {
        let statement = self.statement(
            "SELECT kind, folded, account_id FROM {identifiers} \
             WHERE (kind = $1 AND folded = $2) OR (kind = $3 AND folded = $4) \
             OR (kind = $5 AND folded = $6)",
        );
        self.by_keys(statement, keys).await
    }

    /// Which accounts an earlier import gave these identifiers.
    async fn origins(&mut self, keys: &[Key<'_>]) -> Result<Vec<(Kind, String, String)>, SqlError> {
        let statement = self.statement(
            "SELECT kind, folded, account_id FROM {imported_identifiers} \
             WHERE (kind = $1 AND folded = $2) OR (kind = $3 AND folded = $4) \
             OR (kind = $5 AND folded = $6)",
        );
        self.by_keys(statement, keys).await
    }

    async fn by_keys(
        &mut self,
        mut statement: Statement,
        keys: &[Key<'_>],
    ) -> Result<Vec<(Kind, String, String)>, SqlError> {
        for place in 0..3 {
            let key = keys.get(place);
            let (kind, folded) = key.map_or(("", ""), |key| (key.kind.name(), &key.folded));
            statement = statement.bind(kind).bind(folded);
        }
        let rows: Vec<(String, String, String)> = self.connection.all(statement).await?;
        let of_key = |key: &Key<'_>| {
            let rows = rows.iter().filter(|(kind, ..)| kind == key.kind.name());
            let owned = |(_, folded, owner): &(_, String, String)| {
                (key.kind, folded.clone(), owner.clone())
            };
            rows.map(owned).collect::<Vec<_>>()
        };
        Ok(keys.iter().flat_map(of_key).collect())
    }

    /// The account with this number or name.
    async fn known(&mut self, id: &str) -> Result<Option<Known>, SqlError> {
        let account = self
            .statement("SELECT attributes, imported_attributes FROM {accounts} WHERE id = $1")
            .bind(id);
        let account: Vec<(String, Option<String>)> = self.connection.all(account).await?;
        let Some((attributes, imported_attributes)) = account.into_iter().next() else {
            return Ok(None);
        };
        let identifiers = self
            .statement("SELECT kind, folded, spelled FROM {identifiers} WHERE account_id = $1")
            .bind(id);
        let identifiers: Vec<(String, String, String)> = self.connection.all(identifiers).await?;
        let imported = self
            .statement("SELECT kind, folded FROM {imported_identifiers} WHERE account_id = $1")
            .bind(id);
        let identifier = |(kind, folded, spelled)| Identifier {
            kind,
            folded,
            spelled,
        };
        Ok(Some(Known {
            id: id.to_owned(),
            attributes,
            imported_attributes,
            identifiers: identifiers.into_iter().map(identifier).collect(),
            imported: self.connection.all(imported).await?,
        }))
    }

    async fn plan<'u>(&mut self, record: &Record<'u>, known: Known) -> Result<Plan<'u>, SqlError> {
        let changes = known.changes(record);
        let new: Vec<Key<'u>> = changes
            .iter()
            .filter_map(|change| change.new.clone())
            .collect();
        let mut held = Vec::new();
        if !new.is_empty() {
            held = self.owners(&new).await?;
            held.retain(|(.., owner)| *owner != known.id);
        }
        Ok(Plan {
            known,
            changes,
            held,
        })
    }

    /// Takes from the account what the record replaces. What somebody else has changed meanwhile is
    /// left alone.
    async fn take(&mut self, plan: &mut Plan<'_>) -> Result<(), SqlError> {
        let id = plan.known.id.as_str();
        let mut changes = Vec::with_capacity(plan.changes.len());
        for change in plan.changes.drain(..) {
            if let Some(old) = &change.old {
                let identifier = self.statement(
                    "DELETE FROM {identifiers} WHERE kind = $1 AND folded = $2 AND account_id = $3",
                );
                let identifier = identifier
                    .bind(change.kind.name())
                    .bind(old.as_str())
                    .bind(id);
                if self.execute(identifier).await? == 0 {
                    continue;
                }
                let imported = self.statement(
                    "DELETE FROM {imported_identifiers} WHERE account_id = $1 AND kind = $2",
                );
                let imported = imported.bind(id).bind(change.kind.name());
                self.execute(imported).await?;
            }
            changes.push(change);
        }
        plan.changes = changes;
        Ok(())
    }

    /// Gives the account what the record says, and writes what else still is what the last import
    /// wrote.
    async fn give(&mut self, record: &Record<'_>, plan: Plan<'_>) -> Result<Outcome, SqlError> {
        let Plan { known, changes, .. } = plan;
        for key in changes.iter().filter_map(|change| change.new.as_ref()) {
            self.name(&known.id, key, true).await?;
        }
        let user = record.user;
        let is_imported = known.imported_attributes == Some(digest(&known.attributes));
        let statement = self
            .statement(
                "UPDATE {accounts} SET \
                 is_locked = CASE WHEN is_locked = imported_locked THEN $1 ELSE is_locked END, \
                 imported_locked = \
                 CASE WHEN is_locked = imported_locked THEN $1 ELSE imported_locked END, \
                 attributes = CASE WHEN attributes = $2 THEN $3 ELSE attributes END, \
                 imported_attributes = \
                 CASE WHEN attributes = $2 THEN $4 ELSE imported_attributes END, \
                 last_active = CASE WHEN last_active > $5 THEN last_active \
                 ELSE coalesce($5, last_active) END WHERE id = $6",
            )
            .bind(i64::from(user.is_locked))
            .bind(is_imported.then_some(known.attributes.as_str()))
            .bind(user.attributes.as_str())
            .bind(digest(&user.attributes).as_str())
            .bind(user.last_active)
            .bind(known.id.as_str());
        self.execute(statement).await?;
        let Some(password) = &user.password else {
            return Ok(Outcome::Updated);
        };
        // An upgrade under way sees another text or label by itself, and the same again is nothing that
        // it would have to yield to: this does not count.
        let statement = self
            .statement(
                "UPDATE {accounts} SET password_hash = $1, hash_label = $2, imported_hash = $1 \
                 WHERE id = $3 AND (password_hash IS NULL OR password_hash = imported_hash)",
            )
            .bind(password.text.as_str())
            .bind(password.label.as_str())
            .bind(known.id.as_str());
        Ok(match self.execute(statement).await? {
            0 => Outcome::PasswordKept,
            _ => Outcome::Updated,
        })
    }

    /// Makes the account, and notes what is in it as an import's, which later ones may write over.
    async fn insert(
        &mut self,
        record: &Record<'_>,
        id: &str,
        is_imported: bool,
    ) -> Result<(), SqlError> {
        let user = record.user;
        let password = user.password.as_ref();
        let text = password.map(|password| password.text.as_str());
        let is_locked = i64::from(user.is_locked);
        let attributes = digest(&user.attributes);
        let statement = self
            .statement(
                "INSERT INTO {accounts} (id, password_hash, hash_label, imported_hash, is_locked, \
                 imported_locked, last_active, attributes, imported_attributes) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(id)
            .bind(text)
            .bind(password.map(|password| password.label.as_str()))
            .bind(text.filter(|_| is_imported))
            .bind(is_locked)
            .bind(is_imported.then_some(is_locked))
            .bind(user.last_active)
            .bind(user.attributes.as_str())
            .bind(is_imported.then_some(attributes.as_str()));
        self.execute(statement).await?;
        for key in &record.keys {
            self.name(id, key, is_imported).await?;
        }
        Ok(())
    }

    async fn name(&mut self, id: &str, key: &Key<'_>, is_imported: bool) -> Result<(), SqlError> {
        let statement = self
            .statement(
                "INSERT INTO {identifiers} (kind, folded, account_id, spelled, reads_as) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(key.kind.name())
            .bind(key.folded.as_str())
            .bind(id)
            .bind(key.spelled)
            .bind(key.reads_as.as_ref().map(joined).as_deref());
        self.execute(statement).await?;
        if !is_imported {
            return Ok(());
        }
        let statement = self
            .statement(
                "INSERT INTO {imported_identifiers} (account_id, kind, folded) \
                 VALUES ($1, $2, $3)",
            )
            .bind(id)
            .bind(key.kind.name())
            .bind(key.folded.as_str());
        self.execute(statement).await.map(drop)
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
