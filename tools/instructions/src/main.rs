//! One case, so many times: `instructions CASE COUNT`. `run.sh` counts the instructions of it.

use std::hint::black_box;

use legacy_hash::{Algorithm, LegacyHash, Limits, Policy};

const MD5: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
const SHA256: &str = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
const BCRYPT: &str = "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
const ARGON2: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn main() {
    let mut args = std::env::args().skip(1);
    let (case, count) = (args.next().expect("a case"), args.next().expect("a count"));
    let count: u32 = count.parse().expect("a number");
    let mut call = case_of(&case);
    for _ in 0..count {
        call();
    }
}

fn case_of(name: &str) -> Box<dyn FnMut()> {
    let parse = |text: &'static str| move || drop(black_box(LegacyHash::parse(black_box(text))));
    let parse_as = |algorithm, text: &'static str| {
        move || drop(black_box(LegacyHash::parse_as(algorithm, black_box(text))))
    };
    let verify = |algorithm, text: &str| {
        let stored = LegacyHash::parse_as(algorithm, text).expect("a hash");
        move || {
            let _ = black_box(stored.verify(black_box("password")));
        }
    };
    // Everything of a sign-in but the hashing: the cost is the least there is.
    let mut limits = Limits::default();
    limits.work_kib = 16 * 152; // bcrypt of cost 4
    let policy = Policy::default().with_weak_cost(8, 1, 1);
    let policy = policy.and_then(|policy| policy.with_limits(limits));
    let policy = policy.expect("a policy");
    match name {
        "parse-bcrypt" => Box::new(parse(BCRYPT)),
        "parse-argon2" => Box::new(parse(ARGON2)),
        "parse-ambiguous" => Box::new(parse(SHA256)),
        "parse-as-md5" => Box::new(parse_as(Algorithm::Md5, MD5)),
        "parse-as-sha256" => Box::new(parse_as(Algorithm::Sha256, SHA256)),
        // What `run.sh` takes off the cases that compute Argon2.
        "argon2" => {
            let argon2 = argon2::Argon2::from(argon2::Params::new(8, 1, 1, None).expect("a cost"));
            let mut memory = vec![argon2::Block::new(); 8];
            Box::new(move || {
                let (mut tag, blocks) = ([0; 32], memory.as_mut_slice());
                let password = black_box(b"password");
                let salt = b"somesaltsomesalt";
                let hash = argon2.hash_password_into_with_memory(password, salt, &mut tag, blocks);
                hash.expect("a hash");
                // A byte of it counts as an instruction, and would hide everything else.
                zeroize::zeroize_stack::<{ 16 << 10 }>();
                black_box(tag);
            })
        }
        "verify-md5" => Box::new(verify(Algorithm::Md5, MD5)),
        "verify-argon2" => Box::new(verify(Algorithm::Argon2, ARGON2)),
        "write-argon2" => {
            let hash = policy.hash("password").expect("a hash");
            Box::new(move || drop(black_box(hash.to_string())))
        }
        "authenticate-no-account" => {
            Box::new(move || drop(black_box(policy.authenticate(None::<&str>, "password"))))
        }
        "authenticate-md5" => {
            let stored = LegacyHash::parse_as(Algorithm::Md5, MD5).expect("a hash");
            Box::new(move || drop(black_box(policy.authenticate(&stored, "password"))))
        }
        other => panic!("no such case: {other}"),
    }
}
