//! Users of Firebase Authentication as its command line exports and imports them, with the project's
//! parameters beside.

use std::borrow::Cow;

use crate::error::Field;
use crate::expression::Expression;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::records::json::Object;
use crate::format::records::{
    self, BCRYPT, Order, Service, base64, computed, counted, derived, digest, nested, salted,
    scrypt, template, to_base64, words,
};
use crate::format::row::{Functions, Row, Unread, record};
use crate::function::DigestFunction;

pub(crate) const ROW: Row = record(
    "firebase",
    FIREBASE,
    "sha256($p)",
    computation,
    r#"{"passwordHash":"AlSDkHPyEWIXwDK1txXIEMbI3ZBZisr7bY2qhM2zHjc=","salt":"TmFDbA==","hash_config":{"algorithm":"HMAC_SHA256","key":"c2VjcmV0","hash_input_order":"PASSWORD_FIRST"}}"#,
    "firebase-tools, src/accountImporter.ts; firebase-admin-node, test/integration/auth.spec.ts",
)
.told_by(Service::Firebase.key())
.noted(
    "The user's object with `hash_config` in it, the parameters as the console shows them; for the other\\n\
     algorithms `rounds`, `key`, `mem_cost`, `block_size`, `parallelization`, `dk_len` and\\n\
     `hash_input_order`, named as the options of `auth:import`. Where no order is given, an HMAC is of the\\n\
     password and the salt, and a digest of the salt and the password. More than one round of a digest is\\n\
     documented nowhere, and unsupported.",
);

const FIREBASE: Functions = Functions {
    pattern: r#"{"passwordHash":"<digest:base64>","salt":"<salt:base64>","hash_config":{<parameters>}}"#,
    mark: "{",
    fits: |text| Service::of(text) == Some(Service::Firebase),
    cut,
    measure: cut,
    print,
};

/// Firebase's own modification of scrypt, by its name in templates, which is Logto's.
pub(crate) const SCRYPT: &str = "firebase-scrypt";

/// The arguments of that: the first three in base64.
pub(crate) struct Modified<'a> {
    pub(crate) salt: &'a str,
    pub(crate) key: &'a str,
    pub(crate) separator: &'a str,
    pub(crate) rounds: u32,
    /// The base-2 logarithm of scrypt's N.
    pub(crate) mem_cost: u32,
}

impl Modified<'_> {
    /// The salt and the separator stand together, and the signer key, which is encrypted, is the second
    /// salt.
    pub(crate) fn fields(self, digest: Vec<u8>) -> Result<Fields<'static>, Unread> {
        // As the command line takes them.
        if !(1..=8).contains(&self.rounds) || !(1..=14).contains(&self.mem_cost) {
            return Err(Unread::Malformed(Field::Parameters));
        }
        let mut salt = base64(self.salt, Field::Salt)?;
        let salt_len = salt.len().to_string();
        salt.extend(base64(self.separator, Field::Salt)?);
        let key = base64(self.key, Field::Parameters)?;
        if digest.len() != key.len() {
            return Err(Unread::Malformed(Field::Digest));
        }
        let n = 1_u32.checked_shl(self.mem_cost).unwrap_or_default();
        let numbers = scrypt([n, self.rounds, 1]);
        Ok(Fields {
            salt2: Some(Cow::Owned(key)),
            template: template([SCRYPT, &salt_len]),
            ..derived(digest, None, salt, numbers)?
        })
    }
}

/// The computation of such fields.
pub(crate) fn modified() -> Result<Expression, Unread> {
    computed("aes256_ctr(scrypt_raw($p, $s, $n, $r, $lanes, 32), $s2)")
}

/// The rounds and the memory cost of such fields.
pub(crate) fn costs(fields: &Fields<'_>) -> [u32; 2] {
    let n = fields.numbers.count.unwrap_or_default();
    [
        fields.numbers.block_size.unwrap_or_default(),
        n.trailing_zeros(),
    ]
}

/// The salt, the signer key and the separator of such fields.
pub(crate) fn parts<'a>(fields: &'a Fields<'_>) -> [&'a [u8]; 3] {
    let [_, len] = words(fields);
    let both = fields.salt.as_deref().unwrap_or_default();
    let len = len.parse().unwrap_or_default();
    let (salt, separator) = both.split_at_checked(len).unwrap_or_default();
    [salt, fields.salt2.as_deref().unwrap_or_default(), separator]
}

/// A digest and its HMAC, by the names of both.
fn digest_of(algorithm: &str) -> Option<(DigestFunction, bool)> {
    Some(match algorithm {
        "MD5" => (DigestFunction::Md5, false),
        "SHA1" => (DigestFunction::Sha1, false),
        "SHA256" => (DigestFunction::Sha256, false),
        "SHA512" => (DigestFunction::Sha512, false),
        "HMAC_MD5" => (DigestFunction::Md5, true),
        "HMAC_SHA1" => (DigestFunction::Sha1, true),
        "HMAC_SHA256" => (DigestFunction::Sha256, true),
        "HMAC_SHA512" => (DigestFunction::Sha512, true),
        _ => return None,
    })
}

fn cut(text: &str) -> Result<Fields<'_>, Unread> {
    let record = Service::Firebase.read(text)?;
    let missing = |field| Unread::Malformed(field);
    let value = record.text("passwordHash", Field::Digest)?;
    let value = base64(value.ok_or(missing(Field::Digest))?, Field::Digest)?;
    let config = record.object("hash_config", Field::Parameters)?;
    let config = config.ok_or(missing(Field::Parameters))?;
    let algorithm = config.text("algorithm", Field::Parameters)?;
    let algorithm = algorithm.ok_or(missing(Field::Parameters))?;
    let number = |key| config.number(key, Field::Parameters);
    let required = |key| number(key)?.ok_or(missing(Field::Parameters));
    let salt_text = record.text("salt", Field::Salt)?;
    let salt = match salt_text {
        Some(salt) => Some(base64(salt, Field::Salt)?),
        None => None,
    };
    let need_salt = || salt.clone().ok_or(missing(Field::Salt));
    if let Some((function, is_hmac)) = digest_of(algorithm) {
        let order = order(config, is_hmac, salt.is_some())?;
        let key = match is_hmac {
            true => Some(Cow::Owned(base64(key(config)?, Field::Parameters)?)),
            false => {
                once(function, required("rounds")?)?;
                None
            }
        };
        return Ok(Fields {
            digest: digest(without_hex(value, function)?, function.len())?,
            salt: salt.map(Cow::Owned),
            salt2: key,
            template: template([algorithm, order.name()]),
            ..Fields::default()
        });
    }
    match algorithm {
        "SCRYPT" => Modified {
            salt: salt_text.ok_or(missing(Field::Salt))?,
            key: key(config)?,
            separator: config
                .text("base64_salt_separator", Field::Salt)?
                .unwrap_or_default(),
            rounds: required("rounds")?,
            mem_cost: required("mem_cost")?,
        }
        .fields(value),
        "PBKDF_SHA1" | "PBKDF2_SHA256" => Ok(Fields {
            template: template([algorithm]),
            ..derived(value, None, need_salt()?, counted(required("rounds")?))?
        }),
        "STANDARD_SCRYPT" => {
            let numbers = scrypt([
                required("mem_cost")?,
                required("block_size")?,
                required("parallelization")?,
            ]);
            Ok(Fields {
                template: template([algorithm]),
                ..derived(value, Some(required("dk_len")?), need_salt()?, numbers)?
            })
        }
        "BCRYPT" => {
            let text = String::from_utf8(value).map_err(|_| Field::Digest)?;
            Ok(Fields {
                nested: nested(&text, BCRYPT)?,
                template: template([algorithm]),
                ..Fields::default()
            })
        }
        _ => Err(missing(Field::Parameters)),
    }
}

/// The signer key, by one of its names.
fn key(config: &Object) -> Result<&str, Unread> {
    let text = |key| config.text(key, Field::Parameters);
    match (text("base64_signer_key")?, text("key")?) {
        (Some(key), None) | (None, Some(key)) => Ok(key),
        _ => Err(Unread::Malformed(Field::Parameters)),
    }
}

/// What is digested first.
fn order(config: &Object, is_hmac: bool, is_salted: bool) -> Result<Order, Unread> {
    let said = config.text("hash_input_order", Field::Parameters)?;
    match said {
        Some("SALT_FIRST" | "PASSWORD_FIRST") | None if !is_salted => Ok(Order::Apart),
        Some("SALT_FIRST") => Ok(Order::SaltFirst),
        Some("PASSWORD_FIRST") => Ok(Order::PasswordFirst),
        None if is_hmac => Ok(Order::PasswordFirst),
        None => Ok(Order::SaltFirst),
        Some(_) => Err(Unread::Malformed(Field::Parameters)),
    }
}

/// That a digest is computed once, which MD5's rounds count from 0.
fn once(function: DigestFunction, rounds: u32) -> Result<(), Unread> {
    let once = u32::from(function != DigestFunction::Md5);
    match rounds {
        0 if once > 0 => Err(Unread::Malformed(Field::Parameters)),
        rounds if rounds == once => Ok(()),
        ..=8192 => Err(Unread::Missing("rounds of a digest in Firebase")),
        _ => Err(Unread::Malformed(Field::Parameters)),
    }
}

/// A digest's bytes, where the text may be the base64 of its hexadecimal.
fn without_hex(value: Vec<u8>, function: DigestFunction) -> Result<Vec<u8>, Unread> {
    if value.len() == function.len() {
        return Ok(value);
    }
    let text = core::str::from_utf8(&value).map_err(|_| Field::Digest)?;
    let bytes = Coding::Hex.decode(text, None);
    Ok(bytes.map_err(|_| Field::Digest)?.into_owned())
}

fn computation(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let [algorithm, order] = words(fields);
    if let Some((function, is_hmac)) = digest_of(algorithm) {
        let (name, order) = (function.name(), Order::named(order));
        return match is_hmac {
            true => computed(&format!("hmac_{name}($s2, {})", order.input("$p"))),
            false => Ok(salted(function, order)),
        };
    }
    match algorithm {
        SCRYPT => modified(),
        "PBKDF_SHA1" => computed("pbkdf2_sha1($p, $s, $n, $length)"),
        "PBKDF2_SHA256" => computed("pbkdf2_sha256($p, $s, $n, $length)"),
        "STANDARD_SCRYPT" => computed(records::SCRYPT),
        _ => computed("bcrypt($p)"),
    }
}

fn print(fields: &Fields<'_>) -> String {
    let [algorithm, order] = words(fields);
    let digest = match fields.nested.as_deref() {
        Some(nested) => to_base64(nested.as_bytes()),
        None => to_base64(&fields.digest),
    };
    let mut salt = fields.salt.as_deref();
    let key = to_base64(fields.salt2.as_deref().unwrap_or_default());
    let rounds = fields.numbers.count.unwrap_or_default();
    let config = match (digest_of(algorithm), algorithm) {
        (Some((function, is_hmac)), _) => {
            let order = match Order::named(order) {
                Order::SaltFirst => r#","hash_input_order":"SALT_FIRST""#,
                Order::PasswordFirst => r#","hash_input_order":"PASSWORD_FIRST""#,
                Order::Apart => "",
            };
            let rounds = u32::from(function != DigestFunction::Md5);
            match is_hmac {
                true => format!(r#""algorithm":"{algorithm}","key":"{key}"{order}"#),
                false => format!(r#""algorithm":"{algorithm}","rounds":{rounds}{order}"#),
            }
        }
        (None, SCRYPT) => {
            let [alone, _, separator] = parts(fields);
            salt = Some(alone);
            let separator = to_base64(separator);
            let [rounds, mem_cost] = costs(fields);
            format!(
                r#""algorithm":"SCRYPT","base64_signer_key":"{key}","base64_salt_separator":"{separator}","rounds":{rounds},"mem_cost":{mem_cost}"#
            )
        }
        (None, "STANDARD_SCRYPT") => {
            let len = fields.digest.len();
            let size = fields.numbers.block_size.unwrap_or_default();
            let lanes = fields.numbers.lanes.unwrap_or_default();
            format!(
                r#""algorithm":"STANDARD_SCRYPT","mem_cost":{rounds},"block_size":{size},"parallelization":{lanes},"dk_len":{len}"#
            )
        }
        (None, "BCRYPT") => r#""algorithm":"BCRYPT""#.to_owned(),
        (None, other) => format!(r#""algorithm":"{other}","rounds":{rounds}"#),
    };
    let salt = salt.map(|salt| format!(r#""salt":"{}","#, to_base64(salt)));
    let salt = salt.unwrap_or_default();
    format!(r#"{{"passwordHash":"{digest}",{salt}"hash_config":{{{config}}}}}"#)
}
