//! crypt(3): what libxcrypt and its forerunners write, and the systems that put a mark of their own in front.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::error::Field;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::{Fields, zeros};
use crate::format::row::{Detection, Family, Functions, Row, Unread};
use crate::format::row::{declared, functions, row, wrapper};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "crypt(3)",
    page: "crypt",
    about: "A mark between `$`, then numbers, the salt as it stands and the digest in crypt(3)'s own digits. The\n\
        functions of DES have no mark: a text of 13 digits is theirs behind a tag (`{CRYPT}`) and has to be\n\
        declared where it stands alone. At most 512 bytes of password are taken, as libxcrypt does.\n\
        Behind the marks of Kratos, Django, Dovecot and OpenLDAP stand the same texts.",
    known: "`$1$…`, `$apr1$…`, `$5$…`, `$6$…`, `$y$…`, `$sha1$…`, `$md5,rounds=…`, `_…`; DES",
    rows: ROWS,
};

const KRATOS: &str = "Ory Kratos, hash/hash_comparator.go";
const DOVECOT: &str = "Dovecot, src/auth/password-scheme-crypt.c";
const DES: &str = "libxcrypt, lib/crypt-des.c";
const APR1: &str = "OpenLDAP, contrib/slapd-modules/passwd/apr1.c";

const ROWS: &[Row] = &[
    row(
        "md5-crypt",
        "$1$<salt:text 0-8>$<digest:crypt64>",
        "md5_crypt($p, $s)",
        "$1$NaCl$Uf4zpkUiYyT1j95g85D781",
        "libxcrypt, lib/crypt-md5.c",
    ),
    row(
        "apr1-crypt",
        "$apr1$<salt:text 0-8>$<digest:crypt64>",
        "apr1_crypt($p, $s)",
        "$apr1$NaCl$WlA37x7VZyGmPKcF5kCkA1",
        "Apache httpd's APR, crypto/apr_md5.c",
    )
    .noted("`htpasswd -m` writes it."),
    functions(
        "sha256-crypt",
        sha_crypt::<0>("$5$<rounds><salt>$<digest>"),
        "sha256_crypt($p, $s, $n)",
        "$5$rounds=1000$NaCl$PTiIl.scC5EyEuT1k998BN/Z3uX38du2Ia8YsjO7nIB",
        "libxcrypt, lib/crypt-sha256.c",
    )
    .noted(SHA_CRYPT_NOTE),
    functions(
        "sha512-crypt",
        sha_crypt::<1>("$6$<rounds><salt>$<digest>"),
        "sha512_crypt($p, $s, $n)",
        "$6$rounds=1000$NaCl$Tab4BLWeaCxHHEtpUxb4F4wjfA.8gjB.4u2ODpwn4RyRfBn.jZh3A/IjpEV9h2mstwWo3XSLqH0W4bIfDlpVM.",
        "libxcrypt, lib/crypt-sha512.c",
    )
    .noted(SHA_CRYPT_NOTE),
    row(
        "sha1-crypt",
        "$sha1$<n>$<salt:text 1-64>$<digest:crypt64>",
        "sha1_crypt($p, $s, $n)",
        "$sha1$4$NaCl$aWDMysbEM3xp5eVT9sZEYH23U7Cw",
        "libxcrypt, lib/crypt-pbkdf1-sha1.c",
    )
    .noted("NetBSD's. The digest's first byte stands there twice."),
    functions(
        "sun-md5",
        SUN_MD5,
        "sun_md5($p, $s, $n)",
        "$md5,rounds=4$NaCl$$tP5tZwv5QvY7UnpPJ8.B10",
        "libxcrypt, lib/crypt-sunmd5.c",
    )
    .noted(
        "Solaris'. All of the text in front of the `$` before the digest goes in, and so `$md5$salt$$digest` \
        and `$md5$salt$digest` are two hashes. 4,096 rounds are added to those of the text.",
    ),
    functions(
        "yescrypt",
        yescrypt::<0>("$y$<parameters>$<salt>$<digest>"),
        "yescrypt($p, $s, $flags, $n, $r, $lanes, $t)",
        "$y$j75$NaCl$PJBnsgm3NggBiv5.gzBZLEFY8IIqD7c27JxgwbkD/L4",
        "libxcrypt, lib/alg-yescrypt-common.c",
    )
    .noted(YESCRYPT_NOTE),
    functions(
        "gost-yescrypt",
        yescrypt::<1>("$gy$<parameters>$<salt>$<digest>"),
        "hmac_streebog256(hmac_streebog256_raw(streebog256_raw($p), $s2), yescrypt_raw($p, $s, $flags, $n, $r, $lanes, $t))",
        "$gy$j75$NaCl$USLbpEX4qWbaVtnrlKqfH/qIZybffazkHq/fPxA.UTA",
        "libxcrypt, lib/crypt-gost-yescrypt.c",
    )
    .noted(YESCRYPT_NOTE),
    functions(
        "libxcrypt-scrypt",
        SCRYPT,
        "scrypt($p, $s, $n, $r, $lanes, 32)",
        "$7$4/..../....NaCl$d5F9xDiCiNSaCGdIrunHGyy9yY0d70VkyKzB5Kf5Eg6",
        "libxcrypt, lib/crypt-scrypt.c",
    ),
    row(
        "libxcrypt-nt",
        "$3$$<digest:hex>",
        "md4(utf16($p))",
        "$3$$cfc43211ba8dc470832267827cac1407",
        "libxcrypt, lib/crypt-nthash.c",
    )
    .noted(
        "FreeBSD's and libxcrypt's. They put a zero behind each byte, so that passwords which are not ASCII have \
        another hash there, which is not verified.",
    ),
    declared(
        "descrypt",
        "<salt:digits64 2><digest:des>",
        "des_crypt($p, $s)",
        "NasF8urR0qd6.",
        DES,
    ),
    functions(
        "bsdi-crypt",
        BSDI,
        "bsdi_crypt($p, $s, $n)",
        "_3...NaClp.RW19KnJro",
        DES,
    )
    .told(Detection::Shape),
    declared(
        "bigcrypt",
        "<salt:digits64 2><digest:des 8-128>",
        "bigcrypt($p, $s, $length)",
        "NasF8urR0qd6.88Osjpf5ebA",
        "passlib 1.7.4, passlib/handlers/des_crypt.py",
    ),
    declared(
        "crypt16",
        "<salt:digits64 2><digest:des>",
        "crypt16($p, $s)",
        "NaSxooDxX8gN2FW6.RlG4Kxk",
        "passlib 1.7.4, passlib/handlers/des_crypt.py",
    ),
    row(
        "kratos-md5-crypt",
        "$md5-crypt$<salt:text 0-8>$<digest:crypt64>",
        "md5_crypt($p, $s)",
        "$md5-crypt$NaCl$Uf4zpkUiYyT1j95g85D781",
        KRATOS,
    ),
    functions(
        "kratos-sha256-crypt",
        sha_crypt::<2>("$sha256-crypt$<rounds><salt>$<digest>"),
        "sha256_crypt($p, $s, $n)",
        "$sha256-crypt$rounds=1000$NaCl$PTiIl.scC5EyEuT1k998BN/Z3uX38du2Ia8YsjO7nIB",
        KRATOS,
    )
    .noted(SHA_CRYPT_NOTE),
    functions(
        "kratos-sha512-crypt",
        sha_crypt::<3>("$sha512-crypt$<rounds><salt>$<digest>"),
        "sha512_crypt($p, $s, $n)",
        "$sha512-crypt$rounds=1000$NaCl$Tab4BLWeaCxHHEtpUxb4F4wjfA.8gjB.4u2ODpwn4RyRfBn.jZh3A/IjpEV9h2mstwWo3XSLqH0W4bIfDlpVM.",
        KRATOS,
    )
    .noted(SHA_CRYPT_NOTE),
    wrapper(
        "django-crypt",
        "crypt$$<hash>",
        "crypt$$NasF8urR0qd6.",
        "Django 4.2, django/contrib/auth/hashers.py",
    )
    .noted("What crypt(3) made stands behind the mark: of DES, where nobody asked for something else."),
    functions(
        "django-des-crypt",
        DJANGO_DES,
        "des_crypt($p, $s)",
        "crypt$Na$NasF8urR0qd6.",
        "passlib 1.7.4, passlib/handlers/django.py",
    )
    .noted("Before Django 1.4, and by passlib: the salt stands there twice."),
    row(
        "dovecot-md5-crypt",
        "{MD5-CRYPT}<hash:$1$>",
        "md5_crypt($p)",
        "{MD5-CRYPT}$1$NaCl$Uf4zpkUiYyT1j95g85D781",
        DOVECOT,
    ),
    row(
        "dovecot-md5",
        "{MD5}$1$<salt:text 0-8>$<digest:crypt64>",
        "md5_crypt($p, $s)",
        "{MD5}$1$NaCl$Uf4zpkUiYyT1j95g85D781",
        "Dovecot, src/auth/password-scheme.c",
    ),
    row(
        "dovecot-sha256-crypt",
        "{SHA256-CRYPT}<hash:$5$>",
        "sha256_crypt($p)",
        "{SHA256-CRYPT}$5$rounds=1000$NaCl$PTiIl.scC5EyEuT1k998BN/Z3uX38du2Ia8YsjO7nIB",
        DOVECOT,
    ),
    row(
        "dovecot-sha512-crypt",
        "{SHA512-CRYPT}<hash:$6$>",
        "sha512_crypt($p)",
        "{SHA512-CRYPT}$6$rounds=1000$NaCl$Tab4BLWeaCxHHEtpUxb4F4wjfA.8gjB.4u2ODpwn4RyRfBn.jZh3A/IjpEV9h2mstwWo3XSLqH0W4bIfDlpVM.",
        DOVECOT,
    ),
    row(
        "dovecot-des-crypt",
        "{DES-CRYPT}<salt:digits64 2><digest:des>",
        "des_crypt($p, $s)",
        "{DES-CRYPT}NasF8urR0qd6.",
        DOVECOT,
    ),
    functions(
        "ldap-apr1",
        md5_in_base64::<0>("{APR1}<digest+salt:base64 1-8>"),
        "apr1_crypt($p, $s)",
        "{APR1}FITJRsAHzJ8vhezMYkmlm05hQ2w=",
        APR1,
    ),
    functions(
        "ldap-bsdmd5",
        md5_in_base64::<1>("{BSDMD5}<digest+salt:base64 1-8>"),
        "md5_crypt($p, $s)",
        "{BSDMD5}/LoNsCTKagz/cvHK4DWk705hQ2w=",
        APR1,
    ),
];

const SHA_CRYPT_NOTE: &str = "With `rounds=1000$` to `rounds=999999999$` in front of the salt, or without, which is \
    5,000 rounds. The salt has up to 16 characters. What verifying takes grows with the square of the password's \
    length.";

const YESCRYPT_NOTE: &str = "The parameters are yescrypt's mode, N, its block size, and where they are not usual its \
    lanes and its time. ROMs are not supported.";

/// The fields, of which nothing secret is kept.
fn measured<'t>(fields: Result<Fields<'t>, Unread>) -> Result<Fields<'t>, Unread> {
    let fields = fields?;
    let measure = |salt: Option<Cow<'_, [u8]>>| salt.map(|salt| zeros(salt.len()));
    Ok(Fields {
        digest: Zeroizing::default(),
        salt: measure(fields.salt),
        salt2: measure(fields.salt2),
        ..fields
    })
}

/// A digest of so many bytes, at the end of a text.
fn digest(text: &str, len: usize) -> Result<Zeroizing<Vec<u8>>, Field> {
    let digest = Coding::Crypt64.decode(text, None);
    let digest = digest.map_err(|_| Field::Digest)?.into_owned();
    let is_whole = digest.len() == len;
    is_whole
        .then(|| Zeroizing::new(digest))
        .ok_or(Field::Digest)
}

/// The salt's text, the `$` and the digest's text.
fn salt_and_digest(fields: &Fields<'_>) -> String {
    let salt = fields.salt.as_deref().unwrap_or_default();
    let mut text = String::from_utf8_lossy(salt).into_owned();
    text.push('$');
    Coding::Crypt64.encode(&fields.digest, &mut text);
    text
}

/// The four marks of sha256-crypt and sha512-crypt, and the digest's length.
const SHA_CRYPT: [(&str, usize); 4] = [
    ("$5$", 32),
    ("$6$", 64),
    ("$sha256-crypt$", 32),
    ("$sha512-crypt$", 64),
];

const ROUNDS: &str = "rounds=";

/// The rounds of a text that says none.
const USUAL_ROUNDS: u32 = 5000;

/// The texts with one of the marks. That they say their rounds is a flag.
const fn sha_crypt<const MARK: usize>(pattern: &'static str) -> Functions {
    let (mark, _) = at(&SHA_CRYPT, MARK);
    Functions {
        pattern,
        mark,
        fits: |text| cut_sha_crypt(text, at(&SHA_CRYPT, MARK)).is_ok(),
        cut: |text| cut_sha_crypt(text, at(&SHA_CRYPT, MARK)),
        measure: |text| measured(cut_sha_crypt(text, at(&SHA_CRYPT, MARK))),
        print: |fields| {
            let (mark, _) = at(&SHA_CRYPT, MARK);
            let rest = salt_and_digest(fields);
            let rounds = fields
                .numbers
                .count
                .filter(|_| fields.numbers.flags.is_some());
            match rounds {
                Some(rounds) => format!("{mark}{ROUNDS}{rounds}${rest}"),
                None => format!("{mark}{rest}"),
            }
        },
    }
}

/// One of an array. One that is not there does not compile.
#[expect(clippy::panic, reason = "it is called with constants only")]
const fn at<T: Copy, const LEN: usize>(values: &[T; LEN], place: usize) -> T {
    match values.split_at(place) {
        (_, [value, ..]) => *value,
        _ => panic!("there are less"),
    }
}

fn cut_sha_crypt<'t>(
    text: &'t str,
    (mark, len): (&'static str, usize),
) -> Result<Fields<'t>, Unread> {
    let mut rest = text.strip_prefix(mark).ok_or(Field::Structure)?;
    let mut numbers = Numbers {
        count: Some(USUAL_ROUNDS),
        ..Numbers::default()
    };
    if let Some(behind) = rest.strip_prefix(ROUNDS) {
        let (rounds, behind) = behind.split_once('$').ok_or(Field::Structure)?;
        let rounds = Coding::Decimal.number(rounds).map(|(rounds, _)| rounds);
        let rounds = rounds.filter(|rounds| (1000..=999_999_999).contains(rounds));
        numbers.count = Some(rounds.ok_or(Field::Iterations)?);
        numbers.flags = Some(0);
        rest = behind;
    }
    let (salt, rest) = rest.split_once('$').ok_or(Field::Structure)?;
    if salt.len() > 16 {
        return Err(Field::Salt.into());
    }
    Ok(Fields {
        digest: digest(rest, len)?,
        salt: Some(Cow::Borrowed(salt.as_bytes())),
        numbers,
        ..Fields::default()
    })
}

/// The salt has the `$` that may stand behind it.
const SUN_MD5: Functions = Functions {
    pattern: "$md5<rounds>$<salt>$<digest>",
    mark: "$md5",
    fits: |text| cut_sun_md5(text).is_ok(),
    cut: cut_sun_md5,
    measure: |text| measured(cut_sun_md5(text)),
    print: |fields| {
        let rest = salt_and_digest(fields);
        match fields.numbers.count {
            Some(0) | None => format!("$md5${rest}"),
            Some(rounds) => format!("$md5,{ROUNDS}{rounds}${rest}"),
        }
    },
};

fn cut_sun_md5(text: &str) -> Result<Fields<'_>, Unread> {
    let behind = text.strip_prefix("$md5").ok_or(Field::Structure)?;
    let (rounds, fields) = match behind.split_at_checked(1) {
        Some(("$", fields)) => (0, fields),
        Some((",", behind)) => {
            let behind = behind.strip_prefix(ROUNDS).ok_or(Field::Structure)?;
            let (rounds, fields) = behind.split_once('$').ok_or(Field::Structure)?;
            let rounds = Coding::Decimal.number(rounds).map(|(rounds, _)| rounds);
            // 4,096 are added.
            let rounds = rounds.filter(|rounds| (1..=u32::MAX - 4096).contains(rounds));
            (rounds.ok_or(Field::Iterations)?, fields)
        }
        _ => return Err(Field::Structure.into()),
    };
    let (salt, rest) = fields.rsplit_once('$').ok_or(Field::Structure)?;
    let digits = salt.strip_suffix('$').unwrap_or(salt);
    // Without a salt, programs take the `$` for different things.
    if !(1..=64).contains(&digits.len()) || !Coding::Crypt64.has_alphabet(digits) {
        return Err(Field::Salt.into());
    }
    Ok(Fields {
        digest: digest(rest, 16)?,
        salt: Some(Cow::Borrowed(salt.as_bytes())),
        numbers: Numbers {
            count: Some(rounds),
            ..Numbers::default()
        },
        ..Fields::default()
    })
}

/// The two marks of yescrypt, and whether all in front of the digest is a second salt.
const YESCRYPT: [(&str, bool); 2] = [("$y$", false), ("$gy$", true)];

const fn yescrypt<const MARK: usize>(pattern: &'static str) -> Functions {
    let (mark, _) = at(&YESCRYPT, MARK);
    Functions {
        pattern,
        mark,
        fits: |text| cut_yescrypt(text, at(&YESCRYPT, MARK)).is_ok(),
        cut: |text| cut_yescrypt(text, at(&YESCRYPT, MARK)),
        measure: |text| measured(cut_yescrypt(text, at(&YESCRYPT, MARK))),
        print: |fields| {
            let (mark, _) = at(&YESCRYPT, MARK);
            let mut text = mark.to_owned();
            print_parameters(&fields.numbers, &mut text);
            text.push('$');
            let salt = fields.salt.as_deref().unwrap_or_default();
            Coding::Crypt64.encode(salt, &mut text);
            text.push('$');
            Coding::Crypt64.encode(&fields.digest, &mut text);
            text
        },
    }
}

fn cut_yescrypt<'t>(
    text: &'t str,
    (mark, has_setting): (&'static str, bool),
) -> Result<Fields<'t>, Unread> {
    let (setting, rest) = text.rsplit_once('$').ok_or(Field::Structure)?;
    let fields = setting.strip_prefix(mark).ok_or(Field::Structure)?;
    let (parameters, salt) = fields.split_once('$').ok_or(Field::Structure)?;
    let salt = Coding::Crypt64.decode(salt, None);
    let salt = salt.map_err(|_| Field::Salt)?.into_owned();
    if salt.len() > 64 {
        return Err(Field::Salt.into());
    }
    Ok(Fields {
        digest: digest(rest, 32)?,
        salt: Some(Cow::Owned(salt)),
        salt2: has_setting.then_some(Cow::Borrowed(setting.as_bytes())),
        numbers: cut_parameters(parameters).ok_or(Field::Parameters)?,
        ..Fields::default()
    })
}

/// yescrypt's mode, N, block size, lanes and time.
fn cut_parameters(text: &str) -> Option<Numbers> {
    let mut digits = text.bytes();
    let flags = cut_number(&mut digits, 0)?;
    // Classic scrypt, the same with yescrypt's own ends, and what everybody uses.
    let is_known = matches!(flags, 0 | 1 | 47);
    let log2 = cut_number(&mut digits, 1)?;
    let n = 1_u32.checked_shl(log2).filter(|_| is_known)?;
    let block_size = cut_number(&mut digits, 1)?;
    let has = match digits.len() {
        0 => 0,
        // Two more are of ROMs and of hashes that were upgraded.
        _ => cut_number(&mut digits, 1).filter(|has| *has <= 3)?,
    };
    let lanes = match has & 1 {
        0 => 1,
        _ => cut_number(&mut digits, 2)?,
    };
    let time = match has & 2 {
        0 => 0,
        _ => cut_number(&mut digits, 1)?,
    };
    (digits.len() == 0).then_some(Numbers {
        count: Some(n),
        block_size: Some(block_size),
        lanes: Some(lanes),
        time: Some(time),
        flags: Some(flags),
        length: None,
    })
}

fn print_parameters(numbers: &Numbers, text: &mut String) {
    let number = |number: Option<u32>| number.unwrap_or_default();
    let (lanes, time) = (number(numbers.lanes), number(numbers.time));
    print_number(number(numbers.flags), 0, text);
    print_number(number(numbers.count).trailing_zeros(), 1, text);
    print_number(number(numbers.block_size), 1, text);
    let has = u32::from(lanes > 1) | u32::from(time > 0) << 1;
    if has > 0 {
        print_number(has, 1, text);
    }
    if lanes > 1 {
        print_number(lanes, 2, text);
    }
    if time > 0 {
        print_number(time, 1, text);
    }
}

/// Of each length of a number: how many digits may come first, and which is the first of them.
/// A number below 48 is one digit; each more digits need others in front.
const LEADS: [(u32, u32); 6] = [(0, 48), (48, 8), (56, 4), (60, 2), (62, 1), (63, 1)];

/// A number from `min` on: its first digit says how many others follow, the highest bits first.
fn cut_number(digits: &mut impl Iterator<Item = u8>, min: u32) -> Option<u32> {
    let first = Coding::place(digits.next()?)?;
    let mut number = min;
    let mut bits: u32 = 0;
    for (lead, leads) in LEADS {
        let place = first.checked_sub(lead)?;
        if place < leads {
            number = number.checked_add(place.checked_mul(1_u32.checked_shl(bits)?)?)?;
            break;
        }
        number = number.checked_add(leads.checked_mul(1_u32.checked_shl(bits)?)?)?;
        bits = bits.checked_add(6)?;
    }
    while let Some(less) = bits.checked_sub(6) {
        bits = less;
        let digit = Coding::place(digits.next()?)?;
        number = number.checked_add(digit.checked_mul(1_u32.checked_shl(bits)?)?)?;
    }
    Some(number)
}

fn print_number(number: u32, min: u32, text: &mut String) {
    let mut rest = u64::from(number.saturating_sub(min));
    let mut bits: u32 = 0;
    for (lead, leads) in LEADS {
        let count = u64::from(leads).wrapping_shl(bits);
        if rest < count {
            let digit = |place: u64| Coding::digit(place & 63);
            text.extend(digit(
                u64::from(lead).saturating_add(rest.wrapping_shr(bits)),
            ));
            while let Some(less) = bits.checked_sub(6) {
                bits = less;
                text.extend(digit(rest.wrapping_shr(bits)));
            }
            return;
        }
        rest = rest.saturating_sub(count);
        bits = bits.saturating_add(6);
    }
}

/// `$7$`, a digit for N, five each for the block size and the lanes, the salt and the digest.
const SCRYPT: Functions = Functions {
    pattern: "$7$<parameters><salt>$<digest>",
    mark: "$7$",
    fits: |text| cut_scrypt(text).is_ok(),
    cut: cut_scrypt,
    measure: |text| measured(cut_scrypt(text)),
    print: |fields| {
        let numbers = &fields.numbers;
        let mut text = "$7$".to_owned();
        Coding::Log2.print_number(numbers.count.unwrap_or_default(), &mut text);
        print_fixed(numbers.block_size.unwrap_or_default(), 5, &mut text);
        print_fixed(numbers.lanes.unwrap_or_default(), 5, &mut text);
        text.push_str(&salt_and_digest(fields));
        text
    },
};

fn cut_scrypt(text: &str) -> Result<Fields<'_>, Unread> {
    let (setting, rest) = text.rsplit_once('$').ok_or(Field::Structure)?;
    let fields = setting.strip_prefix("$7$").ok_or(Field::Structure)?;
    let (log2, fields) = fields.split_at_checked(1).ok_or(Field::Structure)?;
    let (block_size, fields) = fields.split_at_checked(5).ok_or(Field::Structure)?;
    let (lanes, salt) = fields.split_at_checked(5).ok_or(Field::Structure)?;
    let n = Coding::Log2.number(log2).filter(|(_, log2)| *log2 > 0);
    let block_size = cut_fixed(block_size).filter(|number| *number > 0);
    let lanes = cut_fixed(lanes).filter(|number| *number > 0);
    let is_digit = |byte: &u8| *byte == b'$' || Coding::place(*byte).is_some();
    if salt.len() > 128 || !salt.as_bytes().iter().all(is_digit) {
        return Err(Field::Salt.into());
    }
    Ok(Fields {
        digest: digest(rest, 32)?,
        salt: Some(Cow::Borrowed(salt.as_bytes())),
        numbers: Numbers {
            count: Some(n.ok_or(Field::Parameters)?.0),
            block_size: Some(block_size.ok_or(Field::Parameters)?),
            lanes: Some(lanes.ok_or(Field::Lanes)?),
            ..Numbers::default()
        },
        ..Fields::default()
    })
}

/// A number of as many digits, the lowest bits first: up to five.
fn cut_fixed(digits: &str) -> Option<u32> {
    let mut digits = digits.bytes().rev();
    digits.try_fold(0, |number: u32, digit| {
        Some(number << 6 | Coding::place(digit)?)
    })
}

fn print_fixed(number: u32, digits: u32, text: &mut String) {
    for place in 0..digits {
        let bits = number.wrapping_shr(place.wrapping_mul(6));
        text.extend(Coding::digit(u64::from(bits & 63)));
    }
}

/// `_`, four digits of the count, four of the salt, and the digest.
const BSDI: Functions = Functions {
    pattern: "_<rounds><salt><digest>",
    mark: "_",
    fits: |text| cut_bsdi(text).is_ok(),
    cut: cut_bsdi,
    measure: |text| measured(cut_bsdi(text)),
    print: |fields| {
        let mut text = "_".to_owned();
        print_fixed(fields.numbers.count.unwrap_or_default(), 4, &mut text);
        text.push_str(&String::from_utf8_lossy(
            fields.salt.as_deref().unwrap_or_default(),
        ));
        Coding::Des.encode(&fields.digest, &mut text);
        text
    },
};

fn cut_bsdi(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix('_').ok_or(Field::Structure)?;
    let (count, fields) = fields.split_at_checked(4).ok_or(Field::Structure)?;
    let count = cut_fixed(count).filter(|count| *count > 0);
    Ok(Fields {
        numbers: Numbers {
            count: Some(count.ok_or(Field::Iterations)?),
            ..Numbers::default()
        },
        ..cut_des(fields, 4)?
    })
}

/// The salt's digits and the digest of a block.
fn cut_des(text: &str, salt: usize) -> Result<Fields<'_>, Unread> {
    let (salt, rest) = text.split_at_checked(salt).ok_or(Field::Structure)?;
    let salt = Coding::Digits64
        .decode(salt, None)
        .map_err(|_| Field::Salt)?;
    let digest = Coding::Des.decode(rest, None).map_err(|_| Field::Digest)?;
    if digest.len() != 8 {
        return Err(Field::Digest.into());
    }
    Ok(Fields {
        digest: Zeroizing::new(digest.into_owned()),
        salt: Some(salt),
        ..Fields::default()
    })
}

/// The salt twice.
const DJANGO_DES: Functions = Functions {
    pattern: "crypt$<salt:digits64 2>$<salt:digits64 2><digest:des>",
    mark: "crypt$",
    fits: |text| cut_django_des(text).is_ok(),
    cut: cut_django_des,
    measure: |text| measured(cut_django_des(text)),
    print: |fields| {
        let salt = String::from_utf8_lossy(fields.salt.as_deref().unwrap_or_default());
        let mut text = format!("crypt${salt}${salt}");
        Coding::Des.encode(&fields.digest, &mut text);
        text
    },
};

fn cut_django_des(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix("crypt$").ok_or(Field::Structure)?;
    let (salt, fields) = fields.split_once('$').ok_or(Field::Structure)?;
    let fields = cut_des(fields, 2)?;
    let is_same = fields.salt.as_deref() == Some(salt.as_bytes());
    is_same
        .then_some(fields)
        .ok_or(Unread::Malformed(Field::Salt))
}

/// The tags of md5-crypt whose digest and salt are one piece of base64.
const MD5_IN_BASE64: [&str; 2] = ["{APR1}", "{BSDMD5}"];

/// The digest stands there in MD5's own order.
const fn md5_in_base64<const TAG: usize>(pattern: &'static str) -> Functions {
    let mark = at(&MD5_IN_BASE64, TAG);
    Functions {
        pattern,
        mark,
        fits: |text| cut_md5(text, at(&MD5_IN_BASE64, TAG)).is_ok(),
        cut: |text| cut_md5(text, at(&MD5_IN_BASE64, TAG)),
        measure: |text| measured(cut_md5(text, at(&MD5_IN_BASE64, TAG))),
        print: |fields| {
            let mut bytes = [0; 16];
            for (byte, place) in fields.digest.iter().zip(MD5_CRYPT_ORDER) {
                if let Some(slot) = bytes.get_mut(place) {
                    *slot = *byte;
                }
            }
            let salt = fields.salt.as_deref().unwrap_or_default();
            let mut text = at(&MD5_IN_BASE64, TAG).to_owned();
            Coding::Base64.encode(&[&bytes, salt].concat(), &mut text);
            text
        },
    }
}

/// Which byte of MD5's digest stands where in md5-crypt's own text.
const MD5_CRYPT_ORDER: [usize; 16] = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];

fn cut_md5<'t>(text: &'t str, tag: &str) -> Result<Fields<'t>, Unread> {
    let (own, rest) = text.split_at_checked(tag.len()).ok_or(Field::Structure)?;
    if !own.eq_ignore_ascii_case(tag) {
        return Err(Field::Structure.into());
    }
    let bytes = Coding::Base64.decode(rest, None);
    let bytes = bytes.map_err(|_| Field::Digest)?.into_owned();
    let (own, salt) = bytes.split_at_checked(16).ok_or(Field::Digest)?;
    if !(1..=8).contains(&salt.len()) {
        return Err(Field::Digest.into());
    }
    let byte = |place: &usize| own.get(*place).copied().unwrap_or_default();
    let salt = Cow::Owned(salt.to_vec());
    let digest = MD5_CRYPT_ORDER.iter().map(byte).collect();
    Ok(Fields {
        digest: Zeroizing::new(digest),
        salt: Some(salt),
        ..Fields::default()
    })
}
