//! All rows, and their public name.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use crate::algorithm::Algorithm;
use crate::context::Need;
use crate::expression::Expression;
use crate::format::constant::same;
use crate::format::row::{Family, Row};
use crate::format::{
    applications, clerk, cms, crypt, databases, digests, django, kdf, ldap, network, records,
    services, spring,
};

/// The families, as the documents list them.
const FAMILIES: &[&Family] = &[
    &digests::FAMILY,
    &crypt::FAMILY,
    &kdf::FAMILY,
    &ldap::FAMILY,
    &django::FAMILY,
    &spring::FAMILY,
    &cms::FAMILY,
    &services::FAMILY,
    &clerk::FAMILY,
    &records::FAMILY,
    &databases::FAMILY,
    &network::FAMILY,
    &applications::FAMILY,
];

/// How many there are.
const COUNT: usize = {
    let mut count: usize = 0;
    let mut families = FAMILIES;
    while let [family, rest @ ..] = families {
        count = count.wrapping_add(family.rows.len());
        families = rest;
    }
    count
};

/// The first of all rows.
pub(crate) const FIRST: &Row = match digests::FAMILY.rows {
    [first, ..] => first,
    [] => &crate::format::row::declared("md5", "<digest:bare>", "md5($p)", "", "RFC 1321"),
};

/// All rows, a family after the other.
pub(crate) static ALL: [&Row; COUNT] = listed();

const fn listed() -> [&'static Row; COUNT] {
    let mut all = [FIRST; COUNT];
    let mut slots: &mut [&Row] = &mut all;
    let mut families = FAMILIES;
    while let [family, rest @ ..] = families {
        families = rest;
        let mut rows = family.rows;
        while let [row, rest @ ..] = rows {
            rows = rest;
            let Some((slot, free)) = slots.split_first_mut() else {
                return all;
            };
            *slot = row;
            slots = free;
        }
    }
    all
}

/// The row of each algorithm's own name, in the order of the algorithms. One without a row does not
/// compile.
static BY_ALGORITHM: [&Row; Algorithm::ALL.len()] = by_algorithm();

const fn by_algorithm() -> [&'static Row; Algorithm::ALL.len()] {
    let mut own = [FIRST; Algorithm::ALL.len()];
    let mut slots: &mut [&Row] = &mut own;
    let mut algorithms = Algorithm::ALL;
    while let [algorithm, rest @ ..] = algorithms {
        algorithms = rest;
        let Some((slot, free)) = slots.split_first_mut() else {
            return own;
        };
        *slot = Format::named(algorithm.name()).0;
        slots = free;
    }
    own
}

const fn row_of(name: &[u8]) -> Option<&'static Row> {
    let mut rows: &[&Row] = &ALL;
    while let [row, rest @ ..] = rows {
        rows = rest;
        if same(row.name.as_bytes(), name) {
            return Some(row);
        }
    }
    None
}

/// A spelling of stored hashes, by its name: what [`LegacyHash::parse_as`](crate::LegacyHash::parse_as)
/// takes where a text does not say what it is.
///
/// [`Display`](fmt::Display) and [`FromStr`] use the same lower-case names; they are never changed or
/// taken away, since configurations hold them. `docs/formats` has a page for each family.
///
/// ```
/// use legacy_hash::{Format, Need};
///
/// let redmine: Format = "redmine".parse()?;
/// assert!(!redmine.is_detected());
/// assert_eq!(redmine.pattern(), "<digest:hex>");
/// assert_eq!(redmine.expression().unwrap().to_string(), "sha1($s.sha1($p))");
/// assert!(redmine.needs().eq([Need::Salt]));
/// # Ok::<(), legacy_hash::UnknownFormat>(())
/// ```
#[derive(Clone, Copy)]
pub struct Format(&'static Row);

impl Format {
    /// All formats, a [family](Self::family) after the other.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        ALL.iter().map(|row| Self(row))
    }

    /// The name that [`Display`](fmt::Display) writes and [`FromStr`] reads.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// What the formats of its kind are called, as [`all`](Self::all) lists them one behind the other:
    /// `LDAP and Dovecot`, for instance. It is for headings, and may change.
    #[must_use]
    pub fn family(self) -> &'static str {
        let mut families = Self::families();
        let own = families.find(|family| family.rows.iter().any(|row| row.name == self.0.name));
        own.map_or("", |family| family.title)
    }

    /// What the documents say of all formats, a family after the other.
    #[doc(hidden)]
    pub fn families() -> impl ExactSizeIterator<Item = &'static Family> {
        FAMILIES.iter().copied()
    }

    /// The algorithm of the outermost function; a pre-hash is none. Where the text says it, or wraps one of
    /// any format as LDAP's `{CRYPT}` does, it is the most usual there: SHA-256 for Logto's, bcrypt for those.
    #[must_use]
    pub fn algorithm(self) -> Algorithm {
        let expression = self.0.expression();
        expression.map_or(Algorithm::Bcrypt, |expression| expression.algorithm())
    }

    /// Whether it is the format of an algorithm's own name.
    pub(crate) fn is_algorithm(self) -> bool {
        self.algorithm().name() == self.name()
    }

    /// Whether its texts wrap one that may be of any format.
    pub(crate) fn wraps_any(self) -> bool {
        self.0.wraps() && self.0.expression().is_none()
    }

    pub(crate) const fn of(row: &'static Row) -> Self {
        Self(row)
    }

    /// The format of this name. A name without a row does not compile.
    #[expect(clippy::panic, reason = "it is called by the compiler only")]
    pub(crate) const fn named(name: &'static str) -> Self {
        match row_of(name.as_bytes()) {
            Some(row) => Self(row),
            None => panic!("no row has this name"),
        }
    }

    /// What is computed and compared. `None` where each text says it, or wraps one that may be of any
    /// format.
    #[must_use]
    pub fn expression(self) -> Option<Expression> {
        let is_said = self.0.template.is_some();
        self.0.expression().filter(|_| !is_said)
    }

    /// The features of this crate that reading and verifying its texts need, each once. Where a text says
    /// itself what is computed, that may need another ([`Expression::features`]).
    pub fn features(self) -> impl Iterator<Item = &'static str> {
        let computed = self.expression().into_iter();
        let computed = computed.flat_map(|expression| expression.features());
        self.0.feature.into_iter().chain(computed)
    }

    /// What stands in other columns and has to be given in a [`Context`](crate::Context), since the text
    /// does not hold it.
    pub fn needs(self) -> impl Iterator<Item = Need> {
        self.0.needs()
    }

    /// A text of this format: of the password `correct horse`, with the salt `NaCl`, the user `alice` and
    /// the constant `site` where those come from other columns.
    #[must_use]
    pub const fn example(self) -> &'static str {
        self.0.example
    }

    /// How its texts are built: constants, and fields in angle brackets, as in
    /// `{SSHA}<digest+salt:base64>` or `$P$<n:log2 7-30><salt:text 8><digest:crypt64>`. A field says what it
    /// holds, how that is written, and how many bytes that is; in a tag in braces, `|` divides its spellings.
    /// It is for reading, and may change. `docs/formats/README.md` explains the words.
    #[must_use]
    pub const fn pattern(self) -> &'static str {
        self.0.pattern()
    }

    /// What its user has to know besides, in Markdown: what a constant is, of which releases it is. Empty
    /// where there is nothing to say. It is for reading, and may change.
    #[must_use]
    pub const fn note(self) -> &'static str {
        self.0.note
    }

    /// Where the rule is from: the system's own file, an RFC, or a documentation. Where the system does
    /// something to a password that the rule cannot say, as to escape quotes, a second sentence says so,
    /// and whose passwords are refused for it.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.0.source
    }

    /// Whether a text says itself that it is of this format, so that
    /// [`LegacyHash::parse`](crate::LegacyHash::parse) reads it. Otherwise the owner of the table has to.
    #[must_use]
    pub const fn is_detected(self) -> bool {
        self.0.is_detected()
    }

    /// The row of the table.
    pub(crate) const fn row(self) -> &'static Row {
        self.0
    }
}

impl Family {
    /// Its formats.
    pub fn formats(&'static self) -> impl ExactSizeIterator<Item = Format> {
        self.rows.iter().map(Format)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.name()).finish()
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

// A name has one row.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Format {}

impl PartialOrd for Format {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Format {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl Hash for Format {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl From<Algorithm> for Format {
    /// The format of the algorithm's own name: a bare digest, or the algorithm's own grammar.
    fn from(algorithm: Algorithm) -> Self {
        let own = BY_ALGORITHM.get(algorithm as usize);
        Self(own.copied().unwrap_or(FIRST))
    }
}

/// A name that is none of [`Format::all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a format that legacy-hash reads")]
#[non_exhaustive]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    /// Reads a name, in upper or lower case.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|format| format.name().eq_ignore_ascii_case(name))
            .ok_or(UnknownFormat)
    }
}
