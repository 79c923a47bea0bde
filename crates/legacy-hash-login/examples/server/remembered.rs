//! What takes long to find out, found out once for all who ask.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// How old an answer may be at the least.
const FRESH: Duration = Duration::from_secs(1);
/// How many times as old as it took to find out.
const TIMES: u32 = 10;

/// The last answer, which is not found out again more often than it is worth: every second, and no
/// more than a tenth of the time.
///
/// There is one search at a time, and who asks meanwhile waits for what it finds. It goes on when
/// nobody waits any more, so that the next one has its answer: a page that is loaded again before its
/// table was counted would have it counted for ever.
pub(crate) struct Remembered<T>(Arc<Mutex<Option<Answer<T>>>>);

struct Answer<T> {
    answer: T,
    at: Instant,
    took: Duration,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone + Send + 'static> Remembered<T> {
    /// The answer, and `search` to find it, which is not begun where there is a fresh one. `None` if
    /// it panicked, or the server is ending.
    pub(crate) async fn get(&self, search: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let mut last = Arc::clone(&self.0).lock_owned().await;
        if let Some(Answer { answer, at, took }) = &*last
            && at.elapsed() < FRESH.max(took.saturating_mul(TIMES))
        {
            return Some(answer.clone());
        }
        let searching = tokio::spawn(async move {
            let start = Instant::now();
            let answer = search.await;
            *last = Some(Answer {
                answer: answer.clone(),
                at: Instant::now(),
                took: start.elapsed(),
            });
            answer
        });
        searching.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::{advance, sleep};

    use super::*;

    /// Asks, as the next of all who ask. A search takes so many seconds.
    async fn ask(remembered: &Remembered<u32>, searches: &Arc<AtomicU32>, seconds: u64) -> u32 {
        let searches = Arc::clone(searches);
        let search = async move {
            let number = searches.fetch_add(1, Ordering::Relaxed) + 1;
            sleep(Duration::from_secs(seconds)).await;
            number
        };
        remembered.get(search).await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn who_went_away_has_it_found_out_for_the_next() {
        let (remembered, searches) = (Arc::new(Remembered::default()), Arc::default());
        for _ in 0..5 {
            let (remembered, searches) = (Arc::clone(&remembered), Arc::clone(&searches));
            let client = tokio::spawn(async move { ask(&remembered, &searches, 60).await });
            sleep(Duration::from_secs(5)).await;
            client.abort();
            assert!(client.await.is_err());
        }
        assert_eq!(searches.load(Ordering::Relaxed), 1);
        assert_eq!(ask(&remembered, &searches, 60).await, 1);
        assert_eq!(searches.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn all_who_ask_at_once_have_one_answer() {
        let (remembered, searches) = (Remembered::default(), Arc::default());
        let ask = || ask(&remembered, &searches, 3);
        assert_eq!(tokio::join!(ask(), ask(), ask()), (1, 1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_kept_for_as_long_as_it_is_worth() {
        let (remembered, searches) = (Remembered::default(), Arc::default());
        assert_eq!(ask(&remembered, &searches, 0).await, 1);
        advance(Duration::from_millis(900)).await;
        assert_eq!(ask(&remembered, &searches, 20).await, 1);
        advance(Duration::from_millis(200)).await;
        assert_eq!(ask(&remembered, &searches, 20).await, 2);
        advance(Duration::from_secs(190)).await;
        assert_eq!(ask(&remembered, &searches, 20).await, 2);
        advance(Duration::from_secs(20)).await;
        assert_eq!(ask(&remembered, &searches, 20).await, 3);
    }
}
