//! Errors say what is wrong, and not with which value.

use legacy_hash_login::{Folding, Import, Imported, Position, SqlError, SqlStore};
use tempfile::TempDir;

use crate::support::database::Database;
use crate::users::user;

crate::on_each_database! { errors:
    ;
    shared:
    an_error_shows_no_value
}

/// All that a log may show of an error.
fn shown(error: &SqlError) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        shown.push_str(&format!("\n{error}\n{error:?}"));
        cause = error.source();
    }
    shown
}

async fn an_error_shows_no_value(database: Database) {
    let store = database.store().await;
    let mut causes = vec![(
        // PostgreSQL's DETAIL has the key.
        "CREATE UNIQUE INDEX broken ON legacy_hash_accounts (attributes)",
        "DROP INDEX broken",
    )];
    if database.is_postgres() {
        causes.extend([
            // The DETAIL has the whole row.
            (
                "ALTER TABLE legacy_hash_accounts ADD CONSTRAINT broken CHECK (revision > 5) NOT VALID",
                "ALTER TABLE legacy_hash_accounts DROP CONSTRAINT broken",
            ),
            // The message has the value.
            (
                "ALTER TABLE legacy_hash_accounts ADD COLUMN broken bigint \
                 GENERATED ALWAYS AS (password_hash::bigint) STORED",
                "ALTER TABLE legacy_hash_accounts DROP COLUMN broken",
            ),
            (
                "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE 'not %', NEW.password_hash; END $$; \
                 CREATE TRIGGER broken BEFORE INSERT ON legacy_hash_accounts \
                 FOR EACH ROW EXECUTE FUNCTION broken()",
                "DROP FUNCTION broken CASCADE",
            ),
        ]);
    }
    for (spoil, mend) in causes {
        database.foreign("DELETE FROM legacy_hash_accounts").await;
        database.foreign(spoil).await;
        let users = ["a", "b"].map(|letter| Imported {
            attributes: "secret attributes".to_owned(),
            ..user(
                &format!("secret id {letter}"),
                &format!("secret name {letter}"),
                &format!("secret hash {letter}"),
            )
        });
        let error = store
            .write("a", &users, Position::default())
            .await
            .unwrap_err();
        let shown = shown(&error);
        assert!(!shown.contains("secret"), "{shown}");
        assert!(shown.contains("(code "), "{shown}");
        database.foreign(mend).await;
    }
    let outcomes = store
        .write("a", &[user("1", "ann", "old")], Position::default())
        .await;
    assert_eq!(outcomes.unwrap().len(), 1);
}

async fn refused(url: &str) -> String {
    let error = SqlStore::connect(url, Folding::default())
        .await
        .unwrap_err();
    let shown = shown(&error);
    assert!(!shown.contains("hunter2"), "{shown}");
    error.to_string()
}

#[tokio::test]
async fn a_missing_file_is_not_made_unasked() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("users.db");
    let url = format!("sqlite://{}", file.display());
    let message = refused(&url).await;
    assert!(message.contains("`?mode=rwc`"), "{message}");
    assert!(!file.exists());

    let asked = format!("{url}?mode=rwc");
    let store = SqlStore::connect(&asked, Folding::default()).await.unwrap();
    store.close().await;
    SqlStore::connect(&url, Folding::default()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_address_is_refused_at_once() {
    for (url, says) in [
        ("", "URL"),
        ("users.db", "URL"),
        ("mysql://root:hunter2@localhost/users", "URL"),
        ("sqlite://users.db?mod=rwc", "mod"),
        ("sqlite:///nowhere/at/all.db?mode=rwc", "opened"),
    ] {
        let message = refused(url).await;
        assert!(message.contains(says), "{url}: {message}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_at_once() {
    // Nobody listens at port 1.
    let message = refused("postgres://ann:hunter2@127.0.0.1:1/users").await;
    assert!(message.contains("refused"), "{message}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    if let Some(database) = Database::postgres().await {
        let message = refused(&format!("{}_missing", database.url())).await;
        assert!(message.contains("does not exist"), "{message}");
    }
}

#[tokio::test]
async fn tables_of_another_version_are_left_alone() {
    let database = Database::file().await.unwrap();
    database.store().await.close().await;
    database
        .foreign("UPDATE legacy_hash_migrations SET version = 999")
        .await;
    let message = refused(database.url()).await;
    assert!(message.starts_with("the tables:"), "{message}");
}
