//! Every small change of a stored text is refused, outside the list of equivalences (DESIGN.md,
//! "Which different texts are the same hash?").

use legacy_hash::Algorithm;

use crate::vectors::{self, Vector};

/// The written list: why `changed` is the same hash as the vector's, if it is.
fn equivalence(vector: &Vector, changed: &str) -> Option<&'static str> {
    let original = vector.text.as_str();
    match vector.algorithm {
        Algorithm::Md5 | Algorithm::Sha1 | Algorithm::Sha256 => {
            let is_hex = original.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_hex {
                return original
                    .eq_ignore_ascii_case(changed)
                    .then_some("hex in either case");
            }
            let standard = |text: &str| {
                text.trim_end_matches('=')
                    .replace('-', "+")
                    .replace('_', "/")
            };
            let is_one_alphabet = !(changed.contains(['+', '/']) && changed.contains(['-', '_']));
            let is_padded_well = !changed.contains('=') || changed.len().is_multiple_of(4);
            (standard(original) == standard(changed) && is_one_alphabet && is_padded_well)
                .then_some("base64 in either alphabet, padded or not")
        }
        Algorithm::Bcrypt if changed.strip_prefix('C') == Some(original) => {
            Some("TYPO3's spelling of bcrypt")
        }
        Algorithm::Bcrypt if changed.len() == original.len() && changed.is_ascii() => {
            let differs = |place| original.as_bytes()[place] != changed.as_bytes()[place];
            let places: Vec<_> = (0..original.len())
                .filter(|&place| differs(place))
                .collect();
            let [place] = places[..] else { return None };
            let [a, b] = [original, changed].map(|text| text.as_bytes()[place]);
            let value = |byte| BCRYPT64.iter().position(|&c| c == byte);
            let same_bits = |bits| {
                let (a, b) = (value(a), value(b));
                a.is_some() && b.is_some() && a.map(|a| a >> bits) == b.map(|b| b >> bits)
            };
            match place {
                2 if b"aby".contains(&a) && b"aby".contains(&b) => Some("2a, 2b and 2y"),
                2 if b"abxy".contains(&b) && has_one_key(&vector.password) => {
                    Some("2x where no sign reaches another character")
                }
                28 if same_bits(4) => Some("padding bits of the salt, as passlib"),
                59 if same_bits(2) => Some("padding bits of the digest, as passlib"),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether bcrypt's key is the same with the sign extension of `2x`: four characters of it make a
/// word, and a character of 0x80 and above sets all bits in front of it.
fn has_one_key(password: &[u8]) -> bool {
    vectors::bcrypt_key(password).chunks(4).all(|word| {
        let sign = word.iter().rposition(|&byte| byte >= 0x80).unwrap_or(0);
        word[..sign].iter().all(|&byte| byte == 0xff)
    })
}

const BCRYPT64: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn verifies(vector: &Vector, text: &str) -> bool {
    let policy = vector.policy();
    let hash = vector.read_text(text);
    hash.is_ok_and(|hash| policy.verify(&hash, &vector.password).is_ok())
}

/// The changed text matches if and only if the list says so.
fn check(vector: &Vector, changed: &str) {
    if changed == vector.text {
        return;
    }
    let listed = equivalence(vector, changed);
    assert_eq!(
        verifies(vector, changed),
        listed.is_some(),
        "{changed:?} for {:?} ({}): {listed:?}",
        vector.text,
        vector.by,
    );
}

#[test]
fn every_strict_prefix_is_refused() {
    for vector in vectors::all() {
        for end in 0..vector.text.len() {
            let prefix = &vector.text[..end];
            // A base64 digest without its padding is whole.
            if equivalence(&vector, prefix).is_none() {
                assert!(
                    !verifies(&vector, prefix),
                    "{prefix:?} of {:?}",
                    vector.text
                );
            }
        }
    }
}

/// Every substitution, insertion and deletion of a byte. All of them, over all vectors, are forty
/// million and take an hour: without `LEGACY_HASH_SWEEP=all` it is one in 307, beginning elsewhere
/// in each text, so that every place meets every byte in some vector.
#[test]
fn every_single_byte_change_is_refused_or_listed() {
    let step = match std::env::var("LEGACY_HASH_SWEEP").as_deref() {
        Ok("all") => 1,
        _ => 307,
    };
    for (number, vector) in vectors::all().enumerate() {
        let first = number % step;
        for changed in (first..changes(&vector.text)).step_by(step) {
            check(&vector, &change(&vector.text, changed));
        }
    }
}

/// Each change that the list allows is met, whatever the sweep above leaves out.
#[test]
fn every_listed_change_verifies() {
    for vector in vectors::sample(5) {
        for number in 0..changes(&vector.text) {
            let changed = change(&vector.text, number);
            if equivalence(&vector, &changed).is_some() {
                assert!(verifies(&vector, &changed), "{changed:?}, {}", vector.by);
            }
        }
    }
}

/// How many changes of a byte there are: 128 in the place of each and before each and at the end,
/// and none in the place of each.
fn changes(text: &str) -> usize {
    128 * (2 * text.len() + 1) + text.len()
}

/// The change of that number. The bytes are ASCII, for a text is a `str`.
fn change(text: &str, number: usize) -> String {
    let (place, byte) = (number / 128, (number % 128) as u8);
    let mut changed = text.as_bytes().to_vec();
    let len = text.len();
    match place {
        _ if place < len => changed[place] = byte,
        _ if place <= 2 * len => changed.insert(place - len, byte),
        _ => drop(changed.remove(number - 128 * (2 * len + 1))),
    }
    String::from_utf8(changed).unwrap()
}
