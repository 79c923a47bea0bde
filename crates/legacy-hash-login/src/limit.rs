//! How often somebody may try.

use std::net::IpAddr;
#[cfg(feature = "rate-limit")]
use std::net::Ipv6Addr;
use std::time::Duration;

use crate::identifier::Identifier;

/// Somebody tries to sign in.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Where from, if it is known. Behind a proxy this is what the proxy says, and not the proxy.
    pub address: Option<IpAddr>,
    /// As whom.
    pub identifier: &'a Identifier,
}

/// A hook that may turn an attempt away before it costs anything.
///
/// Without one, a hundred requests a second keep every hashing place busy and lock everybody out.
pub trait RateLimit: Send + Sync + 'static {
    /// Counts an attempt.
    ///
    /// # Errors
    /// How long to wait, if it is one too many.
    fn check(&self, attempt: Attempt<'_>) -> Result<(), Duration>;

    /// Counts an attempt that was found to be at this account ([`Account::user`]), however its
    /// identifier was spelled: an account that has an address, a number and a user name has three.
    ///
    /// One too many is no answer of its own: it would tell that both names are one account's, and so
    /// that there is one. The attempt costs what it would cost otherwise, and ends as with a wrong
    /// password, whatever was typed; no old system is asked. Counts nothing unless it is implemented.
    ///
    /// [`Account::user`]: crate::Account::user
    ///
    /// # Errors
    /// How long to wait, if it is one too many.
    fn check_account(&self, user: &str) -> Result<(), Duration> {
        let _ = user;
        Ok(())
    }
}

/// A time to wait in whole seconds, as `Retry-After` has it: never too short, and at least one.
pub(crate) fn whole_seconds(wait: Duration) -> Duration {
    let started = u64::from(wait.subsec_nanos() > 0);
    Duration::from_secs(wait.as_secs().saturating_add(started).max(1))
}

/// What one customer of a provider has.
#[cfg(feature = "rate-limit")]
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = address.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_too_short() {
        for (wait, seconds) in [(0, 1), (1, 1), (1_000_000_000, 1), (1_000_000_001, 2)] {
            let whole = whole_seconds(Duration::from_nanos(wait));
            assert_eq!(whole, Duration::from_secs(seconds), "{wait}");
        }
    }
}
