//! Texts that are one person's user name and another's address or number.

use legacy_hash_login::{Import, Imported, Kind, Outcome};

use crate::support::database::Database;
use crate::support::log::Log;
use crate::users::{owner, user, write};

crate::on_each_database! { lookalikes:
    a_number_or_address_goes_before_a_user_name_in_whatever_order
    nobody_new_takes_the_place_of_another_or_loses_it
    user_names_that_read_as_one_number_are_two
    a_user_may_have_one_text_as_both
    user_names_with_dots_and_numbers_with_a_plus_are_found;
    shared:
}

fn with(id: &str, kind: Kind, text: &str) -> Imported {
    Imported {
        identifiers: vec![(kind, text.to_owned())],
        ..user(id, "", "old")
    }
}

/// A user name, and the number or address that it reads as.
const ALIKE: [(&str, Kind, &str); 4] = [
    ("15550100199", Kind::Phone, "+1 (555) 010-0199"),
    ("+1.555.010.0200", Kind::Phone, "15550100200"),
    ("ann@example.com", Kind::Email, "Ann@Example.com"),
    ("BOB@example.com", Kind::Email, "bob@example.com"),
];

async fn a_number_or_address_goes_before_a_user_name_in_whatever_order(database: Database) {
    let store = database.store().await;
    for (place, (name, kind, text)) in ALIKE.into_iter().enumerate() {
        let victim = with(&format!("victim {place}"), kind, text);
        let other = with(&format!("other {place}"), Kind::UserName, name);
        let mut records = [victim, other];
        // What an old system has, an import takes: it has no say in who was there first.
        records.rotate_left(place % 2);
        for record in &records {
            assert_eq!(write(&store, record).await, Outcome::Created);
        }
        for typed in [name, text] {
            let owner = owner(&store, typed).await;
            assert_eq!(owner, Some(format!("victim {place}")), "{typed}");
        }
    }
}

async fn nobody_new_takes_the_place_of_another_or_loses_it(database: Database) {
    let store = database.store().await;
    for (place, (name, kind, text)) in ALIKE.into_iter().enumerate() {
        let mut pair = [
            with(&format!("first {place}"), Kind::UserName, name),
            with(&format!("second {place}"), kind, text),
        ];
        pair.rotate_left(place % 2);
        let [first, second] = pair;
        let typed = &first.identifiers[0].1;
        let id = store.create(&first).await.unwrap().unwrap();
        let refused = store.create(&second).await.unwrap();
        assert_eq!(refused, Err(second.identifiers[0].0), "{typed}");
        for typed in [name, text] {
            let owner = owner(&store, typed).await;
            assert!(owner.is_none() || owner.as_ref() == Some(&id), "{typed}");
        }
        assert_eq!(owner(&store, typed).await, Some(id));
    }
}

async fn user_names_that_read_as_one_number_are_two(database: Database) {
    let store = database.store().await;
    for (id, name) in [("1", "15550100199"), ("2", "+1.555.010.0199")] {
        let record = with(id, Kind::UserName, name);
        store.create(&record).await.unwrap().unwrap();
        assert_eq!(owner(&store, name).await.as_deref(), Some(id));
    }
}

async fn a_user_may_have_one_text_as_both(database: Database) {
    let store = database.store().await;
    for (place, (name, kind, text)) in ALIKE.into_iter().enumerate() {
        let both = Imported {
            identifiers: vec![(Kind::UserName, name.to_owned()), (kind, text.to_owned())],
            ..user(&place.to_string(), "", "old")
        };
        store.create(&both).await.unwrap().unwrap();
        assert_eq!(owner(&store, name).await, Some(place.to_string()));
    }
}

async fn user_names_with_dots_and_numbers_with_a_plus_are_found(database: Database) {
    let store = database.store().await;
    let ann = Imported {
        identifiers: vec![
            (Kind::UserName, "ann.of.arc".to_owned()),
            (Kind::Phone, "+49 30 1234".to_owned()),
        ],
        ..user("1", "", "old")
    };
    assert_eq!(write(&store, &ann).await, Outcome::Created);
    for typed in ["ann.of.arc", "+49 30 1234", "+49301234", "49301234"] {
        assert_eq!(owner(&store, typed).await.as_deref(), Some("1"), "{typed}");
    }
}

#[tokio::test]
async fn the_operator_hears_of_names_that_nobody_is_found_by() {
    let database = Database::file().await.unwrap();
    let store = database.store().await;
    let warning = "another account's number or address";
    for (records, count) in [
        // One's own number does not count.
        (
            vec![Imported {
                identifiers: vec![
                    (Kind::UserName, "5550100".to_owned()),
                    (Kind::Phone, "555-0100".to_owned()),
                ],
                ..user("own", "", "old")
            }],
            0,
        ),
        (
            vec![
                with("1", Kind::UserName, "15550100199"),
                with("2", Kind::Phone, "+1 555 010-0199"),
                with("3", Kind::Email, "ann@example.com"),
                with("4", Kind::UserName, "Ann@Example.com"),
            ],
            2,
        ),
    ] {
        for record in &records {
            assert_eq!(write(&store, record).await, Outcome::Created);
        }
        let (log, _guard) = Log::start();
        database.store().await.close().await;
        let log = log.text();
        assert_eq!(log.contains(warning), count > 0, "{log}");
        let counted = log.contains(&format!("user_names={count}"));
        assert_eq!(counted, count > 0, "{log}");
        assert!(!log.contains("555"), "{log}");
    }
}
