//! Connecting, and what is looked at before anything is stored.

#[cfg(feature = "postgres")]
use std::net::IpAddr;
#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
#[cfg(feature = "sqlite")]
use std::time::Instant;

use crate::sql::database::{Database, Pool, SqlPool};
use crate::sql::health::Health;
use crate::sql::{SqlError, SqlOptions};

/// What a store works on.
#[derive(Clone)]
pub(super) struct Databases {
    pub(super) reads: Database,
    /// SQLite has one writer at a time, and its own lock lets those who wait try again at random: an
    /// import would keep all others out. Who waits for the one connection gets it in turn.
    pub(super) writes: Database,
    /// A batch of an import takes its time, and so do those who wait for it.
    pub(super) imports: Database,
}

/// A connection of its own, from before the pools: to have the tables made, however long it takes.
pub(super) enum First {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgConnection),
    /// SQLite's memory is that of its one connection.
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
}

/// Connects to what the address names.
pub(super) async fn url(url: &str, options: &SqlOptions) -> Result<(Databases, First), SqlError> {
    match url.split_once(':') {
        #[cfg(feature = "postgres")]
        Some(("postgres" | "postgresql", _)) => postgres(url, options).await,
        #[cfg(feature = "sqlite")]
        Some(("sqlite", _)) => sqlite(url, options).await,
        _ => Err(SqlError::Url),
    }
}

/// Takes a service's own pool.
pub(super) async fn pool(
    pool: SqlPool,
    options: &SqlOptions,
) -> Result<(Databases, First), SqlError> {
    match pool.0 {
        #[cfg(feature = "postgres")]
        Pool::Postgres(pool) => {
            let health = Arc::new(Health::of(pool.connect_options(), options.acquire));
            let of = |pool: &sqlx::PgPool| Pool::Postgres(pool.clone());
            let databases = of_pools((of(&pool), of(&pool), of(&pool)), &health, options);
            let first = in_time(options, pool.acquire()).await?.detach();
            Ok((databases, First::Postgres(first)))
        }
        #[cfg(feature = "sqlite")]
        Pool::Sqlite(pool) => {
            let of = |pool: &sqlx::SqlitePool| Pool::Sqlite(pool.clone());
            let health = Arc::default();
            let databases = of_pools((of(&pool), of(&pool), of(&pool)), &health, options);
            Ok((databases, First::Sqlite(pool)))
        }
    }
}

fn of_pools(
    (reads, writes, imports): (Pool, Pool, Pool),
    health: &Arc<Health>,
    options: &SqlOptions,
) -> Databases {
    let database = |pool, statement| Database {
        pool,
        health: Arc::clone(health),
        acquire: options.acquire,
        statement,
    };
    Databases {
        reads: database(reads, options.statement),
        writes: database(writes, options.statement),
        imports: database(imports, options.import),
    }
}

#[cfg(feature = "postgres")]
async fn in_time<T>(
    options: &SqlOptions,
    connecting: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, SqlError> {
    let connected = tokio::time::timeout(options.acquire, connecting).await;
    Ok(connected.unwrap_or(Err(sqlx::Error::PoolTimedOut))?)
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str, options: &SqlOptions) -> Result<(Databases, First), SqlError> {
    use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
    use sqlx::{ConnectOptions as _, Executor as _};

    let server: PgConnectOptions = url.parse()?;
    if may_be_read(&server) {
        tracing::warn!(
            "the connection to PostgreSQL may be read on its way: `sslmode=verify-full` makes it private"
        );
    }
    // A pool would try again until its time is over before it says that nobody listens.
    let first = in_time(options, server.connect()).await?;
    let health = Arc::new(Health::of(Arc::new(server.clone()), options.acquire));
    let pool = |connections: std::num::NonZeroU32, statement, lock| {
        let set = format!(
            "SET statement_timeout = {}; SET lock_timeout = {}",
            milliseconds(statement),
            milliseconds(lock),
        );
        let options = PgPoolOptions::new()
            .max_connections(connections.get())
            .acquire_timeout(options.acquire)
            // Not among the options of the connection, which connection poolers refuse.
            .after_connect(move |connection, _| {
                let set = sqlx::AssertSqlSafe(set.clone());
                Box::pin(async move { connection.execute(set).await.map(drop) })
            });
        Pool::Postgres(options.connect_lazy_with(server.clone()))
    };
    let all = pool(options.connections, options.statement, options.lock);
    let imports = pool(options.import_connections, options.import, options.import);
    let databases = of_pools((all.clone(), all, imports), &health, options);
    Ok((databases, First::Postgres(first)))
}

/// At least one: none would be no limit.
#[cfg(feature = "postgres")]
fn milliseconds(time: Duration) -> i32 {
    i32::try_from(time.as_millis()).unwrap_or(i32::MAX).max(1)
}

/// Whether passwords' hashes cross a network in the open, or would where somebody asked for it:
/// `prefer`, which is what holds where nothing is said, goes on without TLS.
#[cfg(feature = "postgres")]
fn may_be_read(server: &sqlx::postgres::PgConnectOptions) -> bool {
    use sqlx::postgres::PgSslMode::{Allow, Disable, Prefer};

    let host = server.get_host().trim_matches(['[', ']']);
    let is_here = server.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback());
    !is_here && matches!(server.get_ssl_mode(), Disable | Allow | Prefer)
}

#[cfg(feature = "sqlite")]
async fn sqlite(url: &str, options: &SqlOptions) -> Result<(Databases, First), SqlError> {
    use sqlx::Connection as _;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};

    let file: SqliteConnectOptions = url.parse()?;
    let is_made = url.split_once('?').is_some_and(|(_, parameters)| {
        parameters
            .split('&')
            .any(|parameter| parameter == "mode=rwc")
    });
    private(file.get_filename(), is_made);
    let file = file
        .busy_timeout(options.lock)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true);
    let mut first = patiently(&file, options.lock).await?;
    let name: String = sqlx::query_scalar(
        "SELECT coalesce(file, '') FROM pragma_database_list WHERE name = 'main'",
    )
    .fetch_one(&mut first)
    .await?;

    let pool = SqlitePoolOptions::new()
        .acquire_timeout(options.acquire)
        // A caller that goes away during the test takes the connection with it, and SQLite's memory.
        .test_before_acquire(false);
    let one = pool.clone().max_connections(1);
    let (reads, writes) = if name.is_empty() {
        // There is no file that another connection could open, and the database ends with this one.
        let one = one.idle_timeout(None).max_lifetime(None);
        let pool = one.connect_with(file).await?;
        (pool.clone(), pool)
    } else {
        let many = pool.max_connections(options.connections.get());
        let writes = one.connect_with(file.clone()).await?;
        (many.connect_lazy_with(file), writes)
    };
    // Not before another is open: the last to close takes the journals away, which locks the file.
    first.close().await?;
    let of = |pool: &sqlx::SqlitePool| Pool::Sqlite(pool.clone());
    let pools = (of(&reads), of(&writes), of(&writes));
    let databases = of_pools(pools, &Arc::default(), options);
    Ok((databases, First::Sqlite(writes)))
}

/// Connects for the first time. Of several who turn a new file's journal into a write-ahead log at the
/// same time, SQLite tells all but one that the file is locked, without waiting as `busy_timeout` says.
#[cfg(feature = "sqlite")]
async fn patiently(
    file: &sqlx::sqlite::SqliteConnectOptions,
    patience: Duration,
) -> Result<sqlx::SqliteConnection, sqlx::Error> {
    use sqlx::ConnectOptions as _;

    const BUSY: &str = "5";
    const PAUSE: Duration = Duration::from_millis(10);

    let start = Instant::now();
    loop {
        match file.connect().await {
            Err(sqlx::Error::Database(error))
                if error.code().as_deref() == Some(BUSY) && start.elapsed() < patience =>
            {
                tokio::time::sleep(PAUSE).await;
            }
            connected => return connected,
        }
    }
}

/// Makes a new file that only its owner may read: SQLite gives its journals the same mode. What goes
/// wrong here, SQLite says better.
#[cfg(all(feature = "sqlite", unix))]
fn private(file: &Path, is_made: bool) {
    use std::fs::{File, OpenOptions};
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};

    const OTHERS: u32 = 0o077;

    if is_made {
        let new = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(file);
        drop::<Result<File, _>>(new);
    }
    if std::fs::metadata(file).is_ok_and(|file| file.mode() & OTHERS != 0) {
        tracing::warn!("the database is a file that others than its owner may open");
    }
}

#[cfg(all(feature = "sqlite", not(unix)))]
const fn private(_: &Path, _: bool) {}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_read_on_its_way_is_seen() {
        for (url, may_be) in [
            ("postgres://ann@db.example.com/users", true),
            ("postgres://ann@db.example.com/users?sslmode=prefer", true),
            ("postgres://ann@db.example.com/users?sslmode=allow", true),
            ("postgres://ann@192.0.2.1/users?sslmode=disable", true),
            ("postgres://ann@[2001:db8::1]/users", true),
            ("postgres://ann@db.example.com/users?sslmode=require", false),
            (
                "postgres://ann@db.example.com/users?sslmode=verify-full",
                false,
            ),
            ("postgres://ann@localhost/users", false),
            ("postgres://ann@127.0.0.1/users", false),
            ("postgres://ann@[::1]/users", false),
            ("postgres://ann@%2Frun%2Fpostgresql/users", false),
        ] {
            assert_eq!(may_be_read(&url.parse().unwrap()), may_be, "{url}");
        }
    }
}
