//! What is known and not computed here: compiled out, or of a function that this version does not have.
//! An error says which function that is, and nothing is "unrecognized".

use legacy_hash::{
    Algorithm, Authentication, Context, Denial, Format, LegacyHash, ParseError, Policy, Scheme,
    Stored, VerifyError, identify,
};

use crate::vectors::{cheap_policy, is_computed};

/// Texts of `correct horse`, and their functions. libxcrypt made those of crypt(3); the others have the right
/// form.
const UNKNOWN_HERE: [(&str, &str); 3] = [
    (
        "$sm3$rounds=5000$NaClNaCl$8pWM3OPBoPVXGsBGdaZu1e2Lz3DH2dfRr8UDe7pXsc9",
        "sm3-crypt",
    ),
    (
        "{CRYPT}$sm3$NaClNaCl$8pWM3OPBoPVXGsBGdaZu1e2Lz3DH2dfRr8UDe7pXsc9",
        "sm3-crypt",
    ),
    (
        "$sm3y$j9T$NaClNaCl$SpV4zA6RyTRTUFL4uqEEowAFOzapvt229H0Q4GZTkh/",
        "sm3-yescrypt",
    ),
];

#[test]
fn a_function_that_this_version_does_not_have_is_named() {
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    let bare = policy.clone().with_bare(Algorithm::Md5).unwrap();
    for (text, function) in UNKNOWN_HERE {
        let error = ParseError::UnsupportedFunction { function };
        assert_eq!(LegacyHash::parse(text), Err(error), "{text}");
        assert_eq!(identify(text), None, "{text}");
        let denial = Denial::Unsupported(function);
        assert!(denial.is_operator_fault() && denial.is_unreadable());
        for policy in [&policy, &bare] {
            assert_eq!(policy.read(text), Err(denial), "{text}");
            let answer = policy.authenticate(text, "correct horse");
            assert_eq!(answer, Authentication::Denied(denial), "{text}");
        }
        let parsed = Stored::from(LegacyHash::parse(text));
        let answer = policy.authenticate(parsed, "correct horse");
        assert_eq!(answer, Authentication::Denied(denial), "{text}");
        assert!(error.to_string().contains(function));
    }
}

/// What only looks like those is what it was.
#[test]
fn what_bears_no_such_mark_is_unrecognized() {
    for text in [
        "$4$NaClNaCl$NTfiJmB4LJ7COAUvvs0BT0",
        "_J9..NaClx4Cwzk1TdY",
        "_J9..NaClx4Cwzk1TdY!",
        "NasF8urR0qd6.",
        "{CRYPT}NasF8urR0qd6",
        "{CRYPT}NasF8urR0qd6!",
        "pbkdf2",
        "$pbkdf",
        "é",
    ] {
        let answer = LegacyHash::parse(text);
        assert_eq!(answer, Err(ParseError::Unrecognized), "{text}");
    }
    // A locked account stays one, and a declared column is read as it is declared.
    for locked in [
        "!$6$NaClNaCl$9JalN3Yw",
        "*LK*$6$NaClNaCl$9JalN3Yw",
        "{CRYPT}!$6$",
    ] {
        assert_eq!(LegacyHash::parse(locked), Err(ParseError::Disabled));
    }
    let declared = LegacyHash::parse_as(Algorithm::Bcrypt, "$6$NaClNaCl$9JalN3Yw");
    assert!(matches!(
        declared,
        Err(ParseError::Malformed {
            algorithm: Algorithm::Bcrypt,
            ..
        })
    ));
}

/// Every row is read in every build, and where its function is compiled out, every answer names it.
#[test]
fn every_row_is_read_without_its_function() {
    let context = Context::new()
        .with_salt("NaCl")
        .with_user("alice")
        .with_constant(1, "site");
    let mut unsupported = 0;
    for format in Format::all() {
        let hash = match LegacyHash::parse_as(format, format.example()) {
            Err(ParseError::UnsupportedFunction { function }) => {
                let is_named = function.contains(format.name()) && function.contains("records");
                assert!(is_named && !is_computed(format), "{format}: {function}");
                let denial = Denial::Unsupported(function);
                let denied = cheap_policy().authenticate(format.example(), "correct horse");
                assert_eq!(denied, Authentication::Denied(denial), "{format}");
                continue;
            }
            read => read.unwrap(),
        };
        if format.is_detected() {
            assert_eq!(LegacyHash::parse(format.example()).as_ref(), Ok(&hash));
            let identity = identify(format.example()).unwrap();
            assert_eq!(identity.format(), format);
            assert_eq!(identity.cost(), hash.cost());
        }
        let lacks = !is_computed(format);
        let is_said = format.expression().is_none();
        let policy = cheap_policy()
            .with_scheme("old", Scheme::of(format))
            .unwrap();
        let stored = || Stored::under("old", format.example()).with_context(context.clone());
        let own = hash.algorithm();
        let answer = hash.with_context(context.clone()).verify("correct horse");
        match (answer, lacks) {
            (Ok(()), false) => {}
            // Where each text says what is computed, the row does not.
            (
                Err(VerifyError::Unsupported {
                    function,
                    algorithm,
                }),
                _,
            ) if lacks || is_said => {
                assert!(!function.is_empty(), "{format}");
                assert_eq!(algorithm, own);
                let denial = Denial::Unsupported(function);
                let denied = policy.authenticate(stored(), "correct horse");
                assert_eq!(denied, Authentication::Denied(denial), "{format}");
                assert_eq!(policy.verify_stored(stored(), "correct horse"), Err(denial));
                assert!(policy.read(stored()).is_ok() && !policy.is_current(stored()));
                unsupported += 1;
            }
            (answer, _) => panic!("{format}: {answer:?}"),
        }
    }
    // Among them each of the crate's own features takes away some.
    let is_all = Format::all().all(is_computed);
    assert_eq!(unsupported == 0, is_all, "{unsupported} rows");
}
