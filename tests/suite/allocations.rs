//! What is read and checked without the allocator.

use allocation_counter::measure;
use legacy_hash::{Algorithm, LegacyHash};

/// Texts of a fixed size are read, and checked, in place.
#[test]
fn fixed_sizes_allocate_nothing() {
    let texts = [
        (Algorithm::Md5, "5f4dcc3b5aa765d61d8327deb882cf99"),
        (Algorithm::Md5, "X03MO1qnZdYdgyfeuILPmQ=="),
        (Algorithm::Sha1, "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8"),
        (
            Algorithm::Sha256,
            "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        ),
        (
            Algorithm::Bcrypt,
            "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm",
        ),
    ];
    for (algorithm, text) in texts {
        let count = measure(|| {
            let hash = LegacyHash::parse_as(algorithm, text).unwrap();
            let _ = hash.verify("password");
        });
        assert_eq!(count.count_total, 0, "{text}");
    }
    // The counter counts.
    let argon2 = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAA";
    let count = measure(|| drop(LegacyHash::parse(argon2).unwrap()));
    assert!(count.count_total > 0);
}
