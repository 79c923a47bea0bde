//! Where passwords may be sent.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::Scheme;

use crate::passthrough::PassthroughError;

/// Reads the old system's address: https, or http on loopback; and nobody's name in it.
pub(crate) fn read(text: &str) -> Result<Uri, PassthroughError> {
    let uri: Uri = text.parse().map_err(|_| PassthroughError::Uri)?;
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(PassthroughError::Uri);
    };
    if authority.as_str().contains('@') {
        return Err(PassthroughError::UserInfo);
    }
    if authority.host().is_empty() {
        return Err(PassthroughError::Uri);
    }
    if *scheme == Scheme::HTTP && !is_loopback(authority.host()) {
        return Err(PassthroughError::PlainHttp);
    }
    if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
        return Err(PassthroughError::Uri);
    }
    Ok(uri)
}

fn is_loopback(host: &str) -> bool {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    match bare {
        Some(address) => address
            .parse()
            .is_ok_and(|address: Ipv6Addr| address.is_loopback()),
        None => {
            host.eq_ignore_ascii_case("localhost")
                || host
                    .parse()
                    .is_ok_and(|address: Ipv4Addr| address.is_loopback())
        }
    }
}
