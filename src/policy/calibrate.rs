//! The strongest cost that a machine has the time for.

use core::time::Duration;

use crate::error::PolicyError;
use crate::policy::Policy;
use crate::policy::owasp::FLOORS;

/// Memory is found to this many KiB.
const STEP: u32 = 1024;
/// Each cost is measured this many times, and the median counts.
const ROUNDS: usize = 3;

impl Policy {
    /// Finds the strongest cost that takes no longer than `target`: as much memory as there is time
    /// for, up to `max_memory_kib`, and then as many iterations. Never less than OWASP recommends
    /// for that number of iterations, one lane, and within the default
    /// [`Limits`](crate::Limits).
    ///
    /// The crate has no clock: `measure` times one hash of the policy that it is given, on the
    /// machine and under the load that it will have in production. The policy has the default
    /// backend: another one is to be set both there and on the policy that comes out. `measure` is
    /// called at most a hundred times. Do that once, at the desk, and write down what came out: a
    /// policy that changes from start to start moves hashes for nothing.
    ///
    /// ```no_run
    /// use std::time::{Duration, Instant};
    /// use legacy_hash::Policy;
    ///
    /// let measure = |policy: &Policy| {
    ///     let start = Instant::now();
    ///     policy.hash("correct horse battery staple").expect("memory for the hash");
    ///     start.elapsed()
    /// };
    /// let policy = Policy::calibrate(measure, Duration::from_millis(100), 256 << 10)?;
    /// println!("{:?}", policy.cost());
    /// # Ok::<(), legacy_hash::PolicyError>(())
    /// ```
    ///
    /// `cargo run --release --example calibrate` prints the curve.
    ///
    /// # Errors
    /// [`TargetTooShort`](PolicyError::TargetTooShort) if nothing that OWASP recommends takes so
    /// little time and memory.
    pub fn calibrate(
        mut measure: impl FnMut(&Self) -> Duration,
        target: Duration,
        max_memory_kib: u32,
    ) -> Result<Self, PolicyError> {
        let limits = *Self::default().limits();
        let most = max_memory_kib.min(limits.memory_kib);
        // A cost that is over the limits does not fit either.
        let mut fitting = |memory_kib, iterations| {
            let policy = Self::default().with_cost(memory_kib, iterations, 1).ok()?;
            let mut times = [(); ROUNDS].map(|()| measure(&policy));
            times.sort();
            let [_, median, _] = times;
            (median <= target).then_some(policy)
        };
        for (iterations, floor) in FLOORS {
            if floor > most {
                continue;
            }
            let Some(policy) = fitting(floor, iterations) else {
                continue;
            };
            let more = most.saturating_sub(floor) / STEP;
            let memory = |steps: u32| floor.saturating_add(steps.saturating_mul(STEP));
            let (steps, policy) =
                last_that(policy, more, |steps| fitting(memory(steps), iterations));
            let memory_kib = memory(steps);
            let bound = limits.work_kib.checked_div(memory_kib.into());
            let bound = u32::try_from(bound.unwrap_or_default()).unwrap_or(u32::MAX);
            let (_, policy) = last_that(policy, bound.saturating_sub(iterations), |more| {
                fitting(memory_kib, iterations.saturating_add(more))
            });
            return Ok(policy);
        }
        Err(PolicyError::TargetTooShort)
    }
}

/// The largest of `0..=max` for which there is something, found by doubling and halving, where
/// `first` is there for 0. If there is something for one number, there is for all below.
fn last_that<T>(first: T, max: u32, mut at: impl FnMut(u32) -> Option<T>) -> (u32, T) {
    let mut best = (0_u32, first);
    // Above this there is nothing.
    let mut over = max.saturating_add(1);
    let mut step = 1_u32;
    while let Some(next) = Some(best.0.saturating_add(step)).filter(|&next| next < over) {
        match at(next) {
            Some(found) => {
                best = (next, found);
                step = step.saturating_mul(2);
            }
            None => over = next,
        }
    }
    while over.saturating_sub(best.0) > 1 {
        let middle = best.0.midpoint(over);
        match at(middle) {
            Some(found) => best = (middle, found),
            None => over = middle,
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_is_found() {
        for max in [0, 1, 2, 5, 100, 1_000_000] {
            for last in [0, 1, 2, 3, 4, 5, 63, 64, 65, 99, 100, 1000, u32::MAX] {
                let found = last_that(0, max, |number| {
                    // What is far over the target takes far too long to be measured.
                    assert!(number <= last.saturating_mul(2).saturating_add(1));
                    (number <= last).then_some(number)
                });
                let last = last.min(max);
                assert_eq!(found, (last, last), "{max}");
            }
        }
    }
}
