//! What a policy accepts, what it makes, and when it asks for a new hash.

use legacy_hash::{
    Algorithm, Argon2Cost, Argon2Hash, Argon2Variant, Argon2Version, Field, HashError, LegacyHash,
    Limits, Param, Policy, PolicyError, Upgrade,
};

use crate::vectors::cheap_policy;

#[test]
fn a_policy_is_shared_between_threads() {
    fn is_shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    is_shared::<Policy>();
    is_shared::<LegacyHash>();
    is_shared::<Upgrade>();

    let policy = cheap_policy();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let policy = &policy;
            scope.spawn(move || {
                for round in 0..50 {
                    let password = format!("{number} {round}");
                    let stored = LegacyHash::from(policy.hash(&password).unwrap());
                    assert_eq!(policy.verify(&stored, &password), Ok(()));
                    assert!(policy.verify(&stored, "another").is_err());
                }
            });
        }
    });
}

#[test]
fn the_default_is_owasps() {
    let stored = Policy::default().hash("password").unwrap();
    let text = stored.to_string();
    assert!(
        text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{text}"
    );
    assert_eq!(stored.salt().len(), 16);
    assert_eq!(stored.tag().len(), 32);
    assert_eq!(text.len(), 97);
    assert_eq!(
        Policy::default().cost(),
        Argon2Cost::new(19456, 2, 1).unwrap()
    );
    assert_eq!(Policy::default().limits(), &Limits::default());
    assert_eq!(stored.clone().into_string(), text);
}

#[test]
fn every_hash_has_a_salt_of_its_own() {
    let policy = cheap_policy();
    let mut salts: Vec<_> = (0..1000)
        .map(|_| policy.hash("password").unwrap().salt().to_vec())
        .collect();
    salts.sort();
    salts.dedup();
    assert_eq!(salts.len(), 1000);
}

#[test]
fn a_policy_that_cannot_be_is_refused() {
    let invalid = |field| Some(PolicyError::InvalidCost { field });
    let cost = |m, t, p| Policy::default().with_weak_cost(m, t, p).err();
    assert_eq!(cost(7, 1, 1), invalid(Field::Memory));
    assert_eq!(cost(31, 1, 4), invalid(Field::Memory));
    assert_eq!(cost(8, 0, 1), invalid(Field::Iterations));
    assert_eq!(cost(8, 1, 0), invalid(Field::Lanes));
    assert_eq!(cost(u32::MAX, 1, 1 << 24), invalid(Field::Lanes));
    assert_eq!(cost(8, 1, 1), None);

    let above = |param, actual, limit| {
        Some(PolicyError::AboveLimits {
            param,
            actual,
            limit,
        })
    };
    assert_eq!(
        cost((1 << 20) + 1, 1, 1),
        above(Param::Memory, (1 << 20) + 1, 1 << 20)
    );
    assert_eq!(cost(1 << 20, 11, 1), above(Param::Work, 11 << 20, 10 << 20));
    assert_eq!(cost(2048, 1, 256), above(Param::Lanes, 256, 255));
    let mut limits = Limits::default();
    limits.memory_kib = 19455;
    let error = Policy::default().with_limits(limits).err();
    assert_eq!(error, above(Param::Memory, 19456, 19455));

    let ceiling = |m, t| Policy::default().with_cost_ceiling(m, t).err();
    assert_eq!(ceiling(19456, 2), None);
    assert_eq!(ceiling(19455, 9), Some(PolicyError::CeilingBelowCost));
    assert_eq!(ceiling(19456, 1), Some(PolicyError::CeilingBelowCost));
    assert_eq!(ceiling(1, 1), invalid(Field::Memory));
    let dearer = Policy::default()
        .with_cost_ceiling(19456, 2)
        .unwrap()
        .with_cost(19456, 3, 1);
    assert_eq!(dearer.err(), Some(PolicyError::CeilingBelowCost));

    let secret = |key_id: &str, secret: &str| Policy::default().with_secret(key_id, secret).err();
    let sixteen = "sixteen bytes it";
    assert_eq!(secret("", sixteen), Some(PolicyError::KeyIdLength));
    assert_eq!(secret("ninebytes", sixteen), Some(PolicyError::KeyIdLength));
    assert_eq!(secret("key", ""), Some(PolicyError::SecretEmpty));
    let fifteen = secret("key", &sixteen[1..]);
    assert_eq!(fifteen, Some(PolicyError::SecretTooShort));
    assert_eq!(secret("eightbyt", sixteen), None);
    let twice = Policy::default()
        .with_secret("key", sixteen)
        .unwrap()
        .with_secret("key", "another of sixteen");
    assert_eq!(twice.err(), Some(PolicyError::KeyIdTaken));
}

#[test]
fn an_empty_password_is_never_hashed() {
    assert_eq!(cheap_policy().hash(""), Err(HashError::PasswordEmpty));
    assert!(cheap_policy().hash("\0").is_ok());
}

/// A stored Argon2 hash that differs from a current one in what `change` does.
struct Stored {
    variant: Argon2Variant,
    version: Argon2Version,
    cost: (u32, u32, u32),
    salt: usize,
    tag: usize,
    key_id: &'static str,
    data: &'static str,
}

impl Default for Stored {
    fn default() -> Self {
        Self {
            variant: Argon2Variant::Argon2id,
            version: Argon2Version::V0x13,
            cost: (100, 4, 1),
            salt: 16,
            tag: 32,
            key_id: "",
            data: "",
        }
    }
}

fn needs_rehash(policy: &Policy, change: impl FnOnce(&mut Stored)) -> bool {
    let mut stored = Stored::default();
    change(&mut stored);
    let (m, t, p) = stored.cost;
    let cost = Argon2Cost::new(m, t, p).unwrap();
    let (salt, tag) = (vec![1; stored.salt], vec![2; stored.tag]);
    let hash = Argon2Hash::from_parts(stored.variant, stored.version, cost, salt, tag).unwrap();
    let hash = hash
        .with_key_id(stored.key_id)
        .unwrap()
        .with_data(stored.data)
        .unwrap();
    policy.needs_rehash(&hash.into())
}

#[test]
fn needs_rehash_is_exact() {
    let policy = Policy::default().with_weak_cost(100, 4, 1).unwrap();
    let moves = |change: fn(&mut Stored)| assert!(needs_rehash(&policy, change));
    let stays = |change: fn(&mut Stored)| assert!(!needs_rehash(&policy, change));

    stays(|_| ());
    moves(|hash| hash.variant = Argon2Variant::Argon2i);
    moves(|hash| hash.variant = Argon2Variant::Argon2d);
    moves(|hash| hash.version = Argon2Version::V0x10);
    moves(|hash| hash.salt = 15);
    stays(|hash| hash.salt = 17);
    moves(|hash| hash.tag = 31);
    stays(|hash| hash.tag = 64);
    moves(|hash| hash.key_id = "key");
    stays(|hash| hash.data = "data");
    // Lanes do not count, and neither does how m × t is reached, as long as m is enough.
    stays(|hash| hash.cost = (100, 4, 4));
    moves(|hash| hash.cost = (99, 5, 1));
    moves(|hash| hash.cost = (100, 3, 1));
    stays(|hash| hash.cost = (100, 5, 1));
    stays(|hash| hash.cost = (400, 1, 1));
    moves(|hash| hash.cost = (399, 1, 1));
    stays(|hash| hash.cost = (1 << 20, 4, 1));

    let policy = policy.with_cost_ceiling(200, 4).unwrap();
    let moves = |change: fn(&mut Stored)| assert!(needs_rehash(&policy, change));
    let stays = |change: fn(&mut Stored)| assert!(!needs_rehash(&policy, change));
    stays(|_| ());
    stays(|hash| hash.cost = (200, 4, 1));
    moves(|hash| hash.cost = (201, 3, 1));
    moves(|hash| hash.cost = (200, 5, 1));

    let policy = Policy::default().with_weak_cost(100, 4, 1).unwrap();
    let policy = policy.with_secret("key", "sixteen bytes or more").unwrap();
    assert!(needs_rehash(&policy, |_| ()));
    assert!(needs_rehash(&policy, |hash| hash.key_id = "other"));
    assert!(!needs_rehash(&policy, |hash| hash.key_id = "key"));
}

/// DESIGN.md's own case: OWASP's first choice stays under its second.
#[test]
fn a_stronger_hash_is_never_weakened() {
    let policy = Policy::default();
    for memory_kib in [46 << 10, 64 << 10] {
        assert!(!needs_rehash(&policy, |hash| hash.cost = (memory_kib, 1, 1)));
    }
}

#[test]
fn everything_that_is_not_argon2_moves() {
    let weakest = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    let texts = [
        (Algorithm::Md5, "0".repeat(32)),
        (Algorithm::Sha1, "0".repeat(40)),
        (Algorithm::Sha256, "0".repeat(64)),
        (Algorithm::Bcrypt, format!("$2b$31${}", ".".repeat(53))),
    ];
    for (algorithm, text) in texts {
        assert!(weakest.needs_rehash(&LegacyHash::parse_as(algorithm, &text).unwrap()));
    }
}
