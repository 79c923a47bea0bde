//! Django's hashers, Werkzeug's of `werkzeug.security`, and passlib's bcrypt over a digest.

use std::borrow::Cow;

use crate::error::Field;
use crate::format::fields::Fields;
use crate::format::passlib;
use crate::format::row::{Detection, Family, Functions, Row, Unread, declared, functions, row};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Django, Werkzeug and passlib",
    page: "django",
    about: "The function, its numbers, the salt as it stands, and the digest, with `$` between them.\n\
        Werkzeug's `md5$salt$digest` looks like Django's and is an HMAC whose key is the salt: so\n\
        Werkzeug's are declared. The `bcrypt_sha256` of Django and the two of passlib give bcrypt a\n\
        digest of the password, and so check all of a long one.",
    known: "`pbkdf2_sha256$…`, `sha1$salt$…`, `bcrypt_sha256$$2b$…`, `$bcrypt-sha256$v=2,…`; Werkzeug",
    rows: ROWS,
};

const DJANGO: &str = "Django, django/contrib/auth/hashers.py";
const WERKZEUG: &str = "Werkzeug 2.2, src/werkzeug/security.py";
const PASSLIB: &str = "passlib 1.7.4, passlib/handlers/bcrypt.py";

const ROWS: &[Row] = &[
    row(
        "django-md5",
        "md5$<salt:text 0-256>$<digest:hex>",
        "md5($s.$p)",
        "md5$NaCl$d897cc54e94fe33e4da398599cbdfbec",
        DJANGO,
    )
    .noted("Of the unsalted hashers before Django 1.4 the salt is empty."),
    row(
        "django-sha1",
        "sha1$<salt:text 0-256>$<digest:hex>",
        "sha1($s.$p)",
        "sha1$NaCl$cb663666d348d6a743f6c71bc7ad005432cbcbd9",
        DJANGO,
    )
    .noted("Of the unsalted hashers before Django 1.4 the salt is empty."),
    row(
        "django-bcrypt",
        "bcrypt$<hash:$2>",
        "bcrypt($p)",
        "bcrypt$$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        DJANGO,
    ),
    row(
        "django-bcrypt-sha256",
        "bcrypt_sha256$<hash:$2>",
        "bcrypt(sha256($p))",
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuIvyWZlBcE3WoQXKqRnwrLYJ6nenE0Bq",
        DJANGO,
    ),
    row(
        "django-argon2",
        "argon2<hash:$argon2>",
        "argon2($p)",
        "argon2$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        DJANGO,
    ),
    row(
        "django-pbkdf2-sha256",
        "pbkdf2_sha256$<n>$<salt:text 1-256>$<digest:base64>",
        "pbkdf2_sha256($p, $s, $n)",
        "pbkdf2_sha256$4$NaCl$/q+7uHl4+fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY=",
        DJANGO,
    ),
    row(
        "django-pbkdf2-sha1",
        "pbkdf2_sha1$<n>$<salt:text 1-256>$<digest:base64>",
        "pbkdf2_sha1($p, $s, $n)",
        "pbkdf2_sha1$4$NaCl$uqGR6bPoYCDMZcHJSarPnv48xow=",
        DJANGO,
    ),
    row(
        "django-scrypt",
        "scrypt$<n:power2 1-31>$<salt:text 1-256>$<r:dec 1-65535>$<lanes:dec 1-65535>$<digest:base64>",
        "scrypt($p, $s, $n, $r, $lanes, 64)",
        "scrypt$16$NaCl$8$5$LHBrtvz3Zt5hE8GzXJi246GgJHymI432JaJ8QJBajwn070A+52Sqg5PgKboVWJhcUUlLBW3hwrilnkbV4DVz0g==",
        DJANGO,
    ),
    // Werkzeug before 2.3. Its `md5$` and `sha1$` look like Django's, so all are declared.
    declared(
        "werkzeug-md5",
        "md5$<salt:text 1-256>$<digest:hex>",
        "hmac_md5($s, $p)",
        "md5$NaCl$d909eae7fa44cc5cecbdc49dfe1d5702",
        WERKZEUG,
    ),
    declared(
        "werkzeug-sha1",
        "sha1$<salt:text 1-256>$<digest:hex>",
        "hmac_sha1($s, $p)",
        "sha1$NaCl$e100f4d3d032fbc1563a0abd70c80f8ce43538b7",
        WERKZEUG,
    ),
    declared(
        "werkzeug-sha224",
        "sha224$<salt:text 1-256>$<digest:hex>",
        "hmac_sha224($s, $p)",
        "sha224$NaCl$91c0f102b3129157b6e3d2ae133f3b8279b45474c3607ca53452f529",
        WERKZEUG,
    ),
    declared(
        "werkzeug-sha256",
        "sha256$<salt:text 1-256>$<digest:hex>",
        "hmac_sha256($s, $p)",
        "sha256$NaCl$3650bbb41a37c5dddb311ee2e964f864acc7c006ff908aa2efcd447f89cb3c83",
        WERKZEUG,
    ),
    declared(
        "werkzeug-sha384",
        "sha384$<salt:text 1-256>$<digest:hex>",
        "hmac_sha384($s, $p)",
        "sha384$NaCl$de7d05d815928749f1a254baacefb3c5bb31f8ec40e789b3cbf83b41f440a37b5ddc427e13c2887a8b0c63a6fcb1d5c3",
        WERKZEUG,
    ),
    declared(
        "werkzeug-sha512",
        "sha512$<salt:text 1-256>$<digest:hex>",
        "hmac_sha512($s, $p)",
        "sha512$NaCl$aa97d8f75a1dc0540d67a84eede4adebca3714eb9ed0fda1edbf1f9aecc67e8588ebf2b32a04a126996596d3e130279c3495e229bc742c0c2aa4bb7ced0dc2a5",
        WERKZEUG,
    ),
    row(
        "werkzeug-pbkdf2-sha1",
        "pbkdf2:sha1:<n>$<salt:text 1-256>$<digest:hex>",
        "pbkdf2_sha1($p, $s, $n)",
        "pbkdf2:sha1:4$NaCl$baa191e9b3e86020cc65c1c949aacf9efe3cc68c",
        WERKZEUG,
    ),
    row(
        "werkzeug-pbkdf2-sha224",
        "pbkdf2:sha224:<n>$<salt:text 1-256>$<digest:hex>",
        "pbkdf2_sha224($p, $s, $n)",
        "pbkdf2:sha224:4$NaCl$ed00d93bfe9ec74d2c5bff987e4268abee73fe7703ee86b0327e8dd9",
        WERKZEUG,
    ),
    row(
        "werkzeug-pbkdf2-sha256",
        "pbkdf2:sha256:<n>$<salt:text 1-256>$<digest:hex>",
        "pbkdf2_sha256($p, $s, $n)",
        "pbkdf2:sha256:4$NaCl$feafbbb87978f9f02646056e4892f6205eec1335832f501a8a2ef24e2073c526",
        WERKZEUG,
    ),
    row(
        "werkzeug-pbkdf2-sha384",
        "pbkdf2:sha384:<n>$<salt:text 1-256>$<digest:hex>",
        "pbkdf2_sha384($p, $s, $n)",
        "pbkdf2:sha384:4$NaCl$a3dc2e403d6cf64b26de0f6669e9648b1a8e0f8d000030cbbc58c8336d0f50db324003534405fe9feb9a178e928d5bb4",
        WERKZEUG,
    ),
    row(
        "werkzeug-pbkdf2-sha512",
        "pbkdf2:sha512:<n>$<salt:text 1-256>$<digest:hex>",
        "pbkdf2_sha512($p, $s, $n)",
        "pbkdf2:sha512:4$NaCl$6817c2419c95a31cedbac617da118954b19ac14d41600eb8793a2f56a8f9f638533b67b9fc57271d97aa29879f673d00432e1dea248dad6ef8b4ad7dae709f60",
        WERKZEUG,
    ),
    row(
        "werkzeug-scrypt",
        "scrypt:<n:power2 1-31>:<r:dec 1-65535>:<lanes:dec 1-65535>$<salt:text 1-256>$<digest:hex>",
        "scrypt($p, $s, $n, $r, $lanes, 64)",
        "scrypt:16:8:1$NaCl$5c03e9f54419b669a855a0e96b0587a18c79e5bb82e72234a763d9a5daac961b173210c3867f45a8092806042c709647f2b55efbd2e73485bdd26c379d4f2d64",
        "Werkzeug 2.3, src/werkzeug/security.py",
    ),
    functions(
            "werkzeug",
            ANY_OF_WERKZEUG,
            "pbkdf2_sha256($p, $s, $n)",
            "pbkdf2:sha256:4$NaCl$feafbbb87978f9f02646056e4892f6205eec1335832f501a8a2ef24e2073c526",
            WERKZEUG,)
    .told(Detection::Declared)
    .saying(|fields| {
            let expression = werkzeug_row(fields)?.expression();
            expression.ok_or(Unread::Malformed(Field::Structure))
        })
    .noted(
        "Any of Werkzeug's rows on this page, told by what stands in front of the first `$`: for a column that has old and \
         new ones. No release has written a `pbkdf2:` without its rounds.",
    ),
    // passlib: bcrypt's salt and digest as they are, and the number without a leading zero.
    functions(
        "passlib-bcrypt-sha256-v1",
        V1,
        "bcrypt(sha256_64e($p))",
        "$bcrypt-sha256$2a,4$abcdefghijklmnopqrstuu$fm19hcnOB5jVIa57e1DmQZ/XByRYI72",
        PASSLIB,
    ),
    functions(
        "passlib-bcrypt-sha256-v2",
        V2,
        "bcrypt(hmac_sha256_64e($s, $p))",
        "$bcrypt-sha256$v=2,t=2b,r=4$abcdefghijklmnopqrstuu$DDZkjU09Vim05Ait7x7R.JfuHDNAppu",
        PASSLIB,
    ),
    row(
        "werkzeug-plain",
        "plain$<salt:text 0-256>$<digest:text>",
        "$p",
        "plain$NaCl$correct horse",
        WERKZEUG,
    )
    .noted("The salt stands there, and nothing is computed with it."),
    passlib::SCRAM,
    passlib::FSHP_SHA1,
    passlib::FSHP_SHA256,
    passlib::FSHP_SHA384,
    passlib::FSHP_SHA512,
];

/// The rows of Werkzeug, of which a text is one. The template is the row's name.
const ANY_OF_WERKZEUG: Functions = Functions {
    pattern: "<method>$<salt>$<digest>",
    mark: "",
    fits: |text| any_of_werkzeug(text, Row::cut).is_ok(),
    cut: |text| any_of_werkzeug(text, Row::cut),
    measure: |text| any_of_werkzeug(text, Row::measure),
    print: |fields| werkzeug_row(fields).map_or_else(|_| String::new(), |row| row.print(fields)),
};

/// The text's fields, taken out by the one row whose text it is.
fn any_of_werkzeug<'t>(
    text: &'t str,
    read: fn(&'static Row, &'t str) -> Result<Fields<'t>, Unread>,
) -> Result<Fields<'t>, Unread> {
    let mut rows = werkzeug_rows();
    let owner = rows.find(|row| {
        let (_, [mark, _]) = row.mark();
        text.starts_with(mark)
    });
    let owner = owner.ok_or(Field::Structure)?;
    Ok(Fields {
        template: Some(Cow::Borrowed(owner.name.as_bytes())),
        ..read(owner, text)?
    })
}

fn werkzeug_rows() -> impl Iterator<Item = &'static Row> {
    let rows = FAMILY.rows.iter();
    rows.filter(|row| row.name.starts_with("werkzeug-"))
}

/// The row that the template names.
fn werkzeug_row(fields: &Fields<'_>) -> Result<&'static Row, Unread> {
    let name = fields.template.as_deref().unwrap_or_default();
    let row = werkzeug_rows().find(|row| row.name.as_bytes() == name);
    Ok(row.ok_or(Field::Structure)?)
}

/// `$bcrypt-sha256$2a,12$` and salt and digest.
const V1: Functions = Functions {
    pattern: "$bcrypt-sha256$<version>,<cost>$<salt>$<digest>",
    mark: "$bcrypt-sha256$2",
    fits: |text| v1(text).is_ok(),
    cut: v1,
    measure: v1,
    print: |fields| {
        let [version, cost, salt, digest] = parts(fields);
        format!("$bcrypt-sha256${version},{cost}${salt}${digest}")
    },
};

/// `$bcrypt-sha256$v=2,t=2b,r=12$` and salt and digest. The key is the salt's text.
const V2: Functions = Functions {
    pattern: "$bcrypt-sha256$v=2,t=<version>,r=<cost>$<salt>$<digest>",
    mark: "$bcrypt-sha256$v=2,",
    fits: |text| v2(text).is_ok(),
    cut: v2,
    measure: v2,
    print: |fields| {
        let [version, cost, _, digest] = parts(fields);
        let salt = String::from_utf8_lossy(fields.salt.as_deref().unwrap_or_default());
        format!("$bcrypt-sha256$v=2,t={version},r={cost}${salt}${digest}")
    },
};

fn v1(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix("$bcrypt-sha256$");
    let fields = fields.ok_or(Field::Structure)?;
    let (version, fields) = fields.split_once(',').ok_or(Field::Structure)?;
    let fields = bcrypt(version, fields)?;
    Ok(Fields {
        salt: None,
        ..fields
    })
}

fn v2(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix("$bcrypt-sha256$v=2,t=");
    let fields = fields.ok_or(Field::Structure)?;
    let (version, fields) = fields.split_once(",r=").ok_or(Field::Structure)?;
    Ok(bcrypt(version, fields)?)
}

/// bcrypt's own text, of its version and of cost, salt and digest between `$`.
fn bcrypt<'t>(version: &str, fields: &'t str) -> Result<Fields<'t>, Field> {
    let (cost, fields) = fields.split_once('$').ok_or(Field::Structure)?;
    let (salt, digest) = fields.split_once('$').ok_or(Field::Structure)?;
    if !matches!(version, "2a" | "2b" | "2y") {
        return Err(Field::Version);
    }
    if !matches!(cost.as_bytes(), [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9']) {
        return Err(Field::Cost);
    }
    if salt.len() != 22 {
        return Err(Field::Salt);
    }
    // Printed with it, the text would be another.
    if digest.len() != 31 || digest.contains('$') {
        return Err(Field::Digest);
    }
    let mut nested = String::with_capacity(60);
    let zero = if cost.len() == 1 { "0" } else { "" };
    for part in ["$", version, "$", zero, cost, "$", salt, digest] {
        nested.push_str(part);
    }
    Ok(Fields {
        salt: Some(Cow::Borrowed(salt.as_bytes())),
        nested: Some(Cow::Owned(nested)),
        ..Fields::default()
    })
}

/// The version, the cost, the salt and the digest of the nested text.
fn parts<'a>(fields: &'a Fields<'_>) -> [&'a str; 4] {
    let mut nested = fields
        .nested
        .as_deref()
        .unwrap_or_default()
        .split('$')
        .skip(1);
    let mut next = || nested.next().unwrap_or_default();
    let (version, cost, body) = (next(), next(), next());
    let (salt, digest) = body.split_at_checked(22).unwrap_or_default();
    [version, cost.trim_start_matches('0'), salt, digest]
}
