//! Grammars of passlib that are no pattern.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::error::Field;
use crate::expression::Expression;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::row::{Functions, Row, Unread, functions};

const FSHP: &str = "passlib 1.7.4, passlib/handlers/fshp.py";

/// The longest salt, in bytes.
const MAX_SALT: usize = 1024;

/// `$scram$`: the digests of one password, of which one is compared.
pub(crate) const SCRAM: Row = functions(
    "passlib-scram",
    Functions {
        pattern: "$scram$<n>$<salt:ab64>$sha-1=<digest:ab64>,…",
        mark: "$scram$",
        fits: |text| scram(text).is_ok(),
        cut: scram,
        measure: scram,
        print: print_scram,
    },
    "pbkdf2_sha256(saslprep($p), $s, $n)",
    "$scram$4$TmFDbA$sha-1=uqGR6bPoYCDMZcHJSarPnv48xow,sha-256=/q.7uHl4.fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY,sha-512=aBfCQZyVoxztusYX2hGJVLGawU1BYA64eTovVqj59jhTO2e5/FcnHZeqKYefZz0AQy4d6iSNrW74tK19rnCfYA",
    "passlib 1.7.4, passlib/handlers/scram.py",
)
.saying(salted_password)
.noted(
    "Of the digests that stand there passlib compares one, and so does this: the first there is of SHA-256, \
     SHA-512, SHA-224, SHA-384 and SHA-1.",
);

/// The digests of SCRAM, in the order in which passlib looks for one to compare: how the text and the
/// expressions call them, and how many bytes they have. MD5 is none that it compares.
const DIGESTS: &[(&str, &str, usize)] = &[
    ("sha-256", "sha256", 32),
    ("sha-512", "sha512", 64),
    ("sha-224", "sha224", 28),
    ("sha-384", "sha384", 48),
    ("sha-1", "sha1", 20),
    ("md5", "md5", 16),
];

/// The name that every text has.
const OBLIGATORY: &str = "sha-1";

/// The template is the list of digests without the one that is compared.
fn scram(text: &str) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix("$scram$").ok_or(Field::Structure)?;
    let (rounds, fields) = fields.split_once('$').ok_or(Field::Structure)?;
    let (salt, digests) = fields.split_once('$').ok_or(Field::Structure)?;
    let rounds = Coding::Decimal.number(rounds).map(|(rounds, _)| rounds);
    let rounds = rounds
        .filter(|rounds| *rounds > 0)
        .ok_or(Field::Iterations)?;
    let salt = canonical(salt).filter(|salt| salt.len() <= MAX_SALT);
    let salt = salt.ok_or(Field::Salt)?;
    let mut found: Vec<Option<Vec<u8>>> = vec![None; DIGESTS.len()];
    for pair in digests.split(',') {
        let (name, digest) = pair.split_once('=').ok_or(Field::Digest)?;
        let known = DIGESTS.iter().zip(&mut found);
        let mut known = known.filter(|((known, _, _), _)| *known == name);
        let ((_, _, len), place) = known.next().ok_or(Field::Digest)?;
        let digest = canonical(digest).filter(|digest| digest.len() == *len);
        if place.replace(digest.ok_or(Field::Digest)?).is_some() {
            return Err(Unread::Malformed(Field::Digest));
        }
    }
    let all = DIGESTS.iter().zip(found);
    let mut all = all.filter_map(|((name, _, _), digest)| Some((*name, digest?)));
    let (compared, digest) = all.next().ok_or(Field::Digest)?;
    let has_obligatory = compared == OBLIGATORY || all.any(|(name, _)| name == OBLIGATORY);
    if !has_obligatory {
        return Err(Unread::Malformed(Field::Digest));
    }
    let kept = digests.split(',').map(|pair| match pair.split_once('=') {
        Some((name, _)) if name == compared => format!("{name}="),
        _ => pair.to_owned(),
    });
    let kept = kept.collect::<Vec<_>>().join(",");
    Ok(Fields {
        digest: Zeroizing::new(digest),
        salt: Some(Cow::Owned(salt)),
        template: Some(Cow::Owned(kept.into_bytes())),
        numbers: counted(rounds),
        ..Fields::default()
    })
}

/// What the digest is of that is compared: the one that is left out of the list.
fn salted_password(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let list = fields.template.as_deref().unwrap_or_default();
    let list = String::from_utf8_lossy(list);
    let compared = list.split(',').find_map(|pair| pair.strip_suffix('='));
    let known = DIGESTS.iter().find(|(name, _, _)| Some(*name) == compared);
    let (_, function, _) = known.ok_or(Field::Digest)?;
    let expression = format!("pbkdf2_{function}(saslprep($p), $s, $n)").parse();
    expression.map_err(|_| Unread::Malformed(Field::Digest))
}

fn print_scram(fields: &Fields<'_>) -> String {
    let rounds = fields.numbers.count.unwrap_or_default();
    let mut text = format!("$scram${rounds}$");
    Coding::Ab64.encode(fields.salt.as_deref().unwrap_or_default(), &mut text);
    let mut before = '$';
    let list = fields.template.as_deref().unwrap_or_default();
    for pair in String::from_utf8_lossy(list).split(',') {
        text.push(before);
        text.push_str(pair);
        if pair.ends_with('=') {
            Coding::Ab64.encode(&fields.digest, &mut text);
        }
        before = ',';
    }
    text
}

/// The bytes of passlib's base64, as it writes them.
fn canonical(text: &str) -> Option<Vec<u8>> {
    let bytes = Coding::Ab64.decode(text, None).ok()?.into_owned();
    let mut written = String::new();
    Coding::Ab64.encode(&bytes, &mut written);
    (written == text).then_some(bytes)
}

/// `{FSHP0|…}` to `{FSHP3|…}`: the salt's length, the number of hashes, and base64 of salt and digest.
pub(crate) const FSHP_SHA1: Row = functions(
    "fshp-sha1",
    fshp_variant::<0>("{FSHP0|<bytes>|<n-1>}<salt+digest:base64>", "{FSHP0|"),
    "iterate($n, sha1_raw($s.$p), sha1_raw($_))",
    "{FSHP0|4|4}TmFDbCDl0e53JKf2HmnJg915Q4y+zZjJ",
    FSHP,
);

pub(crate) const FSHP_SHA256: Row = functions(
    "fshp-sha256",
    fshp_variant::<1>("{FSHP1|<bytes>|<n-1>}<salt+digest:base64>", "{FSHP1|"),
    "iterate($n, sha256_raw($s.$p), sha256_raw($_))",
    "{FSHP1|4|4}TmFDbFpt2YVt0S5dv5kJAuM7kTXMl7pwtsE8JHtlkBj99bm5",
    FSHP,
);

pub(crate) const FSHP_SHA384: Row = functions(
    "fshp-sha384",
    fshp_variant::<2>("{FSHP2|<bytes>|<n-1>}<salt+digest:base64>", "{FSHP2|"),
    "iterate($n, sha384_raw($s.$p), sha384_raw($_))",
    "{FSHP2|4|4}TmFDbPu0twbbFfB/5ljIdDMqcIXGDTh0txD4D6k6wXZ1HNS2ANJmfsMANAfjeaOpnEXCSw==",
    FSHP,
);

pub(crate) const FSHP_SHA512: Row = functions(
    "fshp-sha512",
    fshp_variant::<3>("{FSHP3|<bytes>|<n-1>}<salt+digest:base64>", "{FSHP3|"),
    "iterate($n, sha512_raw($s.$p), sha512_raw($_))",
    "{FSHP3|4|4}TmFDbJ8AZSxT47lLMPS/gH0lOZVNVP3hLY0MkDYIDSul2DVsqd5NehCLzqZX3yUNuUYoUk0smu42vwOvd0Ur8MQCGX0=",
    FSHP,
);

const fn fshp_variant<const VARIANT: u8>(pattern: &'static str, mark: &'static str) -> Functions {
    Functions {
        pattern,
        mark,
        fits: |text| fshp(text, VARIANT).is_ok(),
        cut: |text| fshp(text, VARIANT),
        measure: |text| fshp(text, VARIANT),
        print: |fields| {
            let salt = fields.salt.as_deref().unwrap_or_default();
            let rounds = fields.numbers.count.unwrap_or_default().saturating_add(1);
            let mut text = format!("{{FSHP{VARIANT}|{}|{rounds}}}", salt.len());
            Coding::Base64.encode(&[salt, &fields.digest].concat(), &mut text);
            text
        },
    }
}

fn fshp(text: &str, variant: u8) -> Result<Fields<'_>, Unread> {
    let fields = text.strip_prefix("{FSHP").ok_or(Field::Structure)?;
    let (own, fields) = fields.split_once('|').ok_or(Field::Structure)?;
    let (salt, fields) = fields.split_once('|').ok_or(Field::Structure)?;
    let (rounds, both) = fields.split_once('}').ok_or(Field::Structure)?;
    let len = match variant {
        0 => 20,
        1 => 32,
        2 => 48,
        _ => 64,
    };
    if own != variant.to_string() {
        return Err(Unread::Malformed(Field::Version));
    }
    let salt = match salt {
        "0" => Some(0),
        _ => Coding::Decimal.number(salt).map(|(_, salt)| salt),
    };
    let salt = salt.filter(|salt| *salt <= MAX_SALT);
    let salt = salt.ok_or(Field::Salt)?;
    let (rounds, _) = Coding::Decimal.number(rounds).ok_or(Field::Iterations)?;
    let rounds = rounds.checked_sub(1).ok_or(Field::Iterations)?;
    let mut both = Coding::Base64
        .decode(both, None)
        .map_err(|_| Field::Digest)?
        .into_owned();
    if both.len().checked_sub(salt) != Some(len) {
        return Err(Unread::Malformed(Field::Digest));
    }
    let digest = both.split_off(salt);
    Ok(Fields {
        digest: Zeroizing::new(digest),
        salt: Some(Cow::Owned(both)),
        numbers: counted(rounds),
        ..Fields::default()
    })
}

/// The count alone.
fn counted(count: u32) -> Numbers {
    Numbers {
        count: Some(count),
        ..Numbers::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "sha-1=uqGR6bPoYCDMZcHJSarPnv48xow";
    const SHA256: &str = "sha-256=/q.7uHl4.fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSY";
    const MD5: &str = "md5=AAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn scram_compares_the_digest_that_passlib_compares() {
        let compared = |text: &str| {
            let fields = scram(text).unwrap();
            assert_eq!(print_scram(&fields), text);
            let expression = salted_password(&fields).unwrap().to_string();
            (fields.digest.len(), expression)
        };
        for list in [format!("{SHA1},{SHA256}"), format!("{SHA256},{MD5},{SHA1}")] {
            let (len, expression) = compared(&format!("$scram$4$TmFDbA${list}"));
            assert_eq!(len, 32);
            assert_eq!(expression, "pbkdf2_sha256(saslprep($p),$s,$n)");
        }
        let (len, expression) = compared(&format!("$scram$4$TmFDbA${MD5},{SHA1}"));
        assert_eq!((len, expression.get(..11)), (20, Some("pbkdf2_sha1")));
    }

    #[test]
    fn a_wrong_list_of_digests_is_refused() {
        for (field, text) in [
            (Field::Digest, format!("$scram$4$TmFDbA${SHA256}")),
            (Field::Digest, format!("$scram$4$TmFDbA${SHA1},{SHA1}")),
            (Field::Digest, format!("$scram$4$TmFDbA${SHA1},")),
            (Field::Digest, format!("$scram$4$TmFDbA${SHA1}A")),
            (Field::Digest, format!("$scram$4$TmFDbA${SHA1}=")),
            (Field::Digest, format!("$scram$4$TmFDbA${SHA1},sha-3=AAAA")),
            (
                Field::Digest,
                format!("$scram$4$TmFDbA${SHA1},sha-256=AAAA"),
            ),
            (
                Field::Digest,
                format!("$scram$4$TmFDbA${SHA1},{}", SHA256.replace('.', "+")),
            ),
            (Field::Digest, "$scram$4$TmFDbA$sha-1=".to_owned()),
            (Field::Digest, "$scram$4$TmFDbA$sha-1,sha-256".to_owned()),
            (Field::Digest, "$scram$4$TmFDbA$".to_owned()),
            (Field::Salt, format!("$scram$4$TmFDbA==${SHA1}")),
            (
                Field::Salt,
                format!("$scram$4${}${SHA1}", "AAAA".repeat(400)),
            ),
            (Field::Iterations, format!("$scram$0$TmFDbA${SHA1}")),
            (Field::Iterations, format!("$scram$04$TmFDbA${SHA1}")),
            (Field::Iterations, format!("$scram$+4$TmFDbA${SHA1}")),
            (
                Field::Iterations,
                format!("$scram$4294967296$TmFDbA${SHA1}"),
            ),
            (Field::Structure, format!("$scram$4$TmFDbA{SHA1}")),
        ] {
            assert_eq!(scram(&text), Err(Unread::Malformed(field)), "{text}");
        }
    }

    #[test]
    fn the_lengths_of_fshp_are_its_own() {
        let example = "{FSHP0|4|4}TmFDbCDl0e53JKf2HmnJg915Q4y+zZjJ";
        let fields = fshp(example, 0).unwrap();
        assert_eq!((fields.digest.len(), fields.numbers.count), (20, Some(3)));
        for (field, text) in [
            (Field::Version, example.replace("FSHP0", "FSHP1")),
            (Field::Version, example.replace("FSHP0", "FSHP00")),
            (Field::Digest, example.replace("|4|4}", "|3|4}")),
            (Field::Digest, example.replace("|4|4}", "|5|4}")),
            (Field::Digest, example.replace("|4|4}", "|24|4}")),
            (Field::Digest, example.replace("|4|4}", "|0|4}")),
            (Field::Digest, "{FSHP0|4|4}".to_owned()),
            (Field::Salt, example.replace("|4|4}", "|04|4}")),
            (Field::Salt, example.replace("|4|4}", "|4294967295|4}")),
            (Field::Salt, example.replace("|4|4}", "||4}")),
            (Field::Iterations, example.replace("|4|4}", "|4|0}")),
            (Field::Iterations, example.replace("|4|4}", "|4|04}")),
            (
                Field::Iterations,
                example.replace("|4|4}", "|4|4294967296}"),
            ),
            (Field::Structure, example.replace('}', "")),
        ] {
            assert_eq!(fshp(&text, 0), Err(Unread::Malformed(field)), "{text}");
        }
    }
}
