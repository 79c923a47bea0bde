//! Identifiers that users hand on, or exchange.

use legacy_hash_login::{Import, Imported, Kind, Outcome, Position, SqlStore};

use crate::support::database::Database;
use crate::users::{named, owner, password, renamed, stored, write};

crate::on_each_database! { exchanges:
    identifiers_are_handed_on_along_a_chain
    identifiers_are_exchanged
    who_is_in_the_way_and_stays_keeps_the_others_where_they_are
    two_who_want_the_same_do_not_both_move
    who_waits_for_a_name_that_stays_hinders_no_exchange
    the_later_of_two_records_of_an_account_holds;
    shared:
}

async fn write_all(store: &SqlStore, users: &[Imported]) -> Vec<Outcome> {
    store
        .write("test", users, Position::default())
        .await
        .unwrap()
}

async fn owners(store: &SqlStore, names: &[&str]) -> Vec<Option<String>> {
    let mut owners = Vec::new();
    for name in names {
        owners.push(owner(store, name).await);
    }
    owners
}

fn some(ids: &[&str]) -> Vec<Option<String>> {
    ids.iter().map(|id| Some((*id).to_owned())).collect()
}

async fn identifiers_are_handed_on_along_a_chain(database: Database) {
    let store = database.store().await;
    let before = ["a", "b", "c"].map(|name| renamed(name, name));
    write_all(&store, &before).await;
    // a → b → c → d, and somebody new is a.
    let after = [
        renamed("new", "a"),
        renamed("a", "b"),
        renamed("b", "c"),
        renamed("c", "d"),
    ];
    let outcomes = write_all(&store, &after).await;
    let mut expected = [Outcome::Updated; 4];
    expected[0] = Outcome::Created;
    assert_eq!(outcomes, expected);
    let now = owners(&store, &["a", "b", "c", "d"]).await;
    assert_eq!(now, some(&["new", "a", "b", "c"]));
    // And it is what the next import finds.
    assert_eq!(write_all(&store, &after).await, [Outcome::Updated; 4]);
    let now = owners(&store, &["a", "b", "c", "d"]).await;
    assert_eq!(now, some(&["new", "a", "b", "c"]));
}

async fn identifiers_are_exchanged(database: Database) {
    let store = database.store().await;
    let pair = |id: &str, name: &str, number: &str| {
        let record = named(id, &[(Kind::UserName, name), (Kind::Phone, number)]);
        Imported {
            attributes: format!("{{\"name\":\"{name}\"}}"),
            password: password(&format!("hash of {id} as {name}")),
            ..record
        }
    };
    let before = [
        pair("1", "a", "1001"),
        pair("2", "b", "1002"),
        pair("3", "c", "1003"),
        pair("4", "d", "1004"),
    ];
    write_all(&store, &before).await;
    // Names go round among three, numbers between two of them; the fourth waits for one of them.
    let after = [
        pair("4", "a", "1004"),
        pair("1", "b", "1002"),
        pair("2", "c", "1001"),
        pair("3", "e", "1003"),
    ];
    assert_eq!(write_all(&store, &after).await, [Outcome::Updated; 4]);
    let now = owners(&store, &["a", "b", "c", "e", "1001", "1002"]).await;
    assert_eq!(now, some(&["4", "1", "2", "3", "2", "1"]));
    assert_eq!(owner(&store, "d").await, None);
    let round = [
        pair("1", "c", "1001"),
        pair("2", "e", "1002"),
        pair("3", "b", "1003"),
    ];
    assert_eq!(write_all(&store, &round).await, [Outcome::Updated; 3]);
    let now = owners(&store, &["b", "c", "e", "1001", "1002"]).await;
    assert_eq!(now, some(&["3", "1", "2", "1", "2"]));
    // All else of the records as well.
    let hash = stored(&store, "e").await;
    assert_eq!(hash.as_deref(), Some("hash of 2 as e"));
}

async fn who_is_in_the_way_and_stays_keeps_the_others_where_they_are(database: Database) {
    let store = database.store().await;
    let before = ["a", "b", "c", "d"].map(|name| renamed(name, name));
    write_all(&store, &before).await;
    // Nobody says that c goes; and of two who want one name, the first has it.
    let after = [
        renamed("a", "b"),
        renamed("b", "c"),
        renamed("d", "e"),
        renamed("new", "e"),
    ];
    let taken = Outcome::Taken(Kind::UserName);
    let outcomes = write_all(&store, &after).await;
    assert_eq!(outcomes, [taken, taken, Outcome::Updated, taken]);
    let now = owners(&store, &["a", "b", "c", "e"]).await;
    assert_eq!(now, some(&["a", "b", "c", "d"]));
    // Two who wait for each other, one of whom wants what a third keeps as well.
    let number = |id: &str, name: &str| named(id, &[(Kind::UserName, name), (Kind::Phone, "1003")]);
    write(&store, &number("c", "c")).await;
    let outcomes = write_all(&store, &[number("a", "b"), renamed("b", "a")]).await;
    assert_eq!(outcomes, [Outcome::Taken(Kind::Phone), taken]);
    let now = owners(&store, &["a", "b", "c"]).await;
    assert_eq!(now, some(&["a", "b", "c"]));
}

async fn the_later_of_two_records_of_an_account_holds(database: Database) {
    let store = database.store().await;
    write_all(&store, &["a", "b"].map(|name| renamed(name, name))).await;
    let records = [renamed("a", "b"), renamed("b", "c"), renamed("a", "d")];
    write_all(&store, &records).await;
    let now = owners(&store, &["c", "d"]).await;
    assert_eq!(now, some(&["b", "a"]));
    assert_eq!(owner(&store, "b").await, None);
}

async fn two_who_want_the_same_do_not_both_move(database: Database) {
    let store = database.store().await;
    let before = ["a", "b", "c"].map(|name| renamed(name, name));
    write_all(&store, &before).await;
    let taken = Outcome::Taken(Kind::UserName);
    let after = [renamed("a", "b"), renamed("b", "a"), renamed("c", "b")];
    let outcomes = write_all(&store, &after).await;
    assert_eq!(outcomes, [Outcome::Updated, Outcome::Updated, taken]);
    let now = owners(&store, &["a", "b", "c"]).await;
    assert_eq!(now, some(&["b", "a", "c"]));
}

async fn who_waits_for_a_name_that_stays_hinders_no_exchange(database: Database) {
    let store = database.store().await;
    let with_number =
        |id: &str, number: &str| named(id, &[(Kind::UserName, id), (Kind::Phone, number)]);
    let before = [
        with_number("a", "1001"),
        with_number("b", "1002"),
        renamed("c", "c"),
    ];
    write_all(&store, &before).await;
    // The first wants the name of the second, who gets another number and keeps the name.
    let after = [
        renamed("c", "a"),
        with_number("a", "1002"),
        with_number("b", "1001"),
    ];
    let taken = Outcome::Taken(Kind::UserName);
    let outcomes = write_all(&store, &after).await;
    assert_eq!(outcomes, [taken, Outcome::Updated, Outcome::Updated]);
    let now = owners(&store, &["a", "b", "c", "1001", "1002"]).await;
    assert_eq!(now, some(&["a", "b", "c", "b", "a"]));
}
