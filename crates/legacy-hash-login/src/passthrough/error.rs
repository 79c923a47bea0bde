//! What is wrong with a configuration.

/// A [`Passthrough`](crate::Passthrough) cannot be as it was described. No text of the description
/// is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PassthroughError {
    /// The address of the old system is not an absolute `http` or `https` URI.
    #[error("the old system's address is not an absolute http or https URI")]
    Uri,
    /// The address has a user's name or password in it. A header is the place for those.
    #[error("the old system's address must not hold a user's name or password")]
    UserInfo,
    /// Passwords would cross a network in the clear.
    #[error("the old system's address must be https, unless it is loopback")]
    PlainHttp,
    /// The template is not JSON.
    #[error("the template is not JSON: line {line}, column {column}")]
    TemplateSyntax {
        /// The line where it stops to be, from 1 on.
        line: usize,
        /// The byte in that line.
        column: usize,
    },
    /// The template has no place for this.
    #[error("the template has no {0}")]
    Missing(&'static str),
    /// The template has a `{code}`, and no code was given.
    #[error("the template has a {{code}}, and there is no code")]
    NoCode,
    /// A code is empty: anybody would know it.
    #[error("a code is empty")]
    EmptyCode,
    /// A placeholder stands in the name of a member, where nothing is replaced.
    #[error("the template has a placeholder in a name")]
    PlaceholderInName,
    /// A brace in the template is not part of a known placeholder, and not doubled.
    #[error(
        "the template has a brace that is none of {{identifier}}, {{password}}, {{code}} and \
         {{address}}; as text it is doubled"
    )]
    Brace,
    /// Not a JSON pointer (RFC 6901): empty, or `/` before each name.
    #[error("not a JSON pointer")]
    Pointer,
    /// Passwords go in bodies: by POST, PUT or PATCH.
    #[error("passwords are sent by POST, PUT or PATCH")]
    Method,
    /// Not a header, or one that says where the body ends.
    #[error("not a header that can be set")]
    Header,
}
