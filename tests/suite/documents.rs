//! What the documents say of the formats, held against the table.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use legacy_hash::{Context, Format, LegacyHash, Need, ParseError, VerifyError};

use crate::vectors::is_computed;

#[path = "../../examples/formats.rs"]
#[allow(dead_code)] // Its `main`.
pub(crate) mod formats;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_default()
}

/// The pages of the families, as they are in the folder.
fn pages() -> impl Iterator<Item = String> {
    let pages = formats::pages().into_iter().skip(1);
    pages.map(|page| read(&format!("{}/{}", formats::FOLDER, page.name)))
}

/// The blocks of a page: the name of a format, and what is said of it.
fn blocks(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let blocks = page.split("\n## `").skip(1);
    blocks.map(|block| block.split_once("`\n").unwrap())
}

fn assert_written(name: &str, written: &str, printed: &str) {
    for (number, (written, printed)) in written.lines().zip(printed.lines()).enumerate() {
        let hint = "`cargo run --example formats -- .` brings it up to date";
        assert_eq!(written, printed, "{name}, line {}: {hint}", number + 1);
    }
    assert_eq!(written, printed, "{name}");
}

#[test]
fn the_documents_are_what_the_example_writes() {
    for page in formats::pages() {
        let written = read(&format!("{}/{}", formats::FOLDER, page.name));
        assert_written(&page.name, &written, &page.text);
    }
    let readme = read("README.md");
    let (_, written, _) = formats::around_table(&readme).expect("a place for the table");
    assert_written("the README's table", written, &formats::table());
}

#[test]
fn no_other_page_is_in_the_folder() {
    let folder = fs::read_dir(path(formats::FOLDER)).unwrap();
    let there = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let pages = formats::pages().into_iter().map(|page| page.name);
    assert_eq!(
        there.collect::<BTreeSet<_>>(),
        pages.collect::<BTreeSet<_>>()
    );
}

/// Each has one block, and one line of four cells in the table above.
#[test]
fn each_format_is_on_one_page() {
    let (mut with_block, mut with_line) = (Vec::new(), Vec::new());
    for page in pages() {
        with_block.extend(blocks(&page).map(|(name, _)| name.to_owned()));
        for line in page.lines().filter(|line| line.starts_with("| [`")) {
            let bars = line.matches('|').count() - line.matches("\\|").count();
            assert_eq!(bars, 5, "{line}");
            let name = line["| [`".len()..].split('`').next().unwrap();
            assert!(line.contains(&format!("](#{name})")), "{line}");
            with_line.push(name.to_owned());
        }
    }
    let all: Vec<_> = Format::all().map(Format::name).collect();
    assert_eq!(with_block, all);
    assert_eq!(with_line, all);
}

/// The example of each format is a hash of the password that the index names, when it is read by the line
/// below it.
#[test]
fn each_example_is_read_as_its_page_says() {
    let password = "correct horse";
    assert!(formats::LEGEND.contains(&format!("of the password `{password}`")));
    let mut read = 0;
    for page in pages() {
        for (name, block) in blocks(&page) {
            let format: Format = name.parse().unwrap();
            let example = block.lines().find_map(|line| line.strip_prefix("example "));
            let (_, code) = block.split_once("```rust\n").unwrap();
            let (code, _) = code.split_once("\n```").unwrap();
            let hash = read_by(code, example.unwrap().trim_start());
            let answer = hash.map(|hash| hash.verify(password));
            if is_computed(format) {
                assert_eq!(answer, Ok(Ok(())), "{format}");
            } else {
                let is_told = matches!(
                    answer,
                    Err(ParseError::UnsupportedFunction { .. })
                        | Ok(Err(VerifyError::Unsupported { .. }))
                );
                assert!(is_told, "{format}: {answer:?}");
            }
            read += 1;
        }
    }
    assert_eq!(read, Format::all().len());
}

/// What a page's line of Rust makes of a text.
fn read_by(code: &str, text: &str) -> Result<LegacyHash, ParseError> {
    let (reads, given) = match code.split_once("\n    .with_context(Context::new()") {
        Some((reads, given)) => (reads, given.strip_suffix(')').unwrap()),
        None => (code, ""),
    };
    let hash = if reads == "LegacyHash::parse(text)?" {
        LegacyHash::parse(text)
    } else {
        let name = reads.strip_prefix("LegacyHash::parse_as(\"").unwrap();
        let name = name.strip_suffix("\".parse::<Format>()?, text)?").unwrap();
        LegacyHash::parse_as(name.parse::<Format>().unwrap(), text)
    };
    let mut context = Context::new();
    for given in given.split(".with_").skip(1) {
        let (function, value) = given.split_once('(').unwrap();
        let value = value.strip_suffix("\")").unwrap();
        context = match (function, value.split_once('"').unwrap()) {
            ("salt", ("", salt)) => context.with_salt(salt),
            ("user", ("", user)) => context.with_user(user),
            ("constant", ("1, ", constant)) => context.with_constant(1, constant),
            other => panic!("{other:?}"),
        };
    }
    match given {
        "" => hash,
        _ => hash.map(|hash| hash.with_context(context)),
    }
}

/// The index explains the words that the patterns use, and no others.
#[test]
fn the_words_of_the_patterns_are_explained() {
    let mut used = BTreeSet::new();
    for format in Format::all() {
        for field in format.pattern().split('<').skip(1) {
            let (field, _) = field.split_once('>').unwrap();
            let (holds, written) = field.split_once(':').unwrap_or((field, ""));
            used.insert(format!("<{holds}>"));
            let written = written.split(' ').next().unwrap();
            if holds != "hash" && !written.is_empty() {
                used.insert(written.to_owned());
            }
        }
    }
    let rows = formats::LEGEND
        .lines()
        .filter(|line| line.starts_with("| `"));
    let words = rows.flat_map(|row| row.split('|').nth(1).unwrap().split_whitespace());
    let words = words.map(|word| word.trim_matches('`').to_owned());
    assert_eq!(words.collect::<BTreeSet<_>>(), used);
}

/// Whoever has to give a constant is told which of the old system's settings it is.
#[test]
fn each_constant_is_explained() {
    for format in Format::all() {
        for need in format.needs() {
            if let Need::Constant(number) = need {
                let note = format.note().to_lowercase();
                assert!(note.contains(&format!("constant {number}")), "{format}");
            }
        }
    }
}

/// rustdoc has the README without the files that it links to.
#[test]
fn the_pages_are_linked_from_rustdoc() {
    let lib = read("src/lib.rs");
    for page in formats::pages() {
        let file = format!("{}/{}", formats::FOLDER, page.name);
        let root = "https://docs.rs/crate/legacy-hash/latest/source";
        let link = format!("#![doc = \"[{file}]: {root}/{file}\"]\n");
        assert!(lib.contains(&link), "{link}");
    }
}
