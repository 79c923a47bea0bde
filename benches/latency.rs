//! Whether the time of `Policy::authenticate` tells the states of accounts apart.
//!
//! Signs in to an account of each state, in random order, and prints for each pair of states how
//! well the durations tell one from the other: the AUC (0.5 is not at all, 1 is always) and the
//! Kolmogorov-Smirnov distance of their distributions. The control does the same with the naive
//! path, which verifies what is stored and nothing else. Draws the distributions, too.
//!
//! ```text
//! cargo bench --bench latency -- [SAMPLES [PICTURE.svg]]
//! ```
#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::unwrap_used)]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use legacy_hash::{Algorithm, Authentication, LegacyHash, Policy, Stored};
use sha2::Digest;

const PASSWORD: &str = "correct horse battery staple";
/// What a pair of states may differ by.
const MAX_AUC_OFFSET: f64 = 0.05;
const MAX_KS: f64 = 0.09;

/// A state of an account, and what is typed.
struct State {
    name: &'static str,
    stored: Option<Result<LegacyHash, legacy_hash::ParseError>>,
    typed: &'static str,
    /// Seconds, sorted at the end.
    samples: Vec<f64>,
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let count = args.next().map_or(1600, |count| count.parse().unwrap());
    let picture = args.next();

    let bcrypt = LegacyHash::parse(&bcrypt()).unwrap();
    let older = Policy::default().with_cost(7168, 2, 1).unwrap();
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

    let mut states: Vec<State> = [
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
    ]
    .into_iter()
    .map(|(name, stored, typed)| State {
        name,
        stored,
        typed,
        samples: Vec::new(),
    })
    .collect();

    let authenticate = |state: &State| {
        let stored = Stored::from(state.stored.clone());
        let answer = policy.authenticate(stored, black_box(state.typed));
        assert!(answer.is_granted() == state.name.ends_with("right"));
        if let Authentication::Granted { upgrade, .. } = answer {
            let _ = black_box(upgrade);
        }
    };
    let mut random = Random(Instant::now().elapsed().subsec_nanos().into());
    sample(&mut states, count, &mut random, authenticate);

    println!(
        "{count} sign-ins a state; {} KiB of work each\n",
        policy.sign_in_cost()
    );
    println!("state                   median    5 %    95 %   (ms)");
    for state in &states {
        let ms = |share| quantile(&state.samples, share) * 1000.0;
        println!(
            "{:20} {:9.2} {:7.2} {:7.2}",
            state.name,
            ms(0.5),
            ms(0.05),
            ms(0.95)
        );
    }
    if let Some(file) = picture {
        std::fs::write(file, draw(&states)).unwrap();
    }

    let mut pairs = Vec::new();
    for (number, a) in states.iter().enumerate() {
        for b in states.iter().skip(number.saturating_add(1)) {
            pairs.push((
                auc(&a.samples, &b.samples),
                ks(&a.samples, &b.samples),
                a.name,
                b.name,
            ));
        }
    }
    pairs.sort_by(|a, b| (b.0 - 0.5).abs().total_cmp(&(a.0 - 0.5).abs()));
    let is_over =
        |pair: &&(f64, f64, _, _)| (pair.0 - 0.5).abs() > MAX_AUC_OFFSET || pair.1 > MAX_KS;
    let over = pairs.iter().filter(is_over).count();
    println!("\nThe pairs that differ most:");
    println!("  AUC     KS");
    for (auc, ks, a, b) in pairs.iter().take(5) {
        println!("  {auc:.3}   {ks:.3}   {a} | {b}");
    }
    println!(
        "{over} of {} pairs are over |AUC - 0.5| = {MAX_AUC_OFFSET} or KS = {MAX_KS}.",
        pairs.len()
    );
    let least = least_shift(&states.first().unwrap().samples);
    println!(
        "A shift of {:.0} µs would have been seen (AUC 0.55).",
        least * 1e6
    );

    // The control: two states, told apart by the naive path.
    let mut control: Vec<State> = states
        .into_iter()
        .filter(|state| ["MD5, wrong", "current, wrong"].contains(&state.name))
        .map(|state| State {
            samples: Vec::new(),
            ..state
        })
        .collect();
    sample(&mut control, count.min(200), &mut random, |state| {
        if let Some(Ok(hash)) = &state.stored {
            let _ = black_box(policy.verify(hash, black_box(state.typed)));
        }
    });
    let [md5, current] = control.as_slice() else {
        unreachable!("two states")
    };
    println!(
        "\nControl, the naive path: AUC {:.3} of MD5 and current.",
        auc(&md5.samples, &current.samples)
    );
}

/// Times each state `count` times, in random order.
fn sample(
    states: &mut [State],
    count: usize,
    random: &mut Random,
    mut sign_in: impl FnMut(&State),
) {
    let turns = states.len().saturating_mul(count);
    let mut order: Vec<usize> = (0..turns).map(|turn| turn % states.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, random.below(last.saturating_add(1)));
    }
    for state in order {
        let Some(state) = states.get_mut(state) else {
            continue;
        };
        let start = Instant::now();
        sign_in(state);
        state.samples.push(start.elapsed().as_secs_f64());
    }
    for state in states {
        state.samples.sort_by(f64::total_cmp);
    }
}

/// The chance that a duration of `b` is longer than one of `a`.
fn auc(a: &[f64], b: &[f64]) -> f64 {
    let below = |value: f64| a.partition_point(|&other| other < value);
    let up_to = |value: f64| a.partition_point(|&other| other <= value);
    let wins: f64 = b
        .iter()
        .map(|&value| (below(value) + up_to(value)) as f64 / 2.0)
        .sum();
    wins / (a.len() as f64 * b.len() as f64)
}

/// The greatest difference of the two distribution functions.
fn ks(a: &[f64], b: &[f64]) -> f64 {
    let share =
        |of: &[f64], value| of.partition_point(|&other| other <= value) as f64 / of.len() as f64;
    let differences = a
        .iter()
        .chain(b)
        .map(|&value| (share(a, value) - share(b, value)).abs());
    differences.fold(0.0, f64::max)
}

/// The least shift, in seconds, that would bring a state's AUC over the bound.
fn least_shift(samples: &[f64]) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        let shifted: Vec<f64> = samples.iter().map(|sample| sample + middle).collect();
        if auc(samples, &shifted) > 0.5 + MAX_AUC_OFFSET {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len().saturating_sub(1) as f64 * share) as usize;
    sorted.get(place).copied().unwrap_or_default()
}

/// A row for each state: 5 to 95 % as a line, the quartiles as a bar, the median as a mark.
fn draw(states: &[State]) -> String {
    let all = |share| {
        states
            .iter()
            .map(move |state| quantile(&state.samples, share))
    };
    let (low, high) = (
        all(0.05).fold(f64::MAX, f64::min),
        all(0.95).fold(0.0, f64::max),
    );
    let x = |value: f64| 170.0 + (value - low) / (high - low) * 500.0;
    let height = states.len() * 26 + 60;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"700\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (number, state) in states.iter().enumerate() {
        let y = number * 26 + 30;
        let [p5, p25, p50, p75, p95] =
            [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| x(quantile(&state.samples, share)));
        let width = p75 - p25;
        writeln!(
            svg,
            "<text x=\"10\" y=\"{}\">{}</text>\
             <line x1=\"{p5:.1}\" x2=\"{p95:.1}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#888\"/>\
             <rect x=\"{p25:.1}\" y=\"{}\" width=\"{width:.1}\" height=\"14\" fill=\"#9bc\"/>\
             <line x1=\"{p50:.1}\" x2=\"{p50:.1}\" y1=\"{}\" y2=\"{}\" stroke=\"#036\" stroke-width=\"2\"/>",
            y + 4, state.name, y - 7, y - 9, y + 9,
        )
        .unwrap();
    }
    let y = height - 20;
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let value = low + (high - low) * share;
        writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{y}\" text-anchor=\"middle\">{:.1} ms</text>",
            x(value),
            value * 1000.0
        )
        .unwrap();
    }
    svg + "</svg>\n"
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

/// Good enough to shuffle with (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % bound
    }
}
