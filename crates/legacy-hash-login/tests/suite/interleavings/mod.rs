//! Two sign-ins, a password change, a reset, a lock that is taken away or not, failed accesses and a
//! crash, in every order that chance finds: no change is lost, no old password comes back, nobody is
//! locked out, one upgrade at the most is stored, and nobody is signed in by a password or to an
//! account that was changed, reset or locked before.
//!
//! Every access to the table waits at a gate. When all that are under way wait there, a seeded
//! random number says who goes next, so that a seed is a schedule.

mod gate;
mod outcome;
mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use legacy_hash_login::SignIn;

use self::gate::{Gate, Gated, Go, OldSystem, passthrough};
use self::outcome::Outcome;
use self::tables::{Shipped, Table};
use crate::memory::{MD5, Memory, policy};
use crate::support::database::Database;

const OLD: &str = "password";
const NEW: &str = "another password";

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
    let answers = tasks.into_iter().filter(|(name, _)| {
        let is_sign_in = names.iter().any(|of| of == name);
        is_sign_in && crashed.as_deref() != Some(name)
    });
    let mut outcome = Outcome {
        seed,
        hash,
        stored: table.stored(&user).await,
        log,
        sign_ins: Vec::new(),
    };
    for (name, task) in answers {
        let is_right = name != names[1] || types_right[1];
        let answer = task.await.unwrap().unwrap();
        outcome.sign_ins.push((name, is_right, answer));
    }
    outcome.check();
    outcome.log
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
