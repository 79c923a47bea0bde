//! Two sign-ins, a password change, a reset, a failed write and a crash, in every order that chance
//! finds: no change is lost, no old password comes back, nobody is locked out, and one upgrade at
//! the most is stored.
//!
//! Every access to the table waits at a gate. When all that are under way wait there, a seeded
//! random number says who goes next, so that a seed is a schedule.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use legacy_hash::{Algorithm, Argon2Hash, LegacyHash};
use legacy_hash_login::{
    Account, Folding, Identifier, Import, Imported, ImportedPassword, Kind, Outcome, Passthrough,
    Position, SecretBytes, Sending, Settlement, SignIn, SignInError, SqlStore, Store, Template,
    Transport, TransportError, Written,
};
use serde_json::Value;
use tokio::sync::{Notify, oneshot};

use crate::memory::{MD5, Memory, policy};
use crate::support::database::Database;

const OLD: &str = "password";
const NEW: &str = "another password";

/// Who waits at the gate, by name, and who is told to go on.
#[derive(Default)]
struct Gate {
    waiting: Mutex<BTreeMap<String, oneshot::Sender<Go>>>,
    changed: Notify,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Go {
    On,
    /// The table does not do it.
    Fail,
}

impl Gate {
    async fn pass(&self, who: &str) -> Go {
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
struct NotDone;

/// A table behind the gate, which notes what was stored in which order.
#[derive(Clone)]
struct Gated<S> {
    inner: S,
    gate: Arc<Gate>,
    log: Arc<Mutex<Vec<(String, &'static str)>>>,
}

impl<S> Gated<S> {
    fn note(&self, who: &str, what: &'static str) {
        self.log.lock().unwrap().push((who.to_owned(), what));
    }
}

impl<S: Store> Store for Gated<S> {
    type Version = (S::Version, String);
    type Error = NotDone;

    async fn find(&self, who: &Identifier) -> Result<Option<Account<Self::Version>>, NotDone> {
        let name = who.typed();
        if self.gate.pass(name).await == Go::Fail {
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

    async fn upgrade(&self, version: &Self::Version, new: &Argon2Hash) -> Result<Written, NotDone> {
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

    async fn change_password(&self, user: &str, new: &Argon2Hash) -> Result<bool, NotDone> {
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
struct OldSystem<S>(Gated<S>);

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
            let status = if body["password"] == OLD { 200 } else { 401 };
            let answer = http::Response::builder().status(status);
            Ok(answer.body(SecretBytes::from(Vec::new())).unwrap())
        })
    }
}

fn passthrough() -> Passthrough {
    let template = Template::new(r#"{"email": "{identifier}", "password": "{password}"}"#);
    Passthrough::new("http://localhost", template.unwrap()).unwrap()
}

/// A table that takes one more account for each schedule.
trait Table: Store + Clone {
    /// Makes an account of this name as an import leaves it, with a hash or without. Its number or
    /// name is its name.
    async fn begin(&self, name: &str, hash: Option<&str>);
    /// Takes the password away.
    fn reset(&self, user: &str) -> impl Future<Output = ()> + Send;
    /// What is stored.
    async fn stored(&self, name: &str) -> Option<String> {
        let found = self.find(&Folding::default().read(name)).await;
        let stored = found.unwrap().unwrap().stored;
        stored.map(|text| text.as_str().to_owned())
    }
}

impl Table for Memory {
    async fn begin(&self, name: &str, hash: Option<&str>) {
        self.put(name, hash.map(|_| "MD5"), hash);
    }

    async fn reset(&self, user: &str) {
        self.change(user, |stored| {
            stored.text = Some("!".to_owned());
            stored.label = None;
        });
    }
}

impl Table for SqlStore {
    async fn begin(&self, name: &str, hash: Option<&str>) {
        let user = Imported {
            id: Some(name.to_owned()),
            identifiers: vec![(Kind::UserName, name.to_owned())],
            password: hash.map(|hash| ImportedPassword {
                label: "MD5".to_owned(),
                text: hash.into(),
            }),
            is_locked: false,
            last_active: None,
            attributes: "{}".to_owned(),
        };
        let written = self.write("schedules", &[user], Position::default()).await;
        assert_eq!(written.unwrap(), [Outcome::Created]);
    }

    async fn reset(&self, user: &str) {
        assert!(self.reset_password(user).await.unwrap());
    }
}

/// Runs one schedule, and says what happened at the gate.
async fn schedule<T: Table>(table: &T, seed: u64) -> Vec<(String, &'static str)> {
    let mut random = fastrand::Rng::with_seed(seed);
    let hash = random.bool().then_some(MD5);
    let user = format!("ann{seed}");
    // Two spellings of one user name, so that an access says whose it is.
    let names = [user.clone(), format!(" {user}")];
    table.begin(&user, hash).await;
    let gate = Arc::new(Gate::default());
    let store = Gated {
        inner: table.clone(),
        gate: Arc::clone(&gate),
        log: Arc::default(),
    };
    let builder = SignIn::builder(store.clone(), policy());
    let builder = builder.passthrough(passthrough(), OldSystem(store.clone()));
    let sign_in = builder.start_as_it_is().await.unwrap();

    let mut tasks = Vec::new();
    let types_right = [true, random.u8(..4) > 0];
    for (name, is_right) in names.iter().cloned().zip(types_right) {
        let sign_in = sign_in.clone();
        let gate = Arc::clone(&gate);
        tasks.push((
            name.clone(),
            tokio::spawn(async move {
                let password = if is_right { OLD } else { "passwore" };
                let answer = sign_in.sign_in(&name, password).await;
                let settled = match answer {
                    Ok(signed_in) => Ok(signed_in.settled().await),
                    Err(error) => Err(error),
                };
                gate.changed.notify_one();
                Some(settled)
            }),
        ));
    }
    let (changes, resets) = (random.bool(), random.bool());
    if changes {
        let (sign_in, gate, user) = (sign_in.clone(), Arc::clone(&gate), user.clone());
        tasks.push((
            "change".to_owned(),
            tokio::spawn(async move {
                let _ = sign_in.set_password(&user, NEW).await;
                gate.changed.notify_one();
                None
            }),
        ));
    }
    if resets {
        let (store, user) = (store.clone(), user.clone());
        let gate = Arc::clone(&gate);
        let table = table.clone();
        tasks.push((
            "reset".to_owned(),
            tokio::spawn(async move {
                if gate.pass("reset").await == Go::On {
                    store.note("reset", "reset");
                    table.reset(&user).await;
                }
                gate.changed.notify_one();
                None
            }),
        ));
    }

    // Whoever waits for the gate, or is done.
    let mut crashed = None;
    loop {
        let under_way = tasks.iter().filter(|(_, task)| !task.is_finished()).count();
        if under_way == 0 {
            break;
        }
        let next = {
            let mut waiting = gate.waiting.lock().unwrap();
            if waiting.len() < under_way {
                None
            } else {
                let place = random.usize(..waiting.len());
                let name = waiting.keys().nth(place).unwrap().clone();
                waiting.remove_entry(&name)
            }
        };
        let Some((name, go)) = next else {
            // A finished task notifies just before it is.
            let changed = gate.changed.notified();
            let _ = tokio::time::timeout(std::time::Duration::from_millis(1), changed).await;
            continue;
        };
        match random.u8(..20) {
            0 => _ = go.send(Go::Fail),
            1 if crashed.is_none() => {
                let (_, task) = tasks.iter().find(|(of, _)| *of == name).unwrap();
                task.abort();
                drop(go);
                crashed = Some(name);
                tokio::task::yield_now().await;
            }
            _ => _ = go.send(Go::On),
        }
    }
    sign_in.drain().await;

    let log = store.log.lock().unwrap().clone();
    let place = |who: &str, what: &str| log.iter().position(|(a, b)| a == who && *b == what);
    let (changed, reset) = (place("change", "changed"), place("reset", "reset"));
    let stored = table.stored(&user).await;
    let opens = |text: &str, password: &str| {
        let hash = policy()
            .parse(text)
            .or(LegacyHash::parse_as(Algorithm::Md5, text));
        hash.is_ok_and(|hash| hash.verify(password).is_ok())
    };
    let at_end = stored.as_deref();
    let at_end_opens = |password| at_end.is_some_and(|text| opens(text, password));
    let upgrades = log.iter().filter(|(_, what)| *what == "stored").count();
    assert!(upgrades <= 1, "seed {seed}: {log:?}");
    match (changed, reset) {
        // Without a hash and without an upgrade, the old system is asked the next time, too.
        (None, None) if hash.is_none() && upgrades == 0 => {
            assert_eq!(stored, None, "seed {seed}: {log:?}");
        }
        (None, None) => assert!(at_end_opens(OLD), "seed {seed}: locked out: {log:?}"),
        (changed, reset) if changed > reset => {
            let is_new = at_end_opens(NEW) && !at_end_opens(OLD);
            assert!(is_new, "seed {seed}: a lost change: {log:?}");
        }
        _ => assert_eq!(at_end, Some("!"), "seed {seed}: a reset undone: {log:?}"),
    }

    for ((name, task), is_right) in tasks.into_iter().zip(types_right) {
        let name = name.as_str();
        if !names.iter().any(|of| of == name) || crashed.as_deref() == Some(name) {
            continue;
        }
        let answer = task.await.unwrap().unwrap();
        let Some(read) = place(name, "find") else {
            assert_eq!(
                answer,
                Err(SignInError::Unavailable),
                "seed {seed}: {log:?}"
            );
            continue;
        };
        let is_before = |event: Option<usize>| event.is_none_or(|event| read < event);
        let first_stored = log.iter().position(|(_, what)| *what == "stored");
        if hash.is_some() || !is_before(first_stored) || !is_before(changed) || !is_before(reset) {
            assert_eq!(place(name, "asked"), None, "seed {seed}: {log:?}");
        }
        match answer {
            Ok(settled) => {
                assert!(
                    is_right && is_before(changed) && is_before(reset),
                    "seed {seed}: {log:?}"
                );
                // The session's text is of the password that was typed, never of a newer one.
                match &settled.hash {
                    Some(text) => assert!(opens(text.as_str(), OLD), "seed {seed}: {log:?}"),
                    None => assert!(hash.is_none(), "seed {seed}: {log:?}"),
                }
                let is_stored = place(name, "stored").is_some();
                let says_so = settled.upgrade == Settlement::Stored;
                assert_eq!(says_so, is_stored, "seed {seed}: {log:?}");
            }
            Err(SignInError::Unavailable) => {
                let is_excused = place(name, "not asked").is_some();
                assert!(is_excused, "seed {seed}: {log:?}");
            }
            Err(error) => {
                assert_eq!(
                    error,
                    SignInError::InvalidCredentials,
                    "seed {seed}: {log:?}"
                );
                let is_refused = !is_right || !is_before(changed) || !is_before(reset);
                assert!(is_refused, "seed {seed}: a right password refused: {log:?}");
            }
        }
    }
    log
}

/// How many schedules to run: the variable's, or so many.
fn schedules(default: u64) -> u64 {
    let set = std::env::var("LEGACY_HASH_SCHEDULES").ok();
    set.map_or(default, |number| number.parse().expect("a number"))
}

async fn run<T: Table>(table: &T, schedules: u64) {
    let mut seen = BTreeMap::<String, u64>::new();
    for seed in 0..schedules {
        for (who, what) in schedule(table, seed).await {
            let who = who.trim().trim_end_matches(|c: char| c.is_ascii_digit());
            *seen.entry(format!("{who} {what}")).or_default() += 1;
        }
    }
    println!("{schedules} schedules: {seen:?}");
    // All that may happen did.
    for event in [
        "ann asked",
        "ann not asked",
        "ann find",
        "ann stored",
        "ann lost",
        "ann failed",
        "change changed",
        "reset reset",
    ] {
        assert!(seen.contains_key(event), "{event} never happened");
    }
}

#[tokio::test]
async fn in_memory() {
    run(&Memory::default(), schedules(5000)).await;
}

#[tokio::test]
async fn on_sqlite() {
    let database = Database::file().await.unwrap();
    run(&database.store().await, 1000).await;
}

#[tokio::test]
async fn on_postgresql() {
    if let Some(database) = Database::postgres().await {
        run(&database.store().await, 1000).await;
    }
}
