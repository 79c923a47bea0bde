//! What a service implements for the table it already has.

use std::error::Error;
use std::fmt;
use std::future::{Future, ready};
use std::time::SystemTime;

use legacy_hash::{NewHash, Stored};

use crate::identifier::{Folding, Identifier};
use crate::redacted::HashText;

/// What is known of an account.
#[derive(Clone)]
pub struct Account<V> {
    /// The account's own number or name, which never changes: what a session is opened for.
    pub user: String,
    /// The identifier by which it was found, as the account has it: what an old system is asked
    /// about. `None` stands for what was typed. Where the table folds identifiers further than the
    /// old system does, say it: `Ann` and `ann` may be two people there, and whoever is the other
    /// would be signed in as this one.
    pub spelled: Option<String>,
    /// What the row says of the hash, where rows say something: the label of one of the policy's
    /// schemes ([`Policy::with_scheme`](legacy_hash::Policy::with_scheme)). The policy's own hashes
    /// have none, or [`Policy::label`](legacy_hash::Policy::label).
    pub label: Option<String>,
    /// The hash column, as it stands there. `None` is SQL's `NULL`: nothing was ever stored, and
    /// only then an old system may be asked. An empty text or a marker (`!`, `*`) is something else,
    /// and has to be handed on as it is.
    pub stored: Option<HashText>,
    /// Nobody is to be signed in, whatever the password. It counts as it is read, and once more in
    /// [`Store::upgrade`].
    pub is_locked: bool,
    /// What an upgrade is conditional on.
    pub version: V,
}

/// Identifiers are not shown.
impl<V: fmt::Debug> fmt::Debug for Account<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("label", &self.label)
            .field("stored", &self.stored)
            .field("is_locked", &self.is_locked)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl<V> Account<V> {
    /// What there is to authenticate.
    pub(crate) fn as_stored(&self) -> Stored<'_> {
        let text = self.stored.as_ref().map(HashText::as_str);
        match &self.label {
            Some(label) => Stored::under(label, text),
            None => text.into(),
        }
    }
}

/// Whether a conditional write happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Written {
    /// The new hash is stored.
    Stored,
    /// Something else had been written since the row was read, or the account is locked. Nothing was
    /// changed.
    Lost,
}

/// A service's table of accounts.
///
/// ```
/// use std::collections::HashMap;
/// use std::convert::Infallible;
/// use std::sync::Mutex;
///
/// use legacy_hash::NewHash;
/// use legacy_hash_login::{Account, HashText, Identifier, Store, Written};
///
/// /// Users by name.
/// struct Users(Mutex<HashMap<String, User>>);
///
/// /// One with a hash or none.
/// struct User { hash: Option<HashText>, is_locked: bool }
///
/// impl Store for Users {
///     /// The row's key and what was read from it.
///     type Version = (String, Option<HashText>);
///     type Error = Infallible;
///
///     async fn find(&self, who: &Identifier) -> Result<Option<Account<Self::Version>>, Infallible> {
///         let users = self.0.lock().unwrap();
///         let found = who.keys().iter().find_map(|(_, key)| users.get_key_value(key));
///         Ok(found.map(|(name, user)| Account {
///             user: name.clone(),
///             spelled: Some(name.clone()),
///             label: None,
///             stored: user.hash.clone(),
///             is_locked: user.is_locked,
///             version: (name.clone(), user.hash.clone()),
///         }))
///     }
///
///     async fn upgrade(&self, version: &Self::Version, new: &NewHash) -> Result<Written, Infallible> {
///         let (name, read) = version;
///         match self.0.lock().unwrap().get_mut(name) {
///             Some(user) if user.hash == *read && !user.is_locked => {
///                 user.hash = Some(new.to_string().into());
///                 Ok(Written::Stored)
///             }
///             _ => Ok(Written::Lost),
///         }
///     }
///
///     async fn change_password(&self, user: &str, new: &NewHash) -> Result<bool, Infallible> {
///         let mut users = self.0.lock().unwrap();
///         let changed = users.get_mut(user).map(|user| user.hash = Some(new.to_string().into()));
///         Ok(changed.is_some())
///     }
/// }
/// ```
pub trait Store: Send + Sync + 'static {
    /// What a row was when it was read: its key with the stored text, a version number, or both.
    type Version: Clone + Send + Sync + 'static;
    /// What goes wrong. Its `Display` is logged: it should hold no hash.
    type Error: Error + Send + Sync + 'static;

    /// Finds the account that has this identifier: the first of
    /// [`Identifier::keys`] that an account has. An identifier without keys has none.
    ///
    /// # Errors
    /// The table cannot be read.
    fn find(
        &self,
        who: &Identifier,
    ) -> impl Future<Output = Result<Option<Account<Self::Version>>, Self::Error>> + Send;

    /// Stores the hash that an old one was moved to, if the row is still what it was when it was
    /// read and the account is not locked, in one statement: `UPDATE … SET hash = new, label = NULL
    /// WHERE id = … AND hash = old AND NOT locked`, and `AND hash IS NULL` where there was nothing.
    /// Whatever else was written in the meantime must win, a lock among it: after an old system was
    /// asked, which takes its time, this write decides whether the user is signed in.
    ///
    /// Where rows carry a label, [`NewHash::label`] goes with the text.
    ///
    /// # Errors
    /// The table cannot be written. The user is signed in all the same.
    fn upgrade(
        &self,
        version: &Self::Version,
        new: &NewHash,
    ) -> impl Future<Output = Result<Written, Self::Error>> + Send;

    /// Stores the hash of a new password that the user chose, whatever is stored. Says whether
    /// there is such a user. A lock stays as it is: nobody is signed in by this.
    ///
    /// # Errors
    /// The table cannot be written.
    fn change_password(
        &self,
        user: &str,
        new: &NewHash,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// How identifiers are compared in this table.
    fn folding(&self) -> Folding {
        Folding::default()
    }

    /// Notes that a user has signed in, and no new hash was stored, for the statistics of active
    /// users. Nothing, unless a table has a column for it.
    ///
    /// # Errors
    /// The table cannot be written. The user is signed in all the same.
    fn signed_in(&self, user: &str) -> impl Future<Output = Result<(), Self::Error>> + Send {
        let _ = user;
        ready(Ok(()))
    }

    /// How many bytes the hash column holds, if there is a limit. One that would cut the policy's
    /// hashes is refused at the start.
    ///
    /// # Errors
    /// The table cannot be read.
    fn hash_column_bytes(&self) -> impl Future<Output = Result<Option<usize>, Self::Error>> + Send {
        ready(Ok(None))
    }
}

/// One account in a [survey](Survey).
#[derive(Clone)]
pub struct Row<'a> {
    /// As [`Account::label`].
    pub label: Option<&'a str>,
    /// As [`Account::stored`].
    pub stored: Option<&'a str>,
    /// When the user last signed in, if it is known.
    pub last_active: Option<SystemTime>,
}

impl<'a> Row<'a> {
    /// What there is to authenticate.
    pub(crate) fn as_stored(&self) -> Stored<'a> {
        match self.label {
            Some(label) => Stored::under(label, self.stored),
            None => self.stored.into(),
        }
    }
}

/// The hash is not shown.
impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("label", &self.label)
            .field("stored", &self.stored.map(HashText::from))
            .field("last_active", &self.last_active)
            .finish()
    }
}

/// A table that can be read from end to end: for the mix of hashes at the start, and for the
/// progress of the migration.
pub trait Survey: Store {
    /// Hands each account over.
    ///
    /// # Errors
    /// The table cannot be read.
    fn survey(
        &self,
        each: impl FnMut(Row<'_>) + Send,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}
