//! The transaction of a batch, and what it reads.

use crate::identifier::Kind;
use crate::sql::database::Connection;
use crate::sql::import::account::{Identifier, Known};
use crate::sql::import::plan::Plan;
use crate::sql::import::record::{Key, Record, joined};
use crate::sql::statement::Statement;
use crate::sql::{SqlError, SqlStore};

/// A transaction that no other import runs beside: two that write the same users in another order would
/// wait for each other, and two that find no owner of an identifier would both give it one. Sign-ins
/// and changes of passwords write a single row each, and go on.
pub(super) struct Batch<'s> {
    store: &'s SqlStore,
    connection: Connection,
}

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

    pub(super) fn statement(&self, template: &'static str) -> Statement {
        self.store.tables.statement(template)
    }

    /// Which identifier of a new account would take the place of another account's when it is typed,
    /// or lose its place to it: a user name that reads as somebody's number or address, and the
    /// reverse.
    pub(super) async fn looks_like(&mut self, keys: &[Key<'_>]) -> Result<Option<Kind>, SqlError> {
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
    pub(super) async fn owners(
        &mut self,
        keys: &[Key<'_>],
    ) -> Result<Vec<(Kind, String, String)>, SqlError> {
        let statement = self.statement(
            "SELECT kind, folded, account_id FROM {identifiers} \
             WHERE (kind = $1 AND folded = $2) OR (kind = $3 AND folded = $4) \
             OR (kind = $5 AND folded = $6)",
        );
        self.by_keys(statement, keys).await
    }

    /// Which accounts an earlier import gave these identifiers.
    pub(super) async fn origins(
        &mut self,
        keys: &[Key<'_>],
    ) -> Result<Vec<(Kind, String, String)>, SqlError> {
        let statement = self.statement(
            "SELECT kind, folded, account_id FROM {imported_identifiers} \
             WHERE (kind = $1 AND folded = $2) OR (kind = $3 AND folded = $4) \
             OR (kind = $5 AND folded = $6)",
        );
        self.by_keys(statement, keys).await
    }

    pub(super) async fn by_keys(
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
    pub(super) async fn known(&mut self, id: &str) -> Result<Option<Known>, SqlError> {
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

    pub(super) async fn plan<'u>(
        &mut self,
        record: &Record<'u>,
        known: Known,
    ) -> Result<Plan<'u>, SqlError> {
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
}
