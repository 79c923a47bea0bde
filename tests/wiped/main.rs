//! After a sign-in, nothing of the password and of what was computed from it is left in this process's
//! memory: not on the heap, not on the stacks below what is in use.
//!
//! Each case runs in a process of its own, which has the password masked and what to look for only as
//! products that do not tell it (`scan.rs`). The calls are made by one thread, which then stands still
//! while another one looks.
#![cfg(target_os = "linux")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod cases;
mod scan;

use std::hint::{black_box, spin_loop};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use cases::{Call, Case};
use scan::{Sought, windows};

/// Set in a child: the number of its case.
const CHILD: &str = "LEGACY_HASH_WIPED_CASE";
/// What stands before each line that a child has to say.
const FOUND: &str = "found: ";

#[test]
fn nothing_of_a_password_stays_in_memory() {
    let cases = cases::all();
    if let Ok(number) = std::env::var(CHILD) {
        return child(&cases[number.parse::<usize>().unwrap()]);
    }
    let mut left = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let found = ask(number, case);
        if case.call.leaves_something() {
            assert!(
                !found.is_empty(),
                "nothing is found where there is something"
            );
        } else if !found.is_empty() {
            left.push(format!("{case:?}:\n    {}", found.join("\n    ")));
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

/// A byte of a password as the child gets it.
fn masked(place: usize, byte: u8) -> u8 {
    byte ^ (place * 37 + 11) as u8
}

/// Runs a case in a process of its own. Answers what was found there.
fn ask(number: usize, case: &Case) -> Vec<String> {
    let mut task = case.stored() + "\n";
    for (place, byte) in case.typed().iter().enumerate() {
        task += &format!("{:02x}", masked(place, *byte));
    }
    for (name, secret) in case.secrets() {
        assert!(secret.len() >= 16, "{name}");
        task += &format!("\n{name}");
        for window in windows(&secret) {
            task += &format!(" {window:x}");
        }
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD, number.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(task.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{case:?}: {printed}{errors}");
    assert!(printed.contains("1 passed"), "{case:?}: {printed}");
    let found = printed.lines().filter_map(|line| line.strip_prefix(FOUND));
    found.map(str::to_owned).collect()
}

fn child(case: &Case) {
    let mut task = String::new();
    std::io::stdin().read_to_string(&mut task).unwrap();
    let mut lines = task.lines();
    let stored = lines.next().unwrap();
    let masked: Vec<u8> = (lines.next().unwrap().as_bytes().chunks(2))
        .map(|digits| u8::from_str_radix(str::from_utf8(digits).unwrap(), 16).unwrap())
        .collect();
    let mut sought = Sought::default();
    for line in lines {
        let mut words = line.split(' ');
        let name = words.next().unwrap();
        let number = |text| u64::from_str_radix(text, 16).unwrap();
        sought.add(name, words.map(number));
    }
    let call = case.prepare(stored);
    let (is_done, was_seen) = (AtomicBool::new(false), AtomicBool::new(false));
    let found = thread::scope(|scope| {
        let caller = scope.spawn(|| {
            with_password(&masked, &call, case.call.leaves_something());
            is_done.store(true, Ordering::SeqCst);
            // Calls nothing, and so leaves what is on the stack.
            while !was_seen.load(Ordering::SeqCst) {
                spin_loop();
            }
        });
        // A call that panics is never done.
        while !is_done.load(Ordering::SeqCst) && !caller.is_finished() {
            thread::yield_now();
        }
        let found = sought.find();
        was_seen.store(true, Ordering::SeqCst);
        found
    });
    println!();
    for line in found {
        println!("{FOUND}{line}");
    }
}

/// Types the password and wipes it.
fn with_password(masked_bytes: &[u8], call: &Call, is_kept: bool) {
    let mut password = Vec::with_capacity(masked_bytes.len());
    for (place, byte) in masked_bytes.iter().enumerate() {
        password.push(masked(place, *byte));
    }
    call(&password);
    for byte in password.iter_mut().filter(|_| !is_kept) {
        *byte = 0;
    }
    std::mem::forget(black_box(password));
}
