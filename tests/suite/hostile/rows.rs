//! Every row's texts with what dirty exports and attackers make of them, and every row's hash with what
//! is typed.

use allocation_counter::measure;
use legacy_hash::{Format, LegacyHash, Param, ParseError, VerifyError};

use super::{MAX_REFUSAL_BYTES, passwords};
use crate::reading::{By, Original};
use crate::vectors::{self, DEAR, Vector, bcrypt_key, is_computed, is_read};

/// What stands between the fields of texts.
const SEPARATORS: &[char] = &['$', ':', ',', '=', '|', '}', '{', ' '];

/// Some of the cheap vectors of every row that is computed.
fn vectors_of_rows(count: usize) -> impl Iterator<Item = Vector> {
    let formats = Format::all().filter(|format| is_computed(*format));
    formats.flat_map(move |format| {
        let vectors = vectors::of(format).into_iter();
        let vectors = vectors.filter(|vector| vector.is_plain() && vector.is_cheap());
        vectors.take(count)
    })
}

/// The text with something around it, in it, and in place of its numbers.
fn shapes(text: &str) -> Vec<String> {
    let mut shapes: Vec<String> = [
        "\u{feff}", "\0", " ", "\n", "$", "!", "*", "{", "+", "\u{202e}",
    ]
    .iter()
    .map(|front| format!("{front}{text}"))
    .collect();
    let behind = [
        "\0", " ", "\n", "\r\n", "\t", "=", "==", "====", "$", "$$", ":", "\u{200b}",
    ];
    shapes.extend(behind.iter().map(|behind| format!("{text}{behind}")));
    shapes.push(format!("{text}{text}"));
    shapes.push(text.to_uppercase());
    shapes.push(text.to_lowercase());
    shapes.push(text.chars().map(full_width).collect());
    if let Some(digit) = text.find(|c: char| c.is_ascii_digit()) {
        let (before, behind) = text.split_at(digit);
        shapes.push(format!("{before}{}{}", full_width('1'), &behind[1..]));
    }
    // Salts over the limit, and texts over the limit, wherever a field may begin.
    let borders = text.match_indices(SEPARATORS);
    let borders = borders.map(|(place, separator)| place + separator.len());
    for place in borders.chain([0, text.len()]) {
        let (before, behind) = text.split_at(place);
        for (len, digit) in [(1025, "a"), (1368, "A"), (5000, "A"), (1, "\0")] {
            shapes.push(format!("{before}{}{behind}", digit.repeat(len)));
        }
    }
    // Every number between two separators.
    let mut start = 0;
    for piece in text.split(SEPARATORS) {
        let end = start + piece.len();
        if !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit()) {
            let numbers = [
                "",
                "0",
                "00",
                "1",
                "31",
                "4294967294",
                "4294967295",
                "4294967296",
            ];
            let long = ["99999999999999999999".to_owned(), format!("0{piece}")];
            let signed = [
                format!("+{piece}"),
                format!("-{piece}"),
                format!(" {piece}"),
            ];
            let other = [
                format!("{piece}.0"),
                format!("{piece}x"),
                format!("0x{piece}"),
            ];
            let numbers = numbers.map(String::from).into_iter();
            for number in numbers.chain(long).chain(signed).chain(other) {
                shapes.push(format!("{}{number}{}", &text[..start], &text[end..]));
            }
        }
        start = text[end..]
            .chars()
            .next()
            .map_or(end, |c| end + c.len_utf8());
    }
    shapes
}

/// A digit that is one to Unicode only.
fn full_width(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(0xff10 + u32::from(c) - 0x30).unwrap(),
        other => other,
    }
}

/// Reads a text in both ways and verifies it. Matches if and only if the list of equivalences says so,
/// within the memory that the limits allow.
fn take_in(vector: &Vector, original: &Original<'_>, text: &str) {
    let place = || format!("{}: {:?}", vector.format, super::start(text));
    for by in [By::Declaration, By::Detection] {
        let mut answer = None;
        let mut memory_kib = 0;
        let counted = measure(|| {
            let read: Result<LegacyHash, ParseError> = match by {
                By::Declaration => vector.read_text(text),
                By::Detection => vector.detect_text(text),
            };
            if let Ok(hash) = read {
                memory_kib = hash.cost().memory_kib();
                answer = Some(hash.verify(&vector.password));
            }
        });
        if let Some(Err(error)) = answer {
            assert!(
                !matches!(error, VerifyError::Internal { .. }),
                "{}",
                place()
            );
        }
        if let Some(Err(VerifyError::LimitExceeded { .. })) | None = answer {
            memory_kib = 0;
        }
        let is_right = answer == Some(Ok(()));
        let listed = (text.len() <= 4096)
            .then(|| original.equivalence(text, by))
            .flatten();
        assert_eq!(is_right, listed.is_some(), "{by:?} {}: {listed:?}", place());
        let most = MAX_REFUSAL_BYTES + u64::from(memory_kib) * 1024;
        assert!(counted.bytes_max <= most, "{}: {counted:?}", place());
    }
}

#[test]
fn every_shape_of_every_row() {
    let mut taken_in = 0;
    for vector in vectors_of_rows(3) {
        let original = Original::of(&vector);
        for shape in shapes(&vector.text) {
            if shape != vector.text {
                take_in(&vector, &original, &shape);
                taken_in += 1;
            }
        }
    }
    assert!(taken_in > 10_000, "{taken_in}");
}

/// Texts of a size that nobody's column has, refused before anything is made of them.
#[test]
fn texts_of_any_length_of_every_row() {
    let (dollars, letters) = ("$".repeat(1_000_000), "A".repeat(16 << 20));
    for vector in vectors_of_rows(1) {
        let original = Original::of(&vector);
        for text in [
            format!("{}{dollars}", vector.text),
            format!("{dollars}{}", vector.text),
            format!("{}{letters}", vector.text),
        ] {
            take_in(&vector, &original, &text);
            assert_eq!(vector.detect_text(&text), Err(ParseError::TooLong));
        }
    }
}

/// What is typed into every row: an answer, and a wrong password is never right.
#[test]
fn every_password_of_every_row() {
    let mut typed_in = 0;
    // Not even bcrypt, which repeats a password, takes it for another one.
    let is_other = |vector: &Vector| {
        let own = bcrypt_key(&vector.password);
        let mut typed = passwords().into_iter();
        vector.is_plain() && vector.is_cheap() && typed.all(|typed| bcrypt_key(&typed) != own)
    };
    let is_dear = |format: &Format| DEAR.contains(&format.name());
    let formats = Format::all().filter(|format| is_computed(*format) && !is_dear(format));
    for format in formats {
        let mut vectors = vectors::of(format).into_iter();
        let vector = vectors.find(is_other).unwrap();
        let hash = vector.read().unwrap();
        for typed in passwords() {
            let answer = hash.verify(&typed);
            let is_answer = match answer {
                Err(VerifyError::PasswordInvalid | VerifyError::PasswordHidden { .. }) => true,
                // crypt(3) takes no more.
                Err(VerifyError::ValueTooLong { .. }) => typed.len() > 512,
                _ => false,
            };
            assert!(is_answer, "{}: {typed:?}: {answer:?}", vector.format);
            typed_in += 1;
        }
    }
    assert!(typed_in > 2_000, "{typed_in}");
}

/// The stored hash of every row, with its context.
pub(super) fn stored() -> Vec<LegacyHash> {
    let first = |format| {
        vectors::of(format)
            .into_iter()
            .find(|vector| vector.read().is_ok())
    };
    let read = Format::all().filter(|format| is_read(*format));
    let vectors = read.map(|format| first(format).unwrap());
    vectors.map(|vector| vector.read().unwrap()).collect()
}

/// The longest passwords that are hashed, and longer ones: hashed within memory, or refused by length.
#[test]
fn the_longest_passwords_of_every_row() {
    let longest = vec![b'p'; 4096];
    let too_long = [vec![b'p'; 4097], vec![0xff; 1 << 20]];
    for vector in vectors_of_rows(1) {
        let hash = vector.read().unwrap();
        let mut answers = Vec::with_capacity(3);
        let counted = measure(|| {
            answers.push(hash.verify(&longest));
            answers.extend(too_long.iter().map(|password| hash.verify(password)));
        });
        let most = MAX_REFUSAL_BYTES + u64::from(hash.cost().memory_kib()) * 1024;
        assert!(counted.bytes_max <= most, "{}: {counted:?}", vector.format);
        assert!(answers[0].is_err(), "{}", vector.format);
        for (answer, password) in answers[1..].iter().zip(&too_long) {
            let refusal = VerifyError::LimitExceeded {
                algorithm: hash.algorithm(),
                param: Param::Password,
                actual: password.len() as u64,
                limit: 4096,
            };
            assert_eq!(*answer, Err(refusal), "{}", vector.format);
        }
    }
}
