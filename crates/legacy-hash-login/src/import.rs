//! What an importer writes, and how it goes on where it was stopped.

use std::error::Error;
use std::future::Future;

use crate::identifier::Kind;
use crate::redacted::HashText;

/// A user of the old system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The old system's own number or name for the user, if it has one. The same one again is the
    /// same user.
    pub id: Option<String>,
    /// Who the user is, as the old system spells it: at most one of each kind.
    pub identifiers: Vec<(Kind, String)>,
    /// What the old system had for a password. `None` if there was none at all.
    pub password: Option<ImportedPassword>,
    /// Nobody is to be signed in.
    pub is_locked: bool,
    /// The user's last sign-in, in seconds since 1970.
    pub last_active: Option<i64>,
    /// All else that the record said, as a JSON object.
    pub attributes: String,
}

/// A hash of the old system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPassword {
    /// The label under which it is read.
    pub label: String,
    /// The text, as it stood in the export.
    pub text: HashText,
}

/// What stands for a password that is still to be hashed. It is a marker: nothing that is typed is
/// right, and no old system is asked.
const PENDING: &str = "!pending";

impl ImportedPassword {
    /// The place of a password that came in plain text and is still to be hashed. A table writes it
    /// where an account has no hash at all, and never over one; the hash comes later, by another
    /// [`write`](Import::write) of the same user, which takes it for the password of an earlier import.
    ///
    /// A sign-in in the meantime is told to come back: it is neither right nor wrong.
    #[must_use]
    pub fn pending(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            text: PENDING.to_owned().into(),
        }
    }

    /// Whether the hash is still to come.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        is_pending(&self.text)
    }
}

/// Whether a hash is still to come in its place.
pub(crate) fn is_pending(text: &HashText) -> bool {
    text.as_str() == PENDING
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The bytes of the source that are done.
    pub bytes: u64,
    /// The lines of it that are done.
    pub lines: u64,
    /// The records of it that are done, good and bad.
    pub records: u64,
    /// How many of them were bad.
    pub rejected: u64,
}

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new account.
    Created,
    /// An account that was there: what still was as the last import wrote it holds this record now.
    Updated,
    /// As [`Updated`](Self::Updated), of an account whose password has moved or was changed since, and
    /// stays.
    PasswordKept,
    /// Another account has this identifier, and keeps it. Nothing was written.
    Taken(Kind),
    /// The record has a text that the table cannot hold: an identifier that
    /// [nobody can type](crate::Folding::key), two identifiers of a kind, a number or name that is
    /// empty or too long, or a NUL character. Nothing was written.
    Refused,
}

/// A table that takes imports.
pub trait Import: Send + Sync + 'static {
    /// What goes wrong.
    type Error: Error + Send + Sync + 'static;

    /// How far an earlier run of this source came: its beginning, if there was none.
    ///
    /// # Errors
    /// The table cannot be read.
    fn position(&self, source: &str) -> impl Future<Output = Result<Position, Self::Error>> + Send;

    /// Writes some users and, in the same transaction, how far the import has come. What became of
    /// each is in their order.
    ///
    /// An account's password is written only where there is none or still the one that an earlier
    /// import wrote; one that is [pending](ImportedPassword::pending) only where there is none. The lock, the attributes and each kind of identifier are written only where they
    /// still are what the last import made them: what the service changed stays. A record without any
    /// identifier says nothing about them. The last activity is the later one.
    ///
    /// Where accounts hand on identifiers, each has what its record says when all are written,
    /// whatever their order.
    ///
    /// # Errors
    /// The table cannot be written; nothing was.
    fn write(
        &self,
        source: &str,
        users: &[Imported],
        position: Position,
    ) -> impl Future<Output = Result<Vec<Outcome>, Self::Error>> + Send;

    /// Writes one new user, not from a source: what is written is the service's, and no import writes
    /// over it. `Err(kind)` inside if another account has that identifier, or one that reads the same
    /// when it is typed, as a user name of digits reads as a phone number; the user's number or name
    /// otherwise.
    ///
    /// # Errors
    /// The table cannot be written, there is an account with the user's number or name, or the record
    /// is one of which [`write`](Self::write) says [`Refused`](Outcome::Refused). Nothing was written.
    fn create(
        &self,
        user: &Imported,
    ) -> impl Future<Output = Result<Result<String, Kind>, Self::Error>> + Send;
}
