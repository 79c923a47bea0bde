//! DES (FIPS 46-3), with the salted expansion of crypt(3) (libxcrypt, `lib/alg-des.c`): the cipher under
//! the older hashes. The `des` crate has no salt; with a salt of zero this is DES itself.
//!
//! The keys of the rounds are made without branches and look-ups by the bits of the password. What goes
//! into the S-boxes depends on it, and those are look-ups, as in every DES by tables: they fill 2 KiB.

use zeroize::Zeroizing;

/// The first permutation of the key: the places of its bits, of which the first is the highest. Every
/// eighth is parity and has no place.
const PC1: [u8; 56] = [
    57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60,
    52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29,
    21, 13, 5, 28, 20, 12, 4,
];

/// The second permutation of the key.
const PC2: [u8; 48] = [
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52,
    31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

/// How far the halves of the key are rotated in each round, counted from the start.
const ROTATIONS: [u8; 16] = [1, 2, 4, 6, 8, 10, 12, 14, 15, 17, 19, 21, 23, 25, 27, 28];

/// The permutation behind the S-boxes.
const P: [u8; 32] = [
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19,
    13, 30, 6, 22, 11, 4, 25,
];

/// The S-boxes, each with its four rows of sixteen digits.
const S: [[u64; 4]; 8] = [
    [
        0xe4d1_2fb8_3a6c_5907,
        0x0f74_e2d1_a6cb_9538,
        0x41e8_d62b_fc97_3a50,
        0xfc82_4917_5b3e_a06d,
    ],
    [
        0xf18e_6b34_972d_c05a,
        0x3d47_f28e_c01a_69b5,
        0x0e7b_a4d1_58c6_932f,
        0xd8a1_3f42_b67c_05e9,
    ],
    [
        0xa09e_63f5_1dc7_b428,
        0xd709_346a_285e_cbf1,
        0xd649_8f30_b12c_5ae7,
        0x1ad0_6987_4fe3_b52c,
    ],
    [
        0x7de3_069a_1285_bc4f,
        0xd8b5_6f03_472c_1ae9,
        0xa690_cb7d_f13e_5284,
        0x3f06_a1d8_945b_c72e,
    ],
    [
        0x2c41_7ab6_853f_d0e9,
        0xeb2c_47d1_50fa_3986,
        0x421b_ad78_f9c5_630e,
        0xb8c7_1e2d_6f09_a453,
    ],
    [
        0xc1af_9268_0d34_e75b,
        0xaf42_7c95_61de_0b38,
        0x9ef5_28c3_704a_1db6,
        0x432c_95fa_be17_608d,
    ],
    [
        0x4b2e_f08d_3c97_5a61,
        0xd0b7_491a_e35c_2f86,
        0x14bd_c37e_af68_0592,
        0x6bd8_14a7_950f_e23c,
    ],
    [
        0xd284_6fb1_a93e_50c7,
        0x1fd8_a374_c56b_0e92,
        0x7b41_9ce2_06ad_f358,
        0x21e7_4a8d_fc90_356b,
    ],
];

/// Each S-box with the permutation behind it. Halves of a block are kept rotated to the left by one, so
/// that no six bits of the expansion wrap around in the middle.
static BOXES: [[u32; 64]; 8] = boxes();

/// What each bit of the key, in the order of [`PC1`], adds to the keys of the rounds. These are a sum of
/// the key's bits, so that no look-up by them is needed.
static ADDED: [[u64; 16]; 56] = added();

#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "the compiler runs it"
)]
const fn boxes() -> [[u32; 64]; 8] {
    let mut boxes = [[0; 64]; 8];
    let mut number = 0;
    while number < 8 {
        let mut input = 0;
        while input < 64 {
            let row = input >> 4 & 2 | input & 1;
            let column = input >> 1 & 15;
            let digit = S[number][row] >> (60 - 4 * column) & 15;
            let bits = (digit as u32) << (28 - 4 * number);
            let (mut place, mut output) = (0, 0_u32);
            while place < 32 {
                output = output << 1 | bits >> (32 - P[place]) & 1;
                place += 1;
            }
            boxes[number][input] = output.rotate_left(1);
            input += 1;
        }
        number += 1;
    }
    boxes
}

#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "the compiler runs it"
)]
const fn added() -> [[u64; 16]; 56] {
    let mut added = [[0; 16]; 56];
    let mut round = 0;
    while round < 16 {
        let mut place = 0;
        while place < 48 {
            let from = PC2[place] as usize - 1;
            let half = from / 28 * 28;
            let bit = half + (from - half + ROTATIONS[round] as usize) % 28;
            added[bit][round] |= expanded(place);
            place += 1;
        }
        round += 1;
    }
    added
}

/// The bit of an expanded half, or of a round's key, that is the given of its 48. The six bits of each
/// S-box are the lowest of a byte: those of the first, third, fifth and seventh in the upper word, of the
/// others in the lower one.
const fn expanded(place: usize) -> u64 {
    let (number, bit) = (place / 6, place % 6);
    let byte = 0x20_u64.wrapping_shr(bit as u32);
    let word = byte << 24_usize.wrapping_sub((number / 2).wrapping_mul(8));
    if number.is_multiple_of(2) {
        word << 32
    } else {
        word
    }
}

/// A key, expanded for its sixteen rounds.
#[derive(Default)]
pub(crate) struct Schedule {
    keys: Zeroizing<[u64; 16]>,
}

impl Schedule {
    /// Takes another key: eight bytes, of which each one's lowest bit is not used.
    pub(crate) fn set(&mut self, key: u64) {
        *self.keys = [0; 16];
        for (place, added) in PC1.iter().zip(&ADDED) {
            let bit = key.wrapping_shr(64_u32.wrapping_sub(u32::from(*place))) & 1;
            let mask = 0_u64.wrapping_sub(bit);
            for (key, added) in self.keys.iter_mut().zip(added) {
                *key ^= added & mask;
            }
        }
    }

    /// Encrypts a block so many times. The lowest 24 bits of the salt swap bits of the expansion: each
    /// one that many places from its beginning with the one 24 behind.
    pub(crate) fn encrypt(&self, block: u64, salt: u32, times: u32) -> u64 {
        let [odd, even] = swapped(salt);
        let (mut left, mut right) = begin(block);
        for _ in 0..times {
            for keys in self.keys.chunks_exact(2) {
                if let [first, second] = keys {
                    left ^= round(right, *first, odd, even);
                    right ^= round(left, *second, odd, even);
                }
            }
            core::mem::swap(&mut left, &mut right);
        }
        end(left, right)
    }
}

/// The bits that a salt swaps, of the inputs of the S-boxes with odd numbers and of the others.
const fn swapped(salt: u32) -> [u32; 2] {
    let mut bits = 0;
    let mut place = 0;
    while place < 24 {
        let bit = salt.wrapping_shr(place) as u64 & 1;
        bits |= expanded(place as usize).wrapping_mul(bit);
        place = place.wrapping_add(1);
    }
    let (odd, even) = ((bits >> 32) as u32, bits as u32);
    [odd | odd >> 16, even | even >> 16]
}

/// What a round adds to the other half.
#[inline(always)]
fn round(half: u32, key: u64, odd: u32, even: u32) -> u32 {
    let mut upper = half.rotate_right(4);
    upper ^= (upper ^ upper.rotate_right(16)) & odd ^ (key >> 32) as u32;
    let mut lower = half;
    lower ^= (lower ^ lower.rotate_right(16)) & even ^ key as u32;
    let [s1, s2, s3, s4, s5, s6, s7, s8] = &BOXES;
    let first = looked_up(s1, upper >> 24) ^ looked_up(s3, upper >> 16);
    let second = looked_up(s5, upper >> 8) ^ looked_up(s7, upper);
    let third = looked_up(s2, lower >> 24) ^ looked_up(s4, lower >> 16);
    let fourth = looked_up(s6, lower >> 8) ^ looked_up(s8, lower);
    first ^ second ^ third ^ fourth
}

#[inline(always)]
fn looked_up(table: &[u32; 64], input: u32) -> u32 {
    // No other place can be asked for.
    let place = (input & 63) as usize;
    table.get(place).copied().unwrap_or_default()
}

/// The initial permutation: both halves, rotated to the left by one.
fn begin(block: u64) -> (u32, u32) {
    let (mut left, mut right) = ((block >> 32) as u32, block as u32);
    exchange(&mut left, &mut right, 4, 0x0f0f_0f0f);
    exchange(&mut left, &mut right, 16, 0x0000_ffff);
    exchange(&mut right, &mut left, 2, 0x3333_3333);
    exchange(&mut right, &mut left, 8, 0x00ff_00ff);
    exchange(&mut left, &mut right, 1, 0x5555_5555);
    (left.rotate_left(1), right.rotate_left(1))
}

/// The final permutation, of halves that are rotated.
fn end(left: u32, right: u32) -> u64 {
    let (mut left, mut right) = (left.rotate_right(1), right.rotate_right(1));
    exchange(&mut left, &mut right, 1, 0x5555_5555);
    exchange(&mut right, &mut left, 8, 0x00ff_00ff);
    exchange(&mut right, &mut left, 2, 0x3333_3333);
    exchange(&mut left, &mut right, 16, 0x0000_ffff);
    exchange(&mut left, &mut right, 4, 0x0f0f_0f0f);
    u64::from(left) << 32 | u64::from(right)
}

/// Exchanges bits of one word with those so many places lower of another.
fn exchange(upper: &mut u32, lower: &mut u32, places: u32, mask: u32) {
    let bits = (upper.wrapping_shr(places) ^ *lower) & mask;
    *lower ^= bits;
    *upper ^= bits.wrapping_shl(places);
}

/// The key of crypt(3): seven bits of each of the first eight bytes, and zeros behind.
pub(crate) fn key_of_characters(bytes: &[u8]) -> u64 {
    let padded = bytes.iter().copied().chain(core::iter::repeat(0)).take(8);
    padded.fold(0, |key, byte| key << 8 | u64::from(byte) << 1 & 0xfe)
}

/// The key of seven bytes, seven bits a byte; zeros behind what is shorter.
pub(crate) fn key_of_bits(bytes: &[u8]) -> u64 {
    let padded = bytes.iter().copied().chain(core::iter::repeat(0)).take(7);
    let bits = padded.fold(0, |bits, byte| bits << 8 | u64::from(byte));
    let mut key = 0;
    for place in [49, 42, 35, 28, 21, 14, 7, 0] {
        key = key << 8 | (bits >> place & 0x7f) << 1;
    }
    key
}

/// About how long it takes to take a key, in nanoseconds, as measured on x86-64.
pub(crate) const KEY_NANOSECONDS: u64 = 50;

/// About how long it takes to encrypt a block so many times, in nanoseconds, as measured on x86-64.
pub(crate) const fn nanoseconds(times: u64) -> u64 {
    times.saturating_mul(90).saturating_add(50)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By OpenSSL: `openssl enc -des-ecb -nopad -K … -provider legacy -provider default`.
    #[test]
    fn without_a_salt_it_is_des() {
        for (key, block, digest) in [
            (0, 0, 0x8ca6_4de9_c1b1_23a7),
            (
                0x0123_4567_89ab_cdef,
                0x4e6f_7720_6973_2074,
                0x3fa4_0e8a_984d_4815,
            ),
        ] {
            let mut schedule = Schedule::default();
            schedule.set(key);
            assert_eq!(schedule.encrypt(block, 0, 1), digest);
        }
    }

    /// FIPS 46-3 writes the initial permutation in rows of eight: the left half has the bits in even
    /// places, counted from 1, the right half the others, each from the last byte on.
    #[test]
    fn the_permutations_are_the_standards() {
        for place in 0..64_u32 {
            let block = 1_u64 << 63 >> place;
            let (left, right) = begin(block);
            assert_eq!(end(left, right), block);
            let (byte, bit) = (place / 8, place % 8);
            let expected = 1_u32 << 31 >> (bit / 2 * 8 + 7 - byte);
            let expected = expected.rotate_left(1);
            let half = if bit % 2 == 1 { left } else { right };
            assert_eq!((half, left | right), (expected, expected));
        }
    }

    #[test]
    fn parity_is_not_read() {
        let mut one = Schedule::default();
        one.set(0x0123_4567_89ab_cdef);
        let mut other = Schedule::default();
        other.set(0x0123_4567_89ab_cdef ^ 0x0101_0101_0101_0101);
        assert_eq!(one.keys, other.keys);
        other.set(0x0323_4567_89ab_cdef);
        assert_ne!(one.keys, other.keys);
    }

    #[test]
    fn a_key_is_padded_and_cut() {
        assert_eq!(key_of_characters(b"\xc1"), 0x8200_0000_0000_0000);
        assert_eq!(key_of_characters(b"\xe1\xc1"), 0xc282_0000_0000_0000);
        assert_eq!(
            key_of_characters(b"12345678"),
            key_of_characters(b"123456789")
        );
        assert_eq!(key_of_bits(b"\xff"), 0xfe80_0000_0000_0000);
        assert_eq!(
            key_of_bits(b"\xff\xff\xff\xff\xff\xff\xff"),
            0xfefe_fefe_fefe_fefe
        );
        assert_eq!(key_of_bits(b"1234567"), key_of_bits(b"12345678"));
    }
}
