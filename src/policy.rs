//! What new hashes look like, and which old ones may stay.

use std::sync::Arc;

use argon2::KeyId;
use password_hash::try_generate_salt;

use crate::backend::{Backend, Context, Portable};
use crate::expected::Expected;
use crate::format::Work;
use crate::limits::{Excess, len_at_most};
use crate::parse::parse_within;
use crate::secret::Keyring;
use crate::{
    Algorithm, Argon2Cost, Argon2Hash, Argon2Variant, Argon2Version, HashError, LegacyHash, Limits,
    Param, ParseError, PolicyError, VerifyError,
};

/// The shortest salt of a current hash, in bytes, and the length of the new ones (RFC 9106,
/// section 3.1).
const SALT_LEN: usize = 16;
/// The shortest tag of a current hash, in bytes, and the length of the new ones.
const TAG_LEN: usize = 32;
/// OWASP's recommendation for Argon2id in its Password Storage Cheat Sheet.
const COST: Argon2Cost = match Argon2Cost::checked(19456, 2, 1) {
    Ok(cost) => cost,
    Err(_) => unreachable!(),
};

/// How passwords are stored from now on: Argon2id at a cost, with a secret if there is one. It
/// makes new hashes, says which old ones must give way to them, and bounds the work that a stored
/// hash may ask for.
///
/// The default is OWASP's recommendation: 19456 KiB (19 MiB), 2 iterations, 1 lane; 16 bytes of
/// salt and 32 of tag; no secret; the default [`Limits`].
///
/// A policy is cheap to clone and to share between threads: make one at start.
///
/// ```
/// use legacy_hash::Policy;
///
/// let policy = Policy::default().with_cost(47104, 1, 1)?; // OWASP's first: 46 MiB, 1 iteration
/// let stored = policy.hash("correct horse battery staple")?;
/// assert!(stored.to_string().starts_with("$argon2id$v=19$m=47104,t=1,p=1$"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    cost: Argon2Cost,
    ceiling: Option<Argon2Cost>,
    limits: Limits,
    keys: Keyring,
    samples: Arc<[LegacyHash]>,
    /// Those of the samples that are not what the policy makes.
    expected: Expected,
    refused: Vec<Algorithm>,
    backend: &'static dyn Backend,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            cost: COST,
            ceiling: None,
            limits: Limits::default(),
            keys: Keyring::default(),
            samples: Arc::default(),
            expected: Expected::default(),
            refused: Vec::new(),
            backend: &Portable,
        }
    }
}

impl Policy {
    /// Hashes new passwords at this cost: memory in KiB, iterations and lanes.
    ///
    /// Each step of a policy's construction must leave it sound: to go over the limits raise them
    /// first, and to tighten them lower the cost first.
    ///
    /// OWASP's choices, each as strong as the others: 47104 KiB × 1, 19456 × 2, 12288 × 3,
    /// 9216 × 4, 7168 × 5, all with one lane. Less is taken, for tests, and protects nobody: mind
    /// the unit, 64 is 64 KiB.
    ///
    /// # Errors
    /// [`InvalidCost`](PolicyError::InvalidCost) outside Argon2's ranges,
    /// [`AboveLimits`](PolicyError::AboveLimits) over the policy's limits,
    /// [`CeilingBelowCost`](PolicyError::CeilingBelowCost) over its ceiling.
    pub fn with_cost(
        self,
        memory_kib: u32,
        iterations: u32,
        lanes: u32,
    ) -> Result<Self, PolicyError> {
        let cost = valid_cost(memory_kib, iterations, lanes)?;
        Self { cost, ..self }.checked()
    }

    /// Brings down a hash that costs more than this to the policy's cost, at its next sign-in.
    ///
    /// Without a ceiling a hash does not move for being stronger than the policy. A service that took over hashes of,
    /// say, 1 GiB may set one to protect itself from its own users' sign-ins. A hash is above the
    /// ceiling when its memory is, or its memory times its iterations.
    ///
    /// # Errors
    /// [`InvalidCost`](PolicyError::InvalidCost) outside Argon2's ranges,
    /// [`CeilingBelowCost`](PolicyError::CeilingBelowCost) below the policy's own cost.
    pub fn with_cost_ceiling(self, memory_kib: u32, iterations: u32) -> Result<Self, PolicyError> {
        let ceiling = Some(valid_cost(memory_kib, iterations, 1)?);
        Self { ceiling, ..self }.checked()
    }

    /// Bounds what a stored hash may ask for.
    ///
    /// # Errors
    /// [`AboveLimits`](PolicyError::AboveLimits) if the policy's own hashes are over them.
    pub fn with_limits(self, limits: Limits) -> Result<Self, PolicyError> {
        Self { limits, ..self }.checked()
    }

    /// Hashes new passwords with a secret (a pepper) in Argon2's secret input, named by `key_id`
    /// (1 to 8 bytes) as the string's `keyid`. The secret stays out of the database, so that a
    /// stolen table alone tests no guess. Hashes without it move to it.
    ///
    /// Called again, the newer secret is the one for new hashes, and hashes under an older one
    /// verify and move (all of them to the policy's cost). Never remove a secret while hashes name
    /// it, and expect to keep one: a policy that knows a secret uses the newest. Few other
    /// libraries read strings with a `keyid`.
    ///
    /// ```
    /// use legacy_hash::{LegacyHash, Policy};
    ///
    /// let policy = Policy::default().with_secret("2026a", "32 bytes out of the key store ..")?;
    /// let stored = LegacyHash::from(policy.hash("correct horse")?);
    /// assert!(policy.verify(&stored, "correct horse").is_ok());
    /// assert!(stored.verify("correct horse").is_err()); // the secret is not known there
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyIdLength`](PolicyError::KeyIdLength), [`KeyIdTaken`](PolicyError::KeyIdTaken),
    /// [`SecretEmpty`](PolicyError::SecretEmpty); [`AboveLimits`](PolicyError::AboveLimits) if the
    /// texts become longer than the limits allow.
    pub fn with_secret(
        mut self,
        key_id: impl AsRef<[u8]>,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, PolicyError> {
        let key_id = KeyId::new(key_id.as_ref())
            .ok()
            .filter(|key_id| !key_id.is_empty())
            .ok_or(PolicyError::KeyIdLength)?;
        if secret.as_ref().is_empty() {
            return Err(PolicyError::SecretEmpty);
        }
        self.keys
            .add(key_id, secret.as_ref())
            .map_err(|_| PolicyError::KeyIdTaken)?;
        self.checked()
    }

    /// Says which expensive hashes the population still holds, by a sample of each: bcrypt of each
    /// cost, and older Argon2. While the migration lasts,
    /// [`authenticate`](Self::authenticate) then does the work of each of them once at every call,
    /// on the account's own hash where it has one and on the sample where it has not, so that the
    /// time does not tell who has moved. [`sign_in_cost`](Self::sign_in_cost) says what that costs.
    ///
    /// Samples of equal work are one, and those of plain digests none. Called again, the newer
    /// samples stand in place of the former.
    ///
    /// # Errors
    /// [`AboveLimits`](PolicyError::AboveLimits) if a sample is over the limits or all together are
    /// over [`Limits::sign_in_work_kib`]; [`UnknownKey`](PolicyError::UnknownKey) for a sample with
    /// a secret that the policy does not know.
    pub fn with_expected(
        self,
        samples: impl IntoIterator<Item = LegacyHash>,
    ) -> Result<Self, PolicyError> {
        let samples = samples.into_iter().collect();
        Self { samples, ..self }.checked()
    }

    /// Denies an algorithm at [`authenticate`](Self::authenticate), with the same work, once the
    /// time to move is over.
    #[must_use]
    pub fn refuse(mut self, algorithm: Algorithm) -> Self {
        self.refused.push(algorithm);
        self
    }

    /// Whether a hash's work is done at every sign-in, so that the time does not tell an account
    /// that has it from others: if it is a plain digest, one that the policy makes, or of the work
    /// of an [expected](Self::with_expected) one.
    #[must_use]
    pub fn covers(&self, hash: &LegacyHash) -> bool {
        let work = hash.verifier().work();
        self.makes(hash) || work.is_none_or(|work| self.expected.covers(work))
    }

    /// What each call of [`authenticate`](Self::authenticate) costs, as the KiB that Argon2 would
    /// fill in the same time: the policy's own memory times its iterations, and the work of the
    /// [expected](Self::with_expected) hashes. 38912 by default, some 15 ms.
    #[must_use]
    pub fn sign_in_cost(&self) -> u64 {
        self.cost
            .memory_time_kib()
            .saturating_add(self.expected.kib())
    }

    /// What every change of a policy must leave true: it reads, verifies and keeps what it makes.
    fn checked(mut self) -> Result<Self, PolicyError> {
        let limits = &self.limits;
        let text = self.max_encoded_len();
        self.cost
            .within(limits)
            .and_then(|()| len_at_most(Param::Salt, SALT_LEN, limits.salt_bytes))
            .and_then(|()| len_at_most(Param::Encoded, text, limits.encoded_bytes))
            .map_err(Excess::in_policy)?;
        let foreign = self.samples.iter().filter(|sample| !self.makes(sample));
        self.expected = Expected::new(foreign);
        self.expected.check(&self.limits, &self.keys)?;
        if self.is_above_ceiling(self.cost) {
            return Err(PolicyError::CeilingBelowCost);
        }
        Ok(self)
    }

    /// The cost of new hashes.
    #[must_use]
    pub const fn cost(&self) -> Argon2Cost {
        self.cost
    }

    /// The length of the texts that the policy writes, in bytes (all ASCII): how wide the column
    /// must be. 97 by default; a `keyid` adds up to 18. A column that cuts them destroys passwords.
    #[must_use]
    pub fn max_encoded_len(&self) -> usize {
        let (key_id, _) = self.keys.newest();
        let blank = Argon2Hash::blank(self.cost, &key_id, &[0; SALT_LEN], TAG_LEN);
        blank.map_or(usize::MAX, |hash| hash.to_string().len())
    }

    /// What a stored hash may ask for.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// [`LegacyHash::parse`], under the policy's limits.
    ///
    /// # Errors
    /// As there.
    pub fn parse(&self, encoded: &str) -> Result<LegacyHash, ParseError> {
        parse_within(None, encoded, &self.limits)
    }

    /// [`LegacyHash::parse_as`], under the policy's limits.
    ///
    /// # Errors
    /// As there.
    pub fn parse_as(&self, algorithm: Algorithm, encoded: &str) -> Result<LegacyHash, ParseError> {
        parse_within(Some(algorithm), encoded, &self.limits)
    }

    /// Hashes a new password: for registration, and for a password change.
    ///
    /// # Errors
    /// [`PasswordEmpty`](HashError::PasswordEmpty) and
    /// [`PasswordTooLong`](HashError::PasswordTooLong) are about the password, the others about
    /// the machine.
    pub fn hash(&self, password: impl AsRef<[u8]>) -> Result<Argon2Hash, HashError> {
        let salt: [u8; SALT_LEN] = try_generate_salt().map_err(|_| HashError::Random)?;
        self.hash_with_salt(password.as_ref(), &salt)
    }

    /// Hashes a new password with the caller's salt.
    pub(crate) fn hash_with_salt(
        &self,
        password: &[u8],
        salt: &[u8],
    ) -> Result<Argon2Hash, HashError> {
        if password.is_empty() {
            return Err(HashError::PasswordEmpty);
        }
        if salt.len() > self.limits.salt_bytes {
            return Err(HashError::SaltLength);
        }
        if password.len() > self.limits.password_bytes {
            return Err(HashError::PasswordTooLong {
                actual: password.len() as u64,
                limit: self.limits.password_bytes as u64,
            });
        }
        self.compute(password, salt)
    }

    /// Hashes what was typed, whatever it is.
    fn compute(&self, password: &[u8], salt: &[u8]) -> Result<Argon2Hash, HashError> {
        let (key_id, secret) = self.keys.newest();
        let backend = self.backend;
        Argon2Hash::blank(self.cost, &key_id, salt, TAG_LEN)
            .map_err(|_| HashError::SaltLength)?
            .with_tag_of(password, Context { secret, backend })
    }

    /// Checks a password under the policy's limits and with its secrets.
    ///
    /// # Errors
    /// As [`LegacyHash::verify`].
    pub fn verify(
        &self,
        stored: &LegacyHash,
        password: impl AsRef<[u8]>,
    ) -> Result<(), VerifyError> {
        stored.verify_within(password.as_ref(), &self.limits, &self.keys, self.backend)
    }

    /// Whether a hash should give way to a new one.
    ///
    /// It is current, and may stay, if all of this holds:
    ///
    /// * it is Argon2id of version 0x13;
    /// * its salt has 16 bytes or more, and its tag 32 or more;
    /// * it was made with the policy's secret, or without one if the policy has none;
    /// * its memory is no less than the policy's, nor is its memory times its iterations (lanes do
    ///   not count): being stronger is no reason to move;
    /// * it is not over the [ceiling](Self::with_cost_ceiling), if there is one.
    #[must_use]
    pub fn needs_rehash(&self, hash: &LegacyHash) -> bool {
        match hash {
            LegacyHash::Argon2(hash) => !self.is_current(hash),
            LegacyHash::Md5(_)
            | LegacyHash::Sha1(_)
            | LegacyHash::Sha256(_)
            | LegacyHash::Bcrypt(_) => true,
        }
    }

    fn is_current(&self, hash: &Argon2Hash) -> bool {
        let cost = hash.cost();
        hash.variant() == Argon2Variant::Argon2id
            && hash.version() == Argon2Version::V0x13
            && hash.salt().len() >= SALT_LEN
            && hash.tag().len() >= TAG_LEN
            && hash.key_id() == self.keys.newest().0.as_bytes()
            && cost.memory_kib() >= self.cost.memory_kib()
            && cost.memory_time_kib() >= self.cost.memory_time_kib()
            && !self.is_above_ceiling(cost)
    }

    /// Whether verifying this hash is the very work of making a new one, and nothing would replace
    /// it.
    pub(crate) fn makes(&self, hash: &LegacyHash) -> bool {
        matches!(hash, LegacyHash::Argon2(hash) if hash.cost() == self.cost && self.is_current(hash))
    }

    /// Hashes what was typed, whatever it is, with a fresh salt.
    pub(crate) fn compute_fresh(&self, password: &[u8]) -> Result<Argon2Hash, HashError> {
        let salt: [u8; SALT_LEN] = try_generate_salt().map_err(|_| HashError::Random)?;
        self.compute(password, &salt)
    }

    /// The secret of a hash that is within the limits.
    pub(crate) fn admit(&self, hash: &LegacyHash) -> Result<&[u8], VerifyError> {
        hash.admit(&self.limits, &self.keys)
    }

    pub(crate) fn refuses(&self, algorithm: Algorithm) -> bool {
        self.refused.contains(&algorithm)
    }

    /// Does the expected work that an account's own hash has not done.
    pub(crate) fn make_up_for(&self, done: Option<Work>, password: &[u8]) {
        let (keys, backend) = (&self.keys, self.backend);
        self.expected.make_up_for(done, password, keys, backend);
    }

    /// The same policy with another backend.
    #[cfg(test)]
    pub(crate) fn computed_by(self, backend: &'static dyn Backend) -> Self {
        Self { backend, ..self }
    }

    pub(crate) const fn backend(&self) -> &'static dyn Backend {
        self.backend
    }

    fn is_above_ceiling(&self, cost: Argon2Cost) -> bool {
        self.ceiling.is_some_and(|ceiling| {
            cost.memory_kib() > ceiling.memory_kib()
                || cost.memory_time_kib() > ceiling.memory_time_kib()
        })
    }
}

fn valid_cost(memory_kib: u32, iterations: u32, lanes: u32) -> Result<Argon2Cost, PolicyError> {
    Argon2Cost::checked(memory_kib, iterations, lanes)
        .map_err(|field| PolicyError::InvalidCost { field })
}
