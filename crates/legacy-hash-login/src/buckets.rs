//! Token buckets.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::limit::network;
use crate::limit::{Attempt, RateLimit};

/// Token buckets: so many attempts at once for each address, for each identifier and for each account,
/// and one more each time an interval has passed. An account has as many as an identifier.
///
/// The buckets are this process's own. Two processes behind one balancer let through twice as many
/// attempts: give each half, or implement [`RateLimit`] over something that they share. A new start
/// begins with full buckets.
///
/// IPv6 addresses count by their /64, which one customer has. Memory grows with those that tried
/// within the last bucketful of time; who is not heard of longer than that is forgotten.
///
/// ```
/// use std::net::{IpAddr, Ipv4Addr};
/// use std::num::NonZeroU32;
/// use std::time::Duration;
///
/// use legacy_hash_login::{Attempt, Buckets, Folding, RateLimit};
///
/// let two = NonZeroU32::new(2).unwrap();
/// let minute = Duration::from_secs(60);
/// let limit = Buckets::new((two, minute), (two, minute)).unwrap();
/// let identifier = &Folding::default().read("ann");
/// let attempt = Attempt { address: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)), identifier };
/// assert!(limit.check(attempt).is_ok());
/// assert!(limit.check(attempt).is_ok());
/// assert!(limit.check(attempt).is_err_and(|wait| wait <= minute));
/// ```
#[derive(Debug)]
pub struct Buckets {
    of_addresses: DefaultKeyedRateLimiter<IpAddr>,
    of_identifiers: DefaultKeyedRateLimiter<u64>,
    of_accounts: DefaultKeyedRateLimiter<u64>,
    /// Identifiers and accounts are kept as numbers that nobody outside can make collide.
    hasher: RandomState,
    checks: AtomicU32,
}

impl Buckets {
    /// Buckets of so many attempts, with one more in each interval: for addresses, and for
    /// identifiers and accounts. `None` if an interval is zero.
    #[must_use]
    pub fn new(
        addresses: (NonZeroU32, Duration),
        identifiers: (NonZeroU32, Duration),
    ) -> Option<Self> {
        let quota = |(burst, interval)| Some(Quota::with_period(interval)?.allow_burst(burst));
        Some(Self {
            of_addresses: RateLimiter::keyed(quota(addresses)?),
            of_identifiers: RateLimiter::keyed(quota(identifiers)?),
            of_accounts: RateLimiter::keyed(quota(identifiers)?),
            hasher: RandomState::new(),
            checks: AtomicU32::new(0),
        })
    }

    fn forget_the_idle(&self) {
        if self.checks.fetch_add(1, Ordering::Relaxed) % 4096 == 4095 {
            self.of_addresses.retain_recent();
            self.of_identifiers.retain_recent();
            self.of_accounts.retain_recent();
        }
    }
}

/// How long a key has to wait.
fn take<K: Hash + Eq + Clone>(
    buckets: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), Duration> {
    buckets
        .check_key(key)
        .map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
}

impl RateLimit for Buckets {
    fn check(&self, attempt: Attempt<'_>) -> Result<(), Duration> {
        self.forget_the_idle();
        if let Some(address) = attempt.address {
            take(&self.of_addresses, &network(address))?;
        }
        // All spellings of one account are one, and so are all that nobody can have.
        let key = attempt.identifier.keys().first();
        take(&self.of_identifiers, &self.hasher.hash_one(key))
    }

    fn check_account(&self, user: &str) -> Result<(), Duration> {
        take(&self.of_accounts, &self.hasher.hash_one(user))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::Folding;

    fn buckets() -> Buckets {
        let hour = Duration::from_secs(3600);
        let number = |number| NonZeroU32::new(number).unwrap();
        Buckets::new((number(5), hour), (number(2), hour)).unwrap()
    }

    fn tries(limit: &Buckets, address: &str, identifier: &str) -> bool {
        let address = Some(address.parse().unwrap());
        let identifier = &Folding::default().read(identifier);
        limit
            .check(Attempt {
                address,
                identifier,
            })
            .is_ok()
    }

    #[test]
    fn an_identifier_has_a_bucket_from_wherever_it_is_tried() {
        let limit = buckets();
        assert!(tries(&limit, "192.0.2.1", "Ann@example.com"));
        assert!(tries(&limit, "192.0.2.2", "ann@EXAMPLE.com "));
        assert!(!tries(&limit, "192.0.2.3", "ann@example.com"));
        assert!(tries(&limit, "192.0.2.3", "bob@example.com"));
    }

    #[test]
    fn an_address_has_a_bucket_and_so_has_a_customers_network() {
        for (one, other) in [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::2:3")] {
            let limit = buckets();
            for number in 0..5 {
                assert!(tries(&limit, one, &format!("user{number}")));
            }
            assert!(!tries(&limit, other, "user9"));
            assert!(tries(&limit, "2001:db8:0:1::1", "user9"));
        }
    }

    #[test]
    fn an_account_has_a_bucket_as_large_as_an_identifiers() {
        let limit = buckets();
        assert!(limit.check_account("1").is_ok());
        assert!(limit.check_account("1").is_ok());
        let wait = limit.check_account("1").unwrap_err();
        let hour = Duration::from_secs(3600);
        assert!(wait > Duration::ZERO && wait <= hour, "{wait:?}");
        assert!(limit.check_account("2").is_ok());
        // An account's own number is no identifier.
        assert!(tries(&limit, "192.0.2.1", "1"));
    }

    #[test]
    fn who_waited_long_enough_is_forgotten() {
        let number = NonZeroU32::new(1).unwrap();
        let moment = (number, Duration::from_nanos(1));
        let limit = Buckets::new(moment, moment).unwrap();
        for number in 0..5000 {
            tries(&limit, "192.0.2.1", &format!("user{number}"));
        }
        assert!(limit.of_identifiers.len() < 1000);
        assert!(Buckets::new((number, Duration::ZERO), moment).is_none());
    }
}
