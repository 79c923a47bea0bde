//! Connections, and statements on them that end in time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "postgres")]
use sqlx::PgPool;
#[cfg(feature = "sqlite")]
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Executor as _};
#[cfg(feature = "sqlite")]
use sqlx::{Sqlite, SqlitePool, Transaction};
use tokio::time::timeout;

use crate::sql::SqlError;
#[cfg(feature = "postgres")]
use crate::sql::guarded::{Guarded, in_time};
use crate::sql::health::Health;
use crate::sql::statement::{Columns, Statement, Value};

/// A pool of connections that a service has already: [`From`] its `PgPool` or `SqlitePool`.
#[derive(Clone)]
pub struct SqlPool(pub(super) Pool);

#[derive(Clone)]
pub(super) enum Pool {
    #[cfg(feature = "postgres")]
    Postgres(PgPool),
    #[cfg(feature = "sqlite")]
    Sqlite(SqlitePool),
}

#[cfg(feature = "postgres")]
impl From<PgPool> for SqlPool {
    fn from(pool: PgPool) -> Self {
        Self(Pool::Postgres(pool))
    }
}

#[cfg(feature = "sqlite")]
impl From<SqlitePool> for SqlPool {
    fn from(pool: SqlitePool) -> Self {
        Self(Pool::Sqlite(pool))
    }
}

/// Addresses of databases are not shown.
impl fmt::Debug for SqlPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlPool").finish_non_exhaustive()
    }
}

/// A pool, and how long it and its server are waited for.
#[derive(Clone)]
pub(super) struct Database {
    pub(super) pool: Pool,
    pub(super) health: Arc<Health>,
    pub(super) acquire: Duration,
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "PostgreSQL's"))]
    pub(super) statement: Duration,
}

impl Database {
    pub(super) const fn is_sqlite(&self) -> bool {
        match self.pool {
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => false,
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => true,
        }
    }

    pub(super) async fn close(&self) {
        match &self.pool {
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => pool.close().await,
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => pool.close().await,
        }
    }

    /// Runs one statement, and says how many rows it wrote.
    pub(super) async fn execute(&self, statement: Statement) -> Result<u64, SqlError> {
        self.connection().await?.execute(statement).await
    }

    /// What one statement finds.
    pub(super) async fn all<T: Columns>(&self, statement: Statement) -> Result<Vec<T>, SqlError> {
        self.connection().await?.all(statement).await
    }

    async fn connection(&self) -> Result<Connection, SqlError> {
        let link = match &self.pool {
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                Link::Postgres(Guarded::new(self.acquired(pool.acquire()).await?))
            }
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => Link::Sqlite(self.acquired(pool.acquire()).await?),
        };
        Ok(self.over(link))
    }

    /// Begins a transaction. It is undone unless it is [committed](Connection::commit).
    pub(super) async fn begin(&self) -> Result<Connection, SqlError> {
        match &self.pool {
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => {
                let mut connection = self.connection().await?;
                connection.is_batch = true;
                connection.command("BEGIN").await?;
                Ok(connection)
            }
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => {
                let (database, pool) = (self.clone(), pool.clone());
                // One that reads first fails if somebody else writes before it does. And a caller that
                // goes away must not take the beginning with it: a transaction that has begun is
                // undone when it is dropped, and one that is beginning is not.
                let begin = async move {
                    let transaction = pool.begin_with("BEGIN IMMEDIATE").await;
                    let transaction = transaction.map_err(|error| database.noted(error))?;
                    Ok(database.over(Link::Transaction(transaction)))
                };
                tokio::spawn(begin).await?
            }
        }
    }

    fn over(&self, link: Link) -> Connection {
        Connection {
            link,
            database: self.clone(),
            is_batch: false,
        }
    }

    /// Waits for a connection as long as is worth it, and not at all for a server that is down.
    async fn acquired<T>(
        &self,
        acquiring: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, SqlError> {
        if self.health.is_down() {
            return Err(SqlError::Down);
        }
        let acquired = timeout(self.acquire, acquiring).await;
        let acquired = acquired.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        acquired.map_err(|error| self.noted(error))
    }

    /// An error, and what it says of the server.
    fn noted(&self, error: sqlx::Error) -> SqlError {
        let is_of_the_server = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
            // 08: the connection; 57P: the server stops or starts.
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                code.len() == 5 && (code.starts_with("08") || code.starts_with("57P"))
            }
            _ => false,
        };
        if is_of_the_server {
            self.health.suspect();
        }
        error.into()
    }
}

/// A connection, for one statement or one transaction.
pub(super) struct Connection {
    link: Link,
    database: Database,
    is_batch: bool,
}

enum Link {
    #[cfg(feature = "postgres")]
    Postgres(Guarded),
    #[cfg(feature = "sqlite")]
    Sqlite(PoolConnection<Sqlite>),
    #[cfg(feature = "sqlite")]
    Transaction(Transaction<'static, Sqlite>),
}

/// Makes sqlx's query of a statement.
macro_rules! query {
    ($make:path, $statement:ident) => {{
        let Statement { sql, values } = $statement;
        let mut query = $make(AssertSqlSafe(sql));
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }};
}

/// Runs something on the connection, whichever it is.
macro_rules! on {
    ($self:ident, $connection:ident => $run:expr) => {
        match &mut $self.link {
            #[cfg(feature = "postgres")]
            Link::Postgres(guarded) => {
                let done = match guarded.busy() {
                    Some($connection) => in_time($self.database.statement, $run).await,
                    None => Err(sqlx::Error::PoolClosed),
                };
                if !$self.is_batch {
                    guarded.is_idle(&done);
                }
                done
            }
            #[cfg(feature = "sqlite")]
            Link::Sqlite(connection) => {
                let $connection = &mut **connection;
                $run.await
            }
            #[cfg(feature = "sqlite")]
            Link::Transaction(transaction) => {
                let $connection = &mut **transaction;
                $run.await
            }
        }
        .map_err(|error| $self.database.noted(error))
    };
}

impl Connection {
    /// Runs one statement, and says how many rows it wrote.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64, SqlError> {
        on!(self, connection => async {
            let done = query!(sqlx::query, statement).execute(connection).await?;
            Ok(done.rows_affected())
        })
    }

    /// What one statement finds.
    pub(super) async fn all<T: Columns>(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<T>, SqlError> {
        on!(self, connection => query!(sqlx::query_as::<_, T>, statement).fetch_all(connection))
    }

    /// Runs what has no values and finds nothing.
    async fn command(&mut self, command: &'static str) -> Result<(), SqlError> {
        on!(self, connection => async { connection.execute(command).await.map(drop) })
    }

    /// Ends a transaction, and keeps what it wrote.
    pub(super) async fn commit(self) -> Result<(), SqlError> {
        self.end("COMMIT").await
    }

    /// Ends a transaction, and undoes what it wrote: as if it were dropped, but on PostgreSQL the
    /// connection stays of use.
    pub(super) async fn roll_back(self) -> Result<(), SqlError> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, how: &'static str) -> Result<(), SqlError> {
        self.is_batch = false;
        match self.link {
            #[cfg(feature = "sqlite")]
            Link::Transaction(transaction) => {
                let ended = match how {
                    "COMMIT" => transaction.commit().await,
                    _ => transaction.rollback().await,
                };
                ended.map_err(|error| self.database.noted(error))
            }
            _ => self.command(how).await,
        }
    }
}
