//! LDAP servers (RFC 2307's tags and what OpenLDAP, Zope, ApacheDS and passlib added) and Dovecot.
//!
//! The salt lies behind the digest and has any length. Dovecot takes an unsalted digest in hexadecimal or
//! base64 by its length, and `.HEX`, `.B64` or `.BASE64` in the tag says which.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::error::Field;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::row::{Family, Functions, Row, Unread, functions, row, wrapper};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "LDAP and Dovecot",
    page: "ldap",
    about: "A tag in braces says what was computed, and is read in either case. Behind it stand the digest\n\
        and then, where the tag says that it is salted (`{SSHA}`, `{SMD5}`, …), the salt, both in one\n\
        piece of base64. Dovecot also writes hexadecimal, which its length or `.HEX` in the tag tells.\n\
        `{PBKDF2-SHA256}` has the rounds, the salt and the digest one behind the other: OpenLDAP writes\n\
        passlib's base64, 389 Directory Server the standard one, and both read both. `{CRYPT}`,\n\
        `{BLF-CRYPT}` and the like stand in front of another hash's text.",
    known: "`{SSHA}…`, `{SHA512.HEX}…`, `{CRYPT}$2y$…`, `{DIGEST-MD5}…`",
    rows: ROWS,
};

const DOVECOT: &str = "Dovecot, src/auth/password-scheme.c";
const OPENLDAP: &str = "OpenLDAP, libraries/liblutil/passwd.c";
const PBKDF2: &str = "OpenLDAP, contrib/slapd-modules/passwd/pbkdf2/pw-pbkdf2.c, and 389 Directory Server, src/plugins/pwdchan/src/lib.rs";
const SHA2: &str = "OpenLDAP, contrib/slapd-modules/passwd/sha2/slapd-sha2.c";

const ROWS: &[Row] = &[
    row(
        "ldap-sha",
        "{SHA|SHA1|SHA.B64|SHA.BASE64|SHA1.B64|SHA1.BASE64}<digest:base64>",
        "sha1($p)",
        "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=",
        OPENLDAP,
    ),
    row(
        "ldap-sha-hex",
        "{SHA|SHA1|SHA.HEX|SHA1.HEX}<digest:hex>",
        "sha1($p)",
        "{SHA}2f9e53523b62abc141a2b4d6019d23cba835dbd0",
        DOVECOT,
    ),
    row(
        "ldap-ssha",
        "{SSHA|SSHA.B64|SSHA.BASE64}<digest+salt:base64>",
        "sha1($p.$s)",
        "{SSHA}Ki+Q9Ri8Nn2QN1jUbcaqfsgK/pJOYUNs",
        OPENLDAP,
    ),
    row(
        "ldap-ssha-hex",
        "{SSHA.HEX}<digest+salt:hex>",
        "sha1($p.$s)",
        "{SSHA.HEX}2a2f90f518bc367d903758d46dc6aa7ec80afe924e61436c",
        DOVECOT,
    ),
    row(
        "ldap-md5",
        "{MD5|LDAP-MD5|PLAIN-MD5|MD5.B64|MD5.BASE64|LDAP-MD5.B64|LDAP-MD5.BASE64|PLAIN-MD5.B64|PLAIN-MD5.BASE64}<digest:base64>",
        "md5($p)",
        "{MD5}PLTnMmMfR+brlh80VUt83g==",
        OPENLDAP,
    ),
    row(
        "ldap-md5-hex",
        "{MD5|PLAIN-MD5|LDAP-MD5|MD5.HEX|PLAIN-MD5.HEX|LDAP-MD5.HEX}<digest:hex>",
        "md5($p)",
        "{MD5}3cb4e732631f47e6eb961f34554b7cde",
        DOVECOT,
    )
    .noted("Dovecot's own spelling is `{PLAIN-MD5}`; passlib's and Spring's is `{MD5}`."),
    row(
        "ldap-smd5",
        "{SMD5|SMD5.B64|SMD5.BASE64}<digest+salt:base64>",
        "md5($p.$s)",
        "{SMD5}WvNhLLitFNNM0XshzutEnU5hQ2w=",
        OPENLDAP,
    ),
    row(
        "ldap-smd5-hex",
        "{SMD5.HEX}<digest+salt:hex>",
        "md5($p.$s)",
        "{SMD5.HEX}5af3612cb8ad14d34cd17b21ceeb449d4e61436c",
        DOVECOT,
    ),
    row(
        "ldap-sha224",
        "{SHA224|SHA224.B64|SHA224.BASE64}<digest:base64>",
        "sha224($p)",
        "{SHA224}vmeOyw4eE/0MFECZX0MiXKg662Zxfo6nkLhn8g==",
        DOVECOT,
    ),
    row(
        "ldap-sha224-hex",
        "{SHA224|SHA224.HEX}<digest:hex>",
        "sha224($p)",
        "{SHA224}be678ecb0e1e13fd0c1440995f43225ca83aeb66717e8ea790b867f2",
        DOVECOT,
    ),
    row(
        "ldap-ssha224",
        "{SSHA224|SSHA224.B64|SSHA224.BASE64}<digest+salt:base64>",
        "sha224($p.$s)",
        "{SSHA224}eqi0ZfCvOSCpjaJRxIiOcuQTL9xqYydfGNm0XU5hQ2w=",
        DOVECOT,
    ),
    row(
        "ldap-ssha224-hex",
        "{SSHA224.HEX}<digest+salt:hex>",
        "sha224($p.$s)",
        "{SSHA224.HEX}7aa8b465f0af3920a98da251c4888e72e4132fdc6a63275f18d9b45d4e61436c",
        DOVECOT,
    ),
    row(
        "ldap-sha256",
        "{SHA256|SHA256.B64|SHA256.BASE64}<digest:base64>",
        "sha256($p)",
        "{SHA256}QQTTb42iwlQ0n4WDZ5Pr4CngyVcGOjTJHC6SAxh7VjE=",
        SHA2,
    ),
    row(
        "ldap-sha256-hex",
        "{SHA256|SHA256.HEX}<digest:hex>",
        "sha256($p)",
        "{SHA256}4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631",
        DOVECOT,
    ),
    row(
        "ldap-ssha256",
        "{SSHA256|SSHA256.B64|SSHA256.BASE64}<digest+salt:base64>",
        "sha256($p.$s)",
        "{SSHA256}RZt1ffPUBCPIm1ExiBme2/Pq6LjxmOV+UuwTDxYUEXlOYUNs",
        SHA2,
    ),
    row(
        "ldap-ssha256-hex",
        "{SSHA256.HEX}<digest+salt:hex>",
        "sha256($p.$s)",
        "{SSHA256.HEX}459b757df3d40423c89b513188199edbf3eae8b8f198e57e52ec130f161411794e61436c",
        DOVECOT,
    ),
    row(
        "ldap-sha384",
        "{SHA384|SHA384.B64|SHA384.BASE64}<digest:base64>",
        "sha384($p)",
        "{SHA384}ArIKby67E2Cppg9M+QhXNj7UGcAisSFWfOX5HG45Zk+3j9YCNMSli1v8cUWumDKS",
        SHA2,
    ),
    row(
        "ldap-sha384-hex",
        "{SHA384|SHA384.HEX}<digest:hex>",
        "sha384($p)",
        "{SHA384}02b20a6f2ebb1360a9a60f4cf90857363ed419c022b121567ce5f91c6e39664fb78fd60234c4a58b5bfc7145ae983292",
        DOVECOT,
    ),
    row(
        "ldap-ssha384",
        "{SSHA384|SSHA384.B64|SSHA384.BASE64}<digest+salt:base64>",
        "sha384($p.$s)",
        "{SSHA384}32MbhcRky/sHUa/FOhCDZvdLJP44J5zC9+Hcz+eDLsmO6BURQb5yVQ6ovGKIIUNJTmFDbA==",
        SHA2,
    ),
    row(
        "ldap-ssha384-hex",
        "{SSHA384.HEX}<digest+salt:hex>",
        "sha384($p.$s)",
        "{SSHA384.HEX}df631b85c464cbfb0751afc53a108366f74b24fe38279cc2f7e1dccfe7832ec98ee8151141be72550ea8bc62882143494e61436c",
        DOVECOT,
    ),
    row(
        "ldap-sha512",
        "{SHA512|SHA512.B64|SHA512.BASE64}<digest:base64>",
        "sha512($p)",
        "{SHA512}VraY3v7bWkNbY0r+MyC7rz/c2SC2xQOkRvx7endrKY1HnRumqLYXgI6wv1ec6aldZoNHvKtxSQhayTyyeZUZew==",
        SHA2,
    ),
    row(
        "ldap-sha512-hex",
        "{SHA512|SHA512.HEX}<digest:hex>",
        "sha512($p)",
        "{SHA512}56b698defedb5a435b634afe3320bbaf3fdcd920b6c503a446fc7b7a776b298d479d1ba6a8b617808eb0bf579ce9a95d668347bcab7149085ac93cb27995197b",
        DOVECOT,
    ),
    row(
        "ldap-ssha512",
        "{SSHA512|SSHA512.B64|SSHA512.BASE64}<digest+salt:base64>",
        "sha512($p.$s)",
        "{SSHA512}xdqJoPZy0z2ISyVALjTvBo5x9AkjiFnWKH0NsOP4U82KzmxCREKHlAwAwogawzZlmhW7qTj1fJZE7cutApWFGE5hQ2w=",
        SHA2,
    ),
    row(
        "ldap-ssha512-hex",
        "{SSHA512.HEX}<digest+salt:hex>",
        "sha512($p.$s)",
        "{SSHA512.HEX}c5da89a0f672d33d884b25402e34ef068e71f409238859d6287d0db0e3f853cd8ace6c42444287940c00c2881ac336659a15bba938f57c9644edcbad029585184e61436c",
        DOVECOT,
    ),
    wrapper(
        "ldap-crypt",
        "{CRYPT}<hash>",
        "{CRYPT}$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        OPENLDAP,
    )
    .noted("What crypt(3) made stands behind the tag."),
    row(
        "ldap-pbkdf2",
        "{PBKDF2|PBKDF2-SHA1}<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha1($p, $s, $n)",
        "{PBKDF2}4$TmFDbA$uqGR6bPoYCDMZcHJSarPnv48xow",
        PBKDF2,
    ),
    row(
        "ldap-pbkdf2-sha256",
        "{PBKDF2-SHA256}<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha256($p, $s, $n)",
        "{PBKDF2-SHA256}4$TmFDbA$/q.7uHl4.fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY",
        PBKDF2,
    ),
    row(
        "ldap-pbkdf2-sha512",
        "{PBKDF2-SHA512}<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha512($p, $s, $n)",
        "{PBKDF2-SHA512}4$TmFDbA$aBfCQZyVoxztusYX2hGJVLGawU1BYA64eTovVqj59jhTO2e5/FcnHZeqKYefZz0AQy4d6iSNrW74tK19rnCfYA",
        PBKDF2,
    ),
    functions(
        "ldap-pbkdf2-389ds",
        DIRECTORY_SERVER,
        "pbkdf2_sha256($p, $s, $n, 256)",
        "{PBKDF2_SHA256}AAAABE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xCujgN6Ztj8Afu0JsexJlxHBk9VFSdWQTHTnd3/PGRlz8yJg5c54YSz3RLg8pE/8pb/4WBtqtb7/I0VBodL77r8aedCZ7CC4lxRhk5Gt5HxVGIiCJaqggesoZuQiAaCCSIJalgy7OrccNVp2pegRsxdoVdFqtiSlaPWReM1CDAAk0nRKgxS+3/v4kuI53A1XN+l3TsE8bJYFTUUiZ6TcBqkPMR2dyouO35yZOamHv+jkXpPEgl2wCXq3fRf2YW138B2qddDni0IA1+kqsxDgQ5L8UCi6IBTfh1AVZss2jM+8SCXSF/vHKJabjkNwQdXpTsLUGisrGu6Jz4XvvZu9b0",
        "389 Directory Server, ldap/servers/plugins/pwdstorage/pbkdf2_pwd.c",
    )
    .noted("Of 389 Directory Server before 2.1 and of FreeIPA: the rounds, 64 bytes of salt and 256 of the digest in base64."),
    row(
        "dovecot-pbkdf2",
        "{PBKDF2}$1$<salt:text 1-256>$<n>$<digest:hex>",
        "pbkdf2_sha1($p, $s, $n)",
        "{PBKDF2}$1$NaCl$4$baa191e9b3e86020cc65c1c949aacf9efe3cc68c",
        "Dovecot, src/auth/password-scheme-pbkdf2.c",
    ),
    row(
        "ldap-bcrypt",
        "{BCRYPT}<hash:$2>",
        "bcrypt($p)",
        "{BCRYPT}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "Spring Security, crypto/src/main/java/org/springframework/security/crypto/factory/PasswordEncoderFactories.java",
    ),
    row(
        "ldap-argon2",
        "{ARGON2}<hash:$argon2>",
        "argon2($p)",
        "{ARGON2}$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        "OpenLDAP, servers/slapd/pwmods/argon2.c",
    ),
    row(
        "dovecot-blf-crypt",
        "{BLF-CRYPT}<hash:$2>",
        "bcrypt($p)",
        "{BLF-CRYPT}$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        DOVECOT,
    ),
    row(
        "dovecot-argon2i",
        "{ARGON2I}<hash:$argon2i>",
        "argon2($p)",
        "{ARGON2I}$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$SyBzHgr2Mw5FE4bTKV7aDk/AXsNBPWEgBlp4bnAVfSU",
        DOVECOT,
    ),
    row(
        "dovecot-argon2id",
        "{ARGON2ID}<hash:$argon2id>",
        "argon2($p)",
        "{ARGON2ID}$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        DOVECOT,
    ),
    row(
        "dovecot-plain-md4",
        "{PLAIN-MD4|PLAIN-MD4.HEX}<digest:hex>",
        "md4($p)",
        "{PLAIN-MD4}b4fe5d2ad49f136f957a7a6b1c029cd2",
        DOVECOT,
    ),
    row(
        "dovecot-plain-md4-base64",
        "{PLAIN-MD4|PLAIN-MD4.B64|PLAIN-MD4.BASE64}<digest:base64>",
        "md4($p)",
        "{PLAIN-MD4}tP5dKtSfE2+VenprHAKc0g==",
        DOVECOT,
    ),
    row(
        "dovecot-digest-md5",
        "{DIGEST-MD5|DIGEST-MD5.HEX}<digest:hex>",
        "md5($u.\":\".$c1.\":\".$p)",
        "{DIGEST-MD5}438eae9884226f4d34a441597b3a2519",
        DOVECOT,
    )
    .noted("The user is what stands in front of the `@`, and constant 1 the realm behind it."),
    row(
        "ldap-plain",
        "{PLAIN|CLEARTEXT|CLEAR|PLAINTEXT}<digest:text>",
        "$p",
        "{PLAIN}correct horse",
        DOVECOT,
    ),
    row(
        "ldap-plain-base64",
        "{PLAIN.B64|PLAIN.BASE64|CLEARTEXT.B64|CLEARTEXT.BASE64|CLEAR.B64|CLEAR.BASE64}<digest:base64>",
        "$p",
        "{PLAIN.B64}Y29ycmVjdCBob3JzZQ==",
        DOVECOT,
    ),
    row(
        "ldap-plain-hex",
        "{PLAIN.HEX|CLEARTEXT.HEX|CLEAR.HEX}<digest:hex>",
        "$p",
        "{PLAIN.HEX}636f727265637420686f727365",
        DOVECOT,
    ),
];

/// The tag of 389 Directory Server's older hashes, whose case does not matter.
const DIRECTORY_SERVER_TAG: &str = "{PBKDF2_SHA256}";

/// Four bytes of rounds, the salt and the digest in one piece of base64.
const DIRECTORY_SERVER: Functions = Functions {
    pattern: "{PBKDF2_SHA256}<n+salt+digest:base64>",
    mark: DIRECTORY_SERVER_TAG,
    fits: |text| directory_server(text).is_ok(),
    cut: directory_server,
    measure: directory_server,
    print: |fields| {
        let count = fields.numbers.count.unwrap_or_default().to_be_bytes();
        let salt = fields.salt.as_deref().unwrap_or_default();
        let blob = Zeroizing::new([&count, salt, &fields.digest].concat());
        let mut text = DIRECTORY_SERVER_TAG.to_owned();
        Coding::Base64.encode(&blob, &mut text);
        text
    },
};

fn directory_server(text: &str) -> Result<Fields<'_>, Unread> {
    let tagged = text.split_at_checked(DIRECTORY_SERVER_TAG.len());
    let tagged = tagged.filter(|(tag, _)| tag.eq_ignore_ascii_case(DIRECTORY_SERVER_TAG));
    let (_, text) = tagged.ok_or(Field::Structure)?;
    let blob = Coding::Base64.decode(text, None);
    let blob = Zeroizing::new(blob.map_err(|_| Field::Digest)?.into_owned());
    let (count, rest) = blob.split_first_chunk().ok_or(Field::Digest)?;
    let (salt, digest) = rest.split_at_checked(64).ok_or(Field::Digest)?;
    if digest.len() != 256 {
        return Err(Unread::Malformed(Field::Digest));
    }
    let count = u32::from_be_bytes(*count);
    if count == 0 {
        return Err(Unread::Malformed(Field::Iterations));
    }
    Ok(Fields {
        digest: Zeroizing::new(digest.to_vec()),
        salt: Some(Cow::Owned(salt.to_vec())),
        numbers: Numbers {
            count: Some(count),
            ..Numbers::default()
        },
        ..Fields::default()
    })
}
