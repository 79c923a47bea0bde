//! Databases, tables and files that are not this store's to use, and names of one's own.

use legacy_hash_login::{Case, Folding, SqlError, SqlOptions, SqlPool, SqlStore};
use sqlx::{PgPool, SqlitePool};

use crate::support::database::Database;
use crate::support::log::Log;
use crate::support::postgres::latin1;
use crate::users::{owner, user, write};

crate::on_each_database! { names:
    ;
    shared:
    each_prefix_has_tables_of_its_own
    another_folding_is_refused
    a_services_own_pool_is_used
}

async fn prefixed(database: &Database, prefix: &str) -> SqlStore {
    let options = SqlOptions::default().with_prefix(prefix).unwrap();
    SqlStore::connect_with(database.url(), options)
        .await
        .unwrap()
}

async fn each_prefix_has_tables_of_its_own(database: Database) {
    let one = prefixed(&database, "one_").await;
    let longest = "l".repeat(32);
    let other = prefixed(&database, &longest).await;
    write(&one, &user("1", "ann", "old")).await;
    assert_eq!(owner(&one, "ann").await.as_deref(), Some("1"));
    assert_eq!(owner(&other, "ann").await, None);
    let count = "SELECT CAST(count(*) AS TEXT) FROM one_accounts";
    assert_eq!(database.ask(count).await.as_deref(), Some("1"));
    let tables = if database.is_postgres() {
        "SELECT CAST(count(*) AS TEXT) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
         WHERE nspname = 'public' AND relname NOT LIKE 'one~_%' ESCAPE '~' \
         AND relname NOT LIKE 'llllllllllllllllllllllllllllllll%'"
    } else {
        "SELECT CAST(count(*) AS TEXT) FROM sqlite_master WHERE name NOT LIKE 'one~_%' ESCAPE '~' \
         AND name NOT LIKE 'llllllllllllllllllllllllllllllll%' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    };
    assert_eq!(database.ask(tables).await.as_deref(), Some("0"));
}

async fn another_folding_is_refused(database: Database) {
    let folded = |user_names| {
        let emails = Case::Ascii;
        let folding = Folding { user_names, emails };
        SqlStore::connect(database.url(), folding)
    };
    // As long as there is nothing that was stored under it, it may change.
    folded(Case::Unicode).await.unwrap().close().await;
    let store = folded(Case::Exact).await.unwrap();
    write(&store, &user("1", "Ann", "old")).await;
    for other in [Case::Ascii, Case::Unicode] {
        let refused = folded(other).await.unwrap_err();
        assert!(matches!(refused, SqlError::Folding), "{refused}");
    }
    let emails = Folding {
        emails: Case::Exact,
        ..Folding::default()
    };
    let refused = SqlStore::connect(database.url(), emails).await.unwrap_err();
    assert!(matches!(refused, SqlError::Folding), "{refused}");
    let again = folded(Case::Exact).await.unwrap();
    assert_eq!(owner(&again, "Ann").await.as_deref(), Some("1"));
}

async fn a_services_own_pool_is_used(database: Database) {
    let pool = async || -> SqlPool {
        if database.is_postgres() {
            PgPool::connect(database.url()).await.unwrap().into()
        } else {
            SqlitePool::connect(database.url()).await.unwrap().into()
        }
    };
    let store = SqlStore::from_pool(pool().await, SqlOptions::default())
        .await
        .unwrap()
        .with_import_pool(pool().await);
    write(&store, &user("1", "ann", "old")).await;
    assert!(store.set_locked("1", true).await.unwrap());
    assert_eq!(owner(&store, "ann").await.as_deref(), Some("1"));
    let others = database.store().await;
    assert_eq!(owner(&others, "ann").await.as_deref(), Some("1"));
    store.close().await;
    let closed = store.reset_password("1").await.unwrap_err();
    assert!(closed.to_string().contains("closed"), "{closed}");
}

#[tokio::test]
async fn a_database_that_does_not_hold_every_name_is_refused() {
    if let Some(url) = latin1().await {
        let refused = SqlStore::connect(&url, Folding::default()).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, SqlError::Encoding), "{refused}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("users.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let store = SqlStore::connect(&url, Folding::default()).await.unwrap();
    write(&store, &user("1", "ann", "old")).await;
    assert_eq!(owner(&store, "ann").await.as_deref(), Some("1"));
    let mut names = Vec::new();
    for entry in folder.path().read_dir().unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["users.db", "users.db-shm", "users.db-wal"]);

    // Somebody else opened it to others.
    let (log, _guard) = Log::start();
    SqlStore::connect(&url, Folding::default()).await.unwrap();
    let warning = "others than its owner";
    assert!(!log.text().contains(warning));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    SqlStore::connect(&url, Folding::default()).await.unwrap();
    assert!(log.text().contains(warning));
}
