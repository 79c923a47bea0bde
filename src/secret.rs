//! Secrets (peppers) that are kept out of the database, by the name that a hash carries.

use core::fmt;
use std::sync::Arc;

use argon2::KeyId;
use zeroize::Zeroizing;

/// A secret and its name. `Debug` shows neither.
struct Secret {
    key_id: KeyId,
    bytes: Zeroizing<Vec<u8>>,
}

/// The secrets that a policy knows, the newest last.
#[derive(Clone, Default)]
pub(crate) struct Keyring(Vec<Arc<Secret>>);

/// The keyring holds another secret of that name.
pub(crate) struct Taken;

impl Keyring {
    /// Adds the secret that new hashes are made with.
    pub(crate) fn add(&mut self, key_id: KeyId, secret: &[u8]) -> Result<(), Taken> {
        if self.find(&key_id).is_some() {
            return Err(Taken);
        }
        let bytes = Zeroizing::new(secret.to_vec());
        self.0.push(Arc::new(Secret { key_id, bytes }));
        Ok(())
    }

    /// The secret that new hashes are made with, and its name; both empty where there is none.
    pub(crate) fn newest(&self) -> (KeyId, &[u8]) {
        let newest = self.0.last();
        newest.map_or((KeyId::EMPTY, &[]), |secret| (secret.key_id, &secret.bytes))
    }

    /// The secret of that name. The empty name is no secret.
    pub(crate) fn find(&self, key_id: &KeyId) -> Option<&[u8]> {
        if key_id.is_empty() {
            return Some(&[]);
        }
        let secret = self.0.iter().find(|secret| secret.key_id == *key_id)?;
        Some(&secret.bytes)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} secrets]", self.0.len())
    }
}
