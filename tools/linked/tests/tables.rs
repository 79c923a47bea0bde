//! Tables and migrations of the service's own stand beside the crate's, on either database.

use legacy_hash::Policy;
use legacy_hash_login::{
    Folding, Import, Imported, ImportedPassword, Kind, Outcome, Position, SignIn, SqlOptions,
    SqlPool, SqlStore, logto,
};
use sqlx::migrate::Migrator;
use sqlx::{PgPool, SqlitePool};
use tempfile::TempDir;

#[allow(dead_code)]
#[path = "../../../crates/legacy-hash-login/tests/support/postgres.rs"]
mod postgres;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// A user whose password is `password`.
fn ann() -> Imported {
    Imported {
        id: Some("1".to_owned()),
        identifiers: vec![(Kind::UserName, "ann".to_owned())],
        password: Some(ImportedPassword {
            label: "MD5".to_owned(),
            text: "5f4dcc3b5aa765d61d8327deb882cf99".into(),
        }),
        is_locked: false,
        last_active: None,
        attributes: "{}".to_owned(),
    }
}

/// Ann signs in, by the hash that is there.
async fn signs_in(store: &SqlStore) {
    let policy = logto::schemes(Policy::default().with_weak_cost(8, 1, 1).unwrap()).unwrap();
    let sign_in = SignIn::builder(store.clone(), policy)
        .start()
        .await
        .unwrap();
    let signed_in = sign_in.sign_in("ann", "password").await.unwrap();
    assert_eq!(signed_in.user(), "1");
    sign_in.drain().await;
}

/// What a service does that links the crate, before it has tables of its own or after.
macro_rules! beside {
    ($pool:ident, $url:ident) => {
        let migrated = async |pool| MIGRATIONS.run(pool).await.unwrap();
        let balance = async || {
            let balance = sqlx::query_scalar("SELECT balance FROM accounts");
            let balance: f64 = balance.fetch_one(&$pool).await.unwrap();
            assert_eq!(balance, 0.5);
            let migrations = sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations");
            let migrations: i64 = migrations.fetch_one(&$pool).await.unwrap();
            assert_eq!(migrations, 1);
        };
        let store = async |prefix| {
            let options = SqlOptions::default().with_prefix(prefix).unwrap();
            SqlStore::from_pool(SqlPool::from($pool.clone()), options)
                .await
                .unwrap()
        };
        // The crate's tables before the service's, and after.
        let before = store("before_").await;
        migrated(&$pool).await;
        let after = store("legacy_hash_").await;
        for store in [&before, &after] {
            let outcomes = store.write("export", &[ann()], Position::default()).await;
            assert_eq!(outcomes.unwrap(), [Outcome::Created]);
            signs_in(store).await;
        }
        balance().await;
        // As if the service had been started again.
        migrated(&$pool).await;
        signs_in(&store("legacy_hash_").await).await;
        // And over connections of its own.
        let connected = SqlStore::connect(&$url, Folding::default()).await.unwrap();
        signs_in(&connected).await;
        connected.close().await;
        balance().await;
    };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_a_service_on_sqlite() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/service.db?mode=rwc", folder.path().display());
    let pool = SqlitePool::connect(&url).await.unwrap();
    beside!(pool, url);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_a_service_in_memory() {
    let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    let pool = pool.connect("sqlite::memory:").await.unwrap();
    MIGRATIONS.run(&pool).await.unwrap();
    let store = SqlStore::from_pool(pool.clone(), SqlOptions::default())
        .await
        .unwrap();
    store
        .write("export", &[ann()], Position::default())
        .await
        .unwrap();
    signs_in(&store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_a_service_on_postgresql() {
    let Some(url) = postgres::database().await else {
        return;
    };
    let pool = PgPool::connect(&url).await.unwrap();
    beside!(pool, url);
}
