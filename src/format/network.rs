//! Windows and network equipment.

use crate::format::row::{Family, Row, declared};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Windows and network equipment",
    page: "network",
    about: "Accounts of Windows and of routers.",
    known: "LM, Cisco",
    rows: ROWS,
};

const PASSLIB: &str = "passlib 1.7.4, passlib/handlers/cisco.py";

const ROWS: &[Row] = &[
    declared(
        "lm",
        "<digest:hex>",
        "lm(uc($p))",
        "30b152d318ad78a1d6f92c92742ec9f4",
        "passlib 1.7.4, passlib/handlers/windows.py",
    ),
    declared(
        "cisco-pix",
        "<digest:crypt64>",
        "cisco_pix($p, $u)",
        "wRq5zy3OM5j4drCh",
        PASSLIB,
    ),
    declared(
        "cisco-asa",
        "<digest:crypt64>",
        "cisco_asa($p, $u)",
        "kw1nukljFtzIZYdj",
        PASSLIB,
    ),
    declared(
        "cisco-type7",
        "<n>$<digest:HEX 1-128>",
        "cisco_type7($p, $n)",
        "5$08091D33494D1D590D18001809",
        PASSLIB,
    ),
];
