//! Accounts of database servers.

use crate::format::row::{Family, Row, declared, shape};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Database servers",
    page: "databases",
    about: "What database servers keep of their own accounts, in `pg_authid`, `mysql.user`,\n\
        `sys.sql_logins` and `sys.user$`. PostgreSQL's salt is the name of the role, which a `Context`\n\
        has to give; the others hold their salt, if they have one, behind or in front of the digest in\n\
        the same hexadecimal. SQL Server hashes the password as UTF-16.",
    known: "PostgreSQL, MySQL, SQL Server, Oracle 11g",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    // `md5` alone would be anyone's.
    shape(
        "postgres-md5",
        "md5<digest:hex>",
        "md5($p.$u)",
        "md527d601e4766ef321bab4559b3758b31c",
        "PostgreSQL, src/common/md5_common.c",
    )
    .noted("The user is the name of the role."),
    shape(
        "mysql41",
        "*<digest:HEX>",
        "sha1(sha1_raw($p))",
        "*0E8F21E4240F5AD5A07D088F9C93890D13D78A4E",
        "MySQL, sql/auth/password.c",
    )
    .noted("`mysql_native_password`."),
    shape(
        "mssql2005",
        "0x0100<salt+digest:HEX 4>",
        "sha1(utf16($p).$s)",
        "0x0100414243449577C86451A20CEA2EA62EC57F5A0714D09B730E",
        "passlib 1.7.4, passlib/handlers/mssql.py",
    ),
    shape(
        "mssql2012",
        "0x0200<salt+digest:HEX 4>",
        "sha512(utf16($p).$s)",
        "0x020041424344D0CE3D7941CE853CC91FB6804AEDA4262ADDFE2139FFB445DC9DA17A9570D7373EE777FAE5150270A576F05D0797ED50DCAA59DD04DA185AF7AD580850D94AEF",
        "John the Ripper, src/mssql12_fmt_plug.c",
    ),
    shape(
        "oracle11",
        "S:<digest+salt:HEX 10>",
        "sha1($p.$s)",
        "S:89C4A65253211DD7547FC2FF2E7F6865A91276EB4142434445464748494A",
        "passlib 1.7.4, passlib/handlers/oracle.py",
    )
    .noted("Of the column `spare4`."),
    declared(
        "mysql-old",
        "<digest:hex>",
        "mysql_old($p)",
        "5fd896f92cfc6fca",
        "MySQL, sql/password.c",
    ),
    declared(
        "oracle10",
        "<digest:HEX>",
        "oracle10(uc($u.$p))",
        "B4D200EC04731E39",
        "passlib 1.7.4, passlib/handlers/oracle.py",
    ),
];
