//! What the service changed survives every later import; what it did not follows the export.

use legacy_hash_login::{Import, Imported, Kind, Outcome, Position, SqlStore, Store};

use crate::support::database::Database;
use crate::users::{find, new_hash, owner, password, stored, user, write};

crate::on_each_database! { changes:
    a_lock_of_the_service_stays
    a_record_with_only_a_number_leaves_the_names
    identifiers_are_handed_on_along_a_chain
    identifiers_are_exchanged
    who_is_in_the_way_and_stays_keeps_the_others_where_they_are
    the_later_of_two_records_of_an_account_holds
    what_the_service_created_is_the_services;
    shared:
    a_lock_by_other_means_stays
    a_changed_address_stays
    an_added_number_stays
    a_removed_identifier_stays_away
    a_changed_spelling_alone_is_the_imports
    attributes_of_the_service_stay
    a_record_without_a_number_finds_whom_it_made
    only_what_the_last_import_wrote_is_written_over
}

fn named(id: &str, names: &[(Kind, &str)]) -> Imported {
    let names = names.iter().map(|(kind, text)| (*kind, (*text).to_owned()));
    Imported {
        identifiers: names.collect(),
        ..user(id, "", "old")
    }
}

fn renamed(id: &str, name: &str) -> Imported {
    named(id, &[(Kind::UserName, name)])
}

fn locked(id: &str, name: &str) -> Imported {
    Imported {
        is_locked: true,
        ..renamed(id, name)
    }
}

async fn write_all(store: &SqlStore, users: &[Imported]) -> Vec<Outcome> {
    store
        .write("test", users, Position::default())
        .await
        .unwrap()
}

async fn is_locked(store: &SqlStore, name: &str) -> bool {
    find(store, name).await.unwrap().is_locked
}

async fn a_lock_of_the_service_stays(database: Database) {
    let store = database.store().await;
    write(&store, &renamed("1", "ann")).await;
    write(&store, &locked("2", "bob")).await;
    // Also where it is what the import said anyway.
    for user in ["1", "2"] {
        assert!(store.set_locked(user, true).await.unwrap());
    }
    assert!(!store.set_locked("3", true).await.unwrap());
    for _ in 0..2 {
        assert_eq!(write(&store, &renamed("1", "ann")).await, Outcome::Updated);
        write(&store, &renamed("2", "bob")).await;
        assert!(is_locked(&store, "ann").await);
        assert!(is_locked(&store, "bob").await);
    }
    store.set_locked("2", false).await.unwrap();
    write(&store, &locked("2", "bob")).await;
    assert!(!is_locked(&store, "bob").await);
}

async fn a_lock_by_other_means_stays(database: Database) {
    let store = database.store().await;
    write(&store, &renamed("1", "ann")).await;
    let lock = "UPDATE legacy_hash_accounts SET is_locked = 1";
    database.foreign(lock).await;
    // The export says the same for once; that makes the lock none of an import's.
    for record in [
        renamed("1", "ann"),
        locked("1", "ann"),
        renamed("1", "ann"),
        renamed("1", "ann"),
    ] {
        write(&store, &record).await;
        assert!(is_locked(&store, "ann").await);
    }
    // An unlocked one, too.
    write(&store, &locked("2", "bob")).await;
    let unlock = "UPDATE legacy_hash_accounts SET is_locked = 0";
    database.foreign(unlock).await;
    write(&store, &locked("2", "bob")).await;
    assert!(!is_locked(&store, "bob").await);
}

const CHANGE: &str = "UPDATE legacy_hash_identifiers SET folded = 'new@example.com', \
                      spelled = 'new@example.com' WHERE kind = 'email'";

async fn a_changed_address_stays(database: Database) {
    let store = database.store().await;
    let old = (Kind::Email, "old@example.com");
    write(&store, &named("1", &[old, (Kind::UserName, "ann")])).await;
    assert_eq!(database.foreign(CHANGE).await, 1);
    let newer = (Kind::Email, "newer@example.com");
    for record in [
        named("1", &[old, (Kind::UserName, "ann")]),
        named("1", &[newer, (Kind::UserName, "anna")]),
        named("1", &[(Kind::UserName, "anna")]),
    ] {
        assert_eq!(write(&store, &record).await, Outcome::Updated);
        let id = owner(&store, "new@example.com").await;
        assert_eq!(id.as_deref(), Some("1"));
        for gone in ["old@example.com", "newer@example.com"] {
            assert_eq!(owner(&store, gone).await, None);
        }
    }
    // The name, which nobody touched, followed.
    assert_eq!(owner(&store, "anna").await.as_deref(), Some("1"));
    assert_eq!(owner(&store, "ann").await, None);
}

async fn an_added_number_stays(database: Database) {
    let store = database.store().await;
    write(&store, &renamed("1", "ann")).await;
    let add = "INSERT INTO legacy_hash_identifiers (kind, folded, account_id, spelled) \
               VALUES ('phone', '5550100', '1', '555-0100')";
    database.foreign(add).await;
    for record in [
        renamed("1", "ann"),
        named("1", &[(Kind::UserName, "ann"), (Kind::Phone, "555-0199")]),
        named("1", &[(Kind::UserName, "ann"), (Kind::Phone, "555-0100")]),
        renamed("1", "anna"),
    ] {
        assert_eq!(write(&store, &record).await, Outcome::Updated);
        assert_eq!(owner(&store, "555-0100").await.as_deref(), Some("1"));
        assert_eq!(owner(&store, "555-0199").await, None);
    }
    // One more beside the import's own: that alone is replaced.
    let email = |text| named("1", &[(Kind::UserName, "anna"), (Kind::Email, text)]);
    write(&store, &email("a@example.com")).await;
    let add = "INSERT INTO legacy_hash_identifiers (kind, folded, account_id, spelled) \
               VALUES ('email', 'b@example.com', '1', 'b@example.com')";
    database.foreign(add).await;
    for (text, kept) in [
        ("c@example.com", true),
        ("b@example.com", false),
        ("d@example.com", false),
    ] {
        assert_eq!(write(&store, &email(text)).await, Outcome::Updated);
        let id = owner(&store, "b@example.com").await;
        assert_eq!(id.as_deref(), Some("1"), "{text}");
        assert_eq!(owner(&store, "c@example.com").await.is_some(), kept);
    }
}

async fn a_removed_identifier_stays_away(database: Database) {
    let store = database.store().await;
    let both = named("1", &[(Kind::UserName, "ann"), (Kind::Phone, "555-0100")]);
    write(&store, &both).await;
    let remove = "DELETE FROM legacy_hash_identifiers WHERE kind = 'phone'";
    database.foreign(remove).await;
    let other = named("1", &[(Kind::UserName, "ann"), (Kind::Phone, "555-0199")]);
    for record in [&both, &other, &both] {
        assert_eq!(write(&store, record).await, Outcome::Updated);
        assert_eq!(owner(&store, "555-0100").await, None);
        assert_eq!(owner(&store, "555-0199").await, None);
    }
}

async fn a_changed_spelling_alone_is_the_imports(database: Database) {
    let store = database.store().await;
    write(&store, &named("1", &[(Kind::Email, "Ann@example.com")])).await;
    write(&store, &named("1", &[(Kind::Email, "ANN@example.com")])).await;
    let spelled = "SELECT spelled FROM legacy_hash_identifiers";
    let spelled = database.ask(spelled).await;
    assert_eq!(spelled.as_deref(), Some("ANN@example.com"));
}

async fn attributes_of_the_service_stay(database: Database) {
    let store = database.store().await;
    let with = |id: &str, attributes: &str| Imported {
        attributes: attributes.to_owned(),
        ..renamed(id, id)
    };
    write(&store, &with("1", "{}")).await;
    write(&store, &with("2", "{}")).await;
    let change = "UPDATE legacy_hash_accounts SET attributes = 'theirs' WHERE id = '1'";
    database.foreign(change).await;
    for attributes in ["{\"a\":1}", "theirs", "{}"] {
        for id in ["1", "2"] {
            assert_eq!(write(&store, &with(id, attributes)).await, Outcome::Updated);
        }
        let ask = "SELECT attributes FROM legacy_hash_accounts WHERE id = ";
        let theirs = database.ask(&format!("{ask}'1'")).await;
        assert_eq!(theirs.as_deref(), Some("theirs"));
        let untouched = database.ask(&format!("{ask}'2'")).await;
        assert_eq!(untouched.as_deref(), Some(attributes));
    }
}

async fn a_record_with_only_a_number_leaves_the_names(database: Database) {
    let store = database.store().await;
    write(&store, &renamed("1", "ann")).await;
    let bare = named("1", &[]);
    assert_eq!(write(&store, &bare).await, Outcome::Updated);
    assert_eq!(owner(&store, "ann").await.as_deref(), Some("1"));
    // And they are the import's to change still.
    write(&store, &renamed("1", "anna")).await;
    assert_eq!(owner(&store, "anna").await.as_deref(), Some("1"));
    assert_eq!(owner(&store, "ann").await, None);
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

async fn a_record_without_a_number_finds_whom_it_made(database: Database) {
    let store = database.store().await;
    let nameless = |text: &str| Imported {
        id: None,
        password: password(text),
        ..named("", &[(Kind::Email, "old@example.com")])
    };
    write(&store, &nameless("old")).await;
    let ann = owner(&store, "old@example.com").await;
    database.foreign(CHANGE).await;
    // The service gave the address to somebody else meanwhile, who has no password.
    let other = Imported {
        password: None,
        ..named("other", &[(Kind::Email, "old@example.com")])
    };
    store.create(&other).await.unwrap().unwrap();
    assert_eq!(write(&store, &nameless("newer")).await, Outcome::Updated);
    assert_eq!(owner(&store, "new@example.com").await, ann);
    let hash = stored(&store, "new@example.com").await;
    assert_eq!(hash.as_deref(), Some("newer"));
    let id = owner(&store, "old@example.com").await;
    assert_eq!(id.as_deref(), Some("other"));
    assert_eq!(stored(&store, "old@example.com").await, None);
}

async fn what_the_service_created_is_the_services(database: Database) {
    let store = database.store().await;
    let record = locked("1", "ann");
    store.create(&record).await.unwrap().unwrap();
    let other = named("1", &[(Kind::UserName, "anna")]);
    assert_eq!(write(&store, &other).await, Outcome::PasswordKept);
    let account = find(&store, "ann").await.unwrap();
    assert!(account.is_locked);
    assert_eq!(owner(&store, "anna").await, None);
}

/// A field, as the test expects it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Field<T> {
    here: T,
    imported: T,
}

impl<T: Clone + PartialEq> Field<T> {
    fn import(&mut self, export: T) {
        if self.here == self.imported {
            self.here = export.clone();
            self.imported = export;
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Expected {
    is_locked: Field<bool>,
    attributes: Field<String>,
    hash: Field<String>,
    names: [Field<Option<String>>; 3],
}

const KINDS: [Kind; 3] = [Kind::Email, Kind::Phone, Kind::UserName];

/// An identifier that nobody else has.
fn fresh(kind: Kind, count: &mut u32) -> String {
    *count += 1;
    match kind {
        Kind::Email => format!("a{count}@example.com"),
        Kind::Phone => format!("555{count:04}"),
        Kind::UserName => format!("name{count}"),
    }
}

/// The service changes something; it uses no value twice.
async fn change(
    (database, store): (&Database, &SqlStore),
    expected: &mut Expected,
    random: &mut fastrand::Rng,
    count: &mut u32,
) {
    *count += 1;
    match random.u8(..6) {
        0 => {
            let set = "UPDATE legacy_hash_accounts SET is_locked = 1 - is_locked";
            database.foreign(set).await;
            expected.is_locked.here = !expected.is_locked.here;
        }
        1 => {
            let set = format!("UPDATE legacy_hash_accounts SET attributes = 'theirs {count}'");
            database.foreign(&set).await;
            expected.attributes.here = format!("theirs {count}");
        }
        2 => {
            let new = new_hash('A');
            store.change_password("1", &new).await.unwrap();
            expected.hash.here = new.to_string();
        }
        _ => {
            let place = random.usize(..3);
            let kind = KINDS[place];
            let remove = format!(
                "DELETE FROM legacy_hash_identifiers WHERE kind = '{}'",
                kind.name()
            );
            database.foreign(&remove).await;
            expected.names[place].here = None;
            if random.bool() {
                let text = fresh(kind, count);
                let add = format!(
                    "INSERT INTO legacy_hash_identifiers (kind, folded, account_id, spelled) \
                     VALUES ('{}', '{text}', '1', '{text}')",
                    kind.name()
                );
                database.foreign(&add).await;
                expected.names[place].here = Some(text);
            }
        }
    }
}

async fn only_what_the_last_import_wrote_is_written_over(database: Database) {
    let store = database.store().await;
    for seed in 0..12 {
        database.foreign("DELETE FROM legacy_hash_accounts").await;
        let random = &mut fastrand::Rng::with_seed(seed);
        let (mut expected, mut count) = (Expected::default(), 0);
        let mut export = named("1", &[(Kind::UserName, "name0")]);
        for step in 0..20 {
            if step > 0 && random.bool() {
                change((&database, &store), &mut expected, random, &mut count).await;
            }
            let mut names = export.identifiers.clone();
            for kind in KINDS {
                if random.u8(..4) == 0 {
                    names.retain(|(other, _)| *other != kind);
                    if random.u8(..3) > 0 {
                        names.push((kind, fresh(kind, &mut count)));
                    }
                }
            }
            export = Imported {
                identifiers: names,
                is_locked: random.bool(),
                attributes: format!("{{\"step\":{step}}}"),
                password: password(&format!("hash {}", step / 2)),
                ..export
            };
            let outcome = write(&store, &export).await;
            assert!(!matches!(outcome, Outcome::Taken(_) | Outcome::Refused));
            expected.is_locked.import(export.is_locked);
            expected.attributes.import(export.attributes.clone());
            let hash = export.password.as_ref().unwrap().text.as_str().to_owned();
            expected.hash.import(hash);
            if !export.identifiers.is_empty() {
                for (field, kind) in expected.names.iter_mut().zip(KINDS) {
                    let mut names = export.identifiers.iter();
                    let name = names.find(|(other, _)| *other == kind);
                    field.import(name.map(|(_, text)| text.clone()));
                }
            }
            let of_account = async |column: &str| {
                let query = format!("SELECT CAST({column} AS TEXT) FROM legacy_hash_accounts");
                database.ask(&query).await.unwrap()
            };
            let is_locked = of_account("is_locked").await == "1";
            let place = format!("seed {seed}, step {step}: {expected:?}");
            assert_eq!(is_locked, expected.is_locked.here, "{place}");
            let attributes = of_account("attributes").await;
            assert_eq!(attributes, expected.attributes.here, "{place}");
            let hash = of_account("password_hash").await;
            assert_eq!(hash, expected.hash.here, "{place}");
            for (field, kind) in expected.names.iter().zip(KINDS) {
                let query = format!(
                    "SELECT max(spelled) FROM legacy_hash_identifiers WHERE kind = '{}'",
                    kind.name()
                );
                assert_eq!(database.ask(&query).await, field.here, "{place}");
            }
        }
    }
}
