//! Writes an expression.

use core::fmt;

use crate::expression::Expression;
use crate::expression::names::display_name;
use crate::expression::numbers::Number;
use crate::expression::program::{Kind, Node, Program, Range, first, inside, last, numbers};
use crate::function::derivation::Derivation;

impl fmt::Display for Expression {
    /// Writes the expression without blanks. It is read as an equal one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = self.program();
        display(program, program.all(), f)
    }
}

fn display(program: Program<'_>, range: Range, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (node, place) in program.terms(range) {
        if place > range.start {
            f.write_str(".")?;
        }
        match node.kind {
            Kind::Password => f.write_str("$p")?,
            Kind::Salt => f.write_str("$s")?,
            Kind::Salt2 => f.write_str("$s2")?,
            Kind::User => f.write_str("$u")?,
            Kind::Constant(number) => write!(f, "$c{number}")?,
            Kind::Value => f.write_str("$_")?,
            Kind::Literal(start, end) => {
                let text = str::from_utf8(program.literal(start, end)).map_err(|_| fmt::Error)?;
                write!(f, "\"{text}\"")?;
            }
            kind => {
                display_name(kind, f)?;
                f.write_str("(")?;
                match kind {
                    Kind::Cut(from, to) => write!(f, "{from},{to},")?,
                    Kind::Iterate(count) => {
                        display_number(count, f)?;
                        f.write_str(",")?;
                    }
                    _ => {}
                }
                let has_two = match kind {
                    Kind::Hmac(..) | Kind::Iterate(_) => true,
                    Kind::Derivation(function, _) => function.values() == 2,
                    _ => false,
                };
                if has_two {
                    display(program, first(node, place), f)?;
                    f.write_str(",")?;
                    display(program, last(node), f)?;
                } else {
                    display(program, inside(node, place), f)?;
                }
                if let Kind::Derivation(function, _) = kind {
                    display_numbers(program, node, function, f)?;
                }
                f.write_str(")")?;
            }
        }
    }
    Ok(())
}

/// The numbers behind the values, without a last one that may be left out.
fn display_numbers(
    program: Program<'_>,
    node: Node,
    function: Derivation,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let range = numbers(node);
    for (term, place) in program.terms(range) {
        let Kind::Number(number) = term.kind else {
            return Err(fmt::Error);
        };
        let is_last = place.saturating_add(1) == range.end;
        let default = function.last_number().map(Number::Literal);
        if !(is_last && default == Some(number)) {
            f.write_str(",")?;
            display_number(number, f)?;
        }
    }
    Ok(())
}

fn display_number(number: Number, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match number {
        Number::Literal(number) => write!(f, "{number}"),
        Number::Stored(variable) => write!(f, "${}", variable.name()),
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({self})")
    }
}
