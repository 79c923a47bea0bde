//! What is wrong with an expression, and where.

use core::error::Error;
use core::fmt;

/// How much of a long expression is shown on either side of the place, in characters.
const WINDOW: usize = 36;

/// Why a text is no expression.
///
/// [`Display`](fmt::Display) writes what is wrong, the text, and a caret below the place:
///
/// ```
/// use legacy_hash::{Expression, Reason};
///
/// let error = "md5($p.$q)".parse::<Expression>().unwrap_err();
/// assert_eq!(error.reason(), Reason::UnknownVariable);
/// assert_eq!(error.column(), 8);
/// assert_eq!(error.to_string(), "no such variable in column 8\nmd5($p.$q)\n       ^");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    reason: Reason,
    column: usize,
    excerpt: String,
    /// How many characters of the excerpt stand before the place.
    before: usize,
}

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It is longer than 1024 bytes.
    TooLong,
    /// It has more than 64 values, numbers of functions, and functions.
    TooManyTerms,
    /// Functions are nested more than 16 deep.
    TooDeep,
    /// `iterate` is nested in `iterate` more than 3 deep.
    TooManyIterates,
    /// It ends where something must follow.
    UnexpectedEnd,
    /// A value or a function must stand here.
    ValueExpected,
    /// A comma, a bracket, a point or the end must stand here.
    UnexpectedCharacter,
    /// `$` and a name that is no variable's.
    UnknownVariable,
    /// No function has this name.
    UnknownFunction,
    /// The name of a digest in upper case has no `_raw`, `_64`, `_64e` or `_64c` behind it.
    UpperCaseFlavour,
    /// The function takes more arguments.
    TooFewArguments,
    /// The function takes fewer arguments.
    TooManyArguments,
    /// A decimal number must stand here, without sign or leading zeros.
    NumberExpected,
    /// The number is too large: 65535 is the largest place to cut at, 4294967295 the largest count.
    NumberTooLarge,
    /// `cut` ends where it begins, or before.
    EmptyCut,
    /// A literal has no closing quote.
    UnterminatedLiteral,
    /// A backslash is followed by none of `"`, `\`, `n`, `r`, `t`, `0`, and `x` with two hexadecimal
    /// digits.
    UnknownEscape,
    /// A control character stands in a literal; it is written as an escape.
    ControlCharacter,
    /// `$_` is the value so far, in the step of `iterate`.
    ValueOutsideIterate,
    /// `$n` is a count, and stands where a count is taken.
    CountMisplaced,
    /// `bcrypt`, `argon2` and the like, of one value, are outermost, and alone.
    NotOutermost,
    /// The password, `$p`, has no part in what is computed.
    PasswordMissing,
}

impl Reason {
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::TooLong => "an expression has 1024 bytes at the most",
            Self::TooManyTerms => "an expression has 64 values, numbers and functions at the most",
            Self::TooDeep => "functions are nested more than 16 deep",
            Self::TooManyIterates => "iterate is nested more than 3 deep",
            Self::UnexpectedEnd => "the expression ends too early",
            Self::ValueExpected => "a value or a function is expected",
            Self::UnexpectedCharacter => "unexpected character",
            Self::UnknownVariable => "no such variable",
            Self::UnknownFunction => "no such function",
            Self::UpperCaseFlavour => "only digests in lower case have _raw, _64, _64e and _64c",
            Self::TooFewArguments => "too few arguments",
            Self::TooManyArguments => "too many arguments",
            Self::NumberExpected => "a decimal number is expected",
            Self::NumberTooLarge => "the number is too large",
            Self::EmptyCut => "nothing is left between these places",
            Self::UnterminatedLiteral => "the literal has no closing quote",
            Self::UnknownEscape => "no such escape",
            Self::ControlCharacter => "a control character is written as an escape",
            Self::ValueOutsideIterate => "$_ stands in the step of iterate only",
            Self::CountMisplaced => "$n stands where a count is taken only",
            Self::NotOutermost => "the function has to be outermost",
            Self::PasswordMissing => "the password, $p, is missing",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.message())
    }
}

impl ExpressionError {
    /// The text is wrong at this byte.
    pub(crate) fn new(reason: Reason, source: &str, at: usize) -> Self {
        let (before, behind) = source.split_at_checked(at).unwrap_or((source, ""));
        let column = before.chars().count();
        let shown = before.chars().rev().take(WINDOW).count();
        let mut excerpt: String = before.chars().skip(column.saturating_sub(shown)).collect();
        excerpt.extend(behind.chars().take(WINDOW));
        // One line, as wide as it has characters.
        let excerpt = excerpt.replace(|c: char| c.is_control(), " ");
        Self {
            reason,
            column: column.saturating_add(1),
            excerpt,
            before: shown,
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// Where it is wrong: the first character is in column 1. At the end, one more than there are
    /// characters.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} in column {}", self.reason, self.column)?;
        writeln!(f, "{}", self.excerpt)?;
        write!(f, "{:>1$}", '^', self.before.saturating_add(1))
    }
}

impl Error for ExpressionError {}
