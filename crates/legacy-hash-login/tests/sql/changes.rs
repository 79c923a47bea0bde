//! What the service changed survives every later import; what it did not follows the export.

use legacy_hash_login::{Import, Imported, Kind, Outcome, SqlStore};

use crate::support::database::Database;
use crate::users::{find, named, owner, password, renamed, stored, write};

crate::on_each_database! { changes:
    a_lock_of_the_service_stays
    a_record_with_only_a_number_leaves_the_names
    what_the_service_created_is_the_services;
    shared:
    a_lock_by_other_means_stays
    a_changed_address_stays
    an_added_number_stays
    a_removed_identifier_stays_away
    a_changed_spelling_alone_is_the_imports
    attributes_of_the_service_stay
    a_record_without_a_number_finds_whom_it_made
    any_identifier_finds_whom_a_record_made
}

fn locked(id: &str, name: &str) -> Imported {
    Imported {
        is_locked: true,
        ..renamed(id, name)
    }
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

async fn any_identifier_finds_whom_a_record_made(database: Database) {
    let store = database.store().await;
    let nameless = |name: &str| Imported {
        id: None,
        ..named(
            "",
            &[(Kind::UserName, name), (Kind::Email, "old@example.com")],
        )
    };
    write(&store, &nameless("ann")).await;
    let ann = owner(&store, "ann").await;
    database.foreign(CHANGE).await;
    // The address alone, which the service changed, says who it was.
    assert_eq!(write(&store, &nameless("anna")).await, Outcome::Updated);
    assert_eq!(owner(&store, "anna").await, ann);
    assert_eq!(owner(&store, "new@example.com").await, ann);
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
