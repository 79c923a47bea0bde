//! What is known of an account when somebody signs in.

use core::fmt;
use std::borrow::Cow;

use crate::{LegacyHash, ParseError};

/// What is stored for an account: a text, a hash that was read already, the reason why it could not
/// be read, or nothing.
///
/// [`Policy::authenticate`](crate::Policy::authenticate) takes anything that becomes one, so that
/// call sites are written as they come:
///
/// ```
/// use legacy_hash::{Algorithm, LegacyHash, Policy, Stored};
///
/// struct User { hash: String }
/// let policy = Policy::default().with_cost(8, 1, 1)?; // for the example's sake
/// let user = User { hash: "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm".into() };
/// let found = Some(&user);
///
/// let answers = [
///     policy.authenticate(&user.hash, "password"),
///     policy.authenticate(found.map(|user| user.hash.as_str()), "password"),
///     policy.authenticate(found.map(|user| LegacyHash::parse(&user.hash)), "password"),
///     policy.authenticate(LegacyHash::parse_as(Algorithm::Md5, &user.hash), "password"),
///     policy.authenticate(Stored::MISSING, "password"),
/// ];
/// # assert!(answers.iter().all(|answer| !answer.is_granted()));
/// # Ok::<(), legacy_hash::PolicyError>(())
/// ```
#[derive(Clone)]
pub struct Stored<'a> {
    pub(crate) label: Option<&'a str>,
    pub(crate) content: Content<'a>,
}

/// The cases of [`Stored`].
#[derive(Clone)]
pub(crate) enum Content<'a> {
    Missing,
    Text(&'a str),
    Hash(Cow<'a, LegacyHash>),
    Unreadable(ParseError),
}

impl Stored<'_> {
    /// There is no such account, or it has no password.
    pub const MISSING: Self = Self::new(Content::Missing);
}

impl<'a> Stored<'a> {
    const fn new(content: Content<'a>) -> Self {
        Self {
            label: None,
            content,
        }
    }

    /// What is stored under a label, to be read as the policy's scheme of that label says
    /// ([`Policy::with_scheme`](crate::Policy::with_scheme)). A hash that was read already is taken
    /// as the algorithm that it is; the scheme's pepper and normalisation hold for it, too.
    pub fn under(label: &'a str, stored: impl Into<Self>) -> Self {
        Self {
            label: Some(label),
            ..stored.into()
        }
    }
}

impl fmt::Debug for Stored<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = self.label {
            write!(f, "{label:?}: ")?;
        }
        match &self.content {
            Content::Missing => f.write_str("Missing"),
            Content::Text(text) => write!(f, "Text([{} bytes])", text.len()),
            Content::Hash(hash) => write!(f, "Hash({hash:?})"),
            Content::Unreadable(error) => write!(f, "Unreadable({error:?})"),
        }
    }
}

/// A text that says what it is, read as [`LegacyHash::parse`] does.
impl<'a, T: AsRef<str> + ?Sized> From<&'a T> for Stored<'a> {
    fn from(text: &'a T) -> Self {
        Self::new(Content::Text(text.as_ref()))
    }
}

impl<'a> From<&'a LegacyHash> for Stored<'a> {
    fn from(hash: &'a LegacyHash) -> Self {
        Self::new(Content::Hash(Cow::Borrowed(hash)))
    }
}

impl From<LegacyHash> for Stored<'_> {
    fn from(hash: LegacyHash) -> Self {
        Self::new(Content::Hash(Cow::Owned(hash)))
    }
}

/// `None` is [`Stored::MISSING`].
impl<'a, S: Into<Stored<'a>>> From<Option<S>> for Stored<'a> {
    fn from(stored: Option<S>) -> Self {
        stored.map_or(Self::MISSING, Into::into)
    }
}

impl<'a, S: Into<Stored<'a>>> From<Result<S, ParseError>> for Stored<'a> {
    fn from(stored: Result<S, ParseError>) -> Self {
        stored.map_or_else(|error| Self::new(Content::Unreadable(error)), Into::into)
    }
}
