//! SHA-1.

use sha1::Digest;

use crate::algorithm::Algorithm;
use crate::format::salted_digest::{DigestAlgorithm, SaltedDigest};

/// SHA-1 of a password, salted or not: 20 bytes.
pub type Sha1Hash = SaltedDigest<Sha1>;

/// SHA-1, as the kind of a [`SaltedDigest`].
pub enum Sha1 {}

impl DigestAlgorithm for Sha1 {
    type Output = [u8; 20];

    const ALGORITHM: Algorithm = Algorithm::Sha1;

    fn digest(parts: [&[u8]; 3], output: &mut Self::Output) {
        // Never moved: a moved hasher leaves the password where it was.
        let mut hasher = sha1::Sha1::new();
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize_into_reset(output.into());
    }
}
