//! SHA-256.

use crate::algorithm::Algorithm;
use crate::format::salted_digest::{Computation, DigestAlgorithm, OfKinds, SaltedDigest, digest};

/// SHA-256 of a password, salted or not: 32 bytes.
pub type Sha256Hash = SaltedDigest<Sha256>;

/// SHA-256, as the kind of a [`SaltedDigest`].
#[derive(Clone, Copy, Debug)]
pub enum Sha256 {}

impl DigestAlgorithm for Sha256 {
    const ALGORITHM: Algorithm = Algorithm::Sha256;

    const LEN: usize = 32;
}

impl Computation for Sha256 {
    type Output = [u8; Self::LEN];

    fn digest(parts: [&[u8]; 3], output: &mut Self::Output) {
        digest::<sha2::Sha256>(parts, output.into());
    }

    #[inline]
    fn choose<T>(hash: Sha256Hash, functions: OfKinds<T>) -> T {
        (functions.sha256)(hash)
    }
}
