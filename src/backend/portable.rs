//! RustCrypto's `argon2` over reused memory, and the `bcrypt` crate.

use argon2::Argon2;

use crate::backend::{Argon2Input, Arithmetic};
use crate::error::HashError;
use crate::memory::{Blocks, FreeList};

static MEMORY: FreeList<Blocks> = FreeList::new();

pub(crate) fn release_memory() {
    MEMORY.release();
}

#[derive(Debug)]
pub(crate) struct Portable;

impl Arithmetic for Portable {
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
        let count = params.block_count();
        let mut memory = MEMORY.lease(count).map_err(|_| HashError::OutOfMemory)?;
        Argon2::new_with_secret(secret, variant, version, params)
            .and_then(|argon2| {
                let blocks = memory.get_mut(..count).unwrap_or_default();
                argon2.hash_password_into_with_memory(password, salt, tag, blocks)
            })
            .map_err(|_| HashError::Internal)
    }

    fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8]) -> [u8; 24] {
        bcrypt::bcrypt(cost, salt, key)
    }
}
