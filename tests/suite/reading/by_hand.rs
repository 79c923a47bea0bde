//! The rows whose grammar no pattern says.

use super::{
    Meaning, Read, Spelling, base64, hexadecimal_number, is_defined, number_of, plain_number, table,
};

/// Their names.
pub(super) const ROWS: [&str; 16] = [
    "aspnet-identity",
    "clerk-bcrypt-peppered",
    "clerk-pbkdf2-sha1",
    "clerk-scrypt-firebase",
    "kratos-firebase-scrypt",
    "ldap-pbkdf2-389ds",
    "magento",
    "p5k2",
    "spring-scrypt",
    "spring-scrypt-bare",
    "spring-scrypt-v5-8",
    "stalwart-pbkdf2",
    "supabase-firebase-scrypt",
    "werkzeug",
    "workos-firebase-scrypt",
    "workos-pbkdf2",
];

pub(super) fn read(name: &str, text: &str) -> Option<Read> {
    match name {
        "aspnet-identity" => identity(text),
        "clerk-bcrypt-peppered" => peppered(text),
        "clerk-pbkdf2-sha1" => clerk(text),
        "ldap-pbkdf2-389ds" => directory_server(text),
        "magento" => magento(text),
        "stalwart-pbkdf2" => stalwart(text),
        "p5k2" => p5k2(text),
        "spring-scrypt" => spring(text, "{scrypt}"),
        "spring-scrypt-bare" => spring(text, ""),
        "spring-scrypt-v5-8" => spring(text, "{scrypt@SpringSecurity_v5_8}"),
        "werkzeug" => {
            let mut rows = table().iter();
            let is_owner = |name: &str, beginning: &str| {
                name.starts_with("werkzeug-") && text.starts_with(beginning)
            };
            super::read(rows.find(|row| is_owner(&row.name, &row.beginning))?, text)
        }
        "workos-pbkdf2" => workos(text),
        _ => firebase(name, text),
    }
}

/// A number that is not 0.
fn positive(digits: &str) -> Option<u64> {
    plain_number(digits).filter(|number| *number > 0)
}

fn numbered(computed: &str, numbers: &[(&str, u64)]) -> Meaning {
    let numbers = numbers.iter();
    let meaning = Meaning {
        computed: computed.to_owned(),
        numbers: numbers
            .map(|(name, number)| ((*name).to_owned(), *number))
            .collect(),
        ..Meaning::default()
    };
    meaning
}

/// A hash whose salt and digest are these pieces of base64.
fn salted(meaning: Meaning, salt: &str, digest: &str, lengths: &[usize]) -> Option<Read> {
    let meaning = Meaning {
        salt: Some(base64(salt)?).filter(|salt| salt.len() <= 1024),
        digest: base64(digest).filter(|digest| lengths.contains(&digest.len()))?,
        ..meaning
    };
    let is_right = meaning.salt.is_some() && is_defined(&meaning);
    let spelling = [salt, digest].map(|piece| ("base64", piece.to_owned()));
    is_right.then(|| Read {
        meaning,
        spelling: spelling.into(),
    })
}

fn workos(text: &str) -> Option<Read> {
    let (count, rest) = text.strip_prefix("$pbkdf2$i=")?.split_once(",d=")?;
    let (function, rest) = rest.split_once('$')?;
    let (salt, digest) = rest.split_once('$')?;
    let is_known = ["sha256", "sha512"].contains(&function);
    let count = positive(count).filter(|_| is_known)?;
    let meaning = numbered(&format!("pbkdf2 of {function}"), &[("n", count)]);
    salted(meaning, salt, digest, &[32, 64])
}

fn p5k2(text: &str) -> Option<Read> {
    let [rounds, salt, digest] = text.strip_prefix("$p5k2$")?.split('$').collect::<Vec<_>>()[..]
    else {
        return None;
    };
    if digest.len() != 32 {
        let meaning = numbered("pbkdf2 of sha1", &[("n", hexadecimal_number(rounds)?)]);
        return salted(meaning, salt, digest, &[20]);
    }
    let is_own = |text: &str| text.bytes().all(|byte| super::CRYPT.contains(&byte));
    let is_usual = matches!(rounds, "" | "190");
    let count = if is_usual {
        400
    } else {
        hexadecimal_number(rounds)?
    };
    let meaning = Meaning {
        salt: text
            .rsplit_once('$')
            .map(|(salt, _)| salt.as_bytes().to_vec()),
        digest: base64(&digest.replace('.', "+"))?,
        ..numbered("pbkdf2 of sha1", &[("n", count)])
    };
    let is_right = rounds != "190" && is_own(salt) && is_own(digest) && salt.len() <= 1024;
    is_right.then(|| Read {
        meaning,
        spelling: vec![("base64", digest.to_owned())],
    })
}

fn identity(text: &str) -> Option<Read> {
    let blob = base64(text)?;
    let (body, computed, count) = match blob.len() {
        49 if blob[0] == 0 => (&blob[1..], "pbkdf2 of sha1".to_owned(), 1000),
        61 if blob[0] == 1 => {
            let number = |place: usize| {
                let bytes = blob[place..place + 4].iter();
                bytes.fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
            };
            let function = ["sha1", "sha256", "sha512"].get(number(1) as usize)?;
            let is_right = number(5) > 0 && number(9) == 16;
            let count = Some(number(5)).filter(|_| is_right)?;
            (&blob[13..], format!("pbkdf2 of {function}"), count)
        }
        _ => return None,
    };
    let meaning = Meaning {
        salt: Some(body[..16].to_vec()),
        digest: body[16..].to_vec(),
        ..numbered(&computed, &[("n", count), ("version", blob[0].into())])
    };
    Some(Read {
        meaning,
        spelling: vec![("base64", text.to_owned())],
    })
}

/// The tag as it is written, and what is behind it.
fn behind_tag<'t>(text: &'t str, tag: &str) -> Option<(Spelling, &'t str)> {
    let (own, rest) = text.split_at_checked(tag.len())?;
    let spelling = vec![("a tag", own.to_owned())];
    own.eq_ignore_ascii_case(tag).then_some((spelling, rest))
}

fn directory_server(text: &str) -> Option<Read> {
    let (mut spelling, rest) = behind_tag(text, "{PBKDF2_SHA256}")?;
    let blob = base64(rest).filter(|blob| blob.len() == 4 + 64 + 256)?;
    let count = blob[..4]
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let meaning = Meaning {
        salt: Some(blob[4..68].to_vec()),
        digest: blob[68..].to_vec(),
        ..numbered("pbkdf2 of sha256", &[("n", count)])
    };
    spelling.push(("base64", rest.to_owned()));
    (count > 0).then_some(Read { meaning, spelling })
}

fn spring(text: &str, tag: &str) -> Option<Read> {
    let (mut spelling, rest) = behind_tag(text, tag)?;
    let (parameters, rest) = rest.strip_prefix('$')?.split_once('$')?;
    let (salt, digest) = rest.split_once('$')?;
    let parameters = hexadecimal_number(parameters)?;
    let log2 = Some(parameters >> 16).filter(|log2| *log2 < 32)?;
    let numbers = [
        ("n", 1 << log2),
        ("r", parameters >> 8 & 0xff),
        ("lanes", parameters & 0xff),
    ];
    let read = salted(numbered("scrypt", &numbers), salt, digest, &[32])?;
    spelling.extend(read.spelling);
    let has_salt = read
        .meaning
        .salt
        .as_ref()
        .is_some_and(|salt| !salt.is_empty());
    has_salt.then_some(Read { spelling, ..read })
}

/// Clerk's bcrypt with a pepper: bcrypt's text has its length, and the pepper is behind it.
fn peppered(text: &str) -> Option<Read> {
    let (nested, pepper) = text.split_at_checked(60)?;
    let pepper = pepper.strip_prefix('$')?;
    let mut spelling = Spelling::new();
    let inner = super::bcrypt(nested, &mut spelling)?;
    spelling.push(("a pepper behind what bcrypt reads", pepper.to_owned()));
    let meaning = Meaning {
        computed: "bcrypt($p.$s)".to_owned(),
        salt: Some(pepper.as_bytes().to_vec()),
        inner: Some(inner),
        ..Meaning::default()
    };
    let is_right = (1..=256).contains(&pepper.len());
    is_right.then_some(Read { meaning, spelling })
}

/// Clerk's PBKDF2 with SHA-1: the salt is hexadecimal, or what stands there.
fn clerk(text: &str) -> Option<Read> {
    let pieces: Vec<&str> = text.strip_prefix("pbkdf2_sha1$")?.split('$').collect();
    let (count, salt, digest, length) = match pieces[..] {
        [count, salt, digest] => (count, salt, digest, "32"),
        [count, salt, digest, length] => (count, salt, digest, length),
        _ => return None,
    };
    let bytes = super::hexadecimal(digest)?;
    let length = plain_number(length)?;
    let is_right = length == bytes.len() as u64
        && (16..=128).contains(&length)
        && (1..=256).contains(&salt.len());
    let own = super::hexadecimal(salt).unwrap_or(salt.as_bytes().to_vec());
    let meaning = Meaning {
        digest: bytes,
        salt: Some(own),
        ..numbered("pbkdf2 of sha1", &[("n", positive(count)?)])
    };
    let spelling = vec![
        ("hexadecimal", salt.to_owned()),
        ("hexadecimal", digest.to_owned()),
    ];
    is_right.then_some(Read { meaning, spelling })
}

/// Magento 2's chains. Argon2 alone takes 16 bytes of the salt.
fn magento(text: &str) -> Option<Read> {
    let pieces: Vec<&str> = text.splitn(3, ':').collect();
    let [digest, salt, versions] = pieces[..] else {
        return None;
    };
    let steps: Vec<&str> = versions.split(':').collect();
    let (last, first) = steps.split_last()?;
    let is_simple = |step: &&str| ["0", "1"].contains(step);
    let len = match *last {
        "0" => 16,
        "1" => 32,
        "2" => 32,
        other => {
            let numbers: Vec<&str> = other.strip_prefix("3_")?.split('_').collect();
            let [length, passes, memory] = numbers[..] else {
                return None;
            };
            let memory = positive(memory)?;
            positive(passes).filter(|_| memory.is_multiple_of(1024))?;
            positive(length)?
        }
    };
    let bytes = super::hexadecimal(digest)?;
    let is_right = bytes.len() as u64 == len
        && first.iter().all(is_simple)
        && steps.len() <= 4
        && (1..=256).contains(&salt.len());
    let own = salt.as_bytes().to_vec();
    let is_argon2 = first.is_empty() && !is_simple(last);
    let own = match is_argon2 {
        true => own.iter().copied().cycle().take(16).collect(),
        false => own,
    };
    let computed = match *last {
        "2" => [first, &["3_32_2_67108864"]].concat().join(":"),
        _ => versions.to_owned(),
    };
    let meaning = Meaning {
        digest: bytes,
        salt: Some(own),
        ..numbered(&computed, &[])
    };
    let spelling = vec![
        ("hexadecimal", digest.to_owned()),
        ("as it stands", salt.to_owned()),
    ];
    is_right.then_some(Read { meaning, spelling })
}

/// A tag in front of a PHC string of PBKDF2.
fn stalwart(text: &str) -> Option<Read> {
    let (mut spelling, rest) = behind_tag(text, "{PBKDF2}")?;
    let mut rows = table().iter();
    let is_owner = |name: &str| {
        let function = name.strip_prefix("pbkdf2-phc-");
        function.is_some_and(|function| rest.starts_with(&format!("$pbkdf2-{function}$i=")))
    };
    let read = super::read(rows.find(|row| is_owner(&row.name))?, rest)?;
    spelling.extend(read.spelling);
    Some(Read { spelling, ..read })
}

fn firebase(name: &str, text: &str) -> Option<Read> {
    let between = |text: &'_ str, beginning: &str, end: &str| {
        let (own, rest) = text.strip_prefix(beginning)?.split_once(end)?;
        Some((own.to_owned(), rest.to_owned()))
    };
    let (log2, rounds, lanes, salt, separator, key, digest);
    match name {
        "kratos-firebase-scrypt" => {
            let pieces: Vec<&str> = text.split('$').collect();
            let ["", "firescrypt", numbers, s, d, between_salts, k] = pieces[..] else {
                return None;
            };
            let [l, r, p] = numbers.split(',').collect::<Vec<_>>()[..] else {
                return None;
            };
            log2 = l.strip_prefix("ln=")?.to_owned();
            rounds = r.strip_prefix("r=")?.to_owned();
            lanes = p.strip_prefix("p=")?.to_owned();
            (salt, digest) = (s.to_owned(), d.to_owned());
            (separator, key) = (between_salts.to_owned(), k.to_owned());
        }
        "clerk-scrypt-firebase" => {
            let pieces: Vec<&str> = text.split('$').collect();
            let [d, s, k, between_salts, r, l] = pieces[..] else {
                return None;
            };
            (digest, salt) = (d.to_owned(), s.to_owned());
            (separator, key) = (between_salts.to_owned(), k.to_owned());
            (rounds, log2) = (r.to_owned(), l.to_owned());
            lanes = "1".to_owned();
        }
        "supabase-firebase-scrypt" => {
            let mut rest;
            (log2, rest) = between(text, "$fbscrypt$v=1,n=", ",r=")?;
            (rounds, rest) = between(&rest, "", ",p=")?;
            (lanes, rest) = between(&rest, "", ",")?;
            if rest.starts_with("ss=") {
                (separator, rest) = between(&rest, "ss=", ",")?;
                if separator.is_empty() {
                    return None;
                }
            } else {
                separator = String::new();
            }
            (key, rest) = between(&rest, "sk=", "$")?;
            (salt, digest) = between(&rest, "", "$")?;
        }
        _ => {
            let mut rest;
            (digest, rest) = between(text, "$firebase-scrypt$hash=", "$salt=")?;
            (salt, rest) = between(&rest, "", "$sk=")?;
            (key, rest) = between(&rest, "", "$ss=")?;
            (separator, rest) = between(&rest, "", "$r=")?;
            (rounds, log2) = between(&rest, "", "$m=")?;
            lanes = "1".to_owned();
        }
    }
    let (n, _) = number_of("log2dec", &log2)?;
    let numbers = [
        ("n", n),
        ("r", positive(&rounds)?),
        ("lanes", positive(&lanes)?),
    ];
    let signer_key = base64(&key).filter(|key| (16..=128).contains(&key.len()))?;
    let mut read = salted(
        numbered("firebase", &numbers),
        &salt,
        &digest,
        &[signer_key.len()],
    )?;
    let behind = base64(&separator).filter(|separator| separator.len() <= 1024)?;
    read.meaning.salt.as_mut()?.extend(behind);
    read.meaning.inner = Some((false, signer_key));
    read.spelling
        .extend([separator, key].map(|piece| ("base64", piece)));
    Some(read)
}
