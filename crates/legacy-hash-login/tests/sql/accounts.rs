//! Reading: by identifier, from end to end, and how wide the column is.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use legacy_hash_login::{Import, Imported, Kind, Outcome, Position, Store, Survey};
use tokio::task::JoinSet;

use crate::support::database::Database;
use crate::users::{find, owner, stored, user, write};

crate::on_each_database! { accounts:
    each_kind_of_identifier_is_found
    an_address_goes_before_a_user_name
    what_the_row_says_is_handed_on
    a_survey_sees_each_account_once
    a_column_of_text_has_no_limit;
    shared:
    a_short_column_is_seen
    all_who_start_at_once_get_the_tables
}

async fn each_kind_of_identifier_is_found(database: Database) {
    let store = database.store().await;
    let ann = Imported {
        identifiers: vec![
            (Kind::UserName, "Ann".to_owned()),
            (Kind::Email, "Ann@Example.com".to_owned()),
            (Kind::Phone, "+1 (555) 010-0199".to_owned()),
        ],
        ..user("1", "Ann", "old")
    };
    assert_eq!(write(&store, &ann).await, Outcome::Created);
    for typed in [
        "Ann",
        " Ann ",
        "ann@EXAMPLE.com",
        "15550100199",
        "+1 555 010-0199",
    ] {
        assert_eq!(
            owner(&store, typed).await.as_deref(),
            Some("1"),
            "{typed:?}"
        );
    }
    // User names are exact by default, and nothing is found by what cannot be a key.
    for typed in [
        "ann",
        "Ann@Example",
        "1",
        "",
        " ",
        "A\0nn",
        "%",
        "' OR ''='",
    ] {
        assert_eq!(owner(&store, typed).await, None, "{typed:?}");
    }
}

async fn an_address_goes_before_a_user_name(database: Database) {
    let store = database.store().await;
    let of_kind = |id, kind, text: &str| Imported {
        identifiers: vec![(kind, text.to_owned())],
        ..user(id, "", "old")
    };
    for user in [
        of_kind("name", Kind::UserName, "ann@example.com"),
        of_kind("address", Kind::Email, "ann@example.com"),
        of_kind("digits", Kind::UserName, "5550100"),
        of_kind("number", Kind::Phone, "555-0100"),
        of_kind("name alone", Kind::UserName, "bob@example.com"),
    ] {
        assert_eq!(write(&store, &user).await, Outcome::Created);
    }
    for (typed, user) in [
        ("ann@example.com", "address"),
        ("5550100", "number"),
        ("bob@example.com", "name alone"),
    ] {
        assert_eq!(owner(&store, typed).await.as_deref(), Some(user));
    }
}

async fn what_the_row_says_is_handed_on(database: Database) {
    let store = database.store().await;
    let locked = Imported {
        is_locked: true,
        ..user("1", "locked", "$old$")
    };
    let never = Imported {
        password: None,
        ..user("2", "never", "")
    };
    write(&store, &locked).await;
    write(&store, &never).await;
    write(&store, &user("3", "empty", "")).await;

    let account = find(&store, "locked").await.unwrap();
    assert!(account.is_locked);
    assert_eq!(account.label.as_deref(), Some("old"));
    assert!(!find(&store, "never").await.unwrap().is_locked);
    assert_eq!(stored(&store, "locked").await.as_deref(), Some("$old$"));
    assert_eq!(stored(&store, "never").await, None);
    assert_eq!(stored(&store, "empty").await.as_deref(), Some(""));
}

async fn a_survey_sees_each_account_once(database: Database) {
    let store = database.store().await;
    // Two pages and a half.
    let text = |number: i64| format!("hash {number}");
    let users: Vec<Imported> = (0..2500)
        .map(|number| Imported {
            last_active: (number % 2 == 0).then_some(number),
            ..user(&number.to_string(), &format!("u{number}"), &text(number))
        })
        .collect();
    store
        .write("test", &users, Position::default())
        .await
        .unwrap();

    let mut seen = Vec::new();
    let read = store.survey(|row| {
        assert_eq!(row.label, Some("old"));
        seen.push((row.stored.unwrap().to_owned(), row.last_active));
    });
    read.await.unwrap();
    let mut expected: Vec<_> = (0..2500_i64)
        .map(|number| {
            let seconds = Duration::from_secs(number.unsigned_abs());
            (
                text(number),
                (number % 2 == 0).then(|| UNIX_EPOCH + seconds),
            )
        })
        .collect();
    seen.sort();
    expected.sort();
    assert!(seen == expected, "{} rows", seen.len());
}

async fn a_column_of_text_has_no_limit(database: Database) {
    let store = database.store().await;
    assert_eq!(store.hash_column_bytes().await.unwrap(), None);
}

async fn a_short_column_is_seen(database: Database) {
    let store = database.store().await;
    if database.is_postgres() {
        let alter = "ALTER TABLE legacy_hash_accounts ALTER COLUMN password_hash TYPE VARCHAR(60)";
        database.foreign(alter).await;
    } else {
        database
            .foreign("ALTER TABLE legacy_hash_accounts DROP COLUMN password_hash")
            .await;
        let add = "ALTER TABLE legacy_hash_accounts ADD COLUMN password_hash VARCHAR(60)";
        database.foreign(add).await;
    }
    assert_eq!(store.hash_column_bytes().await.unwrap(), Some(60));
    // And what it holds can be read.
    write(&store, &user("1", "ann", "old")).await;
    assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
}

async fn all_who_start_at_once_get_the_tables(database: Database) {
    // On SQLite several times: it is a race.
    let mut databases = vec![database];
    while !databases[0].is_postgres() && databases.len() < 10 {
        databases.extend(Database::file().await);
    }
    for database in databases {
        let database = Arc::new(database);
        let mut starting = JoinSet::new();
        for _ in 0..6 {
            let database = Arc::clone(&database);
            starting.spawn(async move { database.store().await });
        }
        let stores = starting.join_all().await;
        write(&stores[0], &user("1", "ann", "old")).await;
        for store in stores {
            assert_eq!(stored(&store, "ann").await.as_deref(), Some("old"));
        }
    }
}
