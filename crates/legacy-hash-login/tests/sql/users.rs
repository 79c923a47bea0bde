//! Users, hashes, and what a table holds of them.

use legacy_hash::{NewHash, Policy};
use legacy_hash_login::{
    Account, Import, Imported, ImportedPassword, Kind, Outcome, Position, Revision, SqlStore, Store,
};

/// A user with a number, a user name and an old hash.
pub(crate) fn user(id: &str, name: &str, text: &str) -> Imported {
    Imported {
        id: Some(id.to_owned()),
        identifiers: vec![(Kind::UserName, name.to_owned())],
        password: password(text),
        is_locked: false,
        last_active: None,
        attributes: "{}".to_owned(),
    }
}

pub(crate) fn named(id: &str, names: &[(Kind, &str)]) -> Imported {
    let names = names.iter().map(|(kind, text)| (*kind, (*text).to_owned()));
    Imported {
        identifiers: names.collect(),
        ..user(id, "", "old")
    }
}

pub(crate) fn renamed(id: &str, name: &str) -> Imported {
    named(id, &[(Kind::UserName, name)])
}

pub(crate) fn password(text: &str) -> Option<ImportedPassword> {
    Some(ImportedPassword {
        label: "old".to_owned(),
        text: text.into(),
    })
}

/// A hash that differs from the others in one letter.
pub(crate) fn new_hash(letter: char) -> NewHash {
    let text = format!("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ${letter}AAAAAAAAAAAAAAAAAAAAA");
    Policy::default().labelled(text.parse().unwrap())
}

/// Writes one user, and says what became of it.
pub(crate) async fn write(store: &SqlStore, user: &Imported) -> Outcome {
    let users = std::slice::from_ref(user);
    let outcomes = store
        .write("test", users, Position::default())
        .await
        .unwrap();
    assert_eq!(outcomes.len(), 1);
    outcomes[0]
}

pub(crate) async fn find(store: &SqlStore, typed: &str) -> Option<Account<Revision>> {
    store.find(&store.folding().read(typed)).await.unwrap()
}

/// Whose account somebody gets to who types this.
pub(crate) async fn owner(store: &SqlStore, typed: &str) -> Option<String> {
    find(store, typed).await.map(|account| account.user)
}

/// The hash column of somebody who is there.
pub(crate) async fn stored(store: &SqlStore, typed: &str) -> Option<String> {
    let account = find(store, typed).await.unwrap();
    account.stored.map(|text| text.as_str().to_owned())
}
