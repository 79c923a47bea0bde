//! The rows of passlib and Cisco whose grammar no pattern says.

use super::{Meaning, Read, STANDARD, base64, hexadecimal, highest_first, places, plain_number};

/// Their names.
pub(super) const ROWS: [&str; 6] = [
    "cisco-type7",
    "fshp-sha1",
    "fshp-sha256",
    "fshp-sha384",
    "fshp-sha512",
    "passlib-scram",
];

pub(super) fn read(name: &str, text: &str) -> Option<Read> {
    match name {
        "cisco-type7" => type7(text),
        "passlib-scram" => scram(text),
        _ => fshp(name.strip_prefix("fshp-")?, text),
    }
}

fn type7(text: &str) -> Option<Read> {
    let (place, digest) = text.split_at_checked(2)?;
    let tens_and_ones: Vec<_> = place.bytes().filter(u8::is_ascii_digit).collect();
    let [tens, ones] = tens_and_ones[..] else {
        return None;
    };
    let place = u64::from(tens - b'0') * 10 + u64::from(ones - b'0');
    let meaning = Meaning {
        computed: "cisco_type7".to_owned(),
        digest: hexadecimal(digest).filter(|bytes| (1..=256).contains(&bytes.len()))?,
        count: Some(place),
        ..Meaning::default()
    };
    (place < 53).then(|| Read {
        meaning,
        spelling: vec![("hexadecimal", digest.to_owned())],
    })
}

fn fshp(digest: &str, text: &str) -> Option<Read> {
    let (variant, len) = match digest {
        "sha1" => ("0", 20),
        "sha256" => ("1", 32),
        "sha384" => ("2", 48),
        _ => ("3", 64),
    };
    let text = text.strip_prefix("{FSHP")?.strip_prefix(variant)?;
    let (salt, text) = text.strip_prefix('|')?.split_once('|')?;
    let (rounds, both) = text.split_once('}')?;
    let salt = match salt {
        "0" => 0,
        _ => plain_number(salt)? as usize,
    };
    let bytes = base64(both).filter(|bytes| bytes.len() == salt + len)?;
    let meaning = Meaning {
        computed: digest.to_owned(),
        salt: Some(bytes[..salt].to_vec()).filter(|salt| salt.len() <= 1024),
        digest: bytes[salt..].to_vec(),
        count: Some(plain_number(rounds)?),
        ..Meaning::default()
    };
    Some(Read {
        meaning,
        spelling: vec![("base64", both.to_owned())],
    })
}

/// passlib's base64, without padding and spare bits.
fn ab64(text: &str) -> Option<Vec<u8>> {
    let places = places(&text.replace('.', "+"), STANDARD)?;
    let (bytes, rest) = highest_first(&places);
    let is_right = rest == 0 && text.len() % 4 != 1 && !text.contains('+');
    is_right.then_some(bytes)
}

fn scram(text: &str) -> Option<Read> {
    let [rounds, salt, list] = text.strip_prefix("$scram$")?.split('$').collect::<Vec<_>>()[..]
    else {
        return None;
    };
    let mut digests = Vec::new();
    for pair in list.split(',') {
        let (name, digest) = pair.split_once('=')?;
        let len = match name {
            "md5" => 16,
            "sha-1" => 20,
            "sha-224" => 28,
            "sha-256" => 32,
            "sha-384" => 48,
            "sha-512" => 64,
            _ => return None,
        };
        let digest = ab64(digest).filter(|digest| digest.len() == len)?;
        if digests.iter().any(|(other, _)| *other == name) {
            return None;
        }
        digests.push((name, digest));
    }
    digests.iter().find(|(name, _)| *name == "sha-1")?;
    let order = ["sha-256", "sha-512", "sha-224", "sha-384", "sha-1"];
    let mut compared = order.iter().filter_map(|name| {
        let mut digests = digests.iter();
        digests.find(|(other, _)| other == name)
    });
    let (name, digest) = compared.next()?;
    let meaning = Meaning {
        computed: format!("scram of {name}"),
        salt: Some(ab64(salt)?).filter(|salt| salt.len() <= 1024),
        digest: digest.clone(),
        count: Some(plain_number(rounds).filter(|rounds| *rounds > 0)?),
        ..Meaning::default()
    };
    let is_right = meaning.salt.is_some();
    is_right.then(|| Read {
        meaning,
        spelling: vec![("a digest that is not compared", list.to_owned())],
    })
}
