//! The comparison of digests: the library's own source files, and the little that they need.

#[allow(dead_code)]
#[path = "../../../src/stored_digest.rs"]
mod stored_digest;
#[allow(dead_code)]
#[path = "../../../src/redacted.rs"]
mod redacted;

/// What `stored_digest.rs` answers with, in the library.
mod error {
    #[derive(Debug)]
    pub(crate) enum VerifyError {
        /// The digests differ.
        PasswordInvalid,
    }
}

/// 1 if the digests are equal, by the code under test.
pub fn ct_eq(stored: &[u8], computed: &[u8]) -> u8 {
    stored_digest::StoredDigest::new(stored)
        .ct_eq(computed)
        .unwrap_u8()
}
