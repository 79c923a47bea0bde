//! What a text is, without verifying.

use crate::algorithm::Algorithm;
use crate::cost::Cost;
use crate::dynamic;
use crate::expression::Expression;
use crate::format::argon2::Argon2Hash;
use crate::format::bcrypt::BcryptHash;
use crate::format::row::Reading;
use crate::format::table::Format;
use crate::limits::Limits;
use crate::parse::{detected, detected_in};
use crate::text;

/// What a stored text is, and what it would cost to verify: what [`identify`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    format: Format,
    cost: Cost,
}

impl Identity {
    /// The format: what a column that declares its texts would say, and what
    /// [`LegacyHash::parse_as`](crate::LegacyHash::parse_as) takes.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What verifying it takes, to be asked of [`Limits::admits`]. It is what
    /// [`LegacyHash::cost`](crate::LegacyHash::cost) says of the parsed text before a
    /// [`Context`](crate::Context) is given.
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }
}

/// Says what a text is, of those that say it themselves; nothing is verified, and no password is needed.
/// For surveys of a table before a migration.
///
/// `None` for a text that [`LegacyHash::parse`](crate::LegacyHash::parse) refuses: one that has to be
/// declared, a marker, a malformed one, one of more than 4096 bytes. `parse` says which.
///
/// ```
/// use legacy_hash::{Algorithm, Limits, identify};
///
/// let text = "$2b$12$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
/// let identity = identify(text).unwrap();
/// assert_eq!(identity.format().name(), "bcrypt");
/// assert!(Limits::default().admits(&identity.cost()));
///
/// let identity = identify("{SSHA}Ki+Q9Ri8Nn2QN1jUbcaqfsgK/pJOYUNs").unwrap();
/// assert_eq!(identity.format().algorithm(), Algorithm::Sha1);
/// assert_eq!(identify("5f4dcc3b5aa765d61d8327deb882cf99"), None);
/// ```
#[must_use]
pub fn identify(text: &str) -> Option<Identity> {
    if text.len() > Limits::default().encoded_bytes || text::marker(text).is_some() {
        return None;
    }
    let format = detected(text)?;
    if text::is_padded(text) && format.algorithm() != Algorithm::Plaintext {
        return None;
    }
    let cost = cost_of(format, text)?;
    Some(Identity { format, cost })
}

/// What a text of a format costs, if it can be parsed: numbers are read, salts and digests only looked at.
fn cost_of(format: Format, text: &str) -> Option<Cost> {
    let row = format.row();
    if let Reading::Own(_) = row.reading {
        return match format.algorithm() {
            Algorithm::Bcrypt => BcryptHash::cost_of(text),
            Algorithm::Argon2 => Argon2Hash::cost_of(text),
            // They say nothing.
            _ => None,
        };
    }
    let fields = row.measure(text).ok()?;
    let computation = row.computation(&fields).ok()?;
    let nested = match fields.nested.as_deref() {
        Some(nested) => Some(cost_of_nested(format, computation.as_ref(), nested)?),
        None => None,
    };
    match computation {
        Some(expression) => Some(dynamic::cost_of(&expression, &fields, nested)),
        None => nested,
    }
}

/// The same of the text that another one wraps.
fn cost_of_nested(outer: Format, computation: Option<&Expression>, text: &str) -> Option<Cost> {
    let inner = detected_in(outer, text)?;
    let is_of_outer = computation.is_none_or(|outer| outer.algorithm() == inner.algorithm());
    (is_of_outer && !inner.row().wraps() && text::marker(text).is_none())
        .then(|| cost_of(inner, text))?
}
