//! Records of imports that are JSON: one text holds what is computed, of what, and the digest. JSON is read
//! with the feature `records`.

use core::ops::Range;
use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::encoding;
use crate::error::Field;
use crate::expression::Expression;
use crate::format::coding::Coding;
use crate::format::fields::{Fields, zeros};
use crate::format::row::{Family, Functions, Row, Unread, record};
use crate::format::salting::usual;
use crate::function::DigestFunction;

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Records of imports in JSON",
    page: "records",
    about: "What a service keeps of an imported user as JSON, in one text. Reading it is the feature `records`:\n\
        without it such a text is recognised and unsupported. Of Logto's method `Legacy` it is all digests of\n\
        Node's but `md5-sha1`; `pbkdf2` and `firebase-scrypt` are unsupported.",
    known: "Logto",
    rows: ROWS,
};

const ROWS: &[Row] = &[record(
    "logto",
    LOGTO,
    "sha256($p)",
    arranged,
    r#"["sha256",["NaCl","@"],"cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504"]"#,
    "Logto, packages/core/src/utils/password.ts",
)];

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
            let (template, salt_len) = arrange(name, arguments);
            let mut bytes = Zeroizing::new(vec![0; function(name)?.len()]);
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
            let (template, salt_len) = arrange(name, arguments);
            let is_digest = digest.len() == function(name)?.len().saturating_mul(2)
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
    let function = function(name)?;
    let [password_alone, salt_first, password_first] = usual(function);
    let (mut before, mut passwords, mut behind) = (false, 0_usize, false);
    for argument in arguments {
        match argument {
            Argument::Password => passwords = passwords.saturating_add(1),
            Argument::Salt(_) if passwords == 0 => before = true,
            Argument::Salt(_) => behind = true,
        }
    }
    match (before, passwords, behind) {
        (false, 1, false) => return Ok(password_alone.expression()),
        (true, 1, false) => return Ok(salt_first.expression()),
        (false, 1, true) => return Ok(password_first.expression()),
        _ => {}
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
    let source = format!("{}({})", function.name(), terms.join("."));
    // Without the password it is no expression: any password would do.
    let malformed = Unread::Malformed(Field::Parameters);
    source.parse().map_err(|_| malformed)
}

/// The digest of a name that Node's `createHash` knows, which Logto asks. It takes the names of OpenSSL 3, in
/// either case.
fn function(name: &str) -> Result<DigestFunction, Unread> {
    let has = |names: &str| names.split(' ').any(|own| name.eq_ignore_ascii_case(own));
    if let Some((function, _)) = NAMES.iter().find(|(_, names)| has(names)) {
        return Ok(*function);
    }
    let missing = MISSING.iter().find(|names| has(names));
    Err(match missing.and_then(|names| names.split(' ').next()) {
        Some(function) => Unread::Missing(function),
        None => Unread::Malformed(Field::Parameters),
    })
}

/// The names of each, in lower case. The most frequent ones are first.
const NAMES: &[(DigestFunction, &str)] = &[
    (
        DigestFunction::Sha256,
        "sha256 sha-256 sha2-256 rsa-sha256 sha256withrsaencryption",
    ),
    (
        DigestFunction::Sha512,
        "sha512 sha-512 sha2-512 rsa-sha512 sha512withrsaencryption",
    ),
    (
        DigestFunction::Sha1,
        "sha1 sha-1 ssl3-sha1 rsa-sha1 rsa-sha1-2 sha1withrsaencryption",
    ),
    (
        DigestFunction::Md5,
        "md5 ssl3-md5 rsa-md5 md5withrsaencryption",
    ),
    (
        DigestFunction::Sha224,
        "sha224 sha-224 sha2-224 rsa-sha224 sha224withrsaencryption",
    ),
    (
        DigestFunction::Sha384,
        "sha384 sha-384 sha2-384 rsa-sha384 sha384withrsaencryption",
    ),
    (
        DigestFunction::Sha512_224,
        "sha512-224 sha-512/224 sha2-512/224 rsa-sha512/224 sha512-224withrsaencryption",
    ),
    (
        DigestFunction::Sha512_256,
        "sha512-256 sha-512/256 sha2-512/256 rsa-sha512/256 sha512-256withrsaencryption",
    ),
    (
        DigestFunction::Sha3_224,
        "sha3-224 rsa-sha3-224 id-rsassa-pkcs1-v1_5-with-sha3-224",
    ),
    (
        DigestFunction::Sha3_256,
        "sha3-256 rsa-sha3-256 id-rsassa-pkcs1-v1_5-with-sha3-256",
    ),
    (
        DigestFunction::Sha3_384,
        "sha3-384 rsa-sha3-384 id-rsassa-pkcs1-v1_5-with-sha3-384",
    ),
    (
        DigestFunction::Sha3_512,
        "sha3-512 rsa-sha3-512 id-rsassa-pkcs1-v1_5-with-sha3-512",
    ),
    (
        DigestFunction::Ripemd160,
        "ripemd160 ripemd-160 ripemd rmd160 rsa-ripemd160 ripemd160withrsa",
    ),
    (DigestFunction::Blake2b, "blake2b512 blake2b-512"),
    (DigestFunction::Blake2s, "blake2s256 blake2s-256"),
    (DigestFunction::Shake128, "shake128 shake-128"),
    (DigestFunction::Shake256, "shake256 shake-256"),
    (DigestFunction::Sm3, "sm3 rsa-sm3 sm3withrsaencryption"),
];

/// What Logto computes and this crate does not, each under its names.
const MISSING: &[&str] = &[
    "md5-sha1",
    // These are no digests, and Logto wants them in lower case.
    "pbkdf2 pbkdf2sync",
    "firebase-scrypt",
];

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
