//! PBKDF2 and scrypt as libraries and services spell them: passlib, PHC strings, Ory Kratos, WorkOS, Firebase.
//! Where a framework or an LDAP server has a spelling of its own, its row stands in that family's file.

use std::borrow::Cow;

use base64ct::{Base64Url, Encoding};
use zeroize::Zeroizing;

use crate::error::Field;
use crate::expression::numbers::Numbers;
use crate::expression::{CompiledRow, Expression};
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::firebase;
use crate::format::parts::{MAX_SALT, digest, encoded, number, salt};
use crate::format::row::{Detection, Family, Functions, Row, Unread, declared, functions, row};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "PBKDF2 and scrypt",
    page: "kdf",
    about: "A mark, the numbers, the salt and the digest. passlib writes base64 with `.` for `+` and without\n\
        padding, PHC strings the standard alphabet without padding. `i`, or a number between two `$`, is\n\
        PBKDF2's rounds, and `l` the length of the digest; `ln` is the logarithm of scrypt's N. Firebase\n\
        enciphers its project's signer key with what scrypt gives: the services that take its hashes put\n\
        that key and the salt's separator into each text.",
    known: "`$pbkdf2-sha256$…`, `$scrypt$ln=15,…`, `$firescrypt$…`, `$ml$…`; ASP.NET Core Identity, Better Auth",
    rows: ROWS,
};

const PASSLIB: &str = "passlib 1.7.4, passlib/handlers/pbkdf2.py";
const PASSWAP: &str = "zitadel/passwap, pbkdf2/pbkdf2.go";
const PHC: &str = "RustCrypto, pbkdf2/src/phc.rs, and Ory Kratos, hash/hasher_pbkdf2.go";
const WORKOS: &str = "WorkOS, documentation of the migration from other services";
const KRATOS: &str = "Ory Kratos, hash/hash_comparator.go";

/// What is said of the length in a PHC string.
const SAYS_LENGTH: &str =
    "`l` is the digest's length in bytes. Ory Kratos does not look at it; here it has to be right.";

const ROWS: &[Row] = &[
    row(
        "pbkdf2",
        "$pbkdf2$<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha1($p, $s, $n)",
        "$pbkdf2$4$TmFDbA$uqGR6bPoYCDMZcHJSarPnv48xow",
        PASSLIB,
    ),
    row(
        "pbkdf2-sha256",
        "$pbkdf2-sha256$<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha256($p, $s, $n)",
        "$pbkdf2-sha256$4$TmFDbA$/q.7uHl4.fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY",
        PASSLIB,
    ),
    row(
        "pbkdf2-sha512",
        "$pbkdf2-sha512$<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha512($p, $s, $n)",
        "$pbkdf2-sha512$4$TmFDbA$aBfCQZyVoxztusYX2hGJVLGawU1BYA64eTovVqj59jhTO2e5/FcnHZeqKYefZz0AQy4d6iSNrW74tK19rnCfYA",
        PASSLIB,
    ),
    row(
        "passwap-pbkdf2-sha224",
        "$pbkdf2-sha224$<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha224($p, $s, $n)",
        "$pbkdf2-sha224$4$TmFDbA$7QDZO/6ex00sW/.YfkJoq.5z/ncD7oawMn6N2Q",
        PASSWAP,
    ),
    row(
        "passwap-pbkdf2-sha384",
        "$pbkdf2-sha384$<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha384($p, $s, $n)",
        "$pbkdf2-sha384$4$TmFDbA$o9wuQD1s9ksm3g9maelkixqOD40AADDLvFjIM20PUNsyQANTRAX.n.uaF46SjVu0",
        PASSWAP,
    ),
    row(
        "pbkdf2-phc-sha1",
        "$pbkdf2-sha1$i=<n>,l=<length>$<salt:b64 0->$<digest:b64 16-128>",
        "pbkdf2_sha1($p, $s, $n, $length)",
        "$pbkdf2-sha1$i=4,l=20$TmFDbA$uqGR6bPoYCDMZcHJSarPnv48xow",
        PHC,
    )
    .noted(SAYS_LENGTH),
    row(
        "pbkdf2-phc-sha256",
        "$pbkdf2-sha256$i=<n>,l=<length>$<salt:b64 0->$<digest:b64 16-128>",
        "pbkdf2_sha256($p, $s, $n, $length)",
        "$pbkdf2-sha256$i=4,l=32$TmFDbA$/q+7uHl4+fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY",
        PHC,
    )
    .noted(SAYS_LENGTH),
    row(
        "pbkdf2-phc-sha512",
        "$pbkdf2-sha512$i=<n>,l=<length>$<salt:b64 0->$<digest:b64 16-128>",
        "pbkdf2_sha512($p, $s, $n, $length)",
        "$pbkdf2-sha512$i=4,l=64$TmFDbA$aBfCQZyVoxztusYX2hGJVLGawU1BYA64eTovVqj59jhTO2e5/FcnHZeqKYefZz0AQy4d6iSNrW74tK19rnCfYA",
        PHC,
    )
    .noted(SAYS_LENGTH),
    functions(
            "workos-pbkdf2",
            WORKOS_PBKDF2,
            "pbkdf2_sha256($p, $s, $n, $length)",
            "$pbkdf2$i=4,d=sha256$TmFDbA$/q+7uHl4+fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY",
            WORKOS,)
    .saying(workos_computation)
    .noted("`d` is `sha256` or `sha512`."),
    functions(
        "p5k2",
        P5K2,
        "pbkdf2_sha1($p, $s, $n, $length)",
        "$p5k2$4$TmFDbA==$uqGR6bPoYCDMZcHJSarPnv48xow=",
        PASSLIB,
    )
    .noted(
        "Two libraries have the mark `$p5k2$`, and the digest's length tells them: 20 bytes are Cryptacular's, 24 those \
         of Dwayne Litzenberger's `pbkdf2`, whose salt is all of the text in front of the digest. The rounds are \
         hexadecimal, and 400 where the latter has none.",
    ),
    row(
        "grub-pbkdf2",
        "grub.pbkdf2.sha512.<n>.<salt:HEX 0->.<digest:HEX>",
        "pbkdf2_sha512($p, $s, $n)",
        "grub.pbkdf2.sha512.4.4E61436C.6817C2419C95A31CEDBAC617DA118954B19AC14D41600EB8793A2F56A8F9F638533B67B9FC57271D97AA29879F673D00432E1DEA248DAD6EF8B4AD7DAE709F60",
        "GRUB, util/grub-mkpasswd-pbkdf2.c",
    ),
    row(
        "atlassian",
        "{PKCS5S2}<salt+digest:base64 16>",
        "pbkdf2_sha1($p, $s, 10000, 32)",
        "{PKCS5S2}TmFDbE5hQ2xOYUNsTmFDbMOKFSDLd0pmqiZb0juZb7VZBmMN5Tc/s1G8zdTyqffg",
        PASSLIB,
    ),
    row(
        "macos",
        "$ml$<n>$<salt:hex 1-64>$<digest:hex>",
        "pbkdf2_sha512($p, $s, $n, 128)",
        "$ml$4$4e61436c4e61436c4e61436c4e61436c4e61436c4e61436c4e61436c4e61436c$edc20384d1f498cf588c469646e44665b7806415d611c27d5ad240b4bf17d2162ed5f67408385c298658ac7e054e914697ca55546ed365bf0498e3e701a2c8e8b17f39add3ef2f0a7abdce650d204c0c083e4bc7a1ecfb23197c8864b25544c4397a08ff5dfbd3f3b358ec46e6b3679a28846f316229cda1dba169d49a40a8c9",
        "John the Ripper, run/ml2john.py and src/pbkdf2_hmac_sha512_fmt_plug.c",
    )
    .noted("macOS since 10.8 has these three in the `SALTED-SHA512-PBKDF2` of an account's `ShadowHashData`."),
    row(
        "web2py",
        "pbkdf2(<n>,<length>,sha512)$<salt:text 1-256>$<digest:hex 16-64>",
        "pbkdf2_sha512($p, $s, $n, $length)",
        "pbkdf2(4,20,sha512)$NaCl$6817c2419c95a31cedbac617da118954b19ac14d",
        "web2py, gluon/validators.py and gluon/utils.py",
    )
    .noted("Of its default, `pbkdf2(1000,20,sha512)`, with other rounds and lengths as well."),
    functions(
            "aspnet-identity",
            IDENTITY,
            "pbkdf2_sha256($p, $s, $n, 32)",
            "AQAAAAEAAAAEAAAAEE5hQ2xOYUNsTmFDbE5hQ2wOdIv6Zs0FfVilAF022PKW4QibDin2LgBIOCgpiho43A==",
            "ASP.NET Core, src/Identity/Extensions.Core/src/PasswordHasher.cs",)
    .told(Detection::Declared)
    .saying(identity_computation)
    .noted(
        "Base64 of version 2 (a zero, 16 bytes of salt and 32 of the digest, by SHA-1 with 1000 rounds) or of version 3, \
         which says the function, the rounds and the salt's length in four bytes each. Salts and digests of other \
         lengths are refused.",
    ),
    row(
        "scrypt",
        "$scrypt$ln=<n:ln 1-31>,r=<r:dec 1-65535>,p=<lanes:dec 1-65535>$<salt:b64 0->$<digest:b64 16-64>",
        "scrypt($p, $s, $n, $r, $lanes, $length)",
        "$scrypt$ln=4,r=8,p=1$TmFDbA$XAPp9UQZtmmoVaDpawWHoYx55buC5yI0p2PZpdqslhs",
        "passlib 1.7.4, passlib/handlers/scrypt.py, and Ory Kratos, hash/hash_comparator.go",
    )
    .noted(
        "`ln` is the logarithm of N. Ory Kratos writes N itself, with padded base64: a power of two above 63 is read so.",
    ),
    row(
        "workos-scrypt",
        "$scrypt$v=1$n=<n:power2 1-31>,r=<r:dec 1-65535>,p=<lanes:dec 1-65535>,kl=<length>$<salt:b64 0->$<digest:b64 16-64>",
        "scrypt($p, $s, $n, $r, $lanes, $length)",
        "$scrypt$v=1$n=16,r=8,p=1,kl=64$TmFDbA$XAPp9UQZtmmoVaDpawWHoYx55buC5yI0p2PZpdqslhsXMhDDhn9FqAkoBgQscJZH8rVe+9LnNIW90mw3nU8tZA",
        WORKOS,
    ),
    declared(
        "better-auth",
        "<salt:text 32>:<digest:hex>",
        "scrypt(nfkc($p), $s, 16384, 16, 1, 64)",
        "4e61436c4e61436c4e61436c4e61436c:68e69e32e6ac2d7958cf1c8ad1160493361c2ac2c982d5a51d5fd9c7a3f24f923ebab0cec93bbfaac1c7b60c8074d5d1de0535db643f11936de8353ee71f2abb",
        "Better Auth, @better-auth/utils, src/password.node.ts",
    )
    .noted("The salt is the hexadecimal text as it stands. Lucia's, which Better Auth's is from, is the same without NFKC."),
    functions(
        "kratos-firebase-scrypt",
        firebase::KRATOS,
        firebase::EXPRESSION,
        "$firescrypt$ln=4,r=8,p=1$TmFDbA==$Nhr3Ry6/esRYXu+G8h56tM7UjvPkFHVCXbOTRZcQfjoiR7UqT5LR66Ct75uxeJ91s/JrF08fn+8ATRng7Y+OMw==$Bw==$c2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZQ==",
        KRATOS,
    ),
    functions(
        "supabase-firebase-scrypt",
        firebase::SUPABASE,
        firebase::EXPRESSION,
        "$fbscrypt$v=1,n=4,r=8,p=1,ss=Bw==,sk=c2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZQ==$TmFDbA==$Nhr3Ry6/esRYXu+G8h56tM7UjvPkFHVCXbOTRZcQfjoiR7UqT5LR66Ct75uxeJ91s/JrF08fn+8ATRng7Y+OMw==",
        "Supabase, auth, internal/crypto/password.go",
    )
    .noted("`ss` is the salt's separator and may be left out, `sk` the signer key."),
    functions(
        "workos-firebase-scrypt",
        firebase::WORKOS,
        firebase::EXPRESSION,
        "$firebase-scrypt$hash=Nhr3Ry6/esRYXu+G8h56tM7UjvPkFHVCXbOTRZcQfjoiR7UqT5LR66Ct75uxeJ91s/JrF08fn+8ATRng7Y+OMw==$salt=TmFDbA==$sk=c2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZXNpdGVzaXRlc2l0ZQ==$ss=Bw==$r=8$m=4",
        "WorkOS, documentation of the migration from Firebase",
    )
    .noted("`ss` is the salt's separator, `sk` the signer key, `r` the rounds and `m` the memory cost."),
];

// WorkOS' PBKDF2.

const WORKOS_PBKDF2_MARK: &str = "$pbkdf2$i=";

/// `$pbkdf2$i=600000,d=sha256$` and salt and digest. The template is the function's name.
const WORKOS_PBKDF2: Functions = Functions {
    pattern: "$pbkdf2$i=<n>,d=<function>$<salt:b64 0->$<digest:b64>",
    mark: WORKOS_PBKDF2_MARK,
    fits: |text| workos_pbkdf2(text).is_ok(),
    cut: workos_pbkdf2,
    measure: workos_pbkdf2,
    print: |fields| {
        let count = fields.numbers.count.unwrap_or_default();
        let function = fields.template.as_deref().unwrap_or_default();
        let function = String::from_utf8_lossy(function);
        let salt = fields.salt.as_deref().unwrap_or_default();
        let salt = encoded(Coding::Base64Unpadded, salt);
        let digest = encoded(Coding::Base64Unpadded, &fields.digest);
        format!("{WORKOS_PBKDF2_MARK}{count},d={function}${salt}${digest}")
    },
};

fn workos_pbkdf2(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix(WORKOS_PBKDF2_MARK);
    let (count, fields) = fields
        .and_then(|fields| fields.split_once(",d="))
        .ok_or(Field::Structure)?;
    let (function, fields) = fields.split_once('$').ok_or(Field::Structure)?;
    let (salt_text, digest_text) = fields.split_once('$').ok_or(Field::Structure)?;
    let count = number(Coding::Decimal, count).ok_or(Field::Iterations)?;
    workos_function(function.as_bytes())?;
    let salt = salt(Coding::Base64Unpadded, salt_text)?;
    let (digest, length) = digest(Coding::Base64Unpadded, digest_text, &[32, 64])?;
    Ok(Fields {
        digest,
        salt: Some(salt),
        numbers: Numbers {
            count: Some(count),
            length,
            ..Numbers::default()
        },
        template: Some(Cow::Borrowed(function.as_bytes())),
        ..Fields::default()
    })
}

fn workos_computation(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let function = fields.template.as_deref().unwrap_or_default();
    Ok(workos_function(function)?.expression())
}

fn workos_function(name: &[u8]) -> Result<&'static CompiledRow, Unread> {
    static SHA256: CompiledRow = Expression::row("pbkdf2_sha256($p, $s, $n, $length)");
    static SHA512: CompiledRow = Expression::row("pbkdf2_sha512($p, $s, $n, $length)");
    match name {
        b"sha256" => Ok(&SHA256),
        b"sha512" => Ok(&SHA512),
        _ => Err(Unread::Malformed(Field::Parameters)),
    }
}

// Cryptacular and Dwayne Litzenberger.

const P5K2_MARK: &str = "$p5k2$";
/// The rounds that Litzenberger's library leaves out.
const USUAL_ROUNDS: u32 = 400;
/// How many bytes Cryptacular's digest has, and Litzenberger's.
const CRYPTACULAR: usize = 20;
const LITZENBERGER: usize = 24;

/// The rounds in hexadecimal, the salt and the digest.
const P5K2: Functions = Functions {
    pattern: "$p5k2$<n:hex>$<salt:base64url 0->$<digest:base64url>",
    mark: P5K2_MARK,
    fits: |text| p5k2(text).is_ok(),
    cut: p5k2,
    measure: p5k2,
    print: |fields| {
        let salt = fields.salt.as_deref().unwrap_or_default();
        if fields.digest.len() == LITZENBERGER {
            // The salt has the mark and the rounds.
            let salt = String::from_utf8_lossy(salt);
            return format!("{salt}${}", encoded(Coding::Ab64, &fields.digest));
        }
        let count = fields.numbers.count.unwrap_or_default();
        let salt = Base64Url::encode_string(salt);
        let digest = Base64Url::encode_string(&fields.digest);
        format!("{P5K2_MARK}{count:x}${salt}${digest}")
    },
};

fn p5k2(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix(P5K2_MARK).ok_or(Field::Structure)?;
    let (rounds, fields) = fields.split_once('$').ok_or(Field::Structure)?;
    let (salt_text, digest_text) = fields.split_once('$').ok_or(Field::Structure)?;
    let is_litzenberger = digest_text.len() == 32;
    let count = match rounds {
        "" if is_litzenberger => Some(USUAL_ROUNDS),
        rounds => number(Coding::HexNumber, rounds),
    };
    let count = count.ok_or(Field::Iterations)?;
    let (digest, length, salt) = if is_litzenberger {
        // It would not have written them.
        if count == USUAL_ROUNDS && !rounds.is_empty() {
            return Err(Unread::Malformed(Field::Iterations));
        }
        if !Coding::Crypt64.has_alphabet(salt_text) || salt_text.len() > MAX_SALT {
            return Err(Unread::Malformed(Field::Salt));
        }
        // No other character stands for these bits: it compares texts.
        if !Coding::Crypt64.has_alphabet(digest_text) {
            return Err(Unread::Malformed(Field::Digest));
        }
        let (digest, length) = digest(Coding::Ab64, digest_text, &[LITZENBERGER])?;
        let (salt, _) = text.rsplit_once('$').ok_or(Field::Structure)?;
        (digest, length, Cow::Borrowed(salt.as_bytes()))
    } else {
        let salt = salt(Coding::Base64Url, salt_text)?;
        let (digest, length) = digest(Coding::Base64Url, digest_text, &[CRYPTACULAR])?;
        (digest, length, salt)
    };
    Ok(Fields {
        digest,
        salt: Some(salt),
        numbers: Numbers {
            count: Some(count),
            length,
            ..Numbers::default()
        },
        ..Fields::default()
    })
}

// ASP.NET Core Identity.

/// How many bytes its salts and digests have.
const IDENTITY_SALT: usize = 16;
const IDENTITY_DIGEST: usize = 32;
/// The first byte of its versions 2 and 3.
const VERSION_2: u8 = 0;
const VERSION_3: u8 = 1;

/// One piece of base64. The template is the version, and behind a 3 the function's number.
const IDENTITY: Functions = Functions {
    pattern: "<version+function+n+salt+digest:base64>",
    mark: "",
    fits: |text| identity(text).is_ok(),
    cut: identity,
    measure: identity,
    print: |fields| {
        let salt = fields.salt.as_deref().unwrap_or_default();
        let mut blob = Zeroizing::new(Vec::with_capacity(64));
        match fields.template.as_deref() {
            Some([version, function]) => {
                let count = fields.numbers.count.unwrap_or_default();
                let salt_len = u32::try_from(salt.len()).unwrap_or_default();
                blob.push(*version);
                for number in [u32::from(*function), count, salt_len] {
                    blob.extend_from_slice(&number.to_be_bytes());
                }
            }
            _ => blob.push(VERSION_2),
        }
        blob.extend_from_slice(salt);
        blob.extend_from_slice(&fields.digest);
        encoded(Coding::Base64, &blob)
    },
};

fn identity(text: &str) -> Result<Fields<'_>, Unread> {
    let blob = Coding::Base64.decode(text, None);
    let blob = Zeroizing::new(blob.map_err(|_| Field::Structure)?.into_owned());
    let (version, body) = blob.split_first().ok_or(Field::Structure)?;
    let (template, count, body) = match *version {
        VERSION_2 => (vec![VERSION_2], None, body),
        VERSION_3 => {
            let (numbers, body) = body.split_at_checked(12).ok_or(Field::Structure)?;
            let (numbers, _) = numbers.as_chunks::<4>();
            let [function, count, salt_len] = numbers else {
                return Err(Unread::Malformed(Field::Structure));
            };
            let count = u32::from_be_bytes(*count);
            if u32::from_be_bytes(*salt_len) as usize != IDENTITY_SALT {
                return Err(Unread::Malformed(Field::Salt));
            }
            if count == 0 {
                return Err(Unread::Malformed(Field::Iterations));
            }
            let function = u32::from_be_bytes(*function);
            let function = u8::try_from(function).map_err(|_| Field::Parameters)?;
            (vec![VERSION_3, function], Some(count), body)
        }
        _ => return Err(Unread::Malformed(Field::Version)),
    };
    identity_function(&template)?;
    let (salt, digest) = body.split_at_checked(IDENTITY_SALT).ok_or(Field::Salt)?;
    if digest.len() != IDENTITY_DIGEST {
        return Err(Unread::Malformed(Field::Digest));
    }
    Ok(Fields {
        digest: Zeroizing::new(digest.to_vec()),
        salt: Some(Cow::Owned(salt.to_vec())),
        numbers: Numbers {
            count,
            ..Numbers::default()
        },
        template: Some(Cow::Owned(template)),
        ..Fields::default()
    })
}

fn identity_computation(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let template = fields.template.as_deref().unwrap_or_default();
    Ok(identity_function(template)?.expression())
}

/// What a version, or a version and a function's number, compute.
fn identity_function(template: &[u8]) -> Result<&'static CompiledRow, Unread> {
    static OLD: CompiledRow = Expression::row("pbkdf2_sha1($p, $s, 1000, 32)");
    static SHA1: CompiledRow = Expression::row("pbkdf2_sha1($p, $s, $n, 32)");
    static SHA256: CompiledRow = Expression::row("pbkdf2_sha256($p, $s, $n, 32)");
    static SHA512: CompiledRow = Expression::row("pbkdf2_sha512($p, $s, $n, 32)");
    match template {
        [VERSION_2] => Ok(&OLD),
        [VERSION_3, 0] => Ok(&SHA1),
        [VERSION_3, 1] => Ok(&SHA256),
        [VERSION_3, 2] => Ok(&SHA512),
        _ => Err(Unread::Malformed(Field::Parameters)),
    }
}

#[cfg(test)]
mod tests {
    use base64ct::Base64;

    use super::*;

    fn row(name: &str) -> &'static Row {
        ROWS.iter().find(|row| row.name == name).unwrap()
    }

    /// What is wrong with a text of a row.
    fn fault(name: &str, text: &str) -> Option<Field> {
        match row(name).read(text) {
            Ok(_) => None,
            Err(Unread::Malformed(field)) => Some(field),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// Nothing in the blob is trusted.
    #[test]
    fn identitys_blobs_have_their_lengths() {
        let blob = |numbers: [u32; 3], len: usize| {
            let mut blob = vec![VERSION_3];
            for number in numbers {
                blob.extend(number.to_be_bytes());
            }
            blob.resize(len, 7);
            Base64::encode_string(&blob)
        };
        let cases = [
            ([1, 4, 16], 61, None),
            ([0, 1, 16], 61, None),
            ([2, u32::MAX, 16], 61, None),
            ([3, 4, 16], 61, Some(Field::Parameters)),
            ([u32::MAX, 4, 16], 61, Some(Field::Parameters)),
            ([1, 0, 16], 61, Some(Field::Iterations)),
            ([1, 4, 15], 61, Some(Field::Salt)),
            ([1, 4, 17], 61, Some(Field::Salt)),
            ([1, 4, u32::MAX], 61, Some(Field::Salt)),
            ([1, 4, 16], 60, Some(Field::Digest)),
            ([1, 4, 16], 62, Some(Field::Digest)),
            ([1, 4, 16], 28, Some(Field::Salt)),
            ([1, 4, 16], 29, Some(Field::Digest)),
            ([1, 4, 16], 12, Some(Field::Structure)),
        ];
        for (numbers, len, expected) in cases {
            let text = blob(numbers, len);
            let found = fault("aspnet-identity", &text);
            assert_eq!(found, expected, "{numbers:?} in {len} bytes");
        }
        let old = |first: u8, len: usize| {
            let blob: Vec<u8> = (0..len)
                .map(|place| if place == 0 { first } else { 7 })
                .collect();
            fault("aspnet-identity", &Base64::encode_string(&blob))
        };
        assert_eq!(old(VERSION_2, 49), None);
        assert_eq!(old(VERSION_2, 48), Some(Field::Digest));
        assert_eq!(old(VERSION_2, 50), Some(Field::Digest));
        assert_eq!(old(2, 49), Some(Field::Version));
        assert_eq!(fault("aspnet-identity", ""), Some(Field::Structure));
    }

    /// Litzenberger's rounds and digits are exactly what his library writes.
    #[test]
    fn the_mark_of_two_libraries() {
        let digest = "eg/w3TgPnKh3WZbqNuvo/PDvlCFj8RrQ";
        let fault = |text: &str| fault("p5k2", text);
        assert_eq!(fault(&format!("$p5k2$$NaCl${digest}")), None);
        assert_eq!(fault(&format!("$p5k2$4$NaCl${digest}")), None);
        for rounds in ["190", "0", "04", "A", "+4", "100000000", "g"] {
            let text = format!("$p5k2${rounds}$NaCl${digest}");
            assert_eq!(fault(&text), Some(Field::Iterations), "{text}");
        }
        assert_eq!(fault(&format!("$p5k2$4$Na-Cl${digest}")), Some(Field::Salt));
        let plus = digest.replace('/', "+");
        assert_eq!(fault(&format!("$p5k2$4$NaCl${plus}")), Some(Field::Digest));
        // Cryptacular's.
        let digest = "uqGR6bPoYCDMZcHJSarPnv48xow=";
        assert_eq!(fault(&format!("$p5k2$190$TmFDbA==${digest}")), None);
        assert_eq!(
            fault(&format!("$p5k2$$TmFDbA==${digest}")),
            Some(Field::Iterations)
        );
        assert_eq!(fault(&format!("$p5k2$4$TmFDb${digest}")), Some(Field::Salt));
        let (_, shorter) = digest.split_at(4);
        assert_eq!(
            fault(&format!("$p5k2$4$TmFDbA==${shorter}")),
            Some(Field::Digest)
        );
        let usual = row("p5k2")
            .cut("$p5k2$$NaCl$eg/w3TgPnKh3WZbqNuvo/PDvlCFj8RrQ")
            .unwrap();
        assert_eq!(usual.numbers.count, Some(400));
        assert_eq!(usual.salt.as_deref(), Some(&b"$p5k2$$NaCl"[..]));
    }

    /// The signer key is what is enciphered: the digest is as long as it.
    #[test]
    fn a_signer_key_is_as_long_as_its_digest() {
        let base64 = |len: usize| Base64::encode_string(&vec![7; len]);
        let texts = |digest: usize, key: usize, separator: usize| {
            let (digest, key, separator) = (base64(digest), base64(key), base64(separator));
            [
                (
                    "kratos-firebase-scrypt",
                    format!("$firescrypt$ln=4,r=8,p=1$TmFDbA==${digest}${separator}${key}"),
                ),
                (
                    "supabase-firebase-scrypt",
                    format!("$fbscrypt$v=1,n=4,r=8,p=1,ss={separator},sk={key}$TmFDbA==${digest}"),
                ),
                (
                    "workos-firebase-scrypt",
                    format!(
                        "$firebase-scrypt$hash={digest}$salt=TmFDbA==$sk={key}$ss={separator}$r=8$m=4"
                    ),
                ),
            ]
        };
        for (digest, key, expected) in [
            (64, 64, None),
            (16, 16, None),
            (32, 64, Some(Field::Digest)),
            (64, 32, Some(Field::Digest)),
            (0, 0, Some(Field::Parameters)),
            (15, 15, Some(Field::Parameters)),
            (129, 129, Some(Field::Parameters)),
        ] {
            for (name, text) in texts(digest, key, 1) {
                assert_eq!(fault(name, &text), expected, "{text}");
            }
        }
        for (name, text) in texts(64, 64, 0) {
            let expected = (name == "supabase-firebase-scrypt").then_some(Field::Parameters);
            assert_eq!(fault(name, &text), expected, "{text}");
        }
    }

    /// A logarithm up to 63, and from there N itself.
    #[test]
    fn kratos_writes_n_itself() {
        let count = |ln: &str| {
            let text = row("scrypt").example.replace("ln=4", &format!("ln={ln}"));
            row("scrypt").cut(&text).map(|fields| fields.numbers.count)
        };
        assert_eq!(count("14"), count("16384"));
        assert_eq!(count("6"), Ok(Some(64)));
        assert_eq!(count("64"), Ok(Some(64)));
        assert_eq!(count("31"), Ok(Some(1 << 31)));
        assert_eq!(count("2147483648"), Ok(Some(1 << 31)));
        for wrong in [
            "0",
            "32",
            "63",
            "65",
            "16383",
            "4294967296",
            "014",
            "+14",
            "",
        ] {
            let fault = Err(Unread::Malformed(Field::Iterations));
            assert_eq!(count(wrong), fault, "{wrong}");
        }
    }

    /// Where the text says the digest's length, that has to be right; where it does not, a cut digest is no
    /// shorter one but at a power of two.
    #[test]
    fn digests_are_as_long_as_is_said() {
        let example = row("pbkdf2-phc-sha256").example;
        assert_eq!(fault("pbkdf2-phc-sha256", example), None);
        let (shorter, _) = example.split_at(example.len() - 11);
        for length in ["24", "32", "31", "33", "64", "4294967295"] {
            let said = example.replace("l=32", &format!("l={length}"));
            let is_right = length == "32";
            assert_eq!(
                fault("pbkdf2-phc-sha256", &said).is_none(),
                is_right,
                "{said}"
            );
            let cut = shorter.replace("l=32", &format!("l={length}"));
            let is_right = length == "24";
            assert_eq!(
                fault("pbkdf2-phc-sha256", &cut).is_none(),
                is_right,
                "{cut}"
            );
        }
        let example = row("scrypt").example;
        for cut in 1..22 {
            let (text, _) = example.split_at(example.len() - cut);
            assert_eq!(fault("scrypt", text), Some(Field::Digest), "{text}");
        }
    }
}
