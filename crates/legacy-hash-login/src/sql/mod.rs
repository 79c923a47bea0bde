//! The shipped table, on SQLite or PostgreSQL: one set of statements, in words that both know.

// In the order of the flow: no module imports one below it.
mod error;
mod options;
mod statement;
mod health;
#[cfg(feature = "postgres")]
mod guarded;
mod database;
mod open;
mod tables;
mod import;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use legacy_hash::NewHash;

use crate::identifier::{Folding, Identifier};
use crate::redacted::HashText;
use crate::sql::open::Databases;
use crate::sql::statement::Tables;
use crate::store::{Account, Row, Store, Survey, Written};

pub use database::SqlPool;
pub use error::SqlError;
pub use options::SqlOptions;

/// What stands in the hash column after a reset. It is never a match, and never asks an old system.
const RESET: &str = "!";

/// How many accounts a survey reads at a time.
const PAGE: i64 = 1000;

/// In seconds.
const DAY: i64 = 24 * 60 * 60;

/// Accounts in SQLite or PostgreSQL, in the tables that `migrations/` describes.
///
/// All names of tables begin with a prefix, `legacy_hash_` by default, and their migrations are noted
/// in a table of their own: a service's tables and migrations can stand beside them.
///
/// On PostgreSQL nothing is waited for longer than [`SqlOptions`] say. A server that went away costs
/// those who notice it that long, and all who come later are told [`SqlError::Down`] at once, until it
/// answers again.
///
/// ```no_run
/// use legacy_hash_login::{Folding, SqlStore};
///
/// # async fn run() -> Result<(), legacy_hash_login::SqlError> {
/// let store = SqlStore::connect("sqlite://users.db?mode=rwc", Folding::default()).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct SqlStore {
    databases: Databases,
    tables: Tables,
    folding: Folding,
}

/// What a row was when it was read.
#[derive(Clone, Debug)]
pub struct Revision {
    id: String,
    number: i64,
    stored: Option<HashText>,
    label: Option<String>,
}

impl SqlStore {
    /// Connects to `sqlite://FILE`, which has to be there, to `sqlite://FILE?mode=rwc`, which is made
    /// where it is not, for its owner alone, to `sqlite::memory:`, which ends with the store, or to
    /// `postgres://…`; and makes the tables or brings them up to date.
    ///
    /// The folding is part of what the tables hold: give the same at every start.
    ///
    /// # Errors
    /// As [`connect_with`](Self::connect_with).
    pub async fn connect(url: &str, folding: Folding) -> Result<Self, SqlError> {
        let options = SqlOptions::default().with_folding(folding);
        Self::connect_with(url, options).await
    }

    /// As [`connect`](Self::connect), with names, numbers and times of one's own.
    ///
    /// # Errors
    /// The database cannot be reached or is not encoded in UTF-8, the tables cannot be made, or what
    /// they hold was stored under another folding.
    pub async fn connect_with(url: &str, options: SqlOptions) -> Result<Self, SqlError> {
        let opened = open::url(url, &options).await?;
        Self::over(opened, options).await
    }

    /// As [`connect_with`](Self::connect_with), on a service's own pool. Its settings hold, and of the
    /// options those that are not about a pool: PostgreSQL itself gives a lock or a statement up when
    /// the pool's connections say so, and this crate stops waiting after
    /// [`with_acquire_timeout`](SqlOptions::with_acquire_timeout) and
    /// [`with_statement_timeout`](SqlOptions::with_statement_timeout) in any case.
    ///
    /// # Errors
    /// As `connect_with`.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// use legacy_hash_login::{SqlOptions, SqlStore};
    /// use sqlx::SqlitePool;
    ///
    /// let pool = SqlitePool::connect("sqlite://service.db").await?;
    /// let store = SqlStore::from_pool(pool.clone(), SqlOptions::default()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn from_pool(
        pool: impl Into<SqlPool>,
        options: SqlOptions,
    ) -> Result<Self, SqlError> {
        let opened = open::pool(pool.into(), &options).await?;
        Self::over(opened, options).await
    }

    /// Has imports and new accounts written through another pool of the same database, so that no
    /// sign-in waits for one: for a store over a service's own pool. One that connects has it already.
    #[must_use]
    pub fn with_import_pool(mut self, pool: impl Into<SqlPool>) -> Self {
        self.databases.imports.pool = pool.into().0;
        self
    }

    async fn over(
        (databases, first): (Databases, open::First),
        options: SqlOptions,
    ) -> Result<Self, SqlError> {
        let tables = Tables::new(options.prefix);
        tables::make(first, &tables).await?;
        tables::agree(&databases.writes, &tables, options.folding).await?;
        tables::warn_of_lookalikes(&databases.reads, &tables).await?;
        Ok(Self {
            databases,
            tables,
            folding: options.folding,
        })
    }

    /// Takes a user's password away until a new one is set: nothing that was typed before signs in,
    /// no upgrade under way brings it back, no old system is asked, and no import writes it. Says
    /// whether there is such a user.
    ///
    /// # Errors
    /// The table cannot be written.
    pub async fn reset_password(&self, user: &str) -> Result<bool, SqlError> {
        self.overwrite(user, RESET).await
    }

    /// Locks an account, or unlocks it. It stays so, whatever later imports say. Says whether there is
    /// such a user.
    ///
    /// # Errors
    /// The table cannot be written.
    pub async fn set_locked(&self, user: &str, is_locked: bool) -> Result<bool, SqlError> {
        let statement = self.tables.statement(
            "UPDATE {accounts} SET is_locked = $1, imported_locked = NULL, \
             revision = revision + 1 WHERE id = $2",
        );
        let statement = statement.bind(i64::from(is_locked)).bind(user);
        Ok(self.databases.writes.execute(statement).await? == 1)
    }

    /// Closes all connections, those of a service's own pool as well.
    pub async fn close(&self) {
        self.databases.reads.close().await;
        self.databases.writes.close().await;
        self.databases.imports.close().await;
    }

    async fn overwrite(&self, user: &str, text: &str) -> Result<bool, SqlError> {
        let statement = self.tables.statement(
            "UPDATE {accounts} SET password_hash = $1, hash_label = NULL, imported_hash = NULL, \
             revision = revision + 1 WHERE id = $2",
        );
        let statement = statement.bind(text).bind(user);
        Ok(self.databases.writes.execute(statement).await? == 1)
    }
}

/// Addresses of databases are not shown.
impl fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlStore")
            .field("tables", &self.tables)
            .field("folding", &self.folding)
            .finish_non_exhaustive()
    }
}

/// A row of an account: the identifier by which it was found, its number or name, its hash and the
/// label of it, whether it is locked, and its revision.
type Found = (String, String, Option<String>, Option<String>, i64, i64);

/// A row of a survey: the account's number or name, its hash and the label of it, and when it was last
/// active.
type Surveyed = (String, Option<String>, Option<String>, Option<i64>);

impl Store for SqlStore {
    type Version = Revision;
    type Error = SqlError;

    async fn find(&self, who: &Identifier) -> Result<Option<Account<Revision>>, SqlError> {
        // The same statement whatever was typed, keys or none.
        let key = |place: usize| {
            let keys = who.keys();
            let key = keys.get(place).or(keys.first());
            key.map_or(("", ""), |(kind, key)| (kind.name(), key.as_str()))
        };
        let ((kind, folded), (other_kind, other)) = (key(0), key(1));
        let statement = self
            .tables
            .statement(
                "SELECT i.spelled, a.id, a.password_hash, a.hash_label, a.is_locked, a.revision \
                 FROM {identifiers} i JOIN {accounts} a ON a.id = i.account_id \
                 WHERE (i.kind = $1 AND i.folded = $2) OR (i.kind = $3 AND i.folded = $4) \
                 ORDER BY CASE WHEN i.kind = $1 THEN 0 ELSE 1 END LIMIT 1",
            )
            .bind(kind)
            .bind(folded)
            .bind(other_kind)
            .bind(other);
        let found = self.databases.reads.all(statement).await?;
        Ok(found.into_iter().next().map(account))
    }

    async fn upgrade(&self, version: &Revision, new: &NewHash) -> Result<Written, SqlError> {
        // The texts as well as the number: not everything that writes here counts.
        let statement = self.tables.statement(
            "UPDATE {accounts} SET password_hash = $1, hash_label = NULL, imported_hash = NULL, \
             revision = revision + 1, last_active = coalesce($2, last_active) \
             WHERE id = $3 AND is_locked = 0 AND revision = $4 \
             AND password_hash IS NOT DISTINCT FROM $5 AND hash_label IS NOT DISTINCT FROM $6",
        );
        let statement = statement
            .bind(new.to_string().as_str())
            .bind(now())
            .bind(version.id.as_str())
            .bind(version.number)
            .bind(version.stored.as_ref().map(HashText::as_str))
            .bind(version.label.as_deref());
        Ok(match self.databases.writes.execute(statement).await? {
            0 => Written::Lost,
            _ => Written::Stored,
        })
    }

    async fn change_password(&self, user: &str, new: &NewHash) -> Result<bool, SqlError> {
        self.overwrite(user, &new.to_string()).await
    }

    fn folding(&self) -> Folding {
        self.folding
    }

    /// Once a day for each user is enough for a statistic.
    async fn signed_in(&self, user: &str) -> Result<(), SqlError> {
        let Some(now) = now() else {
            return Ok(());
        };
        let statement = self.tables.statement(
            "UPDATE {accounts} SET last_active = $1 \
             WHERE id = $2 AND (last_active IS NULL OR last_active < $3)",
        );
        let statement = statement.bind(now).bind(user).bind(now.saturating_sub(DAY));
        self.databases.writes.execute(statement).await.map(drop)
    }

    async fn hash_column_bytes(&self) -> Result<Option<usize>, SqlError> {
        let declared = self.tables.statement(if self.databases.reads.is_sqlite() {
            "SELECT type FROM pragma_table_info('{accounts}') WHERE name = 'password_hash'"
        } else {
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute \
             WHERE attrelid = '{accounts}'::regclass AND attname = 'password_hash'"
        });
        let declared: Vec<(String,)> = self.databases.reads.all(declared).await?;
        // `VARCHAR(60)`, `character varying(60)`; `TEXT` has no limit.
        let width = declared.first().and_then(|(declared,)| {
            let (_, width) = declared.split_once('(')?;
            let (width, _) = width.split_once(')')?;
            width.trim().parse().ok()
        });
        Ok(width)
    }
}

impl Survey for SqlStore {
    async fn survey(&self, mut each: impl FnMut(Row<'_>) + Send) -> Result<(), SqlError> {
        // No account has an empty name.
        let mut last = String::new();
        loop {
            let page = self.tables.statement(
                "SELECT id, password_hash, hash_label, last_active FROM {accounts} \
                 WHERE id > $1 ORDER BY id LIMIT $2",
            );
            let page = page.bind(last.as_str()).bind(PAGE);
            let page: Vec<Surveyed> = self.databases.reads.all(page).await?;
            let Some((end, ..)) = page.last() else {
                return Ok(());
            };
            last.clone_from(end);
            for (_, stored, label, seconds) in &page {
                each(Row {
                    label: label.as_deref(),
                    stored: stored.as_deref(),
                    last_active: seconds.and_then(moment),
                });
            }
        }
    }
}

fn account((spelled, user, stored, label, is_locked, number): Found) -> Account<Revision> {
    let stored = stored.map(HashText::from);
    Account {
        version: Revision {
            id: user.clone(),
            number,
            stored: stored.clone(),
            label: label.clone(),
        },
        user,
        spelled: Some(spelled),
        label,
        stored,
        is_locked: is_locked != 0,
    }
}

fn now() -> Option<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(now.as_secs()).ok()
}

/// The moment so many seconds after the beginning of 1970.
fn moment(seconds: i64) -> Option<SystemTime> {
    let seconds = u64::try_from(seconds).ok()?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}
