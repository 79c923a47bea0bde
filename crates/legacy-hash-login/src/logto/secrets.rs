//! Names of fields that look like a password, a hash, a salt or a digest: what stands there would be
//! kept beside the account for ever, and nobody would know.

use std::iter;

/// Common names, exactly as they stand in exports. An error may say these: they are nobody's data.
const COMMON: [&str; 33] = [
    "contrasena",
    "digest",
    "encryptedPassword",
    "encrypted_password",
    "hash",
    "hashedPassword",
    "hashed_password",
    "md5",
    "mdp",
    "pass",
    "passHash",
    "passwd",
    "password",
    "passwordHash",
    "passwordSalt",
    "password_digest",
    "password_hash",
    "password_salt",
    "passwort",
    "plainPassword",
    "plain_password",
    "pw",
    "pwd",
    "pwdHash",
    "pwd_hash",
    "salt",
    "secret",
    "secretData",
    "sha1",
    "sha256",
    "userPassword",
    "user_pass",
    "user_password",
];

/// A word that has one of these in it, and what to call it.
const STEMS: [(&str, &str); 22] = [
    ("password", "password"),
    ("passwd", "passwd"),
    ("passphrase", "passphrase"),
    ("passcode", "passcode"),
    ("passwort", "passwort"),
    ("kennwort", "kennwort"),
    ("wachtwoord", "wachtwoord"),
    ("contrase", "contrasena"),
    ("motdepasse", "mot de passe"),
    ("пароль", "password"),
    ("密码", "password"),
    ("密碼", "password"),
    ("パスワード", "password"),
    ("pwd", "pwd"),
    ("hash", "hash"),
    ("salt", "salt"),
    ("digest", "digest"),
    ("crypt", "crypt"),
    ("argon2", "argon2"),
    ("pbkdf2", "pbkdf2"),
    ("md5", "md5"),
    ("ssha", "sha"),
];

/// As many of the [`STEMS`], from the first, are looked for across the borders of words as well:
/// `pass_word`. The others are too short for that: `addressAlt` has `salt` in it.
const LONG_STEMS: usize = 13;

/// A word that is one of these, without the digits behind it, or ends in one of the first two.
const WORDS: [&str; 9] = [
    "pass",
    "pw",
    "mdp",
    "senha",
    "clave",
    "secret",
    "secrets",
    "secretdata",
    "sha",
];

/// Words that only look like it.
const HARMLESS: [&str; 8] = [
    "bypass",
    "compass",
    "cryptocurrency",
    "encompass",
    "hashtag",
    "hashtags",
    "surpass",
    "trespass",
];

/// A name that ends in one of these is of a time or a number, if the value is.
const COUNTS: [&str; 14] = [
    "at",
    "attempts",
    "count",
    "date",
    "days",
    "expiration",
    "expires",
    "expiry",
    "on",
    "since",
    "time",
    "timestamp",
    "until",
    "updated",
];

/// What a name looks like, if it looks like that of a secret: the name itself where it is a common
/// one, and otherwise the part that gives it away.
///
/// A name is cut into words where letters change from small to large and at all signs between them;
/// digits belong to the word before them. The case of letters does not count.
pub(crate) fn looks_like(name: &str) -> Option<&'static str> {
    let words = words(name);
    let whole = words.concat();
    let long = STEMS.iter().take(LONG_STEMS);
    let across = long.clone().find(|(stem, _)| whole.contains(stem));
    let in_one = || words.iter().find_map(|word| in_word(word));
    let found = across.map(|(_, called)| *called).or_else(in_one)?;
    let common = COMMON.iter().find(|common| **common == name);
    Some(common.copied().unwrap_or(found))
}

fn in_word(word: &str) -> Option<&'static str> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if HARMLESS.contains(&bare) {
        return None;
    }
    let stem = STEMS.iter().find(|(stem, _)| word.contains(stem));
    let stem = stem.map(|(_, called)| *called);
    let is_word = |other: &&&str| **other == bare;
    let ends_so = |other: &&&str| bare.ends_with(**other);
    let ending = || WORDS.iter().take(2).find(ends_so);
    stem.or_else(|| WORDS.iter().find(is_word).or_else(ending).copied())
}

/// Whether a value under such a name cannot be a secret: nothing, yes or no, or a time or number
/// where the name says that it is one (`passwordUpdatedAt`).
pub(crate) fn is_harmless(name: &str, value: &str) -> bool {
    let is_blank = |c: &char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let bare: String = value.chars().filter(|c| !is_blank(c)).take(6).collect();
    if ["null", "true", "false", "\"\"", "[]", "{}"].contains(&bare.as_str()) {
        return true;
    }
    let last = words(name).pop().unwrap_or_default();
    COUNTS.contains(&last.as_str()) && (is_number(value) || is_date(value))
}

fn is_number(value: &str) -> bool {
    let first = value.as_bytes().first();
    first.is_some_and(|&byte| byte == b'-' || byte.is_ascii_digit())
}

/// `"2024-01-31"`, and with a time behind it.
fn is_date(value: &str) -> bool {
    let text = value.trim_matches('"').as_bytes();
    let shape = b"0000-00-00";
    let fits = |(&shape, &byte): (&u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        shape => byte == shape,
    };
    let is_time = |byte: &u8| byte.is_ascii_digit() || b"T:.+-Z ".contains(byte);
    let (date, time) = text.split_at_checked(shape.len()).unwrap_or_default();
    text.len() <= 40
        && !date.is_empty()
        && shape.iter().zip(date).all(fits)
        && time.iter().all(is_time)
}

/// The words of a name, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let following = name.chars().skip(1).map(Some).chain(iter::once(None));
    let mut before = None;
    for (sign, next) in name.chars().zip(following) {
        let begins = sign.is_uppercase()
            && (before.is_some_and(|it: char| !it.is_uppercase())
                || next.is_some_and(char::is_lowercase));
        if (begins || !sign.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if sign.is_alphanumeric() {
            word.extend(sign.to_lowercase());
        }
        before = Some(sign);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_secret_is_one() {
        for name in [
            "passwordHash",
            "password_hash",
            "encrypted_password",
            "pwd",
            "plainPassword",
            "PASSWORD",
            "Pass-Word",
            "pass word",
            "p.assword",
            "user_pass",
            "userPass",
            "userpass",
            "pass",
            "pass1",
            "PASS",
            "passwd2",
            "PWD_HASH",
            "oldPwd",
            "pw",
            "userPw",
            "pw_old",
            "passphrase",
            "passcode",
            "hashedpassword",
            "md5",
            "MD5",
            "md5Hash",
            "sha1",
            "SHA-256",
            "sha512",
            "ssha",
            "salt",
            "saltLakeCity",
            "passwordSalt",
            "saltedHash",
            "digest",
            "ha1_digest",
            "bcrypt",
            "scryptParams",
            "crypt",
            "argon2id",
            "pbkdf2",
            "phpass",
            "secret",
            "clientSecret",
            "secretData",
            "passwort",
            "Kennwort",
            "contraseña",
            "mot_de_passe",
            "mdp",
            "senha",
            "пароль",
            "密码",
            "パスワード",
            "passwordPolicy",
        ] {
            assert!(looks_like(name).is_some(), "{name}");
        }
        for name in [
            "",
            "name",
            "hashtag",
            "hashtags",
            "postHashtags",
            "compass",
            "bypass",
            "passport",
            "passenger",
            "addressAlt",
            "isAlternate",
            "basal",
            "alternate",
            "description",
            "shape",
            "sharedWith",
            "lastSignInAt",
            "wish",
            "powder",
            "pinCode",
            "token",
            "apwx",
            "identities",
            "credentialId",
            "publicKey",
            "mfaVerifications",
            "nextPwxd",
            "secretary",
        ] {
            assert_eq!(looks_like(name), None, "{name}");
        }
    }

    #[test]
    fn a_common_name_is_called_by_itself_and_another_by_what_gives_it_away() {
        for (name, called) in [
            ("password_hash", "password_hash"),
            ("pwd", "pwd"),
            ("AnnsSecretPasswordOf2019", "password"),
            ("annsHash", "hash"),
            ("annspw", "pw"),
        ] {
            assert_eq!(looks_like(name), Some(called));
        }
    }

    #[test]
    fn a_value_that_cannot_be_a_secret_is_none() {
        for value in ["null", "true", "false", "\"\"", "[ ]", "{\n}"] {
            assert!(is_harmless("password", value), "{value}");
        }
        for name in [
            "passwordUpdatedAt",
            "password_changed_on",
            "pwdExpires",
            "wrongPasswordCount",
        ] {
            for value in [
                "0",
                "-1.5e3",
                "\"2024-01-31\"",
                "\"2024-01-31T10:00:00.000+01:00\"",
            ] {
                assert!(is_harmless(name, value), "{name}: {value}");
                assert!(!is_harmless("password", value), "{value}");
            }
            for value in [
                "\"hunter2\"",
                "[1]",
                "{\"a\":1}",
                "\"2024-01-3\"",
                "\"20240131\"",
                "\"2024-01-31 hunter\"",
            ] {
                assert!(!is_harmless(name, value), "{name}: {value}");
            }
        }
        assert!(!is_harmless("passwordHash", "\"0000-00-00\""));
    }

    #[test]
    fn the_tables_are_in_order() {
        assert!(COMMON.is_sorted() && HARMLESS.is_sorted() && COUNTS.is_sorted());
        assert!(COMMON.iter().all(|name| looks_like(name).is_some()));
    }
}
