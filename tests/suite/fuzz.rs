//! The fuzz targets over seeded cases: vectors and hostile texts, changed at random. The same
//! cases at every run; `cargo fuzz` looks further.

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use crate::{targets, vectors};

const SEED: [u8; 32] = *b"legacy-hash, seeded fuzzing run.";

/// Pieces that texts are made of, to splice in.
const PIECES: &[&str] = &[
    "$",
    "$2b$04$",
    "$2x$",
    "$argon2id$",
    "$argon2d",
    "v=19$",
    "m=8,t=1,p=1",
    "keyid=",
    "data=AAAA",
    ",",
    "=",
    "!",
    "*",
    "é",
    "\u{feff}",
    "\0",
    "\n",
    "4294967295",
    "99999999999",
    "+",
    "-",
    "_",
];

/// Pieces that expressions are made of.
const WORDS: &[&str] = &[
    "$p",
    "$s",
    "$s2",
    "$u",
    "$c1",
    "$c8",
    "$_",
    "$n",
    "$",
    ".",
    ",",
    "(",
    ")",
    "\"",
    "\\",
    "\\x41",
    "\\0",
    "\"\\xff\"",
    "\u{e9}",
    "\0",
    " ",
    "\t",
    "0",
    "8",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "01",
    "md5(",
    "MD5(",
    "md5($p)",
    "md5_raw($p)",
    "sha1_64(",
    "sha512_64c(",
    "blake2b_64e(",
    "hmac_sha256(",
    "hmac_md5($p,",
    "lc(",
    "uc(",
    "trim(",
    "cut0(",
    "cut(0,8,",
    "cut(5,",
    "utf16(",
    "latin1(",
    "nfkc(",
    "saslprep(",
    "unhex(",
    "unbase64(",
    "iterate(3,$p,",
    "iterate($n,",
    "iterate(4294967295,",
    "bcrypt(",
    "argon2(",
    "_raw",
    "_64",
    "_64c",
];

/// Expressions to begin with.
const EXPRESSIONS: &[&str] = &[
    "md5($p)",
    "md5(md5($p).$s)",
    "sha1($s.sha1($s.sha1($p)))",
    "bcrypt(hmac_sha384_64(\"wp-sha384\", trim($p)))",
    "argon2(MD5($p))",
    "iterate(5, md5_raw($s.$p), md5_raw($_.$p))",
    "iterate(40, $p, $_.$_)",
    "lc(md5(utf16($p).latin1($u)))",
    "cut(0, 16, sha512_64c($c1.nfkc($p)))",
    "hmac_whirlpool_64e(unhex(md5($c1)), saslprep($p))",
    "sha256(unbase64(md5_64($p)).cut0($s2).\"\\\"\\x00\\n\")",
];

/// A text with a few random changes.
fn mutate(rng: &mut impl Rng, text: &[u8], pieces: &[&str]) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..rng.next_u32() % 4 {
        let place = rng.next_u32() as usize % (text.len() + 1);
        let byte = (rng.next_u32() % 256) as u8;
        match rng.next_u32() % 5 {
            0 => text.truncate(place),
            1 => text.insert(place, byte),
            2 if place < text.len() => text[place] = byte,
            3 if place < text.len() => drop(text.remove(place)),
            _ => {
                let piece = pieces[rng.next_u32() as usize % pieces.len()];
                text.splice(place..place, piece.bytes());
            }
        }
    }
    text
}

/// Texts of every row, changed, as what they are and, one in four, as what nobody has declared.
fn run(cases: usize, mut target: impl FnMut(&[u8])) {
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let seeds: Vec<_> = vectors::sample(4).chain(vectors::own_sample(20)).collect();
    for case in 0..cases {
        let seed = &seeds[case % seeds.len()];
        let mut data = seed.fuzz_input(&mutate(&mut rng, seed.text.as_bytes(), PIECES));
        if rng.next_u32().is_multiple_of(4) {
            data.insert(0, b'-');
        }
        target(&data);
    }
}

#[test]
fn parse() {
    run(100_000, targets::parse);
}

#[test]
fn roundtrip() {
    run(100_000, targets::roundtrip);
}

#[test]
fn authenticate() {
    run(3_000, targets::authenticate);
}

#[test]
fn verify() {
    run(10_000, targets::verify);
}

#[test]
fn expression() {
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    for case in 0..20_000 {
        let mut data = EXPRESSIONS[case % EXPRESSIONS.len()].as_bytes().to_vec();
        for _ in 0..1 + case % 3 {
            data = mutate(&mut rng, &data, WORDS);
        }
        let len = rng.next_u32() as usize % 80;
        let is_text = rng.next_u32().is_multiple_of(2);
        data.push(b'\n');
        data.extend((0..len).map(|_| (rng.next_u32() as u8) >> u8::from(is_text)));
        targets::expression(&data);
    }
}
