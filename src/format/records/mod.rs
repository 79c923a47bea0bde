//! Records of imports that are JSON: one text holds what is computed, of what, and the digest. JSON is read
//! with the feature `records`.

pub(crate) mod auth0;
pub(crate) mod firebase;
#[cfg_attr(
    not(feature = "records"),
    expect(dead_code, reason = "nothing is read without the feature")
)]
pub(crate) mod json;
pub(crate) mod keycloak;
pub(crate) mod logto;
pub(crate) mod names;
pub(crate) mod okta;

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::error::Field;
use crate::expression::Expression;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::records::json::Object;
use crate::format::row::{Family, Unread};
use crate::format::salting::usual;
use crate::function::DigestFunction;

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Records of imports in JSON",
    page: "records",
    about: "What a service keeps of an imported user as JSON, or takes for an import, in one text. Reading it is\n\
        the feature `records`: without it such a text is recognised and unsupported. Blanks and the order of\n\
        keys mean nothing. A key that a service does not know is read over and not printed again; one that\n\
        stands twice, is `null`, or holds another password or hash beside the first is an error.",
    known: "Logto, Auth0, Okta, Keycloak, Firebase",
    rows: &[
        logto::ROW,
        auth0::ROW,
        okta::ROW,
        keycloak::ROW,
        firebase::ROW,
    ],
};

/// Whose record an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Auth0,
    Okta,
    Keycloak,
    Firebase,
}

impl Service {
    /// In the order in which they are asked for: the first keys say the most.
    const ALL: [Self; 4] = [Self::Keycloak, Self::Firebase, Self::Auth0, Self::Okta];

    /// The keys that its records have.
    const fn keys(self) -> [&'static str; 2] {
        match self {
            Self::Auth0 => ["algorithm", "hash"],
            Self::Okta => ["algorithm", "value"],
            Self::Keycloak => ["credentialData", "secretData"],
            Self::Firebase => ["hash_config", "passwordHash"],
        }
    }

    /// The key that holds the hash, which no other's records have.
    const fn key(self) -> &'static str {
        let [_, key] = self.keys();
        key
    }

    /// What its texts are called where JSON is not read.
    #[cfg(not(feature = "records"))]
    const fn missing(self) -> &'static str {
        match self {
            Self::Auth0 => "auth0 (feature records)",
            Self::Okta => "okta (feature records)",
            Self::Keycloak => "keycloak (feature records)",
            Self::Firebase => "firebase (feature records)",
        }
    }

    /// Whose record a text is, by the keys of its object. JSON is not read for it: anything else that
    /// begins like an object may be a password.
    fn of(text: &str) -> Option<Self> {
        if !(text.starts_with('{') && text.ends_with('}')) {
            return None;
        }
        let has = |key: &str| json::keys(text).any(|own| own == key);
        Self::ALL
            .into_iter()
            .find(|service| service.keys().into_iter().all(has))
    }

    /// The object of one of its records.
    fn read(self, text: &str) -> Result<Object, Unread> {
        if Self::of(text) != Some(self) {
            return Err(Unread::Malformed(Field::Structure));
        }
        #[cfg(feature = "records")]
        {
            let object = json::read(text)?;
            let is_other = |key: &&&str| {
                let is_own = self.keys().contains(*key);
                let is_auth0s = self == Self::Auth0 && **key == "password";
                !is_own && !is_auth0s
            };
            // Nothing says which of two is the password's.
            match PASSWORDS.iter().filter(is_other).any(|key| object.has(key)) {
                true => Err(Unread::Malformed(Field::Structure)),
                false => Ok(object),
            }
        }
        #[cfg(not(feature = "records"))]
        Err(Unread::Missing(self.missing()))
    }
}

/// Under which keys services keep a password or a hash of one.
#[cfg(feature = "records")]
const PASSWORDS: &[&str] = &[
    "password",
    "hash",
    "value",
    "passwordHash",
    "password_hash",
    "custom_password_hash",
    "secretData",
];

/// Lengths of keys that are derived from a password, in bytes.
const KEY_LENGTHS: core::ops::RangeInclusive<usize> = 16..=128;

/// How the password and the salt are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    SaltFirst,
    PasswordFirst,
    /// The salt is no part of what is digested, or there is none.
    Apart,
}

impl Order {
    const ALL: [Self; 3] = [Self::SaltFirst, Self::PasswordFirst, Self::Apart];

    /// Its name in templates.
    const fn name(self) -> &'static str {
        match self {
            Self::SaltFirst => "salt-first",
            Self::PasswordFirst => "password-first",
            Self::Apart => "apart",
        }
    }

    fn named(name: &str) -> Self {
        let named = Self::ALL.into_iter().find(|order| order.name() == name);
        named.unwrap_or(Self::Apart)
    }

    /// What is digested. `password` is an expression.
    fn input(self, password: &str) -> String {
        match self {
            Self::SaltFirst => format!("$s.{password}"),
            Self::PasswordFirst => format!("{password}.$s"),
            Self::Apart => password.to_owned(),
        }
    }
}

/// The digest of the password and the salt.
fn salted(function: DigestFunction, order: Order) -> Expression {
    let [alone, salt_first, password_first] = usual(function);
    match order {
        Order::SaltFirst => salt_first.expression(),
        Order::PasswordFirst => password_first.expression(),
        Order::Apart => alone.expression(),
    }
}

/// Reads what a record says of its computation. A source that is no expression was made of a template that
/// is none.
fn computed(source: &str) -> Result<Expression, Unread> {
    let malformed = Unread::Malformed(Field::Parameters);
    source.parse().map_err(|_| malformed)
}

/// A template: what a record says of its computation, in words.
fn template<const N: usize>(words: [&str; N]) -> Option<Cow<'static, [u8]>> {
    Some(Cow::Owned(words.join(" ").into_bytes()))
}

/// The words of a template.
fn words<'a, const N: usize>(fields: &'a Fields<'_>) -> [&'a str; N] {
    let template = fields.template.as_deref().unwrap_or_default();
    let text = core::str::from_utf8(template).unwrap_or_default();
    let mut words = text.split(' ');
    [(); N].map(|()| words.next().unwrap_or_default())
}

/// The digest of this name in expressions.
fn digest_named(name: &str) -> Result<DigestFunction, Unread> {
    let mut all = DigestFunction::ALL.iter();
    let function = all.find(|function| function.name() == name);
    function
        .copied()
        .ok_or(Unread::Malformed(Field::Parameters))
}

/// The bytes of base64, in either alphabet, padded or not.
fn base64(text: &str, field: Field) -> Result<Vec<u8>, Unread> {
    let bytes = Coding::Base64.decode(text, None);
    Ok(bytes.map_err(|_| field)?.into_owned())
}

fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    Coding::Base64.encode(bytes, &mut text);
    text
}

/// A digest that has to have this length.
fn digest(bytes: Vec<u8>, len: usize) -> Result<Zeroizing<Vec<u8>>, Unread> {
    if bytes.len() == len {
        Ok(Zeroizing::new(bytes))
    } else {
        Err(Unread::Malformed(Field::Digest))
    }
}

/// The fields of a key that was derived with a salt and these numbers. The record may say its length as well.
fn derived(
    key: Vec<u8>,
    said: Option<u32>,
    salt: Vec<u8>,
    numbers: Numbers,
) -> Result<Fields<'static>, Unread> {
    let length = u32::try_from(key.len()).ok();
    // A key that was cut is the beginning of the whole one. Where nothing else says its length, one of an odd
    // length was cut.
    let is_whole = said.map_or(key.len().is_multiple_of(4), |_| said == length);
    if !KEY_LENGTHS.contains(&key.len()) || !is_whole {
        return Err(Unread::Malformed(Field::Digest));
    }
    if numbers.count == Some(0) {
        return Err(Unread::Malformed(Field::Parameters));
    }
    Ok(Fields {
        digest: Zeroizing::new(key),
        salt: Some(Cow::Owned(salt)),
        numbers: Numbers { length, ..numbers },
        ..Fields::default()
    })
}

/// The count alone.
fn counted(count: u32) -> Numbers {
    Numbers {
        count: Some(count),
        ..Numbers::default()
    }
}

/// scrypt's N, block size and lanes.
fn scrypt([n, block_size, lanes]: [u32; 3]) -> Numbers {
    Numbers {
        block_size: Some(block_size),
        lanes: Some(lanes),
        ..counted(n)
    }
}

/// The computation of such numbers.
const SCRYPT: &str = "scrypt($p, $s, $n, $r, $lanes, $length)";

/// What a text that another hash's text stands in must begin with, so that no record is in a record.
fn nested(text: &str, marks: &[&str]) -> Result<Option<Cow<'static, str>>, Unread> {
    if marks.iter().any(|mark| text.starts_with(mark)) {
        Ok(Some(Cow::Owned(text.to_owned())))
    } else {
        Err(Unread::Malformed(Field::Digest))
    }
}

/// The spellings of bcrypt's version that services take.
const BCRYPT: &[&str] = &["$2a$", "$2b$", "$2y$"];
