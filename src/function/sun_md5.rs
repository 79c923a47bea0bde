//! SunMD5 (`$md5$`).
//!
//! libxcrypt's `lib/crypt-sunmd5.c`, and passlib's description, which it follows.

use std::io::Write;

use hmac::digest::{Digest, FixedOutputReset, Update};
use zeroize::Zeroizing;

use crate::function::DigestFunction;
use crate::function::crypt;
use crate::function::digest::DigestError;
use crate::function::md5_crypt;

/// Hamlet, act 3, scene 1, which goes in with a NUL behind it.
const SPEECH: &[u8] = include_bytes!("sun_md5.txt");

/// What is added to the text's number.
const ROUNDS: u32 = 4096;

/// How long a choice of `takes_speech` takes.
const CHOICE_NANOSECONDS: u64 = 20;

/// How many digits a round's number may have.
const MAX_DIGITS: usize = 10;

/// The digest of 16 bytes in the order of the text. `rounds` is the text's number, without which it is 0. All
/// of the text in front of the `$` before the digest goes in, and so the salt may have another `$` at its end.
pub(crate) fn sun_md5(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    let mark = match rounds {
        0 => "$md5$".to_owned(),
        _ => format!("$md5,rounds={rounds}$"),
    };
    let rounds = rounds.checked_add(ROUNDS).ok_or(DigestError::Internal)?;
    if output.len() != md5_crypt::ORDER.len() {
        return Err(DigestError::Internal);
    }
    let mut digest = Zeroizing::new([0; 16]);
    let mut state = md5::Md5::new();
    for part in [password, mark.as_bytes(), salt] {
        Update::update(&mut state, part);
    }
    FixedOutputReset::finalize_into_reset(&mut state, (&mut *digest).into());
    for round in 0..rounds {
        Update::update(&mut state, &*digest);
        // By the algorithm, how long a round takes depends on a bit of the digest.
        if takes_speech(&digest, round) {
            Update::update(&mut state, SPEECH);
            Update::update(&mut state, &[0]);
        }
        let mut number = [0; MAX_DIGITS];
        let mut rest = &mut number[..];
        write!(rest, "{round}").map_err(|_| DigestError::Internal)?;
        let len = MAX_DIGITS.saturating_sub(rest.len());
        Update::update(&mut state, number.get(..len).unwrap_or_default());
        FixedOutputReset::finalize_into_reset(&mut state, (&mut *digest).into());
    }
    crypt::permute(&*digest, &md5_crypt::ORDER, output);
    Ok(())
}

/// The bit that decides: two of the digest's, which others of its bits choose.
fn takes_speech(digest: &[u8; 16], round: u32) -> bool {
    // An integer is shifted, so that no address depends on the digest.
    let word = Zeroizing::new(u128::from_le_bytes(*digest));
    let shifted = |bits: u32| word.wrapping_shr(bits) as u8;
    let byte = |index: u32| shifted((index % 16).wrapping_mul(8));
    let bit = |index: u32| shifted(index % 128) & 1;
    // The byte whose low bits, or the next higher ones, say which bit it is.
    let chosen = |index: u32| {
        let (first, second) = (byte(index), byte(index.wrapping_add(3)));
        let value = byte(first.wrapping_shr(u32::from(second % 5)).into());
        let half = second.wrapping_shr(u32::from(first % 8)) & 1;
        bit(value.wrapping_shr(half.into()).into())
    };
    let chosen_byte = |from: u32, halved: u32| {
        let bits = (0..8).map(|index: u32| chosen(from.wrapping_add(index)).wrapping_shl(index));
        bits.fold(0, |byte, bit| byte | bit)
            .wrapping_shr(bit(halved).into())
    };
    let first = chosen_byte(0, round);
    let second = chosen_byte(8, round.wrapping_add(64));
    bit(first.into()) != bit(second.into())
}

/// About how long it takes on one core, with a password and a salt of so many bytes.
pub(crate) const fn nanoseconds(password: usize, salt: usize, rounds: u32) -> u64 {
    let function = DigestFunction::Md5;
    let first = function.nanoseconds(password.saturating_add(salt).saturating_add(23));
    // Every other round takes the speech.
    let short = function.nanoseconds(16 + MAX_DIGITS);
    let long = function.nanoseconds(SPEECH.len().saturating_add(17 + MAX_DIGITS));
    let two = short
        .saturating_add(long)
        .saturating_add(4 * CHOICE_NANOSECONDS);
    let rounds = (rounds as u64).saturating_add(ROUNDS as u64);
    first.saturating_add(two.saturating_mul(rounds) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::crypt::tests::{check_cost, check_vectors};

    #[test]
    fn is_what_other_programs_compute() {
        check_vectors("sun_md5", 16, sun_md5);
    }

    #[test]
    fn more_rounds_than_can_be_counted_are_an_error() {
        let answer = sun_md5(b"password", b"NaCl", u32::MAX - 4095, &mut [0; 16]);
        assert_eq!(answer, Err(DigestError::Internal));
    }

    #[test]
    fn cost_grows() {
        check_cost(nanoseconds);
    }
}
