//! Identifiers that one user of a file gives up for another, in whatever batch each stands.

use legacy_hash_login::logto::{Importer, Rejected, Summary};
use legacy_hash_login::{Folding, SqlStore, Store};

/// Imports users with a number and a name, so many at once; says who is refused.
async fn import(store: &SqlStore, users: &[(u32, &str)], batch: usize) -> (Vec<u64>, Summary) {
    let user = |(id, name): &(u32, &str)| format!("{{\"id\":\"{id}\",\"username\":\"{name}\"}}");
    let file: Vec<String> = users.iter().map(user).collect();
    let mut rejected = Vec::new();
    // Another file each time.
    let (policy, hasher) = (crate::policy(), crate::hasher());
    let importer = Importer::new(store, &policy, Folding::default(), &hasher);
    let importer = importer.unwrap().with_batch(batch.try_into().unwrap());
    let mut observer = |it: &Rejected| rejected.push(it.record);
    let file = file.join("\n");
    let input = std::io::Cursor::new(file.clone());
    let summary = importer.run(&file, input, &mut observer).await;
    (rejected, summary.unwrap())
}

async fn owners(store: &SqlStore, names: &str) -> Vec<Option<u32>> {
    let mut owners = Vec::new();
    for name in names.split(' ') {
        let found = store.find(&store.folding().read(name)).await.unwrap();
        owners.push(found.map(|account| account.user.parse().unwrap()));
    }
    owners
}

#[tokio::test]
async fn what_another_gives_up_later_in_the_file_is_had() {
    for batch in [1, 2, 500] {
        let url = "sqlite::memory:";
        let store = SqlStore::connect(url, Folding::default()).await.unwrap();
        import(
            &store,
            &[(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e")],
            batch,
        )
        .await;
        // A chain, one who is new, and two who exchange theirs.
        let after = [(9, "a"), (1, "b"), (2, "c"), (3, "f"), (4, "e"), (5, "d")];
        let (_, summary) = import(&store, &after, batch).await;
        let counts = (summary.created, summary.updated, summary.taken);
        assert_eq!(counts, (1, 5, 0), "{batch}");
        let now = owners(&store, "a b c d e f").await;
        let expected = [9, 1, 2, 5, 4, 3].map(Some);
        assert_eq!(now, expected, "{batch}");
    }
}

#[tokio::test]
async fn who_stays_in_the_way_is_said_and_what_the_file_says_last_holds() {
    for batch in [1, 500] {
        let url = "sqlite::memory:";
        let store = SqlStore::connect(url, Folding::default()).await.unwrap();
        import(&store, &[(1, "a"), (2, "b"), (3, "c")], batch).await;
        let after = [(1, "b"), (3, "a"), (2, "x"), (1, "y"), (4, "x")];
        let (rejected, summary) = import(&store, &after, batch).await;
        assert_eq!(rejected.last(), Some(&5), "{batch}");
        // The first record of 1 was refused when it came, and the second holds.
        let now = owners(&store, "a b c x y").await;
        assert_eq!(now, [Some(3), None, None, Some(2), Some(1)], "{batch}");
        assert_eq!(summary.updated, 3);
    }
}
