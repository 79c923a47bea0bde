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
                2 if vector.password.is_ascii() && b"abxy".contains(&b) => Some("2x of ASCII"),
                28 if same_bits(4) => Some("padding bits of the salt, as passlib"),
                59 if same_bits(2) => Some("padding bits of the digest, as passlib"),
                _ => None,
            }
        }
        _ => None,
    }
}

const BCRYPT64: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn verifies(vector: &Vector, text: &str) -> bool {
    let policy = vector.policy();
    let hash = vector.read_text(text);
    hash.is_ok_and(|hash| policy.verify(&hash, &vector.password).is_ok())
}

/// The changed text matches if and only if the list says so.
fn check(vector: &Vector, changed: &str) {
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

#[test]
fn every_single_byte_change_is_refused_or_listed() {
    for vector in vectors::sample(5) {
        if vector.text.starts_with("$2") && !vector.text.contains("$04$") {
            continue; // one bcrypt is as good as another, and the cheap ones cost 1 ms each
        }
        let text = vector.text.as_bytes();
        for place in 0..text.len() {
            for byte in 0..0x80 {
                let mut changed = text.to_vec();
                changed[place] = byte;
                if changed != text {
                    check(&vector, str::from_utf8(&changed).unwrap());
                }
            }
            let mut shorter = text.to_vec();
            shorter.remove(place);
            check(&vector, str::from_utf8(&shorter).unwrap());
        }
        for place in 0..=text.len() {
            for byte in 0..0x80 {
                let mut longer = text.to_vec();
                longer.insert(place, byte);
                check(&vector, str::from_utf8(&longer).unwrap());
            }
        }
    }
}
