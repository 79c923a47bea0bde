//! How often somebody may try.

use std::net::IpAddr;
#[cfg(feature = "rate-limit")]
use std::net::Ipv6Addr;
use std::time::Duration;

use crate::Identifier;

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
