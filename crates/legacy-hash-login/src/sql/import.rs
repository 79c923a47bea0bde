//! What an import writes into the shipped table.

use sqlx::{Any, Row as _, Transaction};

use crate::{Import, Imported, ImportedPassword, Kind, Outcome, Position, SqlError, SqlStore};

/// The longest number or name of an account, in bytes. An entry of PostgreSQL's indexes holds 2704.
const MAX_ID_BYTES: usize = 1000;

impl Import for SqlStore {
    type Error = SqlError;

    async fn position(&self, source: &str) -> Result<Position, SqlError> {
        let row =
            sqlx::query("SELECT bytes, lines, records, rejected FROM imports WHERE source = $1")
                .bind(source)
                .fetch_optional(&self.reads)
                .await?;
        let Some(row) = row else {
            return Ok(Position::default());
        };
        let number = |column| {
            let number: i64 = row.try_get(column)?;
            u64::try_from(number).map_err(|_| SqlError::Range)
        };
        Ok(Position {
            bytes: number("bytes")?,
            lines: number("lines")?,
            records: number("records")?,
            rejected: number("rejected")?,
        })
    }

    async fn write(
        &self,
        source: &str,
        users: &[Imported],
        position: Position,
    ) -> Result<Vec<Outcome>, SqlError> {
        let mut batch = self.begin().await?;
        let mut outcomes = Vec::with_capacity(users.len());
        for user in users {
            outcomes.push(match self.record(user) {
                Some(record) => record.put(&mut batch).await?,
                None => Outcome::Refused,
            });
        }
        let number = |number: u64| i64::try_from(number).map_err(|_| SqlError::Range);
        sqlx::query(
            "INSERT INTO imports (source, bytes, lines, records, rejected) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source) DO UPDATE SET \
             bytes = excluded.bytes, lines = excluded.lines, records = excluded.records, \
             rejected = excluded.rejected",
        )
        .bind(source)
        .bind(number(position.bytes)?)
        .bind(number(position.lines)?)
        .bind(number(position.records)?)
        .bind(number(position.rejected)?)
        .execute(&mut *batch)
        .await?;
        batch.commit().await?;
        Ok(outcomes)
    }

    async fn create(&self, user: &Imported) -> Result<Result<String, Kind>, SqlError> {
        let record = self.record(user).ok_or(SqlError::Refused)?;
        let mut batch = self.begin().await?;
        let found = record.look_up(&mut batch).await?;
        if let Some((kind, _)) = found.owners.first() {
            return Ok(Err(*kind));
        }
        if found.is_known {
            return Err(SqlError::Exists);
        }
        let id = user.id.clone().unwrap_or_else(new_id);
        // No import wrote this password, and none writes over it.
        record.insert(&mut batch, &id, None).await?;
        batch.commit().await?;
        Ok(Ok(id))
    }
}

impl SqlStore {
    /// Begins what no other import runs beside: two that write the same users in another order would
    /// wait for each other, and two that find no owner of an identifier would both give it one. Sign-ins
    /// and changes of passwords write a single row each, and go on.
    async fn begin(&self) -> Result<Transaction<'static, Any>, SqlError> {
        let (pool, is_sqlite) = (self.writes.clone(), self.is_sqlite);
        let begin = async move {
            if is_sqlite {
                // One that reads first fails if somebody else writes before it does.
                return pool.begin_with("BEGIN IMMEDIATE").await;
            }
            let mut batch = pool.begin().await?;
            sqlx::query("LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE")
                .execute(&mut *batch)
                .await?;
            Ok(batch)
        };
        // A caller that goes away must not take this with it: sqlx 0.9.0 then puts a connection to
        // PostgreSQL back into the pool that is inside a transaction, and what the next ones write
        // through it is never committed. The finished transaction is rolled back when it is dropped.
        Ok(tokio::spawn(begin).await??)
    }

    /// `None` for what [`Outcome::Refused`] describes.
    fn record<'u>(&self, user: &'u Imported) -> Option<Record<'u>> {
        let mut keys: Vec<Key<'u>> = Vec::with_capacity(user.identifiers.len());
        for (kind, spelled) in &user.identifiers {
            let folded = self.folding.key(*kind, spelled)?;
            if keys.iter().any(|key| key.kind == *kind) {
                return None;
            }
            keys.push(Key {
                kind: *kind,
                folded,
                spelled,
            });
        }
        let id = user.id.as_deref();
        let password = user.password.as_ref();
        let texts = [
            id,
            password.map(|password| password.label.as_str()),
            password.map(|password| password.text.as_str()),
            Some(user.attributes.as_str()),
        ];
        let has_nul = texts.into_iter().flatten().any(|text| text.contains('\0'));
        let is_id = |id: &str| !id.is_empty() && id.len() <= MAX_ID_BYTES;
        (!has_nul && id.is_none_or(is_id)).then_some(Record { user, keys })
    }
}

struct Key<'u> {
    kind: Kind,
    folded: String,
    spelled: &'u str,
}

/// A user, and at most one key of each kind.
struct Record<'u> {
    user: &'u Imported,
    keys: Vec<Key<'u>>,
}

/// What there already is of a record.
struct Found {
    /// Whose the identifiers are, in the record's order; none where one is free.
    owners: Vec<(Kind, String)>,
    /// There is an account with the record's number or name.
    is_known: bool,
}

impl Record<'_> {
    async fn put(&self, batch: &mut Transaction<'_, Any>) -> Result<Outcome, SqlError> {
        let found = self.look_up(batch).await?;
        let owner = found.owners.first().map(|(_, owner)| owner);
        let Some(id) = self.user.id.as_ref().or(owner) else {
            self.insert(batch, &new_id(), self.user.password.as_ref())
                .await?;
            return Ok(Outcome::Created);
        };
        if let Some((kind, _)) = found.owners.iter().find(|(_, owner)| owner != id) {
            return Ok(Outcome::Taken(*kind));
        }
        if owner.is_none() && !found.is_known {
            self.insert(batch, id, self.user.password.as_ref()).await?;
            return Ok(Outcome::Created);
        }
        self.update(batch, id).await
    }

    async fn look_up(&self, batch: &mut Transaction<'_, Any>) -> Result<Found, SqlError> {
        let key = |place: usize| {
            let key = self.keys.get(place);
            key.map_or(("", ""), |key| (key.kind.name(), key.folded.as_str()))
        };
        let mut query = sqlx::query(
            "SELECT kind, account_id FROM identifiers \
             WHERE (kind = $1 AND folded = $2) OR (kind = $3 AND folded = $4) \
             OR (kind = $5 AND folded = $6) \
             UNION ALL SELECT '', id FROM accounts WHERE id = $7",
        );
        for (kind, folded) in [key(0), key(1), key(2)] {
            query = query.bind(kind).bind(folded);
        }
        let rows = query.bind(&self.user.id).fetch_all(&mut **batch).await?;
        let rows = rows
            .iter()
            .map(|row| -> Result<(String, String), sqlx::Error> {
                Ok((row.try_get("kind")?, row.try_get("account_id")?))
            });
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        let owner_of = |key: &Key<'_>| {
            let (_, owner) = rows.iter().find(|(kind, _)| kind == key.kind.name())?;
            Some((key.kind, owner.clone()))
        };
        Ok(Found {
            owners: self.keys.iter().filter_map(owner_of).collect(),
            is_known: rows.iter().any(|(kind, _)| kind.is_empty()),
        })
    }

    /// Makes the account. `imported` is the password if a later import may write over it.
    async fn insert(
        &self,
        batch: &mut Transaction<'_, Any>,
        id: &str,
        imported: Option<&ImportedPassword>,
    ) -> Result<(), SqlError> {
        let password = self.user.password.as_ref();
        sqlx::query(
            "INSERT INTO accounts (id, password_hash, hash_label, imported_hash, is_locked, \
             last_active, attributes) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(password.map(|password| password.text.as_str()))
        .bind(password.map(|password| password.label.as_str()))
        .bind(imported.map(|password| password.text.as_str()))
        .bind(i64::from(self.user.is_locked))
        .bind(self.user.last_active)
        .bind(&self.user.attributes)
        .execute(&mut **batch)
        .await?;
        self.name(batch, id).await
    }

    async fn update(
        &self,
        batch: &mut Transaction<'_, Any>,
        id: &str,
    ) -> Result<Outcome, SqlError> {
        sqlx::query(
            "UPDATE accounts SET is_locked = $1, attributes = $2, \
             last_active = CASE WHEN last_active > $3 THEN last_active \
             ELSE coalesce($3, last_active) END WHERE id = $4",
        )
        .bind(i64::from(self.user.is_locked))
        .bind(&self.user.attributes)
        .bind(self.user.last_active)
        .bind(id)
        .execute(&mut **batch)
        .await?;
        sqlx::query("DELETE FROM identifiers WHERE account_id = $1")
            .bind(id)
            .execute(&mut **batch)
            .await?;
        self.name(batch, id).await?;
        let Some(password) = &self.user.password else {
            return Ok(Outcome::Updated);
        };
        // An upgrade under way sees another text or label by itself, and the same again is nothing that
        // it would have to yield to: this does not count.
        let done = sqlx::query(
            "UPDATE accounts SET password_hash = $1, hash_label = $2, imported_hash = $1 \
             WHERE id = $3 AND (password_hash IS NULL OR password_hash = imported_hash)",
        )
        .bind(password.text.as_str())
        .bind(&password.label)
        .bind(id)
        .execute(&mut **batch)
        .await?;
        Ok(match done.rows_affected() {
            0 => Outcome::PasswordKept,
            _ => Outcome::Updated,
        })
    }

    /// Gives an account, which has none, its identifiers.
    async fn name(&self, batch: &mut Transaction<'_, Any>, id: &str) -> Result<(), SqlError> {
        for key in &self.keys {
            sqlx::query(
                "INSERT INTO identifiers (kind, folded, account_id, spelled) \
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(key.kind.name())
            .bind(&key.folded)
            .bind(id)
            .bind(key.spelled)
            .execute(&mut **batch)
            .await?;
        }
        Ok(())
    }
}

fn new_id() -> String {
    format!("{:032x}", fastrand::u128(..))
}
