//! From an export into a table, in batches; what was written is never read again.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::num::NonZeroUsize;
use std::path::Path;
use std::ptr;

use legacy_hash::{Limits, Policy};
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::identifier::Folding;
use crate::import::{Import, Imported, Outcome};
use crate::logto::hashing::{HashPassword, HashingError};
use crate::logto::reader::{Batch, Part, ReadError, Reader};
use crate::logto::record::{Record, Rules, strictest};
use crate::logto::unpack::{Unpack, is_packed};
use crate::logto::{FieldNames, Observer, RecordError, SetupError, Summary};

/// So many records are written at once: few enough that little is done again after a crash, and
/// enough that the transaction's end is lost in the rest.
const BATCH: NonZeroUsize = NonZeroUsize::new(500).unwrap();

/// So many records whose identifier was in use are kept, and tried again at the end of the file. No
/// source: identifiers that are handed on are few, and these take some megabytes.
const MAX_TAKEN: usize = 10_000;
/// So many hashes are written at once: whoever waits for one does not wait for 500.
const PASSWORD_BATCH: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// What the passwords of a source are called, behind its name.
const PASSWORDS: &str = ":passwords";

/// Imports Logto's exports into a table.
///
/// Records are written some hundred at a time, and with each batch how far the import has come. An
/// import that was stopped, in whatever way, goes on behind the last batch when it is started again
/// with the same source; one that came to its end has nothing left to do. Accounts whose password has
/// moved or was changed keep it, whatever is imported again.
///
/// A record whose identifier another account has is refused, and tried again at the end of the file,
/// when that account may have given it up: the summary then counts it as written. An import that was
/// stopped forgets those before. A record without an `id` whose identifier stood in an earlier record
/// of the file is refused, too. For that, some 20 bytes are kept of each identifier; nothing else of a
/// file stays in memory.
///
/// ```no_run
/// use legacy_hash::Policy;
/// use legacy_hash_login::logto::{self, Importer, Progress};
/// # use legacy_hash_login::{SqlStore, Store};
///
/// # async fn run(store: SqlStore, pool: impl logto::HashPassword) -> Result<(), Box<dyn std::error::Error>> {
/// let policy = logto::schemes(Policy::default())?;
/// let importer = Importer::new(&store, &policy, store.folding(), &pool)?;
/// let summary = importer.file("users.json".as_ref(), &mut Progress::default()).await?;
/// println!("{} new accounts", summary.created);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Importer<'i, I, H> {
    table: &'i I,
    hasher: &'i H,
    rules: Rules,
    batch: NonZeroUsize,
}

impl<'i, I: Import, H: HashPassword> Importer<'i, I, H> {
    /// An importer into this table. The policy is the one that passwords are verified under, with
    /// [`schemes`](crate::logto::schemes); the folding is the table's. Passwords in plain text are
    /// hashed by `hasher` before they are written, which takes its time.
    ///
    /// # Errors
    /// The policy cannot read what would be imported.
    pub fn new(
        table: &'i I,
        policy: &Policy,
        folding: Folding,
        hasher: &'i H,
    ) -> Result<Self, SetupError> {
        let rules = Rules::new(policy.clone(), strictest(policy.limits()), folding)?;
        Ok(Self {
            table,
            hasher,
            rules,
            batch: BATCH,
        })
    }

    /// Refuses hashes that cost more to verify than this. By default each limit is the stricter of the
    /// policy's and [`Limits::strict`]'s, for one dear hash in a file can make every sign-in dear. To
    /// import all that can be verified, give the policy's own ([`Policy::limits`]).
    ///
    /// # Errors
    /// [`SetupError::Limits`]: nothing is within them.
    pub fn with_limits(self, limits: Limits) -> Result<Self, SetupError> {
        let rules = self.rules.with_limits(limits)?;
        Ok(Self { rules, ..self })
    }

    /// Reads fields under other names, and keeps some that look like secrets.
    #[must_use]
    pub fn with_names(self, names: FieldNames) -> Self {
        let rules = self.rules.with_names(names);
        Self { rules, ..self }
    }

    /// Writes so many records at once; 500 by default.
    #[must_use]
    pub fn with_batch(self, batch: NonZeroUsize) -> Self {
        Self { batch, ..self }
    }

    /// Imports a file. The source's name is the file's [`fingerprint`]: a file that has changed is
    /// another source, and is imported from its beginning.
    ///
    /// # Errors
    /// The file cannot be read, or the table cannot be written. What was written stays, and the next
    /// run goes on from there.
    pub async fn file(
        &self,
        path: &Path,
        observer: &mut impl Observer,
    ) -> Result<Summary, ImportError<I::Error>> {
        self.part_of(path, Part::All, observer).await
    }

    /// Imports a file as [`file`](Self::file) does, but leaves passwords in plain text to be hashed by
    /// [`passwords`](Self::passwords), which may take its time: a hash takes as long as a sign-in.
    ///
    /// Until then an account that is new, or had no hash, has a
    /// [place](crate::ImportedPassword::pending) for it: its sign-ins are told to come back, and no old
    /// system is asked about it. One that has a hash keeps it until then. So a service can listen in
    /// between.
    ///
    /// # Errors
    /// As [`file`](Self::file).
    pub async fn accounts(
        &self,
        path: &Path,
        observer: &mut impl Observer,
    ) -> Result<Summary, ImportError<I::Error>> {
        self.part_of(path, Part::Accounts, observer).await
    }

    /// Hashes the passwords in plain text that [`accounts`](Self::accounts) left in the same file, one
    /// after another, and writes them 32 at a time. It goes on where it was stopped, and what was
    /// said of bad records is not said again.
    ///
    /// # Errors
    /// As [`file`](Self::file).
    pub async fn passwords(
        &self,
        path: &Path,
        observer: &mut impl Observer,
    ) -> Result<Summary, ImportError<I::Error>> {
        self.part_of(path, Part::Passwords, observer).await
    }

    async fn part_of(
        &self,
        path: &Path,
        part: Part,
        observer: &mut impl Observer,
    ) -> Result<Summary, ImportError<I::Error>> {
        let path = path.to_owned();
        let opened = spawn_blocking(move || {
            let mut file = File::open(path)?;
            let source = fingerprint(&mut file)?;
            let bytes = file.stream_position()?;
            file.rewind()?;
            let is_packed = is_packed(&mut file)?;
            file.rewind()?;
            // How far it has come is counted in what was unpacked, which nobody knows before.
            Ok::<_, io::Error>((file, source, (!is_packed).then_some(bytes)))
        });
        let (file, mut source, bytes) = opened.await.map_err(|_| ImportError::Stopped)??;
        if let Some(bytes) = bytes {
            observer.total(bytes);
        }
        if part == Part::Passwords {
            source.push_str(PASSWORDS);
        }
        self.read(&source, file, part, observer).await
    }

    /// Imports what is read, from its beginning. The same source must give the same again, whenever
    /// an import is to go on: its part that is done is read once more, and not written.
    ///
    /// # Errors
    /// As [`file`](Self::file), and [`SourceChanged`](ImportError::SourceChanged).
    pub async fn run(
        &self,
        source: &str,
        input: impl Read + Send + 'static,
        observer: &mut impl Observer,
    ) -> Result<Summary, ImportError<I::Error>> {
        self.read(source, input, Part::All, observer).await
    }

    async fn read(
        &self,
        source: &str,
        input: impl Read + Send + 'static,
        part: Part,
        observer: &mut impl Observer,
    ) -> Result<Summary, ImportError<I::Error>> {
        let done = self
            .table
            .position(source)
            .await
            .map_err(ImportError::Table)?;
        let mut summary = Summary {
            position: done,
            ..Summary::default()
        };
        observer.written(&summary);
        let mut reader = Reader::new(Unpack::new(input), self.rules.clone(), part, done);
        let size = match part {
            Part::All | Part::Accounts => self.batch.get(),
            Part::Passwords => self.batch.min(PASSWORD_BATCH).get(),
        };
        let mut taken = Vec::new();
        loop {
            let read = spawn_blocking(move || {
                let batch = reader.batch(size);
                (reader, batch)
            });
            let (again, batch) = read.await.map_err(|_| ImportError::Stopped)?;
            reader = again;
            let batch = batch.map_err(|error| match error {
                ReadError::Source(error) => ImportError::Source(error),
                ReadError::NotJson(what) => ImportError::NotJson(what),
                ReadError::Changed => ImportError::SourceChanged,
            })?;
            if batch.records.is_empty() {
                self.again(source, &taken, &mut summary).await?;
                observer.written(&summary);
                tracing::info!(
                    created = summary.created,
                    updated = summary.updated,
                    password_kept = summary.password_kept,
                    taken = summary.taken,
                    rejected = summary.rejected,
                    "import finished"
                );
                return Ok(summary);
            }
            self.write(source, part, batch, &mut taken, &mut summary, observer)
                .await?;
            observer.written(&summary);
        }
    }

    async fn write(
        &self,
        source: &str,
        part: Part,
        batch: Batch,
        taken: &mut Vec<Imported>,
        summary: &mut Summary,
        observer: &mut impl Observer,
    ) -> Result<(), ImportError<I::Error>> {
        let (mut places, mut users, mut position) = (Vec::new(), Vec::new(), batch.end);
        position.rejected = summary.position.rejected;
        for (place, record) in batch.records {
            let user = match record {
                Ok(record) => self.user(record, part).await?,
                Err(error) => Err(error),
            };
            match user {
                Ok(user) => {
                    places.push(place);
                    users.push(user);
                }
                Err(error) => {
                    position.rejected = position.rejected.saturating_add(1);
                    observer.rejected(&place.rejected(error));
                    summary.refuse(error);
                }
            }
        }
        let outcomes = self.table.write(source, &users, position).await;
        let outcomes = outcomes.map_err(ImportError::Table)?;
        summary.position = position;
        // What the file says last of an account is what holds.
        let last: HashMap<&String, &Imported> = users
            .iter()
            .filter_map(|user| Some((user.id.as_ref()?, user)))
            .collect();
        taken.retain(|older| older.id.as_ref().is_none_or(|id| !last.contains_key(id)));
        for ((place, user), outcome) in places.into_iter().zip(&users).zip(outcomes) {
            let newest = user.id.as_ref().and_then(|id| last.get(id));
            let is_newest = newest.is_none_or(|newest| ptr::eq(*newest, user));
            if matches!(outcome, Outcome::Taken(_)) && is_newest && taken.len() < MAX_TAKEN {
                taken.push(user.clone());
            }
            let count = match outcome {
                Outcome::Created => Ok(&mut summary.created),
                Outcome::Updated => Ok(&mut summary.updated),
                Outcome::PasswordKept => Ok(&mut summary.password_kept),
                Outcome::Taken(kind) => Err(RecordError::Taken(kind)),
                Outcome::Refused => Err(RecordError::Unstorable),
            };
            match count {
                Ok(count) => *count = count.saturating_add(1),
                // It was said when the account was to be written.
                Err(RecordError::Taken(_)) if part == Part::Passwords => (),
                Err(error) => {
                    observer.rejected(&place.rejected(error));
                    summary.refuse(error);
                }
            }
        }
        Ok(())
    }

    /// Writes those whose identifiers others have given up since.
    async fn again(
        &self,
        source: &str,
        taken: &[Imported],
        summary: &mut Summary,
    ) -> Result<(), ImportError<I::Error>> {
        if taken.is_empty() {
            return Ok(());
        }
        let outcomes = self.table.write(source, taken, summary.position).await;
        for outcome in outcomes.map_err(ImportError::Table)? {
            let count = match outcome {
                Outcome::Created => &mut summary.created,
                Outcome::Updated => &mut summary.updated,
                Outcome::PasswordKept => &mut summary.password_kept,
                Outcome::Taken(_) | Outcome::Refused => continue,
            };
            *count = count.saturating_add(1);
            summary.taken = summary.taken.saturating_sub(1);
        }
        Ok(())
    }

    /// The user, with the hash of a password that was in plain text, or a place for it.
    async fn user(
        &self,
        record: Record,
        part: Part,
    ) -> Result<Result<Imported, RecordError>, ImportError<I::Error>> {
        let Record { mut user, plain } = record;
        let Some(plain) = plain else {
            return Ok(Ok(user));
        };
        if part == Part::Accounts {
            user.password = Some(self.rules.pending());
            return Ok(Ok(user));
        }
        loop {
            match self.hasher.hash(plain.clone()).await {
                Ok(hash) => {
                    user.password = Some(self.rules.own(&hash));
                    return Ok(Ok(user));
                }
                Err(HashingError::Busy(wait)) => sleep(wait).await,
                Err(error) => match error.of_password() {
                    Some(error) => return Ok(Err(RecordError::Password(error))),
                    None => return Err(ImportError::Hashing(error)),
                },
            }
        }
    }
}

/// Why an import ended early. What was written stays, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError<E: Error + 'static> {
    /// The source cannot be read.
    #[error("the source: {0}")]
    Source(#[from] io::Error),
    /// The source is no JSON. It says what it looks like.
    #[error("the source is no JSON: it looks like {0}")]
    NotJson(&'static str),
    /// The source is not what was imported in part under its name. Give it another name.
    #[error("the source has changed since an earlier import of it")]
    SourceChanged,
    /// The table failed.
    #[error("the table: {0}")]
    Table(#[source] E),
    /// A password in plain text was not hashed.
    #[error("{0}")]
    Hashing(HashingError),
    /// The runtime is going down.
    #[error("the import was stopped")]
    Stopped,
}

/// What a file is called as a source: its SHA-256. That costs a second or two for each gigabyte, and
/// an import is never continued in another file.
///
/// # Errors
/// It cannot be read.
pub fn fingerprint(mut input: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = zeroize::Zeroizing::new(vec![0; 64 << 10]);
    loop {
        match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => hasher.update(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
            Err(error) => return Err(error),
        }
    }
    let digest = hasher.finalize();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{hex}"))
}
