//! SHA-1.

use sha1::Digest;

use crate::Algorithm;
use crate::format::salted_digest::{DigestAlgorithm, SaltedDigest};

/// SHA-1 of a password, salted or not: 20 bytes.
pub type Sha1Hash = SaltedDigest<Sha1>;

/// SHA-1, as the kind of a [`SaltedDigest`].
pub enum Sha1 {}

impl DigestAlgorithm for Sha1 {
    type Output = [u8; 20];

    const ALGORITHM: Algorithm = Algorithm::Sha1;

    fn digest([prefix, password, suffix]: [&[u8]; 3]) -> Self::Output {
        sha1::Sha1::new()
            .chain_update(prefix)
            .chain_update(password)
            .chain_update(suffix)
            .finalize()
            .into()
    }
}
