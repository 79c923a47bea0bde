//! The usual ways to digest a password with a salt, for texts that say themselves which it is.

use crate::expression::{CompiledRow, Expression};
use crate::function::DigestFunction;

/// The digest of the password alone, of the salt and the password, and of the password and the salt.
pub(crate) type Usual = [CompiledRow; 3];

macro_rules! usual {
    ($($function:ident $name:literal,)*) => {
        /// The usual expressions of a digest, which nobody has to read at run time.
        pub(crate) fn usual(function: DigestFunction) -> &'static Usual {
            match function {
                $(DigestFunction::$function => {
                    static USUAL: Usual = [
                        Expression::row(concat!($name, "($p)")),
                        Expression::row(concat!($name, "($s.$p)")),
                        Expression::row(concat!($name, "($p.$s)")),
                    ];
                    &USUAL
                })*
            }
        }
    };
}

usual! {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_expressions_are_of_their_digest() {
        for function in DigestFunction::ALL {
            let name = function.name();
            let written = usual(*function)
                .each_ref()
                .map(|row| row.expression().to_string());
            let expected = ["($p)", "($s.$p)", "($p.$s)"].map(|terms| format!("{name}{terms}"));
            assert_eq!(written, expected);
        }
    }
}
