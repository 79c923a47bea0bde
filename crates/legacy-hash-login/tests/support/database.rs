//! Databases for a test, each empty and its own.

use legacy_hash_login::{Folding, SqlStore};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tempfile::TempDir;

/// Where a database is, for as long as the test needs it.
pub(crate) struct Database {
    url: String,
    _folder: Option<TempDir>,
}

impl Database {
    /// SQLite's memory, which only the store itself can look into.
    pub(crate) fn memory() -> Self {
        Self {
            url: "sqlite::memory:".to_owned(),
            _folder: None,
        }
    }

    /// SQLite in a file.
    #[allow(clippy::unused_async, reason = "as PostgreSQL's")]
    pub(crate) async fn file() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        Some(Self {
            url: format!("sqlite://{}/users.db?mode=rwc", folder.path().display()),
            _folder: Some(folder),
        })
    }

    /// PostgreSQL, if there is one.
    pub(crate) async fn postgres() -> Option<Self> {
        Some(Self {
            url: crate::support::postgres::database().await?,
            _folder: None,
        })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres:")
    }

    pub(crate) fn is_memory(&self) -> bool {
        self.url == "sqlite::memory:"
    }

    pub(crate) async fn store(&self) -> SqlStore {
        SqlStore::connect(&self.url, Folding::default())
            .await
            .unwrap()
    }

    /// Runs a statement as a program would that is not this crate.
    pub(crate) async fn foreign(&self, statement: &str) -> u64 {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let statement = AssertSqlSafe(statement.to_owned());
        let done = connection.execute(statement).await.unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }

    /// What a query answers, as text.
    pub(crate) async fn ask(&self, query: &str) -> Option<String> {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let query = AssertSqlSafe(query.to_owned());
        let answer = sqlx::query_scalar(query)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        answer
    }
}
