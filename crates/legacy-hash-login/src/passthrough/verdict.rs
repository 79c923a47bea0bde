//! What the old system's answer means.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::passthrough::TransportError;

/// What a status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The password is right, if the passback code is.
    Match,
    /// The password is wrong, or nobody has that name.
    Refused,
    /// Neither.
    Unavailable,
}

impl Meaning {
    /// What it means unless the operator says otherwise: 200 alone is a match; a 4XX is a refusal,
    /// but for 408 (time-out) and 429 (too many requests), which are about the request and not
    /// about the password; and all else says nothing.
    pub(crate) fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::OK => Self::Match,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Self::Unavailable,
            status if status.is_client_error() => Self::Refused,
            _ => Self::Unavailable,
        }
    }
}

/// What became of a password that was to be tried at the old system.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum Verdict {
    /// The old system takes it.
    Match,
    /// The old system does not take it.
    Refused {
        /// What the old system says to its user, where the operator
        /// [passes that on](crate::Passthrough::with_message): text of somebody else, which may
        /// repeat what was typed. It is for the client alone, as text and not as HTML.
        message: Option<String>,
    },
    /// Nobody knows: it is neither right nor wrong.
    Unavailable(Reason),
    /// It was not tried: there were too many attempts. How long to wait.
    Limited(Duration),
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Match => f.write_str("Match"),
            Self::Refused { message } => {
                let bytes = message.as_ref().map_or(0, String::len);
                write!(f, "Refused([{bytes} bytes])")
            }
            Self::Unavailable(reason) => f.debug_tuple("Unavailable").field(reason).finish(),
            Self::Limited(wait) => f.debug_tuple("Limited").field(wait).finish(),
        }
    }
}

/// Why nobody knows. For the operator: it holds nothing that was typed or answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// A status that is neither a match nor a refusal.
    #[error("the old system answered {}", .0.as_u16())]
    Status(StatusCode),
    /// A match whose body is not JSON, where a passback code should stand in it.
    #[error("the old system's answer is not JSON, and has no passback code")]
    NotJson,
    /// A match without the passback code.
    #[error("the old system's answer has no passback code")]
    CodeMissing,
    /// A match with a wrong passback code, one that is no string, or two.
    #[error("the old system's answer has a wrong passback code")]
    CodeWrong,
    /// As many requests as may be are under way.
    #[error("too many requests to the old system are under way")]
    Crowded,
    /// The old system takes a password that nobody has, so that its yes says nothing.
    #[error("the old system takes a password that nobody has")]
    TakesAnything,
    /// No answer came.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

/// As many characters of a message are passed on. No source: longer than a sentence or two, and
/// short enough for a login page.
const MESSAGE_CHARS: usize = 500;

/// A message that can be shown: one line, not empty, not long.
pub(crate) fn message(text: &str) -> Option<String> {
    let one_line = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = one_line
        .skip_while(|c| c.is_whitespace())
        .take(MESSAGE_CHARS)
        .collect();
    let short = short.trim_end();
    (!short.is_empty()).then(|| short.to_owned())
}
