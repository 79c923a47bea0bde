//! What is strong enough: OWASP's floors, and hashes that would come down.

use legacy_hash::{LegacyHash, Pepper, Policy, PolicyError, Scheme, Stored};

fn argon2(variant: &str, (m, t): (u32, u32), salt: usize) -> LegacyHash {
    let (salt, tag) = (
        "AAAAAAAAAAAAAAAAAAAAAA".get(..salt).unwrap(),
        "A".repeat(43),
    );
    LegacyHash::parse(&format!("${variant}$v=19$m={m},t={t},p=1${salt}${tag}")).unwrap()
}

fn argon2id(cost: (u32, u32)) -> LegacyHash {
    argon2("argon2id", cost, 22)
}

/// OWASP's five, each as strong as the others, and what is just below each of them.
const FLOORS: [(u32, u32); 5] = [(47104, 1), (19456, 2), (12288, 3), (9216, 4), (7168, 5)];

#[test]
fn a_weak_cost_asks_for_its_own_word() {
    for (m, t) in FLOORS {
        assert!(Policy::default().with_cost(m, t, 1).is_ok(), "{m} × {t}");
        let below = Policy::default().with_cost(m - 1, t, 1).err();
        assert_eq!(below, Some(PolicyError::WeakCost), "{m} × {t}");
        assert!(Policy::default().with_weak_cost(m - 1, t, 1).is_ok());
    }
    assert!(Policy::default().with_cost(7168, 6, 4).is_ok());
    for (m, t, p) in [(64, 3, 4), (38912, 1, 1), (7167, 1000, 1)] {
        let error = Policy::default().with_cost(m, t, p).err();
        assert_eq!(error, Some(PolicyError::WeakCost), "{m} × {t}");
    }
}

/// Iterations are not traded for memory below what OWASP asks for.
#[test]
fn the_floors_hold_for_old_hashes() {
    let policy = Policy::default();
    for (cost, moves) in [
        ((38912, 1), true),
        ((47103, 1), true),
        ((47104, 1), false),
        ((19456, 2), false),
        ((19456, 3), false),
        ((20000, 1), true),
    ] {
        assert_eq!(policy.needs_rehash(&argon2id(cost)), moves, "{cost:?}");
    }
    let five = Policy::default().with_cost(7168, 5, 1).unwrap();
    for (cost, moves) in [
        ((9216, 4), false),
        ((9215, 4), true),
        ((12288, 3), false),
        ((12287, 3), true),
        ((17920, 2), true),
        ((19456, 2), false),
        ((46000, 1), true),
        ((47104, 1), false),
    ] {
        assert_eq!(five.needs_rehash(&argon2id(cost)), moves, "{cost:?}");
    }
    // A policy below the floors keeps what is as strong as itself.
    let weak = Policy::default().with_weak_cost(64, 2, 1).unwrap();
    assert!(!weak.needs_rehash(&argon2id((128, 1))));
    assert!(weak.needs_rehash(&argon2id((127, 1))));
}

#[test]
fn a_policy_says_which_dearer_hashes_it_brings_down() {
    let policy = Policy::default();
    let dear = (65536, 3);
    let short_salt = argon2("argon2id", dear, 16);
    for hash in [
        argon2("argon2i", dear, 22),
        argon2("argon2d", dear, 22),
        short_salt.clone(),
    ] {
        assert!(
            policy.needs_rehash(&hash) && policy.weakens(&hash),
            "{hash:?}"
        );
        // What to do: a cost that is as high as theirs.
        let raised = Policy::default().with_cost(65536, 3, 1).unwrap();
        assert!(
            raised.needs_rehash(&hash) && !raised.weakens(&hash),
            "{hash:?}"
        );
    }
    let keyed = Policy::default()
        .with_secret("2026", "sixteen bytes it")
        .unwrap();
    assert!(keyed.weakens(argon2id(dear)), "for the secret");
    assert!(!policy.weakens(argon2id(dear)), "it stays");
    let equal = argon2("argon2i", (19456, 2), 22);
    assert!(policy.needs_rehash(&equal) && !policy.weakens(&equal));
    assert!(policy.weakens(argon2("argon2i", (19456, 3), 22)));
    assert!(
        !policy.weakens(argon2("argon2i", (38912, 1), 22)),
        "no dearer"
    );
    let ceiling = Policy::default().with_cost_ceiling(32768, 3).unwrap();
    assert!(ceiling.needs_rehash(&argon2id(dear)));
    assert!(!ceiling.weakens(argon2id(dear)), "as asked");
    // Under a scheme with a pepper every hash moves, and what is denied does not.
    let peppered = Scheme::detect().with_pepper(Pepper::suffix("of the old system"));
    let labelled = Policy::default().with_scheme("v1", peppered).unwrap();
    let hash = argon2id(dear);
    assert!(
        labelled.weakens(Stored::under("v1", &hash)),
        "for the pepper"
    );
    assert!(!labelled.weakens(&hash) && !labelled.weakens(Stored::under("v2", &hash)));
    assert!(
        !policy.weakens(argon2("argon2i", (2 << 20, 1), 22)),
        "over the limits"
    );
    let bcrypt = LegacyHash::parse(&format!("$2b$15${}", ".".repeat(53))).unwrap();
    assert!(!policy.weakens(&bcrypt), "another algorithm");
}
