//! Expressions: what was computed of a password.

pub(crate) mod display;
pub(crate) mod error;
pub(crate) mod evaluate;
pub(crate) mod facts;
pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod parse;
pub(crate) mod plan;
pub(crate) mod program;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod whole;

use core::hash::{Hash, Hasher};
use core::num::NonZeroU32;
use core::str::FromStr;
use std::collections::BTreeSet;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::algorithm::Algorithm;
use crate::context::{Context, Need};
use crate::expression::error::ExpressionError;
use crate::expression::evaluate::{Evaluator, Then};
use crate::expression::facts::{Facts, bit};
use crate::expression::numbers::{Number, Numbers};
use crate::expression::parse::{Fault, Parsed, parse};
use crate::expression::plan::{Extent, MAX_VALUE, Planner};
use crate::expression::program::{Flavour, Kind, Node, Program, Stored, bytes};
use crate::expression::text::Value;
use crate::expression::whole::Whole;
use crate::function::DigestFunction;
use crate::memory::with_wiped_stack;

/// The most values and functions of a row's expression: less than others may have, since each row
/// keeps room for them.
const ROW_NODES: usize = 24;

/// What an old system computed of a password before it stored it, or before it gave it to bcrypt or
/// Argon2.
///
/// ```
/// use legacy_hash::Expression;
///
/// let expression: Expression = "md5(md5($p).$s)".parse()?;
/// assert_eq!(expression.to_string(), "md5(md5($p).$s)");
/// # Ok::<(), legacy_hash::ExpressionError>(())
/// ```
///
/// A stored hash is [computed by](crate::LegacyHash::computed_by) one; a
/// [`Scheme`](crate::Scheme::with_input) has one for what went into its hashes; and each
/// [`Format`](crate::Format::expression) has its own.
///
/// # The language
///
/// It is that of John the Ripper's dynamic formats, with more functions. Blanks do not count.
///
/// | Value | |
/// |---|---|
/// | `$p` | the password; it has to occur |
/// | `$s` `$s2` `$u` | the salt, the second salt, the user's name as the old system stored it |
/// | `$c1` … `$c8` | constants, which are the place for a secret |
/// | `"text"` | a literal, with the escapes `\"` `\\` `\n` `\r` `\t` `\0` `\xHH` |
/// | `a.b` | one behind the other |
///
/// | Function | |
/// |---|---|
/// | `md4` `md5` `sha1` `sha224` `sha256` `sha384` `sha512` `sha512_224` `sha512_256` `sha3_224` `sha3_256` `sha3_384` `sha3_512` `shake128` `shake256` `ripemd160` `whirlpool` `blake2b` `blake2s` `sm3` `streebog256` `streebog512` | a digest in lower-case hexadecimal |
/// | `MD5` … | the same in upper-case hexadecimal |
/// | `md5_raw` … | its bytes |
/// | `md5_64` `md5_64e` `md5_64c` … | in base64: without padding, with padding, and over `./0-9A-Za-z` without |
/// | `hmac_md5(key, data)` … | HMAC (RFC 2104), written in the same ways |
/// | `lc(x)` `uc(x)` | ASCII letters in lower or upper case |
/// | `trim(x)` | without space, tab, line breaks, NUL and vertical tab at both ends, as PHP's |
/// | `cut(from, to, x)` | the bytes from one place up to another one, or up to the end: `cut(0,8,x)` is the first 8 |
/// | `cut0(x)` | up to the first NUL |
/// | `utf16(x)` `latin1(x)` | from UTF-8 to little-endian UTF-16, or to Latin-1 |
/// | `nfkc(x)` `saslprep(x)` | UTF-8 normalised by Unicode's NFKC, or by RFC 4013 |
/// | `saslprep_or_raw(x)` | the same by RFC 4013; what it refuses is left as it is |
/// | `unhex(x)` `unbase64(x)` | the bytes of hexadecimal, or of standard base64, padded or not |
/// | `iterate(n, first, step)` | `first`, and then `n` times `step`, in which `$_` is the value so far |
/// | `pbkdf2_sha256(p, s, n)` … | PBKDF2 (RFC 8018) over any digest's HMAC, of a password, a salt and a count; a fourth argument is the length in bytes, if it is not the digest's |
/// | `scrypt(p, s, n, r, lanes, length)` | scrypt (RFC 7914); `n` is N itself |
/// | `md5_crypt(p, s)` `apr1_crypt(p, s)` `sha1_crypt(p, s, n)` `sha256_crypt(p, s, n)` `sha512_crypt(p, s, n)` `sun_md5(p, s, n)` `des_crypt(p, s)` `bsdi_crypt(p, s, n)` `bigcrypt(p, s, length)` `crypt16(p, s)` | crypt(3)'s digest, whose bytes stand in the order in which it writes them; up to 512 bytes of password |
/// | `yescrypt(p, s, flags, n, r, lanes, t)` | yescrypt |
/// | `lm(x)` `mysql_old(x)` `oracle10(x)` `cisco_pix(p, user)` `cisco_asa(p, user)` `cisco_type7(p, n)` `cram_md5(x)` | of Windows, MySQL, Oracle, Cisco and Dovecot |
/// | `aes256_ctr(key, data)` | AES-256 in counter mode, from zero on |
/// | `bcrypt(x)` `argon2(x)` `pbkdf2(x)` `scrypt(x)` `sha512_crypt(x)` … | outermost only, with one value: what the stored text says, with `x` for the password |
///
/// All but the functions of texts are written in hexadecimal, or as their name says (`_raw`, …). A number
/// is written as it is, or is the one in the stored text: `$n`, `$r`, `$lanes`, `$t`, `$flags`, and `$length`
/// for the bytes of the stored digest.
///
/// An expression has 1024 bytes and 64 values, numbers and functions at the most, 16 deep, and `iterate` 3 deep.
/// Places of `cut` go up to 65535, and counts up to 4294967295. What is over these is an
/// [`ExpressionError`].
///
/// No value is longer than 64 KiB, which is
/// [`VerifyError::ValueTooLong`](crate::VerifyError::ValueTooLong), and the work is held to
/// [`Limits::work_kib`](crate::Limits::work_kib). A password that cannot be converted, as one that is not
/// UTF-8 by `utf16`, is a wrong one; another value that cannot be is
/// [`ContextError::NotEncodable`](crate::ContextError::NotEncodable).
///
/// SM3 is computed with the feature `records`, Streebog with `yescrypt`, `nfkc` and `saslprep` with
/// `unicode-normalization`. Expressions with them are read without as well.
///
/// Two expressions are equal if they are made of the same functions and values. A literal is its bytes,
/// however it is written.
#[derive(Clone)]
pub struct Expression(Handle);

#[derive(Clone)]
enum Handle {
    Row(&'static CompiledRow),
    Read(Arc<Read>),
}

/// The expression of a row, read by the compiler.
pub(crate) struct CompiledRow {
    source: &'static str,
    nodes: [Node; ROW_NODES],
    len: usize,
    depth: u8,
    facts: Facts,
}

/// An expression that was read at run time.
struct Read {
    source: Box<str>,
    nodes: Box<[Node]>,
    depth: u8,
    facts: Facts,
}

/// What the outermost function leaves to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outermost {
    /// The bytes of a digest or an HMAC are computed; `flavour` is how the expression writes them.
    Digest { len: usize, flavour: Flavour },
    /// The bytes of a function of a password and a salt; how many, where that does not depend on them or
    /// on the stored text.
    Derived {
        len: Option<usize>,
        flavour: Flavour,
    },
    /// The bytes of digests and HMACs, one behind the other.
    Joined { len: usize },
    /// Text of any length: the stored text's own bytes are compared.
    Text,
    /// The input of a function is computed whose salt and numbers a text of its own says.
    Stored(Algorithm),
}

/// What goes in.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
    pub(crate) password: &'a [u8],
    pub(crate) context: &'a Context,
    /// From the stored text; where there is none, the context's.
    pub(crate) salt: Option<&'a [u8]>,
    /// From the stored text; where there is none, the context's.
    pub(crate) salt2: Option<&'a [u8]>,
    /// From the stored text.
    pub(crate) numbers: Numbers,
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EvaluationError {
    /// It was not given.
    Missing(Need),
    /// A value would be longer than 64 KiB, or an `iterate` still grows after 16 steps.
    TooLarge,
    /// What the password is part of is not UTF-8, not in Latin-1, no hexadecimal, …
    NotEncodable,
    /// The same of what is no password.
    ContextNotEncodable,
    /// The function of this name is compiled out.
    Unsupported(&'static str),
    /// The function of this name is not defined for the numbers that it was given.
    Undefined(&'static str),
    /// There is no memory, `$n` was not given, or a defect here.
    Internal,
}

impl Expression {
    /// A row's computation: a wrong one does not compile.
    ///
    /// # Panics
    /// If the expression is wrong, or has more than 24 values and functions.
    #[expect(clippy::panic, reason = "it is called by the compiler only")]
    pub(crate) const fn row(source: &'static str) -> CompiledRow {
        let Parsed { nodes, len, depth } = match parse(source) {
            Ok(parsed) => parsed,
            Err(Fault { reason, .. }) => panic!("{}", reason.message()),
        };
        let Some((nodes, _)) = nodes.split_first_chunk::<ROW_NODES>() else {
            panic!("fewer nodes than a row has")
        };
        let Some((used, _)) = nodes.split_at_checked(len) else {
            panic!("too many values for a row")
        };
        let facts = Facts::of(Program {
            source: source.as_bytes(),
            nodes: used,
            depth,
        });
        CompiledRow {
            source,
            nodes: *nodes,
            len,
            depth,
            facts,
        }
    }

    fn facts(&self) -> &Facts {
        match &self.0 {
            Handle::Row(row) => &row.facts,
            Handle::Read(read) => &read.facts,
        }
    }

    fn program(&self) -> Program<'_> {
        match &self.0 {
            Handle::Row(row) => Program {
                source: row.source.as_bytes(),
                nodes: row.nodes.get(..row.len).unwrap_or_default(),
                depth: row.depth,
            },
            Handle::Read(read) => Program {
                source: read.source.as_bytes(),
                nodes: &read.nodes,
                depth: read.depth,
            },
        }
    }

    /// Whether it is a function whose salt and numbers a text of its own says, of the password itself.
    pub(crate) fn is_stored_bare(&self) -> bool {
        let kinds = self.program().nodes.iter().map(|node| node.kind);
        let mut kinds = kinds.fuse();
        let first = matches!(kinds.next(), Some(Kind::Stored(_)));
        first && kinds.next() == Some(Kind::Password) && kinds.next().is_none()
    }

    /// Whether the outermost function takes the password itself as its first value.
    pub(crate) fn takes_password_first(&self) -> bool {
        let mut kinds = self.program().nodes.iter().map(|node| node.kind);
        let is_derived = matches!(kinds.next(), Some(Kind::Derivation(..)));
        is_derived && kinds.next() == Some(Kind::Password)
    }

    /// How many bytes of its first value the outermost function reads.
    pub(crate) fn reads(&self) -> usize {
        let program = self.program();
        match program.only(program.all()).map(|(node, _)| node.kind) {
            Some(Kind::Derivation(function, _)) => function.reads().len,
            _ => usize::MAX,
        }
    }

    /// Whether anything is computed of more than the password and literals.
    pub(crate) fn has_needs(&self) -> bool {
        self.facts().needs != 0
    }

    /// Whether its functions are defined for the numbers that a text says.
    pub(crate) fn is_defined(&self, numbers: &Numbers) -> bool {
        let program = self.program();
        let mut nodes = program.nodes.iter();
        !self.takes_numbers()
            || nodes.all(|node| match node.kind {
                Kind::Derivation(function, _) => {
                    let arguments = numbers.arguments(program, *node);
                    arguments.is_ok_and(|arguments| function.is_defined(&arguments))
                }
                _ => true,
            })
    }

    /// The features of this crate that computing it needs, each once: without one of them it is
    /// [`Unsupported`](crate::VerifyError::Unsupported).
    pub fn features(&self) -> impl Iterator<Item = &'static str> + use<> {
        let nodes = self.program().nodes.iter();
        let features = nodes.filter_map(|node| match node.kind {
            Kind::Digest(function, _) | Kind::Hmac(function, _) => function.feature(),
            Kind::Derivation(function, _) | Kind::Stored(Stored::Of(function)) => {
                Some(function.feature())
            }
            Kind::Stored(Stored::Pbkdf2) => Some("pbkdf2"),
            Kind::Nfkc | Kind::Saslprep | Kind::SaslprepOrRaw => Some("unicode-normalization"),
            _ => None,
        });
        features.collect::<BTreeSet<_>>().into_iter()
    }

    /// What is computed takes besides the password, each once: salts, the user, constants in their
    /// order.
    pub fn needs(&self) -> impl Iterator<Item = Need> + '_ {
        const ALL: [Need; 11] = [
            Need::Salt,
            Need::Salt2,
            Need::User,
            Need::Constant(1),
            Need::Constant(2),
            Need::Constant(3),
            Need::Constant(4),
            Need::Constant(5),
            Need::Constant(6),
            Need::Constant(7),
            Need::Constant(8),
        ];
        let needs = self.facts().needs;
        let are_left = move |need: &Need| needs >= bit(*need);
        let all = ALL.into_iter().take_while(are_left);
        all.filter(move |need| needs & bit(*need) != 0)
    }

    /// Whether `$n` is one of the numbers that the stored text has to say.
    pub(crate) fn takes_count(&self) -> bool {
        self.facts().takes_count
    }

    /// Whether the stored text has to say a number.
    pub(crate) fn takes_numbers(&self) -> bool {
        self.facts().takes_numbers
    }

    /// A number that equal expressions share if they are written alike, and others hardly.
    pub(crate) fn family(&self) -> NonZeroU32 {
        self.facts().family
    }

    /// Whether a digest, an HMAC or the like is computed on the way. Without one, the value may be the password.
    pub(crate) fn has_digest(&self) -> bool {
        let nodes = self.program().nodes.iter();
        let kinds = nodes.map(|node| node.kind);
        let is_digest = |kind| {
            matches!(
                kind,
                Kind::Digest(..) | Kind::Hmac(..) | Kind::Derivation(..)
            )
        };
        let is_never_taken = |kind| matches!(kind, Kind::Iterate(Number::Literal(0)));
        kinds.clone().any(is_digest) && !kinds.clone().any(is_never_taken)
    }

    /// The algorithm of the outermost function. `iterate` has that of its step; values, joins and
    /// functions of texts have none.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.facts().algorithm
    }

    pub(crate) fn outermost(&self) -> Outermost {
        self.facts().outermost
    }

    pub(crate) fn plan(&self, inputs: &Inputs<'_>) -> Result<Extent, EvaluationError> {
        let program = self.program();
        Planner::new(program, inputs).range(program.all(), 0)
    }

    /// More than all values of an expression have together that has no value longer than it takes, and
    /// nothing that cannot be encoded. None for the others, which have to be planned, and for what may be
    /// too large.
    fn bound(&self, inputs: &Inputs<'_>) -> Option<usize> {
        let program = self.program();
        let longest = program.source.len().max(inputs.len());
        let longest = longest.saturating_add(DigestFunction::MAX_LEN * 2);
        let all = longest.saturating_mul(program.nodes.len());
        (self.facts().is_plain && all <= MAX_VALUE).then_some(all)
    }

    /// Whether inputs of these lengths make no more work than this, so far as that can be told without a
    /// plan.
    pub(crate) fn takes_at_most(&self, work_kib: u64, inputs: &Inputs<'_>) -> bool {
        let Some(bound) = self.bound(inputs) else {
            return false;
        };
        let program = self.program();
        // A byte goes into one function after another, and takes no more than 8 ns in each.
        let bytes = (bound as u64).saturating_mul(u64::from(program.depth).saturating_add(1));
        let nanoseconds = bytes.saturating_mul(8);
        let nanoseconds = nanoseconds.saturating_add(self.facts().fixed_nanoseconds.into());
        Extent {
            nanoseconds,
            ..Extent::default()
        }
        .kib()
            <= work_kib
    }

    /// The work that inputs of these lengths make, as the KiB that Argon2 would fill in the same time on
    /// one core. What bcrypt and Argon2 take themselves is not in it. Computes and allocates nothing.
    pub(crate) fn work_kib(&self, inputs: &Inputs<'_>) -> Result<u64, EvaluationError> {
        self.plan(inputs).map(Extent::kib)
    }

    /// Computes, after the bounds were checked: the bytes of the outermost digest, the text, or the
    /// input of bcrypt, Argon2 or the like. `then` is called with a digest or a text before the stack is
    /// wiped that they are on, and with the input of those after it, for they take a stack of their own.
    pub(crate) fn evaluate<R>(
        &self,
        inputs: &Inputs<'_>,
        mut then: impl FnMut(&mut [u8], Whole) -> R,
    ) -> Result<R, EvaluationError> {
        let outermost = self.outermost();
        let mut value = Value::default();
        if let Outermost::Stored(_) = outermost {
            let whole = self.run_to(outermost, inputs, &mut value)?;
            return Ok(then(value.bytes_mut(), whole));
        }
        let mut answer = Err(EvaluationError::Internal);
        let mut then = |bytes: &mut [u8], whole| answer = Ok(then(bytes, whole));
        self.run(outermost, inputs, &mut value, &mut then)?;
        answer
    }

    /// The same, but a digest is written as the expression says, for what goes into another function.
    pub(crate) fn evaluate_written(
        &self,
        inputs: &Inputs<'_>,
    ) -> Result<(Zeroizing<Vec<u8>>, Whole), EvaluationError> {
        let mut value = Value::default();
        let whole = self.run_to(Outermost::Text, inputs, &mut value)?;
        Ok((value.into_bytes(), whole))
    }

    /// Computes a value that is no digest.
    fn run_to(
        &self,
        outermost: Outermost,
        inputs: &Inputs<'_>,
        value: &mut Value,
    ) -> Result<Whole, EvaluationError> {
        let mut answer = Err(EvaluationError::Internal);
        let mut then = |_: &mut [u8], whole| answer = Ok(whole);
        self.run(outermost, inputs, value, &mut then)?;
        answer
    }

    fn run(
        &self,
        outermost: Outermost,
        inputs: &Inputs<'_>,
        value: &mut Value,
        then: Then<'_>,
    ) -> Result<(), EvaluationError> {
        if self.bound(inputs).is_none() {
            self.plan(inputs)?;
        }
        let program = self.program();
        let evaluator = Evaluator { program, inputs };
        let compute = || evaluator.run(outermost, value, then);
        match self.facts().wiped {
            0 => with_wiped_stack::<{ stack(0) }, _>(compute),
            1 => with_wiped_stack::<{ stack(1) }, _>(compute),
            2 => with_wiped_stack::<{ stack(2) }, _>(compute),
            _ => with_wiped_stack::<{ stack(3) }, _>(compute),
        }
    }
}

/// More than the stack that an evaluation takes, in bytes, as a test finds.
const fn stack(wiped: u8) -> usize {
    let kib = match wiped {
        0 => 6,
        1 => 11,
        2 => 24,
        _ => 64,
    };
    if cfg!(debug_assertions) {
        kib << 12
    } else {
        kib << 10
    }
}

impl CompiledRow {
    /// What the outermost function leaves to be compared.
    pub(crate) const fn outermost(&self) -> Outermost {
        self.facts.outermost
    }

    pub(crate) const fn expression(&'static self) -> Expression {
        Expression(Handle::Row(self))
    }
}

impl FromStr for Expression {
    type Err = ExpressionError;

    /// Reads an expression.
    ///
    /// # Errors
    /// An [`ExpressionError`], which says what is wrong and in which column.
    fn from_str(source: &str) -> Result<Self, Self::Err> {
        let parsed = parse(source);
        let Parsed { nodes, len, depth } =
            parsed.map_err(|Fault { reason, at }| ExpressionError::new(reason, source, at))?;
        let nodes = nodes.get(..len).unwrap_or_default();
        let facts = Facts::of(Program {
            source: source.as_bytes(),
            nodes,
            depth,
        });
        Ok(Self(Handle::Read(Arc::new(Read {
            source: source.into(),
            nodes: nodes.into(),
            depth,
            facts,
        }))))
    }
}

impl Expression {
    /// Calls `each` with what an expression is made of: terms, where each ends, and the bytes of
    /// literals.
    fn parts(&self) -> impl Iterator<Item = (Kind, u8, u8, &[u8])> {
        let program = self.program();
        program.nodes.iter().map(move |node| match node.kind {
            Kind::Literal(start, end) => {
                let text = program.literal(start, end);
                (Kind::Literal(0, 0), node.last, node.end, text)
            }
            kind => (kind, node.last, node.end, &[][..]),
        })
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        let is_same = |(a, b): (_, _)| {
            let (kind, last, end, text): (Kind, u8, u8, &[u8]) = a;
            let (other_kind, other_last, other_end, other_text): (Kind, u8, u8, &[u8]) = b;
            (kind, last, end) == (other_kind, other_last, other_end)
                && bytes(text).eq(bytes(other_text))
        };
        self.program().nodes.len() == other.program().nodes.len()
            && self.parts().zip(other.parts()).all(is_same)
    }
}

impl Eq for Expression {}

impl Hash for Expression {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (kind, last, end, text) in self.parts() {
            (kind, last, end).hash(state);
            bytes(text).for_each(|byte| state.write_u8(byte));
        }
    }
}
