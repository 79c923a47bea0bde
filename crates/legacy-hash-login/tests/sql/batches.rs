//! A batch is written whole, with how far the import has come, or not at all.

use legacy_hash_login::{Import, Imported, Kind, Outcome, Position};

use crate::support::database::Database;
use crate::users::{owner, password, stored, user, write};

crate::on_each_database! { batches:
    what_no_table_can_hold_is_refused_alone
    the_longest_number_is_taken
    the_position_is_that_of_what_is_written
    a_batch_that_fails_leaves_nothing;
    shared:
    a_batch_that_the_database_fails_leaves_nothing
}

async fn what_no_table_can_hold_is_refused_alone(database: Database) {
    let store = database.store().await;
    let mut bad = vec![
        user("", "empty number", "old"),
        user(&"1".repeat(1001), "long number", "old"),
        user("1\0", "number", "old"),
        user("1", "hash", "o\0ld"),
        user("1", "", "old"),
        user("1", "na\0me", "old"),
        user("1", &"a".repeat(321), "old"),
        Imported {
            attributes: "\0".to_owned(),
            ..user("1", "attributes", "old")
        },
        Imported {
            identifiers: vec![
                (Kind::Email, "a@b".to_owned()),
                (Kind::Email, "c@d".to_owned()),
            ],
            ..user("1", "", "old")
        },
    ];
    let mut label = user("1", "label", "old");
    label.password = password("old").map(|mut password| {
        password.label.push('\0');
        password
    });
    bad.push(label);
    let mut batch = bad.clone();
    batch.push(user("good", "good", "old"));
    let outcomes = store
        .write("test", &batch, Position::default())
        .await
        .unwrap();
    let (last, others) = outcomes.split_last().unwrap();
    assert_eq!(*last, Outcome::Created);
    assert!(
        others.iter().all(|outcome| *outcome == Outcome::Refused),
        "{others:?}"
    );
    assert_eq!(owner(&store, "good").await.as_deref(), Some("good"));
    for record in bad {
        for (_, name) in &record.identifiers {
            assert_eq!(owner(&store, name).await, None);
        }
    }
}

async fn the_longest_number_is_taken(database: Database) {
    let store = database.store().await;
    let longest = "1".repeat(1000);
    let outcome = write(&store, &user(&longest, "ann", "old")).await;
    assert_eq!(outcome, Outcome::Created);
    assert_eq!(owner(&store, "ann").await, Some(longest));
}

const HALFWAY: Position = Position {
    bytes: 1 << 40,
    lines: 20,
    records: 10,
    rejected: 1,
};

async fn the_position_is_that_of_what_is_written(database: Database) {
    let store = database.store().await;
    assert_eq!(store.position("a").await.unwrap(), Position::default());
    let users = [user("1", "ann", "old")];
    store.write("a", &users, HALFWAY).await.unwrap();
    store.write("b", &[], Position::default()).await.unwrap();
    assert_eq!(store.position("a").await.unwrap(), HALFWAY);
    let further = Position {
        bytes: (1 << 40) + 1,
        lines: 23,
        records: 12,
        rejected: 4,
    };
    store.write("a", &[], further).await.unwrap();
    assert_eq!(store.position("a").await.unwrap(), further);
    assert_eq!(store.position("b").await.unwrap(), Position::default());
}

async fn a_batch_that_fails_leaves_nothing(database: Database) {
    let store = database.store().await;
    store
        .write("a", &[user("1", "ann", "old")], HALFWAY)
        .await
        .unwrap();
    let batch = [user("1", "anna", "newer"), user("2", "bob", "old")];
    let too_far = Position {
        rejected: u64::MAX,
        ..HALFWAY
    };
    store.write("a", &batch, too_far).await.unwrap_err();
    assert_eq!(store.position("a").await.unwrap(), HALFWAY);
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
    assert_eq!(owner(&store, "anna").await, None);
    assert_eq!(owner(&store, "bob").await, None);
    // And it can be written once more.
    store.write("a", &batch, HALFWAY).await.unwrap();
    assert_eq!(owner(&store, "bob").await.as_deref(), Some("2"));
}

async fn a_batch_that_the_database_fails_leaves_nothing(database: Database) {
    let store = database.store().await;
    store
        .write("a", &[user("1", "ann", "old")], HALFWAY)
        .await
        .unwrap();
    database
        .foreign("ALTER TABLE legacy_hash_imports RENAME COLUMN lines TO gone")
        .await;
    let batch = [user("1", "anna", "newer"), user("2", "bob", "old")];
    store.write("a", &batch, HALFWAY).await.unwrap_err();
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
    assert_eq!(owner(&store, "bob").await, None);
    database
        .foreign("ALTER TABLE legacy_hash_imports RENAME COLUMN gone TO lines")
        .await;
    store.write("a", &batch, HALFWAY).await.unwrap();
    assert_eq!(stored(&store, "anna").await.as_deref(), Some("newer"));
}
