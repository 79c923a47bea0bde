//! Computes an expression. What a digest takes is fed into it as it is found, without a copy; other
//! functions work on a value of their own, which is wiped. What is on the stack is wiped by who calls,
//! all at once.

use crate::expression::program::{
    Flavour, Kind, Node, Piece, Program, Range, first, inside, last, pieces,
};
use crate::expression::text::{self, NotEncodable, Value, Written};
use crate::expression::whole::{Trace, Whole};
use crate::expression::{EvaluationError, Inputs, Outermost};
use crate::function::derivation::{Arguments, Derivation, Length};
use crate::function::digest::{Buffer, DigestError, Sink};
use crate::function::{DigestFunction, compression};

/// `$_`.
#[derive(Clone, Copy)]
struct Current<'a> {
    bytes: &'a [u8],
    trace: &'a Trace,
}

/// What is done with the value, and with what is known of the password in it.
pub(crate) type Then<'a> = &'a mut dyn FnMut(&mut [u8], Whole);

/// After so many steps of one digest, what is known of the value no longer changes: it is one digest, and of
/// the whole password or not.
const SETTLED: u32 = 3;

type Outcome<T> = Result<T, EvaluationError>;

/// The shortest digest of a function of a password and a salt, in bytes: DES'. Another password has a shorter
/// one soon enough.
pub(crate) const SHORTEST: usize = 8;

#[derive(Clone, Copy)]
pub(crate) struct Evaluator<'a> {
    pub(crate) program: Program<'a>,
    pub(crate) inputs: &'a Inputs<'a>,
}

impl Evaluator<'_> {
    /// Computes what is to be compared, and calls `then` with it. A digest is on the stack; everything
    /// else is written to `value`.
    pub(crate) fn run(
        self,
        outermost: Outermost,
        value: &mut Value,
        then: Then<'_>,
    ) -> Outcome<()> {
        let all = self.program.all();
        let mut trace = Trace::default();
        let range = match outermost {
            Outermost::Digest { len, .. } => {
                let mut digest = [0; DigestFunction::MAX_LEN];
                self.raw(all, None, &mut digest, &mut trace)?;
                then(digest.get_mut(..len).unwrap_or_default(), Whole::new(trace));
                return Ok(());
            }
            Outermost::Derived { .. } => {
                let (node, place) = self.program.only(all).ok_or(EvaluationError::Internal)?;
                self.derive(node, place, None, value, &mut trace)?;
                let is_digest = !matches!(node.kind, Kind::Derivation(function, _) if function.len() == Length::OfFirstValue);
                if is_digest && value.bytes().len() < SHORTEST {
                    trace = Trace::default();
                }
                then(value.bytes_mut(), Whole::new(trace));
                return Ok(());
            }
            Outermost::Joined { .. } | Outermost::Text => all,
            Outermost::Stored(_) => {
                let (node, place) = self.program.only(all).ok_or(EvaluationError::Internal)?;
                inside(node, place)
            }
        };
        self.feed(range, None, value, &mut trace)?;
        is_complete(value)?;
        then(value.bytes_mut(), Whole::new(trace));
        Ok(())
    }

    /// Writes the value of a range, and adds what is known of it.
    fn feed(
        self,
        mut range: Range,
        current: Option<Current<'_>>,
        sink: &mut dyn Sink,
        trace: &mut Trace,
    ) -> Outcome<()> {
        while let Some((node, place, rest)) = self.program.split(range) {
            self.term(node, place, current, sink, trace)?;
            range = rest;
        }
        Ok(())
    }

    fn term(
        self,
        node: Node,
        place: u8,
        current: Option<Current<'_>>,
        sink: &mut dyn Sink,
        trace: &mut Trace,
    ) -> Outcome<()> {
        match node.kind {
            Kind::Literal(start, end) => {
                self.literal(start, end, sink, trace);
                Ok(())
            }
            Kind::Digest(function, flavour) | Kind::Hmac(function, flavour) => {
                let mut buffer = [0; DigestFunction::MAX_LEN * 2];
                let written = self.written(
                    node,
                    place,
                    current,
                    (function, flavour),
                    &mut buffer,
                    trace,
                )?;
                sink.write(written);
                Ok(())
            }
            Kind::Derivation(_, flavour) => {
                let mut derived = Value::default();
                let mut input = Trace::default();
                self.derive(node, place, current, &mut derived, &mut input)?;
                let derived = derived.bytes();
                trace.add_digest(&input, flavour, derived.len());
                text::write_long(derived, flavour, sink).ok_or(EvaluationError::Internal)
            }
            Kind::Iterate(count) => {
                let count = self.inputs.numbers.value(count)?;
                let (value, last) = self.iterate(count, node, place, current)?;
                sink.write(value.bytes());
                trace.join(&last);
                Ok(())
            }
            Kind::Password
            | Kind::Salt
            | Kind::Salt2
            | Kind::User
            | Kind::Constant(_)
            | Kind::Value => {
                sink.write(self.plain(node.kind, current, trace)?);
                Ok(())
            }
            _ => self.text(node, place, current, sink, trace),
        }
    }

    #[inline(never)]
    fn literal(self, start: u16, end: u16, sink: &mut dyn Sink, trace: &mut Trace) {
        for piece in pieces(self.program.literal(start, end)) {
            let byte;
            let run = match piece {
                Piece::Run(run) => run,
                Piece::Byte(escaped) => {
                    byte = [escaped];
                    &byte
                }
            };
            sink.write(run);
            trace.add_public(run.len());
        }
    }

    /// A variable.
    #[inline]
    fn plain<'a>(
        self,
        kind: Kind,
        current: Option<Current<'a>>,
        trace: &mut Trace,
    ) -> Outcome<&'a [u8]>
    where
        Self: 'a,
    {
        if let Kind::Value = kind {
            let current = current.ok_or(EvaluationError::Internal)?;
            trace.join(current.trace);
            return Ok(current.bytes);
        }
        let bytes = self.inputs.bytes(kind)?;
        match kind {
            Kind::Password => trace.add_password(bytes.len()),
            _ => trace.add_public(bytes.len()),
        }
        Ok(bytes)
    }

    /// A digest or an HMAC as it is written.
    #[inline(never)]
    fn written<'b>(
        self,
        node: Node,
        place: u8,
        current: Option<Current<'_>>,
        (function, flavour): (DigestFunction, Flavour),
        buffer: &'b mut Written,
        trace: &mut Trace,
    ) -> Outcome<&'b [u8]> {
        let mut digest = [0; DigestFunction::MAX_LEN];
        let mut input = Trace::default();
        self.digest(node, place, current, &mut digest, &mut input)?;
        trace.add_digest(&input, flavour, function.len());
        let digest = digest.get(..function.len()).unwrap_or_default();
        text::write(digest, flavour, buffer).ok_or(EvaluationError::Internal)
    }

    /// The bytes of a digest or an HMAC, and what is known of its input.
    fn digest(
        self,
        node: Node,
        place: u8,
        current: Option<Current<'_>>,
        output: &mut Buffer,
        input: &mut Trace,
    ) -> Outcome<()> {
        match node.kind {
            Kind::Digest(function, _) => {
                let range = inside(node, place);
                let fed =
                    function.digest(output, &mut |sink| self.feed(range, current, sink, input));
                fed.map_err(|error| defect(function, error))?
            }
            Kind::Hmac(function, _) => {
                self.with_bytes(first(node, place), current, &mut |key, key_trace| {
                    let fed = function.hmac(key, output, &mut |sink| {
                        self.feed(last(node), current, sink, input)
                    });
                    fed.map_err(|error| defect(function, error))??;
                    let ends_in_nul = key.last().is_some_and(|byte| *byte == 0);
                    input.add_key(key_trace, ends_in_nul);
                    Ok(())
                })
            }
            _ => Err(EvaluationError::Internal),
        }
    }

    /// The bytes that a function of a password and a salt gives, and what is known of its first value.
    #[inline(never)]
    fn derive(
        self,
        node: Node,
        place: u8,
        current: Option<Current<'_>>,
        output: &mut Value,
        input: &mut Trace,
    ) -> Outcome<()> {
        let Kind::Derivation(function, _) = node.kind else {
            return Err(EvaluationError::Internal);
        };
        let arguments = self.inputs.numbers.arguments(self.program, node)?;
        let has_two = function.values() == 2;
        let range = if has_two {
            first(node, place)
        } else {
            inside(node, place)
        };
        self.with_bytes(range, current, &mut |value, trace| {
            let reads = function.reads();
            *input = trace.read(reads.len, reads.is_whole(value));
            if !has_two {
                let derived = derived(function, value, &[], &arguments, output);
                return derived.map_err(|error| match error {
                    EvaluationError::NotEncodable => self.blame(node.kind, range, current),
                    other => other,
                });
            }
            self.with_bytes(last(node), current, &mut |salt, trace| {
                input.join(trace);
                derived(function, value, salt, &arguments, output)
            })
        })
    }

    /// The bytes of a range that is one digest, HMAC, or `iterate` of one, and what is known of the
    /// input of the last of them.
    fn raw(
        self,
        range: Range,
        current: Option<Current<'_>>,
        output: &mut Buffer,
        input: &mut Trace,
    ) -> Outcome<()> {
        let (node, place) = self.program.only(range).ok_or(EvaluationError::Internal)?;
        let Kind::Iterate(count) = node.kind else {
            return self.digest(node, place, current, output, input);
        };
        let Some(before) = self.inputs.numbers.value(count)?.checked_sub(1) else {
            return self.raw(first(node, place), current, output, input);
        };
        let (value, trace) = self.iterate(before, node, place, current)?;
        let value = Current {
            bytes: value.bytes(),
            trace: &trace,
        };
        self.raw(last(node), Some(value), output, input)
    }

    /// The value after so many steps.
    #[inline(never)]
    fn iterate(
        self,
        count: u32,
        node: Node,
        place: u8,
        current: Option<Current<'_>>,
    ) -> Outcome<(Value, Trace)> {
        let mut value = Value::default();
        let mut trace = Trace::default();
        self.feed(first(node, place), current, &mut value, &mut trace)?;
        let mut next = Value::default();
        let mut steps = 0;
        while steps < count {
            next.clear();
            let current = Current {
                bytes: value.bytes(),
                trace: &trace,
            };
            let mut next_trace = Trace::default();
            self.feed(last(node), Some(current), &mut next, &mut next_trace)?;
            core::mem::swap(&mut value, &mut next);
            trace = next_trace;
            steps = steps.saturating_add(1);
            if steps == SETTLED {
                // The last step is taken as the others are.
                let more = count.saturating_sub(steps).saturating_sub(1);
                if more > 0 && self.leap(last(node), more, &mut value)? {
                    steps = steps.saturating_add(more);
                }
            }
        }
        is_complete(&value)?;
        is_complete(&next)?;
        Ok((value, trace))
    }

    /// Takes so many steps at once, if a step is a digest of `$_` and of what is the same in each: only the
    /// value changes from one to the next. Answers whether it has.
    #[inline(never)]
    fn leap(self, step: Range, times: u32, value: &mut Value) -> Outcome<bool> {
        let Some((digest, place)) = self.program.only(step) else {
            return Ok(false);
        };
        let Kind::Digest(function, Flavour::Raw) = digest.kind else {
            return Ok(false);
        };
        let (mut before, mut behind) = (Value::default(), Value::default());
        let mut is_behind = false;
        for (term, place) in self.program.terms(inside(digest, place)) {
            let part = if is_behind { &mut behind } else { &mut before };
            match term.kind {
                Kind::Value if !is_behind => is_behind = true,
                Kind::Literal(..)
                | Kind::Password
                | Kind::Salt
                | Kind::Salt2
                | Kind::User
                | Kind::Constant(_) => self.term(term, place, None, part, &mut Trace::default())?,
                _ => return Ok(false),
            }
        }
        is_complete(&before)?;
        is_complete(&behind)?;
        let (before, behind) = (before.bytes(), behind.bytes());
        Ok(is_behind && compression::repeat(function, before, behind, times, value.bytes_mut()))
    }

    /// Hands on the value of a range, in one piece.
    #[inline(never)]
    fn with_bytes(
        self,
        range: Range,
        current: Option<Current<'_>>,
        then: &mut dyn FnMut(&[u8], &Trace) -> Outcome<()>,
    ) -> Outcome<()> {
        let mut trace = Trace::default();
        if let Some((node, place)) = self.program.only(range) {
            match node.kind {
                Kind::Password
                | Kind::Salt
                | Kind::Salt2
                | Kind::User
                | Kind::Constant(_)
                | Kind::Value => {
                    let bytes = self.plain(node.kind, current, &mut trace)?;
                    return then(bytes, &trace);
                }
                Kind::Digest(function, flavour) | Kind::Hmac(function, flavour) => {
                    let mut buffer = [0; DigestFunction::MAX_LEN * 2];
                    let name = (function, flavour);
                    let written =
                        self.written(node, place, current, name, &mut buffer, &mut trace)?;
                    return then(written, &trace);
                }
                _ => {}
            }
        }
        let mut value = Value::default();
        self.feed(range, current, &mut value, &mut trace)?;
        is_complete(&value)?;
        then(value.bytes(), &trace)
    }

    /// A function of a text.
    #[inline(never)]
    fn text(
        self,
        node: Node,
        place: u8,
        current: Option<Current<'_>>,
        sink: &mut dyn Sink,
        trace: &mut Trace,
    ) -> Outcome<()> {
        let range = inside(node, place);
        self.with_bytes(range, current, &mut |bytes, of_bytes| {
            match apply(node.kind, bytes, of_bytes, sink)? {
                Ok(new) => trace.join(&new),
                Err(NotEncodable) => return Err(self.blame(node.kind, range, current)),
            }
            Ok(())
        })
    }

    /// Whose fault it is that a function cannot be applied: the password's, unless what is none of it
    /// could not be either.
    #[inline(never)]
    fn blame(self, kind: Kind, range: Range, current: Option<Current<'_>>) -> EvaluationError {
        let has_password = current.is_some_and(|current| !current.trace.is_public());
        let mut of_password = false;
        for (node, place) in self.program.terms(range) {
            let term = Range {
                start: place,
                end: node.end,
            };
            if self.program.is_of_password(term, has_password) {
                of_password = true;
                continue;
            }
            let checked = self.with_bytes(term, current, &mut |bytes, _| {
                if is_encodable(kind, bytes) {
                    Ok(())
                } else {
                    Err(EvaluationError::ContextNotEncodable)
                }
            });
            if let Err(error) = checked {
                return error;
            }
        }
        if of_password {
            EvaluationError::NotEncodable
        } else {
            EvaluationError::ContextNotEncodable
        }
    }
}

/// Computes a function of a password and a salt.
fn derived(
    function: Derivation,
    first: &[u8],
    last: &[u8],
    arguments: &Arguments,
    output: &mut Value,
) -> Outcome<()> {
    let len = function.value_len(first.len(), last.len(), arguments);
    let place = output.add_zeros(len);
    match function.derive(first, last, arguments, place) {
        Ok(()) => Ok(()),
        Err(DigestError::Unsupported) => Err(EvaluationError::Unsupported(function.title())),
        Err(DigestError::NotEncodable) => Err(EvaluationError::NotEncodable),
        Err(DigestError::Internal) => Err(EvaluationError::Internal),
    }
}

/// Writes what a function makes of these bytes, and says what is known of it.
#[inline(never)]
fn apply(
    kind: Kind,
    bytes: &[u8],
    trace: &Trace,
    sink: &mut dyn Sink,
) -> Outcome<Result<Trace, NotEncodable>> {
    let (start, end) = match kind {
        Kind::Cut(from, to) => (usize::from(from), usize::from(to)),
        Kind::Cut0 => {
            let end = bytes.iter().position(|byte| *byte == 0);
            (0, end.unwrap_or(bytes.len()))
        }
        Kind::Trim => text::trim(bytes),
        _ => return convert(kind, bytes, trace, sink),
    };
    let kept = bytes.get(start..).unwrap_or_default();
    let kept = kept.get(..end.saturating_sub(start)).unwrap_or(kept);
    sink.write(kept);
    Ok(Ok(match kind {
        Kind::Cut(..) => trace.cut(start, end, kept.len()),
        Kind::Trim if kept.len() == bytes.len() => *trace,
        _ => trace.stripped(start, end).folded(),
    }))
}

/// The functions that make other bytes.
#[inline(never)]
fn convert(
    kind: Kind,
    bytes: &[u8],
    trace: &Trace,
    sink: &mut dyn Sink,
) -> Outcome<Result<Trace, NotEncodable>> {
    let mut value = Value::default();
    let new = match kind {
        Kind::Lower => {
            value.write(bytes);
            value.bytes_mut().make_ascii_lowercase();
            Ok(trace.folded())
        }
        Kind::Upper => {
            value.write(bytes);
            value.bytes_mut().make_ascii_uppercase();
            Ok(trace.folded())
        }
        Kind::Utf16 => read(bytes).map(|text| {
            text::utf16(text, &mut value);
            trace.encoded(text, 2, |place| text::utf16_place(text, place))
        }),
        Kind::Latin1 => read(bytes).and_then(|text| {
            text::latin1(text, &mut value)?;
            Ok(trace.encoded(text, 1, |place| text::latin1_place(text, place)))
        }),
        Kind::Nfkc | Kind::Saslprep => read(bytes).and_then(|text| {
            match kind {
                Kind::Nfkc => text::nfkc(text, &mut value)?,
                _ => text::saslprep(text, &mut value)?,
            }
            let is_same = value.bytes() == bytes;
            let len = value.bytes().len();
            Ok(if is_same {
                *trace
            } else {
                trace.normalized(len)
            })
        }),
        Kind::SaslprepOrRaw => {
            let prepared = read(bytes).and_then(|text| text::saslprep(text, &mut value));
            if prepared.is_err() {
                value = Value::default();
                value.write(bytes);
            }
            let is_same = value.bytes() == bytes;
            Ok(if is_same {
                *trace
            } else {
                trace.normalized(value.bytes().len())
            })
        }
        Kind::Unhex => {
            text::unhex(bytes, &mut value).map(|()| trace.decoded(4, value.bytes().len()))
        }
        Kind::Unbase64 => {
            text::unbase64(bytes, &mut value).map(|()| trace.decoded(6, value.bytes().len()))
        }
        _ => return Err(EvaluationError::Internal),
    };
    is_complete(&value)?;
    sink.write(value.bytes());
    Ok(new)
}

/// Whether a function can be applied to something that these bytes are a part of.
fn is_encodable(kind: Kind, bytes: &[u8]) -> bool {
    let mut unused = Value::default();
    match kind {
        Kind::Unhex => bytes.iter().all(u8::is_ascii_hexdigit),
        Kind::Unbase64 => bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')),
        Kind::Latin1 => read(bytes).is_ok_and(|text| text::latin1(text, &mut unused).is_ok()),
        Kind::Saslprep => read(bytes).is_ok_and(|text| text::saslprep(text, &mut unused).is_ok()),
        _ => read(bytes).is_ok(),
    }
}

fn read(bytes: &[u8]) -> Result<&str, NotEncodable> {
    str::from_utf8(bytes).map_err(|_| NotEncodable)
}

fn is_complete(value: &Value) -> Outcome<()> {
    if value.has_failed() {
        Err(EvaluationError::Internal)
    } else {
        Ok(())
    }
}

fn defect(function: DigestFunction, error: DigestError) -> EvaluationError {
    match error {
        DigestError::Unsupported => EvaluationError::Unsupported(function.name()),
        DigestError::NotEncodable => EvaluationError::Internal,
        DigestError::Internal => EvaluationError::Internal,
    }
}

impl<'a> Inputs<'a> {
    /// A variable's bytes.
    #[inline]
    pub(crate) fn bytes(&self, kind: Kind) -> Outcome<&'a [u8]> {
        use crate::context::Need;

        let (bytes, need) = match kind {
            Kind::Password => return Ok(self.password),
            Kind::Salt => (self.salt.or_else(|| self.context.salt()), Need::Salt),
            Kind::Salt2 => (self.salt2.or_else(|| self.context.salt2()), Need::Salt2),
            Kind::User => (self.context.user(), Need::User),
            Kind::Constant(number) => (self.context.constant(number), Need::Constant(number)),
            _ => return Err(EvaluationError::Internal),
        };
        bytes.ok_or(EvaluationError::Missing(need))
    }

    /// How many bytes there are of all together.
    pub(crate) fn len(&self) -> usize {
        let salts = [self.salt, self.salt2].into_iter().flatten();
        let own = salts.fold(self.password.len(), |len, salt| {
            len.saturating_add(salt.len())
        });
        own.saturating_add(self.context.len())
    }
}
