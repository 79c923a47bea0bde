//! What an import writes, and what it leaves alone.

use legacy_hash_login::{Import, Imported, Kind, Outcome, Position, Store};

use crate::support::database::Database;
use crate::users::{find, new_hash, owner, stored, user, write};

crate::on_each_database! { import:
    the_same_record_again_is_the_same_account
    without_a_number_the_identifiers_say_who_it_is
    identifiers_are_replaced
    nothing_is_written_if_an_identifier_is_taken
    a_record_without_a_password_takes_none_away
    a_password_that_moved_is_kept
    the_label_is_that_of_the_hash;
    shared:
    a_password_that_others_wrote_is_kept
    the_rest_of_the_row_is_the_record
}

async fn the_same_record_again_is_the_same_account(database: Database) {
    let store = database.store().await;
    assert_eq!(
        write(&store, &user("1", "ann", "old")).await,
        Outcome::Created
    );
    assert_eq!(
        write(&store, &user("1", "ann", "old")).await,
        Outcome::Updated
    );
    let changed = Imported {
        is_locked: true,
        ..user("1", "ann", "newer")
    };
    assert_eq!(write(&store, &changed).await, Outcome::Updated);
    let account = find(&store, "ann").await.unwrap();
    assert!(account.is_locked);
    assert_eq!(account.stored, Some("newer".into()));
    write(&store, &user("1", "ann", "newest")).await;
    let account = find(&store, "ann").await.unwrap();
    assert!(!account.is_locked);
    assert_eq!(account.stored, Some("newest".into()));
}

async fn without_a_number_the_identifiers_say_who_it_is(database: Database) {
    let store = database.store().await;
    let nameless = |name: &str, text| Imported {
        id: None,
        ..user("", name, text)
    };
    // Twice in one batch, too.
    let batch = [
        nameless("ann", "a"),
        nameless("bob", "b"),
        nameless("ann", "c"),
    ];
    let outcomes = store
        .write("test", &batch, Position::default())
        .await
        .unwrap();
    assert_eq!(
        outcomes,
        [Outcome::Created, Outcome::Created, Outcome::Updated]
    );
    let ann = owner(&store, "ann").await.unwrap();
    assert_ne!(Some(&ann), owner(&store, "bob").await.as_ref());
    assert_eq!(write(&store, &nameless("ann", "d")).await, Outcome::Updated);
    assert_eq!(owner(&store, "ann").await, Some(ann));
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("d"));
    assert_eq!(stored(&store, "bob").await.as_deref(), Some("b"));
    // A record with neither is somebody new each time.
    let nobody = Imported {
        identifiers: Vec::new(),
        ..nameless("", "e")
    };
    assert_eq!(write(&store, &nobody).await, Outcome::Created);
    assert_eq!(write(&store, &nobody).await, Outcome::Created);
}

async fn identifiers_are_replaced(database: Database) {
    let store = database.store().await;
    let both = Imported {
        identifiers: vec![
            (Kind::UserName, "ann".to_owned()),
            (Kind::Email, "ann@example.com".to_owned()),
        ],
        ..user("1", "", "old")
    };
    write(&store, &both).await;
    assert_eq!(
        write(&store, &user("1", "anna", "old")).await,
        Outcome::Updated
    );
    assert_eq!(owner(&store, "anna").await.as_deref(), Some("1"));
    assert_eq!(owner(&store, "ann").await, None);
    assert_eq!(owner(&store, "ann@example.com").await, None);
    // What became free is another's to take.
    assert_eq!(
        write(&store, &user("2", "ann", "old")).await,
        Outcome::Created
    );
    assert_eq!(owner(&store, "ann").await.as_deref(), Some("2"));
}

async fn nothing_is_written_if_an_identifier_is_taken(database: Database) {
    let store = database.store().await;
    let named = |id: Option<&str>, name: &str, email: &str| Imported {
        id: id.map(str::to_owned),
        identifiers: vec![
            (Kind::UserName, name.to_owned()),
            (Kind::Email, email.to_owned()),
        ],
        ..user("", "", "stolen")
    };
    write(&store, &user("1", "ann", "old")).await;
    let bob = Imported {
        identifiers: vec![(Kind::Email, "bob@example.com".to_owned())],
        ..user("2", "", "old")
    };
    write(&store, &bob).await;
    for (record, kind) in [
        // Somebody new with the identifier of another.
        (named(Some("3"), "carl", "BOB@example.com"), Kind::Email),
        // Ann with Bob's address.
        (named(Some("1"), "ann", "bob@example.com"), Kind::Email),
        // One of each.
        (named(None, "ann", "bob@example.com"), Kind::Email),
        // Ann's name under another number.
        (named(Some("2"), "ann", "bob@example.com"), Kind::UserName),
    ] {
        assert_eq!(write(&store, &record).await, Outcome::Taken(kind));
    }
    for (typed, user) in [
        ("ann", Some("1")),
        ("bob@example.com", Some("2")),
        ("carl", None),
    ] {
        assert_eq!(owner(&store, typed).await.as_deref(), user);
    }
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
    assert_eq!(
        stored(&store, "bob@example.com").await.as_deref(),
        Some("old")
    );
}

async fn a_record_without_a_password_takes_none_away(database: Database) {
    let store = database.store().await;
    let without = Imported {
        password: None,
        ..user("1", "ann", "")
    };
    write(&store, &user("1", "ann", "old")).await;
    assert_eq!(write(&store, &without).await, Outcome::Updated);
    let account = find(&store, "ann").await.unwrap();
    assert_eq!(account.stored, Some("old".into()));
    assert_eq!(account.label.as_deref(), Some("old"));
    // It is still the import's to write over.
    assert_eq!(
        write(&store, &user("1", "ann", "newer")).await,
        Outcome::Updated
    );
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("newer"));
}

async fn a_password_that_moved_is_kept(database: Database) {
    let store = database.store().await;
    write(&store, &user("1", "ann", "old")).await;
    let read = find(&store, "ann").await.unwrap().version;
    let _ = store.upgrade(&read, &new_hash('A')).await.unwrap();
    let record = Imported {
        is_locked: true,
        ..user("1", "anna", "old")
    };
    for _ in 0..2 {
        assert_eq!(write(&store, &record).await, Outcome::PasswordKept);
    }
    let account = find(&store, "anna").await.unwrap();
    assert_eq!(account.stored, Some(new_hash('A').to_string().into()));
    assert_eq!(account.label, None);
    // The rest is the record's.
    assert!(account.is_locked);
    assert_eq!(owner(&store, "ann").await, None);
}

async fn the_label_is_that_of_the_hash(database: Database) {
    let store = database.store().await;
    let mut record = user("1", "ann", "hash");
    for label in ["md5", "sha1"] {
        record.password.as_mut().unwrap().label = label.to_owned();
        write(&store, &record).await;
        let account = find(&store, "ann").await.unwrap();
        assert_eq!(account.label.as_deref(), Some(label));
    }
}

async fn a_password_that_others_wrote_is_kept(database: Database) {
    let store = database.store().await;
    write(&store, &user("1", "ann", "old")).await;
    database
        .foreign("UPDATE legacy_hash_accounts SET password_hash = 'theirs'")
        .await;
    let outcome = write(&store, &user("1", "ann", "old")).await;
    assert_eq!(outcome, Outcome::PasswordKept);
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("theirs"));
    // What they took away, an import brings back.
    database
        .foreign("UPDATE legacy_hash_accounts SET password_hash = NULL")
        .await;
    let outcome = write(&store, &user("1", "ann", "old")).await;
    assert_eq!(outcome, Outcome::Updated);
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
}

async fn the_rest_of_the_row_is_the_record(database: Database) {
    let store = database.store().await;
    let record = |last_active, attributes: &str| Imported {
        last_active,
        attributes: attributes.to_owned(),
        ..user("1", "Ann", "old")
    };
    let seconds = "SELECT CAST(last_active AS TEXT) FROM legacy_hash_accounts";
    let attributes = "SELECT attributes FROM legacy_hash_accounts";
    for (number, (given, expected)) in [
        (None, None),
        (Some(20), Some("20")),
        (Some(10), Some("20")),
        (None, Some("20")),
        (Some(30), Some("30")),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("{{\"a\":{number}}}");
        write(&store, &record(given, &text)).await;
        assert_eq!(database.ask(seconds).await.as_deref(), expected);
        assert_eq!(database.ask(attributes).await, Some(text));
    }
    let spelled = "SELECT spelled FROM legacy_hash_identifiers";
    assert_eq!(database.ask(spelled).await.as_deref(), Some("Ann"));
}
