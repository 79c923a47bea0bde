//! Writes what the documents say of the formats: a page for each family, their index, and the README's
//! table; and the tests of what the guides say.
//!
//! ```text
//! cargo run --example formats          # prints all of it
//! cargo run --example formats -- .     # writes it where the repository is
//! ```

use std::path::Path;
use std::{env, fs, io};

use legacy_hash::{Family, Format, Need};

pub(crate) mod guides;

/// Where the pages are.
pub(crate) const FOLDER: &str = "docs/formats";

/// What stands around the README's table.
const START: &str = "<!-- formats -->\n";
const END: &str = "<!-- /formats -->\n";

/// What stands in front of what is written here.
const HOW: &str = "<!-- Written by `cargo run --example formats -- .` -->\n\n";

/// What the index says in front of its table.
const INTRODUCTION: &str = "\
# Formats

`LegacyHash::parse` reads the *detected* formats: their texts say what they are. A *declared* one looks like
others, and the owner of the table says which it is, by its name: in `LegacyHash::parse_as`, `Scheme::of` or
`Policy::with_bare`. Names are never changed or taken away, since configurations hold them.

";

/// What it says behind it. A test holds the words of both tables against the patterns.
pub(crate) const LEGEND: &str = r#"
## How to read the pages

The texts are of the password `correct horse`, with the salt `NaCl`, the user `alice` and the constant `site`
where those come from other columns. What does not stand in the text is under *also* in a page's table, and
the line that reads the text gives it in a `Context`. `records` and `yescrypt` there are features of the
crate: without one, such a text is recognised, and reading or verifying it is `Unsupported`.

A computation is an [Expression](https://docs.rs/legacy-hash/latest/legacy_hash/struct.Expression.html): `$p`
is the password, `$s` the salt, `$u` the user's name, `$c1` a constant, and `$n` the number in the text.

A text is built of constants, which stand as they are, and of fields. In front of the colon stands what a
field holds:

| Field | |
|---|---|
| `<digest>` | what is compared |
| `<salt>` | the salt |
| `<salt2>` | a second salt, or of SCRAM the server's key, with which nothing is computed |
| `<bytes>` | how many bytes the salt has |
| `<digest+salt>` `<salt+digest>` | both, one behind the other |
| `<n>` | the number |
| `<n+salt+digest>` `<n+r+lanes>` `<version+function+n+salt+digest>` | several in one piece |
| `<r>` `<lanes>` | scrypt's block size and how many blocks are computed beside each other |
| `<length>` | how many bytes the digest has |
| `<n-1>` | one more than the number, since it counts what is hashed before the steps |
| `<hash>` | another hash's text; `<hash:$2>` is one that begins with `$2` |
| `<template>` | how password and salt are put together |
| `<function>` `<arguments>` | what is computed, and of what |
| `<version>` `<cost>` | bcrypt's, or which version of a program wrote it |
| `<separator>` `<key>` | Firebase's, which a project has and not a user |
| `<method>` | which of Werkzeug's functions it is |
| `<rounds>` | how often crypt(3) repeats: a number, which may be left out where a usual one is meant, or digits |
| `<parameters>` | numbers of crypt(3)'s functions that fill memory, as digits, or those of a record |
| `<n+r+lanes>` | scrypt's three numbers in one |
| `<n+salt+digest>` `<version+function+n+salt+digest>` | all of them, one behind the other, as bytes |
| `<algorithm>` `<encoding>` `<position>` `<order>` | what a record computes, how it writes a value, and where the salt goes |

Behind the colon stands how it is written:

| Written | |
|---|---|
| `text` | as it is |
| `hex` `HEX` | in hexadecimal; both are read in either case |
| `base64` `b64` | in base64, with and without padding; both are read with and without, and URL-safe as well |
| `base64url` | the same, URL-safe |
| `ab64` | in base64 with `.` for `+` and without padding; the standard digits are read as well |
| `base64hex` | in base64 of the hexadecimal text |
| `bare` | in hexadecimal or base64, which the length tells |
| `crypt64` `crypt64be` | in the digits `./0-9A-Za-z`, the lowest or the highest bits first |
| `digits64` | as some of the digits `./0-9A-Za-z`, which go in as they stand |
| `des` | in the same digits, the highest bits first: 11 for each 8 bytes |
| `log2` | as one of the digits `./0-9A-Za-z`, whose place is the number's logarithm to base 2 |
| `dec` | of a number, in decimal, as those are where nothing is said |
| `log2dec` | as that logarithm, in decimal |
| `ln` | the same, or above 63 as the number itself |
| `power2` | as the number itself, which is a power of two |

And behind that, how many bytes it has, or of a number, which it may be (of its logarithm, if the number is a power
of two): `8`, `4-16`, or `0-` without an end. Of
`crypt64` it is digits. A digest without such a number is as long as what is computed. A tag in braces is
read in either case, and may have several spellings, with `|` between them.
"#;

/// Of a format whose texts say what is computed, or wrap another one's.
const AS_SAID: &str = "as the text says";

fn main() -> io::Result<()> {
    let Some(root) = env::args_os().nth(1) else {
        for page in pages() {
            print!("{}\n{}\n", page.name, page.text);
        }
        print!("README.md\n{}", table());
        return Ok(());
    };
    let root = Path::new(&root);
    let readme = fs::read_to_string(root.join("README.md"))?;
    let (before, _, behind) = around_table(&readme)
        .ok_or_else(|| io::Error::other("README.md has no place for the table"))?;
    let readme = [before, START, &table(), END, behind].concat();
    fs::write(root.join("README.md"), readme)?;
    fs::create_dir_all(root.join(FOLDER))?;
    for page in pages() {
        fs::write(root.join(FOLDER).join(page.name), page.text)?;
    }
    fs::write(
        root.join(guides::TESTS),
        guides::tests(&guides::pages(root)?),
    )
}

/// A file of the folder.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The index, and a page for each family.
pub(crate) fn pages() -> Vec<Page> {
    let index = Page {
        name: "README.md".to_owned(),
        text: [HOW, INTRODUCTION, &families(""), LEGEND].concat(),
    };
    let pages = Format::families().map(|family| Page {
        name: format!("{}.md", family.page),
        text: page(family),
    });
    [index].into_iter().chain(pages).collect()
}

/// What the README says between its markers.
pub(crate) fn table() -> String {
    let links = Format::families().map(|family| {
        let path = format!("{FOLDER}/{}.md", family.page);
        format!("[{path}]: {path}\n")
    });
    let links: String = links.collect();
    let families = families(&format!("{FOLDER}/"));
    format!("{HOW}{families}\n{links}")
}

/// What stands before the README's table, the table, and what stands behind it.
pub(crate) fn around_table(readme: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = readme.split_once(START)?;
    let (table, behind) = rest.split_once(END)?;
    Some((before, table, behind))
}

/// A line for each family. In the README, `folder` is where its page is, by a link that is defined there.
fn families(folder: &str) -> String {
    let mut table =
        String::from("| Family | Detected | Declared | Among them |\n|---|---|---|---|\n");
    for family in Format::families() {
        let (detected, declared) = count(family.formats());
        let page = match folder {
            "" => format!("({}.md)", family.page),
            folder => format!("[{folder}{}.md]", family.page),
        };
        let (title, known) = (family.title, family.known);
        table += &format!("| [{title}]{page} | {detected} | {declared} | {known} |\n");
    }
    let (all, (detected, _)) = (Format::all().len(), count(Format::all()));
    table + &format!("\n{all} formats in all, {detected} of them detected.\n")
}

/// How many are detected, and how many declared.
fn count(formats: impl Iterator<Item = Format>) -> (usize, usize) {
    let (detected, declared): (Vec<_>, Vec<_>) = formats.partition(|format| format.is_detected());
    (detected.len(), declared.len())
}

/// A family's page.
fn page(family: &'static Family) -> String {
    let (title, about) = (family.title, family.about);
    let mut page = format!("{HOW}# {title}\n\n{about}\n\n[How to read this page](README.md)\n\n");
    page += "| Format | Computation | Detection | Also |\n|---|---|---|---|\n";
    page.extend(family.formats().map(row));
    page.extend(family.formats().map(block));
    page
}

/// A format's line in the table of its page.
fn row(format: Format) -> String {
    let name = format.name();
    let computation = match format.expression() {
        Some(expression) => format!("`{}`", expression.to_string().replace('|', "\\|")),
        None => AS_SAID.to_owned(),
    };
    let detection = match format.is_detected() {
        true => "detected",
        false => "declared",
    };
    let needs = format.needs().map(|need| need.to_string());
    let features = format.features().map(|feature| format!("`{feature}`"));
    let also = needs.chain(features).collect::<Vec<_>>().join(", ");
    format!("| [`{name}`](#{name}) | {computation} | {detection} | {also} |\n")
}

/// What a page says of one format.
fn block(format: Format) -> String {
    let (name, note, source) = (format.name(), format.note(), plain(format.source()));
    let said = format!("{note} Source: {source}.");
    let computation = match format.expression() {
        Some(expression) => expression.to_string(),
        None => AS_SAID.to_owned(),
    };
    let (text, example, line) = (format.pattern(), format.example(), line(format));
    format!(
        "\n## `{name}`\n\n{}\n\n```text\ntext         {text}\ncomputation  {computation}\n\
         example      {example}\n```\n\n```rust\n{line}\n```\n",
        said.trim_start()
    )
}

/// The line that reads the example.
fn line(format: Format) -> String {
    let mut line = match format.is_detected() {
        true => "LegacyHash::parse(text)?".to_owned(),
        false => format!("LegacyHash::parse_as(\"{format}\".parse::<Format>()?, text)?"),
    };
    let needs: Vec<Need> = format.needs().collect();
    if !needs.is_empty() {
        let given = needs.iter().map(given).collect::<String>();
        line += &format!("\n    .with_context(Context::new(){given})");
    }
    line
}

fn given(need: &Need) -> String {
    match need {
        Need::Salt => ".with_salt(\"NaCl\")".to_owned(),
        Need::User => ".with_user(\"alice\")".to_owned(),
        Need::Constant(number) => format!(".with_constant({number}, \"site\")"),
        // A test finds that the line does not read the example.
        need => format!(" /* the {need} */"),
    }
}

/// Text with code between backticks, in which nothing else is Markdown.
fn plain(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(place, part)| {
        let is_code = place % 2 == 1;
        if is_code {
            format!("`{part}`")
        } else {
            part.replace('_', "\\_")
                .replace('*', "\\*")
                .replace('<', "\\<")
        }
    });
    parts.collect()
}
