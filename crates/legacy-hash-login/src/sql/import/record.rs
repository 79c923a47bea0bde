//! A user of the old system, as the tables have users.

use sha2::{Digest as _, Sha256};

use crate::identifier::{Folding, Kind};
use crate::import::Imported;

/// The longest number or name of an account, in bytes. An entry of PostgreSQL's indexes holds 2704.
const MAX_ID_BYTES: usize = 1000;

/// A user, and at most one key of each kind.
pub(super) struct Record<'u> {
    pub(super) user: &'u Imported,
    pub(super) keys: Vec<Key<'u>>,
}

/// An identifier.
#[derive(Clone)]
pub(super) struct Key<'u> {
    pub(super) kind: Kind,
    pub(super) folded: String,
    pub(super) spelled: &'u str,
    /// What goes before it for whoever types it: of a user name the address or the number that it
    /// reads as.
    pub(super) reads_as: Option<(Kind, String)>,
}

impl<'u> Record<'u> {
    /// `None` for what [`Outcome::Refused`](crate::Outcome::Refused) describes.
    pub(super) fn of(user: &'u Imported, folding: Folding) -> Option<Self> {
        let mut keys: Vec<Key<'u>> = Vec::with_capacity(user.identifiers.len());
        for (kind, spelled) in &user.identifiers {
            let folded = folding.key(*kind, spelled)?;
            if keys.iter().any(|key| key.kind == *kind) {
                return None;
            }
            let reading = folding.read(spelled);
            let first = reading.keys().first().cloned();
            keys.push(Key {
                kind: *kind,
                folded,
                spelled,
                reads_as: first
                    .filter(|_| *kind == Kind::UserName)
                    .filter(|(first, _)| first != kind),
            });
        }
        let id = user.id.as_deref();
        let password = user.password.as_ref();
        let texts = [
            id,
            password.map(|password| password.label.as_str()),
            password.map(|password| password.text.as_str()),
            Some(user.attributes.as_str()),
        ];
        let has_nul = texts.into_iter().flatten().any(|text| text.contains('\0'));
        let is_id = |id: &str| !id.is_empty() && id.len() <= MAX_ID_BYTES;
        (!has_nul && id.is_none_or(is_id)).then_some(Self { user, keys })
    }
}

/// A key of a kind, as a single text.
pub(super) fn joined((kind, folded): &(Kind, String)) -> String {
    format!("{} {folded}", kind.name())
}

/// What is kept of the attributes that were imported.
pub(super) fn digest(attributes: &str) -> String {
    let digest = Sha256::digest(attributes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
