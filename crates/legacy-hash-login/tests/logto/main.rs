//! Logto's exports and its API, from what stands in a file or a request to what a table holds.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod api;
mod files;
#[cfg(feature = "sqlite")]
mod handed_on;
mod kinds;
mod names;
#[cfg(feature = "sqlite")]
mod passwords;
mod records;
#[cfg(feature = "sqlite")]
mod resume;
mod table;

use std::io::Cursor;
use std::num::NonZeroUsize;

use legacy_hash::{Argon2Hash, Policy};
use legacy_hash_login::logto::{HashPassword, HashingError, Importer, Rejected, Summary, schemes};
use legacy_hash_login::{Folding, Import, Imported};
use table::Table;
use zeroize::Zeroizing;

/// A bcrypt hash of `correct horse`, by libxcrypt.
const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

/// A policy that hashes at no cost.
fn policy() -> Policy {
    schemes(Policy::default().with_weak_cost(8, 1, 1).unwrap()).unwrap()
}

/// Hashes on this thread.
fn hasher() -> impl HashPassword {
    let policy = policy();
    move |password: Zeroizing<Vec<u8>>| {
        let hash: Result<Argon2Hash, _> = policy.hash(password).map_err(HashingError::Failed);
        async { hash }
    }
}

/// What becomes of a file: the users, what is refused, and the sum.
async fn import(file: impl Into<Vec<u8>>) -> (Vec<Imported>, Vec<Rejected>, Summary) {
    let (table, mut rejected) = (Table::default(), Vec::new());
    let summary = import_into(&table, file, 500, &mut rejected).await;
    (table.users(), rejected, summary.unwrap())
}

async fn import_into<I: Import>(
    table: &I,
    file: impl Into<Vec<u8>>,
    batch: usize,
    rejected: &mut Vec<Rejected>,
) -> Result<Summary, legacy_hash_login::logto::ImportError<I::Error>> {
    let (policy, hasher) = (policy(), hasher());
    let importer = Importer::new(table, &policy, Folding::default(), &hasher).unwrap();
    let importer = importer.with_batch(NonZeroUsize::new(batch).unwrap());
    let mut observer = |it: &Rejected| rejected.push(*it);
    let file = Cursor::new(file.into());
    importer.run("users.json", file, &mut observer).await
}

/// Line, record and code of each that was refused.
fn lines(rejected: &[Rejected]) -> Vec<(u64, u64, &'static str)> {
    let all = rejected.iter();
    all.map(|it| (it.line, it.record, it.error.code()))
        .collect()
}

/// The user names of those who were written.
fn names(users: &[Imported]) -> Vec<&str> {
    let all = users.iter();
    all.map(|user| user.identifiers[0].1.as_str()).collect()
}
