//! Clerk's hashers, under Clerk's own names: what its users were imported with. Its column
//! `password_hasher` says which, so that all of them are declared.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::encoding;
use crate::error::Field;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::{Fields, zeros};
use crate::format::firebase;
use crate::format::row::{Detection, Family, Functions, Row, Unread, declared, functions};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Clerk",
    page: "clerk",
    about: "What Clerk's API takes as `password_digest`, one format for each `password_hasher`: the name is\n\
        `clerk-` and the hasher's, with hyphens. `awscognito` has no hash: the text names a pool of Amazon\n\
        Cognito that Clerk asks at the first sign-in. Where Clerk's documentation leaves something open, the\n\
        note says how it is read here.",
    known: "`bcrypt_peppered`, `pbkdf2_sha256`, `scrypt_firebase`, …",
    rows: ROWS,
};

const CLERK: &str = "Clerk, documentation of createUser() in its Backend API";
const NAMES_ALONE: &str =
    "Clerk, documentation of createUser() in its Backend API, which names the hasher alone";

const ROWS: &[Row] = &[
    declared(
        "clerk-argon2i",
        "<hash:$argon2i$>",
        "argon2($p)",
        "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$SyBzHgr2Mw5FE4bTKV7aDk/AXsNBPWEgBlp4bnAVfSU",
        CLERK,
    ),
    declared(
        "clerk-argon2id",
        "<hash:$argon2id$>",
        "argon2($p)",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        CLERK,
    ),
    declared(
        "clerk-bcrypt",
        "<hash:$2>",
        "bcrypt($p)",
        "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        CLERK,
    ),
    functions(
        "clerk-bcrypt-peppered",
        PEPPERED,
        "bcrypt($p.$s)",
        "$2b$04$abcdefghijklmnopqrstuuWpfkCq2aM0ELh3Np/zduu1nzYpdqSGK$NaCl",
        CLERK,
    )
    .told(Detection::Declared)
    .noted("The pepper stands at the end of the text."),
    declared(
        "clerk-bcrypt-sha256-django",
        "bcrypt_sha256$<hash:$2>",
        "bcrypt(sha256($p))",
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuIvyWZlBcE3WoQXKqRnwrLYJ6nenE0Bq",
        CLERK,
    ),
    declared(
        "clerk-hmac-sha256-utf16-b64",
        "hmac_sha256_utf16_b64$<digest:base64>$<salt:base64>",
        "hmac_sha256($s, utf16($p))",
        "hmac_sha256_utf16_b64$5WsoFKc3C3XKtgS11cu3FO58EJIfCPKMTbp/GJzs5UM=$TmFDbA==",
        CLERK,
    )
    .noted("The documentation has the text's parts alone: the rest is read from the hasher's name, with both parts in base64 and UTF-16 in little-endian order."),
    declared(
        "clerk-ldap-ssha",
        "{SSHA}<digest+salt:base64>",
        "sha1($p.$s)",
        "{SSHA}Ki+Q9Ri8Nn2QN1jUbcaqfsgK/pJOYUNs",
        "OpenLDAP, libraries/liblutil/passwd.c, to whose scheme Clerk's documentation refers",
    ),
    declared(
        "clerk-md5",
        "<digest:hex>",
        "md5($p)",
        "3cb4e732631f47e6eb961f34554b7cde",
        CLERK,
    ),
    declared(
        "clerk-md5-phpass",
        "$P$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.md5($p)), md5_raw($_.md5($p)))",
        "$P$6NaClKClxGJHGJAYAcdpa95KlDKr/C.",
        NAMES_ALONE,
    )
    .noted("It is read as phpass over the MD5 in hexadecimal."),
    declared(
        "clerk-md5-salted",
        "<salt:text 1-256>$<digest:hex>",
        "md5($s.$p)",
        "NaCl$d897cc54e94fe33e4da398599cbdfbec",
        CLERK,
    )
    .noted("The documentation does not say on which side of the password the salt was: here it is in front, as in the text. For the other side, give the digest and a `Context` with the salt to `computed_by`, with `md5($p.$s)`."),
    functions(
        "clerk-pbkdf2-sha1",
        SHA1,
        "pbkdf2_sha1($p, $s, $n, $length)",
        "pbkdf2_sha1$4$4e61436c$baa191e9b3e86020cc65c1c949aacf9efe3cc68c0032d086d840014a6b6a7faf",
        CLERK,
    )
    .told(Detection::Declared)
    .noted("A salt that is hexadecimal stands for its bytes, and any other for itself. The digest has 32 bytes, if no number behind it says another length."),
    declared(
        "clerk-pbkdf2-sha256",
        "pbkdf2_sha256$<n>$<salt:base64>$<digest:base64 16-128>",
        "pbkdf2_sha256($p, $s, $n, $length)",
        "pbkdf2_sha256$4$TmFDbA==$/q+7uHl4+fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY=",
        CLERK,
    ),
    declared(
        "clerk-pbkdf2-sha256-django",
        "pbkdf2_sha256$<n>$<salt:text 1-256>$<digest:base64>",
        "pbkdf2_sha256($p, $s, $n)",
        "pbkdf2_sha256$4$NaCl$/q+7uHl4+fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY=",
        CLERK,
    ),
    declared(
        "clerk-pbkdf2-sha512",
        "pbkdf2_sha512$<n>$<salt:text 1-256>$<digest:hex 16-128>",
        "pbkdf2_sha512($p, $s, $n, $length)",
        "pbkdf2_sha512$4$NaCl$6817c2419c95a31cedbac617da118954b19ac14d41600eb8793a2f56a8f9f638533b67b9fc57271d97aa29879f673d00432e1dea248dad6ef8b4ad7dae709f60",
        CLERK,
    ),
    declared(
        "clerk-pbkdf2-sha512-hex",
        "pbkdf2_sha512_hex$<n>$<salt:hex>$<digest:hex 16-128>",
        "pbkdf2_sha512($p, $s, $n, $length)",
        "pbkdf2_sha512_hex$4$4e61436c$6817c2419c95a31cedbac617da118954b19ac14d41600eb8793a2f56a8f9f638533b67b9fc57271d97aa29879f673d00432e1dea248dad6ef8b4ad7dae709f60",
        CLERK,
    ),
    declared(
        "clerk-phpass",
        "$P$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.$p), md5_raw($_.$p))",
        "$P$6NaClKClxPC2BQg60DsqJt7T2MWgCO/",
        CLERK,
    ),
    functions(
        "clerk-scrypt-firebase",
        firebase::CLERK,
        firebase::EXPRESSION,
        "Nhr3Ry6/esRYXu+G8h56tM7UjvPkFHVCXbOTRZcQfjoiR7UqT5LR66Ct75uxeJ91s/JrF08fn+8ATRng7Y+OMw==$TmFDbA==$c2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZQ==$Bw==$8$4",
        CLERK,
    )
    .told(Detection::Declared),
    declared(
        "clerk-scrypt-werkzeug",
        "scrypt:<n:power2 1-31>:<r:dec 1-65535>:<lanes:dec 1-65535>$<salt:text 1-256>$<digest:hex>",
        "scrypt($p, $s, $n, $r, $lanes, 64)",
        "scrypt:16:8:1$NaCl$5c03e9f54419b669a855a0e96b0587a18c79e5bb82e72234a763d9a5daac961b173210c3867f45a8092806042c709647f2b55efbd2e73485bdd26c379d4f2d64",
        "Werkzeug 2.3, src/werkzeug/security.py, to which Clerk's documentation refers",
    ),
    declared(
        "clerk-sha256",
        "<digest:hex>",
        "sha256($p)",
        "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631",
        CLERK,
    ),
    declared(
        "clerk-sha256-salted",
        "<salt:text 1-256>$<digest:hex>",
        "sha256($s.$p)",
        "NaCl$cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504",
        CLERK,
    )
    .noted("The documentation does not say on which side of the password the salt was: here it is in front, as in the text. For the other side, give the digest and a `Context` with the salt to `computed_by`, with `sha256($p.$s)`."),
    declared(
        "clerk-sha512-symfony",
        "sha512_symfony$<n-1>$<salt:text 1-256>$<digest:base64>",
        "iterate($n, sha512_raw($p.\"{\".$s.\"}\"), sha512_raw($_.$p.\"{\".$s.\"}\"))",
        "sha512_symfony$4$NaCl$rR+dfpGkVAvcFv13MrZPW0wHFex3AxVoQqClwX8J+DIUFqzxjLEarrncc9Dyaastzi28OkAVHM/uW0TNxLGuGw==",
        CLERK,
    )
    .noted("The number counts the first hash."),
];

/// How long bcrypt's own text is.
const BCRYPT: usize = 60;

/// The longest pepper, in bytes. bcrypt reads 72 of password and pepper.
const MAX_PEPPER: usize = 256;

/// bcrypt's text, `$`, and the pepper, which is the salt here.
const PEPPERED: Functions = Functions {
    pattern: "<hash:$2>$<salt:text 1-256>",
    mark: "$2",
    fits: |text| peppered(text).is_ok(),
    cut: |text| {
        let (nested, pepper) = peppered(text)?;
        Ok(Fields {
            salt: Some(Cow::Borrowed(pepper.as_bytes())),
            nested: Some(Cow::Borrowed(nested)),
            ..Fields::default()
        })
    },
    measure: |text| {
        let (nested, pepper) = peppered(text)?;
        Ok(Fields {
            salt: Some(zeros(pepper.len())),
            nested: Some(Cow::Borrowed(nested)),
            ..Fields::default()
        })
    },
    print: |fields| {
        let nested = fields.nested.as_deref().unwrap_or_default();
        let pepper = fields.salt.as_deref().unwrap_or_default();
        format!("{nested}${}", String::from_utf8_lossy(pepper))
    },
};

/// bcrypt's text, and the pepper.
fn peppered(text: &str) -> Result<(&str, &str), Unread> {
    let (nested, rest) = text.split_at_checked(BCRYPT).ok_or(Field::Structure)?;
    let pepper = rest.strip_prefix('$').ok_or(Field::Structure)?;
    if pepper.is_empty() || pepper.len() > MAX_PEPPER {
        return Err(Unread::Malformed(Field::Salt));
    }
    Ok((nested, pepper))
}

/// How long a digest of PBKDF2 with SHA-1 is that has no number behind it, in bytes.
const KEY_LEN: usize = 32;
/// The shortest and the longest one that is read.
const KEY_LENGTHS: core::ops::RangeInclusive<usize> = 16..=128;

/// The count, the salt in hexadecimal or as it stands, the digest, and its length where that is not 32 bytes.
const SHA1: Functions = Functions {
    pattern: "pbkdf2_sha1$<n>$<salt:hex>$<digest:hex>",
    mark: "pbkdf2_sha1$",
    fits: |text| pbkdf2_sha1(text).is_ok(),
    cut: pbkdf2_sha1,
    measure: pbkdf2_sha1,
    print: |fields| {
        let count = fields.numbers.count.unwrap_or_default();
        let salt = encoding::to_hex(fields.salt.as_deref().unwrap_or_default());
        let digest = encoding::to_hex(&fields.digest);
        let mut text = format!("pbkdf2_sha1${count}${salt}${digest}");
        if fields.digest.len() != KEY_LEN {
            text.push_str(&format!("${}", fields.digest.len()));
        }
        text
    },
};

fn pbkdf2_sha1(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix("pbkdf2_sha1$").ok_or(Field::Structure)?;
    let mut fields = fields.split('$');
    let mut next = || fields.next().ok_or(Field::Structure);
    let (count, salt, digest) = (next()?, next()?, next()?);
    let (length, rest) = (fields.next(), fields.next());
    let count = Coding::Decimal.number(count).map(|(count, _)| count);
    let count = count.filter(|count| *count > 0).ok_or(Field::Iterations)?;
    let is_hex = salt.len().is_multiple_of(2) && Coding::Hex.has_alphabet(salt);
    let coding = if is_hex { Coding::Hex } else { Coding::Text };
    let salt = coding.decode(salt, None).map_err(|_| Field::Salt)?;
    if salt.is_empty() || salt.len() > MAX_PEPPER {
        return Err(Unread::Malformed(Field::Salt));
    }
    let digest = Coding::Hex
        .decode(digest, None)
        .map_err(|_| Field::Digest)?;
    let digest = Zeroizing::new(digest.into_owned());
    let length = match length {
        Some(length) => Coding::Decimal.number(length).map(|(_, length)| length),
        None => Some(KEY_LEN),
    };
    if length != Some(digest.len()) || !KEY_LENGTHS.contains(&digest.len()) {
        return Err(Unread::Malformed(Field::Digest));
    }
    if rest.is_some() {
        return Err(Unread::Malformed(Field::Structure));
    }
    Ok(Fields {
        salt: Some(salt),
        numbers: Numbers {
            count: Some(count),
            length: u32::try_from(digest.len()).ok(),
            ..Numbers::default()
        },
        digest,
        ..Fields::default()
    })
}
