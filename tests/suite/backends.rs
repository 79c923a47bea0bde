//! Every backend computes the same. (Random inputs: the tests of `src/backend/accelerated.rs`.)

use legacy_hash::{Backend, LegacyHash, Upgrade};

use crate::vectors;

/// Every backend of this build.
pub(crate) const ALL: &[Backend] = &[
    Backend::Portable,
    #[cfg(feature = "accelerated")]
    Backend::Accelerated,
    #[cfg(feature = "accelerated")]
    Backend::AcceleratedLanes,
];

#[test]
fn every_backend_verifies_the_vectors() {
    for &backend in ALL {
        for vector in vectors::own().step_by(5) {
            let policy = vector.policy().with_backend(backend);
            let hash = vector.read().unwrap();
            let verdict = policy.verify(&hash, &vector.password);
            assert_eq!(verdict, Ok(()), "{backend:?}: {}", vector.text);
        }
    }
}

/// The results are the same, so that they do not tell whether a choice was taken at all.
#[test]
fn a_policy_computes_with_the_backend_that_it_was_given() {
    let printed = |backend| format!("{:?}", vectors::cheap_policy().with_backend(backend));
    let default = format!("{:?}", vectors::cheap_policy());
    assert_eq!(printed(Backend::Portable), default);
    let mut all: Vec<_> = ALL.iter().map(|&backend| printed(backend)).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), ALL.len());
}

#[test]
fn what_one_backend_hashes_the_others_verify() {
    for &one in ALL {
        let policy = vectors::cheap_policy().with_backend(one);
        let new = LegacyHash::from(policy.hash("password").unwrap());
        // New memory makes no difference.
        legacy_hash::release_memory();
        for &other in ALL {
            let policy = policy.clone().with_backend(other);
            let upgrade = new.verify_and_upgrade("password", &policy);
            assert_eq!(upgrade, Ok(Upgrade::Current), "{one:?}, {other:?}");
            assert!(policy.verify(&new, "Password").is_err());
        }
    }
}

/// What the allocator refuses is the same error.
#[test]
#[cfg(target_os = "linux")] // only there the child has little memory
fn no_memory_is_an_error_in_every_backend() {
    let name = "backends::no_memory_is_an_error_in_every_backend";
    crate::hostile::in_child_under_limits(name, || {
        for &backend in ALL {
            let policy = legacy_hash::Policy::default().with_cost(1 << 20, 1, 1);
            let policy = policy.unwrap().with_backend(backend);
            let refused = policy.hash("password");
            assert_eq!(refused, Err(legacy_hash::HashError::OutOfMemory));
        }
    });
}
