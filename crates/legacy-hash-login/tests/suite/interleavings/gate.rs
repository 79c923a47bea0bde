//! The gate that every access to the table and every question to the old system waits at.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use legacy_hash::NewHash;
use legacy_hash_login::{
    Account, Identifier, Passthrough, SecretBytes, Sending, Store, Template, Transport,
    TransportError, Written,
};
use serde_json::Value;
use tokio::sync::{Notify, oneshot};

use super::OLD;

/// Who waits at the gate, by name, and who is told to go on.
#[derive(Default)]
pub(super) struct Gate {
    pub(super) waiting: Mutex<BTreeMap<String, oneshot::Sender<Go>>>,
    pub(super) changed: Notify,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    On,
    /// The table does not do it.
    Fail,
}

impl Gate {
    pub(super) async fn pass(&self, who: &str) -> Go {
        let (go, wait) = oneshot::channel();
        let before = self.waiting.lock().unwrap().insert(who.to_owned(), go);
        assert!(before.is_none(), "one access each at a time");
        self.changed.notify_one();
        // The scheduler is gone: as after a crash.
        wait.await.unwrap_or(Go::Fail)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("not done")]
pub(super) struct NotDone;

/// A table behind the gate, which notes what was stored in which order.
#[derive(Clone)]
pub(super) struct Gated<S> {
    pub(super) inner: S,
    pub(super) gate: Arc<Gate>,
    pub(super) log: Arc<Mutex<Vec<(String, &'static str)>>>,
}

impl<S> Gated<S> {
    pub(super) fn note(&self, who: &str, what: &'static str) {
        self.log.lock().unwrap().push((who.to_owned(), what));
    }
}

impl<S: Store> Store for Gated<S> {
    type Version = (S::Version, String);
    type Error = NotDone;

    async fn find(&self, who: &Identifier) -> Result<Option<Account<Self::Version>>, NotDone> {
        let name = who.typed();
        if self.gate.pass(name).await == Go::Fail {
            self.note(name, "not found");
            return Err(NotDone);
        }
        self.note(name, "find");
        let found = self.inner.find(who).await.map_err(|_| NotDone)?;
        Ok(found.map(|account| Account {
            user: account.user,
            // The old system is to be asked about what was typed, which says who asks.
            spelled: None,
            label: account.label,
            stored: account.stored,
            is_locked: account.is_locked,
            version: (account.version, name.to_owned()),
        }))
    }

    async fn upgrade(&self, version: &Self::Version, new: &NewHash) -> Result<Written, NotDone> {
        let (version, name) = version;
        if self.gate.pass(name).await == Go::Fail {
            self.note(name, "failed");
            return Err(NotDone);
        }
        let written = self
            .inner
            .upgrade(version, new)
            .await
            .map_err(|_| NotDone)?;
        self.note(
            name,
            match written {
                Written::Stored => "stored",
                Written::Lost => "lost",
            },
        );
        Ok(written)
    }

    async fn change_password(&self, user: &str, new: &NewHash) -> Result<bool, NotDone> {
        if self.gate.pass("change").await == Go::Fail {
            return Err(NotDone);
        }
        self.note("change", "changed");
        self.inner
            .change_password(user, new)
            .await
            .map_err(|_| NotDone)
    }
}

/// The old system behind the gate. It knows the old password.
pub(super) struct OldSystem<S>(pub(super) Gated<S>);

impl<S: Store> Transport for OldSystem<S> {
    fn send(&self, request: http::Request<SecretBytes>) -> Sending<'_> {
        let body: Value = serde_json::from_slice(request.body().as_ref()).unwrap();
        Box::pin(async move {
            let name = body["email"].as_str().unwrap();
            if self.0.gate.pass(name).await == Go::Fail {
                self.0.note(name, "not asked");
                return Err(TransportError::TimedOut);
            }
            self.0.note(name, "asked");
            let (status, code) = match body["password"] == OLD {
                true => (200, r#"{"passbackCode": "it is me"}"#),
                false => (401, ""),
            };
            let answer = http::Response::builder().status(status);
            let body = SecretBytes::from(code.as_bytes().to_vec());
            Ok(answer.body(body).unwrap())
        })
    }
}

pub(super) fn passthrough() -> Passthrough {
    let template = Template::new(r#"{"email": "{identifier}", "password": "{password}"}"#);
    let passthrough = Passthrough::new("http://localhost", template.unwrap()).unwrap();
    // Without a code there would be probes, which several wait for at once.
    passthrough.with_passback_code("it is me").unwrap()
}
