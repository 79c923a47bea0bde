//! A PostgreSQL that is down, hangs, or holds a table: nobody waits long, and nobody has to be started
//! again.

use std::time::Duration;

use legacy_hash::{Algorithm, Policy};
use legacy_hash_login::{
    Import, Position, SignIn, SignInError, SqlError, SqlOptions, SqlStore, Store,
};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::support::database::Database;
use crate::support::postgres::Server;
use crate::users::{password, user, write};

const MOMENT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(60);

/// A store that waits for nothing else longer than anybody would.
fn patient() -> SqlOptions {
    SqlOptions::default()
        .with_acquire_timeout(MOMENT)
        .with_statement_timeout(LONG)
        .with_lock_timeout(LONG)
        .with_import_timeout(LONG)
}

/// A session of somebody else, which holds a table until it ends.
async fn holding(database: &Database, table: &str, mode: &str) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let mut session = AnyConnection::connect(database.url()).await.unwrap();
    let lock = format!("BEGIN; LOCK TABLE legacy_hash_{table} IN {mode} MODE");
    session.execute(AssertSqlSafe(lock)).await.unwrap();
    session
}

async fn end(mut session: AnyConnection) {
    session.execute("ROLLBACK").await.unwrap();
    session.close().await.unwrap();
}

/// Ann, whose password is `password`, as a service signs her in.
async fn service(store: &SqlStore) -> SignIn<SqlStore> {
    let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
    write(store, &user("1", "ann", md5)).await;
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    let scheme = legacy_hash::Scheme::of(Algorithm::Md5);
    let policy = policy
        .with_scheme(&password("").unwrap().label, scheme)
        .unwrap();
    SignIn::builder(store.clone(), policy)
        .start()
        .await
        .unwrap()
}

/// Signs Ann in as soon as that goes.
async fn recovers(sign_in: &SignIn<SqlStore>) {
    let mut tries = 0..200;
    while let Err(error) = sign_in.sign_in("ann", "password").await {
        assert_eq!(error, SignInError::Unavailable);
        assert!(tries.next().is_some(), "the database is not found again");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Asserts that nobody waits for the database, and that sign-ins say so.
async fn is_down(sign_in: &SignIn<SqlStore>) {
    let who = sign_in.store().folding().read("ann");
    // Whoever is first finds out.
    sign_in.store().find(&who).await.unwrap_err();
    let mut sign_ins = JoinSet::new();
    for _ in 0..20 {
        let known = sign_in.store().find(&who).await;
        assert!(matches!(known, Err(SqlError::Down)), "{known:?}");
        let sign_in = sign_in.clone();
        sign_ins.spawn(async move { sign_in.sign_in("ann", "password").await.unwrap_err() });
    }
    for error in sign_ins.join_all().await {
        let is_one = matches!(error, SignInError::Unavailable | SignInError::Busy { .. });
        assert!(is_one, "{error:?}");
    }
    let created = sign_in.store().create(&user("2", "bob", "old")).await;
    assert!(matches!(created, Err(SqlError::Down)), "{created:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_went_away_is_known_and_found_again() {
    let Some(mut server) = Server::start() else {
        return;
    };
    let store = SqlStore::connect_with(&server.url("postgres"), patient()).await;
    let sign_in = service(&store.unwrap()).await;
    recovers(&sign_in).await;
    for _ in 0..2 {
        server.go_away();
        is_down(&sign_in).await;
        server.come_back();
        recovers(&sign_in).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_is_known_and_found_again() {
    let Some(mut server) = Server::start() else {
        return;
    };
    let store = SqlStore::connect_with(&server.url("postgres"), patient()).await;
    let sign_in = service(&store.unwrap()).await;
    recovers(&sign_in).await;
    server.freeze();
    is_down(&sign_in).await;
    server.thaw();
    recovers(&sign_in).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_table_is_waited_for_a_moment() {
    let Some(database) = Database::postgres().await else {
        return;
    };
    for (options, code) in [
        (patient().with_lock_timeout(MOMENT), "55P03"),
        (patient().with_statement_timeout(MOMENT), "57014"),
    ] {
        let store = SqlStore::connect_with(database.url(), options)
            .await
            .unwrap();
        let sign_in = service(&store).await;
        let session = holding(&database, "accounts", "ACCESS EXCLUSIVE").await;
        let error = store.find(&store.folding().read("ann")).await.unwrap_err();
        assert!(error.to_string().contains(code), "{error}");
        let error = sign_in.sign_in("ann", "password").await.unwrap_err();
        assert_eq!(error, SignInError::Unavailable);
        end(session).await;
        // It was not the server.
        sign_in.sign_in("ann", "password").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_services_own_pool_is_not_waited_for_for_ever() {
    let Some(database) = Database::postgres().await else {
        return;
    };
    // One connection, and no time-out of its own.
    let pool = PgPoolOptions::new().max_connections(1);
    let pool = pool.connect(database.url()).await.unwrap();
    let options = patient().with_statement_timeout(MOMENT);
    let store = SqlStore::from_pool(pool, options).await.unwrap();
    let session = holding(&database, "accounts", "ACCESS EXCLUSIVE").await;
    let who = store.folding().read("ann");
    let error = store.find(&who).await.unwrap_err();
    assert!(error.to_string().contains("timed out"), "{error}");
    // The connection is of no use until the table is free, and is not used any more.
    let mut tries = 0..100;
    while let Err(error) = store.position("a").await {
        assert!(matches!(error, SqlError::Down), "{error}");
        assert!(tries.next().is_some(), "the pool is pinned");
        sleep(Duration::from_millis(20)).await;
    }
    end(session).await;
    assert!(store.find(&who).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_services_own_pool_may_be_all_taken() {
    let Some(database) = Database::postgres().await else {
        return;
    };
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(LONG);
    let pool = pool.connect(database.url()).await.unwrap();
    let store = SqlStore::from_pool(pool.clone(), patient()).await.unwrap();
    let taken = pool.acquire().await.unwrap();
    let who = store.folding().read("ann");
    // Long enough for any machine, and shorter than the pool waits.
    let found = tokio::time::timeout(LONG / 2, store.find(&who)).await;
    found.unwrap().unwrap_err();
    drop(taken);
    let mut tries = 0..100;
    while store.find(&who).await.is_err() {
        assert!(tries.next().is_some(), "the pool is not found again");
        sleep(Duration::from_millis(20)).await;
    }
}

/// How many wait for a lock.
async fn waiting(database: &Database) -> usize {
    let waiting = "SELECT CAST(count(*) AS TEXT) FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    database.ask(waiting).await.unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_gives_up_keeps_no_connection() {
    let Some(database) = Database::postgres().await else {
        return;
    };
    let store = SqlStore::connect_with(database.url(), patient())
        .await
        .unwrap();
    let session = holding(&database, "imports", "SHARE ROW EXCLUSIVE").await;
    let mut calls = JoinSet::new();
    for number in 0..12 {
        let (store, name) = (store.clone(), format!("u{number}"));
        calls.spawn(async move { store.create(&user(&name, &name, "old")).await });
    }
    let mut tries = 0..200;
    while waiting(&database).await < 2 {
        assert!(tries.next().is_some(), "nobody waits");
        sleep(Duration::from_millis(20)).await;
    }
    // All connections for new accounts are taken, and none for sign-ins.
    let who = store.folding().read("ann");
    for _ in 0..20 {
        assert!(store.find(&who).await.unwrap().is_none());
    }
    // Nor are those any more that nobody waits for.
    calls.shutdown().await;
    for _ in 0..20 {
        assert_eq!(store.position("a").await.unwrap(), Position::default());
    }
    end(session).await;
    store
        .create(&user("1", "ann", "old"))
        .await
        .unwrap()
        .unwrap();
}
