//! Whether the old system refuses anything: it is asked about a password that nobody has.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::identifier::Kind;
use crate::passthrough::{Passthrough, Reason, Transport, Verdict};

/// How long an old system that took a password which nobody has is left alone. No source: an
/// operator who mends it waits no longer than that, and it gets one request in that time.
const AGAIN: Duration = Duration::from_secs(60);

/// What the probes of one kind of name have shown. Old systems may read names of one kind and answer
/// another before they look at the password.
#[derive(Debug, Default)]
pub(crate) struct Probes {
    /// The last one was refused.
    are_refused: AtomicBool,
    /// The last one was taken.
    are_taken: AtomicBool,
    begun: AtomicU64,
    ended: AtomicU64,
    /// Held while one is under way, so that those who wait share it.
    last: Mutex<Option<Last>>,
}

/// One that came to its end.
#[derive(Debug)]
struct Last {
    number: u64,
    at: Instant,
    shown: Result<(), Reason>,
}

impl Probes {
    pub(crate) fn are_taken(&self) -> bool {
        self.are_taken.load(Ordering::Relaxed)
    }
}

impl Passthrough {
    /// Before a password is sent: has the old system refused what nobody has?
    pub(crate) async fn check_before(
        &self,
        transport: &dyn Transport,
        name: &str,
    ) -> Result<(), Reason> {
        let Some(probes) = self.probes(name) else {
            return Ok(());
        };
        if probes.are_refused.load(Ordering::Acquire) {
            return Ok(());
        }
        let ended = probes.ended.load(Ordering::Acquire);
        let mut last = probes.last.lock().await;
        match &*last {
            // It was under way, or is younger.
            Some(last) if last.number > ended => last.shown.clone(),
            Some(Last { shown: Ok(()), .. }) => Ok(()),
            Some(last) if probes.are_taken() && last.at.elapsed() < AGAIN => last.shown.clone(),
            _ => self.probe(transport, name, probes, &mut last).await,
        }
    }

    /// After a password was taken, and before that is believed: does the old system still refuse
    /// what nobody has? Only what was asked since counts.
    pub(crate) async fn check_after(
        &self,
        transport: &dyn Transport,
        name: &str,
    ) -> Result<(), Reason> {
        let Some(probes) = self.probes(name) else {
            return Ok(());
        };
        let begun = probes.begun.load(Ordering::Acquire);
        let mut last = probes.last.lock().await;
        match &*last {
            Some(last) if last.number > begun => last.shown.clone(),
            _ => self.probe(transport, name, probes, &mut last).await,
        }
    }

    /// None where a passback code says that an answer is the old system's own.
    fn probes(&self, name: &str) -> Option<&Probes> {
        if self.passback_code.is_some() {
            return None;
        }
        Some(match Kind::looks_like(name) {
            Kind::Email => &self.probes_of_emails,
            Kind::Phone => &self.probes_of_phones,
            Kind::UserName => &self.probes_of_user_names,
        })
    }

    async fn probe(
        &self,
        transport: &dyn Transport,
        name: &str,
        probes: &Probes,
        last: &mut Option<Last>,
    ) -> Result<(), Reason> {
        let number = probes.begun.fetch_add(1, Ordering::AcqRel).wrapping_add(1);
        let shown = match self.request(&nobody(name), &no_password(), None) {
            Some(request) => {
                self.counters.probed();
                match transport.send(request).await {
                    Ok(response) => match self.read(&response) {
                        Verdict::Refused { .. } => Ok(()),
                        Verdict::Match => Err(Reason::TakesAnything),
                        Verdict::Unavailable(reason) => Err(reason),
                        // No answer reads as this.
                        Verdict::Limited(_) => Err(Reason::Crowded),
                    },
                    Err(error) => Err(error.into()),
                }
            }
            // A name that no template takes: nothing can be asked about it.
            None => Err(Reason::Crowded),
        };
        let is_taken = shown == Err(Reason::TakesAnything);
        if is_taken {
            self.counters.alarmed();
            tracing::error!(
                "the old system took a password that nobody has, and is not believed: have it \
                 answer with a passback code, or declare by which status it refuses"
            );
        }
        probes.are_taken.store(is_taken, Ordering::Relaxed);
        probes.are_refused.store(shown.is_ok(), Ordering::Release);
        probes.ended.store(number, Ordering::Release);
        *last = Some(Last {
            number,
            at: Instant::now(),
            shown: shown.clone(),
        });
        shown
    }
}

/// A name of the same kind that nobody has: an address in the same domain, a number of the same
/// length with the same beginning, letters.
fn nobody(like: &str) -> String {
    let letters = || std::iter::repeat_with(fastrand::lowercase).take(20);
    match Kind::looks_like(like) {
        Kind::UserName => letters().collect(),
        Kind::Email => {
            let domain = like.rsplit_once('@').map_or("", |(_, domain)| domain);
            letters()
                .chain(['@'])
                .chain(domain.trim_end().chars())
                .collect()
        }
        Kind::Phone => {
            let mut digits = 0_usize;
            let sign = |sign: char| {
                digits = digits.saturating_add(usize::from(sign.is_ascii_digit()));
                match sign.is_ascii_digit() && digits > 3 {
                    true => fastrand::digit(10),
                    false => sign,
                }
            };
            like.chars().map(sign).collect()
        }
    }
}

/// A password that nobody has, with a character of each class that old systems ask for.
fn no_password() -> Zeroizing<String> {
    let random = std::iter::repeat_with(fastrand::alphanumeric).take(24);
    Zeroizing::new(random.chain("aA1-".chars()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_name_is_of_the_same_kind() {
        for like in ["ann", "ann@example.com", "+49 (30) 123-456", "12"] {
            let name = nobody(like);
            assert_eq!(Kind::looks_like(&name), Kind::looks_like(like), "{like}");
        }
        assert!(nobody(" a@b@example.com ").ends_with("@example.com"));
        let number = nobody("+49 (30) 123-456");
        assert!(
            number.starts_with("+49 (3") && number.len() == 16,
            "{number}"
        );
        assert_ne!(nobody("ann"), nobody("ann"));
        assert_ne!(no_password(), no_password());
    }
}
