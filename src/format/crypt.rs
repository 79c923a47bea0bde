//! crypt(3).

use crate::format::row::{Family, Row, declared, row, shape};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "crypt(3)",
    page: "crypt",
    about: "What crypt(3) writes.",
    known: "`$1$…`, `$5$…`, `$6$…`, `$y$…`",
    rows: ROWS,
};

const LIBXCRYPT: &str = "libxcrypt, lib";

const ROWS: &[Row] = &[
    row(
        "md5-crypt",
        "$1$<salt:text 0-8>$<digest:crypt64>",
        "md5_crypt($p, $s)",
        "$1$NaCl$Uf4zpkUiYyT1j95g85D781",
        LIBXCRYPT,
    ),
    row(
        "apr1-crypt",
        "$apr1$<salt:text 0-8>$<digest:crypt64>",
        "apr1_crypt($p, $s)",
        "$apr1$NaCl$WlA37x7VZyGmPKcF5kCkA1",
        LIBXCRYPT,
    ),
    row(
        "sha1-crypt",
        "$sha1$<n>$<salt:text 1-64>$<digest:crypt64>",
        "sha1_crypt($p, $s, $n)",
        "$sha1$4$NaCl$aWDMysbEM3xp5eVT9sZEYH23U7Cw",
        LIBXCRYPT,
    ),
    row(
        "sha256-crypt",
        "$5$rounds=<n>$<salt:text 0-16>$<digest:crypt64>",
        "sha256_crypt($p, $s, $n)",
        "$5$rounds=1000$NaCl$PTiIl.scC5EyEuT1k998BN/Z3uX38du2Ia8YsjO7nIB",
        LIBXCRYPT,
    ),
    row(
        "sha512-crypt",
        "$6$rounds=<n>$<salt:text 0-16>$<digest:crypt64>",
        "sha512_crypt($p, $s, $n)",
        "$6$rounds=1000$NaCl$Tab4BLWeaCxHHEtpUxb4F4wjfA.8gjB.4u2ODpwn4RyRfBn.jZh3A/IjpEV9h2mstwWo3XSLqH0W4bIfDlpVM.",
        LIBXCRYPT,
    ),
    row(
        "sun-md5",
        "$md5,rounds=<n>$<salt:text 0-64>$$<digest:crypt64>",
        "sun_md5($p, $s, $n)",
        "$md5,rounds=4$NaCl$$tP5tZwv5QvY7UnpPJ8.B10",
        LIBXCRYPT,
    ),
    row(
        "yescrypt",
        "$y$<salt:text 0-64>$<digest:crypt64>",
        "yescrypt($p, $s, 182, 1024, 32, 1, 0)",
        "$y$j75$NaCl$PJBnsgm3NggBiv5.gzBZLEFY8IIqD7c27JxgwbkD/L4",
        LIBXCRYPT,
    ),
    declared(
        "descrypt",
        "<salt:text 2><digest:crypt64be>",
        "des_crypt($p, $s)",
        "NasF8urR0qd6.",
        LIBXCRYPT,
    ),
    shape(
        "bsdi-crypt",
        "_<salt:text 8><digest:crypt64be>",
        "bsdi_crypt($p, $s, 5)",
        "_3...NaClp.RW19KnJro",
        LIBXCRYPT,
    ),
    declared(
        "bigcrypt",
        "<salt:text 2><digest:crypt64be 16-128>",
        "bigcrypt($p, $s, $length)",
        "NasF8urR0qd6.88Osjpf5ebA",
        LIBXCRYPT,
    ),
    declared(
        "crypt16",
        "<salt:text 2><digest:crypt64be>",
        "crypt16($p, $s)",
        "NaSxooDxX8gN2FW6.RlG4Kxk",
        LIBXCRYPT,
    ),
];
