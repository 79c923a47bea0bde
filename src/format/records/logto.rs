//! Logto's method `Legacy`: a function's name, its arguments with the password's place among them, and the
//! digest.

use core::ops::Range;
use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::encoding;
use crate::error::Field;
use crate::expression::Expression;
use crate::format::coding::Coding;
use crate::format::fields::{Fields, zeros};
use crate::format::records::firebase::{self, Modified};
use crate::format::records::names::function;
use crate::format::records::{base64, computed, counted, derived, template, to_base64, words};
use crate::format::row::{Functions, Row, Unread, record};
use crate::format::salting::usual;
use crate::function::DigestFunction;

pub(crate) const ROW: Row = record(
    "logto",
    LOGTO,
    "sha256($p)",
    |fields| match Derivation::of(fields) {
        Some(derivation) => derivation.expression(fields),
        None => arranged(fields),
    },
    r#"["sha256",["NaCl","@"],"cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504"]"#,
    "Logto, packages/core/src/utils/password.ts",
)
.noted(
    "Its digests are of all arguments, one behind the other. `pbkdf2` takes a salt, which is text or behind\n\
     `hex:` hexadecimal, the iterations, the digest's length, the digest's name and the password, and\n\
     `firebase-scrypt` the salt, the signer key, the separator, the rounds, the memory cost and the password.",
);

/// `["sha256",["NaCl","@"],"…"]`: a digest of the arguments, one behind the other, with the password for
/// each `"@"`, in hexadecimal.
///
/// The arguments are put together as one salt. The template says where they are in it: the function's name, a
/// zero, and the length of each argument in four bytes, which is 0 for the password.
const LOGTO: Functions = Functions {
    pattern: r#"["<function>",[<arguments>],"<digest:hex>"]"#,
    mark: "[",
    fits: is_array,
    cut: |text| {
        triple(text, |name, arguments, digest| {
            if let Some(derivation) = Derivation::named(name) {
                return derivation.cut(arguments, digest);
            }
            let (template, salt_len) = arrange(name, arguments);
            let mut bytes = Zeroizing::new(vec![0; functions(name)?.len()]);
            let decoded = base16ct::mixed::decode(digest, &mut bytes).map(<[u8]>::len);
            if decoded != Ok(bytes.len()) {
                return Err(Unread::Malformed(Field::Digest));
            }
            let mut salt = Vec::with_capacity(salt_len);
            for argument in arguments.iter().filter(|argument| **argument != PASSWORD) {
                salt.extend_from_slice(argument.as_bytes());
            }
            Ok(Fields {
                digest: bytes,
                salt: (!salt.is_empty()).then_some(Cow::Owned(salt)),
                template: Some(Cow::Owned(template)),
                ..Fields::default()
            })
        })
    },
    measure: |text| {
        triple(text, |name, arguments, digest| {
            if let Some(derivation) = Derivation::named(name) {
                return derivation.cut(arguments, digest);
            }
            let (template, salt_len) = arrange(name, arguments);
            let is_digest = digest.len() == functions(name)?.len().saturating_mul(2)
                && Coding::Hex.has_alphabet(digest);
            if !is_digest {
                return Err(Unread::Malformed(Field::Digest));
            }
            Ok(Fields {
                salt: (salt_len > 0).then(|| zeros(salt_len)),
                template: Some(Cow::Owned(template)),
                ..Fields::default()
            })
        })
    },
    print: |fields| {
        if let Some(derivation) = Derivation::of(fields) {
            return derivation.print(fields);
        }
        let template = fields.template.as_deref().unwrap_or_default();
        let salt = fields.salt.as_deref().unwrap_or_default();
        let salt = String::from_utf8_lossy(salt);
        let (name, arguments) = arrangement(template);
        let arguments: Vec<&str> = arguments
            .map(|argument| match argument {
                Argument::Password => PASSWORD,
                Argument::Salt(range) => salt.get(range).unwrap_or_default(),
            })
            .collect();
        json(name, &arguments, &encoding::to_hex(&fields.digest))
    },
};

/// What Logto computes beside digests. Their names are in lower case.
#[derive(Clone, Copy)]
enum Derivation {
    Pbkdf2,
    FirebaseScrypt,
}

impl Derivation {
    fn named(name: &str) -> Option<Self> {
        match name {
            "pbkdf2" | "pbkdf2Sync" => Some(Self::Pbkdf2),
            firebase::SCRYPT => Some(Self::FirebaseScrypt),
            _ => None,
        }
    }

    /// What the template of a text says.
    fn of(fields: &Fields<'_>) -> Option<Self> {
        let [name] = words(fields);
        Self::named(name)
    }

    fn cut(self, arguments: &[&str], digest: &str) -> Result<Fields<'static>, Unread> {
        let number = |argument| match Coding::Decimal.number(argument) {
            Some((number, _)) => Ok(number),
            None => Err(Unread::Malformed(Field::Parameters)),
        };
        match (self, arguments) {
            (Self::Pbkdf2, [salt, iterations, len, name, PASSWORD]) => {
                let (kind, salt) = match salt.strip_prefix(HEX) {
                    Some("") => return Err(Unread::Malformed(Field::Salt)),
                    Some(digits) => ("hex", decode(digits, Field::Salt)?),
                    None => ("text", salt.as_bytes().to_vec()),
                };
                let key = decode(digest, Field::Digest)?;
                let numbers = counted(number(iterations)?);
                Ok(Fields {
                    template: template(["pbkdf2", kind, function(name)?.name()]),
                    ..derived(key, Some(number(len)?), salt, numbers)?
                })
            }
            (Self::FirebaseScrypt, [salt, key, separator, rounds, mem_cost, PASSWORD]) => {
                Modified {
                    salt,
                    key,
                    separator,
                    rounds: number(rounds)?,
                    mem_cost: number(mem_cost)?,
                }
                .fields(base64(digest, Field::Digest)?)
            }
            // Without the password any one would do.
            _ => Err(Unread::Malformed(Field::Parameters)),
        }
    }

    fn expression(self, fields: &Fields<'_>) -> Result<Expression, Unread> {
        match self {
            Self::Pbkdf2 => {
                let [_, _, name] = words(fields);
                computed(&format!("pbkdf2_{name}($p, $s, $n, $length)"))
            }
            Self::FirebaseScrypt => firebase::modified(),
        }
    }

    fn print(self, fields: &Fields<'_>) -> String {
        let salt = fields.salt.as_deref().unwrap_or_default();
        match self {
            Self::Pbkdf2 => {
                let [name, kind, function] = words(fields);
                let salt = match kind {
                    "hex" => format!("{HEX}{}", encoding::to_hex(salt)),
                    _ => String::from_utf8_lossy(salt).into_owned(),
                };
                let iterations = fields.numbers.count.unwrap_or_default().to_string();
                let len = fields.digest.len().to_string();
                let function = function.replace('_', "-");
                let arguments = [&salt, &iterations, &len, &function, PASSWORD];
                json(name, &arguments, &encoding::to_hex(&fields.digest))
            }
            Self::FirebaseScrypt => {
                let [salt, key, separator] = firebase::parts(fields);
                let [name] = words(fields);
                let [rounds, mem_cost] = firebase::costs(fields).map(|cost| cost.to_string());
                let [salt, key, separator] = [salt, key, separator].map(to_base64);
                let arguments = [&salt, &key, &separator, &rounds, &mem_cost, PASSWORD];
                json(name, &arguments, &to_base64(&fields.digest))
            }
        }
    }
}

/// What stands before a salt in hexadecimal.
const HEX: &str = "hex:";

fn decode(digits: &str, field: Field) -> Result<Vec<u8>, Unread> {
    let bytes = Coding::Hex.decode(digits, None);
    Ok(bytes.map_err(|_| field)?.into_owned())
}

/// Whether a text is an array with the password's place in it and a digest at its end, as far as it can be
/// told without reading JSON. Anything else that begins like an array may be a password.
fn is_array(text: &str) -> bool {
    let front = text.strip_suffix(']').map(str::trim_ascii_end);
    let front = front.and_then(|front| front.strip_suffix('"'));
    let parts = front.and_then(|front| front.rsplit_once('"'));
    parts.is_some_and(|(arguments, digest)| {
        digest.len() >= SHORTEST_DIGEST
            && encoding::has_alphabet(digest.trim_end_matches('='), b'+', b'/')
            && arguments
                .as_bytes()
                .windows(3)
                .any(|place| place == b"\"@\"")
    })
}

/// MD5's in base64, in characters.
const SHORTEST_DIGEST: usize = 22;

/// The password's place among the arguments.
const PASSWORD: &str = "@";

/// One argument.
enum Argument {
    Password,
    /// These bytes of the salt.
    Salt(Range<usize>),
}

/// The template, and how long the salt is. An argument that is empty adds nothing.
fn arrange(name: &str, arguments: &[&str]) -> (Vec<u8>, usize) {
    let mut template = Vec::with_capacity(name.len().saturating_add(16));
    template.extend_from_slice(name.as_bytes());
    template.push(0);
    let mut salt_len: usize = 0;
    for argument in arguments.iter().filter(|argument| !argument.is_empty()) {
        let len = match argument.len() {
            _ if *argument == PASSWORD => 0,
            len => len,
        };
        salt_len = salt_len.saturating_add(len);
        // No text is longer.
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        template.extend_from_slice(&len.to_be_bytes());
    }
    (template, salt_len)
}

/// The function's name and the arguments in a template.
fn arrangement(template: &[u8]) -> (&str, impl Iterator<Item = Argument>) {
    let end = template.iter().position(|byte| *byte == 0);
    let (name, lengths) = template
        .split_at_checked(end.unwrap_or_default())
        .unwrap_or_default();
    let (lengths, _) = lengths.get(1..).unwrap_or_default().as_chunks();
    let mut end: usize = 0;
    let arguments = lengths
        .iter()
        .map(move |len| match u32::from_be_bytes(*len) {
            0 => Argument::Password,
            len => {
                let start = end;
                end = start.saturating_add(len as usize);
                Argument::Salt(start..end)
            }
        });
    (core::str::from_utf8(name).unwrap_or_default(), arguments)
}

/// What is computed.
fn arranged(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let template = fields.template.as_deref().unwrap_or_default();
    let (name, arguments) = arrangement(template);
    let functions = functions(name)?;
    let (mut before, mut passwords, mut behind) = (false, 0_usize, false);
    for argument in arguments {
        match argument {
            Argument::Password => passwords = passwords.saturating_add(1),
            Argument::Salt(_) if passwords == 0 => before = true,
            Argument::Salt(_) => behind = true,
        }
    }
    if let Digests::One(function) = functions {
        let [password_alone, salt_first, password_first] = usual(function);
        match (before, passwords, behind) {
            (false, 1, false) => return Ok(password_alone.expression()),
            (true, 1, false) => return Ok(salt_first.expression()),
            (false, 1, true) => return Ok(password_first.expression()),
            _ => {}
        }
    }
    // What stands side by side is one term: an expression has a limit.
    let mut terms: Vec<Argument> = Vec::new();
    for argument in arrangement(template).1 {
        match (terms.last_mut(), argument) {
            (Some(Argument::Salt(before)), Argument::Salt(range)) => before.end = range.end,
            (_, argument) => terms.push(argument),
        }
    }
    let terms = terms.iter().map(|argument| match argument {
        Argument::Password => "$p".to_owned(),
        Argument::Salt(range) => format!("cut({}, {}, $s)", range.start, range.end),
    });
    let terms: Vec<_> = terms.collect();
    // Without the password it is no expression: any password would do.
    computed(&functions.of(&terms.join(".")))
}

/// What Logto digests with.
#[derive(Clone, Copy)]
enum Digests {
    One(DigestFunction),
    /// That of TLS 1.0: both, one behind the other.
    Md5Sha1,
}

impl Digests {
    const fn len(self) -> usize {
        match self {
            Self::One(function) => function.len(),
            Self::Md5Sha1 => 36,
        }
    }

    /// The expression of these terms.
    fn of(self, terms: &str) -> String {
        match self {
            Self::One(function) => format!("{}({terms})", function.name()),
            Self::Md5Sha1 => format!("md5_raw({terms}).sha1_raw({terms})"),
        }
    }
}

fn functions(name: &str) -> Result<Digests, Unread> {
    if name.eq_ignore_ascii_case("md5-sha1") {
        return Ok(Digests::Md5Sha1);
    }
    function(name).map(Digests::One)
}

/// Gives the name, the arguments and the digest of an array to `take`.
#[cfg(feature = "records")]
fn triple<T>(
    text: &str,
    take: impl FnOnce(&str, &[&str], &str) -> Result<T, Unread>,
) -> Result<T, Unread> {
    let malformed = Unread::Malformed(Field::Structure);
    // JSON may have blanks around it, and a stored text may not.
    if !(text.starts_with('[') && text.ends_with(']')) {
        return Err(malformed);
    }
    // Where no character is escaped, nothing is copied.
    if let Ok((name, arguments, digest)) = serde_json::from_str::<(&str, Vec<&str>, &str)>(text) {
        return take(name, &arguments, digest);
    }
    let (name, arguments, digest): (String, Vec<String>, String) =
        serde_json::from_str(text).map_err(|_| malformed)?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    take(&name, &arguments, &digest)
}

#[cfg(feature = "records")]
fn json(name: &str, arguments: &[&str], digest: &str) -> String {
    serde_json::to_string(&(name, arguments, digest)).unwrap_or_default()
}

#[cfg(not(feature = "records"))]
fn triple<T>(
    text: &str,
    _: impl FnOnce(&str, &[&str], &str) -> Result<T, Unread>,
) -> Result<T, Unread> {
    if text.starts_with('[') && is_array(text) {
        Err(Unread::Missing("logto (feature records)"))
    } else {
        Err(Unread::Malformed(Field::Structure))
    }
}

/// There is nothing to print, since nothing was read.
#[cfg(not(feature = "records"))]
fn json(_: &str, _: &[&str], _: &str) -> String {
    String::new()
}
