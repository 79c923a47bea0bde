//! What dirty exports and attackers write: each text and each password with its one outcome, all
//! together, and each alone in a process with little memory and little time.

mod records;
mod rows;
mod texts;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use allocation_counter::measure;
use legacy_hash::{
    Algorithm, Authentication, Denial, Format, LegacyHash, Limits, Param, Policy, VerifyError,
};

use crate::vectors::{bcrypt_key, hashes_of};
use texts::Outcome;

/// The address space of a process that is to need little, in KiB.
const ADDRESS_SPACE_KIB: usize = 600_000;
/// What a refusal may allocate, in bytes.
const MAX_REFUSAL_BYTES: u64 = 1 << 20;

/// Set where this binary runs one of its tests in a process of its own.
const CHILD: &str = "LEGACY_HASH_TEST_CHILD";
/// What stands before the one line that a child has to say.
const ANSWER: &str = "answer: ";

/// Runs `body` in a process of its own with little memory and little time: this binary again, told
/// to run the one test `name`. Where the shell cannot set such limits, it is run here.
pub(crate) fn in_child_under_limits(name: &str, body: impl FnOnce()) {
    if !cfg!(target_os = "linux") || std::env::var_os(CHILD).is_some() {
        return body();
    }
    ask(name, ADDRESS_SPACE_KIB, &[]);
}

/// What the parent has given this process to do, if it is a child.
fn task() -> Option<Vec<u8>> {
    std::env::var_os(CHILD)?;
    let mut task = Vec::new();
    std::io::stdin().read_to_end(&mut task).unwrap();
    Some(task)
}

/// Runs the one test `name` in a process of its own, with this [`task`]. Answers what it said.
fn ask(name: &str, address_space_kib: usize, task: &[u8]) -> String {
    let this = std::env::current_exe().unwrap();
    let mut child = under_limits(&this, address_space_kib)
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A child that does not read its task may be gone already.
    let _ = child.stdin.take().unwrap().write_all(task);
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let status = output.status;
    assert!(status.success(), "{status}: {printed}{errors}");
    let has_run = printed.contains("1 passed");
    assert!(has_run, "the child ran no test: {printed}");
    let (_, answer) = printed.split_once(ANSWER).unwrap_or_default();
    answer.lines().next().unwrap_or_default().to_owned()
}

/// A program that is started with this much address space and 20 s of CPU.
fn under_limits(program: &Path, address_space_kib: usize) -> Command {
    let mut command = Command::new("sh");
    let limits = format!("ulimit -v {address_space_kib} && ulimit -t 20 && exec \"$0\" \"$@\"");
    command.arg("-c").arg(limits).arg(program);
    command
}

/// A text's start, for messages.
fn start(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What `parse`, and if it can be read `verify`, say of a text.
fn outcome(text: &str) -> Result<(), Outcome> {
    let hash = LegacyHash::parse(text).map_err(Outcome::Parse)?;
    hash.verify("password").map_err(Outcome::Verify)
}

#[test]
fn every_text_has_its_outcome() {
    for (text, expected) in texts::all() {
        assert_eq!(outcome(&text), Err(expected), "{:?}", start(&text));
    }
}

/// Each text alone: the same outcome, no panic, no abort, no signal, and next to no memory. How
/// long it took is printed (`--nocapture`).
#[test]
#[cfg(target_os = "linux")] // only there a process has limits
fn every_text_alone() {
    if let Some(text) = task() {
        return take_in(&String::from_utf8(text).unwrap());
    }
    for (text, expected) in texts::all() {
        let answer = ask(
            "hostile::every_text_alone",
            ADDRESS_SPACE_KIB,
            text.as_bytes(),
        );
        let fields: Vec<_> = answer.split('\t').collect();
        let [outcome, allocated, micros] = fields[..] else {
            panic!("{answer}");
        };
        let start = start(&text);
        println!("{micros:>6} µs {allocated:>8} bytes  {start:?}: {outcome}");
        assert_eq!(
            outcome,
            format!("{:?}", Err::<(), _>(&expected)),
            "{start:?}"
        );
        let is_refusal = expected != Outcome::Verify(VerifyError::PasswordInvalid);
        let allocated: u64 = allocated.parse().unwrap();
        assert!(!is_refusal || allocated <= MAX_REFUSAL_BYTES, "{start:?}");
    }
}

/// Takes a text in every way in. Says the outcome of `parse`, the most that any call allocated, and
/// the time.
fn take_in(text: &str) {
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    let begin = Instant::now();
    let mut answer = None;
    let mut allocated = measure(|| answer = Some(outcome(text))).bytes_total;
    // Declared to be anything, it is never a match.
    for format in Format::all() {
        for password in ["password", ""] {
            let call = || {
                if let Ok(hash) = LegacyHash::parse_as(format, text) {
                    assert!(hash.verify(password).is_err());
                    let answer = policy.authenticate(&hash, password);
                    assert!(matches!(answer, Authentication::Denied(_)));
                }
            };
            allocated = allocated.max(measure(call).bytes_total);
        }
    }
    let sign_in = || assert!(!policy.authenticate(text, "password").is_granted());
    allocated = allocated.max(measure(sign_in).bytes_total);
    let micros = begin.elapsed().as_micros();
    println!("\n{ANSWER}{:?}\t{allocated}\t{micros}", answer.unwrap());
}

/// Many lanes of the shortest segments, over many passes: `4 t` times all lanes wait for each other. No
/// backend makes more of it than the work that it is, all of them together within a child's 20 s.
#[test]
#[cfg(target_os = "linux")]
fn many_lanes_and_passes_by_every_backend() {
    let name = "hostile::many_lanes_and_passes_by_every_backend";
    in_child_under_limits(name, || {
        let mut limits = Limits::default();
        limits.lanes = 255;
        let costs = [
            (512, 8192, 64),
            (128, 2048, 16),
            (520, 1024, 65),
            (768, 1024, 96),
            (2040, 512, 255),
        ];
        for &backend in crate::backends::ALL {
            let policy = Policy::default().with_backend(backend);
            let policy = policy.with_limits(limits).unwrap();
            for (m, t, p) in costs {
                let text = format!(
                    "$argon2id$v=19$m={m},t={t},p={p}$c29tZXNhbHRzb21lc2FsdA${}",
                    "A".repeat(43)
                );
                let stored = policy.parse(&text).unwrap();
                let verdict = policy.verify(&stored, "password");
                assert_eq!(verdict, Err(VerifyError::PasswordInvalid), "{backend:?}");
            }
        }
    });
}

/// What is typed, up to the cap.
fn passwords() -> Vec<Vec<u8>> {
    [
        &b""[..],
        b"\0",
        b"\0\0",
        b"password",
        b"password\0",
        b"password\0password",
        b"\0password",
        b"\xff\xfe\xfd",
        "e\u{301}".as_bytes(),
        "é".as_bytes(),
        "\u{fffd}".as_bytes(),
        // 72 bytes end inside of a letter.
        format!("{}€", "p".repeat(70)).as_bytes(),
        &format!("{}€", "p".repeat(70)).as_bytes()[..72],
    ]
    .into_iter()
    .map(Vec::from)
    .chain([71, 72, 73, 255, 256, 257, 4095, 4096].map(|len| vec![b'p'; len]))
    .collect()
}

/// Each password of the list with each algorithm's hash of each: right with its own and wrong with
/// all others, save where bcrypt cannot tell two apart.
#[test]
#[cfg(target_os = "linux")]
fn every_password_alone() {
    if let Some(typed) = task() {
        return type_in(&typed);
    }
    for typed in passwords() {
        let answer = ask("hostile::every_password_alone", ADDRESS_SPACE_KIB, &typed);
        println!("{:>4} bytes typed: {answer}", typed.len());
    }
}

/// Types a password into accounts that have each password.
fn type_in(typed: &[u8]) {
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    let begin = Instant::now();
    for right in passwords() {
        for stored in hashes_of(&right) {
            let is_one = match &stored {
                LegacyHash::Bcrypt(_) => bcrypt_key(typed) == bcrypt_key(&right),
                _ => typed == right.as_slice(),
            };
            let verdict = stored.verify(typed);
            let expected = is_one.then_some(()).ok_or(VerifyError::PasswordInvalid);
            assert_eq!(verdict, expected, "{typed:?} for {right:?}");
            let is_granted = policy.authenticate(stored, typed).is_granted();
            assert_eq!(
                is_granted,
                is_one && !typed.is_empty(),
                "{typed:?} for {right:?}"
            );
        }
    }
    println!("\n{ANSWER}{} µs", begin.elapsed().as_micros());
}

/// Passwords over the cap, on the dearest hash of each algorithm that is let in, and on one of every row.
#[test]
#[cfg(target_os = "linux")]
fn every_password_over_the_cap_alone() {
    if let Some(len) = task() {
        return type_in_too_much(String::from_utf8(len).unwrap().parse().unwrap());
    }
    for len in [4097, 32 << 10, 1 << 20, 1 << 30] {
        let room = ADDRESS_SPACE_KIB + len / 1024;
        let name = "hostile::every_password_over_the_cap_alone";
        let answer = ask(name, room, len.to_string().as_bytes());
        println!("{len:>10} bytes typed: {answer}");
    }
}

/// Types a password of this length, which is never hashed.
fn type_in_too_much(len: usize) {
    // A gigabyte is never touched: its pages stay unmapped.
    let password = vec![0; len];
    let texts = [
        (Algorithm::Md5, "5f4dcc3b5aa765d61d8327deb882cf99"),
        (Algorithm::Sha1, "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8"),
        (
            Algorithm::Sha256,
            "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        ),
        (
            Algorithm::Bcrypt,
            "$2b$16$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD",
        ),
        (
            Algorithm::Argon2,
            "$argon2id$v=19$m=1048576,t=4,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAA",
        ),
    ];
    let texts = texts.map(|(algorithm, text)| LegacyHash::parse_as(algorithm, text).unwrap());
    let stored: Vec<LegacyHash> = texts.into_iter().chain(rows::stored()).collect();
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    let begin = Instant::now();
    let refusals = measure(|| {
        for stored in &stored {
            let algorithm = stored.algorithm();
            let refusal = VerifyError::LimitExceeded {
                algorithm,
                param: Param::Password,
                actual: len as u64,
                limit: 4096,
            };
            assert_eq!(stored.verify(&password), Err(refusal));
            assert_eq!(policy.verify(stored, &password), Err(refusal));
        }
        let answer = policy.authenticate(None::<&str>, &password);
        assert_eq!(answer, Authentication::Denied(Denial::PasswordTooLong));
    });
    assert!(refusals.bytes_total <= MAX_REFUSAL_BYTES, "{refusals:?}");
    let micros = begin.elapsed().as_micros();
    println!("\n{ANSWER}{} bytes, {micros} µs", refusals.bytes_total);
}

/// The built `sign_in` example takes each text as the digest of each of Logto's methods, and lets
/// nobody in.
#[test]
#[ignore = "SIGN_IN must name the built example, as .ci/run does"]
#[cfg(target_os = "linux")]
fn every_text_against_the_built_example() {
    let program = std::env::var_os("SIGN_IN").expect("SIGN_IN");
    let program = PathBuf::from(program).canonicalize().unwrap();
    let folder = std::env::temp_dir().join(format!("legacy-hash-hostile-{}", std::process::id()));
    let (users, database) = (folder.join("users.json"), folder.join("users.db"));
    let methods = [
        "MD5", "SHA1", "SHA256", "Bcrypt", "Argon2i", "Argon2id", "Argon2d",
    ];
    for (text, _) in texts::all() {
        std::fs::create_dir_all(&folder).unwrap();
        let export: Vec<_> = methods
            .iter()
            .map(|method| {
                serde_json::json!({
                    "username": method,
                    "passwordEncryptionMethod": method,
                    "passwordEncrypted": text,
                })
            })
            .collect();
        std::fs::write(&users, serde_json::to_string(&export).unwrap()).unwrap();
        let run = |args: &[&str]| {
            let mut command = under_limits(&program, ADDRESS_SPACE_KIB);
            let output = command.arg("--database").arg(&database).args(args).output();
            let output = output.unwrap();
            let place = format!("{:?}, {args:?}: {output:?}", start(&text));
            assert!(matches!(output.status.code(), Some(0 | 1)), "{place}");
            assert!(output.stderr.is_empty(), "{place}");
            (output, place)
        };
        let (_, place) = run(&["--users", users.to_str().unwrap()]);
        assert!(place.contains(" of 7 records"), "{place}");
        for method in methods {
            let (output, place) = run(&[method, "password"]);
            assert_eq!(output.status.code(), Some(1), "{place}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
