//! What is computed: the functions that expressions name.

#[cfg(feature = "scrypt")]
mod aes256_ctr;
#[cfg(feature = "databases")]
mod cisco;
pub(crate) mod compression;
#[cfg(feature = "databases")]
mod cram_md5;
#[cfg(feature = "crypt")]
mod crypt;
pub(crate) mod derivation;
#[cfg(feature = "des")]
mod des;
#[cfg(feature = "des")]
mod des_crypt;
pub(crate) mod digest;
#[cfg(feature = "des")]
mod lm;
#[cfg(any(feature = "scrypt", feature = "yescrypt"))]
mod memory;
#[cfg(feature = "crypt")]
mod md5_crypt;
#[cfg(feature = "databases")]
mod mysql;
#[cfg(feature = "databases")]
mod oracle;
#[cfg(feature = "pbkdf2")]
mod pbkdf2;
#[cfg(feature = "scrypt")]
mod scrypt;
#[cfg(feature = "crypt")]
mod sha1_crypt;
#[cfg(feature = "crypt")]
mod sha_crypt;
mod shake;
#[cfg(feature = "crypt")]
mod sun_md5;
#[cfg(test)]
#[cfg_attr(
    not(feature = "all-formats"),
    allow(dead_code, reason = "what is compared with them may be compiled out")
)]
mod vectors;
#[cfg(feature = "yescrypt")]
mod yescrypt;

use crate::algorithm::Algorithm;

/// Says of each digest its name in expressions. The algorithm has the same name in Rust.
macro_rules! digests {
    ($($function:ident $name:literal,)*) => {
        /// A digest that expressions name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum DigestFunction {
            $($function,)*
        }

        impl DigestFunction {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$function,)*];

            /// The name in expressions.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$function => $name,)*
                }
            }

            pub(crate) const fn algorithm(self) -> Algorithm {
                match self {
                    $(Self::$function => Algorithm::$function,)*
                }
            }
        }
    };
}

digests! {
    Md4 "md4",
    Md5 "md5",
    Sha1 "sha1",
    Sha224 "sha224",
    Sha256 "sha256",
    Sha384 "sha384",
    Sha512 "sha512",
    Sha512_224 "sha512_224",
    Sha512_256 "sha512_256",
    Sha3_224 "sha3_224",
    Sha3_256 "sha3_256",
    Sha3_384 "sha3_384",
    Sha3_512 "sha3_512",
    Shake128 "shake128",
    Shake256 "shake256",
    Ripemd160 "ripemd160",
    Whirlpool "whirlpool",
    Blake2b "blake2b",
    Blake2s "blake2s",
    Sm3 "sm3",
    Streebog256 "streebog256",
    Streebog512 "streebog512",
}

impl DigestFunction {
    /// The longest digest, in bytes.
    pub(crate) const MAX_LEN: usize = 64;

    /// The digest's length, in bytes.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Md4 | Self::Md5 | Self::Shake128 => 16,
            Self::Sha1 | Self::Ripemd160 => 20,
            Self::Sha224 | Self::Sha512_224 | Self::Sha3_224 => 28,
            Self::Sha256 | Self::Sha512_256 | Self::Sha3_256 | Self::Blake2s => 32,
            Self::Shake256 | Self::Sm3 | Self::Streebog256 => 32,
            Self::Sha384 | Self::Sha3_384 => 48,
            Self::Sha512 | Self::Sha3_512 | Self::Whirlpool | Self::Blake2b => 64,
            Self::Streebog512 => 64,
        }
    }

    /// How many bytes go into one call of the compression function.
    pub(crate) const fn block_len(self) -> usize {
        match self {
            Self::Md4 | Self::Md5 | Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Ripemd160 | Self::Whirlpool | Self::Blake2s => 64,
            Self::Sm3 | Self::Streebog256 | Self::Streebog512 => 64,
            Self::Sha384 | Self::Sha512 | Self::Sha512_224 | Self::Sha512_256 => 128,
            Self::Blake2b => 128,
            Self::Shake128 => 168,
            Self::Sha3_224 => 144,
            Self::Sha3_256 | Self::Shake256 => 136,
            Self::Sha3_384 => 104,
            Self::Sha3_512 => 72,
        }
    }

    /// About how long a block takes on one core, in nanoseconds, as measured on x86-64. SHA-1 and SHA-256
    /// take half as long where the processor has instructions for them, and more where it has none.
    pub(crate) const fn block_nanoseconds(self) -> u64 {
        match self {
            Self::Sha1 | Self::Sha224 | Self::Sha256 => 60,
            Self::Md4 => 65,
            Self::Blake2s => 95,
            Self::Md5 => 100,
            Self::Blake2b => 115,
            Self::Sm3 => 160,
            Self::Ripemd160 => 195,
            Self::Sha384 | Self::Sha512 | Self::Sha512_224 | Self::Sha512_256 => 210,
            Self::Sha3_224 | Self::Sha3_256 | Self::Sha3_384 | Self::Sha3_512 => 345,
            Self::Shake128 | Self::Shake256 => 345,
            Self::Whirlpool => 400,
            Self::Streebog256 | Self::Streebog512 => 510,
        }
    }

    /// The feature that it is compiled in with, if it is not always there.
    pub(crate) const fn feature(self) -> Option<&'static str> {
        match self {
            Self::Sm3 => Some("records"),
            Self::Streebog256 | Self::Streebog512 => Some("yescrypt"),
            _ => None,
        }
    }

    /// Whether it is compiled in.
    pub(crate) const fn is_available(self) -> bool {
        let has_sm3 = cfg!(feature = "records") || !matches!(self, Self::Sm3);
        let is_streebog = matches!(self, Self::Streebog256 | Self::Streebog512);
        has_sm3 && (cfg!(feature = "yescrypt") || !is_streebog)
    }

    /// About how long it takes to digest so many bytes on one core, in nanoseconds.
    #[inline]
    pub(crate) const fn nanoseconds(self, len: usize) -> u64 {
        // The padding takes up to 17 bytes.
        let len = len.saturating_add(17);
        let blocks = match self.block_len() {
            // The compiler divides by a constant without a division.
            64 => len.div_ceil(64),
            128 => len.div_ceil(128),
            other => len.div_ceil(other),
        };
        // Streebog compresses its length and its sum, too.
        let blocks = match self {
            Self::Streebog256 | Self::Streebog512 => blocks.saturating_add(2),
            _ => blocks,
        };
        let work = (blocks as u64).saturating_mul(self.block_nanoseconds());
        work.saturating_add(40)
    }

    /// About how long HMAC takes, with a key and data of so many bytes, in nanoseconds.
    pub(crate) const fn hmac_nanoseconds(self, key: usize, data: usize) -> u64 {
        let block = self.block_len();
        let inner = self.nanoseconds(data.saturating_add(block));
        let outer = self.nanoseconds(block.saturating_add(self.len()));
        // The key goes in once more, for another time.
        let own = inner.saturating_add(outer);
        let own = own.saturating_add(self.block_nanoseconds());
        if key > block {
            own.saturating_add(self.nanoseconds(key))
        } else {
            own
        }
    }
}
