//! Measures in pairs, and writes `docs/benchmarks.md` with its pictures.
//!
//! ```text
//! cd benchmarks && cargo run --release --all-features -- [ROUNDS [FOLDER [GROUP ...]]]
//! ```
//!
//! Where groups are given, by the names of their pictures, only these are measured, and nothing is written.
//! Programs that are not installed, or that lack a package, are left out.

mod functions;
mod harness;
mod programs;
mod report;
mod work;

use std::error::Error;
use std::path::PathBuf;

use legacy_hash::Algorithm;

use harness::measure;
use report::Group;
use work::Cost;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut first = args.next();
    if first.as_deref() == Some("--once") {
        work::once(&args.next().ok_or("once what?")?);
        return Ok(());
    }
    let rounds: usize = first.take().map_or(Ok(31), |rounds| rounds.parse())?;
    let folder = args.next().map(PathBuf::from);
    let folder = folder.unwrap_or(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs"));

    let only: Vec<String> = args.collect();

    let two = rounds.div_ceil(2);
    type Rows = Box<dyn FnOnce() -> Vec<harness::Row>>;
    let mut groups: Vec<(&str, &str, usize, Rows)> = vec![
        (
            "Argon2id, 19 MiB, 2 iterations, 1 lane",
            "argon2-19",
            rounds,
            Box::new(|| work::argon2(Cost(19456, 2, 1))),
        ),
        (
            "The same on two threads, a hash",
            "argon2-19-two",
            two,
            Box::new(|| work::argon2_on_two(Cost(19456, 2, 1))),
        ),
        (
            "Argon2id, 64 MiB, 3 iterations, 4 lanes",
            "argon2-64",
            two,
            Box::new(|| work::argon2(Cost(65536, 3, 4))),
        ),
        ("bcrypt, cost 10", "bcrypt", rounds, Box::new(work::bcrypt)),
        (
            "A sign-in that moves bcrypt, cost 10, to Argon2id, 19 MiB",
            "moving",
            rounds,
            Box::new(work::moving),
        ),
        (
            "SHA-256 in hexadecimal",
            "sha256",
            rounds,
            Box::new(work::sha256),
        ),
        (
            "A batch of MD5",
            "batch-md5",
            rounds,
            Box::new(|| work::batch(Algorithm::Md5)),
        ),
        (
            "A batch of bcrypt, cost 6",
            "batch-bcrypt",
            rounds,
            Box::new(|| work::batch(Algorithm::Bcrypt)),
        ),
        (
            "A batch of Argon2id, 19 MiB",
            "batch-argon2",
            two,
            Box::new(|| work::batch(Algorithm::Argon2)),
        ),
    ];
    groups.extend(functions::groups().into_iter().map(|(title, file, rows)| {
        let rows: Rows = Box::new(rows);
        (title, file, rounds, rows)
    }));
    if !only.is_empty() {
        groups.retain(|(_, file, ..)| only.iter().any(|name| name == file));
    }
    let mut document = include_str!("introduction.md").replace("MACHINE", &report::machine());
    document = document.replace("ROUNDS", &rounds.to_string());
    for (title, file, rounds, rows) in groups {
        let results = measure(rows(), rounds);
        let group = Group {
            title,
            file,
            results,
        };
        let table = report::table(&group);
        print!("{table}");
        if !only.is_empty() {
            continue;
        }
        document += &table;
        std::fs::write(folder.join(format!("{file}.svg")), report::picture(&group))?;
    }
    if !only.is_empty() {
        return Ok(());
    }
    std::fs::write(
        folder.join("benchmarks.md"),
        document.trim_end().to_owned() + "\n",
    )?;
    Ok(())
}
