//! The strongest cost within a time, on machines that exist in the test alone.

use std::time::Duration;

use legacy_hash::{Policy, PolicyError};

/// A machine that takes this many nanoseconds for each KiB that is filled.
fn machine(nanos: u64) -> impl FnMut(&Policy) -> Duration {
    move |policy| Duration::from_nanos(nanos * policy.cost().memory_time_kib())
}

fn calibrated(nanos: u64, target_ms: u64, max_memory_kib: u32) -> Option<(u32, u32)> {
    let target = Duration::from_millis(target_ms);
    match Policy::calibrate(machine(nanos), target, max_memory_kib) {
        Ok(policy) => Some((policy.cost().memory_kib(), policy.cost().iterations())),
        Err(error) => {
            assert_eq!(error, PolicyError::TargetTooShort);
            None
        }
    }
}

#[test]
fn memory_comes_first() {
    // 400 ns a KiB: 46 MiB once take 18.8 ms.
    assert_eq!(calibrated(400, 20, 1 << 20), Some((49152, 1)));
    assert_eq!(calibrated(400, 100, 1 << 20), Some((249856, 1)));
    // Only when there is no more memory come iterations.
    assert_eq!(calibrated(400, 100, 65536), Some((65536, 3)));
    assert_eq!(calibrated(400, 100, 47104), Some((47104, 5)));
    // Too little time or memory for one iteration: two with OWASP's memory for two, and so on.
    assert_eq!(calibrated(400, 18, 1 << 20), Some((21504, 2)));
    assert_eq!(calibrated(400, 100, 47103), Some((46080, 5)));
    assert_eq!(calibrated(400, 15, 1 << 20), Some((12288, 3)));
    assert_eq!(calibrated(400, 100, 7168), Some((7168, 34)));
}

#[test]
fn it_is_the_strongest_that_fits() {
    for nanos in [50, 333, 2000] {
        for target in [10, 37, 250, 1000] {
            for most in [7168, 10_000, 19456, 65536, 1 << 20] {
                let Some((memory, iterations)) = calibrated(nanos, target, most) else {
                    // Then not even the cheapest of OWASP's costs fits.
                    assert!(nanos * 7168 * 5 > target * 1_000_000);
                    continue;
                };
                let fits = |memory, iterations| {
                    nanos * u64::from(memory) * u64::from(iterations) <= target * 1_000_000
                };
                assert!(memory <= most && fits(memory, iterations));
                let has_more_memory = memory + 1024 <= most && iterations == 1;
                assert!(!(has_more_memory && fits(memory + 1024, 1)));
                let bound = (10 << 20) / memory;
                assert!(iterations == bound || !fits(memory, iterations + 1));
            }
        }
    }
}

#[test]
fn nothing_weaker_than_owasp() {
    assert_eq!(calibrated(400, 14, 1 << 20), None);
    assert_eq!(calibrated(400, 1000, 7167), None);
    assert_eq!(calibrated(400, 0, 1 << 20), None);
}

/// A clock that says nothing leads to the limits and no further.
#[test]
fn it_ends_at_the_limits() {
    let policy = Policy::calibrate(|_| Duration::ZERO, Duration::ZERO, u32::MAX).unwrap();
    let cost = policy.cost();
    assert_eq!((cost.memory_kib(), cost.iterations()), (1_048_576, 10));
}

/// One slow measurement among three is not believed.
#[test]
fn an_outlier_does_not_count() {
    let mut calls = 0;
    let mut honest = machine(400);
    let measure = |policy: &Policy| {
        calls += 1;
        let outlier = Duration::from_secs(if calls % 3 == 0 { 9 } else { 0 });
        honest(policy) + outlier
    };
    let policy = Policy::calibrate(measure, Duration::from_millis(20), 1 << 20).unwrap();
    assert_eq!(policy.cost().memory_kib(), 49152);
    assert!(calls < 100, "{calls}");
}
