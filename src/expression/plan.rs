//! What an evaluation takes, before it begins.

use crate::expression::numbers::Number;
use crate::expression::program::{Kind, Node, Program, Range, first, inside, last};
use crate::expression::{EvaluationError, Inputs};
use crate::function::derivation::Derivation;

/// The longest value, in bytes.
pub(crate) const MAX_VALUE: usize = 64 << 10;

/// How many steps of an `iterate` are looked at until its value is as long as before.
const MAX_STEPS: u32 = 16;

/// How many terms are looked at, over and over in nested `iterate`s. Each takes some nanoseconds.
const MAX_VISITS: u32 = 4096;

/// How many times as long a text may be in UTF-8 when it is in NFKC (Unicode Standard Annex 15).
const NFKC_EXPANSION: usize = 11;

/// How much Argon2 fills in 5000 nanoseconds on one core, in KiB.
const KIB_IN_5000_NS: u64 = 13;

/// A value's length at the most, in bytes, and the time and the memory to compute it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extent {
    pub(crate) len: usize,
    pub(crate) nanoseconds: u64,
    /// Of the one function that fills the most.
    pub(crate) memory_kib: u32,
}

impl Extent {
    pub(crate) fn kib(self) -> u64 {
        if let Some(product) = self.nanoseconds.checked_mul(KIB_IN_5000_NS) {
            return product.div_ceil(5000);
        }
        let kib = u128::from(self.nanoseconds).saturating_mul(u128::from(KIB_IN_5000_NS));
        u64::try_from(kib.div_ceil(5000)).unwrap_or(u64::MAX)
    }

    /// With a text to be made, at about a nanosecond for each of so many bytes.
    fn with_text(self, bytes: usize) -> Self {
        let nanoseconds = (bytes as u64).saturating_add(60);
        Self {
            nanoseconds: self.nanoseconds.saturating_add(nanoseconds),
            ..self
        }
    }
}

pub(crate) struct Planner<'a> {
    program: Program<'a>,
    inputs: &'a Inputs<'a>,
    visits: u32,
}

impl<'a> Planner<'a> {
    pub(crate) const fn new(program: Program<'a>, inputs: &'a Inputs<'a>) -> Self {
        Self {
            program,
            inputs,
            visits: 0,
        }
    }

    /// What a range takes if `$_` has so many bytes. A longer `$_` never makes a shorter value.
    pub(crate) fn range(&mut self, range: Range, value: usize) -> Result<Extent, EvaluationError> {
        let mut all = Extent::default();
        let mut rest = range;
        while let Some((node, place, behind)) = self.program.split(rest) {
            rest = behind;
            self.visits = self.visits.saturating_add(1);
            if self.visits > MAX_VISITS {
                return Err(EvaluationError::TooLarge);
            }
            let term = self.term(node, place, value)?;
            all.len = all.len.saturating_add(term.len);
            if all.len > MAX_VALUE {
                return Err(EvaluationError::TooLarge);
            }
            all = all.and(term).and_nanoseconds(10);
        }
        Ok(all)
    }

    fn term(&mut self, node: Node, place: u8, value: usize) -> Result<Extent, EvaluationError> {
        let input = |len: usize| Extent::default().with_len(len);
        Ok(match node.kind {
            Kind::Literal(start, end) => input(usize::from(end.saturating_sub(start))),
            Kind::Value => input(value),
            Kind::Password | Kind::Salt | Kind::Salt2 | Kind::User | Kind::Constant(_) => {
                input(self.inputs.bytes(node.kind)?.len())
            }
            Kind::Digest(function, flavour) => {
                available(function.is_available(), function.name())?;
                let argument = self.range(inside(node, place), value)?;
                argument
                    .and_nanoseconds(function.nanoseconds(argument.len))
                    .with_len(flavour.len(function.len()))
            }
            Kind::Hmac(function, flavour) => {
                available(function.is_available(), function.name())?;
                let key = self.range(first(node, place), value)?;
                let data = self.range(last(node), value)?;
                let own = function.hmac_nanoseconds(key.len, data.len);
                key.and(data)
                    .and_nanoseconds(own)
                    .with_len(flavour.len(function.len()))
            }
            Kind::Derivation(function, flavour) => {
                let derived = self.derivation(function, node, place, value)?;
                derived.with_len(flavour.len(derived.len))
            }
            Kind::Number(_) => return Err(EvaluationError::Internal),
            Kind::Iterate(count) => self.iterate(count, node, place, value)?,
            Kind::Stored(_) => self.range(inside(node, place), value)?,
            _ => {
                let argument = self.range(inside(node, place), value)?;
                let len = argument.len;
                let new_len = match node.kind {
                    // One byte becomes two, two or three become two, four stay four.
                    Kind::Utf16 => len.saturating_mul(2),
                    Kind::Nfkc | Kind::Saslprep | Kind::SaslprepOrRaw => {
                        let name = node.kind.name().unwrap_or_default();
                        available(cfg!(feature = "unicode-normalization"), name)?;
                        len.saturating_mul(NFKC_EXPANSION)
                    }
                    Kind::Unhex => len >> 1,
                    Kind::Unbase64 => len.saturating_mul(3) >> 2,
                    Kind::Cut(from, to) => len.min(usize::from(to)).saturating_sub(from.into()),
                    _ => len,
                };
                let work = match node.kind {
                    // For the dearest texts; common ones take a sixth.
                    Kind::Nfkc => len.saturating_mul(90),
                    Kind::Saslprep | Kind::SaslprepOrRaw => len.saturating_mul(250),
                    Kind::Utf16 | Kind::Latin1 | Kind::Unbase64 => len.saturating_mul(4),
                    _ => len,
                };
                argument.with_text(work).with_len(new_len)
            }
        })
    }

    fn derivation(
        &mut self,
        function: Derivation,
        node: Node,
        place: u8,
        value: usize,
    ) -> Result<Extent, EvaluationError> {
        available(function.is_available(), function.title())?;
        let arguments = self.inputs.numbers.arguments(self.program, node)?;
        let (first, last) = match function.values() {
            1 => (self.range(inside(node, place), value)?, Extent::default()),
            _ => {
                let first = self.range(first(node, place), value)?;
                (first, self.range(last(node), value)?)
            }
        };
        if first.len > function.longest() {
            return Err(EvaluationError::TooLarge);
        }
        let own = function.work(first.len, last.len, &arguments);
        let own = Extent {
            len: function.value_len(first.len, last.len, &arguments),
            nanoseconds: own.nanoseconds,
            memory_kib: own.memory_kib,
        };
        Ok(first.and(last).and(own).with_len(own.len))
    }

    fn iterate(
        &mut self,
        count: Number,
        node: Node,
        place: u8,
        value: usize,
    ) -> Result<Extent, EvaluationError> {
        let count = self.inputs.numbers.value(count)?;
        let mut all = self.range(first(node, place), value)?;
        for done in 0..count {
            if done >= MAX_STEPS {
                return Err(EvaluationError::TooLarge);
            }
            let step = self.range(last(node), all.len)?;
            let is_settled = step.len <= all.len;
            // From here on all steps take this much, or less.
            let steps = if is_settled {
                u64::from(count.saturating_sub(done))
            } else {
                1
            };
            all.len = step.len;
            let nanoseconds = step.nanoseconds.saturating_mul(steps);
            all.memory_kib = all.memory_kib.max(step.memory_kib);
            all = all.and_nanoseconds(nanoseconds);
            if is_settled {
                break;
            }
        }
        Ok(all)
    }
}

impl Extent {
    fn with_len(self, len: usize) -> Self {
        Self { len, ..self }
    }

    fn and_nanoseconds(self, nanoseconds: u64) -> Self {
        let nanoseconds = self.nanoseconds.saturating_add(nanoseconds);
        Self {
            nanoseconds,
            ..self
        }
    }

    /// With what another value takes; the length is this one's.
    fn and(self, other: Self) -> Self {
        let all = self.and_nanoseconds(other.nanoseconds);
        Self {
            memory_kib: self.memory_kib.max(other.memory_kib),
            ..all
        }
    }
}

/// What is compiled out is known, and computes nothing.
fn available(is_available: bool, name: &'static str) -> Result<(), EvaluationError> {
    if is_available {
        Ok(())
    } else {
        Err(EvaluationError::Unsupported(name))
    }
}
