//! No password, salt, digest or secret in what `Debug` and the errors print.

use std::collections::BTreeSet;
use std::fmt::Debug;

use base64ct::{Base64Unpadded, Encoding};
use legacy_hash::{Context, Format, LegacyHash, Policy, Stored};

use crate::reading::Original;
use crate::vectors::{self, Vector};

/// The spellings under which a run of bytes would show.
fn spellings(bytes: &[u8]) -> Vec<String> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let decimal = format!("{bytes:?}");
    let mut all = vec![
        hex.to_uppercase(),
        hex,
        decimal.trim_matches(['[', ']']).to_owned(),
    ];
    all.extend(String::from_utf8(bytes.to_vec()).ok());
    all
}

/// The shortest run that is looked for, in bytes: less cannot be told from a parameter.
const RUN: usize = 4;

fn assert_hidden(printed: &str, kept: &[u8]) {
    if kept.len() < RUN {
        return;
    }
    for spelling in spellings(kept) {
        assert!(!printed.contains(&spelling), "{spelling:?} in {printed}");
    }
}

/// Not even a run of it shows, among the words that are not the crate's own, and as numbers nowhere.
fn assert_no_run_of(words: &str, printed: &str, kept: &[u8]) {
    for run in kept.windows(RUN) {
        assert_hidden(words, run);
        let decimal = format!("{run:?}");
        let decimal = decimal.trim_matches(['[', ']']);
        assert!(!printed.contains(decimal), "{decimal} in {printed}");
    }
    // Six bits a digit: each place of the digits is that of one of the first three bytes.
    for start in 0..kept.len().min(3) {
        let digits = Base64Unpadded::encode_string(&kept[start..]);
        for digits in digits.as_bytes().windows(RUN * 8 / 6 + 1) {
            let digits = std::str::from_utf8(digits).unwrap();
            assert!(!words.contains(digits), "{digits:?} in {words}");
        }
    }
}

/// All that a value prints of itself.
fn printed(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[test]
fn debug_and_errors_show_nothing_kept() {
    let secret = b"a secret that stays secret";
    let policy = vectors::cheap_policy()
        .with_secret("name-of", secret)
        .unwrap();
    assert_hidden(&printed(&policy), secret);
    assert_hidden(&printed(&policy), b"name-of");
    assert!(printed(&policy).contains("[1 secrets]"));

    for vector in vectors::own_sample(20) {
        let hash = vector.read().unwrap();
        let upgrade = hash.verify_and_upgrade(&vector.password, &policy);
        let wrong = hash.verify("wrong password").unwrap_err();
        let malformed = LegacyHash::parse(&format!("{}?", vector.text)).unwrap_err();
        let output = [
            printed(&hash),
            printed(&upgrade),
            printed(&wrong),
            wrong.to_string(),
            printed(&malformed),
            malformed.to_string(),
        ]
        .join(" ");

        if vector.password != b"password" {
            assert_hidden(&output, &vector.password); // "wrong password" is no leak
        }
        for part in parts(&hash) {
            assert_hidden(&output, part);
        }
        let tail = vector.text.rsplit('$').next().unwrap();
        assert!(!output.contains(tail), "{tail} in {output}");
        if let Ok(legacy_hash::Upgrade::Rehashed(new)) = &upgrade {
            assert_hidden(&output, new.salt());
            assert_hidden(&output, new.tag());
            assert_hidden(&output, new.key_id());
        }
    }
}

/// What a hash prints, by itself and in everything that is made of it, and the errors of it and of texts
/// near it.
fn printed_of(hash: &LegacyHash, text: &str, context: &Context, password: &[u8]) -> String {
    let policy = vectors::cheap_policy();
    let mut printed_all = vec![printed(hash), printed(context)];
    let mut add = |value: &dyn Debug| printed_all.push(printed(&value));
    add(&Stored::from(text).with_context(context.clone()));
    add(&Stored::from(hash));
    add(&policy.authenticate(hash, vectors::altered(password)));
    let cut = text
        .char_indices()
        .next_back()
        .map_or("", |(end, _)| &text[..end]);
    for near in [text, cut, &format!("{text}?"), &format!("{text}\n")] {
        match LegacyHash::parse(near) {
            Ok(hash) => add(&hash),
            Err(error) => add(&(error, error.to_string())),
        }
        add(&legacy_hash::identify(near));
    }
    if let Err(error) = hash.verify(vectors::altered(password)) {
        add(&(error, error.to_string()));
    }
    printed_all.join(" ")
}

fn parts(hash: &LegacyHash) -> Vec<&[u8]> {
    match hash {
        LegacyHash::Md5(hash) => vec![hash.digest(), hash.prefix(), hash.suffix()],
        LegacyHash::Sha1(hash) => vec![hash.digest(), hash.prefix(), hash.suffix()],
        LegacyHash::Sha256(hash) => vec![hash.digest(), hash.prefix(), hash.suffix()],
        LegacyHash::Bcrypt(hash) => vec![hash.digest(), hash.salt()],
        LegacyHash::Argon2(hash) => vec![hash.tag(), hash.salt(), hash.key_id(), hash.data()],
        other => panic!("{:?} is not checked", other.algorithm()),
    }
}

/// What the examples of all rows print, of another password and another salt: the crate's own words, and
/// the numbers by which it tells computations.
fn own_words() -> BTreeSet<String> {
    let mut own = BTreeSet::new();
    for format in Format::all().filter(|format| vectors::is_read(*format)) {
        let context = Context::new()
            .with_salt("NaCl")
            .with_salt2("KCl")
            .with_user("alice")
            .with_constant(1, "site");
        let example = LegacyHash::parse_as(format, format.example()).unwrap();
        let example = example.with_context(context.clone());
        let printed = printed_of(&example, format.example(), &context, b"correct horse");
        own.extend(printed.split(|c| !is_of_word(c)).map(str::to_owned));
    }
    own
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-".contains(c)
}

/// Nothing of a password, a salt, a digest, a user's name or a constant is printed, of no row.
#[test]
fn nothing_of_a_row_is_printed() {
    let own = own_words();
    let mut checked = 0;
    for format in Format::all().filter(|format| vectors::is_read(*format)) {
        let vectors = vectors::of(format).into_iter().filter(Vector::is_plain);
        for vector in vectors.take(20) {
            let Ok(hash) = vector.read() else {
                continue; // a password that is a marker
            };
            let shown = printed_of(&hash, &vector.text, &vector.context, &vector.password);
            // What it costs is no secret.
            let cost = format!("{:?}", hash.cost());
            let cost: BTreeSet<&str> = cost.split(|c| !is_of_word(c)).collect();
            let words: Vec<&str> = shown
                .split(|c| !is_of_word(c))
                .filter(|word| !own.contains(*word) && !cost.contains(word))
                .collect();
            let words = words.join(" ");
            assert_no_run_of(&words, &shown, &vector.password);
            for kept in vector
                .columns
                .iter()
                .flatten()
                .chain(&Original::of(&vector).kept())
            {
                assert_no_run_of(&words, &shown, kept);
            }
            checked += 1;
        }
    }
    assert!(checked > 1000, "{checked}");
}

/// What is redacted still says how long it is, and is compared.
#[test]
fn hashes_of_different_passwords_differ() {
    let (ours, theirs) = (vectors::hashes_of(b"one"), vectors::hashes_of(b"two"));
    for (one, two) in ours.iter().zip(&theirs) {
        assert_eq!(one, &one.clone());
        assert_ne!(one, two);
        let shown = format!("{one:?}");
        assert!(
            ["16", "20", "32", "23"]
                .iter()
                .any(|len| shown.contains(&format!("[{len} bytes]")))
        );
    }
    let md5 = format!("{:?}", ours[0]);
    assert!(md5.contains("digest: [16 bytes]"), "{md5}");
    let argon2 = format!("{:?}", ours[4]);
    assert!(argon2.contains("has_key_id: false"), "{argon2}");
    let keyed = vectors::cheap_policy().with_secret("key", "sixteen bytes or more");
    let keyed = format!("{:?}", keyed.unwrap().hash("password").unwrap());
    assert!(keyed.contains("has_key_id: true"), "{keyed}");
}

/// What is stored says under which label, and how much, and not what.
#[test]
fn a_stored_text_is_not_printed() {
    let text = "$2b$04$secret";
    assert_eq!(printed_once(Stored::MISSING), "Missing");
    assert_eq!(printed_once(text), "Text([13 bytes])");
    assert_eq!(
        printed_once(Stored::under("v1", text)),
        "\"v1\": Text([13 bytes])"
    );
    assert!(printed_once(LegacyHash::parse("!")).contains("Unreadable(Disabled"));
    let [md5, ..] = vectors::hashes_of(b"password");
    assert!(printed_once(&md5).starts_with("Hash(Md5("));
}

fn printed_once<'a>(stored: impl Into<Stored<'a>>) -> String {
    format!("{:?}", stored.into())
}

/// Errors end in an operator's log, which has to say what to do.
#[test]
fn errors_say_what_is_wrong() {
    let malformed = LegacyHash::parse("$2b$04$").unwrap_err();
    assert_eq!(malformed.to_string(), "malformed bcrypt hash: salt");
    let dear = LegacyHash::parse(&format!("$2b$17${}", ".".repeat(53))).unwrap();
    assert_eq!(
        dear.verify("password").unwrap_err().to_string(),
        "bcrypt: work in KiB of 19922944 is over the limit of 10485760"
    );
    assert_eq!(
        Policy::default()
            .with_weak_cost(7, 1, 1)
            .unwrap_err()
            .to_string(),
        "not a cost that Argon2 has: memory"
    );
    let named = |names: Vec<String>| {
        let set: BTreeSet<_> = names.iter().collect();
        assert_eq!(set.len(), names.len(), "{names:?}");
        assert!(names.iter().all(|name| name.is_ascii() && name.len() > 3));
    };
    {
        use legacy_hash::Field::*;
        let fields = [
            Structure, Version, Cost, Parameters, Memory, Iterations, Lanes, KeyId, Data, Salt,
            Digest,
        ];
        named(fields.map(|field| field.to_string()).to_vec());
    }
    {
        use legacy_hash::Param::*;
        let params = [Password, Encoded, Salt, Memory, Work, Lanes, SignInWork];
        named(params.map(|param| param.to_string()).to_vec());
    }
    // What has a width keeps it, for tables.
    let (param, field) = (legacy_hash::Param::Lanes, legacy_hash::Field::Salt);
    assert_eq!(format!("{param:>7}{field:>6}"), "  lanes  salt");
}

#[test]
fn errors_are_small_and_copy() {
    fn is_copy<T: Copy + Eq + Send + Sync + std::error::Error + 'static>() -> usize {
        size_of::<T>()
    }
    assert!(is_copy::<legacy_hash::ParseError>() <= 24);
    assert!(is_copy::<legacy_hash::VerifyError>() <= 24);
    assert!(is_copy::<legacy_hash::HashError>() <= 24);
    assert!(is_copy::<legacy_hash::PolicyError>() <= 24);
    assert!(is_copy::<legacy_hash::Withheld>() <= 24);
    let _: fn(&Policy) -> String = |policy| format!("{policy:?}");
}
