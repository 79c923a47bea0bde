//! Other languages' programs, each kept running and asked for one hash a line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::harness::{Row, Sample};

/// `program script what`, if it is installed: it answers each line with nanoseconds.
pub fn row(name: &str, program: &str, script: &str, what: &str) -> Row {
    let script = format!("{}/programs/{script}", env!("CARGO_MANIFEST_DIR"));
    let mut running = Running::start(program, &script, what);
    Row::new(name, move || {
        let seconds = running.as_mut()?.ask()?;
        Some(Sample {
            seconds,
            faults: None,
        })
    })
}

/// This program again, for one run in a process of its own.
pub fn once(name: &str, what: &'static str) -> Row {
    Row::new(name, move || {
        let this = std::env::current_exe().ok()?;
        let output = Command::new(this).args(["--once", what]).output().ok()?;
        let printed = String::from_utf8(output.stdout).ok()?;
        let (seconds, faults) = printed.trim().split_once(' ')?;
        Some(Sample {
            seconds: seconds.parse().ok()?,
            faults: faults.parse().ok(),
        })
    })
}

struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Running {
    fn start(program: &str, script: &str, what: &str) -> Option<Self> {
        let mut child = Command::new(program)
            .args([script, what])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let output = BufReader::new(child.stdout.take()?);
        Some(Self {
            child,
            input,
            output,
        })
    }

    fn ask(&mut self) -> Option<f64> {
        let mut answer = String::new();
        self.input.write_all(b"\n").ok()?;
        self.output.read_line(&mut answer).ok()?;
        let nanos: f64 = answer.trim().parse().ok()?;
        Some(nanos / 1e9)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
