//! What happened, by algorithm: for the operator's dashboard, without a word of who it was.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use legacy_hash::{Algorithm, Denial};

use crate::alarm::{ALARM_AFTER, Alarm};

/// What happened to the accounts whose hash was of one algorithm, since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Right passwords.
    pub verified: u64,
    /// Wrong passwords.
    pub wrong: u64,
    /// Hashes that were moved to the policy's.
    pub upgraded: u64,
    /// Right passwords whose hash may not be moved
    /// ([`Withheld`](legacy_hash::Withheld)).
    pub withheld: u64,
    /// Upgrades that were not written, because something newer was.
    pub lost: u64,
    /// Upgrades that could not be written.
    pub failed: u64,
    /// Sign-ins that ended for another reason than a wrong password: a locked account, a hash over
    /// the limits, an empty password.
    pub refused: u64,
    /// Sign-ins, their passwords right or wrong, that ended because the policy no longer takes the
    /// algorithm ([`Policy::refuse`](legacy_hash::Policy::refuse)): who is among them needs a new
    /// password.
    pub not_accepted: u64,
}

/// What happened to one kind of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Verified,
    Wrong,
    Upgraded,
    Withheld,
    Lost,
    Failed,
    Refused,
    NotAccepted,
}

impl Event {
    const COUNT: usize = 8;
}

impl From<Denial> for Event {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::WrongPassword => Self::Wrong,
            Denial::Refused(_) => Self::NotAccepted,
            _ => Self::Refused,
        }
    }
}

/// What kind of hash an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As strong as the policy asks.
    Own,
    /// One to move.
    Old(Algorithm),
}

/// The counters of one kind.
#[derive(Debug, Default)]
struct Row {
    events: [AtomicU64; Event::COUNT],
    is_alarmed: AtomicBool,
}

impl Row {
    fn get(&self, event: Event) -> u64 {
        let counter = self.events.get(event as usize);
        counter.map_or(0, |counter| counter.load(Ordering::Relaxed))
    }

    fn is_without_success(&self) -> bool {
        self.get(Event::Verified) == 0 && self.get(Event::Wrong) >= ALARM_AFTER
    }
}

/// All counters.
#[derive(Debug)]
pub(crate) struct Counters {
    rows: Vec<(Algorithm, Row)>,
    /// Hashes as the policy makes them, which are counted with Argon2's. They raise no alarm and
    /// calm none: what they say of the old ones is nothing.
    own: Row,
    /// Attempts at what cannot be read, by label. There are no more than the policy has.
    unreadable: Mutex<BTreeMap<String, u64>>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        let rows = Algorithm::ALL
            .iter()
            .map(|&algorithm| (algorithm, Row::default()));
        Self {
            rows: rows.collect(),
            own: Row::default(),
            unreadable: Mutex::default(),
        }
    }

    pub(crate) fn unreadable(&self, label: Option<&str>) {
        let label = label.unwrap_or_default();
        let mut counts = self
            .unreadable
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(label) {
            Some(count) => *count = count.saturating_add(1),
            None => _ = counts.insert(label.to_owned(), 1),
        }
    }

    pub(crate) fn all_unreadable(&self) -> BTreeMap<String, u64> {
        let counts = self.unreadable.lock();
        counts.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn count(&self, kind: Kind, event: Event) {
        let (algorithm, row) = match kind {
            Kind::Own => (Algorithm::Argon2, &self.own),
            Kind::Old(algorithm) => {
                let mut rows = self.rows.iter();
                match rows.find_map(|(of, row)| (*of == algorithm).then_some(row)) {
                    Some(row) => (algorithm, row),
                    None => return,
                }
            }
        };
        if let Some(counter) = row.events.get(event as usize) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let is_old = kind != Kind::Own;
        if is_old && row.is_without_success() && !row.is_alarmed.swap(true, Ordering::Relaxed) {
            tracing::error!(
                %algorithm,
                wrong = row.get(Event::Wrong),
                "no password of this algorithm was ever right: is it declared rightly, and is the \
                 table salted?"
            );
        }
    }

    pub(crate) fn all(&self) -> Vec<(Algorithm, Counts)> {
        let counts = |algorithm, row: &Row| {
            let sum = |event| {
                let of_own = match algorithm {
                    Algorithm::Argon2 => self.own.get(event),
                    _ => 0,
                };
                row.get(event).saturating_add(of_own)
            };
            Counts {
                verified: sum(Event::Verified),
                wrong: sum(Event::Wrong),
                upgraded: sum(Event::Upgraded),
                withheld: sum(Event::Withheld),
                lost: sum(Event::Lost),
                failed: sum(Event::Failed),
                refused: sum(Event::Refused),
                not_accepted: sum(Event::NotAccepted),
            }
        };
        let rows = self.rows.iter();
        rows.map(|(algorithm, row)| (*algorithm, counts(*algorithm, row)))
            .collect()
    }

    pub(crate) fn alarms(&self) -> impl Iterator<Item = Alarm> {
        let rows = self.rows.iter().filter(|(_, row)| row.is_without_success());
        rows.map(|(algorithm, _)| Alarm::NeverRight(*algorithm))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarms(counters: &Counters) -> Vec<Alarm> {
        counters.alarms().collect()
    }

    #[test]
    fn each_event_has_a_counter_of_its_own() {
        let counters = Counters::new();
        let events = [
            Event::Verified,
            Event::Wrong,
            Event::Upgraded,
            Event::Withheld,
            Event::Lost,
            Event::Failed,
            Event::Refused,
            Event::NotAccepted,
        ];
        assert_eq!(events.len(), Event::COUNT);
        for (times, event) in (1..).zip(events) {
            for _ in 0..times {
                counters.count(Kind::Old(Algorithm::Sha1), event);
            }
        }
        let of_sha1 = Counts {
            verified: 1,
            wrong: 2,
            upgraded: 3,
            withheld: 4,
            lost: 5,
            failed: 6,
            refused: 7,
            not_accepted: 8,
        };
        for (algorithm, counts) in counters.all() {
            let expected = match algorithm {
                Algorithm::Sha1 => of_sha1,
                _ => Counts::default(),
            };
            assert_eq!(counts, expected, "{algorithm}");
        }
    }

    #[test]
    fn only_an_algorithm_that_is_never_right_raises_the_alarm() {
        let counters = Counters::new();
        counters.count(Kind::Old(Algorithm::Md5), Event::Verified);
        for _ in 0..ALARM_AFTER {
            assert!(alarms(&counters).is_empty());
            counters.count(Kind::Old(Algorithm::Md5), Event::Wrong);
            counters.count(Kind::Old(Algorithm::Sha1), Event::Wrong);
        }
        assert_eq!(alarms(&counters), [Alarm::NeverRight(Algorithm::Sha1)]);
        counters.count(Kind::Old(Algorithm::Sha1), Event::Verified);
        assert!(alarms(&counters).is_empty());
    }

    #[test]
    fn hashes_of_its_own_say_nothing_of_old_ones() {
        let counters = Counters::new();
        counters.count(Kind::Own, Event::Verified);
        for _ in 0..ALARM_AFTER {
            counters.count(Kind::Old(Algorithm::Argon2), Event::Wrong);
        }
        assert_eq!(alarms(&counters), [Alarm::NeverRight(Algorithm::Argon2)]);
        let counts = counters.all().into_iter();
        let of_argon2 = counts.filter(|(of, _)| *of == Algorithm::Argon2);
        let sums: Vec<_> = of_argon2
            .map(|(_, counts)| (counts.verified, counts.wrong))
            .collect();
        assert_eq!(sums, [(1, ALARM_AFTER)]);
        let counters = Counters::new();
        for _ in 0..ALARM_AFTER {
            counters.count(Kind::Own, Event::Wrong);
        }
        assert!(alarms(&counters).is_empty());
    }
}
