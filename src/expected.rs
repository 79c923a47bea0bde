//! What the population's old hashes cost, so that every sign-in can cost the same.

use std::sync::Arc;

use crate::backend::{Arithmetic, Engine};
use crate::cost::Cost;
use crate::error::{Param, PolicyError, VerifyError};
use crate::format::Input;
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::limits::{Excess, at_most};
use crate::secret::Keyring;

/// A hash of each expensive scheme that the population still holds. Each stands for all that take
/// the same work, and is the decoy where an account has none of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected(Arc<[Sample]>);

#[derive(Clone, Debug)]
struct Sample {
    hash: LegacyHash,
    cost: Cost,
}

impl Sample {
    /// Whether a hash of this cost takes this sample's work, or a part of it that is made up.
    fn covers(&self, cost: &Cost) -> bool {
        self.cost == *cost || cost.is_part_of(&self.cost)
    }
}

impl Expected {
    /// Keeps one sample for each kind of work. Those that take none worth mentioning are dropped, and
    /// those whose work can be made up to a dearer one's.
    pub(crate) fn new<'a>(samples: impl Iterator<Item = &'a LegacyHash>) -> Self {
        let mut kept: Vec<Sample> = Vec::new();
        for hash in samples {
            let cost = hash.cost();
            if !cost.is_negligible() && !kept.iter().any(|sample| sample.covers(&cost)) {
                kept.retain(|sample| !sample.cost.is_part_of(&cost));
                let hash = hash.clone();
                kept.push(Sample { hash, cost });
            }
        }
        Self(kept.into())
    }

    /// Refuses samples whose secret is not known, for a decoy must do its work, and too much work.
    pub(crate) fn check(&self, limits: &Limits, keys: &Keyring) -> Result<(), PolicyError> {
        for sample in self.0.iter() {
            let secret = keys.find(&sample.hash.verifier().key_id());
            secret.ok_or(PolicyError::UnknownKey)?;
        }
        at_most(Param::SignInWork, self.kib(), limits.sign_in_work_kib).map_err(Excess::in_policy)
    }

    /// Whether a hash's work is done at every sign-in.
    pub(crate) fn covers(&self, cost: Cost) -> bool {
        cost.is_negligible() || self.0.iter().any(|sample| sample.covers(&cost))
    }

    /// The work of all samples together, as the KiB that Argon2 would fill.
    pub(crate) fn kib(&self) -> u64 {
        let each = self.0.iter().map(|sample| sample.cost.work_kib());
        each.fold(0, u64::saturating_add)
    }

    /// Does the work of each sample but what the account's own hash has done of it. A sample that
    /// could not be computed is an error; the verdicts are on hashes of somebody else, and mean
    /// nothing here.
    pub(crate) fn compute_others(
        &self,
        done: Option<Cost>,
        password: &[u8],
        keys: &Keyring,
        arithmetic: &dyn Arithmetic,
    ) -> Result<(), VerifyError> {
        let mut failed = Ok(());
        for sample in self.0.iter() {
            let verifier = sample.hash.verifier();
            let secret = keys.find(&verifier.key_id()).unwrap_or_default();
            let engine = Engine { secret, arithmetic };
            match done.filter(|done| sample.covers(done)) {
                Some(done) if done == sample.cost => {}
                Some(done) => verifier.make_up(&done, Input::of(password), engine),
                None => match verifier.verify(Input::of(password), engine) {
                    Ok(_)
                    | Err(
                        VerifyError::PasswordInvalid
                        | VerifyError::PasswordHidden { .. }
                        // For a password of this length, whoever types it.
                        | VerifyError::ValueTooLong { .. },
                    ) => {}
                    Err(error) => failed = Err(error),
                },
            }
        }
        failed
    }
}
