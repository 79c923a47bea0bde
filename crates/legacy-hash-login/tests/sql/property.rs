//! For any order of imports and of the service's own changes.

use legacy_hash_login::{Imported, Kind, Outcome, SqlStore, Store};

use crate::support::database::Database;
use crate::users::{named, new_hash, password, write};

crate::on_each_database! { property:
    ;
    shared:
    only_what_the_last_import_wrote_is_written_over
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
        _ => format!("name{count}"),
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
