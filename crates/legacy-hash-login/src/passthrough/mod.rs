//! Asking the system that still knows the passwords.

// In the order of the flow: no module imports one below it.
mod error;
mod transport;
mod destination;
mod template;
mod pointer;
mod verdict;
mod question;
mod counts;
mod probe;
mod ask;
#[cfg(feature = "http")]
mod http;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::SystemTime;

use ::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING, USER_AGENT};
use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::limit::RateLimit;
use crate::passthrough::counts::Counters;
use crate::passthrough::pointer::Pointer;
use crate::passthrough::probe::Probes;

#[cfg(feature = "http")]
pub use self::http::{HttpLimits, HttpTransport};
pub use counts::PassthroughCounts;
pub use error::PassthroughError;
pub use template::Template;
pub use transport::{SecretBytes, Sending, Transport, TransportError};
pub use verdict::{Meaning, Reason, Verdict};

/// Where the guide of Userfront, who have this design, lets the passback code stand.
const PASSBACK_CODE: &str = "/passbackCode";

/// Requests under way at once. No source: at the total time-out of ten seconds, an old system that
/// hangs takes six passwords a second, and the rest hear at once that it is unavailable.
const CONCURRENCY: usize = 64;

/// How many bytes of a password an old system is taken to read: one less than bcrypt's 72, for a
/// password of exactly 72 may be the start of a longer one.
const READS: usize = 71;

/// The old system, as long as there are accounts whose passwords it alone knows.
///
/// The first sign-in of such an account is tried there. Nothing is sent or read by this type:
/// [`request`](Self::request) builds an HTTP request, [`read`](Self::read) says what the answer to
/// it means, and [`ask`](Self::ask) does both around a [`Transport`].
///
/// Attempts are limited before they are sent, since each is one at the old system too. Unless
/// [`with_rate_limit`](Self::with_rate_limit) says otherwise, an identifier has 5 at once and one
/// more each minute, and an address has 20 at once, for an office behind it, and one more every
/// three seconds. Neither number has a source. Without the feature `rate-limit` there is no limit
/// unless `with_rate_limit` sets one.
///
/// ```
/// use http::{Response, StatusCode};
/// use legacy_hash_login::{Passthrough, Reason, Template, Verdict};
///
/// let template = Template::with_code(
///     r#"{"email": "{identifier}", "password": "{password}", "passthroughCode": "{code}"}"#,
///     "it is us",
/// )?;
/// let old = Passthrough::new("https://old.example.com/login", template)?
///     .with_passback_code("it is me")?;
///
/// let request = old.request("ann@example.com", r#"","admin":true"#, None).unwrap();
/// assert_eq!(
///     request.body().as_ref(),
///     br#"{"email":"ann@example.com","password":"\",\"admin\":true","passthroughCode":"it is us"}"#,
/// );
///
/// assert_eq!(old.read(&Response::new(r#"{"passbackCode": "it is me"}"#)), Verdict::Match);
/// let forged = old.read(&Response::new(r#"{"passbackCode": "trust me"}"#));
/// assert_eq!(forged, Verdict::Unavailable(Reason::CodeWrong));
/// let refusal = Response::builder().status(StatusCode::UNAUTHORIZED).body("").unwrap();
/// assert_eq!(old.read(&refusal), Verdict::Refused { message: None });
/// # Ok::<(), legacy_hash_login::PassthroughError>(())
/// ```
pub struct Passthrough {
    uri: Uri,
    template: Template,
    method: Method,
    headers: HeaderMap,
    client_address: Option<HeaderName>,
    meanings: BTreeMap<StatusCode, Meaning>,
    passback_code: Option<(Pointer, Zeroizing<String>)>,
    message: Option<Pointer>,
    until: Option<SystemTime>,
    forwards_unknown: bool,
    /// In bytes.
    reads: usize,
    limit: Option<Arc<dyn RateLimit>>,
    places: Semaphore,
    probes_of_emails: Probes,
    probes_of_phones: Probes,
    probes_of_user_names: Probes,
    counters: Counters,
}

impl Passthrough {
    /// The old system at this address, asked by POST with this body.
    ///
    /// # Errors
    /// The address is not an absolute `https` URI, nor an `http` one of `localhost`, `127.0.0.0/8`
    /// or `[::1]`; or somebody's name is in it.
    pub fn new(uri: &str, template: Template) -> Result<Self, PassthroughError> {
        let agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        let json = HeaderValue::from_static("application/json");
        let headers = [
            (CONTENT_TYPE, json.clone()),
            (ACCEPT, json),
            (USER_AGENT, HeaderValue::from_static(agent)),
        ];
        Ok(Self {
            uri: destination::read(uri)?,
            template,
            method: Method::POST,
            headers: headers.into_iter().collect(),
            client_address: None,
            meanings: BTreeMap::new(),
            passback_code: None,
            message: None,
            until: None,
            forwards_unknown: false,
            reads: READS,
            limit: default_limit(),
            places: Semaphore::new(CONCURRENCY),
            probes_of_emails: Probes::default(),
            probes_of_phones: Probes::default(),
            probes_of_user_names: Probes::default(),
            counters: Counters::default(),
        })
    }

    /// Asks by another method.
    ///
    /// # Errors
    /// It is not POST, PUT or PATCH.
    pub fn with_method(mut self, method: Method) -> Result<Self, PassthroughError> {
        if ![Method::POST, Method::PUT, Method::PATCH].contains(&method) {
            return Err(PassthroughError::Method);
        }
        self.method = method;
        Ok(self)
    }

    /// Sends this header too, or instead of what would be sent under its name. `Debug` does not
    /// show its value.
    ///
    /// # Errors
    /// It is no header, or it is `Content-Length` or `Transfer-Encoding`.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, PassthroughError> {
        let mut value = HeaderValue::from_str(value).map_err(|_| PassthroughError::Header)?;
        value.set_sensitive(true);
        self.headers.insert(header_name(name)?, value);
        Ok(self)
    }

    /// Sends the client's address in this header, `X-Forwarded-For` or whatever the old system
    /// reads, where it is known: the old system's own limiter sees one client otherwise.
    ///
    /// # Errors
    /// As for [`with_header`](Self::with_header).
    pub fn with_client_address(mut self, name: &str) -> Result<Self, PassthroughError> {
        self.client_address = Some(header_name(name)?);
        Ok(self)
    }

    /// Reads a status as something else. Without this, 200 is a match; a 4XX is a refusal, 408 and
    /// 429 excepted; and every other status is neither.
    ///
    /// A status that is declared to be a refusal raises no alarm.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode, meaning: Meaning) -> Self {
        self.meanings.insert(status, meaning);
        self
    }

    /// Believes a match only where the answer has this code as its `passbackCode`: proof that it
    /// comes from the old system. It is compared in constant time.
    ///
    /// # Errors
    /// The code is empty.
    pub fn with_passback_code(self, expected: &str) -> Result<Self, PassthroughError> {
        self.with_passback_code_at(PASSBACK_CODE, expected)
    }

    /// As [`with_passback_code`](Self::with_passback_code), with a JSON pointer that says where the
    /// code stands.
    ///
    /// # Errors
    /// The code is empty, or the pointer is none.
    pub fn with_passback_code_at(
        mut self,
        pointer: &str,
        expected: &str,
    ) -> Result<Self, PassthroughError> {
        if expected.is_empty() {
            return Err(PassthroughError::EmptyCode);
        }
        let expected = Zeroizing::new(expected.to_owned());
        self.passback_code = Some((Pointer::new(pointer)?, expected));
        Ok(self)
    }

    /// Passes on what the old system says to somebody whom it refuses: the string that this JSON
    /// pointer points to in its answer, as one line of 500 characters at most.
    ///
    /// # Errors
    /// The pointer is none.
    pub fn with_message(mut self, pointer: &str) -> Result<Self, PassthroughError> {
        self.message = Some(Pointer::new(pointer)?);
        Ok(self)
    }

    /// Ends the window at this time.
    #[must_use]
    pub fn until(mut self, end: SystemTime) -> Self {
        self.until = Some(end);
        self
    }

    /// Says whether passwords for identifiers that no account has are tried as well, so that they
    /// take as long as those of accounts without a hash.
    #[must_use]
    pub fn forward_unknown(mut self, forwards: bool) -> Self {
        self.forwards_unknown = forwards;
        self
    }

    /// Says how many bytes of a password the old system reads: 71 unless this says otherwise, as
    /// behind bcrypt.
    ///
    /// What an old system takes may be the first 72 bytes of what was typed, or what stands before a
    /// NUL. Whoever knows those bytes would choose a new password for somebody else if the whole of
    /// it were hashed. So a longer password, or one with a NUL, signs in where the old system takes
    /// it, and no hash of it is stored: [`SignedIn::withheld`](crate::SignedIn::withheld) is
    /// [`Lossy`](legacy_hash::Withheld::Lossy). The old system is asked about that account the next
    /// time, too; ask the user for a new password.
    ///
    /// Give more where the old system checks more, and `usize::MAX` where it checks all.
    #[must_use]
    pub fn reads_at_most(mut self, bytes: usize) -> Self {
        self.reads = bytes;
        self
    }

    /// Whether the old system has checked all of a password that it takes.
    pub(crate) fn reads_all_of(&self, password: &[u8]) -> bool {
        password.len() <= self.reads && (self.reads == usize::MAX || !password.contains(&0))
    }

    /// Has at most so many requests under way at once, instead of 64. One more is answered
    /// [`Reason::Crowded`] at once.
    #[must_use]
    pub fn with_concurrency(mut self, requests: NonZeroU32) -> Self {
        let requests = usize::try_from(requests.get()).unwrap_or(usize::MAX);
        self.places = Semaphore::new(requests.min(Semaphore::MAX_PERMITS));
        self
    }

    /// Limits attempts by something else.
    #[must_use]
    pub fn with_rate_limit(mut self, limit: Arc<dyn RateLimit>) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Limits no attempts: for a service whose own limit is as tight.
    #[must_use]
    pub fn without_rate_limit(mut self) -> Self {
        self.limit = None;
        self
    }

    /// Whether the window is open at this time.
    #[must_use]
    pub fn is_open(&self, now: SystemTime) -> bool {
        self.until.is_none_or(|end| now < end)
    }

    /// What [`forward_unknown`](Self::forward_unknown) said; `false` if it did not.
    #[must_use]
    pub const fn forwards_unknown(&self) -> bool {
        self.forwards_unknown
    }
}

/// The address is shown without its path and query, where there may be a key.
impl fmt::Debug for Passthrough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passthrough")
            .field("host", &self.uri.host())
            .field("method", &self.method)
            .field("meanings", &self.meanings)
            .field("has_passback_code", &self.passback_code.is_some())
            .field("until", &self.until)
            .field("forwards_unknown", &self.forwards_unknown)
            .finish_non_exhaustive()
    }
}

fn header_name(name: &str) -> Result<HeaderName, PassthroughError> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| PassthroughError::Header)?;
    match name {
        CONTENT_LENGTH | TRANSFER_ENCODING => Err(PassthroughError::Header),
        name => Ok(name),
    }
}

#[cfg(feature = "rate-limit")]
fn default_limit() -> Option<Arc<dyn RateLimit>> {
    use std::time::Duration;

    use crate::buckets::Buckets;

    let addresses = (NonZeroU32::new(20)?, Duration::from_secs(3));
    let identifiers = (NonZeroU32::new(5)?, Duration::from_secs(60));
    Some(Arc::new(Buckets::new(addresses, identifiers)?))
}

#[cfg(not(feature = "rate-limit"))]
const fn default_limit() -> Option<Arc<dyn RateLimit>> {
    None
}
