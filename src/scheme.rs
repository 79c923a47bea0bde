//! How the stored texts of one kind are read, for tables whose rows say of which kind they are.

use core::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::algorithm::Algorithm;
use crate::context::{Context, ContextError, Need};
use crate::dynamic::MIN_PASSWORD_BYTES;
use crate::error::{ParseError, PolicyError};
use crate::expression::numbers::Numbers;
use crate::expression::whole::Whole;
use crate::expression::{CompiledRow, EvaluationError, Expression, Inputs, Outermost};
use crate::format::table::Format;
use crate::format::{Input, bcrypt};
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::normalization::{Normalization, Unprepared};
use crate::parse::{self, Reading};
use crate::text::Padding;

/// The password for which an input is judged: longer than bcrypt leaves room for behind a pepper.
const NOMINAL: [u8; 64] = [b'.'; 64];

/// The most work that may go into an input, in KiB of Argon2: it is done for the accounts of its scheme
/// alone, and has to be lost in the noise. Some 25 µs.
const MAX_INPUT_KIB: u64 = 64;

/// How stored texts of one kind are read, and what the old system did to a password before it
/// hashed it.
///
/// ```
/// use legacy_hash::{Algorithm, Pepper, Policy, Scheme, Stored};
///
/// # let policy = Policy::default().with_weak_cost(8, 1, 1)?;
/// let policy = policy
///     .with_scheme("v1", Scheme::of(Algorithm::Sha256))?
///     .with_scheme("v2", Scheme::detect().with_pepper(Pepper::suffix("the old pepper")))?;
///
/// // One row: version "v2", and a bcrypt hash of the password and the pepper.
/// let row = Stored::under("v2", "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm");
/// let answer = policy.authenticate(row, "correct horse");
/// # assert!(!answer.is_granted());
/// # Ok::<(), legacy_hash::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scheme {
    reading: Reading,
    input: Option<Mixture>,
    argon2_secret: Option<Arc<Zeroizing<Vec<u8>>>>,
    has_second_pepper: bool,
    normalization: Normalization,
}

/// What is made of a password before it is hashed.
#[derive(Clone)]
struct Mixture {
    expression: Expression,
    constants: Context,
    /// Whether so little of a password is within what bcrypt reads that nearly every one opens every
    /// account.
    hides_from_bcrypt: bool,
}

impl Mixture {
    fn new(expression: Expression, constants: Context) -> Self {
        let mut mixture = Self {
            expression,
            constants,
            hides_from_bcrypt: false,
        };
        mixture.hides_from_bcrypt = mixture.of(&NOMINAL).is_ok_and(|(_, whole)| {
            let is_read = whole.end().is_some_and(|end| end < bcrypt::KEY_LEN);
            !is_read && whole.bytes_within(bcrypt::KEY_LEN) < MIN_PASSWORD_BYTES
        });
        mixture
    }

    fn of(&self, password: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Whole), EvaluationError> {
        self.expression.evaluate_written(&self.inputs(password))
    }

    fn inputs<'a>(&'a self, password: &'a [u8]) -> Inputs<'a> {
        Inputs {
            password,
            context: &self.constants,
            salt: None,
            salt2: None,
            numbers: Numbers::default(),
        }
    }

    /// Refuses what cannot be meant.
    fn check(&self) -> Result<(), PolicyError> {
        let context = |error| Err(PolicyError::Context(error));
        if let Some(number) = self.constants.wrong_number() {
            return context(ContextError::NoSuchConstant(number));
        }
        for need in self.expression.needs() {
            if !self.constants.has(need) {
                return context(ContextError::Missing(need));
            }
            if let Need::Constant(number) = need
                && self
                    .constants
                    .constant(number)
                    .is_some_and(<[u8]>::is_empty)
            {
                return Err(PolicyError::SecretEmpty);
            }
        }
        let is_hashed = matches!(self.expression.outermost(), Outermost::Stored(_));
        let is_dear = |work_kib| work_kib > MAX_INPUT_KIB;
        let work = self.expression.work_kib(&self.inputs(&NOMINAL));
        if is_hashed || self.expression.takes_numbers() || work.is_ok_and(is_dear) {
            return Err(PolicyError::NotAnInput);
        }
        match self.of(&NOMINAL) {
            Ok((_, whole))
                if whole.end().is_none() && whole.bytes_within(usize::MAX) < MIN_PASSWORD_BYTES =>
            {
                Err(PolicyError::PasswordHidden)
            }
            Ok(_) | Err(EvaluationError::NotEncodable) => Ok(()),
            Err(EvaluationError::ContextNotEncodable) => context(ContextError::NotEncodable),
            Err(_) => Err(PolicyError::NotAnInput),
        }
    }
}

/// The constants may be secrets, and show their lengths.
impl fmt::Debug for Mixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {:?}", self.expression, self.constants)
    }
}

impl Scheme {
    /// Texts of this format or algorithm, as [`LegacyHash::parse_as`] reads them. For tables of old hashes that
    /// are never written to again; where new hashes will stand beside the old ones, without a label
    /// of their own, it is [`detect`](Self::detect) with [`with_bare`](Self::with_bare).
    #[must_use]
    pub fn of(format: impl Into<Format>) -> Self {
        Self::reading(Reading::of(format.into()))
    }

    /// Texts that say what they are, as [`LegacyHash::parse`] reads them.
    #[must_use]
    pub const fn detect() -> Self {
        Self::reading(Reading::detect())
    }

    const fn reading(reading: Reading) -> Self {
        Self {
            reading,
            input: None,
            argon2_secret: None,
            has_second_pepper: false,
            normalization: Normalization::Raw,
        }
    }

    /// Says what the bare texts of a column are, those that bear no format's mark: an unsalted digest, or
    /// another format that has to be declared. All others say themselves what they are, also where the
    /// scheme began as one [of](Self::of) a single format.
    ///
    /// ```
    /// use legacy_hash::{Algorithm, Policy, Scheme, Stored};
    ///
    /// let policy = Policy::default().with_scheme("old", Scheme::detect().with_bare(Algorithm::Md5))?;
    /// let bare = Stored::under("old", "5f4dcc3b5aa765d61d8327deb882cf99");
    /// let bcrypt = "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
    /// assert_eq!(policy.read(bare).unwrap().algorithm(), Algorithm::Md5);
    /// assert_eq!(policy.read(Stored::under("old", bcrypt)).unwrap().algorithm(), Algorithm::Bcrypt);
    /// # Ok::<(), legacy_hash::PolicyError>(())
    /// ```
    #[must_use]
    pub fn with_bare(mut self, format: impl Into<Format>) -> Self {
        self.reading.declared = None;
        self.reading.bare = Some(format.into());
        self
    }

    /// Says that blanks and line breaks behind a text are no part of it, as `CHAR(n)` columns pad
    /// their texts and files of lines end them. Without this, such a text is
    /// [`Padded`](ParseError::Padded), an error.
    #[must_use]
    pub const fn with_padding_trimmed(mut self) -> Self {
        self.reading.padding = Padding::Trimmed;
        self
    }

    /// Says that a secret went in with each password. A scheme has one:
    /// [`Policy::with_scheme`](crate::Policy::with_scheme) refuses a second.
    #[must_use]
    pub fn with_pepper(self, pepper: Pepper) -> Self {
        match pepper.0 {
            Place::Input(mixture) => self.with_mixture(mixture),
            Place::Argon2(secret) => Self {
                has_second_pepper: self.has_second_pepper || self.has_pepper(),
                argon2_secret: Some(secret),
                ..self
            },
        }
    }

    /// Says what the old system made of a password before it was hashed, by an expression: a pre-hash,
    /// a pepper, or both. Its constants are given in a context; salts and users are none of it, since
    /// they differ from row to row (for those see
    /// [`LegacyHash::computed_by`](crate::LegacyHash::computed_by)). Passwords are
    /// [normalised](Self::with_normalization) before. It takes the place of a [`Pepper`], of which each
    /// but [`argon2_secret`](Pepper::argon2_secret) is such an expression.
    ///
    /// ```
    /// use legacy_hash::{Context, Expression, Policy, Scheme, Stored};
    ///
    /// // bcrypt of the password's SHA-256, in base64.
    /// let prehash: Expression = "sha256_64e($p)".parse().unwrap();
    /// let old = Scheme::detect().with_input(prehash, Context::new());
    /// let policy = Policy::default().with_scheme("v1", old)?;
    /// let row = Stored::under("v1", "$2y$04$nuti0Rh9PUOIWBui8K1XluLwOgemo9L7iom..zBebGC.Pbx9Kg3la");
    /// assert!(policy.authenticate(row, "correct horse").is_granted());
    /// # Ok::<(), legacy_hash::PolicyError>(())
    /// ```
    #[must_use]
    pub fn with_input(self, expression: Expression, constants: Context) -> Self {
        self.with_mixture(Mixture::new(expression, constants))
    }

    fn with_mixture(self, mixture: Mixture) -> Self {
        Self {
            has_second_pepper: self.has_second_pepper || self.has_pepper(),
            input: Some(mixture),
            ..self
        }
    }

    const fn has_pepper(&self) -> bool {
        self.input.is_some() || self.argon2_secret.is_some()
    }

    /// Says that passwords were normalised.
    #[must_use]
    pub fn with_normalization(self, normalization: Normalization) -> Self {
        Self {
            normalization,
            ..self
        }
    }

    pub(crate) const fn normalization(&self) -> Normalization {
        self.normalization
    }

    /// Whether a password goes in as it does under a policy with this normalisation.
    pub(crate) fn is_plain(&self, normalization: Normalization) -> bool {
        !self.has_pepper() && self.normalization == normalization
    }

    pub(crate) fn parse(&self, text: &str, limits: &Limits) -> Result<LegacyHash, ParseError> {
        parse::parse_within(self.reading, text, limits)
    }

    /// Refuses what cannot be meant.
    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        if let Some(format) = self.reading.never_bare() {
            return Err(PolicyError::NeverBare(format.algorithm()));
        }
        if self.has_second_pepper {
            return Err(PolicyError::PepperTwice);
        }
        let declared = self.reading.declared.map(Format::algorithm);
        if let Some(secret) = &self.argon2_secret {
            if secret.is_empty() {
                return Err(PolicyError::SecretEmpty);
            }
            if !matches!(declared, None | Some(Algorithm::Argon2)) {
                return Err(PolicyError::PepperNotArgon2);
            }
        }
        if let Some(input) = &self.input {
            input.check()?;
        }
        let is_plain = |format: Format| format.is_algorithm();
        let may_be_bcrypt = self.reading.declared.is_none_or(is_plain);
        if may_be_bcrypt && self.hides_passwords_of(declared.unwrap_or(Algorithm::Bcrypt)) {
            return Err(PolicyError::PepperHidesPassword);
        }
        Ok(())
    }

    /// Whether so little of a password is within what the algorithm reads that nearly every one opens
    /// every account.
    pub(crate) fn hides_passwords_of(&self, algorithm: Algorithm) -> bool {
        let hides = |input: &Mixture| input.hides_from_bcrypt;
        algorithm == Algorithm::Bcrypt && self.input.as_ref().is_some_and(hides)
    }

    /// The secret that goes into Argon2 where the text names none.
    pub(crate) fn argon2_secret(&self) -> Option<&[u8]> {
        self.argon2_secret.as_ref().map(|secret| secret.as_slice())
    }

    /// What the old system hashed when this was typed.
    pub(crate) fn prepare<'a>(&self, typed: &'a [u8]) -> Result<Prepared<'a>, Unprepared> {
        let normal = match self.normalization.apply(typed)? {
            Some(normal) => Prepared::password(Bytes::Owned(normal)),
            None => Prepared::raw(typed),
        };
        self.pepper(normal)
    }

    /// What goes in for a password that is in this scheme's normal form already.
    pub(crate) fn pepper<'a>(&self, normal: Prepared<'a>) -> Result<Prepared<'a>, Unprepared> {
        match &self.input {
            Some(input) => mixed(input, &normal),
            None => Ok(normal),
        }
    }
}

/// What an expression makes of a password.
fn mixed<'a>(input: &Mixture, password: &Prepared<'_>) -> Result<Prepared<'a>, Unprepared> {
    let (value, whole) = input.of(password.bytes()).map_err(|error| match error {
        EvaluationError::NotEncodable => Unprepared::NotEncodable,
        EvaluationError::TooLarge => Unprepared::TooLong,
        // The rest was refused when the scheme was made.
        _ => Unprepared::Internal,
    })?;
    Ok(Prepared {
        bytes: Bytes::Owned(value),
        end: whole.end(),
        begins: whole.bytes_within(MIN_PASSWORD_BYTES) >= MIN_PASSWORD_BYTES,
    })
}

/// A secret that an old system mixed into every password. `Debug` shows where, and not which.
#[derive(Clone)]
pub struct Pepper(Place);

#[derive(Clone)]
enum Place {
    Input(Mixture),
    Argon2(Arc<Zeroizing<Vec<u8>>>),
}

/// How the code of [`Pepper::hmac_sha256`] was written before it was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HmacOutput {
    /// 32 bytes as they are. One code in eight has a NUL, and is [lossy](crate::Withheld::Lossy)
    /// for bcrypt.
    Raw,
    /// 64 lower-case hexadecimal digits.
    Hex,
    /// 44 characters of padded base64.
    Base64,
}

static PREFIX: CompiledRow = Expression::row("$c1.$p");
static SUFFIX: CompiledRow = Expression::row("$p.$c1");
static HMAC_RAW: CompiledRow = Expression::row("hmac_sha256_raw($c1, $p)");
static HMAC_HEX: CompiledRow = Expression::row("hmac_sha256($c1, $p)");
static HMAC_BASE64: CompiledRow = Expression::row("hmac_sha256_64e($c1, $p)");

impl Pepper {
    fn new(expression: &'static CompiledRow, secret: impl AsRef<[u8]>) -> Self {
        let constants = Context::new().with_constant(1, secret);
        Self(Place::Input(Mixture::new(
            expression.expression(),
            constants,
        )))
    }

    /// The secret stood before the password. bcrypt reads 72 bytes, and fewer than 8 of the password
    /// are too few: behind a secret of more than 64 bytes nearly every password would open every
    /// account. [`Policy::with_scheme`](crate::Policy::with_scheme) refuses it where texts may be
    /// bcrypt's, and a bcrypt hash that comes in all the same is
    /// [denied](crate::Denial::PepperHidesPassword).
    #[must_use]
    pub fn prefix(secret: impl AsRef<[u8]>) -> Self {
        Self::new(&PREFIX, secret)
    }

    /// The secret stood after the password, as Devise puts it.
    #[must_use]
    pub fn suffix(secret: impl AsRef<[u8]>) -> Self {
        Self::new(&SUFFIX, secret)
    }

    /// The password was replaced by its HMAC-SHA-256 (RFC 2104) under the secret.
    #[must_use]
    pub fn hmac_sha256(secret: impl AsRef<[u8]>, output: HmacOutput) -> Self {
        let expression = match output {
            HmacOutput::Raw => &HMAC_RAW,
            HmacOutput::Hex => &HMAC_HEX,
            HmacOutput::Base64 => &HMAC_BASE64,
        };
        Self::new(expression, secret)
    }

    /// The secret went into Argon2's own secret input, and the texts have no `keyid` that says so.
    /// For new hashes, and for texts that name it, see
    /// [`Policy::with_secret`](crate::Policy::with_secret).
    #[must_use]
    pub fn argon2_secret(secret: impl AsRef<[u8]>) -> Self {
        Self(Place::Argon2(Arc::new(Zeroizing::new(
            secret.as_ref().to_vec(),
        ))))
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Input(mixture) => mixture.fmt(f),
            Place::Argon2(secret) => write!(f, "Argon2([{} bytes])", secret.len()),
        }
    }
}

/// What goes into a hash for what was typed.
pub(crate) struct Prepared<'a> {
    bytes: Bytes<'a>,
    /// After which byte all of the password has gone in, if it has.
    end: Option<usize>,
    /// Whether it begins with the password.
    begins: bool,
}

enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Owned(Zeroizing<Vec<u8>>),
}

impl<'a> Prepared<'a> {
    fn password(bytes: Bytes<'a>) -> Self {
        let len = match &bytes {
            Bytes::Borrowed(bytes) => bytes.len(),
            Bytes::Owned(bytes) => bytes.len(),
        };
        Self {
            bytes,
            end: Some(len),
            begins: true,
        }
    }

    /// Exactly these bytes.
    pub(crate) fn raw(bytes: &'a [u8]) -> Self {
        Self::password(Bytes::Borrowed(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Borrowed(bytes) => bytes,
            Bytes::Owned(bytes) => bytes,
        }
    }

    /// For a hash.
    pub(crate) fn input(&self) -> Input<'_> {
        Input {
            bytes: self.bytes(),
            end: self.end,
            begins: self.begins,
        }
    }
}
