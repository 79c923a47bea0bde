//! Every small change of a stored text is refused, outside the list of equivalences (DESIGN.md,
//! "Which different texts are the same hash?"), which `reading.rs` finds by itself.

use std::collections::BTreeSet;

use legacy_hash::{Format, LegacyHash, ParseError, Policy};

use crate::reading::{By, Original};
use crate::vectors::{self, DEAR, Vector, cheap_policy, is_computed};

/// One change in as many is made where `LEGACY_HASH_SWEEP` says nothing else. A prime, so that the bytes
/// change with the places.
const EVERYDAY_STEP: usize = 1009;

/// The vectors that are swept, and how each is verified. Dear ones are left out, and what is not compiled
/// in.
fn swept() -> impl Iterator<Item = (Vector, Policy)> {
    let vectors = vectors::all().filter(Vector::is_computed);
    let vectors = vectors.filter(Vector::is_cheap);
    vectors.map(|vector| {
        let mut limits = *cheap_policy().limits();
        let cost = vector.read().unwrap().cost();
        limits.memory_kib = limits.memory_kib.max(cost.memory_kib());
        // A changed cost is not dearer than the dearest of these.
        let policy = vector.policy().with_limits(limits).unwrap();
        (vector, policy)
    })
}

fn verifies(vector: &Vector, policy: &Policy, hash: Result<LegacyHash, ParseError>) -> bool {
    hash.is_ok_and(|hash| policy.verify(&hash, &vector.password).is_ok())
}

/// The changed text matches if and only if the list says so: declared to be of its row, and read as what
/// it says itself.
fn check(original: &Original<'_>, vector: &Vector, policy: &Policy, changed: &str) {
    if changed == vector.text {
        return;
    }
    for by in [By::Declaration, By::Detection] {
        let hash = match by {
            By::Declaration => vector.read_text(changed),
            By::Detection => vector.detect_text(changed),
        };
        let listed = original.equivalence(changed, by);
        assert_eq!(
            verifies(vector, policy, hash),
            listed.is_some(),
            "{by:?} of {changed:?} for {:?} of {} ({}): {listed:?}",
            vector.text,
            vector.format,
            vector.by,
        );
    }
}

/// Every row is swept, or a change of its texts would not be noticed.
#[test]
fn every_row_is_swept() {
    let swept: BTreeSet<_> = swept().map(|(vector, _)| vector.format).collect();
    let left_out: Vec<_> = Format::all()
        .filter(|format| is_computed(*format) && !swept.contains(format))
        .map(Format::name)
        .collect();
    let dear: Vec<_> = DEAR
        .iter()
        .filter(|name| is_computed(name.parse().unwrap()))
        .collect();
    assert_eq!(left_out.iter().collect::<Vec<_>>(), dear);
}

#[test]
fn every_strict_prefix_is_refused() {
    for (vector, policy) in swept() {
        let original = Original::of(&vector);
        for (end, _) in vector.text.char_indices() {
            check(&original, &vector, &policy, &vector.text[..end]);
        }
    }
}

/// Every substitution, insertion and deletion of a byte. All of them, over all vectors, are eighty
/// million and take hours: it is one in as many as `LEGACY_HASH_SWEEP` says (`all` is every one), and
/// one in 1009 without it, beginning elsewhere in each text, so that every place meets many bytes.
#[test]
fn every_single_byte_change_is_refused_or_listed() {
    let step = match std::env::var("LEGACY_HASH_SWEEP").as_deref() {
        Ok("all") => 1,
        Ok(step) => step.parse().expect("LEGACY_HASH_SWEEP is a number or all"),
        Err(_) => EVERYDAY_STEP,
    };
    let mut changes_made = 0;
    for (number, (vector, policy)) in swept().enumerate() {
        let original = Original::of(&vector);
        let first = number % step;
        for number in (first..changes(&vector.text)).step_by(step) {
            if let Some(changed) = change(&vector.text, number) {
                check(&original, &vector, &policy, &changed);
                changes_made += 1;
            }
        }
    }
    println!("{changes_made} changes of a byte, one in {step}");
    assert!(changes_made > 0);
}

/// What the list has, each of which DESIGN.md explains.
const LISTED: &[&str] = &[
    "a digest that is not compared",
    "a key of SCRAM that is not compared",
    "a mark of another row with the same computation",
    "a pepper behind what bcrypt reads",
    "a salt that nothing is computed with",
    "a tag",
    "base64",
    "base64 of hexadecimal",
    "bcrypt's 2x where no sign reaches another character",
    "bcrypt's version",
    "hexadecimal",
    "the bits behind bcrypt's digest",
    "the bits behind bcrypt's salt",
    "zeros behind HMAC's key",
];

/// The same of records.
const OF_RECORDS: [&str; 2] = ["JSON", "Logto's name of a function"];

/// Each change that the list allows is met, whatever the sweep above leaves out, and the list has
/// nothing that is never met.
#[test]
fn every_listed_change_verifies() {
    let mut met = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for (number, (vector, policy)) in swept().enumerate() {
        // One of each row, and where a text says what is computed, of each computation.
        let computation = match vector.read() {
            Ok(LegacyHash::Dynamic(hash)) => hash.expression().to_string(),
            _ => String::new(),
        };
        if !seen.insert((vector.format.name(), computation)) {
            continue;
        }
        let original = Original::of(&vector);
        let first = number;
        let is_looked_at = |number: &usize| {
            // Where few changes are allowed, they are made with these.
            number % 11 == first % 11 || b"\0=A".contains(&((number % 128) as u8))
        };
        for number in (0..changes(&vector.text)).filter(is_looked_at) {
            let Some(changed) = change(&vector.text, number) else {
                continue;
            };
            for by in [By::Declaration, By::Detection] {
                if changed == vector.text {
                    continue;
                }
                if let Some(reason) = original.equivalence(&changed, by) {
                    let hash = match by {
                        By::Declaration => vector.read_text(&changed),
                        By::Detection => vector.detect_text(&changed),
                    };
                    assert!(
                        verifies(&vector, &policy, hash),
                        "{by:?} {changed:?} of {:?}: {reason}",
                        vector.text
                    );
                    met.insert(reason);
                }
            }
        }
    }
    let is_computed = |name: &&&str| match **name {
        "JSON" | "Logto's name of a function" => cfg!(feature = "records"),
        // passlib's of SCRAM.
        "a digest that is not compared" => cfg!(feature = "unicode-normalization"),
        _ => true,
    };
    let listed = LISTED.iter().chain(&OF_RECORDS).filter(is_computed);
    assert_eq!(met, listed.copied().collect());
}

/// How many changes of a byte there are: 128 in the place of each and before each and at the end,
/// and none in the place of each.
fn changes(text: &str) -> usize {
    128 * (2 * text.len() + 1) + text.len()
}

/// The change of that number, if it is a text. The bytes are ASCII: any other would not be one.
fn change(text: &str, number: usize) -> Option<String> {
    let (place, byte) = (number / 128, (number % 128) as u8);
    let mut changed = text.as_bytes().to_vec();
    let len = text.len();
    match place {
        _ if place < len => changed[place] = byte,
        _ if place <= 2 * len => changed.insert(place - len, byte),
        _ => drop(changed.remove(number - 128 * (2 * len + 1))),
    }
    String::from_utf8(changed).ok()
}
