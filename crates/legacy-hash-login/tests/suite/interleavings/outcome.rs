//! What may come of a schedule.

use legacy_hash::{Algorithm, LegacyHash};
use legacy_hash_login::{Settled, Settlement, SignInError};

use super::{NEW, OLD};
use crate::memory::policy;

/// What happened, and what is stored at the end.
pub(super) struct Outcome {
    pub(super) seed: u64,
    /// The hash at the beginning.
    pub(super) hash: Option<&'static str>,
    pub(super) stored: Option<String>,
    /// Who did what, in order.
    pub(super) log: Vec<(String, &'static str)>,
    /// The name that was typed, whether the password was right, and the answer.
    pub(super) sign_ins: Vec<(String, bool, Result<Settled, SignInError>)>,
}

fn opens(text: &str, password: &str) -> bool {
    let hash = policy()
        .parse(text)
        .or(LegacyHash::parse_as(Algorithm::Md5, text));
    hash.is_ok_and(|hash| hash.verify(password).is_ok())
}

impl Outcome {
    pub(super) fn check(&self) {
        self.check_the_table();
        for (name, is_right, answer) in &self.sign_ins {
            self.check_an_answer(name, *is_right, answer);
        }
    }

    /// When somebody first did something.
    fn place(&self, who: &str, what: &str) -> Option<usize> {
        self.log.iter().position(|(a, b)| a == who && *b == what)
    }

    /// When an upgrade was stored.
    fn upgrades(&self) -> impl Iterator<Item = usize> {
        let places = self.log.iter().enumerate();
        places.filter_map(|(place, (_, what))| (*what == "stored").then_some(place))
    }

    fn is_locked_at(&self, place: usize) -> bool {
        let before = self.log.iter().take(place).rev();
        let mut locks = before.filter(|(who, _)| who == "lock");
        locks.next().is_some_and(|(_, what)| *what == "locked")
    }

    /// Whether the account was not locked yet, and its password not changed or taken away.
    fn is_open_at(&self, place: usize) -> bool {
        let is_before = |event: Option<usize>| event.is_none_or(|event| place < event);
        is_before(self.place("change", "changed"))
            && is_before(self.place("reset", "reset"))
            && !self.is_locked_at(place)
    }

    fn check_the_table(&self) {
        let Self { seed, log, .. } = self;
        let at_end = self.stored.as_deref();
        let at_end_opens = |password| at_end.is_some_and(|text| opens(text, password));
        let upgrades = self.upgrades().count();
        assert!(upgrades <= 1, "seed {seed}: {log:?}");
        for upgrade in self.upgrades() {
            let is_locked = self.is_locked_at(upgrade);
            assert!(
                !is_locked,
                "seed {seed}: stored in spite of a lock: {log:?}"
            );
        }
        match (
            self.place("change", "changed"),
            self.place("reset", "reset"),
        ) {
            // Without a hash and without an upgrade, the old system is asked the next time, too.
            (None, None) if self.hash.is_none() && upgrades == 0 => {
                assert_eq!(at_end, None, "seed {seed}: {log:?}");
            }
            (None, None) => assert!(at_end_opens(OLD), "seed {seed}: locked out: {log:?}"),
            (changed, reset) if changed > reset => {
                let is_new = at_end_opens(NEW) && !at_end_opens(OLD);
                assert!(is_new, "seed {seed}: a lost change: {log:?}");
            }
            _ => assert_eq!(at_end, Some("!"), "seed {seed}: a reset undone: {log:?}"),
        }
    }

    fn check_an_answer(&self, name: &str, is_right: bool, answer: &Result<Settled, SignInError>) {
        let Self { seed, log, .. } = self;
        let Some(read) = self.place(name, "find") else {
            assert_eq!(
                *answer,
                Err(SignInError::Unavailable),
                "seed {seed}: {log:?}"
            );
            return;
        };
        let asked = self.place(name, "asked");
        let may_ask = self.hash.is_none() && self.upgrades().all(|upgrade| read < upgrade);
        if !may_ask || !self.is_open_at(read) {
            assert_eq!(asked, None, "seed {seed}: {log:?}");
        }
        let decided = asked.map_or(read, |asked| self.decided(name, asked));
        match answer {
            Ok(settled) => {
                let is_open = self.is_open_at(decided);
                assert!(is_right && is_open, "seed {seed}: {log:?}");
                // The session's text is of the password that was typed, never of a newer one.
                match &settled.hash {
                    Some(text) => assert!(opens(text.as_str(), OLD), "seed {seed}: {log:?}"),
                    None => assert!(self.hash.is_none(), "seed {seed}: {log:?}"),
                }
                let is_stored = self.place(name, "stored").is_some();
                let says_so = settled.upgrade == Settlement::Stored;
                assert_eq!(says_so, is_stored, "seed {seed}: {log:?}");
            }
            Err(SignInError::Unavailable) => {
                // The table or the old system could not be asked, or the lock that kept the hash
                // from being stored was gone when the account was read again.
                let failed = |what| self.place(name, what).is_some();
                let lost = self.place(name, "lost");
                let was_locked = lost.is_some_and(|lost| self.is_locked_at(lost));
                let is_excused = failed("not asked") || failed("not found") || was_locked;
                assert!(is_excused, "seed {seed}: {log:?}");
            }
            Err(error) => {
                let expected = SignInError::InvalidCredentials;
                assert_eq!(*error, expected, "seed {seed}: {log:?}");
                let was_open = self.is_open_at(read) && self.is_open_at(decided);
                assert!(
                    !is_right || !was_open,
                    "seed {seed}: a right password refused: {log:?}"
                );
            }
        }
    }

    /// What decides after the old system has answered: the hash that was stored, or what the table
    /// said then.
    fn decided(&self, name: &str, asked: usize) -> usize {
        let after = self.log.iter().enumerate().skip(asked);
        let mut deciding =
            after.filter(|(_, (who, what))| who == name && matches!(*what, "stored" | "find"));
        deciding.next().map_or(asked, |(place, _)| place)
    }
}
