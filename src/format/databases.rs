//! Accounts of database servers.

use crate::format::row::{Family, Row, declared, row, shape};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Database servers",
    page: "databases",
    about: "What database servers keep of their own accounts, in `pg_authid`, `mysql.user`,\n\
        `sys.sql_logins` and `sys.user$`. PostgreSQL's salt is the name of the role, which a `Context`\n\
        has to give; the others hold their salt, if they have one, behind or in front of the digest in\n\
        the same hexadecimal. SQL Server hashes the password as UTF-16.",
    known: "PostgreSQL with SCRAM or MD5, MySQL, SQL Server, Oracle",
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
    row(
        "postgres-scram-sha256",
        "SCRAM-SHA-256$<n>:<salt:base64>$<digest:base64>:<salt2:base64 32>",
        "sha256(hmac_sha256_raw(pbkdf2_sha256_raw(saslprep_or_raw($p), $s, $n), \"Client Key\"))",
        "SCRAM-SHA-256$4096:TmFDbA==$Dk9bW3cbc6ssfYbRbMslusGPzOEvNhZOO+SuQr/j4GY=:iMA0/Yry3lRwDflYxh38ohBieASJQcPcxzTt+fv/mrM=",
        "PostgreSQL, src/common/scram-common.c and src/backend/libpq/auth-scram.c",
    )
    .noted("The stored key is compared. The server's key stands behind it, and nothing is computed with it."),
    shape(
        "mysql41",
        "*<digest:HEX>",
        "sha1(sha1_raw($p))",
        "*0E8F21E4240F5AD5A07D088F9C93890D13D78A4E",
        "MySQL, sql/auth/password.c",
    )
    .noted("`mysql_native_password`."),
    shape(
        "mssql2000",
        "0x0100<salt+digest:HEX 4>",
        "sha1_raw(utf16($p).$s).sha1_raw(utf16(uc($p)).$s)",
        "0x01004E61436C7A397E15BD8940FA110DCA93B99D1C273D4304360859E5EB04AA7A4B19D13D9DFC1752D2F21DB3CB",
        "passlib 1.7.4, passlib/handlers/mssql.py. The server has letters that are not ASCII in upper case, too, in \
         the second half, so that passwords with such letters in lower case are refused here",
    )
    .noted("The second half is of the password in upper case. Both are compared."),
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
        "MySQL 5.5, sql/password.c",
    )
    .noted("`OLD_PASSWORD`, MySQL's before 4.1. Blanks are not read."),
    declared(
        "oracle10",
        "<digest:HEX>",
        "oracle10(uc($u).uc($p))",
        "B4D200EC04731E39",
        "passlib 1.7.4, passlib/handlers/oracle.py. The server has letters that are not ASCII in upper case, too",
    )
    .noted(
        "Of the column `password`; the user is the account's name. Upper and lower case are one, so that a right \
         password is not upgraded if it has letters.",
    ),
];
