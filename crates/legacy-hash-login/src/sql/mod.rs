//! The shipped table, on SQLite or PostgreSQL: one set of statements, in words that both know.

mod error;
mod import;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use legacy_hash::NewHash;
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, Connection, Executor, Row as _};
use tokio::runtime::Handle;

use crate::{Account, Folding, HashText, Identifier, Row, Store, Survey, Written};

pub use error::SqlError;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// What stands in the hash column after a reset. It is never a match, and never asks an old system.
const RESET: &str = "!";

/// How many accounts a survey reads at a time.
const PAGE: i64 = 1000;

/// How many connections there are at the most, for reading on SQLite and for all on PostgreSQL.
const CONNECTIONS: u32 = 8;

/// In seconds.
const DAY: i64 = 24 * 60 * 60;

/// Accounts in SQLite or PostgreSQL, in the tables that `migrations/` describes.
///
/// ```no_run
/// use legacy_hash_login::{Folding, SqlStore};
///
/// # async fn run() -> Result<(), legacy_hash_login::SqlError> {
/// let store = SqlStore::connect("sqlite://users.db?mode=rwc", Folding::default()).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct SqlStore {
    reads: AnyPool,
    /// SQLite has one writer at a time, and its own lock lets those who wait try again at random: an
    /// import would keep all others out. Who waits for the one connection gets it in turn.
    writes: AnyPool,
    folding: Folding,
    is_sqlite: bool,
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
    /// where it is not, to `sqlite::memory:`, which ends with the store, or to `postgres://…`; and
    /// makes the tables or brings them up to date.
    ///
    /// The folding is part of what the table holds: give the same at every start.
    ///
    /// # Errors
    /// The database cannot be reached, or the tables cannot be made.
    pub async fn connect(url: &str, folding: Folding) -> Result<Self, SqlError> {
        sqlx::any::install_default_drivers();
        // A pool would try again for half a minute before it says that nobody listens.
        let mut first = AnyConnection::connect(url).await?;
        let is_sqlite = first.backend_name() == "SQLite";
        let is_memory = is_sqlite && is_memory(&mut first).await?;
        first.close().await?;

        let options = AnyPoolOptions::new()
            // A caller that goes away during the test takes the connection with it, and SQLite's memory.
            .test_before_acquire(!is_sqlite)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        connection.execute(SQLITE_SETTINGS).await?;
                    }
                    Ok(())
                })
            });
        let one = options.clone().max_connections(1);
        let many = options.max_connections(CONNECTIONS);
        let (reads, writes) = if is_memory {
            // Every connection is a database of its own, which ends with it.
            let pool = one
                .idle_timeout(None)
                .max_lifetime(None)
                .connect(url)
                .await?;
            (pool.clone(), pool)
        } else if is_sqlite {
            (many.connect_lazy(url)?, one.connect(url).await?)
        } else {
            let pool = many.connect(url).await?;
            (pool.clone(), pool)
        };
        // sqlx's future of the migrations stays on the thread that polls it; that of `connect` should
        // not have to.
        let (runtime, pool) = (Handle::current(), writes.clone());
        tokio::task::spawn_blocking(move || runtime.block_on(migrate(&pool, is_sqlite))).await??;
        Ok(Self {
            reads,
            writes,
            folding,
            is_sqlite,
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

    /// Closes all connections.
    pub async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }

    async fn overwrite(&self, user: &str, text: &str) -> Result<bool, SqlError> {
        let done = sqlx::query(
            "UPDATE accounts SET password_hash = $1, hash_label = NULL, imported_hash = NULL, \
             revision = revision + 1 WHERE id = $2",
        )
        .bind(text)
        .bind(user)
        .execute(&self.writes)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

/// Of several who start at once, one makes the tables. PostgreSQL's migrations take a lock of their own,
/// SQLite's do not.
async fn migrate(pool: &AnyPool, is_sqlite: bool) -> Result<(), SqlError> {
    if !is_sqlite {
        return Ok(MIGRATIONS.run(pool).await?);
    }
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// Readers beside one writer; one of another process is waited for, 30 s at the most.
const SQLITE_SETTINGS: &str =
    "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;";

/// Whether there is no file that another connection could open.
async fn is_memory(sqlite: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    let file: String = sqlx::query_scalar(
        "SELECT coalesce(file, '') FROM pragma_database_list WHERE name = 'main'",
    )
    .fetch_one(sqlite)
    .await?;
    Ok(file.is_empty())
}

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
        let row = sqlx::query(
            "SELECT i.spelled, a.id, a.password_hash, a.hash_label, a.is_locked, a.revision \
             FROM identifiers i JOIN accounts a ON a.id = i.account_id \
             WHERE (i.kind = $1 AND i.folded = $2) OR (i.kind = $3 AND i.folded = $4) \
             ORDER BY CASE WHEN i.kind = $1 THEN 0 ELSE 1 END LIMIT 1",
        )
        .bind(kind)
        .bind(folded)
        .bind(other_kind)
        .bind(other)
        .fetch_optional(&self.reads)
        .await?;
        row.as_ref().map(account).transpose()
    }

    async fn upgrade(&self, version: &Revision, new: &NewHash) -> Result<Written, SqlError> {
        // The texts as well as the number: not everything that writes here counts.
        let done = sqlx::query(
            "UPDATE accounts SET password_hash = $1, hash_label = NULL, imported_hash = NULL, \
             revision = revision + 1, last_active = coalesce($2, last_active) \
             WHERE id = $3 AND is_locked = 0 AND revision = $4 \
             AND password_hash IS NOT DISTINCT FROM $5 AND hash_label IS NOT DISTINCT FROM $6",
        )
        .bind(new.to_string())
        .bind(now())
        .bind(&version.id)
        .bind(version.number)
        .bind(version.stored.as_ref().map(HashText::as_str))
        .bind(version.label.as_deref())
        .execute(&self.writes)
        .await?;
        Ok(match done.rows_affected() {
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
        sqlx::query(
            "UPDATE accounts SET last_active = $1 \
             WHERE id = $2 AND (last_active IS NULL OR last_active < $3)",
        )
        .bind(now)
        .bind(user)
        .bind(now.saturating_sub(DAY))
        .execute(&self.writes)
        .await?;
        Ok(())
    }

    async fn hash_column_bytes(&self) -> Result<Option<usize>, SqlError> {
        let declared = if self.is_sqlite {
            "SELECT type FROM pragma_table_info('accounts') WHERE name = 'password_hash'"
        } else {
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute \
             WHERE attrelid = 'accounts'::regclass AND attname = 'password_hash'"
        };
        let declared: String = sqlx::query_scalar(declared).fetch_one(&self.reads).await?;
        // `VARCHAR(60)`, `character varying(60)`; `TEXT` has no limit.
        let width = declared.split_once('(').and_then(|(_, width)| {
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
            let page = sqlx::query(
                "SELECT id, password_hash, hash_label, last_active FROM accounts \
                 WHERE id > $1 ORDER BY id LIMIT $2",
            )
            .bind(&last)
            .bind(PAGE)
            .fetch_all(&self.reads)
            .await?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            last = end.try_get("id")?;
            for row in &page {
                let seconds: Option<i64> = row.try_get("last_active")?;
                each(Row {
                    label: row.try_get("hash_label")?,
                    stored: row.try_get("password_hash")?,
                    last_active: seconds.and_then(moment),
                });
            }
        }
    }
}

fn account(row: &AnyRow) -> Result<Account<Revision>, SqlError> {
    let user: String = row.try_get("id")?;
    let stored: Option<String> = row.try_get("password_hash")?;
    let stored = stored.map(HashText::from);
    let label: Option<String> = row.try_get("hash_label")?;
    let is_locked: i64 = row.try_get("is_locked")?;
    Ok(Account {
        version: Revision {
            id: user.clone(),
            number: row.try_get("revision")?,
            stored: stored.clone(),
            label: label.clone(),
        },
        user,
        spelled: row.try_get("spelled")?,
        label,
        stored,
        is_locked: is_locked != 0,
    })
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
