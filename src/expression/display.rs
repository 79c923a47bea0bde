//! Writes an expression.

use core::fmt;

use crate::expression::Expression;
use crate::expression::names::display_name;
use crate::expression::program::{Count, Kind, Program, Range, first, inside, last};

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
                    Kind::Iterate(Count::Literal(count)) => write!(f, "{count},")?,
                    Kind::Iterate(Count::Stored) => f.write_str("$n,")?,
                    _ => {}
                }
                if let Kind::Hmac(..) | Kind::Iterate(_) = kind {
                    display(program, first(node, place), f)?;
                    f.write_str(",")?;
                    display(program, last(node), f)?;
                } else {
                    display(program, inside(node, place), f)?;
                }
                f.write_str(")")?;
            }
        }
    }
    Ok(())
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({self})")
    }
}
