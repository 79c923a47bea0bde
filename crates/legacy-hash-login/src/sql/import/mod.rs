//! What an import writes into the shipped table.

// In the order of the flow: no module imports one below it.
mod record;
mod account;
mod plan;
mod transaction;
mod writes;
mod batch;

use crate::identifier::Kind;
use crate::import::{Import, Imported, Outcome, Position};
use crate::sql::import::record::Record;
use crate::sql::import::transaction::Batch;
use crate::sql::{SqlError, SqlStore};

impl Import for SqlStore {
    type Error = SqlError;

    async fn position(&self, source: &str) -> Result<Position, SqlError> {
        let statement = self
            .tables
            .statement("SELECT bytes, lines, records, rejected FROM {imports} WHERE source = $1");
        let rows: Vec<(i64, i64, i64, i64)> =
            self.databases.imports.all(statement.bind(source)).await?;
        let Some(&(bytes, lines, records, rejected)) = rows.first() else {
            return Ok(Position::default());
        };
        let number = |number: i64| u64::try_from(number).map_err(|_| SqlError::Range);
        Ok(Position {
            bytes: number(bytes)?,
            lines: number(lines)?,
            records: number(records)?,
            rejected: number(rejected)?,
        })
    }

    async fn write(
        &self,
        source: &str,
        users: &[Imported],
        position: Position,
    ) -> Result<Vec<Outcome>, SqlError> {
        let records: Vec<Option<Record<'_>>> = users
            .iter()
            .map(|user| Record::of(user, self.folding))
            .collect();
        let mut batch = Batch::begin(self).await?;
        let outcomes = batch.write(&records).await?;
        let number = |number: u64| i64::try_from(number).map_err(|_| SqlError::Range);
        let statement = self
            .tables
            .statement(
                "INSERT INTO {imports} (source, bytes, lines, records, rejected) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source) DO UPDATE SET \
                 bytes = excluded.bytes, lines = excluded.lines, records = excluded.records, \
                 rejected = excluded.rejected",
            )
            .bind(source)
            .bind(number(position.bytes)?)
            .bind(number(position.lines)?)
            .bind(number(position.records)?)
            .bind(number(position.rejected)?);
        batch.execute(statement).await?;
        batch.commit().await?;
        Ok(outcomes)
    }

    async fn create(&self, user: &Imported) -> Result<Result<String, Kind>, SqlError> {
        let record = Record::of(user, self.folding).ok_or(SqlError::Refused)?;
        let mut batch = Batch::begin(self).await?;
        let created = batch.create(&record).await;
        match created {
            Ok(Ok(_)) => batch.commit().await?,
            Ok(Err(_)) | Err(SqlError::Exists) => batch.roll_back().await?,
            Err(_) => {}
        }
        created
    }
}
