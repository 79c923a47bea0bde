//! SHA-256.

use sha2::Digest;

use crate::algorithm::Algorithm;
use crate::format::salted_digest::{DigestAlgorithm, SaltedDigest};

/// SHA-256 of a password, salted or not: 32 bytes.
pub type Sha256Hash = SaltedDigest<Sha256>;

/// SHA-256, as the kind of a [`SaltedDigest`].
pub enum Sha256 {}

impl DigestAlgorithm for Sha256 {
    type Output = [u8; 32];

    const ALGORITHM: Algorithm = Algorithm::Sha256;

    fn digest(parts: [&[u8]; 3], output: &mut Self::Output) {
        // Never moved: a moved hasher leaves the password where it was.
        let mut hasher = sha2::Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize_into_reset(output.into());
    }
}
