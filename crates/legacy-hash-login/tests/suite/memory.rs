//! A table in memory, and the policy over it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use legacy_hash::{Algorithm, NewHash, Policy, Scheme};
use legacy_hash_login::{Account, Folding, HashText, Identifier, Row, Store, Survey, Written};

pub(crate) const MD5: &str = "5f4dcc3b5aa765d61d8327deb882cf99"; // of "password"

/// A cheap policy that reads MD5 under its label.
pub(crate) fn policy() -> Policy {
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    policy
        .with_scheme("MD5", Scheme::of(Algorithm::Md5))
        .unwrap()
}

/// Accounts by user name; clones share them.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    accounts: Arc<Mutex<HashMap<String, Stored>>>,
    pub(crate) folding: Folding,
}

#[derive(Clone, Default)]
pub(crate) struct Stored {
    pub(crate) label: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) is_locked: bool,
    pub(crate) last_active: Option<SystemTime>,
    pub(crate) revision: u64,
}

impl Memory {
    pub(crate) fn put(&self, user: &str, label: Option<&str>, text: Option<&str>) {
        let stored = Stored {
            label: label.map(str::to_owned),
            text: text.map(str::to_owned),
            ..Stored::default()
        };
        self.accounts
            .lock()
            .unwrap()
            .insert(user.to_owned(), stored);
    }

    pub(crate) fn change(&self, user: &str, change: impl FnOnce(&mut Stored)) {
        let mut accounts = self.accounts.lock().unwrap();
        let stored = accounts.get_mut(user).unwrap();
        stored.revision += 1;
        change(stored);
    }

    /// Locks or unlocks, which counts for nothing else.
    pub(crate) fn lock(&self, user: &str, is_locked: bool) {
        let mut accounts = self.accounts.lock().unwrap();
        accounts.get_mut(user).unwrap().is_locked = is_locked;
    }

    /// Gives an account another name, which is its number here.
    pub(crate) fn rename(&self, user: &str, to: &str) {
        let mut accounts = self.accounts.lock().unwrap();
        let stored = accounts.remove(user).unwrap();
        accounts.insert(to.to_owned(), stored);
    }

    pub(crate) fn get(&self, user: &str) -> Stored {
        self.accounts.lock().unwrap()[user].clone()
    }
}

impl Store for Memory {
    type Version = (String, u64);
    type Error = Infallible;

    async fn find(&self, who: &Identifier) -> Result<Option<Account<Self::Version>>, Infallible> {
        let accounts = self.accounts.lock().unwrap();
        let found = who
            .keys()
            .iter()
            .find_map(|(_, key)| accounts.get_key_value(key));
        Ok(found.map(|(user, stored)| Account {
            user: user.clone(),
            spelled: Some(user.clone()),
            label: stored.label.clone(),
            stored: stored.text.clone().map(HashText::from),
            is_locked: stored.is_locked,
            version: (user.clone(), stored.revision),
        }))
    }

    async fn upgrade(
        &self,
        (user, revision): &Self::Version,
        new: &NewHash,
    ) -> Result<Written, Infallible> {
        match self.accounts.lock().unwrap().get_mut(user) {
            Some(stored) if stored.revision == *revision && !stored.is_locked => {
                stored.text = Some(new.to_string());
                stored.label = Some(new.label().to_owned());
                stored.revision += 1;
                Ok(Written::Stored)
            }
            _ => Ok(Written::Lost),
        }
    }

    fn folding(&self) -> Folding {
        self.folding
    }

    async fn signed_in(&self, user: &str) -> Result<(), Infallible> {
        let now = SystemTime::now();
        let mut accounts = self.accounts.lock().unwrap();
        accounts.get_mut(user).unwrap().last_active = Some(now);
        Ok(())
    }

    async fn change_password(&self, user: &str, new: &NewHash) -> Result<bool, Infallible> {
        let known = self.accounts.lock().unwrap().contains_key(user);
        if known {
            self.change(user, |stored| {
                stored.text = Some(new.to_string());
                stored.label = Some(new.label().to_owned());
            });
        }
        Ok(known)
    }
}

impl Survey for Memory {
    async fn survey(&self, mut each: impl FnMut(Row<'_>) + Send) -> Result<(), Infallible> {
        for stored in self.accounts.lock().unwrap().values() {
            each(Row {
                label: stored.label.as_deref(),
                stored: stored.text.as_deref(),
                last_active: stored.last_active,
            });
        }
        Ok(())
    }
}
