//! Spring Security's `DelegatingPasswordEncoder`: an identifier in braces. `{bcrypt}` and `{argon2}` are
//! LDAP's tags, and unsalted `{MD5}` is the hexadecimal one.

use crate::format::row::{Family, Row, declared, row, wrapper};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Spring Security",
    page: "spring",
    about: "`DelegatingPasswordEncoder` writes the name of an encoder in braces, and then what that encoder\n\
        made. Where two pairs of braces stand in front (`{SHA-256}{salt}digest`), the second is the\n\
        salt, and its braces are hashed, too. `{bcrypt}…`, `{argon2}…` and an unsalted `{MD5}…` are\n\
        what LDAP servers write as well, and stand on [their page](ldap.md).",
    known: "`{argon2@SpringSecurity_v5_8}…`, `{SHA-256}{salt}…`, `{sha256}…`, `{noop}…`",
    rows: ROWS,
};

const SPRING: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/factory/PasswordEncoderFactories.java";
const MD4: &str = "Spring Security, crypto/src/main/java/org/springframework/security/crypto/password/Md4PasswordEncoder.java";
const DIGEST: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/password/MessageDigestPasswordEncoder.java";
const STANDARD: &str = "Spring Security, \
     crypto/src/main/java/org/springframework/security/crypto/password/StandardPasswordEncoder.java";

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
];
