//! Spring Security's `DelegatingPasswordEncoder`: an identifier in braces. `{bcrypt}` and `{argon2}` are
//! LDAP's tags, and unsalted `{MD5}` is the hexadecimal one.

use crate::format::row::{Row, declared, row, wrapper};

/// The rows.
pub(crate) const ROWS: &[Row] = &[
    row(
        "spring-argon2-v5-8",
        "{argon2@SpringSecurity_v5_8}<hash:$argon2>",
        "argon2($p)",
        "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
    ),
    row(
        "spring-noop",
        "{noop}<digest:text>",
        "$p",
        "{noop}correct horse",
    ),
    // `MessageDigestPasswordEncoder`: the braces are part of the salt.
    row(
        "spring-md4",
        "{MD4}{<salt:text 1-256>}<digest:hex>",
        "md4($p.\"{\".$s.\"}\")",
        "{MD4}{N}2b7def2737810993e699457e525fe126",
    ),
    row(
        "spring-md4-unsalted",
        "{MD4}<digest:hex>",
        "md4($p)",
        "{MD4}b4fe5d2ad49f136f957a7a6b1c029cd2",
    ),
    row(
        "spring-md5",
        "{MD5}{<salt:text 1-256>}<digest:hex>",
        "md5($p.\"{\".$s.\"}\")",
        "{MD5}{N}52d1a9ec89920888fa8f30381b3dccaa",
    ),
    row(
        "spring-sha1",
        "{SHA-1}{<salt:text 1-256>}<digest:hex>",
        "sha1($p.\"{\".$s.\"}\")",
        "{SHA-1}{N}600bd8b0a681caca0a26df1b50ce522da5ccab8c",
    ),
    row(
        "spring-sha1-unsalted",
        "{SHA-1}<digest:hex>",
        "sha1($p)",
        "{SHA-1}2f9e53523b62abc141a2b4d6019d23cba835dbd0",
    ),
    row(
        "spring-sha256",
        "{SHA-256}{<salt:text 1-256>}<digest:hex>",
        "sha256($p.\"{\".$s.\"}\")",
        "{SHA-256}{N}7890b22eed3c31657f0c929400fb4f0f9efa9880a38b66caefd9d78aa9b44f31",
    ),
    row(
        "spring-sha256-unsalted",
        "{SHA-256}<digest:hex>",
        "sha256($p)",
        "{SHA-256}4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631",
    ),
    // Whatever an LDAP server holds.
    wrapper(
        "spring-ldap",
        "{ldap}<hash:{>",
        "{ldap}{SSHA}Ki+Q9Ri8Nn2QN1jUbcaqfsgK/pJOYUNs",
    ),
    // `StandardPasswordEncoder` without a site-wide secret: 1024 rounds, of which the first takes the password.
    row(
        "spring-standard",
        "{sha256}<salt+digest:hex 8>",
        "iterate(1023, sha256_raw($s.$p), sha256_raw($_))",
        "{sha256}4e61436c4b436c7827d070520621501b7aa1691185199abf8b18818badc50915335b25f1ad4bf7dd",
    ),
    // The same with a secret, which has to be declared: it looks no different.
    declared(
        "spring-standard-secret",
        "{sha256}<salt+digest:hex 8>",
        "iterate(1023, sha256_raw($s.$c1.$p), sha256_raw($_))",
        "{sha256}4e61436c4b436c782b690f5103cfda8c0660cbbe5c5cc30088ebf6305a5748601d8ead49459afa45",
    ),
];
