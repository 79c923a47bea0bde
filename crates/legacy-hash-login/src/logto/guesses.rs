//! Wrong tokens, and who sent them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::limit::network;

/// So many wrong tokens are answered within a [`WINDOW`]; no token is looked at after them. No source:
/// a script with a wrong setting finds out by the first.
const WRONG: u32 = 10;
const WINDOW: Duration = Duration::from_secs(60);

/// So many addresses are told apart; those beyond share one count. It bounds the memory: 65,536 take
/// some 4 MiB.
const ADDRESSES: usize = 1 << 16;

/// Counts wrong tokens by address; those whose address is not known together.
#[derive(Default)]
pub(crate) struct Guesses(Mutex<HashMap<Option<IpAddr>, Count>>);

struct Count {
    wrong: u32,
    since: Instant,
}

impl Count {
    /// How long the window is still open.
    fn left(&self, now: Instant) -> Option<Duration> {
        let left = WINDOW.checked_sub(now.saturating_duration_since(self.since));
        left.filter(|left| !left.is_zero())
    }
}

impl Guesses {
    /// Whether a token from this address is looked at.
    ///
    /// # Errors
    /// How long to wait.
    pub(crate) fn check(&self, address: Option<IpAddr>, now: Instant) -> Result<(), Duration> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key_of(&counts, address);
        let count = counts.get(&key).filter(|count| count.wrong >= WRONG);
        match count.and_then(|count| count.left(now)) {
            Some(left) => Err(left),
            None => Ok(()),
        }
    }

    /// Counts a wrong token. Says whether it was the last that is answered for a while.
    pub(crate) fn count(&self, address: Option<IpAddr>, now: Instant) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= ADDRESSES {
            counts.retain(|_, count| count.left(now).is_some());
        }
        let key = key_of(&counts, address);
        let new = Count {
            wrong: 0,
            since: now,
        };
        let count = counts.entry(key).or_insert(new);
        if count.left(now).is_none() {
            *count = Count {
                wrong: 0,
                since: now,
            };
        }
        count.wrong = count.wrong.saturating_add(1);
        count.wrong == WRONG
    }
}

/// What an address counts by.
fn key_of(counts: &HashMap<Option<IpAddr>, Count>, address: Option<IpAddr>) -> Option<IpAddr> {
    let key = address.map(network);
    key.filter(|_| counts.len() < ADDRESSES || counts.contains_key(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> Option<IpAddr> {
        Some(IpAddr::V4(number.into()))
    }

    #[test]
    fn after_ten_wrong_tokens_none_is_looked_at_for_a_minute() {
        let (guesses, start) = (Guesses::default(), Instant::now());
        for wrong in 1..=10 {
            assert_eq!(guesses.check(address(1), start), Ok(()));
            assert_eq!(guesses.count(address(1), start), wrong == 10);
        }
        assert_eq!(guesses.check(address(1), start), Err(WINDOW));
        let later = start + Duration::from_secs(59);
        assert_eq!(
            guesses.check(address(1), later),
            Err(Duration::from_secs(1))
        );
        // Others have a count of their own, and so have those of whom nothing is known.
        assert_eq!(guesses.check(address(2), start), Ok(()));
        assert_eq!(guesses.check(None, start), Ok(()));
        let later = start + WINDOW;
        assert_eq!(guesses.check(address(1), later), Ok(()));
        assert!(!guesses.count(address(1), later));
        assert_eq!(guesses.check(address(1), later), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_has_one_count() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        for host in 0..10 {
            guesses.count(Some(format!("2001:db8::{host:x}").parse().unwrap()), now);
        }
        assert!(
            guesses
                .check(Some("2001:db8::ff".parse().unwrap()), now)
                .is_err()
        );
        assert!(
            guesses
                .check(Some("2001:db8:0:1::1".parse().unwrap()), now)
                .is_ok()
        );
    }

    #[test]
    fn many_addresses_take_no_more_memory_and_are_counted_all_the_same() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let most = u32::try_from(ADDRESSES).unwrap();
        for number in 0..most + 20 {
            guesses.count(address(number), now);
        }
        assert!(guesses.0.lock().unwrap().len() <= ADDRESSES + 1);
        assert!(guesses.check(address(most + 100), now).is_err());
        assert!(guesses.check(address(5), now).is_ok());
        guesses.count(address(1), now + WINDOW);
        assert_eq!(guesses.0.lock().unwrap().len(), 1);
    }
}
