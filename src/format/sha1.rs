//! SHA-1.

use crate::algorithm::Algorithm;
use crate::format::salted_digest::{Computation, DigestAlgorithm, OfKinds, SaltedDigest, digest};

/// SHA-1 of a password, salted or not: 20 bytes.
pub type Sha1Hash = SaltedDigest<Sha1>;

/// SHA-1, as the kind of a [`SaltedDigest`].
#[derive(Clone, Copy, Debug)]
pub enum Sha1 {}

impl DigestAlgorithm for Sha1 {
    const ALGORITHM: Algorithm = Algorithm::Sha1;

    const LEN: usize = 20;
}

impl Computation for Sha1 {
    type Output = [u8; Self::LEN];

    fn digest(parts: [&[u8]; 3], output: &mut Self::Output) {
        digest::<sha1::Sha1>(parts, output.into());
    }

    #[inline]
    fn choose<T>(hash: Sha1Hash, functions: OfKinds<T>) -> T {
        (functions.sha1)(hash)
    }
}
