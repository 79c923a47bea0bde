//! One question to the old system, and what the operator learns of it.

use std::sync::atomic::{AtomicU64, Ordering};

use http::StatusCode;

use crate::Attempt;
use crate::passthrough::{Passthrough, Reason, Transport, Verdict};

/// How often something happened since the [`Passthrough`] was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassthroughCounts {
    /// Requests that were sent.
    pub sent: u64,
    /// Passwords that the old system took.
    pub matched: u64,
    /// Passwords that it did not take, or that nobody can have.
    pub refused: u64,
    /// Attempts that nobody could answer.
    pub unavailable: u64,
    /// Attempts that were one too many.
    pub limited: u64,
    /// Refusals that are rather a wrong template or address: [`Passthrough::ask`] says which.
    pub alarms: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    sent: AtomicU64,
    matched: AtomicU64,
    refused: AtomicU64,
    unavailable: AtomicU64,
    limited: AtomicU64,
    alarms: AtomicU64,
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Passthrough {
    /// Asks the old system whether this password is the identifier's.
    ///
    /// `identifier` is the name it is asked about: what was typed, or better the account's own
    /// spelling. A table that folds names further than the old system does finds one account for
    /// names that are two over there, and whoever has the other would sign in as the first. The
    /// attempt says whom it counts against.
    ///
    /// Nothing is sent if there were too many attempts, if an identifier cannot be anybody's or the
    /// password is empty, or if too many requests are under way. Whether the window is open, and how
    /// long a password may be, is the caller's to check.
    ///
    /// A refusal by 400, 404, 405 or 415 is an alarm as long as nothing has ever matched and the
    /// operator has not declared that status: the old system does not understand the question.
    pub async fn ask(
        &self,
        transport: &dyn Transport,
        attempt: Attempt<'_>,
        identifier: &str,
        password: &str,
    ) -> Verdict {
        if let Some(limit) = &self.limit
            && let Err(wait) = limit.check(attempt)
        {
            count(&self.counters.limited);
            tracing::debug!("too many attempts to ask the old system");
            return Verdict::Limited(wait);
        }
        let Ok(_place) = self.places.try_acquire() else {
            return self.unavailable(Reason::Crowded);
        };
        let request = match attempt.identifier.keys() {
            [] => None,
            _ => self.request(identifier, password, attempt.address),
        };
        let Some(request) = request else {
            count(&self.counters.refused);
            return Verdict::Refused { message: None };
        };
        count(&self.counters.sent);
        let response = match transport.send(request).await {
            Ok(response) => response,
            Err(error) => return self.unavailable(error.into()),
        };
        let status = response.status();
        match self.read(&response) {
            Verdict::Match => {
                count(&self.counters.matched);
                tracing::info!(status = status.as_u16(), "the old system took a password");
                Verdict::Match
            }
            Verdict::Refused { message } => {
                self.refused(status);
                Verdict::Refused { message }
            }
            Verdict::Unavailable(reason) => self.unavailable(reason),
            Verdict::Limited(wait) => Verdict::Limited(wait),
        }
    }

    /// How often something happened.
    #[must_use]
    pub fn counts(&self) -> PassthroughCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        PassthroughCounts {
            sent: read(&self.counters.sent),
            matched: read(&self.counters.matched),
            refused: read(&self.counters.refused),
            unavailable: read(&self.counters.unavailable),
            limited: read(&self.counters.limited),
            alarms: read(&self.counters.alarms),
        }
    }

    fn refused(&self, status: StatusCode) {
        count(&self.counters.refused);
        let is_odd = matches!(status.as_u16(), 400 | 404 | 405 | 415);
        let has_matched = self.counters.matched.load(Ordering::Relaxed) > 0;
        let status_code = status.as_u16();
        if is_odd && !has_matched && !self.meanings.contains_key(&status) {
            count(&self.counters.alarms);
            tracing::error!(
                status = status_code,
                "the old system refused a request, and has never taken a password yet: the \
                 template, the method or the address is probably wrong"
            );
        } else {
            tracing::info!(status = status_code, "the old system refused a password");
        }
    }

    fn unavailable(&self, reason: Reason) -> Verdict {
        count(&self.counters.unavailable);
        tracing::warn!(%reason, "the old system could not be asked");
        Verdict::Unavailable(reason)
    }
}
