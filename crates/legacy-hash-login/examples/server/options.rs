//! The server's command line.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use legacy_hash::{LegacyHash, ParseError};
use legacy_hash_login::Network;
use lexopt::prelude::*;

use crate::connections::Limits;
use crate::secrets::Secret;

pub(crate) const USAGE: &str = "\
usage: server [OPTION]...

  --listen ADDRESS         where users sign in: 127.0.0.1:8080 unless it is
                           given
  --admin-listen ADDRESS   where the progress is shown, to whoever can connect:
                           127.0.0.1:8081 unless it is given
  --users FILE             Logto's export, a JSON array or one user a line
  --map-field NAME=FIELD   reads a field of the export as one of Logto's,
                           such as passwordDigest; may be repeated
  --allow-attribute NAME   keeps a field that is named like a password or a
                           digest, and refused otherwise; may be repeated
  --import-dear-hashes     takes all hashes that can be verified, not only those
                           that cost half a second at the most
  --demo                   imports the users that are shipped, whose passwords
                           everybody knows; in memory unless there is --database
  --database URL           sqlite://users.db?mode=rwc or postgres://...

  --expect HASH            a hash of a kind that every sign-in does the work of,
                           however few accounts have it; may be repeated
  --expect-above-one-in N  expects what more than one account in N has; 20
  --trusted-proxy CIDR     a reverse proxy whose Forwarded or X-Forwarded-For is
                           believed, as 10.0.0.0/8; may be repeated

  --passthrough URL        the old system's login, for users without a hash
  --passthrough-code CODE  what tells the old system that it is us
  --passback-code CODE     what the old system has to answer
  --show-old-messages      passes on what the old system says when it refuses
  --api-token TOKEN        opens Logto's POST /api/users to who has it; 32
                           characters at least

  --max-connections N      so many at once, 512 unless it is given
  --read-timeout SECONDS   for the head of a request, for its body, and between
                           two requests; 10
  --stop-within SECONDS    from the first signal to the end; 8. A second signal
                           ends at once
  --no-rate-limit          for load tests on a machine of your own

A command line can be read by every user of the machine. So --database,
--passthrough-code, --passback-code and --api-token can be given in the
environment as well (LEGACY_HASH_API_TOKEN=...), or in a file
(--api-token-file FILE).";

/// Where the users are kept unless somewhere else is given.
const DATABASE: &str = "sqlite://legacy-hash-login.db?mode=rwc";

/// SQLite without a file.
const MEMORY: &str = "sqlite::memory:";

/// The export that is shipped with the example.
const USERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/logto.json");

/// Whoever has the API's token creates accounts, and can try at his leisure.
const TOKEN_CHARACTERS: usize = 32;

pub(crate) struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) admin_listen: SocketAddr,
    pub(crate) users: Option<PathBuf>,
    pub(crate) mapped_fields: Vec<(String, String)>,
    pub(crate) allowed_attributes: Vec<String>,
    pub(crate) imports_dear_hashes: bool,
    pub(crate) database: String,
    pub(crate) expected: Vec<LegacyHash>,
    pub(crate) expects_above_one_in: Option<u64>,
    pub(crate) proxies: Vec<Network>,
    pub(crate) passthrough: Option<String>,
    pub(crate) passthrough_code: Option<String>,
    pub(crate) passback_code: Option<String>,
    pub(crate) shows_old_messages: bool,
    pub(crate) api_token: Option<String>,
    pub(crate) limits: Limits,
    pub(crate) limits_rate: bool,
    /// The options whose secrets everybody on this machine can read.
    pub(crate) visible: Vec<&'static str>,
}

/// What is wrong with the command line. No secret is in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error(transparent)]
    Syntax(#[from] lexopt::Error),
    #[error("--{0} and --{0}-file are both there")]
    Twice(&'static str),
    #[error("the file of --{name}-file: {error}")]
    File {
        name: &'static str,
        error: io::Error,
    },
    #[error("--{0} is empty")]
    Empty(&'static str),
    #[error("--{0} is no text")]
    NotText(&'static str),
    #[error("--map-field takes NAME=FIELD")]
    MapField,
    #[error("--expect: {0}")]
    Expected(ParseError),
    #[error("--{0} has to be 1 at least")]
    Zero(&'static str),
    #[error("--api-token has fewer than {TOKEN_CHARACTERS} characters: it can be guessed")]
    ShortToken,
    #[error("--users and --demo are two different imports")]
    TwoImports,
}

impl Options {
    /// `None` where help is asked for.
    pub(crate) fn read() -> Result<Option<Self>, UsageError> {
        let mut options = Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            admin_listen: SocketAddr::from(([127, 0, 0, 1], 8081)),
            users: None,
            mapped_fields: Vec::new(),
            allowed_attributes: Vec::new(),
            imports_dear_hashes: false,
            database: String::new(),
            expected: Vec::new(),
            expects_above_one_in: None,
            proxies: Vec::new(),
            passthrough: None,
            passthrough_code: None,
            passback_code: None,
            shows_old_messages: false,
            api_token: None,
            limits: Limits::default(),
            limits_rate: true,
            visible: Vec::new(),
        };
        let mut secrets = [
            Secret::new("database"),
            Secret::new("passthrough-code"),
            Secret::new("passback-code"),
            Secret::new("api-token"),
        ];
        let mut is_demo = false;
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("listen") => options.listen = arguments.value()?.parse()?,
                Long("admin-listen") => options.admin_listen = arguments.value()?.parse()?,
                Long("users") => options.users = Some(arguments.value()?.into()),
                Long("map-field") => {
                    let pair = arguments.value()?.string()?;
                    let pair = pair.split_once('=').ok_or(UsageError::MapField)?;
                    options.mapped_fields.push((pair.0.into(), pair.1.into()));
                }
                Long("allow-attribute") => {
                    options
                        .allowed_attributes
                        .push(arguments.value()?.string()?);
                }
                Long("import-dear-hashes") => options.imports_dear_hashes = true,
                Long("demo") => is_demo = true,
                Long("expect") => {
                    let text = arguments.value()?.string()?;
                    let hash = LegacyHash::parse(&text).map_err(UsageError::Expected)?;
                    options.expected.push(hash);
                }
                Long("expect-above-one-in") => {
                    options.expects_above_one_in = Some(arguments.value()?.parse()?);
                }
                Long("trusted-proxy") => options.proxies.push(arguments.value()?.parse()?),
                Long("passthrough") => options.passthrough = Some(arguments.value()?.string()?),
                Long("show-old-messages") => options.shows_old_messages = true,
                Long("max-connections") => {
                    options.limits.connections = positive("max-connections", &mut arguments)?;
                }
                Long("read-timeout") => {
                    let seconds = positive("read-timeout", &mut arguments)?;
                    options.limits.read = Duration::from_secs(seconds);
                }
                Long("stop-within") => {
                    let seconds = positive("stop-within", &mut arguments)?;
                    options.limits.stop = Duration::from_secs(seconds);
                }
                Long("no-rate-limit") => options.limits_rate = false,
                Short('h') | Long("help") => return Ok(None),
                Long(option) => {
                    let option = option.to_owned();
                    let mut known = secrets.iter_mut();
                    match known.find(|secret| secret.is_named(&option)) {
                        Some(secret) => secret.take(&option, arguments.value()?)?,
                        None => return Err(Long(&option).unexpected().into()),
                    }
                }
                other => return Err(other.unexpected().into()),
            }
        }
        let [database, passthrough_code, passback_code, api_token] = secrets;
        for (name, secret) in [
            ("passthrough-code", &passthrough_code),
            ("passback-code", &passback_code),
            ("api-token", &api_token),
        ] {
            if secret.is_visible() {
                options.visible.push(name);
            }
        }
        let is_visible = database.is_visible();
        let database = database.read()?;
        if is_visible && database.as_deref().is_some_and(has_password) {
            options.visible.push("database");
        }
        options.passthrough_code = passthrough_code.read()?;
        options.passback_code = passback_code.read()?;
        options.api_token = api_token.read()?;
        let is_short = |token: &String| token.chars().count() < TOKEN_CHARACTERS;
        if options.api_token.as_ref().is_some_and(is_short) {
            return Err(UsageError::ShortToken);
        }
        if is_demo && options.users.is_some() {
            return Err(UsageError::TwoImports);
        }
        let otherwise = if is_demo { MEMORY } else { DATABASE };
        options.database = database.unwrap_or_else(|| otherwise.to_owned());
        if options.users.is_none() && (is_demo || is_memory(&options.database)) {
            options.users = Some(USERS.into());
        }
        Ok(Some(options))
    }
}

/// A number from 1 on.
fn positive<N: FromStr + Default + PartialEq>(
    name: &'static str,
    arguments: &mut lexopt::Parser,
) -> Result<N, UsageError>
where
    N::Err: Into<Box<dyn std::error::Error + Send + Sync + 'static>>,
{
    let number: N = arguments.value()?.parse()?;
    if number == N::default() {
        return Err(UsageError::Zero(name));
    }
    Ok(number)
}

/// `postgres://user:password@host/…`, or the password among the parameters.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    user.is_some_and(|user| user.contains(':')) || url.contains("password=")
}

/// What ends with the process, so that it can hold nobody's account.
fn is_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}
