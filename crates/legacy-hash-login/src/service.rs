//! What a sign-in service holds.

use std::sync::Arc;
use std::time::SystemTime;

use tokio_util::task::TaskTracker;
use zeroize::Zeroizing;

use crate::counters::Counters;
use crate::limit::RateLimit;
use crate::mix::Mix;
use crate::passthrough::{Passthrough, Transport};
use crate::pool::Pool;
use crate::shared_policy::SharedPolicy;

/// What is typed into the password field, until it is hashed.
pub(crate) type Password = Arc<Zeroizing<Vec<u8>>>;

/// Tells the time.
pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The old system, and the way to it.
pub(crate) struct OldSystem {
    pub(crate) passthrough: Passthrough,
    pub(crate) transport: Arc<dyn Transport>,
}

/// All that sign-ins share.
pub(crate) struct Service<S> {
    pub(crate) store: S,
    pub(crate) policy: SharedPolicy,
    /// What the table held at the start, if it was read.
    pub(crate) mix: Option<Mix>,
    pub(crate) pool: Pool,
    pub(crate) rate_limit: Option<Arc<dyn RateLimit>>,
    pub(crate) old_system: Option<OldSystem>,
    pub(crate) clock: Clock,
    pub(crate) shows_reset: bool,
    pub(crate) counters: Counters,
    /// What is under way and outlives its request.
    pub(crate) writes: TaskTracker,
}
