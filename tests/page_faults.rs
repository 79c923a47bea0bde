//! In steady state a computation touches no fresh memory. A test binary of its own: what other
//! tests allocate at the same time would count.
#![cfg(target_os = "linux")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use legacy_hash::{Algorithm, Backend, LegacyHash, Policy};

/// The minor faults of this process so far (`proc(5)`, `/proc/self/stat`, field 10).
fn faults() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The second field is a name in parentheses, which may have spaces inside.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    fields.split_whitespace().nth(7).unwrap().parse().unwrap()
}

/// How many faults each of a few calls takes, after the first ones.
fn faults_a_call(mut call: impl FnMut()) -> u64 {
    const CALLS: u64 = 8;
    call();
    call();
    let before = faults();
    for _ in 0..CALLS {
        call();
    }
    (faults() - before) / CALLS
}

// One test: the faults are the process's.
#[test]
fn the_memory_is_there_already() {
    let backends = [
        Backend::Portable,
        #[cfg(feature = "accelerated")]
        Backend::Accelerated,
    ];
    for backend in backends {
        let policy = Policy::default().with_backend(backend);
        let current = LegacyHash::from(policy.hash("password").unwrap());
        let old = LegacyHash::parse_as(Algorithm::Md5, "5f4dcc3b5aa765d61d8327deb882cf99").unwrap();
        assert!(current.verify("password").is_ok());

        // Fresh memory of 19 MiB is 4,864 pages of 4 KiB, or 10 of 2 MiB: this test can fail.
        legacy_hash::release_memory();
        let before = faults();
        policy.verify(&current, "password").unwrap();
        let fresh = faults() - before;
        assert!(fresh > 2, "{backend:?}: {fresh} faults with fresh memory");

        let verify = || policy.verify(&current, "password").unwrap();
        assert!(faults_a_call(verify) <= 2, "{backend:?}, verify");
        let upgrade = || drop(old.verify_and_upgrade("password", &policy).unwrap());
        assert!(
            faults_a_call(upgrade) <= 2,
            "{backend:?}, verify_and_upgrade"
        );
        let sign_in = || drop(policy.authenticate(&old, "password"));
        assert!(faults_a_call(sign_in) <= 2, "{backend:?}, authenticate");
    }
}
