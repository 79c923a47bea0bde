//! Identity services: spellings that they made for imports.

use std::borrow::Cow;

use crate::error::Field;
use crate::expression::Expression;
use crate::format::fields::Fields;
use crate::format::row::{
    Family, Functions, Row, Unread, declared, functions, row, shape, template,
};
use crate::format::salting::usual;
use crate::function::DigestFunction;

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Identity services",
    page: "services",
    about: "What identity services made up so that an imported hash says how it was computed, and what some\n\
        servers write for themselves. The `pf` of Ory Kratos is a template, in base64, of how salt and\n\
        password are put together: of those texts each says its own computation. A number in a text\n\
        counts the hashes, with the first.",
    known: "Ory Kratos, passwap, Apache Shiro, Jenkins, SAP, Clerk, Symfony",
    rows: ROWS,
};

const KRATOS: &str = "Ory Kratos, hash/hash_comparator.go";
const PASSWAP: &str = "zitadel/passwap, md5salted/md5salted.go";
const SHIRO: &str = "Apache Shiro, crypto/hash/src/main/java/org/apache/shiro/crypto/hash/format/Shiro1CryptFormat.java \
     and SimpleHash.java";
const COUCHDB: &str = "CouchDB, src/couch/src/couch_passwords.erl";
const KANIDM: &str = "Kanidm, libs/crypto/src/lib.rs";
const SAP: &str = "John the Ripper, src/sapH_fmt_plug.c";

const ROWS: &[Row] = &[
    // Ory Kratos: base64 of the hexadecimal digest, then of the key.
    row(
        "kratos-hmac-md4",
        "$hmac-md4$<digest:base64hex>$<salt:base64>",
        "hmac_md4($s, $p)",
        "$hmac-md4$MTg4NjNjMjNkZjY5ZjEzN2ZhZWNiMjI2OWY1OTQ0YTA=$TmFDbA==",
        KRATOS,
    ),
    row(
        "kratos-hmac-md5",
        "$hmac-md5$<digest:base64hex>$<salt:base64>",
        "hmac_md5($s, $p)",
        "$hmac-md5$ZDkwOWVhZTdmYTQ0Y2M1Y2VjYmRjNDlkZmUxZDU3MDI=$TmFDbA==",
        KRATOS,
    ),
    row(
        "kratos-hmac-sha1",
        "$hmac-sha1$<digest:base64hex>$<salt:base64>",
        "hmac_sha1($s, $p)",
        "$hmac-sha1$ZTEwMGY0ZDNkMDMyZmJjMTU2M2EwYWJkNzBjODBmOGNlNDM1MzhiNw==$TmFDbA==",
        KRATOS,
    ),
    row(
        "kratos-hmac-sha224",
        "$hmac-sha224$<digest:base64hex>$<salt:base64>",
        "hmac_sha224($s, $p)",
        "$hmac-sha224$OTFjMGYxMDJiMzEyOTE1N2I2ZTNkMmFlMTMzZjNiODI3OWI0NTQ3NGMzNjA3Y2E1MzQ1MmY1Mjk=$TmFDbA==",
        KRATOS,
    ),
    row(
        "kratos-hmac-sha256",
        "$hmac-sha256$<digest:base64hex>$<salt:base64>",
        "hmac_sha256($s, $p)",
        "$hmac-sha256$MzY1MGJiYjQxYTM3YzVkZGRiMzExZWUyZTk2NGY4NjRhY2M3YzAwNmZmOTA4YWEyZWZjZDQ0N2Y4OWNiM2M4Mw==$TmFDbA==",
        KRATOS,
    ),
    row(
        "kratos-hmac-sha384",
        "$hmac-sha384$<digest:base64hex>$<salt:base64>",
        "hmac_sha384($s, $p)",
        "$hmac-sha384$ZGU3ZDA1ZDgxNTkyODc0OWYxYTI1NGJhYWNlZmIzYzViYjMxZjhlYzQwZTc4OWIzY2JmODNiNDFmNDQwYTM3YjVkZGM0MjdlMTNjMjg4N2E4YjBjNjNhNmZjYjFkNWMz$TmFDbA==",
        KRATOS,
    ),
    row(
        "kratos-hmac-sha512",
        "$hmac-sha512$<digest:base64hex>$<salt:base64>",
        "hmac_sha512($s, $p)",
        "$hmac-sha512$YWE5N2Q4Zjc1YTFkYzA1NDBkNjdhODRlZWRlNGFkZWJjYTM3MTRlYjllZDBmZGExZWRiZjFmOWFlY2M2N2U4NTg4ZWJmMmIzMmEwNGExMjY5OTY1OTZkM2UxMzAyNzljMzQ5NWUyMjliYzc0MmMwYzJhYTRiYjdjZWQwZGMyYTU=$TmFDbA==",
        KRATOS,
    ),
    // Its `pf` is a template, in which the salt and the password are put.
    template(
        "kratos-md5",
        "$md5$pf=<template:base64>$<salt:base64 0->$<digest:base64>",
        "md5($p)",
        |fields| salting(fields, DigestFunction::Md5),
        "$md5$pf=e1NBTFR9e1BBU1NXT1JEfQ==$c29tZXNhbHQ=$Cg0qJVij8o3xp5U3x/cLjA==",
        KRATOS,
    ),
    template(
        "kratos-sha1",
        "$sha1$pf=<template:base64>$<salt:base64 0->$<digest:base64>",
        "sha1($p)",
        |fields| salting(fields, DigestFunction::Sha1),
        "$sha1$pf=e1NBTFR9e1BBU1NXT1JEfQ==$c29tZXNhbHQ=$k4wWsTJT4TT9fZ+8er8PAT14GYI=",
        KRATOS,
    ),
    template(
        "kratos-sha256",
        "$sha256$pf=<template:base64>$<salt:base64 0->$<digest:base64>",
        "sha256($p)",
        |fields| salting(fields, DigestFunction::Sha256),
        "$sha256$pf=e1NBTFR9e1BBU1NXT1JEfQ==$c29tZXNhbHQ=$u2wa17fDiLBvglnXkyKLGglUCqDzbzS9PKpXIcD6khE=",
        KRATOS,
    ),
    template(
        "kratos-sha512",
        "$sha512$pf=<template:base64>$<salt:base64 0->$<digest:base64>",
        "sha512($p)",
        |fields| salting(fields, DigestFunction::Sha512),
        "$sha512$pf=e1NBTFR9e1BBU1NXT1JEfQ==$c29tZXNhbHQ=$LpAWE1nAC5oouPTSfTB0F/Vz9vq6+i3gmdTiBhxfpNXV6u0U1pkUA9HmV6tuQaHKObxyWBDfARjUrLvXtJBGyw==",
        KRATOS,
    ),
    shape(
        "kratos-md5-unsalted",
        "$md5$<digest:base64>",
        "md5($p)",
        "$md5$PLTnMmMfR+brlh80VUt83g==",
        KRATOS,
    ),
    // passwap: the salt is a text.
    row(
        "passwap-md5-prefix",
        "$md5salted-prefix$<salt:text 1-256>$<digest:base64>",
        "md5($s.$p)",
        "$md5salted-prefix$NaCl$2JfMVOlP4z5No5hZnL377A==",
        PASSWAP,
    ),
    row(
        "passwap-md5-suffix",
        "$md5salted-suffix$<salt:text 1-256>$<digest:base64>",
        "md5($p.$s)",
        "$md5salted-suffix$NaCl$WvNhLLitFNNM0XshzutEnQ==",
        PASSWAP,
    ),
    row(
        "passwap-scrypt-7",
        "$7$ln=<n:log2dec 1-31>,r=<r: 1-65535>,p=<lanes: 1-65535>$<salt:b64 0->$<digest:b64 16-64>",
        "scrypt($p, $s, $n, $r, $lanes, $length)",
        "$7$ln=4,r=8,p=1$TmFDbA$XAPp9UQZtmmoVaDpawWHoYx55buC5yI0p2PZpdqslhs",
        "zitadel/passwap, scrypt/scrypt.go",
    ),
    functions(
        "stalwart-pbkdf2",
        STALWART_PBKDF2,
        "pbkdf2($p)",
        "{PBKDF2}$pbkdf2-sha256$i=4,l=32$TmFDbA$/q+7uHl4+fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY",
        "Stalwart, crates/directory/src/core/secret.rs",
    )
    .noted("The tag, in front of a PHC string."),
    // Apache Shiro, and Nexus 3. The number counts the first hash.
    row(
        "shiro-md5",
        "$shiro1$MD5$<n-1>$<salt:base64 0->$<digest:base64>",
        "iterate($n, md5_raw($s.$p), md5_raw($_))",
        "$shiro1$MD5$4$TmFDbA==$UiC9d/LmwRvFbNw+XArXKQ==",
        SHIRO,
    ),
    row(
        "shiro-sha1",
        "$shiro1$SHA-1$<n-1>$<salt:base64 0->$<digest:base64>",
        "iterate($n, sha1_raw($s.$p), sha1_raw($_))",
        "$shiro1$SHA-1$4$TmFDbA==$IOXR7nckp/YeacmD3XlDjL7NmMk=",
        SHIRO,
    ),
    row(
        "shiro-sha256",
        "$shiro1$SHA-256$<n-1>$<salt:base64 0->$<digest:base64>",
        "iterate($n, sha256_raw($s.$p), sha256_raw($_))",
        "$shiro1$SHA-256$4$TmFDbA==$Wm3ZhW3RLl2/mQkC4zuRNcyXunC2wTwke2WQGP31ubk=",
        SHIRO,
    ),
    row(
        "shiro-sha384",
        "$shiro1$SHA-384$<n-1>$<salt:base64 0->$<digest:base64>",
        "iterate($n, sha384_raw($s.$p), sha384_raw($_))",
        "$shiro1$SHA-384$4$TmFDbA==$+7S3BtsV8H/mWMh0MypwhcYNOHS3EPgPqTrBdnUc1LYA0mZ+wwA0B+N5o6mcRcJL",
        SHIRO,
    ),
    row(
        "shiro-sha512",
        "$shiro1$SHA-512$<n-1>$<salt:base64 0->$<digest:base64>",
        "iterate($n, sha512_raw($s.$p), sha512_raw($_))",
        "$shiro1$SHA-512$4$TmFDbA==$nwBlLFPjuUsw9L+AfSU5lU1U/eEtjQyQNggNK6XYNWyp3k16EIvOplffJQ25RihSTSya7ja/A693RSvwxAIZfQ==",
        SHIRO,
    ),
    row(
        "jenkins-bcrypt",
        "#jbcrypt:<hash:$2>",
        "bcrypt($p)",
        "#jbcrypt:$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "Jenkins, core/src/main/java/hudson/security/HudsonPrivateSecurityRealm.java",
    ),
    declared(
        "jenkins-sha256",
        "<salt:text 1-256>:<digest:hex>",
        "sha256($p.\"{\".$s.\"}\")",
        "NaCl:c0042ace2a122198a4d96617069e57b97aee19920b3b316f77841da459ce2544",
        "Jenkins before 1.526, core/src/main/java/hudson/security/HudsonPrivateSecurityRealm.java",
    ),
    row(
        "couchdb-sha1",
        "-hashed-<digest:hex>,<salt:text 1-256>",
        "sha1($p.$s)",
        "-hashed-2a2f90f518bc367d903758d46dc6aa7ec80afe92,NaCl",
        COUCHDB,
    ),
    row(
        "jenkins-pbkdf2",
        "$PBKDF2$HMACSHA512:<n>:<salt:hex>$<digest:hex>",
        "pbkdf2_sha512($p, $s, $n)",
        "$PBKDF2$HMACSHA512:4:4e61436c$6817c2419c95a31cedbac617da118954b19ac14d41600eb8793a2f56a8f9f638533b67b9fc57271d97aa29879f673d00432e1dea248dad6ef8b4ad7dae709f60",
        "Jenkins since 2.426, core/src/main/java/hudson/security/HudsonPrivateSecurityRealm.java",
    )
    .noted("In FIPS mode."),
    row(
        "couchdb-pbkdf2",
        "-pbkdf2-<digest:hex>,<salt:text 1-256>,<n>",
        "pbkdf2_sha1($p, $s, $n)",
        "-pbkdf2-baa191e9b3e86020cc65c1c949aacf9efe3cc68c,NaCl,4",
        COUCHDB,
    ),
    row(
        "couchdb-pbkdf2-sha224",
        "-pbkdf2:sha224-<digest:hex>,<salt:text 1-256>,<n>",
        "pbkdf2_sha224($p, $s, $n)",
        "-pbkdf2:sha224-ed00d93bfe9ec74d2c5bff987e4268abee73fe7703ee86b0327e8dd9,NaCl,4",
        COUCHDB,
    ),
    row(
        "couchdb-pbkdf2-sha256",
        "-pbkdf2:sha256-<digest:hex>,<salt:text 1-256>,<n>",
        "pbkdf2_sha256($p, $s, $n)",
        "-pbkdf2:sha256-feafbbb87978f9f02646056e4892f6205eec1335832f501a8a2ef24e2073c526,NaCl,4",
        COUCHDB,
    ),
    row(
        "couchdb-pbkdf2-sha384",
        "-pbkdf2:sha384-<digest:hex>,<salt:text 1-256>,<n>",
        "pbkdf2_sha384($p, $s, $n)",
        "-pbkdf2:sha384-a3dc2e403d6cf64b26de0f6669e9648b1a8e0f8d000030cbbc58c8336d0f50db324003534405fe9feb9a178e928d5bb4,NaCl,4",
        COUCHDB,
    ),
    row(
        "couchdb-pbkdf2-sha512",
        "-pbkdf2:sha512-<digest:hex>,<salt:text 1-256>,<n>",
        "pbkdf2_sha512($p, $s, $n)",
        "-pbkdf2:sha512-6817c2419c95a31cedbac617da118954b19ac14d41600eb8793a2f56a8f9f638533b67b9fc57271d97aa29879f673d00432e1dea248dad6ef8b4ad7dae709f60,NaCl,4",
        COUCHDB,
    ),
    // As directories have NT hashes, with the attribute's name in front, which Kanidm takes.
    row(
        "kanidm-ipa-nt",
        "ipaNTHash: <digest:base64url>",
        "md4(utf16($p))",
        "ipaNTHash: z8QyEbqNxHCDImeCfKwUBw",
        KANIDM,
    )
    .noted("A password that is not UTF-8 has none."),
    row(
        "kanidm-samba-nt",
        "sambaNTPassword: <digest:HEX>",
        "md4(utf16($p))",
        "sambaNTPassword: CFC43211BA8DC470832267827CAC1407",
        KANIDM,
    )
    .noted("A password that is not UTF-8 has none."),
    // SAP's CODVN H. The number counts the first hash.
    row(
        "sap-h-sha1",
        "{x-issha, <n-1>}<digest+salt:base64>",
        "iterate($n, sha1_raw($p.$s), sha1_raw($p.$_))",
        "{x-issha, 4}YCpVIIzmZelQumZLuEamU9jubbpOYUNs",
        SAP,
    ),
    row(
        "sap-h-sha256",
        "{x-isSHA256, <n-1>}<digest+salt:base64>",
        "iterate($n, sha256_raw($p.$s), sha256_raw($p.$_))",
        "{x-isSHA256, 4}AIQZwCaI5R8IPdiJ5DuMMT3BuIkyRT3oYwDH7YAgqYJOYUNs",
        SAP,
    ),
    row(
        "sap-h-sha384",
        "{x-isSHA384, <n-1>}<digest+salt:base64>",
        "iterate($n, sha384_raw($p.$s), sha384_raw($p.$_))",
        "{x-isSHA384, 4}xqkqqjGJAfYi2n67rWVPDe3oZsQJj+z4oG/EdCf329z7bpiHpPuJHcpqMIWSe50FTmFDbA==",
        SAP,
    ),
    row(
        "sap-h-sha512",
        "{x-isSHA512, <n-1>}<digest+salt:base64>",
        "iterate($n, sha512_raw($p.$s), sha512_raw($p.$_))",
        "{x-isSHA512, 4}XTTJA8Ct4mhRfaHC+fJiB29V3H19NHlWVZ2u+eoba0QkBzHOSEnezZ967geDZTA6WRDmOt2g5HWBA9bJpCs7qE5hQ2w=",
        SAP,
    ),
    // Symfony's `MessageDigestPasswordEncoder` as Clerk spells it. The number counts the first hash.
    row(
        "symfony-sha512",
        "sha512_symfony$<n-1>$<salt:text 1-256>$<digest:base64>",
        "iterate($n, sha512_raw($p.\"{\".$s.\"}\"), sha512_raw($_.$p.\"{\".$s.\"}\"))",
        "sha512_symfony$4$NaCl$rR+dfpGkVAvcFv13MrZPW0wHFex3AxVoQqClwX8J+DIUFqzxjLEarrncc9Dyaastzi28OkAVHM/uW0TNxLGuGw==",
        "Symfony, src/Symfony/Component/PasswordHasher/Hasher/MessageDigestPasswordHasher.php, with the \
         parts that the documentation of Clerk's API puts in front",
    ),
    declared(
        "symfony-sha512-5000",
        "<digest:base64>",
        "iterate(4999, sha512_raw($p.\"{\".$s.\"}\"), sha512_raw($_.$p.\"{\".$s.\"}\"))",
        "oFQ/lm5C1fnpQJXCUyDay5zd20w7u+K3CbpUs9YqE6BbesVi2FEBO0VwetYuEq3yVJTYIETtZzNyhooZzhmvRg==",
        "Symfony, src/Symfony/Component/PasswordHasher/Hasher/MessageDigestPasswordHasher.php",
    )
    .noted("As Symfony stores it, with its 5000 rounds; the salt has a column of its own."),
];

/// A tag that LDAP servers have for another text, in front of a PHC string.
const STALWART_PBKDF2: Functions = Functions {
    pattern: "{PBKDF2}<hash:$pbkdf2-sha>",
    mark: "{pbkdf2}$pbkdf2-sha",
    fits: |text| stalwart_pbkdf2(text).is_ok(),
    cut: stalwart_pbkdf2,
    measure: stalwart_pbkdf2,
    print: |fields| format!("{{PBKDF2}}{}", fields.nested.as_deref().unwrap_or_default()),
};

fn stalwart_pbkdf2(text: &str) -> Result<Fields<'_>, Unread> {
    let (tag, nested) = text
        .split_at_checked("{PBKDF2}".len())
        .ok_or(Field::Structure)?;
    if !tag.eq_ignore_ascii_case("{PBKDF2}") || !nested.starts_with("$pbkdf2-sha") {
        return Err(Unread::Malformed(Field::Structure));
    }
    Ok(Fields {
        nested: Some(Cow::Borrowed(nested)),
        ..Fields::default()
    })
}

/// The expression that Kratos' `pf` is.
fn salting(fields: &Fields<'_>, function: DigestFunction) -> Result<Expression, Unread> {
    let mut template = fields.template.as_deref().unwrap_or_default();
    let [_, salt_first, password_first] = usual(function);
    match template {
        b"{SALT}{PASSWORD}" => return Ok(salt_first.expression()),
        b"{PASSWORD}{SALT}" => return Ok(password_first.expression()),
        _ => {}
    }
    let mut terms = Vec::new();
    while let Some((byte, rest)) = template.split_first() {
        if let Some(rest) = template.strip_prefix(b"{SALT}") {
            terms.push(String::from("$s"));
            template = rest;
        } else if let Some(rest) = template.strip_prefix(b"{PASSWORD}") {
            terms.push(String::from("$p"));
            template = rest;
        } else {
            // Bytes that follow one another are one literal.
            match terms.last_mut().filter(|term| term.ends_with('"')) {
                Some(literal) => {
                    literal.pop();
                    literal.push_str(&format!("\\x{byte:02x}\""));
                }
                None => terms.push(format!("\"\\x{byte:02x}\"")),
            }
            template = rest;
        }
    }
    let expression = format!("{}({})", function.name(), terms.join(".")).parse();
    expression.map_err(|_| Unread::Malformed(Field::Parameters))
}
