//! From text to a program. Everything is `const`: the compiler reads the table's expressions with the
//! same function that reads those of a configuration.

use crate::expression::error::Reason;
use crate::expression::names::function;
use crate::expression::numbers::{Number, Variable};
use crate::expression::program::{
    Flavour, Kind, MAX_DEPTH, MAX_ITERATES, MAX_NODES, MAX_SOURCE, Node, Program, Stored,
};
use crate::function::derivation::Derivation;

/// What is wrong, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) at: usize,
}

/// Something is wrong at this byte.
const fn wrong<T>(reason: Reason, at: usize) -> Result<T, Fault> {
    Err(Fault { reason, at })
}

/// The nodes of a program, the first `len` of these.
pub(crate) struct Parsed {
    pub(crate) nodes: [Node; MAX_NODES],
    pub(crate) len: usize,
    pub(crate) depth: u8,
}

/// `?`, which is not `const`.
macro_rules! check {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(fault) => return Err(fault),
        }
    };
}
pub(crate) use check;

/// Reads an expression.
pub(crate) const fn parse(source: &str) -> Result<Parsed, Fault> {
    let source = source.as_bytes();
    let mut parser = Parser {
        source,
        at: 0,
        nodes: [Node::NONE; MAX_NODES],
        len: 0,
        depth: 0,
    };
    if source.len() > MAX_SOURCE {
        // The first character that is too much.
        let mut at = MAX_SOURCE;
        while is_inside_character(source, at) {
            at = at.saturating_sub(1);
        }
        return wrong(Reason::TooLong, at);
    }
    check!(parser.sequence(Scope {
        depth: 0,
        iterates: 0,
        has_value: false,
    }));
    if parser.peek().is_some() {
        return Err(parser.fault(Reason::UnexpectedCharacter));
    }
    let Some((nodes, _)) = parser.nodes.split_at_checked(parser.len) else {
        return Err(parser.fault(Reason::TooManyTerms));
    };
    let program = Program {
        source,
        nodes,
        depth: parser.depth,
    };
    if !program.is_of_password(program.all(), false) {
        return wrong(Reason::PasswordMissing, 0);
    }
    // `bcrypt(…).$s`: what is outermost is alone.
    if let [first, _, ..] = program.nodes
        && matches!(first.kind, Kind::Stored(_))
        && (first.end as usize) < parser.len
    {
        return wrong(Reason::NotOutermost, 0);
    }
    Ok(Parsed {
        nodes: parser.nodes,
        len: parser.len,
        depth: parser.depth,
    })
}

/// Whether the byte at a place continues a character of UTF-8.
const fn is_inside_character(source: &[u8], at: usize) -> bool {
    matches!(source.split_at_checked(at), Some((_, [0x80..=0xbf, ..])))
}

/// Where a term stands.
#[derive(Clone, Copy)]
struct Scope {
    /// In how many functions.
    depth: u8,
    /// In how many `iterate`s.
    iterates: u8,
    /// Whether in the step of one.
    has_value: bool,
}

struct Parser<'a> {
    source: &'a [u8],
    at: usize,
    nodes: [Node; MAX_NODES],
    len: usize,
    depth: u8,
}

impl<'a> Parser<'a> {
    /// Something is wrong with what comes next.
    const fn fault(&self, reason: Reason) -> Fault {
        Fault {
            reason,
            at: self.at,
        }
    }

    const fn rest(&self) -> &'a [u8] {
        match self.source.split_at_checked(self.at) {
            Some((_, rest)) => rest,
            None => &[],
        }
    }

    const fn step(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// The next byte that is no blank, where the parser then stands.
    const fn peek(&mut self) -> Option<u8> {
        while let [b' ' | b'\t' | b'\n' | b'\r', ..] = self.rest() {
            self.step(1);
        }
        match self.rest() {
            [byte, ..] => Some(*byte),
            [] => None,
        }
    }

    /// Letters, digits and low lines.
    const fn word(&mut self) -> &'a [u8] {
        let all = self.rest();
        let mut len = 0_usize;
        while let Some((_, [byte, ..])) = all.split_at_checked(len)
            && (byte.is_ascii_alphanumeric() || *byte == b'_')
        {
            len = len.saturating_add(1);
        }
        self.step(len);
        match all.split_at_checked(len) {
            Some((word, _)) => word,
            None => &[],
        }
    }

    /// A decimal number that is not larger than `max`.
    const fn number(&mut self, max: u32) -> Result<u32, Fault> {
        let Some(b'0'..=b'9') = self.peek() else {
            return Err(self.expected(Reason::NumberExpected));
        };
        let start = self.at;
        let mut digits = self.word();
        if let [b'0', _, ..] = digits {
            return wrong(Reason::NumberExpected, start);
        }
        let mut number = 0_u32;
        while let [digit, rest @ ..] = digits {
            digits = rest;
            if !digit.is_ascii_digit() {
                return wrong(Reason::NumberExpected, start);
            }
            let next = match number.checked_mul(10) {
                Some(tens) => tens.checked_add((*digit & 0xf) as u32),
                None => None,
            };
            number = match next {
                Some(next) if next <= max => next,
                _ => return wrong(Reason::NumberTooLarge, start),
            };
        }
        Ok(number)
    }

    /// Something else should come next; at the end it is the end that is wrong.
    const fn expected(&mut self, reason: Reason) -> Fault {
        match self.peek() {
            Some(_) => self.fault(reason),
            None => self.fault(Reason::UnexpectedEnd),
        }
    }

    /// Takes the comma behind an argument that is not the last one.
    const fn comma(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b',') => {
                self.step(1);
                Ok(())
            }
            Some(b')') => Err(self.fault(Reason::TooFewArguments)),
            _ => Err(self.expected(Reason::UnexpectedCharacter)),
        }
    }

    /// Takes the bracket behind the last argument.
    const fn close(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b')') => {
                self.step(1);
                Ok(())
            }
            Some(b',') => Err(self.fault(Reason::TooManyArguments)),
            _ => Err(self.expected(Reason::UnexpectedCharacter)),
        }
    }

    /// Adds a term, without what belongs to it.
    const fn push(&mut self, kind: Kind, at: usize) -> Result<usize, Fault> {
        let place = self.len;
        let Some((_, [node, ..])) = self.nodes.split_at_mut_checked(place) else {
            return wrong(Reason::TooManyTerms, at);
        };
        self.len = place.saturating_add(1);
        // No more than `MAX_NODES`.
        *node = Node {
            kind,
            last: self.len as u8,
            end: self.len as u8,
        };
        Ok(place)
    }

    /// Says that the last argument of a term begins here.
    const fn begin_last(&mut self, place: usize) {
        let len = self.len as u8;
        if let Some((_, [node, ..])) = self.nodes.split_at_mut_checked(place) {
            node.last = len;
        }
    }

    /// Says what a term is, now that its first value is read.
    const fn become_kind(&mut self, place: usize, kind: Kind) {
        if let Some((_, [node, ..])) = self.nodes.split_at_mut_checked(place) {
            node.kind = kind;
        }
    }

    /// Says that a term ends here.
    const fn end(&mut self, place: usize) {
        let len = self.len as u8;
        if let Some((_, [node, ..])) = self.nodes.split_at_mut_checked(place) {
            node.end = len;
        }
    }

    /// Terms that are joined.
    const fn sequence(&mut self, scope: Scope) -> Result<(), Fault> {
        check!(self.term(scope));
        while let Some(b'.') = self.peek() {
            self.step(1);
            check!(self.term(scope));
        }
        Ok(())
    }

    const fn term(&mut self, scope: Scope) -> Result<(), Fault> {
        match self.peek() {
            Some(b'$') => self.variable(scope),
            Some(b'"') => self.literal(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.function(scope),
            _ => Err(self.expected(Reason::ValueExpected)),
        }
    }

    const fn variable(&mut self, scope: Scope) -> Result<(), Fault> {
        let at = self.at;
        self.step(1);
        let kind = match self.word() {
            b"p" => Kind::Password,
            b"s" => Kind::Salt,
            b"s2" => Kind::Salt2,
            b"u" => Kind::User,
            [b'c', number @ b'1'..=b'8'] => Kind::Constant(*number & 0xf),
            b"_" if scope.has_value => Kind::Value,
            b"_" => return wrong(Reason::ValueOutsideIterate, at),
            name if Variable::named(name).is_some() => {
                return wrong(Reason::CountMisplaced, at);
            }
            _ => return wrong(Reason::UnknownVariable, at),
        };
        check!(self.push(kind, at));
        Ok(())
    }

    const fn literal(&mut self) -> Result<(), Fault> {
        let quote = self.at;
        self.step(1);
        let start = self.at;
        loop {
            match self.rest() {
                [b'"', ..] => break,
                [b'\\', b'"' | b'\\' | b'n' | b'r' | b't' | b'0', ..] => self.step(2),
                [b'\\', b'x', high, low, ..]
                    if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
                {
                    self.step(4);
                }
                [b'\\', ..] => return Err(self.fault(Reason::UnknownEscape)),
                [byte, ..] if byte.is_ascii_control() => {
                    return Err(self.fault(Reason::ControlCharacter));
                }
                [_, ..] => self.step(1),
                [] => return wrong(Reason::UnterminatedLiteral, quote),
            }
        }
        // No more than `MAX_SOURCE`.
        let kind = Kind::Literal(start as u16, self.at as u16);
        self.step(1);
        check!(self.push(kind, quote));
        Ok(())
    }

    const fn function(&mut self, scope: Scope) -> Result<(), Fault> {
        let at = self.at;
        let name = self.word();
        let mut kind = match function(name) {
            Ok(kind) => kind,
            Err(reason) => return Err(Fault { reason, at }),
        };
        if scope.depth >= MAX_DEPTH {
            return wrong(Reason::TooDeep, at);
        }
        let is_first = scope.depth == 0 && self.len == 0;
        let is_iterate = matches!(kind, Kind::Iterate(_));
        if is_iterate && scope.iterates >= MAX_ITERATES {
            return wrong(Reason::TooManyIterates, at);
        }
        if matches!(kind, Kind::Stored(_)) && !is_first {
            return wrong(Reason::NotOutermost, at);
        }
        match self.peek() {
            Some(b'(') => self.step(1),
            _ => return Err(self.expected(Reason::UnexpectedCharacter)),
        }
        if let Kind::Cut(..) = kind {
            let from = check!(self.number(u16::MAX as u32));
            check!(self.comma());
            let Some(_) = self.peek() else {
                return Err(self.fault(Reason::UnexpectedEnd));
            };
            let place = self.at;
            let to = check!(self.number(u16::MAX as u32));
            if from >= to {
                return wrong(Reason::EmptyCut, place);
            }
            check!(self.comma());
            kind = Kind::Cut(from as u16, to as u16);
        }
        if is_iterate {
            let Some(_) = self.peek() else {
                return Err(self.fault(Reason::UnexpectedEnd));
            };
            let at = self.at;
            let count = check!(self.literal_or_stored());
            if let Number::Stored(variable) = count
                && !matches!(variable, Variable::Count)
            {
                return wrong(Reason::NumberExpected, at);
            }
            check!(self.comma());
            kind = Kind::Iterate(count);
        }
        let place = check!(self.push(kind, at));
        let mut inner = Scope {
            depth: scope.depth.saturating_add(1),
            iterates: scope.iterates.saturating_add(is_iterate as u8),
            has_value: scope.has_value,
        };
        if inner.depth > self.depth {
            self.depth = inner.depth;
        }
        check!(self.sequence(inner));
        // One value alone, where the salt and the numbers stand in a text of the function's own.
        if let Kind::Derivation(function, flavour) = kind
            && let Some(b')') = self.peek()
            && let Some(stored) = Stored::of(function)
            && matches!(flavour, Flavour::Hex)
        {
            if !is_first {
                return wrong(Reason::NotOutermost, at);
            }
            kind = Kind::Stored(stored);
            self.become_kind(place, kind);
        }
        let has_two = match kind {
            Kind::Hmac(..) | Kind::Iterate(_) => true,
            Kind::Derivation(function, _) => function.values() == 2,
            _ => false,
        };
        if has_two {
            check!(self.comma());
            self.begin_last(place);
            inner.has_value = scope.has_value || is_iterate;
            check!(self.sequence(inner));
        }
        if let Kind::Derivation(function, _) = kind {
            check!(self.numbers(function));
        }
        check!(self.close());
        self.end(place);
        Ok(())
    }

    /// The numbers behind the values of a function. The last one may have a default.
    const fn numbers(&mut self, function: Derivation) -> Result<(), Fault> {
        let mut left = function.numbers();
        while left > 0 {
            let number = match (left, function.last_number(), self.peek()) {
                (1, Some(number), Some(b')')) => Number::Literal(number),
                _ => {
                    check!(self.comma());
                    check!(self.literal_or_stored())
                }
            };
            let at = self.at;
            check!(self.push(Kind::Number(number), at));
            left = left.saturating_sub(1);
        }
        Ok(())
    }

    /// A number, or the variable of one that the stored text says.
    const fn literal_or_stored(&mut self) -> Result<Number, Fault> {
        match self.peek() {
            Some(b'$') => {
                let at = self.at;
                self.step(1);
                match Variable::named(self.word()) {
                    Some(variable) => Ok(Number::Stored(variable)),
                    None => wrong(Reason::NumberExpected, at),
                }
            }
            _ => Ok(Number::Literal(check!(self.number(u32::MAX)))),
        }
    }
}
