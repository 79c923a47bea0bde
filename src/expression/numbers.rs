//! Numbers in expressions, and those that a stored text says.

use crate::expression::EvaluationError;
use crate::expression::program::{Kind, Node, Program, numbers};
use crate::function::derivation::Arguments;

/// A number of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Number {
    Literal(u32),
    /// As the stored text says.
    Stored(Variable),
}

/// What a stored text says a number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Variable {
    /// `$n`: how often a step is taken, or scrypt's N.
    Count,
    /// `$r`, scrypt's and yescrypt's.
    BlockSize,
    /// `$lanes`, scrypt's and yescrypt's p.
    Lanes,
    /// `$t`, yescrypt's.
    Time,
    /// `$flags`, yescrypt's.
    Flags,
    /// `$length`: how many bytes the stored digest has.
    Length,
}

impl Variable {
    const ALL: &'static [Self] = &[
        Self::Count,
        Self::BlockSize,
        Self::Lanes,
        Self::Time,
        Self::Flags,
        Self::Length,
    ];

    /// The name behind `$`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Count => "n",
            Self::BlockSize => "r",
            Self::Lanes => "lanes",
            Self::Time => "t",
            Self::Flags => "flags",
            Self::Length => "length",
        }
    }

    /// What has this name.
    pub(crate) const fn named(name: &[u8]) -> Option<Self> {
        let mut all = Self::ALL;
        while let [variable, rest @ ..] = all {
            if is_same(name, variable.name().as_bytes()) {
                return Some(*variable);
            }
            all = rest;
        }
        None
    }
}

const fn is_same(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
        if *a != *b {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.is_empty() && right.is_empty()
}

/// The numbers of a stored text, those that it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) count: Option<u32>,
    pub(crate) block_size: Option<u32>,
    pub(crate) lanes: Option<u32>,
    pub(crate) time: Option<u32>,
    pub(crate) flags: Option<u32>,
    /// How many bytes the digest has.
    pub(crate) length: Option<u32>,
}

impl Numbers {
    /// The count alone.
    #[cfg(test)]
    pub(crate) fn counted(count: u32) -> Self {
        Self {
            count: Some(count),
            ..Self::default()
        }
    }

    pub(crate) const fn get(&self, variable: Variable) -> Option<u32> {
        match variable {
            Variable::Count => self.count,
            Variable::BlockSize => self.block_size,
            Variable::Lanes => self.lanes,
            Variable::Time => self.time,
            Variable::Flags => self.flags,
            Variable::Length => self.length,
        }
    }

    pub(crate) const fn set(&mut self, variable: Variable, number: Option<u32>) {
        match variable {
            Variable::Count => self.count = number,
            Variable::BlockSize => self.block_size = number,
            Variable::Lanes => self.lanes = number,
            Variable::Time => self.time = number,
            Variable::Flags => self.flags = number,
            Variable::Length => self.length = number,
        }
    }

    /// The number that an expression names.
    pub(crate) fn value(&self, number: Number) -> Result<u32, EvaluationError> {
        match number {
            Number::Literal(number) => Ok(number),
            Number::Stored(variable) => self.get(variable).ok_or(EvaluationError::Internal),
        }
    }

    /// The numbers that a function gets.
    pub(crate) fn arguments(
        &self,
        program: Program<'_>,
        node: Node,
    ) -> Result<Arguments, EvaluationError> {
        let mut arguments = Arguments::default();
        let terms = program.terms(numbers(node));
        for (place, (term, _)) in arguments.iter_mut().zip(terms) {
            let Kind::Number(number) = term.kind else {
                return Err(EvaluationError::Internal);
            };
            *place = self.value(number)?;
        }
        Ok(arguments)
    }
}
