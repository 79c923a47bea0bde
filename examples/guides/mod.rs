//! Makes a test of each snippet in `docs/coming-from`, so that no page says what does not run.

use std::path::Path;
use std::{fs, io};

/// Where the guides are.
pub(crate) const FOLDER: &str = "docs/coming-from";

/// Where their snippets are compiled and run.
pub(crate) const TESTS: &str = "tests/suite/guides/snippets.rs";

/// What stands in front of the tests.
const HEAD: &str = "\
//! Written by `cargo run --example formats -- .`: what the guides in `docs/coming-from` tell their readers
//! to write.

use super::Answer;
";

/// The pages, by name, and the index among them.
pub(crate) fn pages(root: &Path) -> io::Result<Vec<(String, String)>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(root.join(FOLDER))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        pages.push((name, fs::read_to_string(entry.path())?));
    }
    pages.sort();
    Ok(pages)
}

/// The tests of all pages.
pub(crate) fn tests(pages: &[(String, String)]) -> String {
    let tests = pages.iter().flat_map(|(name, page)| {
        let name = name
            .trim_end_matches(".md")
            .to_lowercase()
            .replace('-', "_");
        let numbered = snippets(page).into_iter().zip(1..);
        numbered.map(move |(snippet, number)| snippet.test(&format!("{name}_{number}")))
    });
    HEAD.to_owned() + &tests.collect::<String>()
}

/// A piece of Rust on a page.
pub(crate) struct Snippet<'p> {
    pub(crate) code: &'p str,
    /// The features that the paragraph above it names.
    pub(crate) features: Vec<&'p str>,
}

pub(crate) fn snippets(page: &str) -> Vec<Snippet<'_>> {
    let mut snippets = Vec::new();
    let mut rest = page;
    while let Some((above, below)) = rest.split_once("```rust\n") {
        let Some((code, behind)) = below.split_once("```\n") else {
            break;
        };
        let paragraph = above.trim_end().rsplit("\n\n").next().unwrap_or_default();
        let named = paragraph.split("feature").skip(1);
        let named = named.filter_map(|text| text.trim_start().strip_prefix('`'));
        let features = named.filter_map(|text| text.split('`').next()).collect();
        snippets.push(Snippet { code, features });
        rest = behind;
    }
    snippets
}

impl Snippet<'_> {
    /// A test that runs it.
    fn test(&self, name: &str) -> String {
        let needs = match self.features.as_slice() {
            [] => String::new(),
            [feature] => format!("#[cfg(feature = \"{feature}\")]\n"),
            features => {
                let features = features.iter().map(|name| format!("feature = \"{name}\""));
                format!("#[cfg(all({}))]\n", features.collect::<Vec<_>>().join(", "))
            }
        };
        let indented = self.code.lines().map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("    {line}\n"),
        });
        let body: String = indented.collect();
        format!("\n{needs}#[test]\nfn {name}() -> Answer {{\n{body}    Ok(())\n}}\n")
    }
}
