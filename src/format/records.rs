//! Records of imports that are JSON: one text holds what is computed, of what, and the digest. JSON is read
//! with the feature `records`.

use core::ops::Range;
use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::encoding;
use crate::error::Field;
use crate::expression::{CompiledRow, Expression};
use crate::format::fields::Fields;
use crate::format::row::{Family, Functions, Row, Unread, record};
use crate::function::DigestFunction;

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Records of imports in JSON",
    page: "records",
    about: "What a service keeps of an imported user as JSON, in one text. Reading it is the feature `records`:\n\
        without it such a text is recognised and unsupported. Of Logto's method `Legacy` it is all digests that\n\
        this crate has; `pbkdf2` and `firebase-scrypt` are unsupported.",
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
/// The arguments are put together as one salt. The template says where they are in it: the function's name,
/// and for each argument `@` or its length.
const LOGTO: Functions = Functions {
    pattern: r#"["<function>",[<arguments>],"<digest:hex>"]"#,
    mark: "[\"",
    cut: |text| {
        let (name, arguments, digest) = triple(text)?;
        let function = function(&name)?;
        let mut template = name;
        let mut salt = String::new();
        let mut has_password = false;
        // An empty argument adds nothing.
        for argument in arguments.iter().filter(|argument| !argument.is_empty()) {
            template.push(' ');
            if argument == PASSWORD {
                has_password = true;
                template.push_str(PASSWORD);
            } else {
                template.push_str(&argument.len().to_string());
                salt.push_str(argument);
            }
        }
        if !has_password {
            // Any password would do.
            return Err(Unread::Malformed(Field::Parameters));
        }
        let mut bytes = Zeroizing::new(vec![0; function.len()]);
        base16ct::mixed::decode(&digest, &mut bytes)
            .ok()
            .filter(|decoded| decoded.len() == function.len())
            .ok_or(Unread::Malformed(Field::Digest))?;
        Ok(Fields {
            digest: bytes,
            salt: (!salt.is_empty()).then(|| Cow::Owned(salt.into_bytes())),
            template: Some(Cow::Owned(template.into_bytes())),
            ..Fields::default()
        })
    },
    print: |fields| {
        let (name, arguments) = arrangement(fields).unwrap_or_default();
        let salt = fields.salt.as_deref().unwrap_or_default();
        let salt = String::from_utf8_lossy(salt);
        let arguments = arguments.into_iter();
        let arguments: Vec<&str> = arguments
            .map(|argument| match argument {
                Argument::Password => PASSWORD,
                Argument::Salt(range) => salt.get(range).unwrap_or_default(),
            })
            .collect();
        json(name, &arguments, &encoding::to_hex(&fields.digest))
    },
};

/// The password's place among the arguments.
const PASSWORD: &str = "@";

/// One argument.
enum Argument {
    Password,
    /// These bytes of the salt.
    Salt(Range<usize>),
}

/// The function's name, and the arguments.
fn arrangement<'a>(fields: &'a Fields<'_>) -> Option<(&'a str, Vec<Argument>)> {
    let template = core::str::from_utf8(fields.template.as_deref()?).ok()?;
    let mut words = template.split(' ');
    let name = words.next()?;
    let mut end: usize = 0;
    let arguments = words.map(|word| {
        if word == PASSWORD {
            return Some(Argument::Password);
        }
        let start = end;
        end = start.checked_add(word.parse().ok()?)?;
        Some(Argument::Salt(start..end))
    });
    Some((name, arguments.collect::<Option<_>>()?))
}

/// What is computed.
fn arranged(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let malformed = Unread::Malformed(Field::Parameters);
    let (name, arguments) = arrangement(fields).ok_or(malformed)?;
    let function = function(name)?;
    let usual = USUAL.iter().find(|(of, _)| *of == function);
    let (_, [password_alone, salt_first, password_first]) = usual.ok_or(malformed)?;
    match arguments.as_slice() {
        [Argument::Password] => return Ok(password_alone.expression()),
        [Argument::Salt(_), Argument::Password] => return Ok(salt_first.expression()),
        [Argument::Password, Argument::Salt(_)] => return Ok(password_first.expression()),
        _ => {}
    }
    let terms = arguments.iter().map(|argument| match argument {
        Argument::Password => "$p".to_owned(),
        Argument::Salt(range) => format!("cut({}, {}, $s)", range.start, range.end),
    });
    let terms: Vec<_> = terms.collect();
    let source = format!("{}({})", function.name(), terms.join("."));
    source.parse().map_err(|_| malformed)
}

/// The digest of a name that Node's `createHash` knows, which Logto asks. It takes the names of OpenSSL 3, in
/// either case.
fn function(name: &str) -> Result<DigestFunction, Unread> {
    let name = name.to_ascii_lowercase();
    for (function, names) in NAMES {
        if names.contains(&name.as_str()) {
            return Ok(*function);
        }
    }
    for names in MISSING {
        if let [function, ..] = names
            && names.contains(&name.as_str())
        {
            return Err(Unread::Missing(function));
        }
    }
    Err(Unread::Malformed(Field::Parameters))
}

const NAMES: &[(DigestFunction, &[&str])] = &[
    (
        DigestFunction::Md5,
        &["md5", "ssl3-md5", "rsa-md5", "md5withrsaencryption"],
    ),
    (
        DigestFunction::Sha1,
        &[
            "sha1",
            "sha-1",
            "ssl3-sha1",
            "rsa-sha1",
            "rsa-sha1-2",
            "sha1withrsaencryption",
        ],
    ),
    (
        DigestFunction::Sha224,
        &[
            "sha224",
            "sha-224",
            "sha2-224",
            "rsa-sha224",
            "sha224withrsaencryption",
        ],
    ),
    (
        DigestFunction::Sha256,
        &[
            "sha256",
            "sha-256",
            "sha2-256",
            "rsa-sha256",
            "sha256withrsaencryption",
        ],
    ),
    (
        DigestFunction::Sha384,
        &[
            "sha384",
            "sha-384",
            "sha2-384",
            "rsa-sha384",
            "sha384withrsaencryption",
        ],
    ),
    (
        DigestFunction::Sha512,
        &[
            "sha512",
            "sha-512",
            "sha2-512",
            "rsa-sha512",
            "sha512withrsaencryption",
        ],
    ),
    (
        DigestFunction::Sha512_256,
        &[
            "sha512-256",
            "sha-512/256",
            "sha2-512/256",
            "rsa-sha512/256",
            "sha512-256withrsaencryption",
        ],
    ),
    (
        DigestFunction::Sha3_224,
        &[
            "sha3-224",
            "rsa-sha3-224",
            "id-rsassa-pkcs1-v1_5-with-sha3-224",
        ],
    ),
    (
        DigestFunction::Sha3_256,
        &[
            "sha3-256",
            "rsa-sha3-256",
            "id-rsassa-pkcs1-v1_5-with-sha3-256",
        ],
    ),
    (
        DigestFunction::Sha3_384,
        &[
            "sha3-384",
            "rsa-sha3-384",
            "id-rsassa-pkcs1-v1_5-with-sha3-384",
        ],
    ),
    (
        DigestFunction::Sha3_512,
        &[
            "sha3-512",
            "rsa-sha3-512",
            "id-rsassa-pkcs1-v1_5-with-sha3-512",
        ],
    ),
    (
        DigestFunction::Ripemd160,
        &[
            "ripemd160",
            "ripemd-160",
            "ripemd",
            "rmd160",
            "rsa-ripemd160",
            "ripemd160withrsa",
        ],
    ),
    (DigestFunction::Blake2b, &["blake2b512", "blake2b-512"]),
    (DigestFunction::Blake2s, &["blake2s256", "blake2s-256"]),
];

/// What Logto computes and this crate does not, each under its names.
const MISSING: &[&[&str]] = &[
    &["md5-sha1"],
    &[
        "sha512-224",
        "sha-512/224",
        "sha2-512/224",
        "rsa-sha512/224",
        "sha512-224withrsaencryption",
    ],
    &["shake128", "shake-128"],
    &["shake256", "shake-256"],
    &["sm3", "rsa-sm3", "sm3withrsaencryption"],
    // These are no digests, and Logto wants them in lower case.
    &["pbkdf2", "pbkdf2sync"],
    &["firebase-scrypt"],
];

/// The usual arrangements: the password alone, the salt first, and the password first.
type Usual = (DigestFunction, [CompiledRow; 3]);

macro_rules! usual {
    ($($function:ident $name:literal,)*) => {
        [$((
            DigestFunction::$function,
            [
                Expression::row(concat!($name, "($p)")),
                Expression::row(concat!($name, "($s.$p)")),
                Expression::row(concat!($name, "($p.$s)")),
            ],
        ),)*]
    };
}

static USUAL: [Usual; NAMES.len()] = usual! {
    Md5 "md5",
    Sha1 "sha1",
    Sha224 "sha224",
    Sha256 "sha256",
    Sha384 "sha384",
    Sha512 "sha512",
    Sha512_256 "sha512_256",
    Sha3_224 "sha3_224",
    Sha3_256 "sha3_256",
    Sha3_384 "sha3_384",
    Sha3_512 "sha3_512",
    Ripemd160 "ripemd160",
    Blake2b "blake2b",
    Blake2s "blake2s",
};

/// A name, arguments and a digest.
type Triple = (String, Vec<String>, String);

#[cfg(feature = "records")]
fn triple(text: &str) -> Result<Triple, Unread> {
    let malformed = Unread::Malformed(Field::Structure);
    if !text.ends_with(']') {
        // JSON may have blanks behind it, and a stored text may not.
        return Err(malformed);
    }
    serde_json::from_str(text).map_err(|_| malformed)
}

#[cfg(feature = "records")]
fn json(name: &str, arguments: &[&str], digest: &str) -> String {
    serde_json::to_string(&(name, arguments, digest)).unwrap_or_default()
}

#[cfg(not(feature = "records"))]
fn triple(_: &str) -> Result<Triple, Unread> {
    Err(Unread::Missing("logto (feature records)"))
}

/// There is nothing to print, since nothing was read.
#[cfg(not(feature = "records"))]
fn json(_: &str, _: &[&str], _: &str) -> String {
    String::new()
}
