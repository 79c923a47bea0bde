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

/// A text with a few random changes.
fn mutate(rng: &mut impl Rng, text: &[u8]) -> Vec<u8> {
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
                let piece = PIECES[rng.next_u32() as usize % PIECES.len()];
                text.splice(place..place, piece.bytes());
            }
        }
    }
    text
}

fn run(cases: usize, mut target: impl FnMut(&[u8]), with_password: bool) {
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let seeds: Vec<_> = vectors::sample(20).collect();
    for case in 0..cases {
        let seed = &seeds[case % seeds.len()];
        let mut data = mutate(&mut rng, seed.text.as_bytes());
        if with_password {
            data.push(b'\n');
            data.extend(&seed.password);
        }
        target(&data);
    }
}

#[test]
fn parse() {
    run(100_000, targets::parse, false);
}

#[test]
fn roundtrip() {
    run(100_000, targets::roundtrip, false);
}

#[test]
fn authenticate() {
    run(3_000, targets::authenticate, true);
}

#[test]
fn verify() {
    run(10_000, targets::verify, true);
}
