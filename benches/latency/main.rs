//! Whether the time of `Policy::authenticate` tells the states of accounts apart.
//!
//! Signs in to an account of each state, in random order, and prints for each pair of states how
//! well the durations tell one from the other: the AUC (0.5 is not at all, 1 is always) and the
//! Kolmogorov-Smirnov distance of their distributions. A pair that is over the bounds is measured
//! once more, since of 66 pairs chance alone may bring one over. The control does the same with the
//! naive path, which verifies what is stored and nothing else. Ends with 1 if a pair stays over the
//! bounds, or the control is not told apart.
//!
//! ```text
//! cargo bench --bench latency -- [--http] [SAMPLES [PICTURE.svg]]
//! ```
//!
//! With `--http` each sign-in is a request to a small service on the loopback interface.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used
)]

mod picture;
mod service;
mod statistics;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use legacy_hash::{Algorithm, Authentication, LegacyHash, ParseError, Policy, Stored};
use sha2::Digest;

use statistics::{Difference, MAX_AUC_OFFSET, MAX_KS, least_shift, quantile};

const PASSWORD: &str = "correct horse battery staple";

/// A state of an account, and what is typed.
struct State {
    name: &'static str,
    stored: Option<Result<LegacyHash, ParseError>>,
    typed: &'static str,
}

impl State {
    /// Whether the user is let in.
    fn sign_in(&self, policy: &Policy) -> bool {
        let stored = Stored::from(self.stored.clone());
        let answer = policy.authenticate(stored, black_box(self.typed));
        if let Authentication::Granted { upgrade, .. } = &answer {
            let _ = black_box(upgrade);
        }
        answer.is_granted()
    }

    /// The same by the naive path.
    fn verify(&self, policy: &Policy) -> bool {
        match &self.stored {
            Some(Ok(hash)) => policy.verify(hash, black_box(self.typed)).is_ok(),
            _ => false,
        }
    }
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let mut args: Vec<String> = args.by_ref().collect();
    let is_http = args.first().is_some_and(|arg| arg == "--http");
    if is_http {
        args.remove(0);
    }
    let count = args.first().map_or(1600, |count| count.parse().unwrap());

    let (policy, states) = states();
    let way = if is_http { "HTTP requests" } else { "calls" };
    let work = policy.sign_in_cost();
    println!("{count} sign-ins a state, by {way}; {work} KiB of work each\n");
    let is_good = if is_http {
        service::serve(&states, &policy, |request| {
            judge(&states, count, args.get(1), request)
        })
    } else {
        judge(&states, count, args.get(1), |state| state.sign_in(&policy))
    };

    // The control: two states, told apart by the naive path.
    let told_apart = |state: &State| ["MD5, wrong", "current, wrong"].contains(&state.name);
    let control: Vec<&State> = states.iter().filter(|state| told_apart(state)).collect();
    let naive = |state: &State| state.verify(&policy);
    let samples = sample(&control, count.min(200), naive);
    let [md5, current] = samples.as_slice() else {
        unreachable!("two states")
    };
    let control = Difference::of(md5, current).auc;
    println!("\nControl, the naive path: AUC {control:.3} of MD5 and current.");
    ExitCode::from(u8::from(!is_good || control < 0.99))
}

/// A population that still has MD5, bcrypt and an older Argon2, and its policy.
fn states() -> (Policy, Vec<State>) {
    let bcrypt = LegacyHash::parse(&bcrypt()).unwrap();
    let older = Policy::default().with_weak_cost(7168, 2, 1).unwrap();
    let older = LegacyHash::from(older.hash(PASSWORD).unwrap());
    let policy = Policy::default()
        .with_expected([bcrypt.clone(), older.clone()])
        .unwrap();
    let md5: String = md5::Md5::digest(PASSWORD)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let md5 = LegacyHash::parse_as(Algorithm::Md5, &md5).unwrap();
    let current = LegacyHash::from(policy.hash(PASSWORD).unwrap());
    let states = [
        ("missing", None, PASSWORD),
        ("disabled", Some(LegacyHash::parse("!")), PASSWORD),
        ("malformed", Some(LegacyHash::parse("$2b$04$")), PASSWORD),
        ("empty password", Some(Ok(current.clone())), ""),
        ("MD5, wrong", Some(Ok(md5.clone())), "wrong"),
        ("MD5, right", Some(Ok(md5)), PASSWORD),
        ("bcrypt, wrong", Some(Ok(bcrypt.clone())), "wrong"),
        ("bcrypt, right", Some(Ok(bcrypt)), PASSWORD),
        ("older Argon2, wrong", Some(Ok(older.clone())), "wrong"),
        ("older Argon2, right", Some(Ok(older)), PASSWORD),
        ("current, wrong", Some(Ok(current.clone())), "wrong"),
        ("current, right", Some(Ok(current)), PASSWORD),
    ];
    let state = |(name, stored, typed)| State {
        name,
        stored,
        typed,
    };
    (policy, states.into_iter().map(state).collect())
}

/// Measures all states, prints what was found, and answers whether no two can be told apart.
fn judge(
    states: &[State],
    count: usize,
    picture: Option<&String>,
    sign_in: impl Fn(&State) -> bool,
) -> bool {
    let sign_in = |state: &State| {
        let is_granted = sign_in(state);
        assert_eq!(is_granted, state.name.ends_with("right"), "{}", state.name);
        is_granted
    };
    let all: Vec<&State> = states.iter().collect();
    let samples = sample(&all, count, sign_in);
    let named = states.iter().map(|state| state.name).zip(&samples);
    println!("state                   median    5 %    95 %   (ms)");
    for (name, samples) in named.clone() {
        let [p50, p5, p95] = [0.5, 0.05, 0.95].map(|share| quantile(samples, share) * 1000.0);
        println!("{name:20} {p50:9.2} {p5:7.2} {p95:7.2}");
    }
    if let Some(file) = picture {
        let named: Vec<_> = named.map(|(name, of)| (name, of.as_slice())).collect();
        std::fs::write(file, picture::draw(&named)).unwrap();
    }

    let mut pairs = Vec::new();
    for (a, of_a) in states.iter().zip(&samples) {
        for (b, of_b) in states.iter().zip(&samples) {
            if a.name < b.name {
                pairs.push((Difference::of(of_a, of_b), a, b));
            }
        }
    }
    pairs.sort_by(|(a, ..), (b, ..)| (b.auc - 0.5).abs().total_cmp(&(a.auc - 0.5).abs()));
    println!("\nThe pairs that differ most:");
    println!("  AUC     KS");
    let print = |Difference { auc, ks }: &Difference, a: &State, b: &State| {
        println!("  {auc:.3}   {ks:.3}   {} | {}", a.name, b.name);
    };
    for (difference, a, b) in pairs.iter().take(5) {
        print(difference, a, b);
    }
    let total = pairs.len();
    pairs.retain(|(difference, ..)| difference.is_over());
    let over = pairs.len();
    println!("{over} of {total} pairs are over |AUC - 0.5| = {MAX_AUC_OFFSET} or KS = {MAX_KS}.");
    let least = samples
        .first()
        .map_or(f64::NAN, |samples| least_shift(samples))
        * 1e6;
    println!("A shift of {least:.0} µs would have been seen (AUC 0.55).");

    if over > 0 {
        println!("\nThese once more, on fresh samples:");
    }
    for (difference, a, b) in &mut pairs {
        let again = sample(&[a, b], count, sign_in);
        if let [of_a, of_b] = again.as_slice() {
            *difference = Difference::of(of_a, of_b);
            print(difference, a, b);
        }
    }
    !pairs.iter().any(|(difference, ..)| difference.is_over())
}

/// Times each state `count` times, in random order. Answers the seconds of each, sorted.
fn sample(states: &[&State], count: usize, sign_in: impl Fn(&State) -> bool) -> Vec<Vec<f64>> {
    let turns = states.len().saturating_mul(count);
    let mut order: Vec<usize> = (0..turns).map(|turn| turn % states.len()).collect();
    fastrand::shuffle(&mut order);
    let mut samples = vec![Vec::new(); states.len()];
    for number in order {
        if let (Some(state), Some(samples)) = (states.get(number), samples.get_mut(number)) {
            let start = Instant::now();
            let _ = black_box(sign_in(state));
            samples.push(start.elapsed().as_secs_f64());
        }
    }
    for samples in &mut samples {
        samples.sort_by(f64::total_cmp);
    }
    samples
}

/// bcrypt of cost 8, some 15 ms.
fn bcrypt() -> String {
    let key = [PASSWORD.as_bytes(), b"\0"].concat();
    let digest = bcrypt::bcrypt(8, [7; 16], &key);
    let (digest, _) = digest.split_at(23);
    let version = legacy_hash::BcryptVersion::TwoB;
    legacy_hash::BcryptHash::from_parts(version, 8, [7; 16], digest)
        .unwrap()
        .to_string()
}
