//! How the shipped table is reached, and what its tables are called.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::identifier::Folding;
use crate::sql::SqlError;

/// The longest prefix, in bytes: with the longest of the names it stays below PostgreSQL's 63.
const MAX_PREFIX_BYTES: usize = 32;

/// What the tables are called, how many connections there are, and how long anything is waited for.
///
/// None of the times has a source: a sign-in should take a second, and whoever waits for several has
/// gone away.
///
/// ```
/// use std::time::Duration;
///
/// use legacy_hash_login::{Folding, SqlOptions};
///
/// let options = SqlOptions::default()
///     .with_folding(Folding::default())
///     .with_prefix("login_")?
///     .with_lock_timeout(Duration::from_secs(1));
/// # Ok::<(), legacy_hash_login::SqlError>(())
/// ```
#[derive(Clone, Debug)]
pub struct SqlOptions {
    pub(super) folding: Folding,
    pub(super) prefix: String,
    pub(super) connections: NonZeroU32,
    pub(super) import_connections: NonZeroU32,
    pub(super) acquire: Duration,
    pub(super) statement: Duration,
    pub(super) lock: Duration,
    pub(super) import: Duration,
}

impl Default for SqlOptions {
    fn default() -> Self {
        Self {
            folding: Folding::default(),
            prefix: "legacy_hash_".to_owned(),
            connections: NonZeroU32::new(8).unwrap_or(NonZeroU32::MIN),
            import_connections: NonZeroU32::new(2).unwrap_or(NonZeroU32::MIN),
            acquire: Duration::from_secs(2),
            statement: Duration::from_secs(5),
            lock: Duration::from_secs(2),
            import: Duration::from_secs(30),
        }
    }
}

impl SqlOptions {
    /// How identifiers are compared, [`Folding::default`] by default. It is part of what the tables
    /// hold: with another one than theirs a store does not start.
    #[must_use]
    pub const fn with_folding(mut self, folding: Folding) -> Self {
        self.folding = folding;
        self
    }

    /// What the names of all tables and indexes begin with, `legacy_hash_` by default.
    ///
    /// # Errors
    /// [`SqlError::Prefix`]: it is not of 1 to 32 lower-case ASCII letters, digits and `_`, it begins
    /// with a digit, or with `sqlite_` or `pg_`, which the databases keep for themselves.
    pub fn with_prefix(mut self, prefix: &str) -> Result<Self, SqlError> {
        let is_part = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        let is_name = !prefix.is_empty()
            && prefix.len() <= MAX_PREFIX_BYTES
            && prefix.bytes().all(is_part)
            && !prefix.starts_with(|c: char| c.is_ascii_digit())
            && !["sqlite_", "pg_"].iter().any(|own| prefix.starts_with(own));
        if !is_name {
            return Err(SqlError::Prefix);
        }
        prefix.clone_into(&mut self.prefix);
        Ok(self)
    }

    /// How many connections there are at the most for sign-ins, 8 by default. On SQLite they read; one
    /// more writes.
    #[must_use]
    pub const fn with_connections(mut self, connections: NonZeroU32) -> Self {
        self.connections = connections;
        self
    }

    /// How many connections more there are at the most for imports and new accounts, 2 by default, so
    /// that no sign-in waits for one. Not on SQLite, where there is one writer at a time, and all take
    /// turns.
    #[must_use]
    pub const fn with_import_connections(mut self, connections: NonZeroU32) -> Self {
        self.import_connections = connections;
        self
    }

    /// How long is waited for a connection, 2 s by default: that is also what the first sign-ins take
    /// after the database went away. Those that follow are told at once.
    #[must_use]
    pub const fn with_acquire_timeout(mut self, time: Duration) -> Self {
        self.acquire = time;
        self
    }

    /// How long PostgreSQL works at a statement, 5 s by default. One second later it is given up
    /// without it.
    #[must_use]
    pub const fn with_statement_timeout(mut self, time: Duration) -> Self {
        self.statement = time;
        self
    }

    /// How long is waited for a lock that somebody else holds, 2 s by default: on PostgreSQL for a row
    /// or a table, on SQLite for another process that writes.
    #[must_use]
    pub const fn with_lock_timeout(mut self, time: Duration) -> Self {
        self.lock = time;
        self
    }

    /// How long a statement of an import may take on PostgreSQL, waiting for locks included, 30 s by
    /// default: one import waits for the batch of another.
    #[must_use]
    pub const fn with_import_timeout(mut self, time: Duration) -> Self {
        self.import = time;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_name_and_nothing_else() {
        for good in ["a", "_", "login_", "l0gin", &"a".repeat(32)] {
            assert!(SqlOptions::default().with_prefix(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "0a",
            "A",
            "ä",
            "a b",
            "a;",
            "a\"",
            "a'",
            "a.b",
            "a-b",
            "a{",
            "a\0",
            "sqlite_a",
            "pg_a",
            &"a".repeat(33),
        ] {
            let refused = SqlOptions::default().with_prefix(bad);
            assert!(matches!(refused, Err(SqlError::Prefix)), "{bad}");
        }
    }
}
