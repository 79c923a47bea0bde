//! What the documents say of the table, held against the table.

use std::fs;
use std::path::Path;

use legacy_hash::{Context, Format, LegacyHash, VerifyError};

#[path = "../../examples/formats.rs"]
#[allow(dead_code)] // Its `main`.
mod formats;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_table_of_formats_is_what_the_example_prints() {
    let written = read("docs/formats.md");
    for (line, printed) in formats::document().lines().enumerate() {
        let written = written.lines().nth(line).unwrap_or_default();
        let hint = "`cargo run --example formats > docs/formats.md` brings it up to date";
        assert_eq!(written, printed, "line {}: {hint}", line + 1);
    }
    assert_eq!(written, formats::document());
}

/// Every format once, in a row of five cells.
#[test]
fn the_table_of_formats_is_whole() {
    let written = read("docs/formats.md");
    let names = written.lines().filter_map(|line| {
        let name = line.strip_prefix("| `")?.split('`').next()?;
        let bars = line.matches('|').count() - line.matches("\\|").count();
        assert_eq!(bars, 6, "{line}");
        Some(name)
    });
    let all = Format::all().map(Format::name);
    assert_eq!(names.collect::<Vec<_>>(), all.collect::<Vec<_>>());
}

/// The README rounds down, and not by far.
#[test]
fn the_readme_counts_the_formats() {
    let readme = read("README.md");
    let (_, section) = readme.split_once("## What else it reads").unwrap();
    let (_, behind) = section.split_once("more than ").unwrap();
    let count: usize = behind
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let formats = Format::all().len();
    assert!(count < formats && formats <= count + 40, "{formats}");
}

/// What stands above the tables: of which password their texts are, and what needs the feature.
#[test]
fn the_texts_are_of_the_password_that_is_named() {
    let context = Context::new()
        .with_salt("NaCl")
        .with_user("alice")
        .with_constant(1, "site");
    for format in Format::all() {
        let hash = LegacyHash::parse_as(format, format.example()).unwrap();
        let hash = hash.with_context(context.clone());
        let answer = hash.verify("correct horse");
        if cfg!(not(feature = "digests")) && formats::needs_digests(format) {
            let is_told = matches!(answer, Err(VerifyError::Unsupported { .. }));
            assert!(is_told, "{format}: {answer:?}");
        } else {
            assert_eq!(answer, Ok(()), "{format}");
        }
    }
}
