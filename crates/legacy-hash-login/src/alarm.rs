//! What an operator should look at.

use std::fmt;

use legacy_hash::Algorithm;

/// How many refusals without a single yes raise an alarm. No source: with half of all sign-ins
/// mistyped, chance does it once in 10^15 times.
pub(crate) const ALARM_AFTER: u64 = 50;

/// Something is probably declared wrongly, or broken. `Display` is a sentence for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Alarm {
    /// Fifty passwords of hashes of this algorithm were wrong and none was ever right: a wrong
    /// declaration, or a salted table that was imported without its salts.
    NeverRight(Algorithm),
    /// The old system took a password that nobody has. It is not asked about anybody until it
    /// refuses one.
    OldSystemTakesAnything,
    /// The old system has never taken a password, and refused fifty or did not understand one: the
    /// template, the method, the address or the passthrough code is probably wrong.
    OldSystemTakesNothing,
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverRight(algorithm) => {
                write!(f, "No password of a {algorithm} hash was ever right")
            }
            Self::OldSystemTakesAnything => {
                f.write_str("The old system takes a password that nobody has, and is not asked")
            }
            Self::OldSystemTakesNothing => f.write_str("The old system has never taken a password"),
        }
    }
}
