//! The users' table, in SQLite.

use std::path::Path;

use legacy_hash::envelope::logto;
use legacy_hash::{LegacyHash, ParseError};
use rusqlite::{Connection, OptionalExtension, params};

use crate::export::User;

/// The method of every hash that is written here.
const METHOD: &str = "Argon2id";

pub(crate) struct Database(Connection);

/// What is stored of a user. An update names all of it, and so succeeds only if nothing changed.
pub(crate) struct Row {
    name: String,
    method: Option<String>,
    digest: Option<String>,
}

impl Row {
    /// The stored hash, read as Logto's method says.
    pub(crate) fn read(&self) -> Result<LegacyHash, ParseError> {
        match (&self.method, &self.digest) {
            (Some(method), Some(digest)) => logto::parse(method, digest),
            _ => Err(ParseError::Disabled),
        }
    }
}

impl Database {
    /// Opens the file, or a database in memory, and makes the table if it is not there.
    pub(crate) fn open(file: Option<&Path>) -> rusqlite::Result<Self> {
        let connection = match file {
            Some(file) => Connection::open(file)?,
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS users (
                name   TEXT PRIMARY KEY,
                method TEXT,
                digest TEXT
            ) STRICT",
        )?;
        Ok(Self(connection))
    }

    /// Adds a user, unless there is one of that name: an import never replaces a hash.
    pub(crate) fn insert(&self, user: &User) -> rusqlite::Result<bool> {
        let (method, digest) = user.password.as_ref().map(|(m, d)| (m, d)).unzip();
        let inserted = self.0.execute(
            "INSERT INTO users (name, method, digest) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![user.name, method, digest],
        )?;
        Ok(inserted == 1)
    }

    /// Runs `work` as one transaction: a commit a row would be a hundred times slower.
    pub(crate) fn together<T>(&self, work: impl FnOnce() -> T) -> rusqlite::Result<T> {
        let transaction = self.0.unchecked_transaction()?;
        let result = work();
        transaction.commit()?;
        Ok(result)
    }

    #[cfg(test)]
    pub(crate) fn make_read_only(&self) -> rusqlite::Result<()> {
        self.0.pragma_update(None, "query_only", true)
    }

    pub(crate) fn find(&self, name: &str) -> rusqlite::Result<Option<Row>> {
        let query = "SELECT name, method, digest FROM users WHERE name = ?1";
        self.0.query_row(query, [name], row).optional()
    }

    pub(crate) fn all(&self) -> rusqlite::Result<Vec<Row>> {
        let mut query = self
            .0
            .prepare("SELECT name, method, digest FROM users ORDER BY rowid")?;
        let rows = query.query_map([], row)?;
        rows.collect()
    }

    /// Stores a new hash in place of the one that was verified, and says whether that was still
    /// there: compare-and-swap.
    pub(crate) fn replace(&self, verified: &Row, new: &str) -> rusqlite::Result<bool> {
        let updated = self.0.execute(
            "UPDATE users SET method = ?1, digest = ?2 WHERE name = ?3 AND method = ?4 AND digest = ?5",
            params![METHOD, new, verified.name, verified.method, verified.digest],
        )?;
        Ok(updated == 1)
    }
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    // What is not UTF-8 is read as what no hash contains: an unreadable row is that row's fault
    // alone, and never equal to what an update names.
    let text = |column| {
        let value = row.get_ref(column)?;
        let text = value.as_str_or_null().unwrap_or(Some("\u{fffd}"));
        Ok::<_, rusqlite::Error>(text.map(String::from))
    };
    Ok(Row {
        name: text(0)?.unwrap_or_default(),
        method: text(1)?,
        digest: text(2)?,
    })
}
