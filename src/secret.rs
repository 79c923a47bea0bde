//! Secrets (peppers) that are kept out of the database, by the name that a hash carries.

use core::fmt;
use std::sync::Arc;

use argon2::KeyId;
use zeroize::Zeroizing;

use crate::error::PolicyError;

/// The shortest secret of new hashes, in bytes: 128 bits, what nobody guesses.
const MIN_LEN: usize = 16;

/// A secret and its name, which is empty for the one that hashes do not name. `Debug` shows neither.
struct Secret {
    key_id: KeyId,
    bytes: Zeroizing<Vec<u8>>,
}

/// The secrets that a policy knows, each under a name of its own.
#[derive(Clone, Default)]
pub(crate) struct Keyring {
    /// Those that new hashes were or are made with, the newest last.
    own: Vec<Arc<Secret>>,
    /// Those of other releases of the service, for verification only.
    known: Vec<Arc<Secret>>,
}

impl Keyring {
    /// No secrets.
    pub(crate) const EMPTY: Self = Self {
        own: Vec::new(),
        known: Vec::new(),
    };

    /// Adds the secret that new hashes are made with. An unnamed one is what another program has made
    /// hashes with, and is as long as it is.
    pub(crate) fn add(&mut self, key_id: KeyId, secret: &[u8]) -> Result<(), PolicyError> {
        let is_named = !key_id.is_empty();
        if is_named && !secret.is_empty() && secret.len() < MIN_LEN {
            return Err(PolicyError::SecretTooShort);
        }
        let secret = self.new_secret(key_id, secret)?;
        self.own.push(secret);
        Ok(())
    }

    /// Adds a secret that hashes may stay under, and that no new ones are made with. How long it is
    /// was for others to choose.
    pub(crate) fn add_known(&mut self, key_id: KeyId, secret: &[u8]) -> Result<(), PolicyError> {
        let secret = self.new_secret(key_id, secret)?;
        self.known.push(secret);
        Ok(())
    }

    fn new_secret(&self, key_id: KeyId, secret: &[u8]) -> Result<Arc<Secret>, PolicyError> {
        if secret.is_empty() {
            return Err(PolicyError::SecretEmpty);
        }
        if self.named(&key_id).is_some() {
            return Err(PolicyError::KeyIdTaken);
        }
        let bytes = Zeroizing::new(secret.to_vec());
        Ok(Arc::new(Secret { key_id, bytes }))
    }

    fn named(&self, key_id: &KeyId) -> Option<&Secret> {
        let mut all = self.own.iter().chain(&self.known);
        all.find(|secret| secret.key_id == *key_id)
            .map(|secret| &**secret)
    }

    /// The secret that new hashes are made with, and its name; both empty where there is none.
    pub(crate) fn newest(&self) -> (KeyId, &[u8]) {
        let newest = self.own.last();
        newest.map_or((KeyId::EMPTY, &[]), |secret| (secret.key_id, &secret.bytes))
    }

    /// Whether a hash under this name may stay: it is the newest one's, or another release's, which is
    /// as long as that release's policy asks.
    pub(crate) fn is_current(&self, key_id: &KeyId) -> bool {
        let may_stay =
            |known: &Arc<Secret>| known.key_id == *key_id && known.bytes.len() >= MIN_LEN;
        self.newest().0 == *key_id || self.known.iter().any(may_stay)
    }

    /// The secret of a hash that bears this name, which is empty where the hash bears none: that is
    /// the unnamed secret, or no secret where there is none.
    pub(crate) fn find(&self, key_id: &KeyId) -> Option<&[u8]> {
        match self.named(key_id) {
            Some(secret) => Some(&secret.bytes),
            None => key_id.is_empty().then_some(&[]),
        }
    }

    /// Whether a hash that names no secret was made with one.
    pub(crate) fn has_unnamed(&self) -> bool {
        self.named(&KeyId::EMPTY).is_some()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "[{} secrets]",
            self.own.len().saturating_add(self.known.len())
        )
    }
}
