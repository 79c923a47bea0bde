//! Many verifications at once, for audits and re-checks.

use rayon::prelude::*;

use crate::algorithm::Algorithm;
use crate::error::VerifyError;
use crate::format::bcrypt::BcryptHash;
use crate::hash::LegacyHash;
use crate::policy::Policy;

impl Policy {
    /// Verifies each password against its hash, on all threads of the current
    /// [rayon](https://docs.rs/rayon) pool; the answers are in the order of the rows. For audits
    /// and re-checks of a table. A login endpoint wants [`authenticate`](Self::authenticate).
    ///
    /// Each thread that is at an Argon2 hash has that hash's memory. Where the
    /// [backend](Self::with_backend) can, bcrypt hashes of equal cost are computed side by side;
    /// the first time, `bcrypt-rust` takes half a second to find out how many.
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
        let width = self.arithmetic().bcrypt_width();
        let algorithm = Algorithm::Bcrypt;
        let unanswered = Err(VerifyError::Internal { algorithm });
        let mut answers: Vec<_> = rows
            .par_iter()
            .map(|(hash, password)| {
                if width > 1 && matches!(hash, LegacyHash::Bcrypt(_)) {
                    unanswered
                } else {
                    self.verify(hash, password)
                }
            })
            .collect();
        if width == 1 {
            return answers;
        }
        let bcrypt = answers.par_iter().zip(rows).enumerate();
        let costs = bcrypt.filter_map(|(place, (answer, (hash, _)))| match hash {
            LegacyHash::Bcrypt(hash) if *answer == unanswered => Some((hash.cost(), place)),
            _ => None,
        });
        let groups = groups(costs.collect(), width);
        let bcrypt: Vec<(usize, _)> = groups
            .into_par_iter()
            .flat_map_iter(|places| self.verify_bcrypt(rows, &places))
            .collect();
        for (place, answer) in bcrypt {
            if let Some(slot) = answers.get_mut(place) {
                *slot = answer;
            }
        }
        answers
    }

    /// Verifies bcrypt hashes of one cost.
    fn verify_bcrypt<P: AsRef<[u8]>>(
        &self,
        rows: &[(LegacyHash, P)],
        places: &[usize],
    ) -> Vec<(usize, Result<(), VerifyError>)> {
        let mut answers = Vec::new();
        let mut ready = Vec::new();
        for &place in places {
            if let Some((stored @ LegacyHash::Bcrypt(hash), password)) = rows.get(place) {
                match self.ready(stored, password.as_ref()) {
                    Ok((prepared, engine)) => ready.push((place, hash, prepared, engine)),
                    Err(error) => answers.push((place, Err(error))),
                }
            }
        }
        if let Some((_, first, _, engine)) = ready.first() {
            let pairs: Vec<_> = ready
                .iter()
                .map(|(_, hash, prepared, _)| (*hash, prepared.bytes()))
                .collect();
            let together = BcryptHash::verify_many(first.cost(), &pairs, *engine);
            let places = ready.iter().map(|&(place, ..)| place);
            answers.extend(places.zip(together));
        }
        answers
    }
}

/// Places of equal cost, up to `width` together, and fewer where threads would have nothing to do.
fn groups(mut places: Vec<(u32, usize)>, width: usize) -> Vec<Vec<usize>> {
    places.sort_unstable();
    let threads = rayon::current_num_threads().max(1);
    let of_one_cost = places.chunk_by(|(one, _), (other, _)| one == other);
    let groups = of_one_cost.flat_map(|places| {
        let each = places.len().div_ceil(threads).min(width).max(1);
        places.chunks(each)
    });
    let places = |group: &[(u32, usize)]| group.iter().map(|&(_, place)| place).collect();
    groups.map(places).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Argon2Input, Arithmetic};
    use crate::error::HashError;

    /// An implementation that loses rows.
    #[derive(Debug)]
    struct Forgetful;

    impl Arithmetic for Forgetful {
        fn argon2(&self, _: Argon2Input<'_>, _: &[u8], _: &mut [u8]) -> Result<(), HashError> {
            Err(HashError::Internal)
        }

        fn bcrypt(&self, _: u32, _: [u8; 16], _: &[u8]) -> [u8; 24] {
            [7; 24]
        }

        fn bcrypt_width(&self) -> usize {
            4
        }

        fn bcrypt_many(
            &self,
            _: u32,
            keys: &[&[u8]],
            _: &[[u8; 16]],
        ) -> zeroize::Zeroizing<Vec<[u8; 24]>> {
            zeroize::Zeroizing::new(keys.iter().skip(1).map(|_| [7; 24]).collect())
        }
    }

    /// What is not answered is not granted, and moves nobody else's answer.
    #[test]
    fn a_row_that_is_lost_is_an_error() {
        let version = crate::format::bcrypt::BcryptVersion::TwoB;
        let hash = BcryptHash::from_parts(version, 4, [0; 16], [7; 23]).unwrap();
        let rows = vec![(LegacyHash::from(hash), "password"); 40];
        let policy = Policy::default().computed_by(&Forgetful);
        let answers = policy.verify_many(&rows);
        assert_eq!(answers.len(), rows.len());
        let algorithm = Algorithm::Bcrypt;
        let is_lost = |answer: &&_| **answer == Err(VerifyError::Internal { algorithm });
        assert!(answers.iter().filter(is_lost).count() >= 10);
        assert!(answers.iter().any(Result::is_ok));
    }

    #[test]
    fn groups_are_of_one_cost_and_leave_no_thread_idle() {
        let all: Vec<(u32, usize)> = (0..1000)
            .map(|place| (4 + place % 2, place as usize))
            .collect();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(4)
            .build()
            .unwrap();
        let sizes = |places: &[_], width| -> Vec<usize> {
            pool.install(|| groups(places.to_vec(), width))
                .iter()
                .map(Vec::len)
                .collect()
        };
        assert_eq!(sizes(&all, 1), [1; 1000]);
        assert!(sizes(&all, 48).iter().all(|&size| size <= 48));
        assert_eq!(sizes(&all, 48).iter().sum::<usize>(), 1000);
        assert_eq!(sizes(&all[..16], 48), [2; 8]);
        for places in groups(all.clone(), 48) {
            assert!(places.iter().all(|place| place % 2 == places[0] % 2));
        }
    }
}
