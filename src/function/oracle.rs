//! Oracle's hash before 11g (passlib 1.7.4, `passlib/handlers/oracle.py`).

use crate::function::des::{self, Schedule};
use crate::function::digest::DigestError;

/// The key of the first pass.
const KEY: u64 = 0x0123_4567_89ab_cdef;

/// The last block of DES in CBC mode, twice over the same text in big-endian UTF-16 with zeros behind: what
/// the first pass gives is the key of the second. The text is the user and the password in upper case.
///
/// # Errors
/// [`NotEncodable`](DigestError::NotEncodable) where the text is no UTF-8.
pub(crate) fn oracle10(text: &[u8], output: &mut [u8]) -> Result<(), DigestError> {
    let text = str::from_utf8(text).map_err(|_| DigestError::NotEncodable)?;
    let output: &mut [u8; 8] = output.try_into().map_err(|_| DigestError::Internal)?;
    let mut schedule = Schedule::default();
    schedule.set(KEY);
    let key = last_block(&schedule, text);
    schedule.set(key);
    *output = last_block(&schedule, text).to_be_bytes();
    Ok(())
}

/// The last block of a text that is encrypted in CBC mode. Reading the text branches on how many bytes
/// its characters have.
fn last_block(schedule: &Schedule, text: &str) -> u64 {
    let mut units = text.encode_utf16();
    let mut last = 0;
    while let Some(first) = units.next() {
        let mut block = u64::from(first);
        for _ in 0..3 {
            block = block << 16 | u64::from(units.next().unwrap_or_default());
        }
        last = schedule.encrypt(last ^ block, 0, 1);
    }
    last
}

/// About how long it takes on one core.
pub(crate) const fn nanoseconds(text: usize) -> u64 {
    // A block has four characters, which are four bytes or more of the text.
    let blocks = text.div_ceil(4) as u64;
    let blocks = des::nanoseconds(1).saturating_mul(blocks);
    blocks
        .saturating_add(des::KEY_NANOSECONDS)
        .saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors::cases;

    #[test]
    fn the_digests_are_passlibs() {
        let json = include_str!("../../tests/vectors/functions/oracle.json");
        for case in cases(json, "oracle10") {
            let mut digest = [0; 8];
            oracle10(&case.password, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
    }

    #[test]
    fn what_is_no_text_is_an_error() {
        let mut output = [0; 8];
        assert_eq!(
            oracle10(b"SCOTT\xff", &mut output),
            Err(DigestError::NotEncodable)
        );
        assert_eq!(oracle10(b"A", &mut [0; 7]), Err(DigestError::Internal));
        assert_eq!(output, [0; 8]);
    }

    #[test]
    fn the_cost_grows_with_the_text() {
        assert!(nanoseconds(5) > nanoseconds(4));
        assert!(nanoseconds(usize::MAX) > 1 << 62);
    }
}
