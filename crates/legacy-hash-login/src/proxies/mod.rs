//! The client's address behind reverse proxies.

mod chain;

use std::net::IpAddr;

use http::HeaderMap;
use http::header::{FORWARDED, HeaderName};
use ipnet::{IpNet, Ipv4Net};

use crate::proxies::chain::{Hop, forwarded, x_forwarded_for};

/// What most proxies write, each appending the address that it was asked from.
static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The reverse proxies that a service stands behind, whose word on a client's address is taken.
///
/// Limits on attempts count by address. Behind a proxy all clients have the proxy's, unless its
/// headers are read; and whoever believes those headers from everybody lets each client choose
/// another address with each attempt. So nothing is believed but what a trusted proxy wrote: the
/// chain of addresses is read from its end, and the first that is no trusted proxy's is the client's.
///
/// `Forwarded` (RFC 7239) and `X-Forwarded-For` are read. Most proxies write one and hand the other
/// on as the client sent it: where both are there, they must agree. Whatever cannot be read ends the
/// chain, and the last proxy that is known counts as the client. All who send such headers share its
/// bucket then, and nobody else does.
///
/// A proxy must append to the header or replace it, which is what they do by default. Trust the
/// addresses of the proxies alone: whoever else is in a trusted network can be anybody.
///
/// ```
/// use http::HeaderMap;
/// use legacy_hash_login::TrustedProxies;
///
/// let proxies = TrustedProxies::new(["10.0.0.0/8".parse()?, "2001:db8::7".parse()?]);
/// let mut headers = HeaderMap::new();
/// headers.insert("X-Forwarded-For", "192.0.2.66, 203.0.113.9, 10.0.0.2".parse()?);
/// let proxy = "10.0.0.1".parse()?;
/// assert_eq!(proxies.client(proxy, &headers).to_string(), "203.0.113.9");
/// let stranger = "198.51.100.1".parse()?;
/// assert_eq!(proxies.client(stranger, &headers), stranger);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A network: an address and how many of its bits count, as in `10.0.0.0/8`; or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

/// The text names no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no network: an address is needed, or one with its prefix, as 10.0.0.0/8 or 2001:db8::/32")]
pub struct NetworkError;

impl std::str::FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let network = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse().map_err(|_| NetworkError)?,
        };
        Ok(Self(canonical(network)))
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self(canonical(address.into()))
    }
}

/// IPv4 addresses that are written as IPv6 ones are IPv4 addresses.
fn canonical(network: IpNet) -> IpNet {
    let mapped = match network {
        IpNet::V6(network) => network.addr().to_ipv4_mapped(),
        IpNet::V4(_) => None,
    };
    let prefix = network.prefix_len().checked_sub(96);
    match (mapped, prefix) {
        (Some(address), Some(prefix)) => Ipv4Net::new(address, prefix).map_or(network, IpNet::V4),
        _ => network,
    }
}

impl TrustedProxies {
    /// Trusts these. Without any, nobody is.
    #[must_use]
    pub fn new(networks: impl IntoIterator<Item = Network>) -> Self {
        Self(
            networks
                .into_iter()
                .map(|Network(network)| network)
                .collect(),
        )
    }

    /// Where a request comes from that came by a connection from `peer`.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let by = |name, read: fn(&str) -> Option<Vec<Hop>>| {
            let is_there = headers.contains_key(name);
            is_there.then(|| self.last_untrusted(peer, headers, name, read))
        };
        let forwarded = by(&FORWARDED, forwarded);
        match (forwarded, by(&X_FORWARDED_FOR, x_forwarded_for)) {
            (Some(one), Some(other)) if one != other => peer,
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => peer,
        }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Goes from the connection back towards the client, for as long as proxies are trusted and
    /// their word can be read.
    fn last_untrusted(
        &self,
        peer: IpAddr,
        headers: &HeaderMap,
        name: &HeaderName,
        read: fn(&str) -> Option<Vec<Hop>>,
    ) -> IpAddr {
        let mut known = peer;
        // Several lines are one, in their order.
        for line in headers.get_all(name).iter().rev() {
            let Some(hops) = line.to_str().ok().and_then(read) else {
                return known;
            };
            for hop in hops.into_iter().rev() {
                let Some(address) = hop else {
                    return known;
                };
                known = address;
                if !self.trusts(known) {
                    return known;
                }
            }
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    /// The client behind `PROXY` and, perhaps, `10.0.0.2` and `fd00::/8`.
    fn client(headers: &[(&'static str, &str)]) -> String {
        client_from(PROXY, headers)
    }

    fn client_from(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let networks = ["10.0.0.1", "10.0.0.2/32", "fd00::/8"];
        let networks = networks.map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let client = TrustedProxies::new(networks).client(peer.parse().unwrap(), &headers);
        client.to_string()
    }

    #[test]
    fn nothing_is_believed_from_who_is_not_trusted() {
        for header in ["x-forwarded-for", "forwarded"] {
            let lines = [(header, "192.0.2.1"), (header, "for=192.0.2.1")];
            assert_eq!(client_from("198.51.100.1", &lines), "198.51.100.1");
            assert_eq!(client_from("2001:db8::9", &lines), "2001:db8::9");
        }
        let nobody = TrustedProxies::default();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert_eq!(nobody.client(peer, &headers), peer);
    }

    #[test]
    fn the_rightmost_that_is_not_trusted_is_the_client() {
        for (line, expected) in [
            ("203.0.113.9", "203.0.113.9"),
            ("192.0.2.1, 203.0.113.9", "203.0.113.9"),
            ("192.0.2.1,203.0.113.9 , 10.0.0.2", "203.0.113.9"),
            ("10.0.0.2, 203.0.113.9", "203.0.113.9"),
            ("10.0.0.2, 203.0.113.9, 10.0.0.2, 10.0.0.1", "203.0.113.9"),
            ("203.0.113.9:4711", "203.0.113.9"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("203.0.113.9, fd00::7", "203.0.113.9"),
            ("203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"),
            // Nobody but proxies: the one that is farthest away.
            ("10.0.0.2", "10.0.0.2"),
        ] {
            assert_eq!(client(&[("x-forwarded-for", line)]), expected, "{line}");
        }
        for (line, expected) in [
            ("for=203.0.113.9", "203.0.113.9"),
            ("FOR=203.0.113.9", "203.0.113.9"),
            (
                "for=192.0.2.1, for=203.0.113.9;proto=https;by=10.0.0.1",
                "203.0.113.9",
            ),
            (
                "for=203.0.113.9 ; host=\"a,b;for=192.0.2.1\", for=10.0.0.2",
                "203.0.113.9",
            ),
            ("for=\"203.0.113.9:80\"", "203.0.113.9"),
            ("for=203.0.113.9:80", "203.0.113.9"),
            ("for=\"203.0.113.9:_hidden\"", "203.0.113.9"),
            ("for=\"[2001:db8::1]\"", "2001:db8::1"),
            ("for=\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("for=\"[2001:db8::1]:_x\"", "2001:db8::1"),
            ("for=\"203.0\\.113.9\"", "203.0.113.9"),
        ] {
            assert_eq!(client(&[("forwarded", line)]), expected, "{line}");
        }
    }

    #[test]
    fn lines_are_read_in_their_order() {
        let x = "x-forwarded-for";
        let lines = [(x, "192.0.2.1"), (x, "203.0.113.9"), (x, "10.0.0.2")];
        assert_eq!(client(&lines), "203.0.113.9");
        let lines = [
            ("forwarded", "for=192.0.2.1, for=\""),
            ("forwarded", "for=203.0.113.9"),
        ];
        assert_eq!(client(&lines), "203.0.113.9");
    }

    #[test]
    fn what_cannot_be_read_ends_the_chain() {
        for line in [
            "",
            " ",
            "unknown",
            "203.0.113.9,",
            "203.0.113.9, x",
            "1.2.3",
            "256.0.0.1",
            "é",
        ] {
            assert_eq!(client(&[("x-forwarded-for", line)]), PROXY, "{line}");
        }
        for line in [
            "192.0.2.1, x, 10.0.0.2",
            "192.0.2.1,, 10.0.0.2",
            "fe80::1%eth0, 10.0.0.2",
        ] {
            assert_eq!(client(&[("x-forwarded-for", line)]), "10.0.0.2", "{line}");
        }
        for line in [
            "",
            "203.0.113.9",
            "for",
            "for=",
            "for=unknown",
            "for=_hidden",
            "by=203.0.113.9",
            "for=203.0.113.9;for=192.0.2.1",
            "for=203.0.113.9;",
            "for=203.0.113.9,",
            "for=203.0.113.9 x",
            "for=\"203.0.113.9",
            "for=\"203.0.113.9\\",
            "for=[2001:db8::1]",
            "fo r=203.0.113.9",
            "for=\"203.0.113.9:_\"",
        ] {
            assert_eq!(client(&[("forwarded", line)]), PROXY, "{line}");
        }
        let line = "for=192.0.2.1, for=unknown, for=10.0.0.2";
        assert_eq!(client(&[("forwarded", line)]), "10.0.0.2");
    }

    /// The client's own quotation marks around what its proxy appends.
    #[test]
    fn nothing_of_the_clients_stands_in_for_the_proxys_word() {
        for line in [
            "for=192.0.2.1;by=\"x, for=\"[2001:db8::1]\"",
            "for=192.0.2.1;by=\"x, for=203.0.113.9",
            "for=192.0.2.1;by=\"x, for=203.0.113.9;host=\"example.org\"",
        ] {
            assert_eq!(client(&[("forwarded", line)]), PROXY, "{line}");
        }
    }

    /// A proxy that writes one of the headers hands on the client's own other one.
    #[test]
    fn two_headers_must_agree() {
        let both = |x, forwarded| client(&[("x-forwarded-for", x), ("forwarded", forwarded)]);
        assert_eq!(both("203.0.113.9", "for=203.0.113.9"), "203.0.113.9");
        assert_eq!(both("203.0.113.9", "for=192.0.2.1"), PROXY);
        assert_eq!(both("203.0.113.9", "malformed"), PROXY);
        assert_eq!(both("x", "for=203.0.113.9"), PROXY);
    }

    #[test]
    fn networks_are_read_as_people_write_them() {
        let contains = |network: &str, address: &str| {
            let network = network.parse::<Network>().unwrap();
            TrustedProxies::new([network]).trusts(address.parse().unwrap())
        };
        assert!(contains("10.1.2.3/8", "10.200.0.1"));
        assert!(!contains("10.1.2.3", "10.1.2.4"));
        assert!(contains("::ffff:10.0.0.0/104", "10.9.9.9"));
        assert!(!contains("::ffff:10.0.0.0/104", "11.0.0.1"));
        assert!(contains("::/0", "2001:db8::1"));
        assert!(!contains("::/0", "10.0.0.1"));
        for text in [
            "",
            "10.0.0.0/33",
            "10.0.0/8",
            "x",
            "10.0.0.0/",
            "example.org",
            "::/129",
        ] {
            assert_eq!(text.parse::<Network>(), Err(NetworkError), "{text}");
        }
        assert_eq!(
            client_from("::ffff:10.0.0.1", &[("x-forwarded-for", "203.0.113.9")]),
            "203.0.113.9"
        );
    }
}
