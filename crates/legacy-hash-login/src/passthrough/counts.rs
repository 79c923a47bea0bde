//! What the operator learns of the questions to the old system.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::alarm::ALARM_AFTER;
use crate::passthrough::Passthrough;

/// How often something happened since the [`Passthrough`] was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassthroughCounts {
    /// Passwords that were sent.
    pub sent: u64,
    /// Passwords that nobody has, which were sent to see that they are refused.
    pub probes: u64,
    /// Passwords that the old system took.
    pub matched: u64,
    /// Those of them of which no hash may be stored: they are longer than what the old system
    /// [reads](Passthrough::reads_at_most), or have a NUL.
    pub withheld: u64,
    /// Passwords that it did not take, or that nobody can have.
    pub refused: u64,
    /// Attempts that nobody could answer.
    pub unavailable: u64,
    /// Attempts that were one too many.
    pub limited: u64,
    /// Signs of a wrong configuration: [`Passthrough::ask`] says which.
    pub alarms: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    sent: AtomicU64,
    probes: AtomicU64,
    matched: AtomicU64,
    withheld: AtomicU64,
    refused: AtomicU64,
    unavailable: AtomicU64,
    limited: AtomicU64,
    alarms: AtomicU64,
    /// Refusals by the old system itself.
    answered_no: AtomicU64,
    takes_nothing: AtomicBool,
}

fn count(counter: &AtomicU64) -> u64 {
    counter.fetch_add(1, Ordering::Relaxed).saturating_add(1)
}

fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

impl Counters {
    pub(crate) fn sent(&self) {
        count(&self.sent);
    }

    pub(crate) fn probed(&self) {
        count(&self.probes);
    }

    pub(crate) fn matched(&self, is_whole: bool) {
        count(&self.matched);
        if !is_whole {
            count(&self.withheld);
        }
    }

    pub(crate) fn refused(&self) {
        count(&self.refused);
    }

    pub(crate) fn unavailable(&self) {
        count(&self.unavailable);
    }

    pub(crate) fn limited(&self) {
        tracing::debug!("too many attempts to ask the old system");
        count(&self.limited);
    }

    pub(crate) fn alarmed(&self) {
        count(&self.alarms);
    }

    /// Counts a refusal that the old system itself gave. Whether it is a sign of a wrong
    /// configuration: nothing was ever taken, and it is `odd` or one of so many.
    pub(crate) fn refused_by_the_old_system(&self, odd: bool) -> bool {
        self.refused();
        let so_many = count(&self.answered_no);
        let is_alarm = read(&self.matched) == 0 && (odd || so_many == ALARM_AFTER);
        if is_alarm {
            self.alarmed();
            self.takes_nothing.store(true, Ordering::Relaxed);
        }
        is_alarm
    }

    /// Whether it still looks as if the old system took nothing.
    pub(crate) fn takes_nothing(&self) -> bool {
        self.takes_nothing.load(Ordering::Relaxed) && read(&self.matched) == 0
    }
}

impl Passthrough {
    /// How often something happened.
    #[must_use]
    pub fn counts(&self) -> PassthroughCounts {
        let counters = &self.counters;
        PassthroughCounts {
            sent: read(&counters.sent),
            probes: read(&counters.probes),
            matched: read(&counters.matched),
            withheld: read(&counters.withheld),
            refused: read(&counters.refused),
            unavailable: read(&counters.unavailable),
            limited: read(&counters.limited),
            alarms: read(&counters.alarms),
        }
    }
}
