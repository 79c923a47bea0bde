//! Django's hashers, Werkzeug's of `werkzeug.security`, and passlib's bcrypt over a digest.

use crate::format::row::{Row, declared, row};

/// The rows.
pub(crate) const ROWS: &[Row] = &[
    // Django before 1.4 wrote the salt first, and its unsalted hashers leave it empty.
    row(
        "django-md5",
        "md5$<salt:text 0-256>$<digest:hex>",
        "md5($s.$p)",
        "md5$$3cb4e732631f47e6eb961f34554b7cde",
    ),
    row(
        "django-sha1",
        "sha1$<salt:text 0-256>$<digest:hex>",
        "sha1($s.$p)",
        "sha1$$2f9e53523b62abc141a2b4d6019d23cba835dbd0",
    ),
    row(
        "django-bcrypt",
        "bcrypt$<hash:$2>",
        "bcrypt($p)",
        "bcrypt$$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
    ),
    row(
        "django-bcrypt-sha256",
        "bcrypt_sha256$<hash:$2>",
        "bcrypt(sha256($p))",
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuIvyWZlBcE3WoQXKqRnwrLYJ6nenE0Bq",
    ),
    row(
        "django-argon2",
        "argon2<hash:$argon2>",
        "argon2($p)",
        "argon2$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
    ),
    // Werkzeug before 2.3. Its `md5$` and `sha1$` look like Django's, so all are declared.
    declared(
        "werkzeug-md5",
        "md5$<salt:text 1-256>$<digest:hex>",
        "hmac_md5($s, $p)",
        "md5$N$b8c5a1724b372870d36d60a2c84a9c08",
    ),
    declared(
        "werkzeug-sha1",
        "sha1$<salt:text 1-256>$<digest:hex>",
        "hmac_sha1($s, $p)",
        "sha1$N$f4e9f8f6f9550a93a05ed4b23c790ebd80065d57",
    ),
    declared(
        "werkzeug-sha224",
        "sha224$<salt:text 1-256>$<digest:hex>",
        "hmac_sha224($s, $p)",
        "sha224$N$1adc5e914458fa1cf7e169f8d0c783495478524f120e7c0654dd9b04",
    ),
    declared(
        "werkzeug-sha256",
        "sha256$<salt:text 1-256>$<digest:hex>",
        "hmac_sha256($s, $p)",
        "sha256$N$14b80c80111f5239278a742012f577527004dd7145a585b8548bbd2a1158237f",
    ),
    declared(
        "werkzeug-sha384",
        "sha384$<salt:text 1-256>$<digest:hex>",
        "hmac_sha384($s, $p)",
        "sha384$N$4f327446872dab3eade0cab8fb08a785d2ec5b6c5c1dafd0fa489980ac5691866ba92296c9e24f30fbdb76b703a7297d",
    ),
    declared(
        "werkzeug-sha512",
        "sha512$<salt:text 1-256>$<digest:hex>",
        "hmac_sha512($s, $p)",
        "sha512$N$e9a56dbed057e4a8bc7e5a74e3cc96f54aa60dda88309bfe7ed9c76541d241e929aa1e6a831f97c225ca3ef9bfafb4f3230ad9a7167d028ec74d3545b9873f02",
    ),
    row(
        "werkzeug-plain",
        "plain$$<digest:text>",
        "$p",
        "plain$$correct horse",
    ),
];
