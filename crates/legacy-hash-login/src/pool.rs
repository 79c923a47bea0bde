//! How many passwords are hashed at once, and how many wait.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many wait for each worker by default: half a second's work at the default policy.
const QUEUE: usize = 32;

/// The bounded hashing pool: so many jobs run at once on the runtime's blocking threads, so many
/// wait, and whoever comes then is told to come back.
///
/// The most memory that hashing takes is the workers' number times that of the dearest of the
/// policy and the expected hashes. What a job has taken, it gives back when it is done, whether or
/// not somebody still waits for its answer.
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use legacy_hash_login::Pool;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let pool = Pool::new(NonZeroUsize::MIN, 0);
/// let place = pool.place().unwrap();
/// assert!(pool.place().is_err());
/// assert_eq!(place.run(|| 6 * 7).await, Ok(42));
/// assert!(pool.place().is_ok());
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pool(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    size: NonZeroUsize,
    /// One for each job that runs or waits.
    places: Arc<Semaphore>,
    /// As many again, for passwords that an old system is asked about.
    reserve: Arc<Semaphore>,
    /// One for each job that runs.
    workers: Arc<Semaphore>,
    room: usize,
    /// How long a job took of late.
    micros: AtomicU64,
}

/// All workers are busy, and so many wait already that one more would wait too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("all hashing places are taken")]
pub struct Busy {
    /// When a place should be free: whole seconds, at least one.
    pub retry_after: Duration,
}

/// The job did not come to its end: the runtime is being shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the hashing pool has stopped")]
pub struct Stopped;

/// One worker for each core, and room for 32 waiting jobs each.
impl Default for Pool {
    fn default() -> Self {
        let workers = available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self::new(workers, workers.get().saturating_mul(QUEUE))
    }
}

impl Pool {
    /// A pool of so many workers, with room for so many more jobs that wait.
    #[must_use]
    pub fn new(workers: NonZeroUsize, queue: usize) -> Self {
        let size = workers.min(NonZeroUsize::new(Semaphore::MAX_PERMITS).unwrap_or(workers));
        let room = size.get().saturating_add(queue).min(Semaphore::MAX_PERMITS);
        Self(Arc::new(Shared {
            size,
            places: Arc::new(Semaphore::new(room)),
            reserve: Arc::new(Semaphore::new(room)),
            workers: Arc::new(Semaphore::new(size.get())),
            room,
            micros: AtomicU64::new(0),
        }))
    }

    /// How many jobs run at once.
    #[must_use]
    pub fn workers(&self) -> NonZeroUsize {
        self.0.size
    }

    /// Takes a place, or says at once that there is none.
    ///
    /// # Errors
    /// As many jobs run and wait as may.
    pub fn place(&self) -> Result<Place, Busy> {
        self.take(&self.0.places)
    }

    /// A place beside those for sign-ins, as many as them: for what an old system takes, which is
    /// asked first and may be slow.
    pub(crate) fn reserve(&self) -> Result<Place, Busy> {
        self.take(&self.0.reserve)
    }

    /// Waits for a place like [`reserve`](Self::reserve)'s, after an answer was given.
    pub(crate) async fn reserved(&self) -> Result<Place, Stopped> {
        let permit = Arc::clone(&self.0.reserve).acquire_owned().await;
        Ok(Place {
            pool: self.clone(),
            _permit: permit.map_err(|_| Stopped)?,
        })
    }

    fn take(&self, places: &Arc<Semaphore>) -> Result<Place, Busy> {
        match Arc::clone(places).try_acquire_owned() {
            Ok(permit) => Ok(Place {
                pool: self.clone(),
                _permit: permit,
            }),
            Err(_) => Err(Busy {
                retry_after: self.wait(),
            }),
        }
    }

    /// How long the jobs that are there will take.
    fn wait(&self) -> Duration {
        let taken = self
            .0
            .room
            .saturating_sub(self.0.places.available_permits());
        let micros = u64::try_from(taken.div_ceil(self.0.size.get()))
            .unwrap_or(u64::MAX)
            .saturating_mul(self.0.micros.load(Ordering::Relaxed));
        Duration::from_secs(micros.div_ceil(1_000_000).clamp(1, 60))
    }
}

/// The right to hash one password. Dropped unused, it is free again.
#[derive(Debug)]
#[must_use]
pub struct Place {
    pool: Pool,
    /// Given back when the place is dropped.
    _permit: OwnedSemaphorePermit,
}

impl Place {
    /// Waits for a worker and runs the job there. Whoever stops waiting for a running job does not
    /// stop it, and its place is taken until it is done.
    ///
    /// # Errors
    /// The runtime is being shut down, or the job panicked.
    pub async fn run<T: Send + 'static>(
        self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let shared = Arc::clone(&self.pool.0);
        let worker = Arc::clone(&shared.workers).acquire_owned().await;
        let worker = worker.map_err(|_| Stopped)?;
        let running = tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            let answer = job();
            shared.took(start.elapsed());
            drop((worker, self));
            answer
        });
        running.await.map_err(|_| Stopped)
    }
}

impl Shared {
    /// Moves the mean by an eighth of the way.
    fn took(&self, time: Duration) {
        let new = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let _ = self
            .micros
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |mean| {
                Some(match mean {
                    0 => new,
                    mean => (mean / 8).saturating_mul(7).saturating_add(new / 8),
                })
            });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn pool(workers: usize, queue: usize) -> Pool {
        Pool::new(NonZeroUsize::new(workers).unwrap(), queue)
    }

    #[tokio::test]
    async fn so_many_run_so_many_wait_and_the_next_is_busy() {
        let pool = pool(2, 3);
        let (end, wait) = mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let running = Arc::new(AtomicU64::new(0));
        let most = Arc::new(AtomicU64::new(0));
        let jobs: Vec<_> = (0..5)
            .map(|_| {
                let place = pool.place().unwrap();
                let (wait, running, most) = (wait.clone(), running.clone(), most.clone());
                tokio::spawn(place.run(move || {
                    let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    wait.lock().unwrap().recv().unwrap();
                    running.fetch_sub(1, Ordering::SeqCst);
                }))
            })
            .collect();
        assert!(pool.place().is_err());
        while running.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        for _ in 0..5 {
            end.send(()).unwrap();
        }
        for job in jobs {
            job.await.unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
        assert!(pool.place().is_ok());
    }

    #[tokio::test]
    async fn who_goes_away_frees_a_place_only_when_the_job_is_done() {
        let pool = pool(1, 0);
        let (end, wait) = mpsc::channel::<()>();
        let (started, start) = tokio::sync::oneshot::channel();
        let place = pool.place().unwrap();
        let client = tokio::spawn(place.run(move || {
            started.send(()).unwrap();
            wait.recv().unwrap();
        }));
        start.await.unwrap();
        client.abort();
        assert!(client.await.unwrap_err().is_cancelled());
        assert!(pool.place().is_err());
        end.send(()).unwrap();
        while pool.place().is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn who_goes_away_before_a_worker_is_free_frees_a_place_at_once() {
        let pool = pool(1, 1);
        let (end, wait) = mpsc::channel::<()>();
        let first = tokio::spawn(pool.place().unwrap().run(move || wait.recv().unwrap()));
        while pool.0.workers.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn(pool.place().unwrap().run(|| ()));
        assert!(pool.place().is_err());
        second.abort();
        assert!(second.await.is_err());
        assert!(pool.place().is_ok());
        end.send(()).unwrap();
        first.await.unwrap().unwrap();
    }

    #[test]
    fn the_wait_is_what_the_jobs_before_take() {
        let pool = pool(2, 98);
        let places: Vec<_> = (0..100).map(|_| pool.place().unwrap()).collect();
        assert_eq!(
            pool.place().unwrap_err().retry_after,
            Duration::from_secs(1)
        );
        pool.0.took(Duration::from_millis(200));
        assert_eq!(
            pool.place().unwrap_err().retry_after,
            Duration::from_secs(10)
        );
        pool.0.took(Duration::from_secs(3600));
        assert_eq!(
            pool.place().unwrap_err().retry_after,
            Duration::from_secs(60)
        );
        drop(places);
    }

    #[tokio::test]
    async fn a_job_that_panics_costs_no_place() {
        let pool = pool(1, 0);
        let place = pool.place().unwrap();
        assert_eq!(
            place.run(|| panic!("a test's panic")).await,
            Err::<(), _>(Stopped)
        );
        assert!(pool.place().is_ok());
    }
}
