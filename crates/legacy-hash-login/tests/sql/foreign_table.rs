//! The example's table, where writes run at the same time.

use legacy_hash::NewHash;
use legacy_hash_login::{Folding, Store};
use sqlx::any::AnyPoolOptions;
use tokio::task::JoinSet;

use crate::support::database::Database;
use crate::users;

#[path = "../../examples/foreign_table.rs"]
#[allow(dead_code, reason = "its `main` is not run here")]
mod example;

use example::UserPasswords;

/// A hash under the table's own label.
fn new_hash(letter: char) -> NewHash {
    let policy = example::policy().unwrap();
    policy.labelled(users::new_hash(letter).into())
}

crate::on_each_database! { foreign_table:
    ;
    shared:
    the_newest_row_is_the_changed_password
}

async fn the_newest_row_is_the_changed_password(database: Database) {
    database.foreign(example::TABLES).await;
    let pool = AnyPoolOptions::new()
        .max_connections(8)
        .connect(database.url())
        .await;
    let table = std::sync::Arc::new(UserPasswords {
        pool: pool.unwrap(),
    });
    let users = (0..100).map(|user| format!("({user}, 'u{user}')"));
    let users = users.collect::<Vec<_>>().join(", ");
    database
        .foreign(&format!("INSERT INTO users (id, username) VALUES {users}"))
        .await;
    for user in 0..100 {
        let name = format!("u{user}");
        let read = table
            .find(&Folding::default().read(&name))
            .await
            .unwrap()
            .unwrap();
        let mut tasks = JoinSet::new();
        for letter in ['A', 'B', 'C'] {
            let (table, version) = (table.clone(), read.version.clone());
            tasks.spawn(async move {
                let _ = table.upgrade(&version, &new_hash(letter)).await.unwrap();
            });
        }
        let (changing, user) = (table.clone(), read.user);
        tasks.spawn(async move {
            let chosen = new_hash('Z');
            assert!(changing.change_password(&user, &chosen).await.unwrap());
        });
        tasks.join_all().await;
        let now = table
            .find(&Folding::default().read(&name))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(now.stored, Some(new_hash('Z').to_string().into()));
    }
}
