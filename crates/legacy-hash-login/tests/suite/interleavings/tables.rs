//! The tables that the schedules run on.

use legacy_hash_login::{
    Folding, Import, Imported, ImportedPassword, Kind, Outcome, Position, SqlStore, Store,
};
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;

use crate::memory::Memory;
use crate::support::database::Database;

/// A table that takes one more account for each schedule.
pub(super) trait Table: Clone + Send + Sync + 'static {
    type Store: Store + Clone;

    fn store(&self) -> &Self::Store;
    /// Makes an account of this name as an import leaves it, with a hash or without. Its number or
    /// name is its name.
    async fn begin(&self, name: &str, hash: Option<&str>);
    /// Takes the password away.
    fn reset(&self, user: &str) -> impl Future<Output = ()> + Send;
    fn lock(&self, user: &str, is_locked: bool) -> impl Future<Output = ()> + Send;
    /// What is stored.
    async fn stored(&self, name: &str) -> Option<String> {
        let found = self.store().find(&Folding::default().read(name)).await;
        let stored = found.unwrap().unwrap().stored;
        stored.map(|text| text.as_str().to_owned())
    }
}

impl Table for Memory {
    type Store = Self;

    fn store(&self) -> &Self {
        self
    }

    async fn begin(&self, name: &str, hash: Option<&str>) {
        self.put(name, hash.map(|_| "MD5"), hash);
    }

    async fn reset(&self, user: &str) {
        self.change(user, |stored| {
            stored.text = Some("!".to_owned());
            stored.label = None;
        });
    }

    async fn lock(&self, user: &str, is_locked: bool) {
        Self::lock(self, user, is_locked);
    }
}

/// The shipped table, and a connection of an administrator's beside it.
#[derive(Clone)]
pub(super) struct Shipped {
    store: SqlStore,
    administrator: AnyPool,
}

impl Shipped {
    pub(super) async fn on(database: &Database) -> Self {
        let store = database.store().await;
        sqlx::any::install_default_drivers();
        let one = AnyPoolOptions::new().max_connections(1);
        let administrator = one.connect(database.url()).await.unwrap();
        if !database.is_postgres() {
            let wait = sqlx::query("PRAGMA busy_timeout = 30000");
            wait.execute(&administrator).await.unwrap();
        }
        Self {
            store,
            administrator,
        }
    }
}

impl Table for Shipped {
    type Store = SqlStore;

    fn store(&self) -> &SqlStore {
        &self.store
    }

    async fn begin(&self, name: &str, hash: Option<&str>) {
        let user = Imported {
            id: Some(name.to_owned()),
            identifiers: vec![(Kind::UserName, name.to_owned())],
            password: hash.map(|hash| ImportedPassword {
                label: "MD5".to_owned(),
                text: hash.into(),
            }),
            is_locked: false,
            last_active: None,
            attributes: "{}".to_owned(),
        };
        let users = [user];
        let written = self
            .store
            .write("schedules", &users, Position::default())
            .await;
        assert_eq!(written.unwrap(), [Outcome::Created]);
    }

    async fn reset(&self, user: &str) {
        assert!(self.store.reset_password(user).await.unwrap());
    }

    async fn lock(&self, user: &str, is_locked: bool) {
        let lock = sqlx::query("UPDATE legacy_hash_accounts SET is_locked = $1 WHERE id = $2");
        let done = lock.bind(i64::from(is_locked)).bind(user);
        let done = done.execute(&self.administrator).await.unwrap();
        assert_eq!(done.rows_affected(), 1);
    }
}
