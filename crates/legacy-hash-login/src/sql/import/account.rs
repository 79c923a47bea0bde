//! An account that is there, and what a record changes in it.

use crate::identifier::Kind;
use crate::sql::import::record::{Key, Record};

/// What an import may compare a record with.
pub(super) struct Known {
    pub(super) id: String,
    pub(super) attributes: String,
    /// The digest of what the last import made of the attributes.
    pub(super) imported_attributes: Option<String>,
    /// Its identifiers.
    pub(super) identifiers: Vec<Identifier>,
    /// What the last import made of its identifiers, by kind.
    pub(super) imported: Vec<(String, String)>,
}

/// An identifier in the table.
pub(super) struct Identifier {
    pub(super) kind: String,
    pub(super) folded: String,
    pub(super) spelled: String,
}

/// An identifier that an import takes away, gives, or replaces.
#[derive(Clone)]
pub(super) struct Change<'u> {
    pub(super) kind: Kind,
    pub(super) old: Option<String>,
    pub(super) new: Option<Key<'u>>,
}

impl Known {
    /// The identifiers that follow the record: those that still are what the last import made them,
    /// and those of a kind of which the account has none and never had one of an import's.
    ///
    /// A record without any says nothing about them: nobody is left without a name.
    pub(super) fn changes<'u>(&self, record: &Record<'u>) -> Vec<Change<'u>> {
        if record.keys.is_empty() {
            return Vec::new();
        }
        let kinds = [Kind::Email, Kind::Phone, Kind::UserName].into_iter();
        kinds.filter_map(|kind| self.change(kind, record)).collect()
    }

    fn change<'u>(&self, kind: Kind, record: &Record<'u>) -> Option<Change<'u>> {
        let new = record.keys.iter().find(|key| key.kind == kind);
        let mut own = self
            .identifiers
            .iter()
            .filter(|own| own.kind == kind.name());
        let mut imported = self.imported.iter();
        let Some((_, was)) = imported.find(|(imported, _)| imported == kind.name()) else {
            // Whatever is there is the service's.
            let new = new.filter(|_| own.next().is_none())?;
            return Some(Change {
                kind,
                old: None,
                new: Some(new.clone()),
            });
        };
        let own: Vec<&Identifier> = own.collect();
        let still = own.iter().find(|own| own.folded == *was)?;
        let is_same = |new: &Key<'_>| new.folded == *was && new.spelled == still.spelled;
        if new.is_some_and(is_same) {
            return None;
        }
        // The service may have given what the export now says as well.
        let is_there = |new: &&Key<'_>| {
            let mut others = own.iter().filter(|own| own.folded != *was);
            others.any(|own| own.folded == new.folded)
        };
        Some(Change {
            kind,
            old: Some(was.clone()),
            new: new.filter(|new| !is_there(new)).cloned(),
        })
    }
}
