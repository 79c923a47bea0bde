//! One new account, not from a source.

use legacy_hash_login::{Import, Imported, Kind, Outcome, SqlError};

use crate::support::database::Database;
use crate::users::{owner, stored, user, write};

crate::on_each_database! { create:
    a_new_account_has_what_it_was_given
    an_account_that_is_there_is_left_alone
    no_import_writes_over_its_password;
    shared:
    no_import_writes_over_its_attributes
}

async fn a_new_account_has_what_it_was_given(database: Database) {
    let store = database.store().await;
    let id = store.create(&user("1", "ann", "old")).await.unwrap();
    assert_eq!(id.as_deref(), Ok("1"));
    let nameless = Imported {
        id: None,
        ..user("", "bob", "b")
    };
    let id = store.create(&nameless).await.unwrap().unwrap();
    assert_eq!(owner(&store, "bob").await, Some(id));
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
    assert_eq!(stored(&store, "bob").await.as_deref(), Some("b"));
}

async fn an_account_that_is_there_is_left_alone(database: Database) {
    let store = database.store().await;
    write(&store, &user("1", "ann", "old")).await;
    let again = Imported {
        identifiers: vec![
            (Kind::Email, "new@example.com".to_owned()),
            (Kind::UserName, "ann".to_owned()),
        ],
        ..user("2", "", "stolen")
    };
    assert_eq!(store.create(&again).await.unwrap(), Err(Kind::UserName));
    let nameless = Imported { id: None, ..again };
    assert_eq!(store.create(&nameless).await.unwrap(), Err(Kind::UserName));
    let same_number = store.create(&user("1", "new", "stolen")).await;
    assert!(
        matches!(same_number, Err(SqlError::Exists)),
        "{same_number:?}"
    );
    let nul = store.create(&user("3", "new", "\0")).await;
    assert!(matches!(nul, Err(SqlError::Refused)), "{nul:?}");
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
    assert_eq!(owner(&store, "new").await, None);
    assert_eq!(owner(&store, "new@example.com").await, None);
}

async fn no_import_writes_over_its_password(database: Database) {
    let store = database.store().await;
    store
        .create(&user("1", "ann", "chosen"))
        .await
        .unwrap()
        .unwrap();
    let outcome = write(&store, &user("1", "ann", "old")).await;
    assert_eq!(outcome, Outcome::PasswordKept);
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("chosen"));
}

async fn no_import_writes_over_its_attributes(database: Database) {
    let store = database.store().await;
    let with = |attributes: &str| Imported {
        attributes: attributes.to_owned(),
        ..user("1", "ann", "old")
    };
    store.create(&with("chosen")).await.unwrap().unwrap();
    write(&store, &with("old")).await;
    let attributes = "SELECT attributes FROM legacy_hash_accounts";
    let attributes = database.ask(attributes).await;
    assert_eq!(attributes.as_deref(), Some("chosen"));
}
