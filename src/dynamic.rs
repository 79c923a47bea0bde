//! A hash that is a function over an expression of the password.

use core::fmt;

use argon2::KeyId;

use crate::algorithm::Algorithm;
use crate::backend::Engine;
use crate::context::{Context, ContextError, Need};
use crate::cost::Cost;
use crate::encoding;
use crate::error::{Field, Param, ParseError, VerifyError};
use crate::expression::evaluate::SHORTEST;
use crate::expression::numbers::Numbers;
use crate::expression::plan::Extent;
use crate::expression::program::Flavour;
use crate::expression::whole::Whole;
use crate::expression::{EvaluationError, Expression, Inputs, Outermost};
use crate::format::argon2::Argon2Hash;
use crate::format::bcrypt::BcryptHash;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::index::identify;
use crate::format::table::Format;
use crate::format::{Checked, Input, Verifier};
use crate::limits::{Excess, Limits, at_most};
use crate::stored_digest::StoredDigest;
use crate::text;

/// How many bytes of a password a hash has to read at the least: with fewer, a search through all of
/// them opens every account in seconds to days.
pub(crate) const MIN_PASSWORD_BYTES: usize = 8;

/// The shortest digest of a function that gives one of any length, in bytes: to a shorter one another
/// password might be found.
const MIN_DIGEST_BYTES: usize = 16;

/// Hashed where a password cannot be encoded as the expression asks, so that the time does not tell.
/// It is text, hexadecimal and base64, and what its hexadecimal stands for is as well.
const FILLER: [u8; 64] = [b'3'; 64];

/// Less work than this, in KiB, takes some 25 µs, and is lost in the noise of everything else.
const NOISE_KIB: u64 = 64;

/// The password for which work is counted: what a hash costs does not depend on whose it is.
const NOMINAL: [u8; 16] = [0; 16];

/// A hash that is computed by an [`Expression`]: the digest, or the text of the outermost function's
/// own, with what the text holds of salts and counts, and the [`Context`] of the row.
///
/// Built by [`LegacyHash::computed_by`](crate::LegacyHash::computed_by), and by
/// [`parse`](crate::LegacyHash::parse) and [`parse_as`](crate::LegacyHash::parse_as) for every
/// [`Format`] that has no payload of its own. It is verified as a [`LegacyHash`](crate::LegacyHash);
/// the parts below are for what looks into a table.
///
/// ```
/// use legacy_hash::{Context, Format, LegacyHash};
///
/// let redmine: Format = "redmine".parse()?;
/// let stored = LegacyHash::parse_as(redmine, "a2f21228b806f249ef5b96674c21692195969ef6")?
///     .with_context(Context::new().with_salt("NaCl"));
/// assert!(stored.verify("correct horse").is_ok());
///
/// if let LegacyHash::Dynamic(hash) = &stored {
///     assert_eq!(hash.format(), Some(redmine));
///     assert_eq!(hash.expression().to_string(), "sha1($s.sha1($p))");
///     assert_eq!(hash.context(), &Context::new().with_salt("NaCl"));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `Debug` shows the format and the expression, and lengths of everything else. Equality compares
/// digests in constant time.
#[derive(Clone, PartialEq, Eq)]
pub struct DynamicHash {
    expression: Expression,
    origin: Option<Box<Origin>>,
    target: Target,
    context: Context,
    /// It is asked for more often than the hash is verified.
    cost: Cost,
}

/// The row of the table that has read a text, and what the text held.
#[derive(Clone, PartialEq, Eq)]
struct Origin {
    format: Format,
    /// All but the digest and the nested text, which are the target.
    fields: Fields<'static>,
}

/// A hash whose password is the value of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Nested {
    Bcrypt(BcryptHash),
    Argon2(Box<Argon2Hash>),
    Dynamic(Box<DynamicHash>),
}

impl Nested {
    /// Whether its password is the one that is typed.
    pub(crate) fn is_bare(&self) -> bool {
        match self {
            Self::Bcrypt(_) | Self::Argon2(_) => true,
            Self::Dynamic(hash) => hash.expression.takes_password_first(),
        }
    }

    fn verifier(&self) -> &dyn Verifier {
        match self {
            Self::Bcrypt(hash) => hash,
            Self::Argon2(hash) => &**hash,
            Self::Dynamic(hash) => &**hash,
        }
    }
}

/// What the outermost function's value is compared with.
#[derive(Clone, PartialEq, Eq)]
enum Target {
    /// A digest, decoded, or a text as it stands.
    Bytes(StoredDigest<Box<[u8]>>),
    /// The expression's value is what this hash gets for a password.
    Stored(Nested),
}

impl Target {
    /// What the function around the expression takes.
    fn cost(&self) -> Option<Cost> {
        match self {
            Self::Bytes(_) => None,
            Self::Stored(hash) => Some(hash.verifier().cost()),
        }
    }
}

impl DynamicHash {
    /// Reads what the outermost function leaves: a digest in hexadecimal or base64, or a text as it stands.
    pub(crate) fn read(
        expression: &Expression,
        text: &str,
        context: Context,
    ) -> Result<Self, ParseError> {
        let algorithm = expression.algorithm();
        let malformed = ParseError::Malformed {
            algorithm,
            field: Field::Digest,
        };
        let target = match expression.outermost() {
            Outermost::Digest { len, flavour } => {
                let mut digest = vec![0; len].into_boxed_slice();
                let decoded = match flavour {
                    Flavour::Crypt64 => encoding::crypt64(text, &mut digest),
                    _ => encoding::digest(text, &mut digest),
                };
                decoded.map_err(|_| malformed)?;
                Target::Bytes(StoredDigest::new(digest))
            }
            Outermost::Derived { len, flavour } => {
                let digest = derived_digest(text, len, flavour).ok_or(malformed)?;
                Target::Bytes(StoredDigest::new(digest.into_boxed_slice()))
            }
            // A stolen hash must not be a password.
            Outermost::Text
                if !expression.has_digest()
                    && (identify(text).is_some() || text::is_built_like_a_hash(text)) =>
            {
                return Err(ParseError::Malformed {
                    algorithm,
                    field: Field::Structure,
                });
            }
            Outermost::Joined { .. } | Outermost::Text => {
                Target::Bytes(StoredDigest::new(text.as_bytes().into()))
            }
            Outermost::Stored(_) => return Err(malformed),
        };
        Ok(Self::of_target(expression, target, context))
    }

    /// A hash that is computed of the expression's value.
    pub(crate) fn around(expression: &Expression, hash: Nested, context: Context) -> Self {
        Self::of_target(expression, Target::Stored(hash), context)
    }

    fn of_target(expression: &Expression, target: Target, context: Context) -> Self {
        let cost = cost(expression, &inputs(None, &context, &NOMINAL), target.cost());
        Self {
            expression: expression.clone(),
            origin: None,
            target,
            context,
            cost,
        }
    }

    /// What a row of the table has taken out of a text. `nested` is the hash whose text it wraps.
    pub(crate) fn of_fields(
        format: Format,
        expression: Expression,
        mut fields: Fields<'_>,
        nested: Option<Nested>,
    ) -> Self {
        let target = match nested {
            Some(hash) => Target::Stored(hash),
            None => {
                let digest = core::mem::take(&mut *fields.digest);
                fields.numbers.length = u32::try_from(digest.len()).ok();
                Target::Bytes(StoredDigest::new(digest.into_boxed_slice()))
            }
        };
        let cost = cost_of(&expression, &fields, target.cost());
        let fields = fields.beside_the_digest();
        let origin = Origin { format, fields };
        Self {
            expression,
            origin: Some(Box::new(origin)),
            target,
            context: Context::new(),
            cost,
        }
    }

    /// The format whose text this was. `None` for a hash that was
    /// [built](crate::LegacyHash::computed_by) of an expression.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.origin.as_ref().map(|origin| origin.format)
    }

    /// What is computed for a password, and compared: the [format's](Format::expression), what the text
    /// said itself, or the one that was given.
    #[must_use]
    pub const fn expression(&self) -> &Expression {
        &self.expression
    }

    /// What was [given](crate::LegacyHash::with_context) of other columns. What the text holds itself is not
    /// in it.
    #[must_use]
    pub const fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn with_context(self, context: Context) -> Self {
        let inputs = inputs(self.fields(), &context, &NOMINAL);
        let cost = cost(&self.expression, &inputs, self.target.cost());
        Self {
            context,
            cost,
            ..self
        }
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.expression.algorithm()
    }

    fn inputs<'a>(&'a self, password: &'a [u8]) -> Inputs<'a> {
        inputs(self.fields(), &self.context, password)
    }

    /// What the text held besides the digest.
    fn fields(&self) -> Option<&Fields<'static>> {
        self.origin.as_ref().map(|origin| &origin.fields)
    }

    fn fault(&self, error: EvaluationError) -> VerifyError {
        let algorithm = self.algorithm();
        let context = |error| VerifyError::Context { algorithm, error };
        match error {
            EvaluationError::Missing(need) => context(ContextError::Missing(need)),
            EvaluationError::ContextNotEncodable => context(ContextError::NotEncodable),
            EvaluationError::NotEncodable => VerifyError::PasswordInvalid,
            EvaluationError::TooLarge => VerifyError::ValueTooLong { algorithm },
            EvaluationError::Unsupported(function) => VerifyError::Unsupported {
                algorithm,
                function,
            },
            EvaluationError::Undefined(function) => VerifyError::Undefined {
                algorithm,
                function,
            },
            EvaluationError::Internal => VerifyError::Internal { algorithm },
        }
    }

    fn evaluate<R>(
        &self,
        inputs: &Inputs<'_>,
        then: impl FnMut(&mut [u8], Whole) -> R,
    ) -> Result<R, EvaluationError> {
        #[cfg(test)]
        counted::add(self.expression.work_kib(inputs).unwrap_or_default());
        self.expression.evaluate(inputs, then)
    }

    /// Compares, and answers how much of the value was checked, and of how much of it the outermost
    /// function reads.
    fn compare(
        &self,
        value: &mut [u8],
        end: Option<usize>,
        engine: Engine<'_>,
    ) -> (Result<Checked, VerifyError>, usize) {
        match &self.target {
            Target::Bytes(digest) => {
                let checked = Checked::all_if(end.is_some());
                let value = match &self.origin {
                    Some(origin) => origin.format.row().cut_digest(value),
                    None => value,
                };
                (digest.verify(value).map(|()| checked), usize::MAX)
            }
            Target::Stored(hash) => {
                let input = Input {
                    end,
                    ..Input::of(value)
                };
                let hash = hash.verifier();
                let verdict = hash.verify(input, engine);
                let verdict = verdict.map(|checked| match end {
                    Some(_) => checked,
                    None => Checked::Part,
                });
                (verdict, hash.reads())
            }
        }
    }

    /// The verdict on a value that was computed of `input`. `whole` is what is known of the password in
    /// it, if there is such a value.
    fn judge(
        &self,
        value: &mut [u8],
        whole: Option<Whole>,
        input: Input<'_>,
        engine: Engine<'_>,
    ) -> Result<Checked, VerifyError> {
        let end = whole.and_then(|whole| whole.end());
        let (verdict, reads) = self.compare(value, end, engine);
        let seen = whole.map_or(0, |whole| whole.bytes_within(reads));
        // A password that ends where bcrypt stops reading is the beginning of longer ones. How much of a
        // pepper in front of the password is among what was read cannot be told.
        let is_little = !input.begins || seen < MIN_PASSWORD_BYTES;
        let is_hidden = is_little && end.is_none_or(|end| end >= reads);
        match verdict {
            Err(error @ VerifyError::Internal { .. }) => Err(error),
            _ if is_hidden => Err(VerifyError::PasswordHidden {
                algorithm: self.algorithm(),
            }),
            Ok(_) if input.end.is_none() => Ok(Checked::Part),
            verdict => verdict,
        }
    }

    /// The work of a password that the expression cannot encode: it is wrong, and the time does not tell.
    fn refuse(&self, input: Input<'_>, engine: Engine<'_>) -> VerifyError {
        let judged = self.evaluate(&self.inputs(&FILLER), |value, whole| {
            self.judge(value, Some(whole), input, engine)
        });
        let judged = match judged {
            // Nor can the filler be. What is around the expression is computed all the same.
            Err(EvaluationError::NotEncodable) => self.judge(&mut [], None, input, engine),
            Err(error) => return self.fault(error),
            Ok(judged) => judged,
        };
        match judged {
            Err(error @ VerifyError::Internal { .. }) => error,
            _ => VerifyError::PasswordInvalid,
        }
    }
}

impl Verifier for DynamicHash {
    fn cost(&self) -> Cost {
        self.cost
    }

    fn check_work(&self, password: &[u8], limits: &Limits) -> Result<(), Excess> {
        let inputs = self.inputs(password);
        if self.expression.takes_at_most(limits.work_kib, &inputs) {
            return Ok(());
        }
        // What cannot be planned is not computed.
        let work_kib = self.expression.work_kib(&inputs);
        at_most(Param::Work, work_kib.unwrap_or_default(), limits.work_kib)
    }

    fn salt_len(&self) -> usize {
        let in_text = self.fields().map_or(0, Fields::salt_len);
        let inner = match &self.target {
            Target::Bytes(_) => 0,
            Target::Stored(hash) => hash.verifier().salt_len(),
        };
        let all = self.context.len().saturating_add(in_text);
        all.saturating_add(inner)
    }

    fn reads(&self) -> usize {
        self.expression.reads()
    }

    fn make_up(&self, done: &Cost, input: Input<'_>, engine: Engine<'_>) {
        match &self.target {
            Target::Bytes(_) => {
                let mut inputs = self.inputs(input.bytes);
                let count = inputs.numbers.count;
                let count = count.filter(|_| self.expression.takes_count());
                let steps = count.unwrap_or_default().saturating_sub(done.count());
                inputs.numbers.count = Some(steps);
                // Whatever comes of it, the work is done.
                let _ = self.evaluate(&inputs, |_, _| ());
            }
            Target::Stored(hash) => hash.verifier().make_up(done, input, engine),
        }
    }

    fn key_id(&self) -> KeyId {
        match &self.target {
            Target::Stored(hash) => hash.verifier().key_id(),
            Target::Bytes(_) => KeyId::EMPTY,
        }
    }

    fn check_context(&self) -> Result<(), ContextError> {
        if let Some(number) = self.context.wrong_number() {
            return Err(ContextError::NoSuchConstant(number));
        }
        if let Target::Stored(hash) = &self.target {
            hash.verifier().check_context()?;
        }
        if !self.expression.has_needs() {
            return Ok(());
        }
        let missing = |need: &Need| {
            let in_text = match need {
                Need::Salt => self.fields().is_some_and(|fields| fields.salt.is_some()),
                Need::Salt2 => self.fields().is_some_and(|fields| fields.salt2.is_some()),
                Need::User | Need::Constant(_) => false,
            };
            !in_text && !self.context.has(*need)
        };
        match self.expression.needs().find(missing) {
            Some(need) => Err(ContextError::Missing(need)),
            None => Ok(()),
        }
    }

    /// The text of the row that has read it. The context is in no text, and is given beside it again.
    fn encoded(&self) -> Option<String> {
        let origin = self.origin.as_ref()?;
        let mut fields = origin.fields.clone();
        match &self.target {
            Target::Bytes(digest) => fields.digest.extend_from_slice(digest.as_bytes()),
            Target::Stored(hash) => fields.nested = Some(hash.verifier().encoded()?.into()),
        }
        Some(origin.format.row().print(&fields))
    }

    fn verify(&self, input: Input<'_>, engine: Engine<'_>) -> Result<Checked, VerifyError> {
        let judged = self.evaluate(&self.inputs(input.bytes), |value, whole| {
            self.judge(value, Some(whole), input, engine)
        });
        match judged {
            Ok(verdict) => verdict,
            Err(EvaluationError::NotEncodable) => Err(self.refuse(input, engine)),
            Err(error) => Err(self.fault(error)),
        }
    }
}

/// What the text of a row costs. Its salts may be others of the same length; `around` is what the hash
/// costs whose text it wraps.
pub(crate) fn cost_of(expression: &Expression, fields: &Fields<'_>, around: Option<Cost>) -> Cost {
    static NOTHING: Context = Context::EMPTY;
    cost(
        expression,
        &inputs(Some(fields), &NOTHING, &NOMINAL),
        around,
    )
}

/// What the expression takes, and the function around it.
fn cost(expression: &Expression, inputs: &Inputs<'_>, around: Option<Cost>) -> Cost {
    let (work_kib, memory_kib) = if expression.takes_at_most(NOISE_KIB - 1, inputs) {
        (0, 0)
    } else {
        match expression.plan(inputs) {
            Ok(extent) => (above_noise(Extent::kib(extent)), extent.memory_kib),
            Err(EvaluationError::TooLarge) => (u64::MAX, 0),
            // It is not computed.
            Err(_) => (0, 0),
        }
    };
    let algorithm = expression.algorithm();
    let count = inputs.numbers.count;
    let count = count.filter(|_| expression.takes_count());
    match (around, count) {
        (Some(around), _) => around.and(work_kib),
        (None, count) if memory_kib > 0 => {
            let family = expression.family().get();
            let parameters = [count.unwrap_or_default(), family, 0];
            Cost::of_memory(algorithm, memory_kib, work_kib, 1, parameters)
        }
        (None, Some(count)) => Cost::of_count(algorithm, work_kib, count, expression.family()),
        (None, None) => Cost::of_work(algorithm, work_kib),
    }
}

fn inputs<'a>(
    fields: Option<&'a Fields<'_>>,
    context: &'a Context,
    password: &'a [u8],
) -> Inputs<'a> {
    Inputs {
        password,
        context,
        salt: fields.and_then(|fields| fields.salt.as_deref()),
        salt2: fields.and_then(|fields| fields.salt2.as_deref()),
        numbers: fields.map_or_else(Numbers::default, |fields| fields.numbers),
    }
}

/// The digest of a function whose length the function does not say: in hexadecimal, if it is all
/// hexadecimal, or in base64.
fn derived_digest(text: &str, len: Option<usize>, flavour: Flavour) -> Option<Vec<u8>> {
    let coding = match flavour {
        Flavour::Crypt64 => Coding::Crypt64Be,
        _ if len.is_none()
            && Coding::Hex.len(text, None).is_some()
            && Coding::Hex.has_alphabet(text) =>
        {
            Coding::Hex
        }
        _ => Coding::Bare,
    };
    let digest = coding.decode(text, len).ok()?;
    let is_right = match len {
        Some(len) => digest.len() == len && len >= SHORTEST,
        None => digest.len() >= MIN_DIGEST_BYTES,
    };
    is_right.then(|| digest.into_owned())
}

/// What is more than noise of this much work.
const fn above_noise(work_kib: u64) -> u64 {
    if work_kib < NOISE_KIB { 0 } else { work_kib }
}

impl fmt::Debug for DynamicHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("DynamicHash");
        if let Some(format) = self.format() {
            shown.field("format", &format);
        }
        shown.field("expression", &format_args!("{}", self.expression));
        match &self.target {
            Target::Bytes(digest) => shown.field("digest", digest),
            Target::Stored(hash) => shown.field("hash", hash),
        };
        shown.field("context", &self.context).finish()
    }
}

/// The work of all expressions that this thread has evaluated, for the tests of equal work.
#[cfg(test)]
pub(crate) mod counted {
    use core::cell::Cell;

    thread_local! {
        static WORK_KIB: Cell<u64> = const { Cell::new(0) };
    }

    pub(super) fn add(work_kib: u64) {
        WORK_KIB.set(WORK_KIB.get().saturating_add(work_kib));
    }

    /// Since it was last taken.
    pub(crate) fn take() -> u64 {
        WORK_KIB.take()
    }
}
