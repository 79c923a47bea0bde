//! What proxies write of the addresses that they were asked from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// One element of a chain: an address, or something else.
pub(crate) type Hop = Option<IpAddr>;

/// The elements of `X-Forwarded-For`.
pub(crate) fn x_forwarded_for(line: &str) -> Option<Vec<Hop>> {
    Some(line.split(',').map(|hop| address(hop.trim())).collect())
}

/// The `for` of each element of `Forwarded`; nothing at all if the line is malformed, for then a
/// quotation mark of the client's may have swallowed what the proxy wrote.
pub(crate) fn forwarded(line: &str) -> Option<Vec<Hop>> {
    let mut hops = Vec::new();
    let mut rest = line;
    loop {
        let (hop, after) = element(rest)?;
        hops.push(hop);
        match after {
            Some(after) => rest = after,
            None => return Some(hops),
        }
    }
}

/// One element of `Forwarded`, and what follows its comma: pairs with semicolons in between.
fn element(text: &str) -> Option<(Hop, Option<&str>)> {
    let mut hop = None;
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once('=')?;
        let name = name.trim_matches([' ', '\t']);
        if name.is_empty() || !name.bytes().all(is_token) {
            return None;
        }
        let (value, after) = value(after)?;
        if name.eq_ignore_ascii_case("for") && hop.replace(address(&value)).is_some() {
            return None;
        }
        let after = after.trim_start_matches([' ', '\t']);
        match after.split_at_checked(1) {
            None => return Some((hop.flatten(), None)),
            Some((",", after)) => return Some((hop.flatten(), Some(after))),
            Some((";", after)) => rest = after,
            Some(_) => return None,
        }
    }
}

/// A token or a quoted text, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(|c: char| !u8::try_from(c).is_ok_and(is_token));
        let (token, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
        return (!token.is_empty()).then(|| (token.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = quoted.chars();
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            '\\' => value.push(chars.next()?),
            c => value.push(c),
        }
    }
}

/// RFC 9110's `tchar`. A bare IPv4 address is a token; one with a port has to be quoted, and is not
/// everywhere.
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~' | b':')
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.parse::<IpAddr>().ok();
    let with_port = || Some(text.parse::<SocketAddr>().ok()?.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    // A port that is none of a machine's, as `192.0.2.1:_hidden`.
    let hidden = || {
        let (address, port) = text.rsplit_once(':')?;
        let name = port.strip_prefix('_')?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_name) {
            return None;
        }
        match address.strip_prefix('[') {
            Some(inner) => Some(IpAddr::V6(inner.strip_suffix(']')?.parse().ok()?)),
            None => Some(IpAddr::V4(address.parse::<Ipv4Addr>().ok()?)),
        }
    };
    let address = bare().or_else(with_port).or_else(bracketed).or_else(hidden);
    address.map(|address| address.to_canonical())
}
