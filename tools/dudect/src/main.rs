//! dudect: times the comparison of equal digests and of digests whose first byte differs, in random
//! order, and asks Welch's t-test whether the two distributions differ. The comparison under test is
//! the library's own source file.
//!
//! `run.sh` runs it three times and judges: |t| below 5 for the library's comparison and for the
//! null control (equal digests in both classes), above 5 for the naive loop, or the run is void.

use std::hint::black_box;

use comparison::ct_eq;
use dudect_bencher::rand::{Rng, RngExt};
use dudect_bencher::{BenchRng, Class, CtRunner, ctbench_main};

const SAMPLES: usize = 100_000;
/// Comparisons in each sample, for one is as short as a tick of the clock.
const REPEATS: usize = 16;

/// Two digests of `len` bytes in each sample: equal on the left; on the right as `change` leaves
/// them.
fn measure(
    runner: &mut CtRunner,
    rng: &mut BenchRng,
    len: usize,
    change: fn(&mut [u8]),
    compare: fn(&[u8], &[u8]) -> u8,
) {
    let len = black_box(len);
    let samples: Vec<_> = (0..SAMPLES)
        .map(|_| {
            let mut stored = vec![0; len];
            rng.fill_bytes(&mut stored);
            let mut computed = stored.clone();
            let is_left = rng.random::<bool>();
            if !is_left {
                change(&mut computed);
            }
            let class = if is_left { Class::Left } else { Class::Right };
            (class, stored, computed)
        })
        .collect();
    for (class, stored, computed) in &samples {
        runner.run_one(*class, || {
            let equal = (0..REPEATS).map(|_| compare(black_box(stored), black_box(computed)));
            equal.fold(0, |sum, equal| sum | equal)
        });
    }
}

fn first_byte(digest: &mut [u8]) {
    digest[0] ^= 1;
}

fn nothing(_: &mut [u8]) {}

fn naive(stored: &[u8], computed: &[u8]) -> u8 {
    for (a, b) in stored.iter().zip(computed) {
        if a != b {
            return 0;
        }
    }
    1
}

fn digest_16(runner: &mut CtRunner, rng: &mut BenchRng) {
    measure(runner, rng, 16, first_byte, ct_eq);
}

fn digest_23(runner: &mut CtRunner, rng: &mut BenchRng) {
    measure(runner, rng, 23, first_byte, ct_eq);
}

fn digest_32(runner: &mut CtRunner, rng: &mut BenchRng) {
    measure(runner, rng, 32, first_byte, ct_eq);
}

fn digest_128(runner: &mut CtRunner, rng: &mut BenchRng) {
    measure(runner, rng, 128, first_byte, ct_eq);
}

fn control_null(runner: &mut CtRunner, rng: &mut BenchRng) {
    measure(runner, rng, 32, nothing, ct_eq);
}

fn control_loop(runner: &mut CtRunner, rng: &mut BenchRng) {
    measure(runner, rng, 32, first_byte, naive);
}

ctbench_main!(
    digest_16,
    digest_23,
    digest_32,
    digest_128,
    control_null,
    control_loop
);
