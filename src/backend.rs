//! The arithmetic of the expensive algorithms, behind one trait: what another implementation may
//! take the place of, and what tests count.

use core::fmt;

use argon2::{Algorithm, Argon2, Params, Version};

use crate::{HashError, memory};

/// What a computation has at hand besides hash and password.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The secret that the hash names; empty for none.
    pub(crate) secret: &'a [u8],
    pub(crate) backend: &'a dyn Backend,
}

/// Who computes. The inputs have been checked; a backend checks nothing of its own.
pub(crate) trait Backend: fmt::Debug + Send + Sync {
    /// Fills `tag` with Argon2's.
    fn argon2(
        &self,
        input: Argon2Input<'_>,
        password: &[u8],
        tag: &mut [u8],
    ) -> Result<(), HashError>;

    /// The 24 bytes that bcrypt computes, the last of which it does not store. `key` has 1 to 72
    /// bytes.
    fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8]) -> [u8; 24];
}

/// What goes into Argon2 besides the password.
pub(crate) struct Argon2Input<'a> {
    pub(crate) variant: Algorithm,
    pub(crate) version: Version,
    pub(crate) params: Params,
    pub(crate) secret: &'a [u8],
    pub(crate) salt: &'a [u8],
}

/// RustCrypto's `argon2` over reused memory, and the `bcrypt` crate.
#[derive(Debug)]
pub(crate) struct Portable;

impl Backend for Portable {
    fn argon2(
        &self,
        input: Argon2Input<'_>,
        password: &[u8],
        tag: &mut [u8],
    ) -> Result<(), HashError> {
        let Argon2Input {
            variant,
            version,
            params,
            secret,
            salt,
        } = input;
        let mut memory = memory::lease(params.block_count()).map_err(|_| HashError::OutOfMemory)?;
        Argon2::new_with_secret(secret, variant, version, params)
            .and_then(|argon2| {
                argon2.hash_password_into_with_memory(password, salt, tag, memory.blocks())
            })
            .map_err(|_| HashError::Internal)
    }

    fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8]) -> [u8; 24] {
        bcrypt::bcrypt(cost, salt, key)
    }
}
