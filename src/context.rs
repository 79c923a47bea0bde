//! What stands in other columns, and goes into a hash beside the password.

use core::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::redacted::Redacted;

/// How many constants there are, `$c1` to `$c8`.
const CONSTANTS: u8 = 8;

/// What stands in other columns and in an old system's configuration, and goes into a hash beside the
/// password: salts, the user's name, and constants such as a pepper or a site key.
///
/// ```
/// use legacy_hash::{Context, Expression, LegacyHash};
///
/// // vBulletin: md5(md5(password) . salt), with the salt in a column of its own.
/// let expression: Expression = "md5(md5($p).$s)".parse().unwrap();
/// let context = Context::new().with_salt("fsd");
/// let digest = "b6e3c335dc4a990d75cdb963c5de44b7";
/// let hash = LegacyHash::computed_by(&expression, digest, context)?;
/// assert!(hash.verify("correct horse").is_ok());
/// # Ok::<(), legacy_hash::ParseError>(())
/// ```
///
/// All of it is bytes, of any length; but more than [`Limits::salt_bytes`](crate::Limits::salt_bytes) of
/// it, with the salts in the text, is refused when the hash is verified. A salt in the text goes before one
/// that is given here. What is given and not needed is not looked at, so that one context will do for a
/// table of many formats; what is needed and not given is
/// [`VerifyError::Context`](crate::VerifyError::Context), or
/// [`Denial::Context`](crate::Denial::Context) at the login endpoint, with a [`ContextError`] that names it.
///
/// It is cheap to clone. `Debug` shows what there is and how long it is, and nothing else; constants may
/// be secrets, and are wiped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Context(Option<Arc<Columns>>);

/// What there is, if there is anything.
#[derive(Clone, Default, PartialEq, Eq)]
struct Columns {
    salt: Option<Arc<[u8]>>,
    salt2: Option<Arc<[u8]>>,
    user: Option<Arc<[u8]>>,
    constants: [Option<Arc<Zeroizing<Vec<u8>>>>; CONSTANTS as usize],
    /// A number of a constant that there is none of.
    wrong_number: Option<u8>,
    /// How many bytes there are of all together.
    len: usize,
}

impl Columns {
    fn count(&self) -> usize {
        let columns = [&self.salt, &self.salt2, &self.user];
        let columns = columns.into_iter().flatten().map(|bytes| bytes.len());
        let constants = self.constants.iter().flatten().map(|bytes| bytes.len());
        columns.chain(constants).fold(0, usize::saturating_add)
    }
}

impl Context {
    pub(crate) const EMPTY: Self = Self(None);

    /// With something more.
    fn with(mut self, add: impl FnOnce(&mut Columns)) -> Self {
        let columns = Arc::make_mut(self.0.get_or_insert_default());
        add(columns);
        columns.len = columns.count();
        self
    }

    /// With nothing in it. What is given twice has its last value.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The salt of this row, `$s`: the bytes that the old system put in, which often are the text of
    /// the column as it stands. Where that was decoded first, the expression says so (`unhex($s)`).
    #[must_use]
    pub fn with_salt(self, salt: impl AsRef<[u8]>) -> Self {
        self.with(|columns| columns.salt = Some(salt.as_ref().into()))
    }

    /// The second salt of this row, `$s2`, where a system has two.
    #[must_use]
    pub fn with_salt2(self, salt: impl AsRef<[u8]>) -> Self {
        self.with(|columns| columns.salt2 = Some(salt.as_ref().into()))
    }

    /// The user's name, `$u`, as the old system stored it when the password was set: never as it was
    /// typed, and not the new one after a change of names.
    #[must_use]
    pub fn with_user(self, user: impl AsRef<[u8]>) -> Self {
        self.with(|columns| columns.user = Some(user.as_ref().into()))
    }

    /// A constant, `$c1` to `$c8`: what is the same for all rows, as a pepper or a site key. It is wiped
    /// when it is dropped. [`Format::note`](crate::Format::note) says which setting of the old system it is.
    ///
    /// A `number` that is not from 1 to 8 is [`ContextError::NoSuchConstant`] when the hash is
    /// verified.
    #[must_use]
    pub fn with_constant(self, number: u8, constant: impl AsRef<[u8]>) -> Self {
        let place = usize::from(number).checked_sub(1);
        self.with(
            |columns| match place.and_then(|place| columns.constants.get_mut(place)) {
                Some(place) => *place = Some(Arc::new(Zeroizing::new(constant.as_ref().to_vec()))),
                None => columns.wrong_number = Some(number),
            },
        )
    }

    pub(crate) fn salt(&self) -> Option<&[u8]> {
        self.0.as_ref()?.salt.as_deref()
    }

    pub(crate) fn salt2(&self) -> Option<&[u8]> {
        self.0.as_ref()?.salt2.as_deref()
    }

    pub(crate) fn user(&self) -> Option<&[u8]> {
        self.0.as_ref()?.user.as_deref()
    }

    pub(crate) fn constant(&self, number: u8) -> Option<&[u8]> {
        let place = usize::from(number).checked_sub(1)?;
        let constant = self.0.as_ref()?.constants.get(place)?.as_ref()?;
        Some(constant.as_slice())
    }

    /// What is needed and is not there.
    pub(crate) fn has(&self, need: Need) -> bool {
        match need {
            Need::Salt => self.salt().is_some(),
            Need::Salt2 => self.salt2().is_some(),
            Need::User => self.user().is_some(),
            Need::Constant(number) => self.constant(number).is_some(),
        }
    }

    pub(crate) fn wrong_number(&self) -> Option<u8> {
        self.0.as_ref()?.wrong_number
    }

    /// How many bytes there are of all together.
    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |columns| columns.len)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Context");
        let columns = [
            ("salt", self.salt()),
            ("salt2", self.salt2()),
            ("user", self.user()),
        ];
        for (name, bytes) in columns {
            if let Some(bytes) = bytes {
                shown.field(name, &Redacted(bytes));
            }
        }
        for number in 1..=CONSTANTS {
            if let Some(bytes) = self.constant(number) {
                shown.field(&format!("c{number}"), &Redacted(bytes));
            }
        }
        shown.finish()
    }
}

/// What a computation takes besides the password, from other columns than the hash's: of
/// [`Format::needs`](crate::Format::needs), [`Expression::needs`](crate::Expression::needs) and
/// [`ContextError::Missing`].
///
/// ```
/// use legacy_hash::{Format, Need};
///
/// let devise: Format = "devise-sha1".parse()?;
/// assert!(devise.needs().eq([Need::Salt, Need::Constant(1)]));
/// assert_eq!(Need::Constant(1).to_string(), "constant 1");
/// # Ok::<(), legacy_hash::UnknownFormat>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Need {
    /// The salt, `$s`: [`Context::with_salt`].
    Salt,
    /// The second salt, `$s2`: [`Context::with_salt2`].
    Salt2,
    /// The user's name, `$u`: [`Context::with_user`].
    User,
    /// A constant, `$c1` to `$c8`, by its number: [`Context::with_constant`].
    Constant(u8),
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Salt => f.pad("salt"),
            Self::Salt2 => f.pad("second salt"),
            Self::User => f.pad("user name"),
            Self::Constant(number) => write!(f, "constant {number}"),
        }
    }
}

/// Why what stands in other columns does not do. It is said where a hash is verified, before anything is
/// computed, but for [`NotEncodable`](Self::NotEncodable), which the computation finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContextError {
    /// Something is needed and was not given.
    #[error("the {0} is missing")]
    Missing(Need),
    /// Constants are numbered from 1 to 8.
    #[error("there is no constant {0}: they have the numbers 1 to 8")]
    NoSuchConstant(u8),
    /// Something is not of the form that the computation takes, as a salt that is to be decoded and is
    /// no hexadecimal.
    #[error("what stands in another column cannot be decoded")]
    NotEncodable,
}
