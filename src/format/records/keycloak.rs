//! A user's password among the credentials of a realm that Keycloak exports.

use std::borrow::Cow;

use crate::encoding;
use crate::error::Field;
use crate::expression::Expression;
use crate::format::fields::Fields;
use crate::format::records::json::Object;
use crate::format::records::{
    BCRYPT, Service, base64, computed, counted, derived, nested, template, to_base64, words,
};
use crate::format::row::{Functions, Row, Unread, record};

pub(crate) const ROW: Row = record(
    "keycloak",
    KEYCLOAK,
    "argon2($p)",
    computation,
    r#"{"type":"password","secretData":"{\"value\":\"fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4=\",\"salt\":\"c29tZXNhbHRzb21lc2FsdA==\"}","credentialData":"{\"hashIterations\":1,\"algorithm\":\"argon2\",\"additionalParameters\":{\"hashLength\":[\"32\"],\"memory\":[\"8\"],\"type\":[\"id\"],\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}"}"#,
    "Keycloak, server-spi/src/main/java/org/keycloak/models/credential/PasswordCredentialModel.java and \
     crypto/default/src/main/java/org/keycloak/crypto/hash/Argon2PasswordHashProvider.java",
)
.told_by(Service::Keycloak.key())
.noted(
    "`credentialData` and `secretData` are texts that hold JSON, or objects. Algorithms are `argon2`,\n\
     `pbkdf2-sha512`, `pbkdf2-sha256`, `pbkdf2`, which is of SHA-1, and the `bcrypt` of the provider\n\
     keycloak-bcrypt. Printed, they are texts.",
);

const KEYCLOAK: Functions = Functions {
    pattern: r#"{"credentialData":"<parameters>","secretData":"{\"value\":\"<digest:base64>\",\"salt\":\"<salt:base64>\"}"}"#,
    mark: "{",
    fits: |text| Service::of(text) == Some(Service::Keycloak),
    cut,
    measure: cut,
    print,
};

fn cut(text: &str) -> Result<Fields<'_>, Unread> {
    let record = Service::Keycloak.read(text)?;
    let malformed = Unread::Malformed;
    if !matches!(
        record.text("type", Field::Structure)?,
        None | Some("password")
    ) {
        return Err(malformed(Field::Structure));
    }
    let [data, secret] = record.inner(Service::Keycloak.keys())?;
    let algorithm = data.text("algorithm", Field::Parameters)?;
    let algorithm = algorithm.ok_or(malformed(Field::Parameters))?;
    let iterations = data.number("hashIterations", Field::Iterations)?;
    let iterations = iterations.ok_or(malformed(Field::Iterations))?;
    let value = secret.text("value", Field::Digest)?;
    let value = value.ok_or(malformed(Field::Digest))?;
    if algorithm == "bcrypt" {
        // Its own text has everything.
        return Ok(Fields {
            nested: nested(value, BCRYPT)?,
            template: template([algorithm]),
            ..Fields::default()
        });
    }
    let salt = secret.text("salt", Field::Salt)?;
    let salt = base64(salt.ok_or(malformed(Field::Salt))?, Field::Salt)?;
    let digest = base64(value, Field::Digest)?;
    match algorithm {
        "argon2" => Ok(Fields {
            nested: Some(Cow::Owned(argon2(&data, iterations, &salt, &digest)?)),
            template: template([algorithm]),
            ..Fields::default()
        }),
        "pbkdf2" | "pbkdf2-sha256" | "pbkdf2-sha512" => Ok(Fields {
            template: template([algorithm]),
            ..derived(digest, None, salt, counted(iterations))?
        }),
        _ => Err(malformed(Field::Parameters)),
    }
}

/// Argon2's own text.
fn argon2(data: &Object, iterations: u32, salt: &[u8], digest: &[u8]) -> Result<String, Unread> {
    let parameters = data.object("additionalParameters", Field::Parameters)?;
    let parameters = parameters.ok_or(Field::Parameters)?;
    let text = |key, field| {
        let text = parameters.only_text(key, field)?;
        text.ok_or(Unread::Malformed(field))
    };
    let kind = match text("type", Field::Version)? {
        kind @ ("i" | "d" | "id") => kind,
        _ => return Err(Unread::Malformed(Field::Version)),
    };
    let version = match text("version", Field::Version)? {
        "1.3" => 19,
        "1.0" => 16,
        _ => return Err(Unread::Malformed(Field::Version)),
    };
    if text("hashLength", Field::Digest)? != digest.len().to_string() {
        return Err(Unread::Malformed(Field::Digest));
    }
    let memory = number(text("memory", Field::Memory)?, Field::Memory)?;
    let lanes = number(text("parallelism", Field::Lanes)?, Field::Lanes)?;
    let (salt, digest) = (encoding::to_b64(salt), encoding::to_b64(digest));
    Ok(format!(
        "$argon2{kind}$v={version}$m={memory},t={iterations},p={lanes}${salt}${digest}"
    ))
}

/// A number as Argon2's text writes it.
fn number(text: &str, field: Field) -> Result<&str, Unread> {
    match text.as_bytes() {
        [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => Ok(text),
        _ => Err(Unread::Malformed(field)),
    }
}

fn computation(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let [algorithm] = words(fields);
    computed(match algorithm {
        "argon2" => "argon2($p)",
        "bcrypt" => "bcrypt($p)",
        "pbkdf2-sha256" => "pbkdf2_sha256($p, $s, $n, $length)",
        "pbkdf2-sha512" => "pbkdf2_sha512($p, $s, $n, $length)",
        _ => "pbkdf2_sha1($p, $s, $n, $length)",
    })
}

fn print(fields: &Fields<'_>) -> String {
    let [algorithm] = words(fields);
    let nested = fields.nested.as_deref().unwrap_or_default();
    let (value, salt, iterations, parameters) = match algorithm {
        "argon2" => {
            let [kind, version, parameters, salt, digest] = parts(nested, '$');
            let [memory, iterations, lanes] =
                parts(parameters, ',').map(|part| part.get(2..).unwrap_or_default());
            let padded = |digits: &str| encoding::b64(digits).map(|bytes| to_base64(&bytes));
            let [salt, digest] = [salt, digest].map(|digits| padded(digits).unwrap_or_default());
            let len = base64(&digest, Field::Digest).unwrap_or_default().len();
            let version = if version == "v=16" { "1.0" } else { "1.3" };
            let kind = kind.trim_start_matches("argon2");
            let parameters = format!(
                r#","additionalParameters":{{"hashLength":["{len}"],"memory":["{memory}"],"type":["{kind}"],"version":["{version}"],"parallelism":["{lanes}"]}}"#
            );
            (digest, salt, iterations.to_owned(), parameters)
        }
        "bcrypt" => {
            let [_, cost] = parts(nested, '$');
            let cost: u32 = cost.parse().unwrap_or_default();
            let (value, cost) = (nested.to_owned(), cost.to_string());
            (value, String::new(), cost, String::new())
        }
        _ => {
            let salt = to_base64(fields.salt.as_deref().unwrap_or_default());
            let iterations = fields.numbers.count.unwrap_or_default().to_string();
            (to_base64(&fields.digest), salt, iterations, String::new())
        }
    };
    let data =
        format!(r#"{{"hashIterations":{iterations},"algorithm":"{algorithm}"{parameters}}}"#);
    let secret = format!(r#"{{"value":"{value}","salt":"{salt}"}}"#);
    let [data, secret] = [data, secret].map(|text| text.replace('"', r#"\""#));
    format!(r#"{{"type":"password","secretData":"{secret}","credentialData":"{data}"}}"#)
}

/// The first parts of a text that may begin with the separator.
fn parts<const N: usize>(text: &str, separator: char) -> [&str; N] {
    let text = text.strip_prefix(separator).unwrap_or(text);
    let mut parts = text.split(separator);
    [(); N].map(|()| parts.next().unwrap_or_default())
}
