//! What goes wrong with the database, without the values it was asked about.

use sqlx::migrate::MigrateError;
use tokio::task::JoinError;

/// The database did not do what it was asked. Neither `Display` nor `Debug` shows what a row holds:
/// of the database's own words those that may quote a value are left out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// The server is known to be down, and nobody waits for it. It is looked for in the meantime;
    /// come back in a few seconds.
    #[error("the database is down")]
    Down,
    /// The address begins with neither `sqlite:` nor `postgres:`, or the feature of that name is off.
    #[error("a URL of a database that is not compiled in")]
    Url,
    /// [`SqlOptions::with_prefix`](crate::SqlOptions::with_prefix) says what a prefix is.
    #[error("a prefix has 1 to 32 of a-z, 0-9 and _, and is none of the database's own")]
    Prefix,
    /// The database is not encoded in UTF-8: it cannot hold every name.
    #[error("the database is not encoded in UTF8")]
    Encoding,
    /// The identifiers in the tables were stored under another folding, and would not be found.
    #[error("the tables' identifiers were folded in another way")]
    Folding,
    /// It cannot be reached, or a statement failed.
    #[error("the database: {0}")]
    Database(String),
    /// The tables could not be made or brought up to date.
    #[error("the tables: {0}")]
    Migration(String),
    /// A number of the import is over 2⁶³.
    #[error("a number is too large for the database")]
    Range,
    /// There already is an account with the number or name that a new one was to have.
    #[error("there is an account with this number or name")]
    Exists,
    /// A new account has a text that the tables cannot hold:
    /// [`Outcome::Refused`](crate::Outcome::Refused) says which.
    #[error("a text that the tables cannot hold")]
    Refused,
}

impl From<sqlx::Error> for SqlError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(describe(&error))
    }
}

/// Of a task that this crate began.
impl From<JoinError> for SqlError {
    fn from(_: JoinError) -> Self {
        Self::Database("the runtime is shutting down".to_owned())
    }
}

impl From<MigrateError> for SqlError {
    fn from(error: MigrateError) -> Self {
        Self::Migration(match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                describe(&error)
            }
            other => other.to_string(),
        })
    }
}

/// PostgreSQL's `DETAIL` quotes keys and whole rows, and is left out with all else that is not the
/// message itself; of two classes the message quotes as well. SQLite's messages name columns alone.
fn describe(error: &sqlx::Error) -> String {
    let sqlx::Error::Database(database) = error else {
        return error.to_string();
    };
    let code = database.code().unwrap_or_default();
    // SQLSTATEs have five characters, SQLite's codes at most four. 22: a value was not what its type
    // asks for. P0: the words of a function or trigger.
    let quotes = code.len() == 5 && (code.starts_with("22") || code.starts_with("P0"));
    let message = match &*code {
        _ if quotes => "a value was refused",
        // SQLITE_CANTOPEN.
        "14" => "the file cannot be opened; `?mode=rwc` makes a new one",
        _ => database.message(),
    };
    format!("{message} (code {code})")
}
