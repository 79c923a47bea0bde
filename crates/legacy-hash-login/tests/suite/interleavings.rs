//! Two sign-ins, a password change, a reset, a lock that is taken away or not, failed accesses and a
//! crash, in every order that chance finds: no change is lost, no old password comes back, nobody is
//! locked out, one upgrade at the most is stored, and nobody is signed in by a password or to an
//! account that was changed, reset or locked before.
//!
//! Every access to the table waits at a gate. When all that are under way wait there, a seeded
//! random number says who goes next, so that a seed is a schedule.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use legacy_hash::{Algorithm, LegacyHash, NewHash};
use legacy_hash_login::{
    Account, Folding, Identifier, Import, Imported, ImportedPassword, Kind, Outcome, Passthrough,
    Position, SecretBytes, Sending, Settlement, SignIn, SignInError, SqlStore, Store, Template,
    Transport, TransportError, Written,
};
use serde_json::Value;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
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

fn passthrough() -> Passthrough {
    let template = Template::new(r#"{"email": "{identifier}", "password": "{password}"}"#);
    let passthrough = Passthrough::new("http://localhost", template.unwrap()).unwrap();
    // Without a code there would be probes, which several wait for at once.
    passthrough.with_passback_code("it is me").unwrap()
}

/// A table that takes one more account for each schedule.
trait Table: Clone + Send + Sync + 'static {
    type Store: Store + Clone;

    fn store(&self) -> &Self::Store;
    /// Makes an account of this name as an import leaves it, with a hash or without. Its number or
    /// name is its name.
    async fn begin(&self, name: &str, hash: Option<&str>);
    /// Takes the password away.
    fn reset(&self, user: &str) -> impl Future<Output = ()> + Send;
    fn lock(&self, user: &str, is_locked: bool) -> impl Future<Output = ()> + Send;
    /// What is stored.
    async fn stored(&self, name: &str) -> Option<String> {
        let found = self.store().find(&Folding::default().read(name)).await;
        let stored = found.unwrap().unwrap().stored;
        stored.map(|text| text.as_str().to_owned())
    }
}

impl Table for Memory {
    type Store = Self;

    fn store(&self) -> &Self {
        self
    }

    async fn begin(&self, name: &str, hash: Option<&str>) {
        self.put(name, hash.map(|_| "MD5"), hash);
    }

    async fn reset(&self, user: &str) {
        self.change(user, |stored| {
            stored.text = Some("!".to_owned());
            stored.label = None;
        });
    }

    async fn lock(&self, user: &str, is_locked: bool) {
        Self::lock(self, user, is_locked);
    }
}

/// The shipped table, and a connection of an administrator's beside it.
#[derive(Clone)]
struct Shipped {
    store: SqlStore,
    administrator: AnyPool,
}

impl Shipped {
    async fn on(database: &Database) -> Self {
        let store = database.store().await;
        let one = AnyPoolOptions::new().max_connections(1);
        let administrator = one.connect(database.url()).await.unwrap();
        if !database.is_postgres() {
            let wait = sqlx::query("PRAGMA busy_timeout = 30000");
            wait.execute(&administrator).await.unwrap();
        }
        Self {
            store,
            administrator,
        }
    }
}

impl Table for Shipped {
    type Store = SqlStore;

    fn store(&self) -> &SqlStore {
        &self.store
    }

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
        let users = [user];
        let written = self
            .store
            .write("schedules", &users, Position::default())
            .await;
        assert_eq!(written.unwrap(), [Outcome::Created]);
    }

    async fn reset(&self, user: &str) {
        assert!(self.store.reset_password(user).await.unwrap());
    }

    async fn lock(&self, user: &str, is_locked: bool) {
        let lock = sqlx::query("UPDATE accounts SET is_locked = $1 WHERE id = $2");
        let done = lock.bind(i64::from(is_locked)).bind(user);
        let done = done.execute(&self.administrator).await.unwrap();
        assert_eq!(done.rows_affected(), 1);
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
        inner: table.store().clone(),
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

    let (locks, unlocks) = (random.bool(), random.bool());
    if locks {
        let (store, user) = (store.clone(), user.clone());
        let (gate, table) = (Arc::clone(&gate), table.clone());
        tasks.push((
            "lock".to_owned(),
            tokio::spawn(async move {
                for (what, is_locked) in [("locked", true), ("unlocked", false)] {
                    let happens = is_locked || unlocks;
                    if happens && gate.pass("lock").await == Go::On {
                        store.note("lock", what);
                        table.lock(&user, is_locked).await;
                    }
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
    // What goes on though its client went away.
    let mut drained = std::pin::pin!(sign_in.drain());
    loop {
        for (_, go) in std::mem::take(&mut *gate.waiting.lock().unwrap()) {
            _ = go.send(Go::On);
        }
        tokio::select! {
            () = &mut drained => break,
            () = gate.changed.notified() => {}
        }
    }

    let log = store.log.lock().unwrap().clone();
    let place = |who: &str, what: &str| log.iter().position(|(a, b)| a == who && *b == what);
    let (changed, reset) = (place("change", "changed"), place("reset", "reset"));
    let is_locked_at = |place: usize| {
        let before = log.iter().take(place).rev();
        let mut locks = before.filter(|(who, _)| who == "lock");
        locks.next().is_some_and(|(_, what)| *what == "locked")
    };
    let stored = table.stored(&user).await;
    let opens = |text: &str, password: &str| {
        let hash = policy()
            .parse(text)
            .or(LegacyHash::parse_as(Algorithm::Md5, text));
        hash.is_ok_and(|hash| hash.verify(password).is_ok())
    };
    let at_end = stored.as_deref();
    let at_end_opens = |password| at_end.is_some_and(|text| opens(text, password));
    let of_upgrades = log
        .iter()
        .enumerate()
        .filter(|(_, (_, what))| *what == "stored");
    let upgrades: Vec<usize> = of_upgrades.map(|(place, _)| place).collect();
    assert!(upgrades.len() <= 1, "seed {seed}: {log:?}");
    for upgrade in &upgrades {
        assert!(!is_locked_at(*upgrade), "seed {seed}: locked: {log:?}");
    }
    match (changed, reset) {
        // Without a hash and without an upgrade, the old system is asked the next time, too.
        (None, None) if hash.is_none() && upgrades.is_empty() => {
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
        let is_open_at = |place: usize| {
            let is_before = |event: Option<usize>| event.is_none_or(|event| place < event);
            is_before(changed) && is_before(reset) && !is_locked_at(place)
        };
        let asked = place(name, "asked");
        let may_ask = hash.is_none() && upgrades.iter().all(|upgrade| read < *upgrade);
        if !may_ask || !is_open_at(read) {
            assert_eq!(asked, None, "seed {seed}: {log:?}");
        }
        // What decides: the reading where there is a hash; else what the table said after the old
        // system had answered.
        let mut of_this = log.iter().enumerate().filter(|(_, (who, _))| who == name);
        let decided = match asked {
            None => read,
            Some(asked) => {
                let decides = |(place, (_, what)): (usize, &(String, &'static str))| {
                    (place > asked && matches!(*what, "stored" | "find")).then_some(place)
                };
                of_this.find_map(decides).unwrap_or(asked)
            }
        };
        match answer {
            Ok(settled) => {
                assert!(is_right && is_open_at(decided), "seed {seed}: {log:?}");
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
                // The table or the old system could not be asked, or the lock that kept the hash
                // from being stored was gone when the account was read again.
                let is_excused = ["not asked", "not found"]
                    .iter()
                    .any(|what| place(name, what).is_some());
                let was_locked = place(name, "lost").is_some_and(is_locked_at);
                assert!(is_excused || was_locked, "seed {seed}: {log:?}");
            }
            Err(error) => {
                assert_eq!(
                    error,
                    SignInError::InvalidCredentials,
                    "seed {seed}: {log:?}"
                );
                let is_refused = !is_right || !is_open_at(read) || !is_open_at(decided);
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
        "ann not found",
        "ann stored",
        "ann lost",
        "ann failed",
        "change changed",
        "reset reset",
        "lock locked",
        "lock unlocked",
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
    run(&Shipped::on(&database).await, 1000).await;
}

#[tokio::test]
async fn on_postgresql() {
    if let Some(database) = Database::postgres().await {
        run(&Shipped::on(&database).await, 1000).await;
    }
}
