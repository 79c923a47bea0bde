//! When to stop.

use std::io;

use tokio_util::sync::CancellationToken;

use crate::output::complain;

/// A token that the first signal cancels: Ctrl-C, or the word of whoever runs the server. The second
/// ends the process at once, whatever it is about.
pub(crate) fn stopping() -> io::Result<CancellationToken> {
    let mut signals = Signals::new()?;
    let stopping = CancellationToken::new();
    let token = stopping.clone();
    tokio::spawn(async move {
        signals.next().await;
        token.cancel();
        let status = signals.next().await;
        complain("stopped at once");
        std::process::exit(status)
    });
    Ok(stopping)
}

#[cfg(unix)]
struct Signals {
    interrupted: tokio::signal::unix::Signal,
    terminated: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupted: signal(SignalKind::interrupt())?,
            terminated: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for one, and says what a shell would say of a process that it ended.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupted.recv() => 130,
            _ = self.terminated.recv() => 143,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> i32 {
        let _ = tokio::signal::ctrl_c().await;
        1
    }
}
