//! What is asked of an expression for every text and every password. `const`: the compiler finds it for
//! the table's expressions.

use core::num::NonZeroU32;

use crate::algorithm::Algorithm;
use crate::context::Need;
use crate::expression::Outermost;
use crate::expression::numbers::{Number, Variable};
use crate::expression::program::{Flavour, Kind, Node, Program, Range, first, last, numbers};
use crate::function::DigestFunction;
use crate::function::derivation::{Derivation, Length};

/// What is asked of an expression for every text and every password.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) algorithm: Algorithm,
    pub(crate) outermost: Outermost,
    /// A bit for each of [`Need`].
    pub(crate) needs: u16,
    /// Whether `$n` is one of the numbers that the stored text has to say.
    pub(crate) takes_count: bool,
    /// Whether the stored text has to say a number.
    pub(crate) takes_numbers: bool,
    /// See `Expression::family`.
    pub(crate) family: NonZeroU32,
    /// How much stack is wiped after an evaluation, from 0 for the least to 3.
    pub(crate) wiped: u8,
    /// Whether all that is computed is digests and parts of texts, each once. See `Expression::bound`.
    pub(crate) is_plain: bool,
    /// More than what it then takes besides what each byte takes, in nanoseconds.
    pub(crate) fixed_nanoseconds: u32,
}

impl Facts {
    pub(crate) const fn of(program: Program<'_>) -> Self {
        let (mut needs, mut takes_count, mut takes_numbers) = (0, false, false);
        let (mut is_dear, mut is_plain, mut derives) = (false, true, false);
        let mut fixed_nanoseconds = 0_u32;
        let mut nodes = program.nodes;
        while let [node, rest @ ..] = nodes {
            nodes = rest;
            // The blocks that a function has for itself: those of HMAC, the padding.
            let own: u32 = match node.kind {
                Kind::Digest(..) => 1000,
                Kind::Hmac(..) => 5000,
                _ => 100,
            };
            fixed_nanoseconds = own.saturating_add(fixed_nanoseconds);
            match node.kind {
                Kind::Salt => needs |= bit(Need::Salt),
                Kind::Salt2 => needs |= bit(Need::Salt2),
                Kind::User => needs |= bit(Need::User),
                Kind::Constant(number) => needs |= bit(Need::Constant(number)),
                Kind::Hmac(..) => is_dear = true,
                Kind::Iterate(count) => {
                    takes_count |= matches!(count, Number::Stored(_));
                    (is_dear, is_plain) = (true, false);
                }
                Kind::Number(Number::Stored(variable)) => {
                    takes_count |= matches!(variable, Variable::Count);
                    takes_numbers = true;
                }
                Kind::Derivation(..) => (derives, is_plain) = (true, false),
                Kind::Nfkc | Kind::Saslprep | Kind::SaslprepOrRaw => {
                    (is_dear, is_plain) = (true, false)
                }
                Kind::Utf16 | Kind::Latin1 | Kind::Unhex | Kind::Unbase64 => is_plain = false,
                _ => {}
            }
        }
        takes_numbers |= takes_count;
        let wiped = match (program.depth, is_dear) {
            (0..=5, _) if derives => 2,
            (0..=2, false) => 0,
            (0..=2, true) | (3..=5, false) => 1,
            (3..=5, true) => 2,
            _ => 3,
        };
        Self {
            algorithm: algorithm(program, program.all()),
            outermost: outermost(program),
            needs,
            takes_count,
            takes_numbers,
            family: family(program.source),
            wiped,
            is_plain,
            fixed_nanoseconds,
        }
    }
}

pub(crate) const fn bit(need: Need) -> u16 {
    match need {
        Need::Salt => 1,
        Need::Salt2 => 1 << 1,
        Need::User => 1 << 2,
        // From 1 to 8.
        Need::Constant(number) => 1_u16.wrapping_shl(number.wrapping_add(2) as u32),
    }
}

/// FNV-1a (draft-eastlake-fnv) of an expression without its blanks.
const fn family(mut source: &[u8]) -> NonZeroU32 {
    let (mut number, mut is_literal, mut is_escaped) = (0x811c_9dc5_u32, false, false);
    while let [byte, rest @ ..] = source {
        source = rest;
        is_literal ^= *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        if is_literal || !byte.is_ascii_whitespace() {
            number = (number ^ *byte as u32).wrapping_mul(0x0100_0193);
        }
    }
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

const fn outermost(program: Program<'_>) -> Outermost {
    let all = program.all();
    if let Some((function, flavour)) = digest(program, all) {
        let len = function.len();
        return Outermost::Digest { len, flavour };
    }
    match program.only(all) {
        Some((node, _)) => match node.kind {
            Kind::Derivation(function, flavour) => Outermost::Derived {
                len: derived_len(program, node, function),
                flavour,
            },
            Kind::Stored(function) => Outermost::Stored(function.algorithm()),
            _ => Outermost::Text,
        },
        None => match joined_len(program) {
            Some(len) => Outermost::Joined { len },
            None => Outermost::Text,
        },
    }
}

/// How many bytes some values have together that are all the bytes of a digest or an HMAC.
const fn joined_len(program: Program<'_>) -> Option<usize> {
    let mut range = program.all();
    let mut len: usize = 0;
    while let Some((node, _, rest)) = program.split(range) {
        match node.kind {
            Kind::Digest(function, Flavour::Raw) | Kind::Hmac(function, Flavour::Raw) => {
                len = len.saturating_add(function.len());
            }
            _ => return None,
        }
        range = rest;
    }
    Some(len)
}

/// How many bytes a function gives, where that does not depend on the values or the text.
const fn derived_len(program: Program<'_>, node: Node, function: Derivation) -> Option<usize> {
    match function.len() {
        Length::Fixed(len) => Some(len as usize),
        Length::LastNumber => {
            let range = Range {
                start: numbers(node).end.saturating_sub(1),
                end: node.end,
            };
            match program.only(range) {
                Some((node, _)) => match node.kind {
                    Kind::Number(Number::Literal(len)) => Some(len as usize),
                    _ => None,
                },
                None => None,
            }
        }
        Length::OfFirstValue | Length::OfLastValue => None,
    }
}

/// The digest that a range is, or that its last step is, and how it is written.
const fn digest(program: Program<'_>, range: Range) -> Option<(DigestFunction, Flavour)> {
    let Some((node, place)) = program.only(range) else {
        return None;
    };
    match node.kind {
        Kind::Digest(function, flavour) | Kind::Hmac(function, flavour) => {
            Some((function, flavour))
        }
        Kind::Iterate(count) => {
            let Some((function, flavour)) = digest(program, last(node)) else {
                return None;
            };
            // Without a step it is the first value.
            let is_one = match (count, digest(program, first(node, place))) {
                (Number::Literal(1..), _) => true,
                (_, Some((first, written))) => {
                    first.len() == function.len() && written as u8 == flavour as u8
                }
                (_, None) => false,
            };
            if is_one {
                Some((function, flavour))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// The algorithm of the outermost function. `iterate` has that of its step, and the bytes of several digests
/// have the first one's; values, other joins and functions of texts have none.
const fn algorithm(program: Program<'_>, range: Range) -> Algorithm {
    match program.only(range) {
        Some((node, place)) => match node.kind {
            Kind::Digest(function, _) | Kind::Hmac(function, _) => function.algorithm(),
            Kind::Derivation(function, _) => match function.algorithm() {
                Some(algorithm) => algorithm,
                None => algorithm(program, first(node, place)),
            },
            Kind::Iterate(_) => algorithm(program, last(node)),
            Kind::Stored(function) => function.algorithm(),
            _ => Algorithm::Plaintext,
        },
        None => match (joined_len(program), program.split(range)) {
            (Some(1..), Some((node, _, _))) => match node.kind {
                Kind::Digest(function, _) | Kind::Hmac(function, _) => function.algorithm(),
                _ => Algorithm::Plaintext,
            },
            _ => Algorithm::Plaintext,
        },
    }
}
