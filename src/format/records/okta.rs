//! Hashes that Okta's API takes for the import of a user: the object `credentials.password.hash`.

use std::borrow::Cow;

use crate::error::Field;
use crate::expression::Expression;
use crate::format::fields::Fields;
use crate::format::records::{
    Order, Service, base64, computed, counted, derived, digest, digest_named, salted, template,
    to_base64, words,
};
use crate::format::row::{Functions, Row, Unread, record};
use crate::function::DigestFunction;

pub(crate) const ROW: Row = record(
    "okta",
    OKTA,
    "sha256($p)",
    computation,
    r#"{"algorithm":"SHA-256","value":"zAwZ5+hU2tOhrFnScKgwAkx9LvokjqgNCiciPzC79QQ=","salt":"TmFDbA==","saltOrder":"PREFIX"}"#,
    "Okta, Users API, Hashed Password object",
)
.told_by(Service::Okta.key())
.noted(
    "Algorithms are `SHA-512`, `SHA-256`, `SHA-1`, `MD5`, `BCRYPT` and `PBKDF2`, whose `digestAlgorithm` is\n\
     `SHA256_HMAC` or `SHA512_HMAC`. bcrypt's salt and hash are in its own base64.",
);

const OKTA: Functions = Functions {
    pattern: r#"{"algorithm":"<algorithm>","value":"<digest:base64>","salt":"<salt:base64>","saltOrder":"<order>"}"#,
    mark: "{",
    fits: |text| Service::of(text) == Some(Service::Okta),
    cut,
    measure: cut,
    print,
};

/// The digests, by Okta's names.
const DIGESTS: [(&str, DigestFunction); 4] = [
    ("SHA-512", DigestFunction::Sha512),
    ("SHA-256", DigestFunction::Sha256),
    ("SHA-1", DigestFunction::Sha1),
    ("MD5", DigestFunction::Md5),
];

fn cut(text: &str) -> Result<Fields<'_>, Unread> {
    let record = Service::Okta.read(text)?;
    let malformed = Unread::Malformed;
    let text = |key, field| record.text(key, field)?.ok_or(malformed(field));
    let number = |key, field| record.number(key, field)?.ok_or(malformed(field));
    let algorithm = text("algorithm", Field::Parameters)?;
    let value = text("value", Field::Digest)?;
    if algorithm == "BCRYPT" {
        let salt = text("salt", Field::Salt)?;
        let cost = number("workFactor", Field::Cost)?;
        // Read together, they may not be divided elsewhere.
        if salt.len() != 22 {
            return Err(malformed(Field::Salt));
        }
        if value.len() != 31 {
            return Err(malformed(Field::Digest));
        }
        return Ok(Fields {
            nested: Some(Cow::Owned(format!("$2b${cost:02}${salt}{value}"))),
            template: template([algorithm]),
            ..Fields::default()
        });
    }
    let value = base64(value, Field::Digest)?;
    let salt = match record.text("salt", Field::Salt)? {
        Some(salt) => Some(base64(salt, Field::Salt)?),
        None => None,
    };
    if algorithm == "PBKDF2" {
        let function = match text("digestAlgorithm", Field::Parameters)? {
            "SHA256_HMAC" => DigestFunction::Sha256,
            "SHA512_HMAC" => DigestFunction::Sha512,
            _ => return Err(malformed(Field::Parameters)),
        };
        let len = record.number("keySize", Field::Parameters)?;
        let salt = salt.ok_or(malformed(Field::Salt))?;
        let numbers = counted(number("iterationCount", Field::Iterations)?);
        return Ok(Fields {
            template: template([algorithm, function.name()]),
            ..derived(value, len, salt, numbers)?
        });
    }
    let function = DIGESTS.iter().find(|(name, _)| *name == algorithm);
    let (_, function) = function.ok_or(malformed(Field::Parameters))?;
    let order = match record.text("saltOrder", Field::Parameters)? {
        Some("PREFIX" | "POSTFIX") | None if salt.is_none() => Order::Apart,
        Some("PREFIX") => Order::SaltFirst,
        Some("POSTFIX") => Order::PasswordFirst,
        _ => return Err(malformed(Field::Parameters)),
    };
    Ok(Fields {
        digest: digest(value, function.len())?,
        salt: salt.map(Cow::Owned),
        template: template([algorithm, function.name(), order.name()]),
        ..Fields::default()
    })
}

fn computation(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let [algorithm, name, order] = words(fields);
    match algorithm {
        "BCRYPT" => computed("bcrypt($p)"),
        "PBKDF2" => computed(&format!("pbkdf2_{name}($p, $s, $n, $length)")),
        _ => Ok(salted(digest_named(name)?, Order::named(order))),
    }
}

fn print(fields: &Fields<'_>) -> String {
    let [algorithm, name, order] = words(fields);
    let value = to_base64(&fields.digest);
    let salt = fields.salt.as_deref().map(to_base64);
    let rest = match (algorithm, &salt) {
        ("BCRYPT", _) => {
            let nested = fields.nested.as_deref().unwrap_or_default();
            let mut parts = nested.split('$').skip(2);
            let cost: u32 = parts.next().unwrap_or_default().parse().unwrap_or_default();
            let body = parts.next().unwrap_or_default();
            let (salt, digest) = body.split_at_checked(22).unwrap_or_default();
            return format!(
                r#"{{"algorithm":"BCRYPT","workFactor":{cost},"salt":"{salt}","value":"{digest}"}}"#
            );
        }
        ("PBKDF2", Some(salt)) => {
            let (len, count) = (
                fields.digest.len(),
                fields.numbers.count.unwrap_or_default(),
            );
            let digest = name.to_ascii_uppercase();
            format!(
                r#","salt":"{salt}","digestAlgorithm":"{digest}_HMAC","iterationCount":{count},"keySize":{len}"#
            )
        }
        (_, Some(salt)) => {
            let order = match Order::named(order) {
                Order::PasswordFirst => "POSTFIX",
                Order::SaltFirst | Order::Apart => "PREFIX",
            };
            format!(r#","salt":"{salt}","saltOrder":"{order}""#)
        }
        (_, None) => String::new(),
    };
    format!(r#"{{"algorithm":"{algorithm}","value":"{value}"{rest}}}"#)
}
