//! Hashes over an expression are work like any other: iterated digests are expected, and what a lower
//! count lacks is made up.

use zeroize::Zeroizing;

#[cfg(not(feature = "yescrypt"))]
use crate::algorithm::Algorithm;
use crate::authenticate::tests::*;
use crate::context::{Context, ContextError, Need};
use crate::dynamic::counted;
#[cfg(not(feature = "yescrypt"))]
use crate::expression::Outermost;
use crate::expression::numbers::Numbers;
use crate::format::fields::Fields;
use crate::format::table::Format;

/// phpass: MD5, and then 2 to the power of `log2` times.
fn phpass(log2: u32, password: &[u8]) -> LegacyHash {
    let salt = b"saltsalt";
    let mut digest = md5::Md5::digest([&salt[..], password].concat());
    for _ in 0..1_u32 << log2 {
        digest = md5::Md5::digest([&digest[..], password].concat());
    }
    let fields = Fields {
        digest: Zeroizing::new(digest.to_vec()),
        salt: Some(salt[..].into()),
        numbers: Numbers::counted(1 << log2),
        ..Fields::default()
    };
    let format: Format = "phpass".parse().unwrap();
    LegacyHash::parse(&format.row().print(&fields)).unwrap()
}

/// A digest with a salt that stands in another column, and many steps.
fn salted(steps: u32, password: &[u8]) -> LegacyHash {
    let mut digest = Sha256::digest([b"NaCl", password].concat());
    for _ in 0..steps {
        digest = Sha256::digest(digest);
    }
    let expression = format!("iterate({steps},sha256_raw($s.$p),sha256_raw($_))");
    let encoded: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    LegacyHash::computed_by(&expression.parse().unwrap(), &encoded, Context::new()).unwrap()
}

fn with_salt(hash: LegacyHash) -> LegacyHash {
    hash.with_context(Context::new().with_salt("NaCl"))
}

fn expecting(counting: &'static Counting) -> Policy {
    let samples = [
        phpass(7, b"sample"),
        phpass(12, b"sample"),
        phpass(10, b"sample"),
        with_salt(salted(3000, b"sample")),
    ];
    let policy = Policy::default().with_weak_cost(64, 2, 1).unwrap();
    policy.with_expected(samples).unwrap().computed_by(counting)
}

/// What one sign-in computed: the stand-in's runs, and the work of expressions in KiB.
fn work(
    counting: &Counting,
    call: impl FnOnce() -> Authentication,
) -> (Authentication, Vec<Run>, u64) {
    counting.take();
    counted::take();
    let answer = call();
    (answer, counting.take(), counted::take())
}

#[test]
fn every_state_takes_the_same_work() {
    let counting = Counting::new();
    let policy = expecting(counting);
    for typed in [&b"password"[..], b"", b"\xff", &[b'p'; 70], &[b'p'; 5000]] {
        let (_, runs, all) = work(counting, || policy.authenticate(Stored::MISSING, typed));
        assert!(all > 300, "{all} KiB");
        let salted = |password| with_salt(salted(3000, password));
        let states = [
            ("a digest", md5(typed), true),
            ("the dearest count", phpass(12, typed), true),
            ("a lower count", phpass(10, typed), true),
            ("the lowest", phpass(7, typed), true),
            ("a wrong one", phpass(10, b"other"), false),
            ("steps by number", salted(typed), true),
            ("a wrong one of those", salted(b"other"), false),
        ];
        for (state, hash, is_right) in states {
            assert!(policy.covers(&hash), "{state}");
            let (answer, own, kib) = work(counting, || policy.authenticate(&hash, typed));
            assert_eq!(own, runs, "{state}");
            assert!(
                kib.abs_diff(all) * 100 <= all,
                "{state}: {kib} of {all} KiB"
            );
            assert_eq!(
                answer.is_granted(),
                is_right && fault_of(typed).is_none(),
                "{state}"
            );
        }
    }
}

fn fault_of(typed: &[u8]) -> Option<Denial> {
    match typed.len() {
        0 => Some(Denial::PasswordEmpty),
        5000 => Some(Denial::PasswordTooLong),
        _ => None,
    }
}

#[test]
fn what_lacks_its_context_takes_the_work_of_a_missing_account() {
    let counting = Counting::new();
    let policy = expecting(counting);
    let (_, runs, all) = work(counting, || {
        policy.authenticate(Stored::MISSING, "password")
    });
    let bare = salted(3000, b"password");
    let (answer, own, kib) = work(counting, || policy.authenticate(&bare, "password"));
    let missing = Denial::Context(ContextError::Missing(Need::Salt));
    assert_eq!(answer, Authentication::Denied(missing));
    assert_eq!((own, kib), (runs.clone(), all));

    // Given with the row, it is there.
    let given = Stored::from(&bare).with_context(Context::new().with_salt("NaCl"));
    let (answer, own, kib) = work(counting, || policy.authenticate(given, "password"));
    assert!(answer.is_granted());
    assert_eq!(own, runs);
    assert!(kib.abs_diff(all) * 100 <= all, "{kib} of {all} KiB");

    let wrong = Context::new().with_salt("NaCl").with_constant(9, "pepper");
    let (answer, own, kib) = work(counting, || {
        policy.authenticate(Stored::from(&bare).with_context(wrong), "password")
    });
    let wrong = Denial::Context(ContextError::NoSuchConstant(9));
    assert_eq!(answer, Authentication::Denied(wrong));
    assert_eq!((own, kib), (runs, all));
}

/// Every row whose function is compiled out, and bcrypt over one.
#[cfg(not(feature = "yescrypt"))]
#[test]
fn what_is_compiled_out_takes_the_work_of_a_missing_account() {
    let counting = Counting::new();
    let expected = [phpass(12, b"sample"), bcrypt_of(5, b"sample")];
    let policy = Policy::default().with_weak_cost(64, 2, 1).unwrap();
    let policy = policy.with_expected(expected).unwrap();
    let policy = policy.computed_by(counting);
    let missing = || policy.authenticate(Stored::MISSING, "correct horse");
    let (_, runs, all) = work(counting, missing);
    let context = Context::new().with_salt("NaCl").with_user("alice");
    let context = context.with_constant(1, "site");
    let rows = Format::all().map(|format| LegacyHash::parse_as(format, format.example()));
    // What cannot be read is another test's.
    let rows = rows.filter(|row| !matches!(row, Err(ParseError::UnsupportedFunction { .. })));
    // What bcrypt takes is not done either, and the sample stands in for it.
    let text = bcrypt_of(5, b"other").encoded().unwrap();
    let over = "bcrypt(streebog256($p))".parse().unwrap();
    let over = LegacyHash::computed_by(&over, &text, Context::new());
    let mut unsupported = 0;
    for hash in rows.chain([over]).map(Result::unwrap) {
        let hash = hash.with_context(context.clone());
        let (answer, own, kib) = work(counting, || policy.authenticate(&hash, "correct horse"));
        if let Authentication::Denied(Denial::Unsupported(_)) = answer {
            assert_eq!(own, runs, "{hash:?}");
            // What stands around a wrapped hash was done already, and is lost in the noise.
            let is_wrapped = match &hash {
                LegacyHash::Dynamic(hash) => match hash.expression().outermost() {
                    Outermost::Stored(algorithm) => algorithm != Algorithm::Bcrypt,
                    _ => false,
                },
                _ => false,
            };
            assert_eq!(kib, all + u64::from(is_wrapped), "{hash:?}");
            assert!(policy.covers(&hash), "{hash:?}");
            unsupported += 1;
        }
    }
    // Streebog's rows, and bcrypt over it.
    assert!(unsupported >= 3, "{unsupported} hashes");
}

#[test]
fn other_work_is_not_covered() {
    let policy = expecting(Counting::new());
    assert!(!policy.covers(phpass(13, b"any")));
    assert!(!policy.covers(with_salt(salted(5000, b"any"))));
    // Of the same steps the dearest stands for all.
    let (one, all) = (phpass(12, b"any").cost(), policy.sign_in_cost());
    let steps = with_salt(salted(3000, b"any")).cost();
    assert_eq!(all, 128 + one.work_kib() + steps.work_kib());
}

/// bcrypt over an expression is bcrypt's work: made up to the dearest, and done by somebody where this
/// row's could not be.
#[test]
fn bcrypt_over_an_expression_is_work_of_bcrypt() {
    let counting = Counting::new();
    let over = |source: &str, cost: u32, context: Context| {
        let text = bcrypt_of(cost, b"other").encoded().unwrap();
        LegacyHash::computed_by(&source.parse().unwrap(), &text, context).unwrap()
    };
    let salt = |salt: &[u8]| Context::new().with_salt(salt);
    let policy = Policy::default().with_weak_cost(64, 2, 1).unwrap();
    let sample = over("bcrypt(sha256($s.$p))", 9, salt(b"NaCl"));
    let policy = policy
        .with_expected([sample])
        .unwrap()
        .computed_by(counting);
    for typed in [&b"password"[..], b"abcd", b"\xff", &[b'p'; 70]] {
        let (_, runs, _) = work(counting, || policy.authenticate(Stored::MISSING, typed));
        let states = [
            ("bcrypt alone", bcrypt_of(9, b"other")),
            ("a lower cost", bcrypt_of(6, b"other")),
            ("over a digest", over("bcrypt(md5($p))", 7, Context::new())),
            ("hidden", over("bcrypt($s.$p)", 8, salt(&[b's'; 70]))),
            ("no text", over("bcrypt(unhex($p))", 8, Context::new())),
            (
                "never a text",
                over("bcrypt(unhex(\"x\".$p))", 8, Context::new()),
            ),
            ("no salt", over("bcrypt(unhex($s).$p)", 9, salt(b"zz"))),
        ];
        for (state, hash) in states {
            assert!(policy.covers(&hash), "{state}");
            let (answer, own, _) = work(counting, || policy.authenticate(&hash, typed));
            assert!(!answer.is_granted(), "{state}");
            assert_eq!(own, runs, "{state}");
        }
    }
}
