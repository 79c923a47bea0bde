//! What a text is, without verifying.

use crate::cost::Cost;
use crate::format::table::Format;
use crate::limits::Limits;
use crate::parse::{Reading, detected, parse_within};

/// What a stored text is, and what it would cost to verify.
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

    /// What verifying it takes, to be asked of [`Limits::admits`].
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }
}

/// Says what a text is, of those that say it themselves; nothing is verified, and no password is needed.
/// For surveys of a table before a migration.
///
/// `None` for a text that [`LegacyHash::parse`](crate::LegacyHash::parse) refuses: one that has to be
/// declared, a marker, a malformed one.
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
    let hash = parse_within(Reading::detect(), text, &Limits::default()).ok()?;
    let (format, cost) = (detected(text)?, hash.cost());
    Some(Identity { format, cost })
}
