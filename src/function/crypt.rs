//! What the functions of crypt(3) have in common: the order of a digest's bytes in the text, and the rounds of
//! md5-crypt, sha256-crypt and sha512-crypt, which mix the password, the salt and the digest of the round
//! before in 8 ways.

use core::array;

use hmac::digest::Update;

use crate::function::DigestFunction;
use crate::function::compression::{Compression, Message};
use crate::function::digest::DigestError;

/// Writes the bytes of a digest in another order.
pub(crate) fn permute(digest: &[u8], order: &[usize], output: &mut [u8]) {
    for (place, index) in output.iter_mut().zip(order) {
        *place = digest.get(*index).copied().unwrap_or_default();
    }
}

/// Digests so many times more. The password and the salt go in as they are given here; the digest has to have
/// its length.
pub(crate) fn stretch<C: Compression>(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    digest: &mut [u8],
) -> Result<(), DigestError> {
    let mut messages: [Message<C>; 8] = array::from_fn(|number| {
        let part = |bit: usize, bytes| if number & bit == 0 { &[][..] } else { bytes };
        let (salt, twice) = (part(SALT, salt), part(PASSWORD, password));
        if number & ODD == 0 {
            Message::new(0, &[], &[salt, twice, password])
        } else {
            Message::new(0, &[password, salt, twice], &[])
        }
    });
    for round in 0..rounds {
        let flag = |bit, is_set: bool| if is_set { bit } else { 0 };
        let odd = flag(ODD, round % 2 != 0);
        let number = odd | flag(SALT, round % 3 != 0) | flag(PASSWORD, round % 7 != 0);
        let message = messages.get_mut(number).ok_or(DigestError::Internal)?;
        message.digest(&C::INITIAL, digest);
    }
    Ok(())
}

/// In a message's number: the digest stands at the end.
const ODD: usize = 1;

/// The salt goes in.
const SALT: usize = 2;

/// The password goes in twice.
const PASSWORD: usize = 4;

/// About how long that takes.
pub(crate) const fn nanoseconds(
    function: DigestFunction,
    password: usize,
    salt: usize,
    rounds: u32,
) -> u64 {
    let short = function.len().saturating_add(password);
    let long = short.saturating_add(password);
    // Of 21 rounds so many have neither the salt nor the password twice, one of them, and both.
    let mut work = round_nanoseconds(function, short);
    let rest = [
        (2, short.saturating_add(salt)),
        (6, long),
        (12, long.saturating_add(salt)),
    ];
    let [salted, twice, both] = rest;
    work = work.saturating_add(round_nanoseconds(function, salted.1).saturating_mul(salted.0));
    work = work.saturating_add(round_nanoseconds(function, twice.1).saturating_mul(twice.0));
    work = work.saturating_add(round_nanoseconds(function, both.1).saturating_mul(both.0));
    work.saturating_mul(rounds as u64) / 21
}

/// Of one round over a message of that length.
const fn round_nanoseconds(function: DigestFunction, len: usize) -> u64 {
    let padding = if function.block_len() == 128 { 17 } else { 9 };
    let blocks = len.saturating_add(padding).div_ceil(function.block_len());
    let work = (blocks as u64).saturating_mul(function.block_nanoseconds());
    work.saturating_add(10)
}

/// Feeds so many bytes of a digest that is repeated.
pub(crate) fn feed_repeated(state: &mut impl Update, digest: &[u8], len: usize) {
    let mut left = len;
    while let Some(rest) = left
        .checked_sub(digest.len())
        .filter(|_| !digest.is_empty())
    {
        state.update(digest);
        left = rest;
    }
    state.update(digest.get(..left).unwrap_or_default());
}

/// The bits of a length from the lowest to the highest that is set.
pub(crate) fn bits(len: usize) -> impl Iterator<Item = bool> {
    let mut left = len;
    core::iter::from_fn(move || {
        let bit = (left != 0).then_some(left & 1 != 0);
        left >>= 1;
        bit
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::Value;

    /// Computes the vectors of a function over a password, a salt and a number.
    pub(crate) fn check_vectors(
        name: &str,
        len: usize,
        function: impl Fn(&[u8], &[u8], u32, &mut [u8]) -> Result<(), DigestError>,
    ) {
        let vectors = include_str!("../../tests/vectors/functions/crypt.json");
        let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
        let own = vectors.iter().filter(|vector| vector["function"] == name);
        let mut checked: usize = 0;
        for vector in own {
            let part = |key: &str| vector[key].as_str().unwrap();
            let password = base16ct::lower::decode_vec(part("password")).unwrap();
            let rounds = vector["rounds"].as_u64().unwrap().try_into().unwrap();
            let mut digest = vec![0; len];
            let salt = part("salt").as_bytes();
            function(&password, salt, rounds, &mut digest).unwrap();
            assert_eq!(crate::encoding::to_hex(&digest), part("digest"), "{vector}");
            for wrong in [0, len.saturating_sub(1), len.saturating_add(1)] {
                let answer = function(&password, salt, rounds, &mut vec![0; wrong]);
                assert_eq!(
                    answer,
                    Err(DigestError::Internal),
                    "{wrong} bytes of {name}"
                );
            }
            checked = checked.saturating_add(1);
        }
        assert!(checked > 20, "{checked} vectors of {name}");
    }

    /// It takes longer with more of each, and ends somewhere.
    pub(crate) fn check_cost(nanoseconds: impl Fn(usize, usize, u32) -> u64) {
        let least = nanoseconds(0, 0, 1000);
        for more in [nanoseconds(600, 0, 1000), nanoseconds(0, 0, 2000)] {
            assert!(more > least, "{more}");
        }
        let mut before = 0;
        for len in (0..200).chain([1 << 16, 1 << 32, usize::MAX]) {
            let cost = nanoseconds(len, len, 5000);
            assert!(cost >= before, "{len}");
            before = cost;
        }
        assert!(nanoseconds(usize::MAX, usize::MAX, u32::MAX) > 1 << 60);
    }

    #[test]
    fn bits_begin_with_the_lowest() {
        let all = |len| bits(len).collect::<Vec<_>>();
        assert!(all(0).is_empty());
        assert_eq!(all(6), [false, true, true]);
    }
}
