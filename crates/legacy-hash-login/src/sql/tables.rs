//! Making the tables, and refusing those that were made otherwise.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};
use tokio::runtime::Handle;

use crate::identifier::{Case, Folding};
use crate::sql::SqlError;
use crate::sql::database::Database;
use crate::sql::open::First;
use crate::sql::statement::Tables;

/// What has made the tables what they are, in this order. One that was released is never changed.
const MIGRATIONS: [(i64, &str, &str); 1] = [(
    1,
    "accounts",
    include_str!("../../migrations/0001_accounts.sql"),
)];

/// Makes the tables, or brings them up to date.
pub(super) async fn make(first: First, tables: &Tables) -> Result<(), SqlError> {
    let migrations = MIGRATIONS.map(|(version, name, template)| {
        let sql = AssertSqlSafe(tables.fill(template)).into_sql_str();
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.into());
    // A service's own migrations are in `_sqlx_migrations`.
    migrator.dangerous_set_table_name(tables.fill("{migrations}"));
    // sqlx's future of the migrations stays on the thread that polls it; that of the caller should
    // not have to.
    let runtime = Handle::current();
    let run = move || runtime.block_on(run(first, &migrator));
    tokio::task::spawn_blocking(run).await?
}

/// Of several who start at once, one makes the tables. PostgreSQL's migrations take a lock of their own,
/// SQLite's do not.
async fn run(first: First, migrator: &Migrator) -> Result<(), SqlError> {
    match first {
        #[cfg(feature = "postgres")]
        First::Postgres(mut connection) => {
            use sqlx::{Connection as _, Executor as _};

            let encoding = "SHOW server_encoding";
            let encoding: String = sqlx::query_scalar(encoding)
                .fetch_one(&mut connection)
                .await?;
            if encoding != "UTF8" {
                return Err(SqlError::Encoding);
            }
            // Somebody else's migration may take longer than a sign-in waits.
            connection
                .execute("SET statement_timeout = 0; SET lock_timeout = 0")
                .await?;
            migrator.run(&mut connection).await?;
            Ok(connection.close().await?)
        }
        #[cfg(feature = "sqlite")]
        First::Sqlite(pool) => {
            let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
            migrator.run(&mut *transaction).await?;
            Ok(transaction.commit().await?)
        }
    }
}

/// Refuses a folding that is not the one under which the identifiers in the tables were stored.
pub(super) async fn agree(
    database: &Database,
    tables: &Tables,
    folding: Folding,
) -> Result<(), SqlError> {
    let word = |case| match case {
        Case::Exact => "exact",
        Case::Ascii => "ascii",
        Case::Unicode => "unicode",
    };
    let Folding { user_names, emails } = folding;
    let folding = format!("user names {}, emails {}", word(user_names), word(emails));
    let first = tables
        .statement(
            "INSERT INTO {settings} (name, value) VALUES ('folding', $1) ON CONFLICT (name) \
             DO UPDATE SET value = excluded.value WHERE NOT EXISTS (SELECT 1 FROM {identifiers})",
        )
        .bind(folding.as_str());
    database.execute(first).await?;
    let stored = tables.statement("SELECT value FROM {settings} WHERE name = 'folding'");
    let stored: Vec<(String,)> = database.all(stored).await?;
    match stored.first() {
        Some((stored,)) if *stored == folding => Ok(()),
        _ => Err(SqlError::Folding),
    }
}

/// Warns of user names that nobody gets to who types them: they read as the number or the address of
/// another account.
pub(super) async fn warn_of_lookalikes(
    database: &Database,
    tables: &Tables,
) -> Result<(), SqlError> {
    let count = tables.statement(
        "SELECT count(*) FROM {identifiers} name JOIN {identifiers} other \
         ON other.kind || ' ' || other.folded = name.reads_as \
         AND other.account_id <> name.account_id WHERE name.reads_as IS NOT NULL",
    );
    let count: Vec<(i64,)> = database.all(count).await?;
    if let Some((user_names @ 1..,)) = count.first() {
        tracing::warn!(
            user_names,
            "user names read as another account's number or address, which is found instead"
        );
    }
    Ok(())
}
