//! Takes a Logto export over: imports it into SQLite, signs users in, and moves each one to
//! Argon2id at the first right password.
//!
//! ```text
//! cargo run --release --example sign_in -- [--users FILE] [--database FILE] [USER [PASSWORD]]
//! ```

mod database;
mod export;
mod report;

use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use legacy_hash::{ParseError, Policy, Upgrade, VerifyError};
use lexopt::prelude::*;

use database::Database;
use report::{Line, Outcome, Report};

const USAGE: &str = "\
Usage: sign_in [--users FILE] [--database FILE] [USER [PASSWORD]]

Imports a Logto export into SQLite, signs users in, and moves each one to
Argon2id at the first right password.

  --users FILE     a JSON array of users; without it and without --database,
                   the shipped export and the passwords that its users type
  --database FILE  keep the database there (default: in memory)
  USER [PASSWORD]  sign one user in; without PASSWORD, or where it is -, the
                   password is read from standard input
";

/// What the command line asks for.
#[derive(Default)]
struct Args {
    users: Option<PathBuf>,
    database: Option<PathBuf>,
    user: Option<String>,
    password: Option<String>,
}

fn args() -> Result<Option<Args>, lexopt::Error> {
    let mut args = Args::default();
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("users") => args.users = Some(parser.value()?.into()),
            Long("database") => args.database = Some(parser.value()?.into()),
            Short('h') | Long("help") => return Ok(None),
            Value(user) if args.user.is_none() => args.user = Some(user.string()?),
            Value(password) if args.password.is_none() => args.password = Some(password.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(args))
}

fn main() -> ExitCode {
    let result = match args() {
        Ok(Some(args)) => run(args),
        Ok(None) => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => Err(format!("{error}\n\n{USAGE}").into()),
    };
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

fn run(args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let mut report = Report::default();
    let result = work(args, &mut report);
    report.print()?;
    result
}

/// Imports and signs in. The status is 1 when something was asked for that did not succeed.
fn work(args: Args, report: &mut Report) -> Result<ExitCode, Box<dyn Error>> {
    let is_demonstration = args.users.is_none() && args.database.is_none();
    let database = Database::open(args.database.as_deref())?;
    let is_whole = match &args.users {
        Some(file) => import(&database, &read(file)?, &format!("{file:?}"), report)?,
        None if is_demonstration => {
            import(
                &database,
                include_bytes!("export.json"),
                "the shipped export",
                report,
            )?;
            true // its bad records are there to be shown
        }
        None => true,
    };

    let policy = Policy::default();
    let attempts = match args.user {
        Some(user) => vec![(user, password(args.password)?)],
        None if is_demonstration => shipped_attempts()?,
        None => Vec::new(),
    };
    let mut lines = Vec::new();
    for (user, password) in &attempts {
        lines.push(sign_in(&database, &policy, user, password)?);
    }
    report.table("Sign-in", &lines);
    report.progress(&database, &policy)?;

    if is_demonstration {
        let let_in = attempts
            .iter()
            .zip(&lines)
            .filter(|(_, line)| line.outcome.is_let_in());
        let again = let_in.map(|((user, password), _)| sign_in(&database, &policy, user, password));
        report.table(
            "The same users once more",
            &again.collect::<Result<Vec<_>, _>>()?,
        );
    }
    let is_refused = matches!(lines.as_slice(), [line] if !line.outcome.is_let_in());
    Ok(if is_refused || !is_whole {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    std::fs::read(file).map_err(|error| format!("{file:?}: {error}").into())
}

/// The password of the one user, from the command line or else from standard input.
fn password(given: Option<String>) -> Result<Vec<u8>, std::io::Error> {
    if let Some(password) = given.filter(|password| password != "-") {
        return Ok(password.into_bytes());
    }
    let mut password = Vec::new();
    std::io::stdin().read_to_end(&mut password)?;
    if password.ends_with(b"\n") {
        password.pop();
        if password.ends_with(b"\r") {
            password.pop();
        }
    }
    Ok(password)
}

/// The passwords that the users of the shipped export type, right ones and wrong ones.
fn shipped_attempts() -> Result<Vec<(String, Vec<u8>)>, serde_json::Error> {
    let attempts: Vec<serde_json::Value> = serde_json::from_str(include_str!("attempts.json"))?;
    let text = |attempt: &serde_json::Value, field: &str| {
        let text = attempt.get(field).and_then(serde_json::Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let attempts = attempts.iter();
    Ok(attempts
        .map(|attempt| {
            (
                text(attempt, "username"),
                text(attempt, "password").into_bytes(),
            )
        })
        .collect())
}

/// Stores every sound record, and says of every other where it is and what is wrong with it.
/// Answers whether all were sound.
fn import(
    database: &Database,
    file: &[u8],
    source: &str,
    report: &mut Report,
) -> rusqlite::Result<bool> {
    let export = export::read(file);
    let count = export.records.len();
    let (mut stored, mut known, mut bad) = (0_usize, 0_usize, Vec::new());
    database.together(|| {
        for record in export.records {
            match record.user.map(|user| database.insert(&user)) {
                Ok(Ok(true)) => stored = stored.saturating_add(1),
                Ok(Ok(false)) => known = known.saturating_add(1),
                Ok(Err(error)) => bad.push((record.place, error.to_string())),
                Err(reason) => bad.push((record.place, reason.to_string())),
            }
        }
    })?;
    report.line(format_args!(
        "Imported {stored} of {count} records from {source}."
    ));
    if known > 0 {
        report.line(format_args!(
            "{known} were in the database already and stay as they are."
        ));
    }
    report.bad_records(&bad);
    if let Some(error) = export.error {
        report.line(format_args!("\nThe file is not whole: {error}."));
    }
    Ok(bad.is_empty() && export.error.is_none())
}

/// One sign-in: verify, store the new hash if there is one, and say what happened.
fn sign_in(
    database: &Database,
    policy: &Policy,
    user: &str,
    password: &[u8],
) -> Result<Line, rusqlite::Error> {
    let line = |before: &str, outcome, after: &str| Line {
        user: user.to_owned(),
        before: before.to_owned(),
        outcome,
        after: after.to_owned(),
    };
    let Some(row) = database.find(user)? else {
        return Ok(line("", Outcome::NoSuchUser, ""));
    };
    let stored = match row.read() {
        Ok(stored) => stored,
        Err(ParseError::Disabled) => return Ok(line("", Outcome::NoPassword, "")),
        Err(error) => return Ok(line("", Outcome::Unreadable(error), "")),
    };
    let before = report::describe(&stored);
    Ok(match stored.verify_and_upgrade(password, policy) {
        Ok(Upgrade::Rehashed(new)) => {
            // Only in place of the hash that was verified: a password that was changed in the
            // meantime wins, and the sign-in stands all the same.
            let outcome = match database.replace(&row, &new.to_string()) {
                Ok(true) => Outcome::Moved,
                Ok(false) => Outcome::Overtaken,
                Err(error) => Outcome::NotStored(error),
            };
            let after = match database.find(user)?.map(|row| row.read()) {
                Some(Ok(stored)) => report::describe(&stored),
                _ => String::new(),
            };
            line(&before, outcome, &after)
        }
        Ok(Upgrade::Current) => line(&before, Outcome::Current, &before),
        Ok(Upgrade::Withheld(reason)) => line(&before, Outcome::Kept(reason), &before),
        Ok(_) => line(&before, Outcome::Current, &before),
        Err(VerifyError::PasswordInvalid) => line(&before, Outcome::WrongPassword, &before),
        Err(error) => line(&before, Outcome::Refused(error), &before),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MD5_OF_PASSWORD: &str = "5f4dcc3b5aa765d61d8327deb882cf99";

    fn database() -> Database {
        let database = Database::open(None).unwrap();
        let password = Some(("MD5".into(), MD5_OF_PASSWORD.into()));
        let name = "ada".into();
        assert!(database.insert(&export::User { name, password }).unwrap());
        database
    }

    /// A new password between the read and the write wins over the upgrade.
    #[test]
    fn an_upgrade_never_overwrites_a_newer_password() {
        let database = database();
        let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
        let read = database.find("ada").unwrap().unwrap();
        let upgrade = policy.hash("password").unwrap().to_string();

        let changed = policy.hash("a new password").unwrap().to_string();
        assert!(database.replace(&read, &changed).unwrap());
        assert!(!database.replace(&read, &upgrade).unwrap());
        let line = sign_in(&database, &policy, "ada", b"password").unwrap();
        assert!(!line.outcome.is_let_in());
        let line = sign_in(&database, &policy, "ada", b"a new password").unwrap();
        assert!(line.outcome.is_let_in());
    }

    /// A write that fails does not fail the right password, and the old hash is still there.
    #[test]
    fn a_failed_write_does_not_fail_the_sign_in() {
        let database = database();
        let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
        database.make_read_only().unwrap();
        for _ in 0..2 {
            let line = sign_in(&database, &policy, "ada", b"password").unwrap();
            assert!(matches!(line.outcome, Outcome::NotStored(_)));
            assert!(line.outcome.is_let_in());
            assert_eq!(line.after, "md5");
        }
    }

    /// An import never replaces a hash.
    #[test]
    fn an_import_never_replaces_a_hash() {
        let database = database();
        let password = Some(("SHA1".into(), "0".repeat(40)));
        let name = "ada".into();
        assert!(!database.insert(&export::User { name, password }).unwrap());
        let row = database.find("ada").unwrap().unwrap();
        assert_eq!(row.read().unwrap().algorithm(), legacy_hash::Algorithm::Md5);
    }
}
