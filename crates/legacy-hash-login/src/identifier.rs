//! What people type to say who they are: user names, e-mail addresses and phone numbers.

use std::fmt;

/// The longest identifier that is looked up, in bytes: an e-mail address has 254 at most (RFC 5321),
/// and 320 leave room for any user name.
const MAX_BYTES: usize = 320;

/// What an identifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A user name.
    UserName,
}

impl Kind {
    /// The word for it in the shipped tables: `email`, `phone` or `username`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::UserName => "username",
        }
    }

    /// What a text is first, by how it looks.
    pub(crate) fn looks_like(text: &str) -> Self {
        let is_phone_sign = |c: char| c.is_ascii_digit() || " +-().".contains(c);
        if text.contains('@') {
            Self::Email
        } else if text.chars().all(is_phone_sign) {
            Self::Phone
        } else {
            Self::UserName
        }
    }
}

/// Whether `Ann` and `ann` are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Case {
    /// They are two.
    #[default]
    Exact,
    /// They are one, and so are all that differ in ASCII letters alone.
    Ascii,
    /// They are one, and so are all that have the same lower-case form in Unicode. `K` of Kelvin is
    /// `k` then: use it for a table whose old system did the same.
    Unicode,
}

impl Case {
    fn fold(self, text: &str) -> String {
        match self {
            Self::Exact => text.to_owned(),
            Self::Ascii => text.to_ascii_lowercase(),
            Self::Unicode => text.to_lowercase(),
        }
    }
}

/// How identifiers are compared: at the import, in the table and at the sign-in, all three alike.
///
/// By default user names are exact, as Logto's are, and e-mail addresses are folded in ASCII. Spaces
/// around an identifier do not count. Of a phone number the digits count alone, so that
/// `+1 (555) 010-0199` and `15550100199` are one.
///
/// ```
/// use legacy_hash_login::{Case, Folding, Kind};
///
/// let folding = Folding { user_names: Case::Ascii, ..Folding::default() };
/// assert_eq!(folding.key(Kind::UserName, "Ann").as_deref(), Some("ann"));
/// assert_eq!(folding.key(Kind::Phone, "+1 (555) 010-0199").as_deref(), Some("15550100199"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folding {
    /// Whether user names differ in the case of letters.
    pub user_names: Case,
    /// Whether e-mail addresses do.
    pub emails: Case,
}

impl Default for Folding {
    fn default() -> Self {
        Self {
            user_names: Case::Exact,
            emails: Case::Ascii,
        }
    }
}

impl Folding {
    /// What an identifier is looked up by. `None` for one that cannot be in a table: it is empty,
    /// over 320 bytes, has control characters, or is a phone number without a digit.
    #[must_use]
    pub fn key(&self, kind: Kind, text: &str) -> Option<String> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_BYTES || text.chars().any(char::is_control) {
            return None;
        }
        match kind {
            Kind::Email => Some(self.emails.fold(text)),
            Kind::UserName => Some(self.user_names.fold(text)),
            Kind::Phone => {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                (!digits.is_empty()).then_some(digits)
            }
        }
    }

    /// Reads what somebody typed.
    #[must_use]
    pub fn read(&self, typed: &str) -> Identifier {
        let kinds: &[Kind] = match Kind::looks_like(typed) {
            Kind::Email => &[Kind::Email, Kind::UserName],
            Kind::Phone => &[Kind::Phone, Kind::UserName],
            Kind::UserName => &[Kind::UserName],
        };
        let keys = kinds
            .iter()
            .filter_map(|&kind| Some((kind, self.key(kind, typed)?)))
            .collect();
        Identifier {
            typed: typed.to_owned(),
            keys,
        }
    }
}

/// What somebody typed, and what to look for. `Debug` shows neither: people type their password into
/// the wrong field.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier {
    typed: String,
    keys: Vec<(Kind, String)>,
}

impl Identifier {
    /// The text as it was typed: what an old system is asked about.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The keys to look up, the one that counts most first; none if no account can have it.
    ///
    /// A text with an `@` is an e-mail address before it is a user name, and one of digits a phone
    /// number before it is a user name. No user name opens an account that has the same text as
    /// its address or its number.
    #[must_use]
    pub fn keys(&self) -> &[(Kind, String)] {
        &self.keys
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<Kind> = self.keys.iter().map(|&(kind, _)| kind).collect();
        write!(f, "Identifier({kinds:?}, [{} bytes])", self.typed.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(typed: &str) -> Vec<(Kind, String)> {
        Folding::default().read(typed).keys
    }

    #[test]
    fn an_identifier_is_what_it_looks_like_first() {
        let key = |kind, text: &str| (kind, text.to_owned());
        assert_eq!(
            kinds(" Ann@Example.com "),
            [
                key(Kind::Email, "ann@example.com"),
                key(Kind::UserName, "Ann@Example.com")
            ]
        );
        assert_eq!(
            kinds("+49 (30) 12-34"),
            [
                key(Kind::Phone, "49301234"),
                key(Kind::UserName, "+49 (30) 12-34")
            ]
        );
        assert_eq!(kinds("Ann"), [key(Kind::UserName, "Ann")]);
        for nothing in ["", "  ", "\0", "a\nb", &"a".repeat(321)] {
            assert!(kinds(nothing).is_empty(), "{nothing:?}");
        }
        assert_eq!(kinds("+-"), [key(Kind::UserName, "+-")]);
    }

    #[test]
    fn folding_is_what_was_declared() {
        let unicode = Folding {
            user_names: Case::Unicode,
            emails: Case::Exact,
        };
        assert_eq!(unicode.key(Kind::UserName, "ÄNN").as_deref(), Some("änn"));
        assert_eq!(unicode.key(Kind::Email, "A@B").as_deref(), Some("A@B"));
        let default = Folding::default();
        assert_eq!(default.key(Kind::Email, "ÄNN@B").as_deref(), Some("Änn@b"));
    }

    #[test]
    fn debug_shows_no_identifier() {
        let shown = format!("{:?}", Folding::default().read("hunter2"));
        assert_eq!(shown, "Identifier([UserName], [7 bytes])");
    }
}
