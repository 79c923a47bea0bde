//! One group an algorithm: what the crate takes to parse, to verify and to upgrade, beside the
//! bare primitive that it calls, so that the report shows its own part.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;

use argon2::{Argon2, Block, Params};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use legacy_hash::{Algorithm, LegacyHash, Policy, Upgrade};
use sha2::Digest;

const PASSWORD: &[u8] = b"correct horse battery staple";

/// The three rows that every algorithm has; `primitive` is the fourth.
fn rows(
    group: &mut BenchmarkGroup<'_, WallTime>,
    algorithm: Algorithm,
    text: &str,
    policy: &Policy,
) {
    let stored = LegacyHash::parse_as(algorithm, text).unwrap();
    assert_eq!(stored.verify(PASSWORD), Ok(()));
    group.bench_function("parse", |b| {
        b.iter(|| LegacyHash::parse_as(algorithm, black_box(text)));
    });
    group.bench_function("verify", |b| {
        b.iter(|| stored.verify(black_box(PASSWORD)));
    });
    group.bench_function("verify_and_upgrade", |b| {
        b.iter(|| stored.verify_and_upgrade(black_box(PASSWORD), policy));
    });
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest<D: Digest>(criterion: &mut Criterion, algorithm: Algorithm) {
    let mut group = criterion.benchmark_group(algorithm.name());
    let text = hex(&D::digest(PASSWORD));
    rows(&mut group, algorithm, &text, &Policy::default());
    group.bench_function("primitive", |b| {
        b.iter(|| D::digest(black_box(PASSWORD)));
    });
}

fn bcrypt(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bcrypt");
    group.sample_size(20);
    let salt = [7; 16];
    let key = [PASSWORD, b"\0"].concat();
    let digest = bcrypt::bcrypt(10, salt, &key);
    let (digest, _) = digest.split_at(23);
    let version = legacy_hash::BcryptVersion::TwoB;
    let hash = legacy_hash::BcryptHash::from_parts(version, 10, salt, digest).unwrap();
    rows(
        &mut group,
        Algorithm::Bcrypt,
        &hash.to_string(),
        &Policy::default(),
    );
    group.bench_function("primitive", |b| {
        b.iter(|| bcrypt::bcrypt(10, salt, black_box(&key)));
    });
}

fn argon2(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("argon2");
    group.sample_size(20);
    let policy = Policy::default();
    let hash = policy.hash(PASSWORD).unwrap();
    // Above the stored hash, so that the upgrade has work to do.
    let dearer = policy.with_cost(19456, 3, 1).unwrap();
    rows(&mut group, Algorithm::Argon2, &hash.to_string(), &dearer);
    let stored = LegacyHash::from(hash.clone());
    let upgrade = stored.verify_and_upgrade(PASSWORD, &Policy::default());
    assert_eq!(upgrade, Ok(Upgrade::Current));

    let argon2 = Argon2::from(Params::new(19456, 2, 1, None).unwrap());
    let mut tag = [0; 32];
    group.bench_function("primitive, fresh memory", |b| {
        b.iter(|| argon2.hash_password_into(black_box(PASSWORD), hash.salt(), &mut tag));
    });
    let mut memory = vec![Block::new(); 19456];
    group.bench_function("primitive, reused memory", |b| {
        b.iter(|| {
            let blocks = memory.as_mut_slice();
            argon2.hash_password_into_with_memory(
                black_box(PASSWORD),
                hash.salt(),
                &mut tag,
                blocks,
            )
        });
    });
}

fn all(criterion: &mut Criterion) {
    digest::<md5::Md5>(criterion, Algorithm::Md5);
    digest::<sha1::Sha1>(criterion, Algorithm::Sha1);
    digest::<sha2::Sha256>(criterion, Algorithm::Sha256);
    bcrypt(criterion);
    argon2(criterion);
}

criterion_group!(benches, all);
criterion_main!(benches);
