//! Clerk's hashers, under Clerk's own names: what its users were imported with. Its column
//! `password_hasher` says which, so that all of them are declared.

use std::borrow::Cow;

use crate::error::Field;
use crate::format::fields::{Fields, zeros};
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
    declared(
        "clerk-phpass",
        "$P$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.$p), md5_raw($_.$p))",
        "$P$6NaClKClxPC2BQg60DsqJt7T2MWgCO/",
        CLERK,
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
