//! A table that keeps what it was given.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use legacy_hash_login::{Import, Imported, Kind, Outcome, Position};

/// It gives out its write number `fails_at`, from 1, as failed, and writes nothing.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) fails_at: AtomicUsize,
    state: Mutex<(Vec<Imported>, Position)>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table fails")]
pub(crate) struct Failed;

impl Table {
    pub(crate) fn users(&self) -> Vec<Imported> {
        self.state.lock().unwrap().0.clone()
    }
}

/// Counts down, and says when it is this call.
pub(crate) fn is_now(fails_at: &AtomicUsize) -> bool {
    let left = fails_at.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
        left.checked_sub(1)
    });
    left == Ok(1)
}

impl Import for Table {
    type Error = Failed;

    async fn position(&self, _: &str) -> Result<Position, Failed> {
        Ok(self.state.lock().unwrap().1)
    }

    async fn write(
        &self,
        _: &str,
        users: &[Imported],
        position: Position,
    ) -> Result<Vec<Outcome>, Failed> {
        if is_now(&self.fails_at) {
            return Err(Failed);
        }
        let mut state = self.state.lock().unwrap();
        state.0.extend_from_slice(users);
        state.1 = position;
        Ok(vec![Outcome::Created; users.len()])
    }

    async fn create(&self, user: &Imported) -> Result<Result<String, Kind>, Failed> {
        if is_now(&self.fails_at) {
            return Err(Failed);
        }
        let mut state = self.state.lock().unwrap();
        let taken = user.identifiers.iter().find(|identifier| {
            let mut all = state.0.iter().flat_map(|user| &user.identifiers);
            all.any(|other| other == *identifier)
        });
        if let Some((kind, _)) = taken {
            return Ok(Err(*kind));
        }
        state.0.push(user.clone());
        Ok(Ok(format!("user{}", state.0.len())))
    }
}
