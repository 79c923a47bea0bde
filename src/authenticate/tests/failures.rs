//! When a part of the work fails, no answer tells which part it was, and so in which state the account
//! is.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Counting, KINDS, passwords, policy, states};
use crate::authenticate::Authentication;
use crate::backend::{Argon2Input, Arithmetic};
use crate::denial::Denial;
use crate::error::{HashError, VerifyError};
use crate::hash::LegacyHash;
use crate::policy::Policy;
use crate::upgrade::{Upgrade, Withheld};

/// Has memory for so many Argon2 computations, and then for all but one.
#[derive(Debug)]
struct FailsOnce {
    left: AtomicUsize,
    counting: Counting,
}

impl FailsOnce {
    fn new() -> &'static Self {
        Box::leak(Box::new(Self {
            left: AtomicUsize::new(usize::MAX),
            counting: Counting::default(),
        }))
    }
}

impl Arithmetic for FailsOnce {
    fn argon2(
        &self,
        input: Argon2Input<'_>,
        password: &[u8],
        tag: &mut [u8],
    ) -> Result<(), HashError> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        self.counting.argon2(input, password, tag)?;
        match left {
            0 => Err(HashError::OutOfMemory),
            _ => Ok(()),
        }
    }

    fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8]) -> [u8; 24] {
        self.counting.bcrypt(cost, salt, key)
    }
}

#[test]
fn every_state_gets_the_same_answer() {
    let failing = FailsOnce::new();
    let policy = policy(Counting::new()).computed_by(failing);
    // The policy's own, the older secret's, the weaker and the stronger: bcrypt needs no memory.
    let computations = 4;
    let fails_at = |place: usize| failing.left.store(place, Ordering::Relaxed);
    let internal = Authentication::Denied(Denial::Internal);
    for place in 0..=computations {
        let is_hit = place < computations;
        for (stored, _) in states() {
            for password in passwords() {
                fails_at(place);
                let answer = policy.authenticate(stored.clone(), password);
                assert_eq!(answer == internal, is_hit, "{stored:?} at {place}");
            }
        }
        for (kind, hash_of, _) in KINDS {
            for password in passwords() {
                for typed in [password.as_slice(), b"wrong"] {
                    fails_at(place);
                    let answer = policy.authenticate(hash_of(&password), typed);
                    assert_eq!(answer == internal, is_hit, "{kind} at {place}");
                }
            }
        }
    }
}

/// `verify_and_upgrade` has no state to hide: a right password is right, and keeps its old hash.
#[test]
fn a_new_hash_that_fails_is_withheld_where_the_work_is_the_hashs_own() {
    let failing = FailsOnce::new();
    let policy = Policy::default().computed_by(failing);
    let hash_of = |number: usize| KINDS[number].1;
    let [digest, bcrypt, weaker] = [0, 1, 3].map(|number| hash_of(number)(b"password"));
    for hash in [digest, bcrypt] {
        failing.left.store(0, Ordering::Relaxed);
        let withheld = Upgrade::Withheld(Withheld::Failed(HashError::OutOfMemory));
        assert_eq!(hash.verify_and_upgrade("password", &policy), Ok(withheld));
    }
    failing.left.store(0, Ordering::Relaxed);
    let algorithm = LegacyHash::algorithm(&weaker);
    let internal = Err(VerifyError::Internal { algorithm });
    assert_eq!(weaker.verify_and_upgrade("password", &policy), internal);
}
