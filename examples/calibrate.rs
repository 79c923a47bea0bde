//! Measures what a sign-in costs on this machine, and finds the strongest cost within a time.
//!
//! ```text
//! cargo run --release --example calibrate -- [MILLISECONDS [MAX_MEMORY_MIB [PICTURE.svg]]]
//! ```

use std::error::Error;
use std::fmt::Write;
use std::time::{Duration, Instant};

use legacy_hash::{Argon2Cost, Policy};

/// What OWASP recommends.
const OWASP: [(u32, u32); 5] = [(47104, 1), (19456, 2), (12288, 3), (9216, 4), (7168, 5)];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let target: u64 = args.next().map_or(Ok(100), |arg| arg.parse())?;
    let most: u32 = args.next().map_or(Ok(256), |arg| arg.parse())?;
    let picture = args.next();
    let target = Duration::from_millis(target);

    println!("What OWASP recommends, on this machine:");
    println!("     memory  iterations        time");
    for (memory_kib, iterations) in OWASP {
        let policy = Policy::default().with_weak_cost(memory_kib, iterations, 1)?;
        measure(&policy); // the first one allocates
        row(policy.cost(), measure(&policy));
    }

    println!("\nThe costs that were tried for {target:?} and {most} MiB:");
    println!("     memory  iterations        time");
    let mut curve = Vec::new();
    let timed = |policy: &Policy| {
        let time = measure(policy);
        curve.push((policy.cost(), time));
        time
    };
    let found = Policy::calibrate(timed, target, most.saturating_mul(1024));
    curve.sort_by_key(|&(cost, time)| (cost.iterations(), cost.memory_kib(), time));
    // Each cost was measured three times: the median is in the middle.
    let medians = curve.iter().skip(1).step_by(3).copied();
    let medians: Vec<_> = medians.filter(|&(_, time)| time < Duration::MAX).collect();
    for &(cost, time) in &medians {
        row(cost, time);
    }
    if let Some(file) = picture {
        std::fs::write(file, draw(&medians, target)?)?;
    }

    let cost = found?.cost();
    let (memory, iterations, lanes) = (cost.memory_kib(), cost.iterations(), cost.lanes());
    println!("\nPolicy::default().with_cost({memory}, {iterations}, {lanes})");
    Ok(())
}

/// Times one hash.
fn measure(policy: &Policy) -> Duration {
    let start = Instant::now();
    let hash = policy.hash("correct horse battery staple");
    let time = start.elapsed();
    if let Err(error) = hash {
        eprintln!("not measured: {error}");
        return Duration::MAX;
    }
    time
}

fn row(cost: Argon2Cost, time: Duration) {
    let (memory, iterations) = (cost.memory_kib(), cost.iterations());
    let ms = time.as_secs_f64() * 1000.0;
    println!("{memory:7} KiB {iterations:11} {ms:8.1} ms");
}

/// The time over the work (memory times iterations), with a line at the target.
fn draw(curve: &[(Argon2Cost, Duration)], target: Duration) -> Result<String, std::fmt::Error> {
    let mib = |cost: Argon2Cost| cost.memory_time_kib() as f64 / 1024.0;
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let most = |values: &mut dyn Iterator<Item = f64>| values.fold(1.0, f64::max);
    let max_mib = most(&mut curve.iter().map(|&(cost, _)| mib(cost)));
    let max_ms = most(&mut curve.iter().map(|&(_, time)| ms(time)).chain([ms(target)]));
    let x = |value: f64| 60.0 + value / max_mib * 600.0;
    let y = |value: f64| 330.0 - value / max_ms * 300.0;
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"700\" height=\"390\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
    );
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let (work, time) = (max_mib * share, max_ms * share);
        writeln!(
            svg,
            "<text x=\"{:.0}\" y=\"350\" text-anchor=\"middle\">{work:.0}</text>\
             <text x=\"52\" y=\"{:.0}\" text-anchor=\"end\">{time:.0}</text>\
             <line x1=\"60\" x2=\"660\" y1=\"{2:.0}\" y2=\"{2:.0}\" stroke=\"#ddd\"/>",
            x(work),
            y(time) + 4.0,
            y(time),
        )?;
    }
    writeln!(
        svg,
        "<text x=\"360\" y=\"375\" text-anchor=\"middle\">memory × iterations (MiB)</text>\
         <text x=\"60\" y=\"16\">ms</text>\
         <line x1=\"60\" x2=\"660\" y1=\"{0:.1}\" y2=\"{0:.1}\" stroke=\"#c33\"/>\
         <text x=\"655\" y=\"{1:.1}\" text-anchor=\"end\" fill=\"#c33\">target</text>",
        y(ms(target)),
        y(ms(target)) - 6.0,
    )?;
    for &(cost, time) in curve {
        let (cx, cy) = (x(mib(cost)), y(ms(time)));
        writeln!(
            svg,
            "<circle cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"4\" fill=\"#036\"/>"
        )?;
    }
    Ok(svg + "</svg>\n")
}
