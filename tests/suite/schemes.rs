//! Rows that say of which kind they are: peppers, normalisation, labels.

use legacy_hash::{
    Algorithm, Argon2Variant, Authentication, Denial, HmacOutput, Limits, Pepper, PolicyError,
    Scheme, Stored, Upgrade, Withheld,
};
use serde_json::Value;

use crate::vectors::{self, cheap_policy, unhex};

fn pepper(kind: &str, secret: &[u8]) -> Pepper {
    match kind {
        "prefix" => Pepper::prefix(secret),
        "suffix" => Pepper::suffix(secret),
        "hmac-raw" => Pepper::hmac_sha256(secret, HmacOutput::Raw),
        "hmac-hex" => Pepper::hmac_sha256(secret, HmacOutput::Hex),
        "hmac-base64" => Pepper::hmac_sha256(secret, HmacOutput::Base64),
        other => panic!("{other}"),
    }
}

#[test]
fn peppered_vectors_sign_in_and_move() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../vectors/schemes.json")).unwrap();
    assert_eq!(rows.len(), 180);
    let (mut rehashed, mut lossy) = (0, 0);
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap();
        let (password, secret) = (unhex(text("password")), unhex(text("secret")));
        let algorithm: Algorithm = text("algorithm").parse().unwrap();
        let scheme = Scheme::of(algorithm).with_pepper(pepper(text("pepper"), &secret));
        let policy = cheap_policy().with_scheme("old", scheme);
        let is_cut = algorithm == Algorithm::Bcrypt && text("pepper") == "prefix";
        if is_cut && secret.len() > 64 {
            assert_eq!(
                policy.err(),
                Some(PolicyError::PepperHidesPassword),
                "{row}"
            );
            continue;
        }
        let policy = policy.unwrap();

        let stored = || Stored::under("old", text("hash"));
        let wrong = [b"x", password.as_slice()].concat();
        let answer = policy.authenticate(stored(), &wrong);
        assert_eq!(
            answer,
            Authentication::Denied(Denial::WrongPassword),
            "{row}"
        );
        let answer = policy.authenticate(text("hash"), &password);
        assert!(!answer.is_granted(), "without its scheme: {row}");

        let Authentication::Granted {
            algorithm: verified,
            upgrade,
        } = policy.authenticate(stored(), &password)
        else {
            panic!("{row}");
        };
        assert_eq!(verified, algorithm);
        // The new hash is of the password alone, and is read without a scheme or under the label
        // that the policy gives it.
        match upgrade {
            Upgrade::Rehashed(new) => {
                rehashed += 1;
                let new = new.to_string();
                for stored in [Stored::from(&new), Stored::under(policy.label(), &new)] {
                    let answer = policy.authenticate(stored, &password);
                    let (algorithm, upgrade) = (Algorithm::Argon2, Upgrade::Current);
                    assert_eq!(answer, Authentication::Granted { algorithm, upgrade });
                }
            }
            Upgrade::Withheld(Withheld::Lossy) => {
                lossy += 1;
                assert_eq!(algorithm, Algorithm::Bcrypt, "{row}");
                // A pepper in front counts against the 72 bytes, one behind does not.
                let given = match text("pepper") {
                    "prefix" => [secret.as_slice(), &password].concat(),
                    "suffix" => [password.as_slice(), &secret].concat(),
                    _ => vec![0],
                };
                let end = if text("pepper") == "suffix" {
                    password.len()
                } else {
                    given.len()
                };
                assert!(end >= 72 || given.contains(&0), "{row}");
            }
            other => panic!("{other:?}: {row}"),
        }
    }
    assert!(rehashed > 120 && lossy > 2, "{rehashed} {lossy}");
}

/// A pepper of 100 bytes behind a short password hides none of it.
#[test]
fn a_pepper_behind_the_password_does_not_count() {
    let secret = [b's'; 100];
    for (len, is_lossy) in [(71, false), (72, true)] {
        let password = vec![b'p'; len];
        let given = [password.as_slice(), &secret].concat();
        let stored = vectors::bcrypt_of(legacy_hash::BcryptVersion::TwoB, &given);
        let scheme = Scheme::of(Algorithm::Bcrypt).with_pepper(Pepper::suffix(secret));
        let policy = cheap_policy().with_scheme("old", scheme).unwrap();
        let answer = policy.authenticate(Stored::under("old", &stored), &password);
        let Authentication::Granted { upgrade, .. } = answer else {
            panic!("{len}")
        };
        assert_eq!(
            upgrade == Upgrade::Withheld(Withheld::Lossy),
            is_lossy,
            "{len}"
        );
    }
}

/// npm's argon2 puts a secret in and does not say so in the string.
#[test]
fn an_argon2_secret_without_a_keyid_is_a_scheme() {
    let mut seen = 0;
    for vector in vectors::of(Algorithm::Argon2) {
        let Some(secret) = vector.secret().filter(|_| !vector.password.is_empty()) else {
            continue;
        };
        let scheme = Scheme::detect().with_pepper(Pepper::argon2_secret(secret));
        let policy = cheap_policy().with_scheme("npm", scheme).unwrap();
        let stored = || Stored::under("npm", &vector.text);
        let answer = policy.authenticate(stored(), &vector.password);
        // However strong it is, it moves: the policy has no such secret.
        let Authentication::Granted {
            upgrade: Upgrade::Rehashed(new),
            ..
        } = answer
        else {
            panic!("{answer:?}: {}", vector.text);
        };
        assert_eq!(new.variant(), Argon2Variant::Argon2id);
        assert_eq!(policy.verify(&new.into(), &vector.password), Ok(()));
        assert!(
            !policy
                .authenticate(&vector.text, &vector.password)
                .is_granted()
        );
        assert!(!policy.authenticate(stored(), "wrong").is_granted());
        seen += 1;
    }
    assert!(seen > 100);
}

#[test]
fn labels_are_unique_and_known() {
    let detect = Scheme::detect;
    let policy = cheap_policy().with_scheme("1", detect()).unwrap();
    let taken = Some(PolicyError::LabelTaken);
    assert_eq!(policy.clone().with_scheme("1", detect()).err(), taken);
    assert_eq!(
        policy.clone().with_scheme("argon2id", detect()).err(),
        taken
    );
    assert_eq!(policy.clone().with_label("1").err(), taken);
    let policy = policy.with_label("2").unwrap();
    assert_eq!(policy.label(), "2");
    assert_eq!(policy.clone().with_scheme("2", detect()).err(), taken);
    let policy = policy.with_scheme("argon2id", detect()).unwrap();

    let hash = policy.hash("password").unwrap().to_string();
    for label in ["1", "2", "argon2id"] {
        assert!(
            policy
                .authenticate(Stored::under(label, &hash), "password")
                .is_granted()
        );
    }
    let answer = policy.authenticate(Stored::under("3", &hash), "password");
    assert_eq!(answer, Authentication::Denied(Denial::UnknownLabel));
    let missing = Stored::under("1", None::<&str>);
    let answer = policy.authenticate(missing, "password");
    assert_eq!(answer, Authentication::Denied(Denial::NoHash));
}

/// A string that names its secret is read with that one, whatever its label says.
#[test]
fn a_keyid_goes_before_a_schemes_secret() {
    let scheme = Scheme::detect().with_pepper(Pepper::argon2_secret("of the scheme"));
    let policy = cheap_policy()
        .with_secret("key", "the secret of the policy")
        .unwrap();
    let hash = policy.hash("password").unwrap().to_string();
    let policy = policy.with_scheme("old", scheme).unwrap();
    let answer = policy.authenticate(Stored::under("old", &hash), "password");
    assert!(answer.is_granted());
}

/// Nothing under a label is nothing, whether or not the label is known.
#[test]
fn a_missing_account_is_no_fault_of_its_label() {
    let missing = Stored::under("nowhere", None::<&str>);
    let answer = cheap_policy().authenticate(missing, "password");
    assert_eq!(answer, Authentication::Denied(Denial::NoHash));
}

#[test]
fn a_pepper_that_hides_the_password_cannot_be() {
    let hides = Some(PolicyError::PepperHidesPassword);
    for (algorithm, len, error) in [
        (Some(Algorithm::Bcrypt), 64, None),
        (Some(Algorithm::Bcrypt), 65, hides),
        (Some(Algorithm::Bcrypt), 100, hides),
        (None, 65, hides),
        (Some(Algorithm::Argon2), 72, None),
    ] {
        let scheme = algorithm.map_or(Scheme::detect(), Scheme::of);
        for (pepper, error) in [
            (Pepper::prefix(vec![b'p'; len]), error),
            (Pepper::suffix(vec![b'p'; len]), None),
        ] {
            let scheme = scheme.clone().with_pepper(pepper);
            let policy = cheap_policy().with_scheme("old", scheme);
            assert_eq!(policy.err(), error, "{len}");
        }
    }
}

/// A pepper that is empty is a setting that did not arrive: every user would be refused.
#[test]
fn an_empty_pepper_cannot_be() {
    for pepper in [
        Pepper::prefix(""),
        Pepper::suffix(""),
        Pepper::hmac_sha256("", HmacOutput::Hex),
        Pepper::argon2_secret(""),
    ] {
        let scheme = Scheme::detect().with_pepper(pepper);
        let policy = cheap_policy().with_scheme("old", scheme);
        assert_eq!(policy.err(), Some(PolicyError::SecretEmpty));
    }
}

#[test]
fn a_scheme_reads_under_the_policys_limits() {
    let mut limits = Limits::default();
    limits.encoded_bytes = 120;
    let policy = cheap_policy().with_limits(limits).unwrap();
    let policy = policy.with_scheme("1", Scheme::of(Algorithm::Md5)).unwrap();
    let digits = "0".repeat(121);
    let answer = policy.authenticate(Stored::under("1", &digits), "password");
    let error = legacy_hash::ParseError::TooLong;
    assert_eq!(answer, Authentication::Denied(Denial::Unreadable(error)));
}

#[test]
fn a_pepper_is_not_printed() {
    let scheme = Scheme::detect().with_pepper(Pepper::suffix("a secret that stays"));
    let policy = cheap_policy().with_scheme("old", scheme.clone()).unwrap();
    assert!(!format!("{scheme:?} {policy:?}").contains("secret that"));
    let printed = format!("{scheme:?}");
    assert!(printed.contains("$p.$c1") && printed.contains("[19 bytes]"));
}

#[cfg(feature = "unicode-normalization")]
mod normalization {
    use legacy_hash::{HashError, LegacyHash, Normalization, Policy, VerifyError};

    use super::*;

    const COMPOSED: &str = "caf\u{e9}";
    const DECOMPOSED: &str = "cafe\u{301}";
    const FULL_WIDTH: &str = "\u{ff43}af\u{e9}";

    /// SHA-256 of a text, as an old system stored it.
    fn sha256(text: &str) -> LegacyHash {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(text);
        legacy_hash::Sha256Hash::from_parts(digest, "", "")
            .unwrap()
            .into()
    }

    fn policy(own: Normalization, old: Normalization) -> Policy {
        let scheme = Scheme::detect().with_normalization(old);
        let policy = cheap_policy().with_normalization(own).unwrap();
        policy.with_scheme("old", scheme).unwrap()
    }

    #[test]
    fn the_forms_that_a_scheme_takes_for_one_sign_in_and_stay_so() {
        use Normalization::{Nfc, Nfkc, Raw};
        let all = [COMPOSED, DECOMPOSED, FULL_WIDTH];
        let table = [
            (Raw, vec![COMPOSED]),
            (Nfc, vec![COMPOSED, DECOMPOSED]),
            (Nfkc, vec![COMPOSED, DECOMPOSED, FULL_WIDTH]),
        ];
        for (old, opens) in table {
            for own in [Nfc, Nfkc].into_iter().filter(|own| *own >= old) {
                let policy = policy(own, old);
                // Every normal form of "café" is the composed one.
                let stored = sha256(COMPOSED);
                for typed in all {
                    let answer = policy.authenticate(Stored::under("old", &stored), typed);
                    assert_eq!(
                        answer.is_granted(),
                        opens.contains(&typed),
                        "{old:?} {typed:?}"
                    );
                    let Authentication::Granted {
                        upgrade: Upgrade::Rehashed(new),
                        ..
                    } = answer
                    else {
                        continue;
                    };
                    // Whoever got in gets in again, by whatever form got in before.
                    let new = LegacyHash::from(new);
                    for typed in &opens {
                        assert!(policy.authenticate(&new, typed).is_granted());
                        let again = new.verify_and_upgrade(typed, &policy);
                        assert_eq!(again, Ok(Upgrade::Current));
                    }
                }
            }
        }
    }

    #[test]
    fn a_policy_that_would_lock_users_out_cannot_be() {
        use Normalization::{Nfc, Nfkc, Raw};
        let lost = Some(PolicyError::NormalizationLost);
        for (own, old, error) in [
            (Raw, Raw, None),
            (Raw, Nfc, lost),
            (Raw, Nfkc, lost),
            (Nfc, Raw, None),
            (Nfc, Nfc, None),
            (Nfc, Nfkc, lost),
            (Nfkc, Nfc, None),
        ] {
            let scheme = Scheme::detect().with_normalization(old);
            let policy = cheap_policy().with_normalization(own).unwrap();
            assert_eq!(
                policy.with_scheme("old", scheme).err(),
                error,
                "{own:?} {old:?}"
            );
        }
        let policy = policy(Nfkc, Nfkc);
        assert_eq!(policy.with_normalization(Nfc).err(), lost);
    }

    #[test]
    fn what_is_no_utf_8_has_no_normal_form() {
        use Normalization::{Nfc, Raw};
        let typed = b"caf\xe9";
        let hash = cheap_policy().hash(typed).unwrap();
        let stored = LegacyHash::from(hash);
        let policy = policy(Nfc, Raw);
        assert_eq!(policy.hash(typed), Err(HashError::PasswordNotUtf8));
        assert_eq!(
            policy.verify(&stored, typed),
            Err(VerifyError::PasswordInvalid)
        );
        let answer = policy.authenticate(&stored, typed);
        assert_eq!(answer, Authentication::Denied(Denial::PasswordNotUtf8));
        // Under the scheme that takes bytes it is right, and there is no new hash for it.
        let answer = policy.authenticate(Stored::under("old", &stored), typed);
        let upgrade = Upgrade::Withheld(Withheld::PasswordNotUtf8);
        let algorithm = Algorithm::Argon2;
        assert_eq!(answer, Authentication::Granted { algorithm, upgrade });
    }
}

/// A survey counts what `authenticate` would verify, and names what it would refuse.
#[test]
fn read_is_what_authenticate_reads() {
    let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
    let policy = cheap_policy();
    let policy = policy
        .with_scheme("v1", Scheme::of(Algorithm::Md5))
        .unwrap();
    let algorithm = |stored| policy.read(stored).map(|hash| hash.algorithm());
    assert_eq!(algorithm(Stored::under("v1", md5)), Ok(Algorithm::Md5));
    let own = policy.hash("password").unwrap().to_string();
    assert_eq!(algorithm(Stored::from(&own)), Ok(Algorithm::Argon2));
    assert_eq!(
        algorithm(Stored::under(policy.label(), &own)),
        Ok(Algorithm::Argon2)
    );
    type IsTheReason = fn(&Denial) -> bool;
    let refused: [(Stored<'_>, IsTheReason); 6] = [
        (Stored::MISSING, |why| *why == Denial::NoHash),
        (Stored::under("v1", None::<&str>), |why| {
            *why == Denial::NoHash
        }),
        (Stored::from(""), |why| matches!(why, Denial::Disabled(_))),
        (Stored::under("v1", "!"), |why| {
            matches!(why, Denial::Disabled(_))
        }),
        (Stored::from(md5), |why| {
            matches!(why, Denial::Unreadable(_))
        }),
        (Stored::under("v9", md5), |why| *why == Denial::UnknownLabel),
    ];
    for (stored, is_the_reason) in refused {
        let read = policy.read(stored.clone());
        assert!(
            read.as_ref().is_err_and(is_the_reason),
            "{stored:?}: {read:?}"
        );
        let answer = policy.authenticate(stored.clone(), "password");
        assert_eq!(
            answer,
            Authentication::Denied(read.unwrap_err()),
            "{stored:?}"
        );
    }
}

mod input {
    use legacy_hash::{Context, ContextError, Expression, Need, Policy};

    use super::*;

    fn input(source: &str, constants: Context) -> Result<Policy, PolicyError> {
        let expression: Expression = source.parse().unwrap();
        let scheme = Scheme::detect().with_input(expression, constants);
        cheap_policy().with_scheme("old", scheme)
    }

    fn constant(secret: &[u8]) -> Context {
        Context::new().with_constant(1, secret)
    }

    /// bcrypt's text for what goes into it.
    fn bcrypt(input: &[u8]) -> String {
        let hash = vectors::bcrypt_of(legacy_hash::BcryptVersion::TwoB, input);
        hash.encoded().unwrap()
    }

    /// A pepper is an expression, and the vectors of peppers are those of expressions.
    #[test]
    fn peppered_vectors_are_those_of_an_expression() {
        let rows: Vec<Value> =
            serde_json::from_str(include_str!("../vectors/schemes.json")).unwrap();
        for row in &rows {
            let text = |key: &str| row[key].as_str().unwrap();
            let (password, secret) = (unhex(text("password")), unhex(text("secret")));
            let algorithm: Algorithm = text("algorithm").parse().unwrap();
            let source = match text("pepper") {
                "prefix" => "$c1.$p",
                "suffix" => "$p.$c1",
                "hmac-raw" => "hmac_sha256_raw($c1, $p)",
                "hmac-hex" => "hmac_sha256($c1, $p)",
                "hmac-base64" => "hmac_sha256_64e($c1, $p)",
                other => panic!("{other}"),
            };
            let expression: Expression = source.parse().unwrap();
            let scheme = Scheme::of(algorithm).with_input(expression, constant(&secret));
            let policy = cheap_policy().with_scheme("old", scheme);
            let Ok(policy) = policy else {
                assert_eq!(policy.err(), Some(PolicyError::PepperHidesPassword));
                continue;
            };
            let stored = || Stored::under("old", text("hash"));
            let pepper = Scheme::of(algorithm).with_pepper(pepper(text("pepper"), &secret));
            let peppered = cheap_policy().with_scheme("old", pepper).unwrap();
            assert!(
                policy.authenticate(stored(), &password).is_granted(),
                "{row}"
            );
            for typed in [&password[..], b"wrong"] {
                let one = policy.authenticate(stored(), typed);
                let other = peppered.authenticate(stored(), typed);
                let kinds = [&one, &other].map(|answer| match answer {
                    Authentication::Granted { upgrade, .. } => Ok(std::mem::discriminant(upgrade)),
                    Authentication::Denied(denial) => Err(*denial),
                });
                assert_eq!(kinds[0], kinds[1], "{row}");
            }
        }
    }

    /// What checks a part of the password, or one of several, moves nobody.
    #[test]
    fn an_input_that_loses_something_withholds() {
        for (source, went_in, is_whole) in [
            ("sha256_64e($p)", None, true),
            ("lc($p)", Some(&b"correct horse"[..]), false),
            ("cut(0, 12, $p)", Some(b"Correct Hors"), false),
            ("trim($p)", Some(b"Correct Horse"), true),
            ("md5($p).$c1", None, true),
        ] {
            let policy = input(source, constant(b"pepper")).unwrap();
            let stored = match went_in {
                Some(bytes) => bcrypt(bytes),
                None => {
                    use base64ct::Encoding;
                    use sha2::Digest;
                    match source {
                        "sha256_64e($p)" => {
                            let digest = sha2::Sha256::digest(b"Correct Horse");
                            bcrypt(base64ct::Base64::encode_string(&digest).as_bytes())
                        }
                        _ => {
                            let digest = md5::Md5::digest(b"Correct Horse");
                            let hex = base16ct::lower::encode_string(&digest);
                            bcrypt(format!("{hex}pepper").as_bytes())
                        }
                    }
                }
            };
            let row = || Stored::under("old", stored.as_str());
            let Authentication::Granted { upgrade, .. } =
                policy.authenticate(row(), "Correct Horse")
            else {
                panic!("{source}");
            };
            let is_moved = matches!(upgrade, Upgrade::Rehashed(_));
            assert_eq!(is_moved, is_whole, "{source}: {upgrade:?}");
            assert_eq!(
                policy.authenticate(row(), "Correct House"),
                Authentication::Denied(Denial::WrongPassword),
                "{source}"
            );
            assert!(!policy.is_current(row()));
        }
    }

    #[test]
    fn what_is_no_input_is_refused() {
        let refusal = |source: &str, constants: Context| input(source, constants).err();
        let missing = |need| Some(PolicyError::Context(ContextError::Missing(need)));
        let none = Context::new;
        assert_eq!(refusal("md5($s.$p)", none()), missing(Need::Salt));
        assert_eq!(refusal("md5($u.$p)", none()), missing(Need::User));
        let second = missing(Need::Constant(2));
        assert_eq!(refusal("md5($c1.$c2.$p)", constant(b"a pepper")), second);
        let number = ContextError::NoSuchConstant(9);
        let wrong = none().with_constant(9, "pepper");
        assert_eq!(
            refusal("md5($p)", wrong),
            Some(PolicyError::Context(number))
        );
        let empty = Some(PolicyError::SecretEmpty);
        assert_eq!(refusal("md5($c1.$p)", constant(b"")), empty);
        for source in [
            "bcrypt($p)",
            "argon2(md5($p))",
            "iterate($n, md5($p), md5($_))",
            "iterate(100000, md5($p), md5($_))",
        ] {
            assert_eq!(
                refusal(source, none()),
                Some(PolicyError::NotAnInput),
                "{source}"
            );
        }
        let unavailable = (!cfg!(feature = "yescrypt")).then_some(PolicyError::NotAnInput);
        assert_eq!(refusal("streebog256($p)", none()), unavailable);
        let hidden = Some(PolicyError::PasswordHidden);
        assert_eq!(refusal("md5(cut(0, 4, $p))", none()), hidden);
        let long = Some(PolicyError::PepperHidesPassword);
        assert_eq!(refusal("$c1.$p", constant(&[b'c'; 65])), long);
        assert_eq!(refusal("$c1.md5($p)", constant(&[b'c'; 60])), long);
        assert_eq!(refusal("$c1.$p", constant(&[b'c'; 64])), None);
    }

    /// What cannot be encoded is a wrong password, and no fault of anybody.
    #[test]
    fn what_cannot_be_encoded_is_wrong() {
        let policy = input("sha256(utf16($p))", Context::new()).unwrap();
        let stored = bcrypt(b"anything");
        let row = || Stored::under("old", stored.as_str());
        let wrong = Authentication::Denied(Denial::WrongPassword);
        assert_eq!(policy.authenticate(row(), b"\xff\xfe"), wrong);
        assert_eq!(policy.authenticate(row(), "password"), wrong);
        let missing = policy.authenticate(Stored::MISSING, b"\xff\xfe");
        assert_eq!(missing, Authentication::Denied(Denial::NoHash));
        let answer = policy.verify_stored(row(), b"\xff\xfe");
        assert_eq!(answer, Err(Denial::WrongPassword));
    }

    /// A row over an expression, under a scheme with an input: one after the other.
    #[test]
    fn an_input_goes_before_a_rows_expression() {
        use md5::Digest;
        let inner = md5::Md5::digest(b"password of 5");
        let inner = base16ct::lower::encode_string(&inner);
        let outer = md5::Md5::digest(format!("{inner}NaCl"));
        let outer = base16ct::lower::encode_string(&outer);
        let format: legacy_hash::Format = "vbulletin".parse().unwrap();
        let expression: Expression = "$p.$c1".parse().unwrap();
        let scheme = Scheme::of(format).with_input(expression, constant(b" of 5"));
        let policy = cheap_policy().with_scheme("old", scheme).unwrap();
        let context = || Context::new().with_salt("NaCl");
        let row = || Stored::under("old", outer.as_str()).with_context(context());
        assert!(policy.authenticate(row(), "password").is_granted());
        let wrong = policy.authenticate(row(), "password of 5");
        assert_eq!(wrong, Authentication::Denied(Denial::WrongPassword));
    }
}
