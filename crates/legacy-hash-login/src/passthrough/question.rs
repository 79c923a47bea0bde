//! The request to the old system, and the reading of its answer.

use std::net::IpAddr;

use http::{HeaderValue, Request, Response};
use subtle::ConstantTimeEq;

use crate::passthrough::pointer::Found;
use crate::passthrough::template::Typed;
use crate::passthrough::verdict::message;
use crate::passthrough::{Meaning, Passthrough, Reason, SecretBytes, Verdict};

impl Passthrough {
    /// The request that asks about a password. `None` if it or the identifier is empty: no system
    /// is to be asked about those, since one may take them for an anonymous sign-in.
    #[must_use]
    pub fn request(
        &self,
        identifier: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Option<Request<SecretBytes>> {
        if identifier.is_empty() || password.is_empty() {
            return None;
        }
        // An IPv4 client of an IPv6 socket is one client, not two.
        let address = address.map(|address| address.to_canonical());
        let typed = Typed {
            identifier,
            password,
            address,
        };
        let mut request = Request::new(self.template.fill(typed).ok()?.into());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        if let (Some(name), Some(address)) = (&self.client_address, address) {
            let address = HeaderValue::try_from(address.to_string()).ok()?;
            request.headers_mut().insert(name, address);
        }
        Some(request)
    }

    /// What an answer means. It is never [`Verdict::Limited`].
    pub fn read(&self, response: &Response<impl AsRef<[u8]>>) -> Verdict {
        let (status, body) = (response.status(), response.body().as_ref());
        let declared = self.meanings.get(&status).copied();
        match declared.unwrap_or_else(|| Meaning::of(status)) {
            Meaning::Match => match self.check_code(body) {
                Ok(()) => Verdict::Match,
                Err(reason) => Verdict::Unavailable(reason),
            },
            Meaning::Refused => {
                let found = self.message.as_ref().map(|pointer| pointer.find(body));
                let message = match found {
                    Some(Ok(Found::Text(text))) => message(&text),
                    Some(Ok(Found::Nothing | Found::Other) | Err(_)) | None => None,
                };
                Verdict::Refused { message }
            }
            Meaning::Unavailable => Verdict::Unavailable(Reason::Status(status)),
        }
    }

    fn check_code(&self, body: &[u8]) -> Result<(), Reason> {
        let Some((pointer, expected)) = &self.passback_code else {
            return Ok(());
        };
        match pointer.find(body) {
            Ok(Found::Text(code)) if code.as_bytes().ct_eq(expected.as_bytes()).into() => Ok(()),
            Ok(Found::Text(_) | Found::Other) => Err(Reason::CodeWrong),
            Ok(Found::Nothing) => Err(Reason::CodeMissing),
            Err(_) => Err(Reason::NotJson),
        }
    }
}
