//! Connections to PostgreSQL, each for as long as somebody waits for it.

use std::io::{Error, ErrorKind};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres};
use tokio::time::timeout;

/// How much longer is waited for a statement than PostgreSQL itself works at it, which says better
/// what it gave up.
const MARGIN: Duration = Duration::from_secs(1);

/// A connection that is closed, and not put back into its pool, where something is under way on it
/// when it is dropped: a statement that nobody waits for any more, or a transaction. Put back, it
/// would keep its place until the statement ends; sqlx 0.9.0 even hands it on inside a transaction
/// that was beginning, and what others write through it is never committed.
pub(super) struct Guarded {
    connection: Option<PoolConnection<Postgres>>,
    is_idle: bool,
}

impl Guarded {
    pub(super) const fn new(connection: PoolConnection<Postgres>) -> Self {
        Self {
            connection: Some(connection),
            is_idle: true,
        }
    }

    /// The connection, on which something is under way from here on.
    pub(super) fn busy(&mut self) -> Option<&mut PgConnection> {
        self.is_idle = false;
        self.connection.as_deref_mut()
    }

    /// Nothing is under way, if this says that the server has answered. An error is an answer.
    pub(super) const fn is_idle<T>(&mut self, answer: &Result<T, sqlx::Error>) {
        self.is_idle = matches!(answer, Ok(_) | Err(sqlx::Error::Database(_)));
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if !self.is_idle
            && let Some(connection) = self.connection.take()
        {
            drop(connection.detach());
        }
    }
}

/// Waits for a statement that PostgreSQL works at for so long, and not for a server that is gone.
pub(super) async fn in_time<T>(
    statement: Duration,
    run: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let done = timeout(statement.saturating_add(MARGIN), run).await;
    done.unwrap_or_else(|_| Err(Error::from(ErrorKind::TimedOut).into()))
}
