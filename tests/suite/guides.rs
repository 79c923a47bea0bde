//! The guides of those who come from another system (`docs/coming-from`): their snippets run, and their
//! links lead somewhere.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use crate::documents::formats::guides;

// A page is for the default features, and names those that it needs besides.
#[cfg(feature = "default")]
mod snippets;

/// What a snippet answers: `?` takes every error.
#[allow(dead_code)] // Without the default features.
type Answer = Result<(), Box<dyn Error>>;

const INDEX: &str = "README.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<(String, String)> {
    guides::pages(root()).unwrap()
}

/// The targets of a page's links, `](target)`.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.split("](").skip(1);
    targets.map(|rest| rest.split(')').next().unwrap_or_default())
}

#[test]
fn every_snippet_is_a_test() {
    let written = fs::read_to_string(root().join(guides::TESTS)).unwrap();
    let made = guides::tests(&pages());
    let pairs = written.lines().zip(made.lines()).enumerate();
    for (number, (written, made)) in pairs {
        let hint = "`cargo run --example formats -- .` brings it up to date";
        assert_eq!(written, made, "line {}: {hint}", number + 1);
    }
    assert_eq!(written, made);
}

/// It verifies the one password that the index names, or says why nothing is verified.
#[test]
fn every_snippet_says_that_the_password_is_right() {
    let mut checked = 0;
    for (name, page) in pages() {
        let fences = page.matches("```").count();
        let snippets = guides::snippets(&page);
        let others = page.matches("```sh\n").count() + page.matches("```sql\n").count();
        assert_eq!(fences, 2 * (snippets.len() + others), "{name}: fences");
        assert!(!snippets.is_empty(), "{name} says what to write");
        for snippet in snippets {
            assert!(snippet.code.contains("\"correct horse\""), "{name}");
            assert!(snippet.code.contains("assert!("), "{name}");
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn the_index_has_each_page_once() {
    let pages = pages();
    let index = &pages.iter().find(|(name, _)| name == INDEX).unwrap().1;
    let mut listed: Vec<&str> = links(index)
        .filter(|link| !link.contains(['/', '#']))
        .collect();
    listed.sort_unstable();
    let there: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    let there: Vec<&str> = there.into_iter().filter(|name| *name != INDEX).collect();
    assert_eq!(listed, there);
    for (name, page) in pages.iter().filter(|(name, _)| name != INDEX) {
        let title = page.lines().next().unwrap();
        assert!(title.starts_with("# Coming from "), "{name}: {title}");
        assert!(page.contains("\n## Traps\n"), "{name}");
    }
}

/// Headings as links name them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        });
        kept.collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut checked = 0;
    for (name, page) in pages() {
        for link in links(&page).filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => root().join(guides::FOLDER).join(&name),
                path => root().join(guides::FOLDER).join(path),
            };
            let text = fs::read_to_string(&target).unwrap_or_default();
            assert!(!text.is_empty(), "{name}: {link}");
            let is_there = anchor.is_empty() || anchors(&text).contains(anchor);
            assert!(is_there, "{name}: {link}");
            checked += 1;
        }
    }
    assert!(checked > 80, "{checked}");
}

/// From the README, on GitHub and as rustdoc shows it.
#[test]
fn the_index_is_linked() {
    let read = |name| fs::read_to_string(root().join(name)).unwrap();
    let file = format!("{}/{INDEX}", guides::FOLDER);
    let readme = read("README.md");
    assert!(readme.contains(&format!("][{file}]")));
    assert!(readme.contains(&format!("\n[{file}]: {file}\n")));
    let there = format!("https://docs.rs/crate/legacy-hash/latest/source/{file}");
    assert!(read("src/lib.rs").contains(&format!("#![doc = \"[{file}]: {there}\"]\n")));
}
