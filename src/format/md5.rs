//! MD5.

use crate::algorithm::Algorithm;
use crate::format::salted_digest::{Computation, DigestAlgorithm, OfKinds, SaltedDigest, digest};

/// MD5 of a password, salted or not: 16 bytes.
pub type Md5Hash = SaltedDigest<Md5>;

/// MD5, as the kind of a [`SaltedDigest`].
#[derive(Clone, Copy, Debug)]
pub enum Md5 {}

impl DigestAlgorithm for Md5 {
    const ALGORITHM: Algorithm = Algorithm::Md5;

    const LEN: usize = 16;
}

impl Computation for Md5 {
    type Output = [u8; Self::LEN];

    fn digest(parts: [&[u8]; 3], output: &mut Self::Output) {
        digest::<md5::Md5>(parts, output.into());
    }

    #[inline]
    fn choose<T>(hash: Md5Hash, functions: OfKinds<T>) -> T {
        (functions.md5)(hash)
    }
}
