//! The crate's own time: `verify` beside the bare primitive that it calls, in turns, so that what
//! disturbs one disturbs the other. Prints the medians, and the median of the pairs' ratios.
//!
//! ```text
//! cargo bench --bench overhead
//! ```
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use argon2::{Argon2, Block, Params};
use legacy_hash::{
    Argon2Hash, BcryptHash, BcryptVersion, LegacyHash, Md5Hash, Policy, Sha1Hash, Sha256Hash,
};
use sha2::Digest;

const PASSWORD: &[u8] = b"correct horse battery staple";

fn main() {
    println!("                primitive        verify    ratio   difference");
    digest::<md5::Md5>("MD5", |digest| {
        Md5Hash::from_parts(digest, "", "").unwrap().into()
    });
    digest::<sha1::Sha1>("SHA-1", |digest| {
        Sha1Hash::from_parts(digest, "", "").unwrap().into()
    });
    digest::<sha2::Sha256>("SHA-256", |digest| {
        Sha256Hash::from_parts(digest, "", "").unwrap().into()
    });
    bcrypt();
    argon2();
}

fn digest<D: Digest>(name: &str, hash: fn(&[u8]) -> LegacyHash) {
    let stored = hash(&D::digest(PASSWORD));
    let primitive = || {
        let _ = black_box(D::digest(black_box(PASSWORD)));
    };
    pairs(name, 501, 2000, primitive, &stored);
}

fn bcrypt() {
    let key = [PASSWORD, b"\0"].concat();
    let digest = bcrypt::bcrypt(8, [7; 16], &key);
    let (digest, _) = digest.split_at(23);
    let stored = BcryptHash::from_parts(BcryptVersion::TwoB, 8, [7; 16], digest).unwrap();
    let primitive = || {
        let _ = black_box(bcrypt::bcrypt(8, [7; 16], black_box(&key)));
    };
    pairs("bcrypt 8", 101, 1, primitive, &stored.into());
}

/// The primitive has reused memory, too, and wipes it.
fn argon2() {
    let stored: Argon2Hash = Policy::default().hash(PASSWORD).unwrap();
    let argon2 = Argon2::from(Params::new(19456, 2, 1, None).unwrap());
    let mut memory = vec![Block::new(); 19456];
    let (salt, mut tag) = (stored.salt().to_vec(), [0; 32]);
    let primitive = || {
        let (password, blocks) = (black_box(PASSWORD), memory.as_mut_slice());
        let result = argon2.hash_password_into_with_memory(password, &salt, &mut tag, blocks);
        result.unwrap();
        for blocks in memory.rchunks_mut(64) {
            blocks.fill(Block::new());
        }
        let _ = black_box(&memory);
    };
    pairs("Argon2id 19 MiB", 101, 1, primitive, &stored.into());
}

/// Times `count` pairs, each of `repeats` calls, first one and then the other in front.
fn pairs(name: &str, count: u32, repeats: u32, mut primitive: impl FnMut(), stored: &LegacyHash) {
    assert_eq!(stored.verify(PASSWORD), Ok(()));
    let mut verify = || {
        let _ = black_box(stored.verify(black_box(PASSWORD)));
    };
    let pairs: Vec<_> = (0..count)
        .map(|number| {
            if number % 2 == 0 {
                let first = time(repeats, &mut primitive);
                (first, time(repeats, &mut verify))
            } else {
                let first = time(repeats, &mut verify);
                (time(repeats, &mut primitive), first)
            }
        })
        .collect();
    let primitive = median(pairs.iter().map(|pair| pair.0));
    let verify = median(pairs.iter().map(|pair| pair.1));
    let ratio = median(pairs.iter().map(|pair| pair.1 / pair.0));
    let difference = median(pairs.iter().map(|pair| pair.1 - pair.0));
    let [primitive, verify, difference] = [primitive, verify, difference].map(show);
    println!("{name:15} {primitive:>10} {verify:>13} {ratio:8.3} {difference:>12}");
}

/// Seconds a call.
fn time(repeats: u32, call: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        call();
    }
    start.elapsed().as_secs_f64() / f64::from(repeats)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn show(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let time = Duration::from_secs_f64(seconds.abs());
    format!("{sign}{time:.1?}")
}
