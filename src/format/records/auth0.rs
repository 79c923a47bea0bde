//! Hashes of users that Auth0 imports: the object `custom_password_hash`.

use std::borrow::Cow;

use crate::encoding;
use crate::error::Field;
use crate::expression::Expression;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::records::json::Object;
use crate::format::records::names::older_function;
use crate::format::records::{
    self, BCRYPT, Order, Service, base64, computed, counted, derived, digest, digest_named, nested,
    salted, scrypt, template, to_base64, words,
};
use crate::format::row::{Functions, Row, Unread, record};
use crate::function::DigestFunction;

pub(crate) const ROW: Row = record(
    "auth0",
    AUTH0,
    "sha256($p)",
    computation,
    r#"{"algorithm":"sha256","hash":{"value":"zAwZ5+hU2tOhrFnScKgwAkx9LvokjqgNCiciPzC79QQ=","encoding":"base64"},"salt":{"value":"TmFDbA==","encoding":"base64","position":"prefix"}}"#,
    "Auth0, User Data JSON Schema for Bulk User Imports",
)
.told_by(Service::Auth0.key())
.noted(
    "All algorithms of `custom_password_hash`. Passwords in `ascii`, `latin1` and `binary` have characters up\n\
     to U+00FF: others, of which Auth0 drops the upper bits, are refused.",
);

const AUTH0: Functions = Functions {
    pattern: r#"{"algorithm":"<algorithm>","hash":{"value":"<digest>","encoding":"<encoding>"},"salt":{"value":"<salt>","encoding":"<encoding>","position":"<position>"},"password":{"encoding":"<encoding>"}}"#,
    mark: "{",
    fits: |text| Service::of(text) == Some(Service::Auth0),
    cut,
    measure: cut,
    print,
};

/// How a password is encoded before it is hashed: Auth0's names, and the expression.
const ENCODINGS: [(&[&str], &str); 3] = [
    (&["utf8"], "$p"),
    (&["utf16le", "ucs2"], "utf16($p)"),
    (&["latin1", "ascii", "binary"], "latin1($p)"),
];

const TEXT: &str = "utf8";

/// The digests that have a salt in front of the password or behind it, and those of HMAC.
fn plain_digest(name: &str) -> Option<DigestFunction> {
    Some(match name {
        "md4" => DigestFunction::Md4,
        "md5" => DigestFunction::Md5,
        "sha1" => DigestFunction::Sha1,
        "sha256" => DigestFunction::Sha256,
        "sha512" => DigestFunction::Sha512,
        _ => return None,
    })
}

fn hmac_digest(name: &str) -> Option<DigestFunction> {
    Some(match name {
        "ripemd160" => DigestFunction::Ripemd160,
        "sha224" => DigestFunction::Sha224,
        "sha384" => DigestFunction::Sha384,
        "whirlpool" => DigestFunction::Whirlpool,
        other => return plain_digest(other),
    })
}

/// The tags of RFC 2307 and OpenLDAP: without the salt behind the digest, and with it.
const TAGS: [([&str; 2], DigestFunction); 5] = [
    (["{MD5}", "{SMD5}"], DigestFunction::Md5),
    (["{SHA}", "{SSHA}"], DigestFunction::Sha1),
    (["{SHA256}", "{SSHA256}"], DigestFunction::Sha256),
    (["{SHA384}", "{SSHA384}"], DigestFunction::Sha384),
    (["{SHA512}", "{SSHA512}"], DigestFunction::Sha512),
];

/// What Auth0 takes where a text does not say it.
const ITERATIONS: u32 = 100_000;
const KEY_LENGTH: u32 = 64;

const fn malformed(field: Field) -> Unread {
    Unread::Malformed(field)
}

fn cut(text: &str) -> Result<Fields<'_>, Unread> {
    let record = Service::Auth0.read(text)?;
    let algorithm = record.text("algorithm", Field::Parameters)?;
    let algorithm = algorithm.ok_or(malformed(Field::Parameters))?;
    let hash = record.object("hash", Field::Digest)?;
    let hash = hash.ok_or(malformed(Field::Digest))?;
    let value = hash.text("value", Field::Digest)?;
    let value = value.ok_or(malformed(Field::Digest))?;
    let encoding = hash.text("encoding", Field::Digest)?;
    let password = record.object("password", Field::Parameters)?;
    let password = match password {
        Some(password) => password.text("encoding", Field::Parameters)?,
        None => None,
    };
    let password = password.unwrap_or(TEXT);
    let mut known = ENCODINGS.iter();
    let password = known.find(|(names, _)| names.contains(&password));
    let (password, _) = password.ok_or(malformed(Field::Parameters))?;
    let password = password.first().copied().unwrap_or(TEXT);
    let salt = match record.object("salt", Field::Salt)? {
        Some(salt) => Some(decoded(salt, Some(TEXT), Field::Salt)?),
        None => None,
    };
    let order = match (&salt, record.object("salt", Field::Salt)?) {
        (Some(_), Some(salt)) => match salt.text("position", Field::Parameters)? {
            Some("prefix") | None => Order::SaltFirst,
            Some("suffix") => Order::PasswordFirst,
            Some(_) => return Err(malformed(Field::Parameters)),
        },
        _ => Order::Apart,
    };
    let of =
        |parameters: &str, order: Order| template([algorithm, parameters, order.name(), password]);
    let bytes = || decoded(hash, None, Field::Digest);
    // Of these the value is a text, which has its salt itself.
    let is_text = matches!(algorithm, "argon2" | "bcrypt" | "ldap" | "pbkdf2");
    if is_text && !matches!(encoding, None | Some(TEXT)) {
        return Err(malformed(Field::Digest));
    }
    if is_text && algorithm != "bcrypt" && salt.is_some() {
        return Err(malformed(Field::Salt));
    }
    if !is_text && !matches!(encoding, Some("hex" | "base64")) {
        return Err(malformed(Field::Digest));
    }
    let salt = salt.map(Cow::Owned);
    match algorithm {
        "argon2" => Ok(Fields {
            nested: nested(value, &["$argon2"])?,
            template: of("-", Order::Apart),
            ..Fields::default()
        }),
        "bcrypt" => Ok(Fields {
            nested: nested(value, BCRYPT)?,
            salt,
            template: of("-", order),
            ..Fields::default()
        }),
        "ldap" => {
            let (function, fields) = tagged(value)?;
            let order = match fields.salt {
                Some(_) => Order::PasswordFirst,
                None => Order::Apart,
            };
            Ok(Fields {
                template: of(function.name(), order),
                ..fields
            })
        }
        "pbkdf2" => {
            let (function, fields) = phc(value)?;
            Ok(Fields {
                template: of(function.name(), Order::Apart),
                ..fields
            })
        }
        "scrypt" => {
            let number = |key| record.number(key, Field::Parameters);
            let len = number("keylen")?.ok_or(malformed(Field::Parameters))?;
            let numbers = scrypt([
                number("cost")?.unwrap_or(16384),
                number("blockSize")?.unwrap_or(8),
                number("parallelization")?.unwrap_or(1),
            ]);
            let salt = salt.ok_or(malformed(Field::Salt))?.into_owned();
            Ok(Fields {
                template: of("-", Order::Apart),
                ..derived(bytes()?, Some(len), salt, numbers)?
            })
        }
        "hmac" => {
            let name = hash.text("digest", Field::Parameters)?;
            let function = name.and_then(hmac_digest);
            let function = function.ok_or(malformed(Field::Parameters))?;
            let key = hash.object("key", Field::Parameters)?;
            let key = key.ok_or(malformed(Field::Parameters))?;
            Ok(Fields {
                digest: digest(bytes()?, function.len())?,
                salt,
                salt2: Some(Cow::Owned(decoded(key, Some(TEXT), Field::Parameters)?)),
                template: of(function.name(), order),
                ..Fields::default()
            })
        }
        other => {
            let function = plain_digest(other).ok_or(malformed(Field::Parameters))?;
            Ok(Fields {
                digest: digest(bytes()?, function.len())?,
                salt,
                template: of(function.name(), order),
                ..Fields::default()
            })
        }
    }
}

/// The bytes of an object with a value and its encoding.
fn decoded(object: &Object, default: Option<&str>, field: Field) -> Result<Vec<u8>, Unread> {
    let value = object.text("value", field)?.ok_or(malformed(field))?;
    let encoding = object.text("encoding", field)?.or(default);
    let coding = match encoding {
        Some(TEXT) => Coding::Text,
        Some("hex") => Coding::Hex,
        Some("base64") => Coding::Base64,
        _ => return Err(malformed(field)),
    };
    let bytes = coding.decode(value, None);
    Ok(bytes.map_err(|_| field)?.into_owned())
}

/// The digest of a tag, and what stands behind the tag: the digest, and the salt behind that. The tags are
/// read in either case.
fn tagged(value: &str) -> Result<(DigestFunction, Fields<'static>), Unread> {
    let (tag, rest) = value.split_once('}').ok_or(Field::Digest)?;
    let has = |own: &str| {
        own.strip_suffix('}')
            .is_some_and(|own| own.eq_ignore_ascii_case(tag))
    };
    let mut known = TAGS.iter();
    let found = known.find(|([plain, salted], _)| has(plain) || has(salted));
    let ([plain, _], function) = found.ok_or(Field::Digest)?;
    let mut bytes = base64(rest, Field::Digest)?;
    let salt = match has(plain) {
        true => None,
        false if bytes.len() <= function.len() => return Err(malformed(Field::Salt)),
        false => Some(Cow::Owned(bytes.split_off(function.len()))),
    };
    let fields = Fields {
        digest: digest(bytes, function.len())?,
        salt,
        ..Fields::default()
    };
    Ok((*function, fields))
}

/// PBKDF2's PHC string: the digest, and the iterations, the salt and the key.
fn phc(value: &str) -> Result<(DigestFunction, Fields<'static>), Unread> {
    let rest = value.strip_prefix("$pbkdf2-").ok_or(Field::Digest)?;
    let (name, rest) = rest.split_once('$').ok_or(Field::Digest)?;
    let (rest, key) = rest.rsplit_once('$').ok_or(Field::Digest)?;
    let (parameters, salt) = rest.rsplit_once('$').unwrap_or(("", rest));
    let (mut count, mut len) = (None, None);
    for parameter in parameters.split(',').filter(|_| !parameters.is_empty()) {
        let (name, number) = parameter.split_once('=').ok_or(Field::Parameters)?;
        let number = Coding::Decimal.number(number);
        let (number, _) = number.ok_or(Field::Parameters)?;
        let slot = match name {
            "i" => &mut count,
            "l" => &mut len,
            _ => return Err(malformed(Field::Parameters)),
        };
        if slot.replace(number).is_some() {
            return Err(malformed(Field::Parameters));
        }
    }
    let b64 = |digits, field| encoding::b64(digits).map_err(|_| malformed(field));
    let [salt, key] = [b64(salt, Field::Salt)?, b64(key, Field::Digest)?].map(<[u8]>::into_vec);
    let numbers = counted(count.unwrap_or(ITERATIONS));
    let fields = derived(key, len.or(Some(KEY_LENGTH)), salt, numbers)?;
    Ok((older_function(name)?, fields))
}

fn computation(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let [algorithm, parameters, order, encoding] = words(fields);
    let order = Order::named(order);
    let mut known = ENCODINGS.iter();
    let password = known.find(|(names, _)| names.contains(&encoding));
    let password = password.map_or("$p", |(_, password)| *password);
    let input = order.input(password);
    match algorithm {
        "argon2" | "bcrypt" => computed(&format!("{algorithm}({input})")),
        "hmac" => computed(&format!("hmac_{parameters}($s2, {input})")),
        "pbkdf2" => computed(&format!("pbkdf2_{parameters}({input}, $s, $n, $length)")),
        "scrypt" => computed(&records::SCRYPT.replace("$p", &input)),
        _ if encoding == TEXT => Ok(salted(digest_named(parameters)?, order)),
        _ => computed(&format!("{parameters}({input})")),
    }
}

fn print(fields: &Fields<'_>) -> String {
    let [algorithm, parameters, order, encoding] = words(fields);
    let order = Order::named(order);
    let salt = fields.salt.as_deref();
    let base64 = to_base64(&fields.digest);
    let hash = match algorithm {
        "argon2" | "bcrypt" => {
            let nested = fields.nested.as_deref().unwrap_or_default();
            format!(r#""value":"{nested}","encoding":"utf8""#)
        }
        "ldap" => {
            let mut known = TAGS.iter();
            let tags = known.find(|(_, function)| function.name() == parameters);
            let [plain, salted] = tags.map(|(tags, _)| *tags).unwrap_or_default();
            let tag = if salt.is_some() { salted } else { plain };
            let both = [fields.digest.as_slice(), salt.unwrap_or_default()].concat();
            format!(r#""value":"{tag}{}","encoding":"utf8""#, to_base64(&both))
        }
        "pbkdf2" => {
            let (count, len) = (
                fields.numbers.count.unwrap_or_default(),
                fields.digest.len(),
            );
            let salt = encoding::to_b64(salt.unwrap_or_default());
            let key = encoding::to_b64(&fields.digest);
            let name = parameters.replace('_', "-");
            format!(r#""value":"$pbkdf2-{name}$i={count},l={len}${salt}${key}","encoding":"utf8""#)
        }
        "hmac" => {
            let key = to_base64(fields.salt2.as_deref().unwrap_or_default());
            format!(
                r#""value":"{base64}","encoding":"base64","digest":"{parameters}","key":{{"value":"{key}","encoding":"base64"}}"#
            )
        }
        _ => format!(r#""value":"{base64}","encoding":"base64""#),
    };
    let position = match order {
        Order::SaltFirst => r#","position":"prefix""#,
        Order::PasswordFirst => r#","position":"suffix""#,
        Order::Apart => "",
    };
    let salt = match (algorithm, salt) {
        // In the value.
        ("ldap" | "pbkdf2", _) | (_, None) => String::new(),
        (_, Some(salt)) => format!(
            r#","salt":{{"value":"{}","encoding":"base64"{position}}}"#,
            to_base64(salt)
        ),
    };
    let password = match encoding {
        TEXT => String::new(),
        other => format!(r#","password":{{"encoding":"{other}"}}"#),
    };
    let own = fields.numbers;
    let numbers = match (algorithm, own.count, own.block_size, own.lanes) {
        ("scrypt", Some(cost), Some(size), Some(lanes)) => {
            let len = fields.digest.len();
            format!(r#","keylen":{len},"cost":{cost},"blockSize":{size},"parallelization":{lanes}"#)
        }
        _ => String::new(),
    };
    format!(r#"{{"algorithm":"{algorithm}","hash":{{{hash}}}{salt}{password}{numbers}}}"#)
}
