//! What a person reads: tables of at most 80 columns.

use std::fmt;
use std::io::{self, Write};

use legacy_hash::{LegacyHash, ParseError, Policy, VerifyError, Withheld};

use crate::database::Database;
use crate::export::Place;

/// A sign-in.
pub(crate) struct Line {
    pub(crate) user: String,
    pub(crate) before: String,
    pub(crate) outcome: Outcome,
    pub(crate) after: String,
}

/// What came of a sign-in. A client would learn "signed in" or "wrong user name or password";
/// the rest is for the operator.
pub(crate) enum Outcome {
    Moved,
    Current,
    Kept(Withheld),
    Overtaken,
    NotStored(rusqlite::Error),
    WrongPassword,
    NoPassword,
    NoSuchUser,
    Unreadable(ParseError),
    Refused(VerifyError),
}

impl Outcome {
    pub(crate) const fn is_let_in(&self) -> bool {
        match self {
            Self::Moved | Self::Current | Self::Kept(_) | Self::Overtaken | Self::NotStored(_) => {
                true
            }
            Self::WrongPassword
            | Self::NoPassword
            | Self::NoSuchUser
            | Self::Unreadable(_)
            | Self::Refused(_) => false,
        }
    }

    /// What the short word in the table does not say.
    fn detail(&self) -> Option<String> {
        match self {
            Self::Kept(reason) => Some(reason.to_string()),
            Self::NotStored(error) => Some(error.to_string()),
            Self::Unreadable(error) => Some(error.to_string()),
            Self::Refused(error) => Some(error.to_string()),
            Self::Overtaken => Some("the password was changed in the meantime".into()),
            Self::Moved
            | Self::Current
            | Self::WrongPassword
            | Self::NoPassword
            | Self::NoSuchUser => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Moved => "in, hash moved",
            Self::Current => "in, hash is current",
            Self::Kept(_) => "in, old hash kept",
            Self::Overtaken => "in, newer hash kept",
            Self::NotStored(_) => "in, hash not stored",
            Self::WrongPassword => "no: wrong password",
            Self::NoPassword => "no: has no password",
            Self::NoSuchUser => "no: no such user",
            Self::Unreadable(_) => "no: unreadable hash",
            Self::Refused(_) => "no: hash refused",
        })
    }
}

/// Algorithm and cost of a hash, in one column.
pub(crate) fn describe(hash: &LegacyHash) -> String {
    match hash {
        LegacyHash::Bcrypt(hash) => format!("bcrypt {}", hash.cost()),
        LegacyHash::Argon2(hash) => {
            let cost = hash.cost();
            format!(
                "{} {}x{}",
                hash.variant(),
                cost.memory_kib(),
                cost.iterations()
            )
        }
        other => other.algorithm().to_string(),
    }
}

/// What is printed, all at once at the end.
#[derive(Default)]
pub(crate) struct Report(String);

impl Report {
    pub(crate) fn line(&mut self, line: impl fmt::Display) {
        self.0.push_str(line.to_string().trim_end());
        self.0.push('\n');
    }

    /// Prints. A reader who has seen enough is no error.
    pub(crate) fn print(self) -> io::Result<()> {
        match io::stdout().write_all(self.0.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    pub(crate) fn bad_records(&mut self, bad: &[(Place, String)]) {
        if !bad.is_empty() {
            self.line("\nNot imported:");
        }
        for (place, reason) in bad {
            self.line(format_args!("  {place}: {reason}"));
        }
    }

    pub(crate) fn table(&mut self, title: &str, lines: &[Line]) {
        if lines.is_empty() {
            return;
        }
        self.line(format_args!(
            "\n{title} (bcrypt: cost; Argon2: KiB x iterations)"
        ));
        self.row("USER", "BEFORE", "OUTCOME", "AFTER");
        for line in lines {
            let outcome = line.outcome.to_string();
            self.row(&short(&line.user), &line.before, &outcome, &line.after);
            if let Some(detail) = line.outcome.detail() {
                self.line(format_args!("  {:15} ({detail})", ""));
            }
        }
    }

    fn row(&mut self, user: &str, before: &str, outcome: &str, after: &str) {
        self.line(format_args!("  {user:15} {before:18} {outcome:20} {after}"));
    }

    /// How many of how many have moved.
    pub(crate) fn progress(
        &mut self,
        database: &Database,
        policy: &Policy,
    ) -> rusqlite::Result<()> {
        let (mut users, mut with_password, mut moved) = (0_usize, 0_usize, 0_usize);
        for row in database.all()? {
            users = users.saturating_add(1);
            match row.read() {
                Err(ParseError::Disabled) => continue,
                Ok(hash) if !policy.needs_rehash(&hash) => moved = moved.saturating_add(1),
                Ok(_) | Err(_) => (),
            }
            with_password = with_password.saturating_add(1);
        }
        self.line(format_args!(
            "\nMoved: {moved} of {with_password} passwords ({users} users)."
        ));
        Ok(())
    }
}

/// A name that leaves the table whole, whatever is in it.
fn short(name: &str) -> String {
    // What `escape_debug` spells out is invisible, or changes how the line is read.
    let is_visible = |c: char| matches!(c, '\'' | '"' | '\\') || c.escape_debug().count() == 1;
    let visible = |c: char| if is_visible(c) { c } else { '?' };
    match name.char_indices().nth(15) {
        None => name.chars().map(visible).collect(),
        Some(_) => name.chars().map(visible).take(14).chain(['…']).collect(),
    }
}
