//! Whether the database answers: while it is known that it does not, nobody waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is known of a server. SQLite has none, and is never down.
#[derive(Debug, Default)]
pub(super) struct Health {
    is_down: AtomicBool,
    #[cfg(feature = "postgres")]
    probe: Option<server::Probe>,
}

impl Health {
    pub(super) fn is_down(&self) -> bool {
        self.is_down.load(Ordering::Relaxed)
    }

    /// Something took too long, or the connection broke: nobody waits from here on, until one probe,
    /// which begins at once, finds that the server answers.
    pub(super) fn suspect(self: &Arc<Self>) {
        #[cfg(feature = "postgres")]
        if self.probe.is_some() && !self.is_down.swap(true, Ordering::Relaxed) {
            tracing::warn!("the database does not answer; nobody waits for it until it does");
            tokio::spawn(server::find_out(Arc::downgrade(self)));
        }
    }
}

#[cfg(feature = "postgres")]
mod server {
    use std::sync::atomic::Ordering;
    use std::sync::{Arc, Weak};
    use std::time::Duration;

    use sqlx::postgres::PgConnectOptions;
    use sqlx::{ConnectOptions as _, Connection as _};
    use tokio::time::{sleep, timeout};

    use crate::sql::health::Health;

    /// From one probe to the next. No source: a restarted server is found soon, and one that is down
    /// has one connection a second more to refuse.
    const INTERVAL: Duration = Duration::from_secs(1);

    #[derive(Debug)]
    pub(super) struct Probe {
        pub(super) server: Arc<PgConnectOptions>,
        pub(super) patience: Duration,
    }

    impl Health {
        /// That of a server, which is probed by a connection of its own, for as long as this.
        pub(crate) fn of(server: Arc<PgConnectOptions>, patience: Duration) -> Self {
            Self {
                probe: Some(Probe { server, patience }),
                ..Self::default()
            }
        }
    }

    /// Ends when the server answers, or nobody needs to know any more.
    pub(super) async fn find_out(health: Weak<Health>) {
        while let Some(health) = health.upgrade() {
            let Some(probe) = &health.probe else {
                return;
            };
            if answers(probe).await {
                tracing::info!("the database answers again");
                health.is_down.store(false, Ordering::Relaxed);
                return;
            }
            drop(health);
            sleep(INTERVAL).await;
        }
    }

    /// A refusal is an answer, unless it says that the server is starting or stopping.
    async fn answers(probe: &Probe) -> bool {
        let greeting = async { probe.server.connect().await?.close().await };
        match timeout(probe.patience, greeting).await {
            Ok(Ok(())) => true,
            Ok(Err(sqlx::Error::Database(refusal))) => {
                !refusal.code().unwrap_or_default().starts_with("57P")
            }
            _ => false,
        }
    }
}
