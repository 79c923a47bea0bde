//! Logto's API for new users, for any HTTP server to mount.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, Response};
use legacy_hash::{Limits, Policy};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::identifier::Folding;
use crate::import::Import;
use crate::logto::answer::{Refusal, created};
use crate::logto::guesses::Guesses;
use crate::logto::hashing::{HashPassword, HashingError};
use crate::logto::json::Fields;
use crate::logto::record::{Rules, strictest};
use crate::logto::values::Form;
use crate::logto::{FieldNames, RecordError, SetupError};

/// So many requests are answered at once, and one more each [`INTERVAL`]: what Logto's documentation
/// asks its clients to keep to, 200 requests in 10 seconds.
const BURST: NonZeroU32 = NonZeroU32::new(200).unwrap();
const INTERVAL: Duration = Duration::from_millis(50);

/// When to come back where the table fails. No source: a database that was started again answers by
/// then.
const TABLE_PAUSE: Duration = Duration::from_secs(5);

/// The longest body, in bytes.
const BODY: usize = 64 << 10;

/// The fewest characters of a token: 32 hexadecimal digits have 128 bits.
const TOKEN: usize = 32;

/// `POST /api/users`, as Logto answers it: a new user, who may bring a hash of another system.
///
/// The script of Logto's migration guide runs against it with another address. Whoever has the token
/// creates accounts, so that it has to be as long as a key: 32 characters at least, of a random
/// source. After ten wrong tokens from one address no token from there is looked at for a minute. The
/// limits on hashes are the stricter of the policy's and [`Limits::strict`].
///
/// Where the table is the running service ([`SignIn`](crate::SignIn) over a table that takes imports),
/// a new account's hash is expected at every sign-in from then on.
///
/// What Logto would drop is kept, since a user without it would be another user: the older names of
/// the password fields, `isSuspended`, and all that has no column, in
/// [`Imported::attributes`](crate::Imported::attributes). A user's own `id` is among that; the new
/// account has another, as in Logto.
///
/// ```
/// use http::Request;
/// use legacy_hash::Policy;
/// # use legacy_hash_login::{Folding, Import, logto::HashPassword};
/// use legacy_hash_login::logto::{self, Api};
///
/// # async fn run(table: impl Import, pool: impl HashPassword) -> Result<(), Box<dyn std::error::Error>> {
/// let policy = logto::schemes(Policy::default())?;
/// let api = Api::new(table, &policy, Folding::default(), pool, "a-token-of-32-random-characters!")?;
///
/// let body = br#"{"username": "ann", "passwordAlgorithm": "MD5", "passwordDigest": "5f4dcc3b5aa765d61d8327deb882cf99"}"#;
/// let request = Request::post("/api/users")
///     .header("Content-Type", "application/json")
///     .header("Authorization", "Bearer a-token-of-32-random-characters!")
///     .body(body.to_vec())?;
/// let client = [192, 0, 2, 1].into();
/// let response = api.answer_from(client, request).await;
/// # Ok(()) }
/// ```
pub struct Api<I, H> {
    table: I,
    hasher: H,
    rules: Rules,
    token: [u8; 32],
    guesses: Guesses,
    quota: DefaultDirectRateLimiter,
    body: usize,
}

/// Why there is no API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// The token is shorter than 32 characters: it could be guessed.
    #[error("the API's token is shorter than 32 characters")]
    TokenShort,
    /// The token has other characters than ASCII's printable ones without the space: it might not
    /// arrive as it is.
    #[error("the API's token has a blank, or a character that is not ASCII")]
    TokenForm,
    /// The quota's interval is zero: it would be no limit.
    #[error("the quota's interval is zero")]
    NoInterval,
    /// Nothing could be imported.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl<I: Import, H: HashPassword> Api<I, H> {
    /// The API before this table. The policy is the one that passwords are verified under, with
    /// [`schemes`](crate::logto::schemes); the folding is the table's. Passwords in plain text are
    /// hashed by `hasher`.
    ///
    /// # Errors
    /// The token is too short or could not be sent, or the policy cannot read what would be imported.
    pub fn new(
        table: I,
        policy: &Policy,
        folding: Folding,
        hasher: H,
        token: &str,
    ) -> Result<Self, ApiError> {
        if token.trim().len() < TOKEN {
            return Err(ApiError::TokenShort);
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ApiError::TokenForm);
        }
        let api = Self {
            table,
            hasher,
            rules: Rules::new(policy.clone(), strictest(policy.limits()), folding)?,
            token: Sha256::digest(token).into(),
            guesses: Guesses::default(),
            quota: RateLimiter::direct(Quota::per_second(BURST)),
            body: BODY,
        };
        api.with_quota(BURST, INTERVAL)
    }

    /// Answers so many requests at once, and one more each time the interval has passed. By default
    /// 200 and 50 ms, Logto's figures. Requests without the token do not count.
    ///
    /// # Errors
    /// [`NoInterval`](ApiError::NoInterval).
    pub fn with_quota(self, burst: NonZeroU32, interval: Duration) -> Result<Self, ApiError> {
        let quota = Quota::with_period(interval).ok_or(ApiError::NoInterval)?;
        let quota = RateLimiter::direct(quota.allow_burst(burst));
        Ok(Self { quota, ..self })
    }

    /// Takes hashes that cost so much to verify, in place of the stricter of the policy's limits and
    /// [`Limits::strict`].
    ///
    /// # Errors
    /// [`SetupError::Limits`]: nothing is within them.
    pub fn with_limits(self, limits: Limits) -> Result<Self, ApiError> {
        let rules = self.rules.with_limits(limits)?;
        Ok(Self { rules, ..self })
    }

    /// Reads fields under other names, and keeps some that look like secrets.
    #[must_use]
    pub fn with_names(self, names: FieldNames) -> Self {
        let rules = self.rules.with_names(names);
        Self { rules, ..self }
    }

    /// Takes bodies of so many bytes, in place of 65,536. Logto takes 1 MiB.
    #[must_use]
    pub fn with_body_bytes(self, body: usize) -> Self {
        Self { body, ..self }
    }

    /// The longest body, in bytes. A server should read no more of one: it cannot know yet whether
    /// the request has the token.
    #[must_use]
    pub const fn body_bytes(&self) -> usize {
        self.body
    }

    /// What a server answers that has stopped reading a longer body.
    #[must_use]
    pub fn too_large(&self) -> Response<Vec<u8>> {
        Refusal::TooLarge.into_response()
    }

    /// Answers a request of a client whose address is not known. The body is wiped. Wrong tokens of
    /// all such clients are counted together: any of them can close the API for all of them.
    pub async fn answer(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.respond(None, request).await
    }

    /// Answers a request of the client at an address, which wrong tokens are counted by. Behind a
    /// proxy it is what the proxy says, and not the proxy. The body is wiped.
    pub async fn answer_from(
        &self,
        address: IpAddr,
        request: Request<Vec<u8>>,
    ) -> Response<Vec<u8>> {
        self.respond(Some(address), request).await
    }

    async fn respond(
        &self,
        address: Option<IpAddr>,
        request: Request<Vec<u8>>,
    ) -> Response<Vec<u8>> {
        match self.create(address, request).await {
            Ok(response) => response,
            Err(refusal) => refusal.into_response(),
        }
    }

    async fn create(
        &self,
        address: Option<IpAddr>,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Refusal> {
        let (head, body) = request.into_parts();
        let body = Zeroizing::new(body);
        if !matches!(head.uri.path(), "/api/users" | "/api/users/") {
            return Err(Refusal::NotFound);
        }
        if head.method != Method::POST {
            return Err(Refusal::Method);
        }
        self.check_token(address, &head)?;
        self.quota.check().map_err(|not_until| {
            Refusal::TooMany(not_until.wait_time_from(DefaultClock::default().now()))
        })?;
        if !is_json(&head) {
            return Err(Refusal::MediaType);
        }
        if body.len() > self.body {
            return Err(Refusal::TooLarge);
        }
        let fields = self.rules.fields(&body)?;
        guard(&fields)?;
        let record = self.rules.read(Form::Request, &fields)?;
        let mut user = record.user;
        if let Some(plain) = record.plain {
            let hash = self.hasher.hash(plain).await.map_err(no_hash)?;
            user.password = Some(self.rules.own(&hash));
        }
        match self.table.create(&user).await {
            Ok(Ok(id)) => {
                let password = user.password.as_ref();
                let has_password = password.is_some_and(|password| self.rules.reads(password));
                if password.is_some() && !has_password {
                    tracing::warn!(
                        user = id,
                        "a new user's hash cannot be read, and signs nobody in"
                    );
                }
                Ok(created(&id, &user, has_password, &fields))
            }
            Ok(Err(kind)) => Err(RecordError::Taken(kind).into()),
            Err(error) => {
                tracing::error!(%error, "the table does not take a new user");
                Err(Refusal::Busy(TABLE_PAUSE))
            }
        }
    }

    fn check_token(
        &self,
        address: Option<IpAddr>,
        head: &http::request::Parts,
    ) -> Result<(), Refusal> {
        let open = self.guesses.check(address, Instant::now());
        open.map_err(Refusal::TooMany)?;
        let header = head.headers.get(AUTHORIZATION).ok_or(Refusal::NoToken)?;
        let (scheme, token) = header
            .as_bytes()
            .split_at_checked(7)
            .ok_or(Refusal::TokenType)?;
        if !scheme.eq_ignore_ascii_case(b"bearer ") {
            return Err(Refusal::TokenType);
        }
        // Digests have one length, whatever the tokens have.
        let given: [u8; 32] = Sha256::digest(token).into();
        match bool::from(given.ct_eq(&self.token)) {
            true => Ok(()),
            false => {
                if self.guesses.count(address, Instant::now()) {
                    tracing::warn!(
                        ?address,
                        "wrong API tokens: none from this address is looked at for a minute"
                    );
                }
                Err(Refusal::Token)
            }
        }
    }
}

impl<I, H> fmt::Debug for Api<I, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

fn no_hash(error: HashingError) -> Refusal {
    match (error, error.of_password()) {
        (_, Some(error)) => RecordError::Password(error).into(),
        (HashingError::Busy(wait), None) => Refusal::Busy(wait),
        (HashingError::Stopped | HashingError::Failed(_), None) => {
            tracing::error!(%error, "a new user's password was not hashed");
            Refusal::Internal
        }
    }
}

fn is_json(head: &http::request::Parts) -> bool {
    let value = head.headers.get(CONTENT_TYPE);
    let text = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (media_type, _) = text.split_once(';').unwrap_or((text, ""));
    media_type.trim().eq_ignore_ascii_case("application/json")
}

/// What Logto asks of the fields that have no column here.
fn guard(fields: &Fields<'_>) -> Result<(), RecordError> {
    type Shape = fn(&str) -> bool;
    let shapes: [(&'static str, Shape); 4] = [
        ("name", |value| value.starts_with('"')),
        ("avatar", is_avatar),
        ("customData", |value| value.starts_with('{')),
        ("profile", |value| value.starts_with('{')),
    ];
    for (name, is_shaped) in shapes {
        if fields.get(name).is_some_and(|value| !is_shaped(value)) {
            return Err(RecordError::Field(name));
        }
    }
    Ok(())
}

/// Nothing, or the address of a picture.
fn is_avatar(value: &str) -> bool {
    let Ok(address) = serde_json::from_str::<Option<String>>(value) else {
        return false;
    };
    address.is_none_or(|address| match address.split_once(':') {
        Some((scheme, rest)) => {
            let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(is_sign)
                && !rest.trim_matches('/').is_empty()
        }
        None => address.is_empty(),
    })
}
