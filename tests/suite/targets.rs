//! The bodies of the fuzz targets, which the test suite also runs over seeded cases.
#![allow(dead_code)] // each fuzz target is a program of its own that uses one of them

use legacy_hash::envelope::logto;
use legacy_hash::{
    Context, Expression, Format, LegacyHash, Limits, ParseError, Policy, Scheme, Stored, Upgrade,
    VerifyError, identify,
};

/// What a fuzz input is, line by line: a row's name and the columns beside the hash, parted by tabs (salt,
/// second salt, user, constants; an empty one is none); the stored text; and the password, which may
/// have lines.
struct Input<'a> {
    /// None where the first line names no row: the text says what it is, and is declared to be many things.
    format: Option<Format>,
    context: Context,
    text: &'a str,
    password: &'a [u8],
}

impl<'a> Input<'a> {
    fn of(data: &'a [u8]) -> Option<Self> {
        let mut lines = data.splitn(3, |&byte| byte == b'\n');
        let mut columns = lines.next()?.split(|&byte| byte == b'\t');
        let name = std::str::from_utf8(columns.next()?).unwrap_or_default();
        let mut column = || columns.next().filter(|column| !column.is_empty());
        let mut context = Context::new();
        if let Some(salt) = column() {
            context = context.with_salt(salt);
        }
        if let Some(salt) = column() {
            context = context.with_salt2(salt);
        }
        if let Some(user) = column() {
            context = context.with_user(user);
        }
        for number in 1..=9 {
            if let Some(constant) = column() {
                context = context.with_constant(number, constant);
            }
        }
        Some(Self {
            format: name.parse().ok(),
            context,
            text: std::str::from_utf8(lines.next()?).ok()?,
            password: lines.next().unwrap_or_default(),
        })
    }

    /// What the text is declared to be: the named row, or one format in sixteen, which ones the text
    /// decides. All of them at every input would be slow.
    fn formats(&self) -> impl Iterator<Item = Format> + use<> {
        let bytes = self.text.bytes();
        let sum = bytes.fold(self.text.len(), |sum, byte| sum.wrapping_add(byte.into()));
        let named = self.format;
        let others = Format::all().skip(sum % 16).step_by(16);
        named
            .into_iter()
            .chain(others.filter(move |_| named.is_none()))
    }

    /// The text under each of its declarations.
    fn declared(&self) -> impl Iterator<Item = (Format, Result<LegacyHash, ParseError>)> {
        self.formats().map(|format| {
            let hash = LegacyHash::parse_as(format, self.text);
            (
                format,
                hash.map(|hash| hash.with_context(self.context.clone())),
            )
        })
    }

    fn detected(&self) -> Result<LegacyHash, ParseError> {
        LegacyHash::parse(self.text).map(|hash| hash.with_context(self.context.clone()))
    }
}

/// Any text is read or refused, under every declaration. What says of itself that it is of a format is
/// read alike, declared or not.
pub(crate) fn parse(data: &[u8]) {
    let Some(input) = Input::of(data) else {
        return;
    };
    let detected = input.detected();
    for (format, declared) in input.declared() {
        if format.is_detected() && declared.is_ok() {
            assert_eq!(declared, detected, "{format}");
        }
    }
    let identity = identify(input.text).map(|identity| identity.cost());
    assert_eq!(
        identity,
        LegacyHash::parse(input.text).ok().map(|hash| hash.cost())
    );
    for method in ["MD5", "SHA1", "SHA256", "Bcrypt", "Argon2id"] {
        let _ = logto::parse(method, input.text);
    }
}

/// What a hash writes of itself is read as the same hash, and is then written alike.
pub(crate) fn roundtrip(data: &[u8]) {
    let Some(input) = Input::of(data) else {
        return;
    };
    let check = |hash: LegacyHash, read: &dyn Fn(&str) -> Result<LegacyHash, ParseError>| {
        let written = hash.encoded().expect("a text that was read");
        let again = read(&written);
        let again = again.unwrap_or_else(|error| panic!("{error}: {written} of {hash:?}"));
        assert_eq!(again, hash);
        assert_eq!(again.encoded(), Some(written));
    };
    if let Ok(hash) = LegacyHash::parse(input.text) {
        check(hash, &|text| LegacyHash::parse(text));
    }
    for format in input.formats() {
        if let Ok(hash) = LegacyHash::parse_as(format, input.text) {
            // What was wrapped is written bare, and says itself what it is.
            check(hash, &|text| match format.is_detected() {
                true => LegacyHash::parse(text),
                false => LegacyHash::parse_as(format, text),
            });
        }
    }
}

/// Verification ends, within the limits, and what it hands back verifies.
pub(crate) fn verify(data: &[u8]) {
    let Some(input) = Input::of(data) else {
        return;
    };
    let (policy, password) = (policy(), input.password);
    for (format, hash) in input.declared() {
        let Ok(hash) = hash else { continue };
        let upgrade = match hash.verify_and_upgrade(password, &policy) {
            Ok(upgrade) => upgrade,
            Err(error) => {
                let is_defect = matches!(error, VerifyError::Internal { .. });
                assert!(!is_defect, "{format}");
                continue;
            }
        };
        assert_eq!(policy.verify(&hash, password), Ok(()));
        match upgrade {
            Upgrade::Current => assert!(!policy.needs_rehash(&hash)),
            Upgrade::Withheld(_) => assert!(policy.needs_rehash(&hash)),
            Upgrade::Rehashed(new) => {
                let new = LegacyHash::from(new);
                assert!(!password.is_empty());
                assert_eq!(
                    new.verify_and_upgrade(password, &policy),
                    Ok(Upgrade::Current)
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

/// The same input at the login endpoint: the answer is the one that verification gives, whether the hash
/// was read before, stands in a column that is declared, or says itself what it is.
pub(crate) fn authenticate(data: &[u8]) {
    let Some(input) = Input::of(data) else {
        return;
    };
    let (plain, password) = (policy(), input.password);
    let is_right = |policy: &Policy, hash: &Result<LegacyHash, ParseError>| {
        let verifies = |hash| policy.verify(hash, password).is_ok();
        !password.is_empty() && hash.as_ref().is_ok_and(verifies)
    };
    for (format, hash) in input.declared() {
        let expected = is_right(&plain, &hash);
        let answer = plain.authenticate(hash, password);
        assert_eq!(answer.is_granted(), expected, "{format}: {answer:?}");
        let Ok(policy) = plain.clone().with_scheme("old", Scheme::of(format)) else {
            continue;
        };
        let stored = Stored::under("old", input.text).with_context(input.context.clone());
        let answer = policy.authenticate(stored, password);
        assert_eq!(answer.is_granted(), expected, "{format}: {answer:?}");
    }
    if input.format.is_some() {
        return;
    }
    let hash = input.detected();
    let expected = is_right(&plain, &hash);
    let stored = Stored::from(input.text).with_context(input.context.clone());
    assert_eq!(plain.authenticate(stored, password).is_granted(), expected);
    assert_eq!(plain.authenticate(hash, password).is_granted(), expected);
}

/// A line that may be an expression, and a password behind it. The line is refused at a place of its own,
/// or is written as an expression that is equal, and computes something for every kind of hash, within
/// the limits and each time the same.
pub(crate) fn expression(data: &[u8]) {
    let Some((text, password)) = text_and_password(data) else {
        return;
    };
    let expression = match text.parse::<Expression>() {
        Ok(expression) => expression,
        Err(error) => {
            assert!((1..=text.chars().count() + 1).contains(&error.column()));
            let printed = error.to_string();
            assert_eq!(printed.lines().count(), 3, "{printed}");
            return;
        }
    };
    let written = expression.to_string();
    assert!(written.len() <= text.len());
    let read: Expression = written.parse().expect("an expression reads what it writes");
    assert_eq!(read, expression);
    assert_eq!(read.to_string(), written);

    let policy = policy();
    let part = |start: usize| password.get(start..).unwrap_or_default();
    let mut context = Context::new().with_salt(part(1)).with_salt2("NaCl");
    context = context.with_user(part(2));
    for number in 1..=8 {
        context = context.with_constant(number, part(number.into()));
    }
    let digests = [16, 20, 28, 32, 48, 64].map(|len| "00".repeat(len));
    let texts = [
        "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "a text",
    ];
    for encoded in digests.iter().map(String::as_str).chain(texts) {
        for context in [&context, &Context::new()] {
            let hash = LegacyHash::computed_by(&expression, encoded, context.clone());
            let Ok(hash) = hash else { continue };
            let answer = policy.verify(&hash, password);
            assert_eq!(policy.verify(&hash, password), answer);
            let is_defect = matches!(answer, Err(VerifyError::Internal { .. }));
            assert!(!is_defect, "{expression}");
        }
    }
}

/// A text and a password, parted by the first line break.
fn text_and_password(data: &[u8]) -> Option<(&str, &[u8])> {
    let line = data.iter().position(|&byte| byte == b'\n')?;
    let (text, password) = data.split_at(line);
    Some((std::str::from_utf8(text).ok()?, password.get(1..)?))
}

/// Costs next to nothing, and lets nothing dear be verified.
fn policy() -> Policy {
    let mut limits = Limits::default();
    limits.memory_kib = 64;
    limits.work_kib = 16 * 152; // bcrypt of cost 4
    Policy::default()
        .with_weak_cost(8, 1, 1)
        .and_then(|policy| policy.with_limits(limits))
        .expect("a valid policy")
}
