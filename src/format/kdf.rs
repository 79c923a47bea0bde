//! PBKDF2 and scrypt, as libraries spell them.

use crate::format::row::{Family, Row, row};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "PBKDF2 and scrypt",
    page: "kdf",
    about: "A mark, the numbers, the salt and the digest.",
    known: "`$pbkdf2-sha256$…`, `$scrypt$ln=15,r=8,p=1$…`",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row(
        "pbkdf2",
        "$pbkdf2$<n>$<salt:ab64 0->$<digest:ab64>",
        "pbkdf2_sha1($p, $s, $n)",
        "$pbkdf2$4$TmFDbE5hQ2w$s2hA0Lugf3AjMyOkUwfqgOCtfm0",
        "passlib 1.7.4, passlib/handlers/pbkdf2.py",
    ),
    row(
        "scrypt",
        "$scrypt$ln=<n:log2dec 1-31>,r=<r>,p=<lanes>$<salt:b64 0->$<digest:b64 16-64>",
        "scrypt($p, $s, $n, $r, $lanes, $length)",
        "$scrypt$ln=4,r=8,p=1$TmFDbE5hQ2w$rx2WenjzQZPVXhPCLhSrxO+wjcId41J9PuX6zsC2HFg",
        "passlib 1.7.4, passlib/handlers/scrypt.py",
    ),
];
