//! A login server over a table that is on its way to Argon2id: see `README.md`.

mod admin;
mod body;
mod connections;
mod http;
mod import;
mod options;
mod output;
mod progress;
mod remembered;
mod secrets;
mod signals;
mod waiting;

use std::error::Error;
use std::io::{IsTerminal, stderr};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::time::Duration;

use legacy_hash::Policy;
use legacy_hash_login::{
    Buckets, Folding, HttpLimits, HttpTransport, Passthrough, Pool, SignIn, SqlStore, Template,
    TrustedProxies, logto,
};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::time::{Instant, timeout};

use crate::connections::{Limits, serve};
use crate::http::Service;
use crate::import::Users;
use crate::options::{Options, USAGE};
use crate::output::{complain, print};

/// The figures are for the few who run the server.
const ADMIN_CONNECTIONS: usize = 16;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .with_target(false)
        // It would say by `eprintln!`, which panics, that nobody reads it.
        .log_internal_errors(false)
        .init();
    let options = match Options::read() {
        Ok(Some(options)) => options,
        Ok(None) => {
            print(USAGE);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            complain(format_args!("{error}\n\n{USAGE}"));
            return ExitCode::from(2);
        }
    };
    let ended = Runtime::new().map_err(Into::into).and_then(|runtime| {
        let ended = runtime.block_on(run(options));
        // What is still being hashed then, nobody waits for.
        runtime.shutdown_background();
        ended
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error);
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    for option in &options.visible {
        tracing::warn!(
            "--{option} is on the command line, which every user of this machine can read"
        );
    }
    let policy = logto::schemes(Policy::default())?;
    let store = SqlStore::connect(&options.database, Folding::default()).await?;
    let pool = Pool::default();
    let users = options.users.as_deref();
    let users = users.map(|file| Users::new(file, &options)).transpose()?;
    if let Some(users) = &users {
        users.accounts(&store, &policy, &pool).await?;
    }

    let mut builder = SignIn::builder(store, policy).pool(pool);
    if let Some(one_in) = options.expects_above_one_in {
        builder = builder.expect_above_one_in(one_in);
    }
    builder = builder.expect(options.expected.iter().cloned())?;
    if options.limits_rate {
        builder = builder.rate_limit(rate_limit()?);
    }
    if let Some(uri) = &options.passthrough {
        builder = builder.passthrough(
            passthrough(uri, &options)?,
            HttpTransport::new(HttpLimits::default())?,
        );
    }
    let sign_in = builder.start().await?;

    let limits = options.limits;
    let proxies = TrustedProxies::new(options.proxies);
    let token = options.api_token.as_deref();
    let service = Service::new(sign_in.clone(), token, proxies, limits.read)?;
    let listener = TcpListener::bind(options.listen).await?;
    let stopping = signals::stopping()?;
    if let Some(admin) = admin_listener(options.admin_listen).await {
        print(format_args!(
            "progress on http://{}/progress",
            admin.local_addr()?
        ));
        let few = Limits {
            connections: ADMIN_CONNECTIONS,
            ..limits
        };
        let figures = admin::router(sign_in.clone());
        tokio::spawn(serve(admin, figures, few, stopping.clone()));
    }
    print(format_args!(
        "listening on http://{}",
        listener.local_addr()?
    ));
    // The next start goes on where this one ends.
    let passwords = users.map(|users| tokio::spawn(users.passwords(sign_in.clone())));
    let public = serve(listener, http::router(service), limits, stopping.clone());
    let serving = tokio::spawn(public);
    stopping.cancelled().await;
    let asked = Instant::now();
    serving.await?;
    if let Some(passwords) = passwords {
        passwords.abort();
    }

    // The last answers are given; the last upgrades may still be on their way.
    let settled = async {
        sign_in.drain().await;
        sign_in.store().close().await;
    };
    if timeout(limits.stop.saturating_sub(asked.elapsed()), settled)
        .await
        .is_err()
    {
        tracing::warn!("the last upgrades took too long: they are made at the next sign-ins");
    }
    print("stopped");
    Ok(())
}

/// The figures tell which accounts exist and what they hold: they stand apart from what everybody can
/// reach. Users can sign in without them.
async fn admin_listener(address: SocketAddr) -> Option<TcpListener> {
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "whoever reaches this address sees the figures");
    }
    match TcpListener::bind(address).await {
        Ok(listener) => Some(listener),
        Err(error) => {
            tracing::warn!(%address, %error, "the figures are not shown: --admin-listen says where");
            None
        }
    }
}

/// Twenty at once for an account and one more every six seconds; two thousand at once for an
/// address, which may be that of a whole company, and twenty more each second: a sixth of what two
/// cores hash.
fn rate_limit() -> Result<Buckets, &'static str> {
    let number = |number| NonZeroU32::new(number).ok_or("a bucket of nothing");
    let addresses = (number(2000)?, Duration::from_millis(50));
    let identifiers = (number(20)?, Duration::from_secs(6));
    Buckets::new(addresses, identifiers).ok_or("an interval of nothing")
}

/// The old system, asked in the guide's own shape.
fn passthrough(uri: &str, options: &Options) -> Result<Passthrough, Box<dyn Error>> {
    let template = match &options.passthrough_code {
        Some(code) => Template::with_code(
            r#"{"email": "{identifier}", "password": "{password}", "passthroughCode": "{code}"}"#,
            code,
        )?,
        None => Template::new(r#"{"email": "{identifier}", "password": "{password}"}"#)?,
    };
    let mut passthrough =
        Passthrough::new(uri, template)?.with_client_address("X-Forwarded-For")?;
    if !options.limits_rate {
        passthrough = passthrough.without_rate_limit();
    }
    if options.shows_old_messages {
        passthrough = passthrough.with_message("/message")?;
    }
    if let Some(code) = &options.passback_code {
        passthrough = passthrough.with_passback_code(code)?;
    }
    Ok(passthrough)
}
