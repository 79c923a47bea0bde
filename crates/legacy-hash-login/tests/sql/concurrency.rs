//! Many at once: nobody fails for another's sake, and one of them wins.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use legacy_hash_login::{Import, Imported, Outcome, Position, Store, Written};
use tokio::task::JoinSet;

use crate::support::database::Database;
use crate::users::{find, new_hash, stored, user};

crate::on_each_database! { concurrency:
    of_eight_upgrades_one_is_stored
    an_import_and_upgrades_run_beside_each_other
    two_imports_make_a_user_once
    imports_in_another_order_do_not_block_each_other
    who_gives_up_leaves_nothing_behind
    nobody_waits_for_a_whole_import;
    shared:
    processes_wait_for_each_other
}

/// Users with a number, in this order.
fn users(numbers: impl Iterator<Item = usize>, text: &str) -> Vec<Imported> {
    let numbered = |number: usize| user(&format!("id {number}"), &format!("u{number}"), text);
    numbers.map(numbered).collect()
}

async fn of_eight_upgrades_one_is_stored(database: Database) {
    let store = database.store().await;
    for round in 0..10 {
        let users = users(round..=round, "old");
        store.write("a", &users, Position::default()).await.unwrap();
        let name = format!("u{round}");
        let read = find(&store, &name).await.unwrap().version;
        let mut tasks = JoinSet::new();
        for letter in 'A'..='H' {
            let (store, read) = (store.clone(), read.clone());
            tasks.spawn(async move {
                let new = new_hash(letter);
                let written = store.upgrade(&read, &new).await.unwrap();
                (written == Written::Stored).then(|| new.to_string())
            });
        }
        let won: Vec<String> = tasks.join_all().await.into_iter().flatten().collect();
        assert_eq!(won.len(), 1);
        assert_eq!(stored(&store, &name).await, Some(won[0].clone()));
    }
}

async fn an_import_and_upgrades_run_beside_each_other(database: Database) {
    let store = database.store().await;
    let all = users(0..100, "old");
    store.write("a", &all, Position::default()).await.unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let importer = tokio::spawn({
        let (store, is_over) = (store.clone(), Arc::clone(&is_over));
        async move {
            for round in 0..10 {
                let all = users((0..100).rev(), &format!("import {}", round / 3));
                store.write("a", &all, Position::default()).await.unwrap();
            }
            is_over.store(true, Ordering::SeqCst);
        }
    });
    let mut sign_ins = JoinSet::new();
    for letter in 'A'..='D' {
        let (store, is_over) = (store.clone(), Arc::clone(&is_over));
        sign_ins.spawn(async move {
            let mut won = Vec::new();
            for number in (0..100).cycle() {
                if is_over.load(Ordering::SeqCst) {
                    break;
                }
                let name = format!("u{number}");
                let account = find(&store, &name).await.unwrap();
                if account.label.is_none() {
                    continue;
                }
                let new = new_hash(letter);
                if store.upgrade(&account.version, &new).await.unwrap() == Written::Stored {
                    won.push((name, new.to_string()));
                }
            }
            won
        });
    }
    importer.await.unwrap();
    let won: Vec<_> = sign_ins.join_all().await.into_iter().flatten().collect();
    // Each at most once, and what an upgrade wrote, no import replaced.
    assert!(!won.is_empty());
    for (name, text) in won {
        assert_eq!(stored(&store, &name).await, Some(text));
    }
}

async fn two_imports_make_a_user_once(database: Database) {
    let store = database.store().await;
    // No numbers: the identifiers alone say who is who.
    let nameless = users(0..50, "old")
        .into_iter()
        .map(|user| Imported { id: None, ..user });
    let nameless: Arc<[Imported]> = nameless.collect();
    let mut imports = JoinSet::new();
    for source in ["a", "b", "c"] {
        let (store, users) = (store.clone(), Arc::clone(&nameless));
        imports.spawn(async move {
            let mut outcomes = Vec::new();
            for batch in users.chunks(10) {
                let batch = store.write(source, batch, Position::default()).await;
                outcomes.extend(batch.unwrap());
            }
            for user in &*users {
                assert!(store.create(user).await.unwrap().is_err());
            }
            outcomes
        });
    }
    let outcomes: Vec<Outcome> = imports.join_all().await.into_iter().flatten().collect();
    let count = |outcome| outcomes.iter().filter(|other| **other == outcome).count();
    assert_eq!(
        (count(Outcome::Created), count(Outcome::Updated)),
        (50, 100)
    );
}

async fn imports_in_another_order_do_not_block_each_other(database: Database) {
    let store = database.store().await;
    let orders = [users(0..50, "old"), users((0..50).rev(), "old")];
    store
        .write("a", &orders[0], Position::default())
        .await
        .unwrap();
    let mut imports = JoinSet::new();
    for users in orders {
        let store = store.clone();
        imports.spawn(async move {
            for _ in 0..20 {
                let outcomes = store.write("a", &users, Position::default()).await.unwrap();
                assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Updated));
            }
        });
    }
    imports.join_all().await;
}

/// Polls until the future is done or has waited so often: gives it up then.
async fn given_up<F: Future>(future: F, mut moments: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if moments == 0 => Poll::Ready(None),
        Poll::Pending => {
            moments -= 1;
            Poll::Pending
        }
    })
    .await
}

/// Asserts that PostgreSQL comes to have no transaction that nobody ends.
async fn nothing_is_open(database: &Database) {
    let open = "SELECT CAST(count(*) AS TEXT) FROM pg_stat_activity \
                WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let mut tries = 0..100;
    while database.is_postgres() && database.ask(open).await.as_deref() != Some("0") {
        assert!(tries.next().is_some(), "a transaction is left open");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn who_gives_up_leaves_nothing_behind(database: Database) {
    let store = database.store().await;
    let others = if database.is_memory() {
        store.clone()
    } else {
        database.store().await
    };
    let some = users(0..5, "old");
    let ann = [user("1", "ann", "old")];
    store.write("b", &ann, Position::default()).await.unwrap();
    let who = store.folding().read("ann");
    let new = new_hash('A');
    let mut ended = 0;
    // At each moment at which one may wait for the database, and often at the first: not every answer
    // has to be waited for.
    for moments in (0..40).chain((0..4).cycle().take(100)) {
        let written = given_up(store.write("a", &some, Position::default()), moments).await;
        nothing_is_open(&database).await;
        // What comes next is not part of what was given up, and waits for nothing that it held.
        let letter = ['B', 'C'][moments % 2];
        assert!(store.change_password("1", &new_hash(letter)).await.unwrap());
        assert_eq!(
            stored(&others, "ann").await,
            Some(new_hash(letter).to_string())
        );
        others.write("b", &ann, Position::default()).await.unwrap();
        let mut count = 0;
        for number in 0..5 {
            count += usize::from(find(&others, &format!("u{number}")).await.is_some());
        }
        // All, if what it waited for was the end.
        assert!(count == 0 || count == 5, "{count} after {moments}");

        let found = given_up(store.find(&who), moments).await;
        let changed = given_up(store.change_password("1", &new), moments).await;
        ended += usize::from(written.is_some() && found.is_some() && changed.is_some());
    }
    assert!((1..130).contains(&ended), "{ended} ended");
}

async fn nobody_waits_for_a_whole_import(database: Database) {
    let store = database.store().await;
    let all = users(0..50, "old");
    store.write("a", &all, Position::default()).await.unwrap();
    let left = Arc::new(AtomicUsize::new(8));
    let mut others = JoinSet::new();
    for number in 0..8 {
        let (store, left) = (store.clone(), Arc::clone(&left));
        others.spawn(async move {
            let id = format!("id {number}");
            assert!(store.change_password(&id, &new_hash('A')).await.unwrap());
            left.fetch_sub(1, Ordering::SeqCst);
        });
    }
    // One batch after the other: somebody else writes in between.
    for _ in 0..100 {
        store.write("a", &all, Position::default()).await.unwrap();
        if left.load(Ordering::SeqCst) == 0 {
            return;
        }
    }
    panic!("they wait for the end of the import");
}

async fn processes_wait_for_each_other(database: Database) {
    // As two processes: they share the database alone.
    let (importer, server) = (database.store().await, database.store().await);
    let all = users(0..50, "old");
    importer
        .write("a", &all, Position::default())
        .await
        .unwrap();
    let import = tokio::spawn(async move {
        for _ in 0..20 {
            importer
                .write("a", &all, Position::default())
                .await
                .unwrap();
        }
    });
    let mut sign_ins = JoinSet::new();
    for task in 0..4 {
        let server = server.clone();
        sign_ins.spawn(async move {
            for round in 0..10 {
                let number = task * 10 + round;
                let (id, new) = (format!("id {number}"), new_hash('A'));
                assert!(server.change_password(&id, &new).await.unwrap());
            }
        });
    }
    import.await.unwrap();
    sign_ins.join_all().await;
    for number in 0..40 {
        let text = stored(&server, &format!("u{number}")).await;
        assert_eq!(text, Some(new_hash('A').to_string()));
    }
}
