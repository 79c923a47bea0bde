//! What other systems accept for imported or stored passwords, each of their kinds of text with the row that
//! reads it. `tests/vectors/peers/generate.py` made the texts; the kinds were read in these files:
//!
//! | System | Source |
//! |---|---|
//! | Stalwart | crates/directory/src/core/secret.rs |
//! | Kanidm | libs/crypto/src/lib.rs, what its import reads |
//! | passwap | the verifiers of zitadel/passwap |
//! | Ory Kratos | hash/hash_comparator.go |

use std::collections::BTreeMap;

use legacy_hash::{Format, LegacyHash, VerifyError};
use serde_json::Value;

use crate::vectors::{is_computed, is_hash_computed};

/// A kind of text.
struct Kind {
    peer: String,
    kind: String,
    text: String,
    row: String,
}

fn kinds() -> Vec<Kind> {
    let json: Vec<Value> =
        serde_json::from_str(include_str!("../vectors/peers/peers.json")).unwrap();
    let kinds = json.iter().map(|kind| {
        let field = |name: &str| kind[name].as_str().unwrap().to_owned();
        Kind {
            peer: field("peer"),
            kind: field("kind"),
            text: field("hash"),
            row: field("row"),
        }
    });
    kinds.collect()
}

/// A text that says what it is has its row by itself; any other is declared.
fn read(row: &str, text: &str) -> Result<(), String> {
    let row: Format = row.parse().map_err(|_| format!("no row is {row}"))?;
    let read = if row.is_detected() {
        let found = legacy_hash::identify(text).map(|identity| identity.format());
        if found != Some(row) {
            return Err(format!("it is identified as {found:?}"));
        }
        LegacyHash::parse(text)
    } else {
        LegacyHash::parse_as(row, text)
    };
    let hash = read.map_err(|error| error.to_string())?;
    if !is_computed(row) || !is_hash_computed(Ok(hash.clone())) {
        return Ok(());
    }
    match (hash.verify("correct horse"), hash.verify("Correct horse")) {
        (Ok(()), Err(VerifyError::PasswordInvalid)) => Ok(()),
        answers => Err(format!("{answers:?}")),
    }
}

#[test]
fn every_kind_of_every_peer_is_read() {
    let failures = kinds().into_iter().filter_map(|kind| {
        let error = read(&kind.row, &kind.text).err()?;
        let Kind {
            peer, kind, text, ..
        } = kind;
        Some(format!("{peer}, {kind}, {text}: {error}"))
    });
    let failures: Vec<_> = failures.collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// None is left out unnoticed.
#[test]
fn every_kind_is_listed() {
    let mut counts = BTreeMap::new();
    for Kind { peer, .. } in kinds() {
        *counts.entry(peer).or_insert(0) += 1;
    }
    let expected = [
        ("Kanidm", 18),
        ("Ory Kratos", 26),
        ("Stalwart", 30),
        ("passwap", 21),
    ];
    let expected = expected.map(|(peer, count)| (peer.to_owned(), count));
    assert_eq!(counts, BTreeMap::from(expected));
}
