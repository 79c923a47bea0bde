//! Statements in words that both databases know.

use sqlx::FromRow;

/// The names of the tables: each `{name}` in a statement is the prefix and the name.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    prefix: String,
}

impl Tables {
    /// The prefix is one that [`SqlOptions::with_prefix`](crate::SqlOptions::with_prefix) took.
    pub(super) const fn new(prefix: String) -> Self {
        Self { prefix }
    }

    /// The template with this store's names.
    pub(super) fn fill(&self, template: &'static str) -> String {
        template.replace('{', &self.prefix).replace('}', "")
    }

    pub(super) fn statement(&self, template: &'static str) -> Statement {
        Statement {
            sql: self.fill(template),
            values: Vec::new(),
        }
    }
}

/// A statement, with the values of `$1`, `$2` and so on.
#[derive(Clone)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Statement {
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }
}

/// What the tables hold.
#[derive(Clone)]
pub(super) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

/// What a row can be read as, on each database that is compiled in.
pub(super) trait Columns: FromPostgres + FromSqlite + Send + Unpin {}
impl<T: FromPostgres + FromSqlite + Send + Unpin> Columns for T {}

#[cfg(feature = "postgres")]
pub(super) trait FromPostgres: for<'r> FromRow<'r, sqlx::postgres::PgRow> {}
#[cfg(feature = "postgres")]
impl<T: for<'r> FromRow<'r, sqlx::postgres::PgRow>> FromPostgres for T {}
#[cfg(not(feature = "postgres"))]
pub(super) trait FromPostgres {}
#[cfg(not(feature = "postgres"))]
impl<T> FromPostgres for T {}

#[cfg(feature = "sqlite")]
pub(super) trait FromSqlite: for<'r> FromRow<'r, sqlx::sqlite::SqliteRow> {}
#[cfg(feature = "sqlite")]
impl<T: for<'r> FromRow<'r, sqlx::sqlite::SqliteRow>> FromSqlite for T {}
#[cfg(not(feature = "sqlite"))]
pub(super) trait FromSqlite {}
#[cfg(not(feature = "sqlite"))]
impl<T> FromSqlite for T {}
