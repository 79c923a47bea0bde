//! One question to the old system.

use std::time::Duration;

use http::StatusCode;

use crate::alarm::Alarm;
use crate::limit::Attempt;
use crate::passthrough::{Passthrough, Reason, Transport, Verdict};

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
    /// # Whether the old system refuses anything
    ///
    /// A login page may answer 200 to everything, and a status says no more than that. So without a
    /// [passback code](Self::with_passback_code) the old system is asked about a random password of
    /// a random name, of the same kind (e-mail address, phone number, user name) as the one that is
    /// asked about:
    ///
    /// * before the first password is sent. As long as that probe is not refused, nothing else is
    ///   sent, and the verdict is [`Unavailable`](Verdict::Unavailable).
    /// * after each match, before it is believed, so that an old system that breaks later stores no
    ///   wrong password either.
    ///
    /// Those who wait for one at the same time share it. A probe that is taken is an alarm, and the
    /// next one follows after a minute at the earliest. Probes do not count against the limits.
    ///
    /// # Alarms
    ///
    /// As long as nothing has ever matched, a refusal by 400, 404, 405 or 415 is an alarm, unless the
    /// operator has declared that status: the old system does not understand the question. The
    /// fiftieth refusal is one whatever its status: a wrong passthrough code looks like that.
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
            return self.limited(wait);
        }
        let Ok(_place) = self.places.try_acquire() else {
            return self.unavailable(Reason::Crowded);
        };
        let request = match attempt.identifier.keys() {
            [] => None,
            _ => self.request(identifier, password, attempt.address),
        };
        let Some(request) = request else {
            self.counters.refused();
            return Verdict::Refused { message: None };
        };
        if let Err(reason) = self.check_before(transport, identifier).await {
            return self.unavailable(reason);
        }
        self.counters.sent();
        let response = match transport.send(request).await {
            Ok(response) => response,
            Err(error) => return self.unavailable(error.into()),
        };
        let status = response.status();
        match self.read(&response) {
            Verdict::Match => {
                if let Err(reason) = self.check_after(transport, identifier).await {
                    return self.unavailable(reason);
                }
                self.counters
                    .matched(self.reads_all_of(password.as_bytes()));
                tracing::info!(status = status.as_u16(), "the old system took a password");
                Verdict::Match
            }
            Verdict::Refused { message } => {
                self.refused(status);
                Verdict::Refused { message }
            }
            Verdict::Unavailable(reason) => self.unavailable(reason),
            Verdict::Limited(wait) => self.limited(wait),
        }
    }

    /// Counts an attempt at an account, however its identifier was spelled.
    pub(crate) fn check_account(&self, user: &str) -> Result<(), Duration> {
        let Some(limit) = &self.limit else {
            return Ok(());
        };
        limit
            .check_account(user)
            .inspect_err(|_| self.counters.limited())
    }

    /// What an operator should look at now.
    pub(crate) fn alarms(&self) -> impl Iterator<Item = Alarm> {
        let probes = [
            &self.probes_of_emails,
            &self.probes_of_phones,
            &self.probes_of_user_names,
        ];
        let takes_anything = probes.iter().any(|probes| probes.are_taken());
        let takes_nothing = self.counters.takes_nothing();
        let of = |is_so: bool, alarm| is_so.then_some(alarm).into_iter();
        of(takes_anything, Alarm::OldSystemTakesAnything)
            .chain(of(takes_nothing, Alarm::OldSystemTakesNothing))
    }

    fn refused(&self, status: StatusCode) {
        let is_odd = matches!(status.as_u16(), 400 | 404 | 405 | 415);
        let is_odd = is_odd && !self.meanings.contains_key(&status);
        let status = status.as_u16();
        if self.counters.refused_by_the_old_system(is_odd) {
            tracing::error!(
                status,
                "the old system refused a request, and has never taken a password yet: the \
                 template, the method, the address or the passthrough code is probably wrong"
            );
        } else {
            tracing::info!(status, "the old system refused a password");
        }
    }

    fn limited(&self, wait: Duration) -> Verdict {
        self.counters.limited();
        Verdict::Limited(wait)
    }

    fn unavailable(&self, reason: Reason) -> Verdict {
        self.counters.unavailable();
        tracing::warn!(%reason, "the old system could not be asked");
        Verdict::Unavailable(reason)
    }
}
