//! Spring Security's `DelegatingPasswordEncoder`: an identifier in braces. `{bcrypt}` and `{argon2}` are
//! LDAP's tags, and unsalted `{MD5}` is the hexadecimal one.

use crate::error::Field;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::parts;
use crate::format::row::{
    Detection, Family, Functions, Row, Unread, declared, functions, row, shape, wrapper,
};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Spring Security",
    page: "spring",
    about: "`DelegatingPasswordEncoder` writes the name of an encoder in braces, and then what that encoder\n\
        made. Where two pairs of braces stand in front (`{SHA-256}{salt}digest`), the second is the\n\
        salt, and its braces are hashed, too. `{bcrypt}…`, `{argon2}…` and an unsalted `{MD5}…` are\n\
        what LDAP servers write as well, and stand on [their page](ldap.md).",
    known: "`{pbkdf2}…`, `{scrypt}$e0801$…`, `{argon2@SpringSecurity_v5_8}…`, `{SHA-256}{salt}…`, `{noop}…`",
    rows: ROWS,
};

const SPRING: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/factory/PasswordEncoderFactories.java";
const MD4: &str = "Spring Security, crypto/src/main/java/org/springframework/security/crypto/password/Md4PasswordEncoder.java";
const DIGEST: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/password/MessageDigestPasswordEncoder.java";
const STANDARD: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/password/StandardPasswordEncoder.java";
const PBKDF2: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/password/Pbkdf2PasswordEncoder.java";
const SCRYPT_ENCODER: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/scrypt/SCryptPasswordEncoder.java";

const ROWS: &[Row] = &[
    row(
        "spring-argon2-v5-8",
        "{argon2@SpringSecurity_v5_8}<hash:$argon2>",
        "argon2($p)",
        "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        SPRING,
    ),
    row(
        "spring-noop",
        "{noop}<digest:text>",
        "$p",
        "{noop}correct horse",
        SPRING,
    ),
    // `MessageDigestPasswordEncoder`: the braces are part of the salt. It can be told to write base64.
    row(
        "spring-md4",
        "{MD4}{<salt:text 1-256>}<digest:bare>",
        "md4($p.\"{\".$s.\"}\")",
        "{MD4}{NaCl}f321916fca013a0943044a042e5f5a38",
        MD4,
    ),
    row(
        "spring-md4-unsalted",
        "{MD4}<digest:bare>",
        "md4($p)",
        "{MD4}b4fe5d2ad49f136f957a7a6b1c029cd2",
        MD4,
    ),
    row(
        "spring-md5",
        "{MD5}{<salt:text 1-256>}<digest:bare>",
        "md5($p.\"{\".$s.\"}\")",
        "{MD5}{NaCl}334d9cbae9b0a7c8390e30b1a6dd6a08",
        DIGEST,
    ),
    row(
        "spring-sha1",
        "{SHA-1}{<salt:text 1-256>}<digest:bare>",
        "sha1($p.\"{\".$s.\"}\")",
        "{SHA-1}{NaCl}0bb7a34c0899a424f12d5281110129265fbcf5da",
        DIGEST,
    ),
    row(
        "spring-sha1-unsalted",
        "{SHA-1}<digest:bare>",
        "sha1($p)",
        "{SHA-1}2f9e53523b62abc141a2b4d6019d23cba835dbd0",
        DIGEST,
    ),
    row(
        "spring-sha256",
        "{SHA-256}{<salt:text 1-256>}<digest:bare>",
        "sha256($p.\"{\".$s.\"}\")",
        "{SHA-256}{NaCl}c0042ace2a122198a4d96617069e57b97aee19920b3b316f77841da459ce2544",
        DIGEST,
    ),
    row(
        "spring-sha256-unsalted",
        "{SHA-256}<digest:bare>",
        "sha256($p)",
        "{SHA-256}4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631",
        DIGEST,
    ),
    wrapper(
        "spring-ldap",
        "{ldap}<hash:{>",
        "{ldap}{SSHA}Ki+Q9Ri8Nn2QN1jUbcaqfsgK/pJOYUNs",
        SPRING,
    )
    .noted("Behind the tag stands whatever an LDAP server holds."),
    row(
        "spring-standard",
        "{sha256}<salt+digest:hex 8>",
        "iterate(1023, sha256_raw($s.$p), sha256_raw($_))",
        "{sha256}4e61436c4b436c7827d070520621501b7aa1691185199abf8b18818badc50915335b25f1ad4bf7dd",
        STANDARD,
    )
    .noted("`StandardPasswordEncoder` without a site-wide secret: 1024 rounds."),
    declared(
        "spring-standard-secret",
        "{sha256}<salt+digest:hex 8>",
        "iterate(1023, sha256_raw($s.$c1.$p), sha256_raw($_))",
        "{sha256}4e61436c4b436c782b690f5103cfda8c0660cbbe5c5cc30088ebf6305a5748601d8ead49459afa45",
        STANDARD,
    )
    .noted("`StandardPasswordEncoder` with a site-wide secret, which is constant 1. Its texts look no different."),
    // `{PBKDF2}` is LDAP's as well, with `$` between the fields.
    shape(
        "spring-pbkdf2",
        "{pbkdf2}<salt+digest:hex 8>",
        "pbkdf2_sha1($p, $s, 185000, 32)",
        "{pbkdf2}4e61436c4e61436cc3231206bd3b8c6df608a2cffd6a37047e6af1e23cead536d5fdf40712a227c3",
        PBKDF2,
    )
    .noted("`Pbkdf2PasswordEncoder` without a site-wide secret."),
    declared(
        "spring-pbkdf2-secret",
        "{pbkdf2}<salt+digest:hex 8>",
        "pbkdf2_sha1($p, $s.$c1, 185000, 32)",
        "{pbkdf2}4e61436c4e61436ca24decde5cdddcfbda432d3fc688b3d47de6926a727c952d4914bb9eaa7863f8",
        PBKDF2,
    )
    .noted("`Pbkdf2PasswordEncoder` with a site-wide secret, which is constant 1. Its texts look no different."),
    row(
        "spring-pbkdf2-v5-8",
        "{pbkdf2@SpringSecurity_v5_8}<salt+digest:hex 16>",
        "pbkdf2_sha256($p, $s, 310000)",
        "{pbkdf2@SpringSecurity_v5_8}4e61436c4e61436c4e61436c4e61436c15b88da7833f6ca77a97cba9752361797eb7e6cec89537d217978c2c83dc1350",
        PBKDF2,
    )
    .noted("`Pbkdf2PasswordEncoder` without a site-wide secret."),
    declared(
        "spring-pbkdf2-v5-8-secret",
        "{pbkdf2@SpringSecurity_v5_8}<salt+digest:hex 16>",
        "pbkdf2_sha256($p, $s.$c1, 310000)",
        "{pbkdf2@SpringSecurity_v5_8}4e61436c4e61436c4e61436c4e61436c506ff397350d3b87a9efa3d4a22c5e2bf71e4771d717782cfa1bd3b19b7ad5b5",
        PBKDF2,
    )
    .noted("`Pbkdf2PasswordEncoder` with a site-wide secret, which is constant 1. Its texts look no different."),
    functions(
        "spring-scrypt",
        SCRYPT_TAGGED,
        SCRYPT,
        "{scrypt}$40801$TmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbA==$y+dJhKzGAzW3l6teJVY12jqWT+f10B6fFg29gytaAyo=",
        SCRYPT_ENCODER,
    ),
    functions(
        "spring-scrypt-v5-8",
        SCRYPT_TAGGED_5_8,
        SCRYPT,
        "{scrypt@SpringSecurity_v5_8}$40801$TmFDbE5hQ2xOYUNsTmFDbA==$EvosS1Oukh2GspQwurZ845H3hLpsglAM16QwEHVNrns=",
        SCRYPT_ENCODER,
    ),
    functions(
            "spring-scrypt-bare",
            SCRYPT_BARE,
            SCRYPT,
            "$40801$TmFDbE5hQ2xOYUNsTmFDbA==$EvosS1Oukh2GspQwurZ845H3hLpsglAM16QwEHVNrns=",
            SCRYPT_ENCODER,)
    .told(Detection::Shape)
    .noted("What `SCryptPasswordEncoder` writes by itself. Its parameters stand in one hexadecimal number, which is its mark."),
];

/// What is computed for all three.
const SCRYPT: &str = "scrypt($p, $s, $n, $r, $lanes, 32)";
const TAG: &str = "{scrypt}";
const TAG_5_8: &str = "{scrypt@SpringSecurity_v5_8}";

/// `$e0801$` and salt and digest behind a tag: `e` is the logarithm of N, `08` the block size, `01` the lanes.
const SCRYPT_TAGGED: Functions = Functions {
    pattern: "{scrypt}$<n+r+lanes:hex>$<salt:base64>$<digest:base64>",
    mark: "{scrypt}",
    fits: |text| scrypt(text, TAG).is_ok(),
    cut: |text| scrypt(text, TAG),
    measure: |text| scrypt(text, TAG),
    print: |fields| print_scrypt(fields, TAG),
};

/// The same behind the tag of version 5.8.
const SCRYPT_TAGGED_5_8: Functions = Functions {
    pattern: "{scrypt@SpringSecurity_v5_8}$<n+r+lanes:hex>$<salt:base64>$<digest:base64>",
    mark: "{scrypt@springsecurity_v5_8}",
    fits: |text| scrypt(text, TAG_5_8).is_ok(),
    cut: |text| scrypt(text, TAG_5_8),
    measure: |text| scrypt(text, TAG_5_8),
    print: |fields| print_scrypt(fields, TAG_5_8),
};

/// The same without a tag.
const SCRYPT_BARE: Functions = Functions {
    pattern: "$<n+r+lanes:hex>$<salt:base64>$<digest:base64>",
    mark: "$",
    fits: |text| scrypt(text, "").is_ok(),
    cut: |text| scrypt(text, ""),
    measure: |text| scrypt(text, ""),
    print: |fields| print_scrypt(fields, ""),
};

fn scrypt<'t>(text: &'t str, tag: &str) -> Result<Fields<'t>, Unread> {
    let tagged = text.split_at_checked(tag.len());
    let tagged = tagged.filter(|(own, _)| own.eq_ignore_ascii_case(tag));
    let (_, fields) = tagged.ok_or(Field::Structure)?;
    let fields = fields.strip_prefix('$').ok_or(Field::Structure)?;
    let (parameters, fields) = fields.split_once('$').ok_or(Field::Structure)?;
    let (salt, digest) = fields.split_once('$').ok_or(Field::Structure)?;
    let (parameters, _) = Coding::HexNumber
        .number(parameters)
        .ok_or(Field::Parameters)?;
    let (log2, [_, _, block_size, lanes]) = (parameters >> 16, parameters.to_be_bytes());
    let count = 1_u32.checked_shl(log2).filter(|count| *count > 1);
    if count.is_none() || block_size == 0 || lanes == 0 {
        return Err(Unread::Malformed(Field::Parameters));
    }
    let salt = parts::salt(Coding::Base64, salt)?;
    if salt.is_empty() {
        return Err(Unread::Malformed(Field::Salt));
    }
    let (digest, _) = parts::digest(Coding::Base64, digest, &[32])?;
    let numbers = Numbers {
        count,
        block_size: Some(block_size.into()),
        lanes: Some(lanes.into()),
        ..Numbers::default()
    };
    Ok(Fields {
        digest,
        salt: Some(salt),
        numbers,
        ..Fields::default()
    })
}

fn print_scrypt(fields: &Fields<'_>, tag: &str) -> String {
    let numbers = &fields.numbers;
    let log2 = numbers.count.unwrap_or_default().trailing_zeros();
    let block_size = numbers.block_size.unwrap_or_default();
    let lanes = numbers.lanes.unwrap_or_default();
    let mut text = format!("{tag}${:x}$", log2 << 16 | block_size << 8 | lanes);
    Coding::Base64.encode(fields.salt.as_deref().unwrap_or_default(), &mut text);
    text.push('$');
    Coding::Base64.encode(&fields.digest, &mut text);
    text
}
