//! The construction of a policy, in one place: what `Policy::checked` refuses cannot exist.

use argon2::KeyId;

use crate::backend::Backend;
use crate::expected::Expected;
use crate::limits::{Excess, len_at_most};
use crate::policy::{Policy, SALT_LEN};
use crate::{Algorithm, Argon2Cost, LegacyHash, Limits, Normalization, Param, PolicyError, Scheme};

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
    /// Without a ceiling a hash does not move for being stronger than the policy. A service that took
    /// over hashes of, say, 1 GiB may set one to protect itself from its own users' sign-ins. A hash
    /// is above the ceiling when its memory is, or its memory times its iterations.
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

    /// Says how rows with this label are read ([`Stored::under`](crate::Stored::under)), for tables
    /// whose rows carry a method or a version of their own.
    ///
    /// Whatever a scheme did to a password before it hashed it, the new hash is of the password
    /// under the policy's own normalisation and secret, and goes with the policy's
    /// [`label`](Self::label).
    ///
    /// # Errors
    /// [`LabelTaken`](PolicyError::LabelTaken) for a label twice;
    /// [`SecretEmpty`](PolicyError::SecretEmpty) for an empty pepper, which is a setting that did
    /// not arrive;
    /// [`NormalizationLost`](PolicyError::NormalizationLost) if the scheme normalises further than
    /// the policy: say [`with_normalization`](Self::with_normalization) first;
    /// [`PepperHidesPassword`](PolicyError::PepperHidesPassword) for a pepper of 72 bytes or more in
    /// front of passwords that bcrypt may hash; [`AboveLimits`](PolicyError::AboveLimits) if
    /// [expected](Self::with_expected) hashes, which a pepper makes more of, come to too much work.
    pub fn with_scheme(
        mut self,
        label: impl Into<String>,
        scheme: Scheme,
    ) -> Result<Self, PolicyError> {
        self.schemes.push((label.into(), scheme));
        self.checked()
    }

    /// Gives new hashes another label. Rows under the former one are unknown from then on: say how
    /// they are read, by `with_scheme("argon2id", Scheme::detect())` and the normalisation that
    /// there was.
    ///
    /// # Errors
    /// [`LabelTaken`](PolicyError::LabelTaken) if a scheme has it.
    pub fn with_label(self, label: impl Into<String>) -> Result<Self, PolicyError> {
        let label = label.into();
        Self { label, ..self }.checked()
    }

    /// Normalises passwords before they are hashed, and before they are verified against the
    /// policy's own hashes and all others without a label. Old hashes of passwords that were not
    /// normalised need a label, and a scheme that says so.
    ///
    /// # Errors
    /// [`NormalizationLost`](PolicyError::NormalizationLost) if a scheme normalises further.
    pub fn with_normalization(self, normalization: Normalization) -> Result<Self, PolicyError> {
        let own = Scheme::detect().with_normalization(normalization);
        Self { own, ..self }.checked()
    }

    /// Has another [`Backend`] compute for this policy: all that [`hash`](Self::hash),
    /// [`verify`](Self::verify), [`authenticate`](Self::authenticate) and
    /// [`LegacyHash::verify_and_upgrade`] do with it. What comes out is the same.
    #[must_use]
    pub fn with_backend(self, backend: Backend) -> Self {
        let arithmetic = backend.arithmetic();
        Self { arithmetic, ..self }
    }

    /// Denies an algorithm at [`authenticate`](Self::authenticate), with the same work, once the
    /// time to move is over. What is current, as [`needs_rehash`](Self::needs_rehash) says, is never
    /// refused: of Argon2, the weaker hashes are. The other functions do not refuse.
    #[must_use]
    pub fn refuse(mut self, algorithm: Algorithm) -> Self {
        self.refused.push(algorithm);
        self
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
        // Under a scheme that peppers, what looks like the policy's own is another computation.
        let plain = self.own.normalization();
        let all_plain = self
            .schemes
            .iter()
            .all(|(_, scheme)| scheme.is_plain(plain));
        let is_foreign = |sample: &&LegacyHash| !(all_plain && self.makes(sample));
        let foreign = self.samples.iter().filter(is_foreign);
        self.expected = Expected::new(foreign);
        self.expected.check(&self.limits, &self.keys)?;
        for (number, (label, scheme)) in self.schemes.iter().enumerate() {
            let mut former = self.schemes.iter().take(number);
            if *label == self.label || former.any(|(other, _)| other == label) {
                return Err(PolicyError::LabelTaken);
            }
            if scheme.has_empty_pepper() {
                return Err(PolicyError::SecretEmpty);
            }
            if scheme.hides_passwords() {
                return Err(PolicyError::PepperHidesPassword);
            }
            if scheme.normalization() > self.own.normalization() {
                return Err(PolicyError::NormalizationLost);
            }
        }
        if self.is_above_ceiling(self.cost) {
            return Err(PolicyError::CeilingBelowCost);
        }
        Ok(self)
    }
}

fn valid_cost(memory_kib: u32, iterations: u32, lanes: u32) -> Result<Argon2Cost, PolicyError> {
    Argon2Cost::checked(memory_kib, iterations, lanes)
        .map_err(|field| PolicyError::InvalidCost { field })
}
