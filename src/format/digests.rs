//! Bare digests: nothing tells them, so they have to be declared. Each is read in hexadecimal and in base64.

use crate::format::row::{Detection, Family, Row, declared, own};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Digests, and the algorithms of their own name",
    page: "digests",
    about: "A bare digest is hexadecimal or base64, and nothing else: 32 hexadecimal digits may be MD5, MD4\n\
        or NT, and of the password alone or with a salt from another column. So they are declared;\n\
        bcrypt and Argon2 are detected, since their texts begin with `$2` and `$argon2`. Hexadecimal is\n\
        read in either case, base64 in the standard and the URL-safe alphabet, padded or not. For MD5,\n\
        SHA-1 and SHA-256 with a salt there are `Md5Hash`, `Sha1Hash` and `Sha256Hash`, and for\n\
        everything else an `Expression`.",
    known: "MD5, SHA-1, SHA-2, SHA-3, SHAKE, NT, RIPEMD-160, Whirlpool, BLAKE2, SM3, Streebog; bcrypt, Argon2; plain text",
    rows: ROWS,
};

const SHA2: &str = "FIPS 180-4";
const SHA3: &str = "FIPS 202";

const ROWS: &[Row] = &[
    own(
        "md5",
        "<digest:bare>",
        "md5($p)",
        Detection::Declared,
        "3cb4e732631f47e6eb961f34554b7cde",
        "RFC 1321",
    ),
    own(
        "sha1",
        "<digest:bare>",
        "sha1($p)",
        Detection::Declared,
        "2f9e53523b62abc141a2b4d6019d23cba835dbd0",
        "RFC 3174",
    ),
    own(
        "sha256",
        "<digest:bare>",
        "sha256($p)",
        Detection::Declared,
        "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631",
        SHA2,
    ),
    // The two that have grammars of their own.
    own(
        "bcrypt",
        "<hash:$2>",
        "bcrypt($p)",
        Detection::Mark,
        "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "OpenBSD, lib/libc/crypt/bcrypt.c",
    ),
    own(
        "argon2",
        "<hash:$argon2>",
        "argon2($p)",
        Detection::Mark,
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        "RFC 9106 and the reference implementation, src/encoding.c",
    ),
    declared(
        "md4",
        "<digest:bare>",
        "md4($p)",
        "b4fe5d2ad49f136f957a7a6b1c029cd2",
        "RFC 1320",
    ),
    declared(
        "sha224",
        "<digest:bare>",
        "sha224($p)",
        "be678ecb0e1e13fd0c1440995f43225ca83aeb66717e8ea790b867f2",
        SHA2,
    ),
    declared(
        "sha384",
        "<digest:bare>",
        "sha384($p)",
        "02b20a6f2ebb1360a9a60f4cf90857363ed419c022b121567ce5f91c6e39664fb78fd60234c4a58b5bfc7145ae983292",
        SHA2,
    ),
    declared(
        "sha512",
        "<digest:bare>",
        "sha512($p)",
        "56b698defedb5a435b634afe3320bbaf3fdcd920b6c503a446fc7b7a776b298d479d1ba6a8b617808eb0bf579ce9a95d668347bcab7149085ac93cb27995197b",
        SHA2,
    ),
    declared(
        "sha512-224",
        "<digest:bare>",
        "sha512_224($p)",
        "3b63bd6be6759b3f8fd46e7157e3c319ac0b39bd8657d3d9d0d5f4e5",
        SHA2,
    ),
    declared(
        "sha512-256",
        "<digest:bare>",
        "sha512_256($p)",
        "adfe73059f259340e325945da2dff9f935b28c30d0156e88e7e6ed0e02b670dd",
        SHA2,
    ),
    declared(
        "sha3-224",
        "<digest:bare>",
        "sha3_224($p)",
        "a86d6ad79b1ada74dc73eaee0b17a480bb79df9163137113e201c847",
        SHA3,
    ),
    declared(
        "sha3-256",
        "<digest:bare>",
        "sha3_256($p)",
        "e2bb427c913c99e9663c5d0e97472bd8618656cabbca6274c2743b0ebf107ce3",
        SHA3,
    ),
    declared(
        "sha3-384",
        "<digest:bare>",
        "sha3_384($p)",
        "086571cdbd4d47381eeed0504b77fd55d2adf870ae469676a32885ba33aaecd4927ebd17a8ce6b1bf11dfe84145e7936",
        SHA3,
    ),
    declared(
        "sha3-512",
        "<digest:bare>",
        "sha3_512($p)",
        "c5d05432d6da5971ab7798edf48d294ac28ee4d78ecbf0e1d236df3d12d3e6408462702ea047d0fc46aec01c43d9d403c713df217619da353e0c42399afbc33f",
        SHA3,
    ),
    declared(
        "shake128",
        "<digest:bare>",
        "shake128($p)",
        "96c7c278cc92b12f96bd5ea89903cc3b",
        SHA3,
    )
    .noted("16 bytes."),
    declared(
        "shake256",
        "<digest:bare>",
        "shake256($p)",
        "ca9fe23db120a63760fd3617a88bc75dcd279d67fe60160cf6065fb05c38833f",
        SHA3,
    )
    .noted("32 bytes."),
    declared(
        "ripemd160",
        "<digest:bare>",
        "ripemd160($p)",
        "424573ebba1ce1abc618a416178f79ad83442dfc",
        "ISO/IEC 10118-3",
    ),
    declared(
        "whirlpool",
        "<digest:bare>",
        "whirlpool($p)",
        "0d908388bb00bdb1d39654b2919a96a2028be728a85b9f6a27de1e4231dbc17cf14e822c52b6347e380964babebb8f21c402665b2f59a3cf579ec26b6b710404",
        "ISO/IEC 10118-3",
    ),
    declared(
        "blake2b",
        "<digest:bare>",
        "blake2b($p)",
        "fe237416b5c4fb533967cfb0391bcf2186e715812c9c1b4a9073f969c8fd8cb914a494122b0de0d876a840e8cda3052ee5e9dc6d615f3350292b4eda990a7ac4",
        "RFC 7693",
    ),
    declared(
        "blake2s",
        "<digest:bare>",
        "blake2s($p)",
        "40d55328b6e431394c379be70eb723ead6589e344a2c0abcab59e23fc34d20ea",
        "RFC 7693",
    ),
    declared(
        "sm3",
        "<digest:bare>",
        "sm3($p)",
        "8ff532b7a3f343a9d1f32572c23b798fc2f1ec5f93ab39525ebb48227441a8e3",
        "GB/T 32905-2016",
    ),
    declared(
        "streebog256",
        "<digest:bare>",
        "streebog256($p)",
        "355adcd632256ccf26709f2668c83b8894abd0a5bb96de8f6062db25d377ae59",
        "GOST R 34.11-2012, and RFC 6986",
    ),
    declared(
        "streebog512",
        "<digest:bare>",
        "streebog512($p)",
        "7c3e515823c78598aefdd3c73ef9be7fc0f84bfc4a241c15be5dc5b7f0405f49746d700607c4c005bd5316ac56d6b68d27545ffc0d6e0b2a4909ba10726a019e",
        "GOST R 34.11-2012, and RFC 6986",
    ),
    declared(
        "nt",
        "<digest:bare>",
        "md4(utf16($p))",
        "cfc43211ba8dc470832267827cac1407",
        "Microsoft, MS-NLMP, section 3.3.1",
    )
    .noted("Windows', Samba's (`sambaNTPassword`) and FreeIPA's (`ipaNTHash`)."),
    declared(
        "plaintext",
        "<digest:text>",
        "$p",
        "correct horse",
        "the password itself",
    )
    .noted("The password itself."),
];
