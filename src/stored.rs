//! What is known of an account when somebody signs in.

use core::fmt;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use crate::context::Context;
use crate::error::ParseError;
use crate::hash::LegacyHash;

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
/// let policy = Policy::default();
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
    pub(crate) label: Option<Cow<'a, str>>,
    pub(crate) content: Content<'a>,
    pub(crate) context: Option<Context>,
}

/// The cases of [`Stored`].
#[derive(Clone)]
pub(crate) enum Content<'a> {
    Missing,
    Text(Cow<'a, str>),
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
            context: None,
        }
    }

    /// What is stored under a label, to be read as the policy's scheme of that label says
    /// ([`Policy::with_scheme`](crate::Policy::with_scheme)). A hash that was read already is taken
    /// as the algorithm that it is; the scheme's pepper and normalisation hold for it, too.
    ///
    /// A label is a text, a number, or an `Option` of one: `None` is a row without a label.
    pub fn under(label: impl Into<Label<'a>>, stored: impl Into<Self>) -> Self {
        let Label(label) = label.into();
        Self {
            label,
            ..stored.into()
        }
    }
}

impl Stored<'_> {
    /// Says what stands in the row's other columns and goes into its hash.
    ///
    /// ```
    /// use legacy_hash::{Context, Stored};
    ///
    /// struct Row { hash: String, salt: String }
    /// let row = Row { hash: "b6e3c335dc4a990d75cdb963c5de44b7".into(), salt: "fsd".into() };
    /// let stored = Stored::from(&row.hash).with_context(Context::new().with_salt(&row.salt));
    /// # let _ = stored;
    /// ```
    #[must_use]
    pub fn with_context(self, context: Context) -> Self {
        Self {
            context: Some(context),
            ..self
        }
    }
}

/// What a row says of its hash, as [`Stored::under`] takes it: made of a text, an integer, or an
/// `Option` of one.
///
/// ```
/// use legacy_hash::Stored;
///
/// struct Row { version: Option<i16>, hash: Option<String> }
/// let row = Row { version: Some(2), hash: None };
/// let stored = Stored::under(row.version, &row.hash);
/// # let _ = stored;
/// ```
#[derive(Clone)]
pub struct Label<'a>(Option<Cow<'a, str>>);

/// The label is not a secret, but may be a column that was mistaken for one.
impl fmt::Debug for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "Label",
            None => "no label",
        })
    }
}

impl<'a, L: Into<Self>> From<Option<L>> for Label<'a> {
    fn from(label: Option<L>) -> Self {
        label.map_or(Self(None), Into::into)
    }
}

macro_rules! from_numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Label<'_> {
            fn from(label: $number) -> Self {
                Self(Some(Cow::Owned(label.to_string())))
            }
        }

        impl From<&$number> for Label<'_> {
            fn from(label: &$number) -> Self {
                (*label).into()
            }
        }

        impl From<&Option<$number>> for Label<'_> {
            fn from(label: &Option<$number>) -> Self {
                (*label).into()
            }
        }
    )*};
}

from_numbers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

macro_rules! from_texts {
    ($($text:ident: $type:ty => $cow:expr,)*) => {$(
        impl<'a> From<$type> for Label<'a> {
            fn from($text: $type) -> Self {
                Self(Some($cow))
            }
        }

        /// A text that says what it is, or that the policy has been told of.
        impl<'a> From<$type> for Stored<'a> {
            fn from($text: $type) -> Self {
                Self::new(Content::Text($cow))
            }
        }
    )*};
}

from_texts! {
    text: &'a str => Cow::Borrowed(text),
    text: &'a &str => Cow::Borrowed(*text),
    text: &'a String => Cow::Borrowed(text),
    text: &'a Box<str> => Cow::Borrowed(&**text),
    text: &'a Rc<str> => Cow::Borrowed(&**text),
    text: &'a Arc<str> => Cow::Borrowed(&**text),
    text: &'a Cow<'_, str> => Cow::Borrowed(&**text),
    text: String => Cow::Owned(text),
    text: Box<str> => Cow::Owned(text.into_string()),
    text: Cow<'a, str> => text,
}

impl fmt::Debug for Stored<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = &self.label {
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

// One type each: over all types whose references convert, the compiler would search without end.
macro_rules! from_optional_columns {
    ($($column:ty)*) => {$(
        impl<'a> From<&'a Option<$column>> for Label<'a> {
            fn from(label: &'a Option<$column>) -> Self {
                label.as_ref().into()
            }
        }

        /// `None` is [`Stored::MISSING`].
        impl<'a> From<&'a Option<$column>> for Stored<'a> {
            fn from(stored: &'a Option<$column>) -> Self {
                stored.as_ref().into()
            }
        }
    )*};
}

from_optional_columns! { String Box<str> Rc<str> Arc<str> Cow<'_, str> &str }

/// `None` is [`Stored::MISSING`].
impl<'a> From<&'a Option<LegacyHash>> for Stored<'a> {
    fn from(stored: &'a Option<LegacyHash>) -> Self {
        stored.as_ref().into()
    }
}

impl<'a, S: Into<Stored<'a>>> From<Result<S, ParseError>> for Stored<'a> {
    fn from(stored: Result<S, ParseError>) -> Self {
        stored.map_or_else(|error| Self::new(Content::Unreadable(error)), Into::into)
    }
}
