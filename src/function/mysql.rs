//! MySQL's hash before 4.1 (MySQL 5.5, `sql/password.c`, `hash_password`).

use crate::function::digest::DigestError;

/// Sums of the password's bytes, of which 31 bits each are kept. Spaces and tabs are left out.
pub(crate) fn mysql323(password: &[u8], output: &mut [u8]) -> Result<(), DigestError> {
    let (words, rest) = output.as_chunks_mut::<4>();
    let ([first, second], []) = (words, rest) else {
        return Err(DigestError::Internal);
    };
    let (mut one, mut two, mut sum) = (0x5030_5735_u32, 0x1234_5671_u32, 7_u32);
    for byte in password {
        // Computed for blanks, too, and then not taken: nothing branches on the password.
        let is_blank = (*byte == b' ') | (*byte == b'\t');
        let taken = u32::from(is_blank).wrapping_sub(1);
        let byte = u32::from(*byte) & taken;
        let product = (one & 63).wrapping_add(sum).wrapping_mul(byte);
        one ^= product.wrapping_add(one << 8) & taken;
        two = two.wrapping_add((two << 8 ^ one) & taken);
        sum = sum.wrapping_add(byte);
    }
    *first = (one & 0x7fff_ffff).to_be_bytes();
    *second = (two & 0x7fff_ffff).to_be_bytes();
    Ok(())
}

/// About how long it takes on one core.
pub(crate) const fn nanoseconds(password: usize) -> u64 {
    (password as u64).saturating_mul(3).saturating_add(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors::cases;

    #[test]
    fn the_digests_are_passlibs() {
        let json = include_str!("../../tests/vectors/functions/mysql.json");
        for case in cases(json, "mysql323") {
            let mut digest = [0; 8];
            mysql323(&case.password, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
    }

    #[test]
    fn another_length_is_an_error() {
        for len in [0, 7, 9, 12, 16] {
            let mut output = vec![0; len];
            assert_eq!(mysql323(b"", &mut output), Err(DigestError::Internal));
        }
    }

    #[test]
    fn the_cost_grows_with_the_password() {
        assert!(nanoseconds(2) > nanoseconds(1));
        assert_eq!(nanoseconds(usize::MAX), u64::MAX);
    }
}
