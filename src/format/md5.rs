//! MD5.

use md5::Digest;

use crate::algorithm::Algorithm;
use crate::format::salted_digest::{DigestAlgorithm, SaltedDigest};

/// MD5 of a password, salted or not: 16 bytes.
pub type Md5Hash = SaltedDigest<Md5>;

/// MD5, as the kind of a [`SaltedDigest`].
pub enum Md5 {}

impl DigestAlgorithm for Md5 {
    type Output = [u8; 16];

    const ALGORITHM: Algorithm = Algorithm::Md5;

    fn digest(parts: [&[u8]; 3], output: &mut Self::Output) {
        // Never moved: a moved hasher leaves the password where it was.
        let mut hasher = md5::Md5::new();
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize_into_reset(output.into());
    }
}
