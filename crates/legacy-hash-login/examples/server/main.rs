//! A login server over a table that is on its way to Argon2id: see `README.md`.

mod http;
mod options;
mod progress;

use std::error::Error;
use std::io::{IsTerminal, stderr};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::time::Duration;

use legacy_hash::Policy;
use legacy_hash_login::{
    Buckets, Folding, HttpLimits, HttpTransport, Passthrough, Pool, SignIn, SqlStore, Store,
    Template, logto,
};
use tokio::net::TcpListener;

use crate::http::Service;
use crate::options::{Options, USAGE};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(stderr)
        .with_target(false)
        .init();
    let options = match Options::read() {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let policy = logto::schemes(Policy::default())?;
    let store = SqlStore::connect(&options.database, Folding::default()).await?;
    let pool = Pool::default();
    import(&options, &store, &policy, &pool).await?;

    let mut builder = SignIn::builder(store, policy).pool(pool);
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

    let listener = TcpListener::bind(options.listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let service = Service::new(sign_in.clone(), options.api_token.as_deref())?;
    let app = http::router(service).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(stopped())
        .await?;
    // The last answers are given; the last upgrades may still be on their way.
    sign_in.drain().await;
    sign_in.store().close().await;
    println!("stopped");
    Ok(())
}

/// Imports what was not imported yet, with a bar where somebody looks on.
async fn import(
    options: &Options,
    store: &SqlStore,
    policy: &Policy,
    pool: &Pool,
) -> Result<(), Box<dyn Error>> {
    let hasher = logto::Hasher::new(pool.clone(), policy.clone());
    let importer = logto::Importer::new(store, policy, store.folding(), &hasher)?;
    let mut rejected = |rejected: &logto::Rejected| eprintln!("{rejected}");
    let summary = if stderr().is_terminal() {
        let mut progress = logto::Progress::default();
        importer.file(&options.users, &mut progress).await?
    } else {
        importer.file(&options.users, &mut rejected).await?
    };
    println!(
        "imported: {} new, {} known, {} of them with a password of their own; {} refused",
        summary.created,
        summary.updated,
        summary.password_kept,
        summary.rejected.saturating_add(summary.taken),
    );
    Ok(())
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

/// Ctrl-C, or the word of whoever runs the server.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! {
                    _ = interrupted => {}
                    _ = terminated.recv() => {}
                }
            }
            Err(_) => _ = interrupted.await,
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupted.await;
    }
}
