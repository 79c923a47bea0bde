//! The server's command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
usage: server [--listen ADDRESS] [--users FILE] [--database URL]
              [--passthrough URL] [--passthrough-code CODE] [--passback-code CODE]
              [--show-old-messages] [--api-token TOKEN] [--no-rate-limit]

  --listen ADDRESS         where to listen, 127.0.0.1:8080 unless it is given
  --users FILE             Logto's export, a JSON array or one user a line; unless it is given, the
                           one that is shipped, whose passwords everybody knows
  --database URL           sqlite://users.db?mode=rwc or postgres://...
  --passthrough URL        the old system's login endpoint, for users without a hash
  --passthrough-code CODE  what tells the old system that it is us
  --passback-code CODE     what the old system has to answer
  --show-old-messages      passes on what the old system says to whom it refuses
  --api-token TOKEN        opens Logto's POST /api/users to who has it
  --no-rate-limit          for load tests on a machine of your own";

/// Where the users are kept unless somewhere else is given.
const DATABASE: &str = "sqlite://legacy-hash-login.db?mode=rwc";

/// The export that is shipped with the example.
const USERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/logto.json");

pub(crate) struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) users: PathBuf,
    pub(crate) database: String,
    pub(crate) passthrough: Option<String>,
    pub(crate) passthrough_code: Option<String>,
    pub(crate) passback_code: Option<String>,
    pub(crate) shows_old_messages: bool,
    pub(crate) api_token: Option<String>,
    pub(crate) limits_rate: bool,
}

impl Options {
    /// `None` where help is asked for.
    pub(crate) fn read() -> Result<Option<Self>, lexopt::Error> {
        let mut options = Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            users: USERS.into(),
            database: DATABASE.to_owned(),
            passthrough: None,
            passthrough_code: None,
            passback_code: None,
            shows_old_messages: false,
            api_token: None,
            limits_rate: true,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("listen") => options.listen = arguments.value()?.parse()?,
                Long("users") => options.users = arguments.value()?.into(),
                Long("database") => options.database = arguments.value()?.string()?,
                Long("passthrough") => options.passthrough = Some(arguments.value()?.string()?),
                Long("passthrough-code") => {
                    options.passthrough_code = Some(arguments.value()?.string()?);
                }
                Long("passback-code") => options.passback_code = Some(arguments.value()?.string()?),
                Long("show-old-messages") => options.shows_old_messages = true,
                Long("api-token") => options.api_token = Some(arguments.value()?.string()?),
                Long("no-rate-limit") => options.limits_rate = false,
                Short('h') | Long("help") => return Ok(None),
                other => return Err(other.unexpected()),
            }
        }
        Ok(Some(options))
    }
}
