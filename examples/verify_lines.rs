//! Verifies hashes line by line, for scripts that compare this crate with another program.
//!
//! ```text
//! cargo run --release --example verify_lines -- [MEMORY_KIB ITERATIONS LANES] < lines
//! ```
//!
//! Each line of standard input has an algorithm's name (or `-` to detect it), the stored text and
//! the password in hexadecimal, with tabs between them. Each line of output has the verdict and,
//! with another tab, the hash to store instead, if there is one.

use std::error::Error;
use std::io::{BufRead, Write};

use legacy_hash::{Format, LegacyHash, Policy, Upgrade};

fn main() -> Result<(), Box<dyn Error>> {
    let cost: Result<Vec<u32>, _> = std::env::args().skip(1).map(|arg| arg.parse()).collect();
    let policy = match cost?.as_slice() {
        [] => Policy::default(),
        &[memory_kib, iterations, lanes] => {
            Policy::default().with_weak_cost(memory_kib, iterations, lanes)?
        }
        _ => return Err("give memory, iterations and lanes, or nothing".into()),
    };
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut fields = line.split('\t');
        let (Some(algorithm), Some(text), Some(password)) =
            (fields.next(), fields.next(), fields.next())
        else {
            return Err("a line has three fields".into());
        };
        writeln!(
            output,
            "{}",
            answer(&policy, algorithm, text, &bytes(password)?)?
        )?;
    }
    Ok(())
}

/// The verdict and the new hash, if there is one.
fn answer(
    policy: &Policy,
    algorithm: &str,
    text: &str,
    password: &[u8],
) -> Result<String, Box<dyn Error>> {
    let parsed = match algorithm {
        "-" => LegacyHash::parse(text),
        name => LegacyHash::parse_as(name.parse::<Format>()?, text),
    };
    Ok(
        match parsed.map(|stored| stored.verify_and_upgrade(password, policy)) {
            Ok(Ok(Upgrade::Rehashed(new))) => format!("right\t{new}"),
            Ok(Ok(Upgrade::Withheld(reason))) => format!("right, withheld: {reason}"),
            Ok(Ok(_)) => "right".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        },
    )
}

fn bytes(hex: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = vec![0; hex.len() / 2];
    base16ct::mixed::decode(hex, &mut bytes)?;
    Ok(bytes)
}
