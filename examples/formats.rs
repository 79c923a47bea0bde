//! Prints every format that the crate reads, as Markdown: `docs/formats.md` is made of it.
//!
//! ```text
//! cargo run --example formats > docs/formats.md
//! ```

use legacy_hash::Format;

/// What stands before the tables.
const INTRODUCTION: &str = "\
# Formats

`cargo run --example formats > docs/formats.md` writes this file.

`LegacyHash::parse` reads the *detected* formats: their texts say what they are. Of a *declared* one the
owner of the table has to say so, by its name: `LegacyHash::parse_as(\"vbulletin\".parse::<Format>()?, …)`,
`Scheme::of` or `with_bare`. Names are never changed or taken away.

The computation is an [`Expression`]: `$p` is the password, `$s` the salt, `$u` the user's name, `$c1` a
constant, `$n` the number in the text. *Also* is what does not stand in the text and is given in a
`Context`. `digests` in the last column is the crate's feature: without it the text is recognised, and
verifying it is `VerifyError::Unsupported`.

The texts are of the password `correct horse`, with the salt `NaCl`, the user `alice` and the constant
`site` where those are given.
";

/// What stands behind them.
const LINKS: &str = "
[`Expression`]: https://docs.rs/legacy-hash/latest/legacy_hash/struct.Expression.html
";

/// The functions that the feature `digests` brings.
const DIGESTS: [&str; 4] = ["md4", "sha3_", "ripemd160", "whirlpool"];

fn main() {
    print!("{}", document());
}

/// The Markdown.
pub(crate) fn document() -> String {
    let mut document = String::from(INTRODUCTION);
    let mut family = "";
    for format in Format::all() {
        if format.family() != family {
            family = format.family();
            document += &format!("\n## {family}\n\n");
            document += "| Name | Text | Computation | | Also |\n|---|---|---|---|---|\n";
        }
        document += &row(format);
    }
    document + LINKS
}

fn row(format: Format) -> String {
    let computation = match format.expression() {
        Some(expression) => code(&expression.to_string()),
        None => "as the text says".to_owned(),
    };
    let told = match format.is_detected() {
        true => "detected",
        false => "declared",
    };
    let needs = format.needs().map(|need| need.to_string());
    let feature = needs_digests(format).then(|| code("digests"));
    let also = needs.chain(feature).collect::<Vec<_>>().join(", ");
    let (name, text) = (code(format.name()), code(format.example()));
    format!("| {name} | {text} | {computation} | {told} | {also} |\n")
}

/// Whether it is computed with the feature `digests` only.
pub(crate) fn needs_digests(format: Format) -> bool {
    let computation = format.expression().map(|expression| expression.to_string());
    computation.is_some_and(|computation| {
        let mut functions = DIGESTS.iter();
        functions.any(|function| computation.contains(function))
    })
}

/// A table's cells end at every bar, also within code.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}
