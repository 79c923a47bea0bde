//! An upgrade is written if nothing else was since the row was read; a change and a reset always are.

use legacy_hash_login::{Imported, Outcome, Revision, SqlStore, Store, Written};

use crate::support::database::Database;
use crate::users::{find, new_hash, stored, user, write};

crate::on_each_database! { passwords:
    an_upgrade_moves_the_hash
    an_upgrade_fills_the_column_that_was_null
    an_upgrade_loses_to_what_came_between
    an_upgrade_does_not_lose_to_the_same_import
    a_change_writes_over_anything
    a_reset_leaves_a_marker;
    shared:
    an_upgrade_loses_to_writes_that_do_not_count
    an_upgrade_loses_to_a_lock
    an_upgrade_is_a_sign_of_life
    the_old_hash_goes_with_the_move
}

/// Ann with her old hash, as a sign-in reads her row.
async fn ann(store: &SqlStore) -> Revision {
    write(store, &user("1", "ann", "old")).await;
    find(store, "ann").await.unwrap().version
}

async fn an_upgrade_moves_the_hash(database: Database) {
    let store = database.store().await;
    let read = ann(&store).await;
    write(&store, &user("2", "bob", "old")).await;
    let written = store.upgrade(&read, &new_hash('A')).await.unwrap();
    assert_eq!(written, Written::Stored);
    let account = find(&store, "ann").await.unwrap();
    assert_eq!(account.label, None);
    assert_eq!(stored(&store, "ann").await, Some(new_hash('A').to_string()));
    assert_eq!(stored(&store, "bob").await.as_deref(), Some("old"));
}

async fn an_upgrade_fills_the_column_that_was_null(database: Database) {
    let store = database.store().await;
    let never = Imported {
        password: None,
        ..user("1", "ann", "")
    };
    write(&store, &never).await;
    let read = find(&store, "ann").await.unwrap().version;
    let written = store.upgrade(&read, &new_hash('A')).await.unwrap();
    assert_eq!(written, Written::Stored);
    let written = store.upgrade(&read, &new_hash('B')).await.unwrap();
    assert_eq!(written, Written::Lost);
    assert_eq!(stored(&store, "ann").await, Some(new_hash('A').to_string()));
    // Whom an import left without a password, it does not give one after that.
    let outcome = write(&store, &user("1", "ann", "late")).await;
    assert_eq!(outcome, Outcome::PasswordKept);
    assert_eq!(stored(&store, "ann").await, Some(new_hash('A').to_string()));
}

/// Upgrades from `read`, and asserts that this is lost and changes nothing.
async fn is_lost(store: &SqlStore, read: &Revision) {
    let before = find(store, "ann").await.unwrap();
    let written = store.upgrade(read, &new_hash('Z')).await.unwrap();
    assert_eq!(written, Written::Lost);
    let after = find(store, "ann").await.unwrap();
    assert_eq!((before.stored, before.label), (after.stored, after.label));
}

async fn an_upgrade_loses_to_what_came_between(database: Database) {
    let store = database.store().await;
    let read = ann(&store).await;
    // Another import.
    write(&store, &user("1", "ann", "newer")).await;
    is_lost(&store, &read).await;
    // Another upgrade.
    let read = find(&store, "ann").await.unwrap().version;
    let _ = store.upgrade(&read, &new_hash('A')).await.unwrap();
    is_lost(&store, &read).await;
    // A change, also to the very text that is there.
    let read = find(&store, "ann").await.unwrap().version;
    store.change_password("1", &new_hash('A')).await.unwrap();
    is_lost(&store, &read).await;
    // A reset.
    let read = find(&store, "ann").await.unwrap().version;
    store.reset_password("1").await.unwrap();
    is_lost(&store, &read).await;
}

async fn an_upgrade_does_not_lose_to_the_same_import(database: Database) {
    let store = database.store().await;
    let read = ann(&store).await;
    ann(&store).await;
    let written = store.upgrade(&read, &new_hash('A')).await.unwrap();
    assert_eq!(written, Written::Stored);
    // The same text under another label is something else.
    write(&store, &user("2", "bob", "old")).await;
    let read = find(&store, "bob").await.unwrap().version;
    let mut relabelled = user("2", "bob", "old");
    relabelled.password.as_mut().unwrap().label = "other".to_owned();
    write(&store, &relabelled).await;
    let written = store.upgrade(&read, &new_hash('A')).await.unwrap();
    assert_eq!(written, Written::Lost);
}

async fn an_upgrade_loses_to_writes_that_do_not_count(database: Database) {
    let store = database.store().await;
    for write in [
        "password_hash = 'theirs'",
        "password_hash = NULL",
        "hash_label = 'theirs'",
        "hash_label = NULL",
    ] {
        database.foreign("DELETE FROM legacy_hash_accounts").await;
        let read = ann(&store).await;
        let set = format!("UPDATE legacy_hash_accounts SET {write}");
        assert_eq!(database.foreign(&set).await, 1);
        is_lost(&store, &read).await;
    }
    database.foreign("DELETE FROM legacy_hash_accounts").await;
    let read = ann(&store).await;
    database.foreign("DELETE FROM legacy_hash_accounts").await;
    let written = store.upgrade(&read, &new_hash('Z')).await.unwrap();
    assert_eq!(written, Written::Lost);
}

/// A lock counts nothing, and changes no text.
async fn an_upgrade_loses_to_a_lock(database: Database) {
    let store = database.store().await;
    let read = ann(&store).await;
    let lock = |is_locked: u8| format!("UPDATE legacy_hash_accounts SET is_locked = {is_locked}");
    assert_eq!(database.foreign(&lock(1)).await, 1);
    is_lost(&store, &read).await;
    assert_eq!(database.foreign(&lock(0)).await, 1);
    let written = store.upgrade(&read, &new_hash('A')).await.unwrap();
    assert_eq!(written, Written::Stored);
}

async fn an_upgrade_is_a_sign_of_life(database: Database) {
    let store = database.store().await;
    let read = ann(&store).await;
    let _ = store.upgrade(&read, &new_hash('A')).await.unwrap();
    let query =
        "SELECT CASE WHEN last_active > 1700000000 THEN 'now' END FROM legacy_hash_accounts";
    assert_eq!(database.ask(query).await.as_deref(), Some("now"));
}

async fn the_old_hash_goes_with_the_move(database: Database) {
    let store = database.store().await;
    let kept = "SELECT CAST(count(imported_hash) AS TEXT) FROM legacy_hash_accounts";
    let read = ann(&store).await;
    assert_eq!(database.ask(kept).await.as_deref(), Some("1"));
    let _ = store.upgrade(&read, &new_hash('A')).await.unwrap();
    assert_eq!(database.ask(kept).await.as_deref(), Some("0"));
    database.foreign("DELETE FROM legacy_hash_accounts").await;
    ann(&store).await;
    store.reset_password("1").await.unwrap();
    assert_eq!(database.ask(kept).await.as_deref(), Some("0"));
}

async fn a_change_writes_over_anything(database: Database) {
    let store = database.store().await;
    ann(&store).await;
    for letter in ['A', 'B'] {
        assert!(store.change_password("1", &new_hash(letter)).await.unwrap());
        let account = find(&store, "ann").await.unwrap();
        assert_eq!(account.label, None);
        assert_eq!(account.stored, Some(new_hash(letter).to_string().into()));
    }
    assert!(!store.change_password("ann", &new_hash('A')).await.unwrap());
    let outcome = write(&store, &user("1", "ann", "old")).await;
    assert_eq!(outcome, Outcome::PasswordKept);
    assert_eq!(stored(&store, "ann").await, Some(new_hash('B').to_string()));
}

async fn a_reset_leaves_a_marker(database: Database) {
    let store = database.store().await;
    ann(&store).await;
    assert!(store.reset_password("1").await.unwrap());
    assert!(!store.reset_password("ann").await.unwrap());
    let account = find(&store, "ann").await.unwrap();
    assert_eq!(account.label, None);
    // Not NULL: an old system would be asked, and an import would write.
    assert_eq!(account.stored, Some("!".into()));
    let outcome = write(&store, &user("1", "ann", "old")).await;
    assert_eq!(outcome, Outcome::PasswordKept);
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("!"));
    // The new password, once it is set.
    assert!(store.change_password("1", &new_hash('A')).await.unwrap());
    assert_eq!(stored(&store, "ann").await, Some(new_hash('A').to_string()));
}
