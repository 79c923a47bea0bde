//! Many verifications at once, for audits and re-checks.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{BcryptHash, LegacyHash, Policy, VerifyError};

/// How many bcrypt hashes of one cost are computed side by side: the most that any processor's
/// vectors have room for.
const SIDE_BY_SIDE: usize = 16;
/// How many plain digests are worth a turn of a thread, at a tenth of a microsecond each.
const DIGESTS: usize = 1024;

impl Policy {
    /// Verifies each password against its hash, on all threads of the current
    /// [rayon](https://docs.rs/rayon) pool; the answers are in the order of the rows. For audits
    /// and re-checks of a table. A login endpoint wants [`authenticate`](Self::authenticate).
    ///
    /// Each thread that is at an Argon2 hash has that hash's memory. Where the
    /// [backend](Self::with_backend) can, bcrypt hashes of equal cost are computed side by side.
    ///
    /// ```
    /// use legacy_hash::{LegacyHash, Policy, VerifyError};
    ///
    /// let stored = LegacyHash::parse("$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm")?;
    /// let guesses = [(stored.clone(), "123456"), (stored, "letmein")];
    /// let answers = Policy::default().verify_many(&guesses);
    /// assert!(answers.iter().all(|answer| *answer == Err(VerifyError::PasswordInvalid)));
    /// # Ok::<(), legacy_hash::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// For each row as [`verify`](Self::verify).
    pub fn verify_many<P: AsRef<[u8]> + Sync>(
        &self,
        rows: &[(LegacyHash, P)],
    ) -> Vec<Result<(), VerifyError>> {
        let mut answers: Vec<_> = jobs(rows.iter().map(|(hash, _)| hash))
            .into_par_iter()
            .flat_map_iter(|places| {
                let rows = places.iter().filter_map(|&place| {
                    let (hash, password) = rows.get(place)?;
                    Some((place, hash, password.as_ref()))
                });
                self.verify_job(rows)
            })
            .collect();
        answers.sort_unstable_by_key(|&(place, _)| place);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    /// Verifies rows one after the other, and those of bcrypt, which are of one cost, together.
    fn verify_job<'a>(
        &self,
        rows: impl Iterator<Item = (usize, &'a LegacyHash, &'a [u8])>,
    ) -> Vec<(usize, Result<(), VerifyError>)> {
        let mut answers = Vec::new();
        let mut waiting = Vec::new();
        for (place, hash, password) in rows {
            match (hash, self.ready(hash, password)) {
                (_, Err(error)) => answers.push((place, Err(error))),
                (LegacyHash::Bcrypt(hash), Ok(ready)) => waiting.push((place, hash, ready)),
                (_, Ok((prepared, context))) => {
                    let answer = hash.verifier().verify(prepared.bytes(), context);
                    answers.push((place, answer));
                }
            }
        }
        if let Some((_, first, (_, context))) = waiting.first() {
            let pairs: Vec<_> = waiting
                .iter()
                .map(|(_, hash, (prepared, _))| (*hash, prepared.bytes()))
                .collect();
            let together = BcryptHash::verify_many(first.cost(), &pairs, *context);
            let places = waiting.iter().map(|&(place, ..)| place);
            answers.extend(places.zip(together));
        }
        answers
    }
}

/// The places of rows that are verified as one: some of bcrypt of one cost, many plain digests, and
/// each Argon2 hash alone.
fn jobs<'a>(hashes: impl Iterator<Item = &'a LegacyHash>) -> Vec<Vec<usize>> {
    let mut jobs = Vec::new();
    let mut digests = Vec::new();
    let mut by_cost: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, hash) in hashes.enumerate() {
        match hash {
            LegacyHash::Bcrypt(hash) => by_cost.entry(hash.cost()).or_default().push(place),
            LegacyHash::Argon2(_) => jobs.push(vec![place]),
            LegacyHash::Md5(_) | LegacyHash::Sha1(_) | LegacyHash::Sha256(_) => {
                digests.push(place);
            }
        }
    }
    jobs.extend(digests.chunks(DIGESTS).map(<[usize]>::to_vec));
    for places in by_cost.values() {
        jobs.extend(places.chunks(SIDE_BY_SIDE).map(<[usize]>::to_vec));
    }
    jobs
}
