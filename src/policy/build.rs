//! The construction of a policy, in one place: what `Policy::checked` refuses cannot exist.

use argon2::KeyId;

use crate::algorithm::Algorithm;
use crate::backend::Backend;
use crate::error::{Param, PolicyError};
use crate::expected::Expected;
use crate::format::argon2_parameters::Argon2Cost;
use crate::format::table::Format;
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::limits::{Excess, len_at_most};
use crate::normalization::Normalization;
use crate::policy::owasp::meets_floors;
use crate::policy::{Policy, SALT_LEN};
use crate::scheme::Scheme;

impl Policy {
    /// Hashes new passwords at this cost: memory in KiB, iterations and lanes.
    ///
    /// Each step of a policy's construction must leave it sound: to go over the limits raise them
    /// first, and to tighten them lower the cost first.
    ///
    /// OWASP's choices, each as strong as the others: 47104 KiB × 1, 19456 × 2, 12288 × 3,
    /// 9216 × 4, 7168 × 5, all with one lane. Less than each of them is an error here (mind the unit,
    /// 64 is 64 KiB), and asks for [`with_weak_cost`](Self::with_weak_cost).
    ///
    /// # Errors
    /// [`InvalidCost`](PolicyError::InvalidCost) outside Argon2's ranges,
    /// [`WeakCost`](PolicyError::WeakCost) below all that OWASP recommends,
    /// [`AboveLimits`](PolicyError::AboveLimits) over the policy's limits,
    /// [`CeilingBelowCost`](PolicyError::CeilingBelowCost) over its ceiling.
    pub fn with_cost(
        self,
        memory_kib: u32,
        iterations: u32,
        lanes: u32,
    ) -> Result<Self, PolicyError> {
        let cost = valid_cost(memory_kib, iterations, lanes)?;
        if !meets_floors(cost) {
            return Err(PolicyError::WeakCost);
        }
        Self { cost, ..self }.checked()
    }

    /// Hashes new passwords at a cost that may be below all that OWASP recommends: for tests, and for
    /// machines that have no more. Whoever steals such a table tests passwords faster than they
    /// should.
    ///
    /// # Errors
    /// As [`with_cost`](Self::with_cost), but for [`WeakCost`](PolicyError::WeakCost).
    pub fn with_weak_cost(
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
    /// libraries read strings with a `keyid`; [`with_unnamed_secret`](Self::with_unnamed_secret) is
    /// for what they write.
    ///
    /// Before a new secret is used, every release of the service that may still run, or be gone back
    /// to, has to know it: [`with_known_secret`](Self::with_known_secret).
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
    /// [`SecretEmpty`](PolicyError::SecretEmpty), [`SecretTooShort`](PolicyError::SecretTooShort)
    /// below 16 bytes; [`AboveLimits`](PolicyError::AboveLimits) if the texts become longer than the
    /// limits allow.
    pub fn with_secret(
        mut self,
        key_id: impl AsRef<[u8]>,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, PolicyError> {
        self.keys
            .add(valid_name(key_id.as_ref())?, secret.as_ref())?;
        self.checked()
    }

    /// Knows a secret for verification only: hashes under it verify and stay as they are, and new
    /// hashes are made as if it were not there.
    ///
    /// This is how a secret comes in without locking anybody out. First a release goes out that knows
    /// it; once that runs everywhere, the next one makes hashes with it. While both run, each
    /// verifies what the other wrote, and the later one can be rolled back.
    ///
    /// ```
    /// use legacy_hash::{LegacyHash, Policy, Upgrade};
    ///
    /// let (former, secret) = ("the secret of 2025 ..............", "32 bytes out of the key store ..");
    /// let release_1 = Policy::default().with_secret("2025", former)?.with_known_secret("2026", secret)?;
    /// let release_2 = Policy::default().with_secret("2025", former)?.with_secret("2026", secret)?;
    ///
    /// let new = LegacyHash::from(release_2.hash("correct horse")?);
    /// assert_eq!(new.verify_and_upgrade("correct horse", &release_1)?, Upgrade::Current);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyIdLength`](PolicyError::KeyIdLength), [`KeyIdTaken`](PolicyError::KeyIdTaken),
    /// [`SecretEmpty`](PolicyError::SecretEmpty). A shorter secret than
    /// [`with_secret`](Self::with_secret) asks for is taken: hashes of another system may have one.
    /// Those under it move.
    pub fn with_known_secret(
        mut self,
        key_id: impl AsRef<[u8]>,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, PolicyError> {
        self.keys
            .add_known(valid_name(key_id.as_ref())?, secret.as_ref())?;
        self.checked()
    }

    /// Hashes new passwords with a secret that the texts do not name, as services do that keep a
    /// version of their own beside each hash. All Argon2 hashes without a `keyid` are verified with
    /// it, those under the label of a [scheme](Self::with_scheme) excepted: hashes that were made
    /// without a secret need such a label, or their passwords are "wrong".
    ///
    /// Such a secret was chosen by the service that wrote the table, and is taken whatever its length;
    /// below 16 bytes move on. To move on to a named secret, add [`with_secret`](Self::with_secret)
    /// behind this one.
    ///
    /// # Errors
    /// [`SecretEmpty`](PolicyError::SecretEmpty); [`KeyIdTaken`](PolicyError::KeyIdTaken) for a second
    /// one.
    pub fn with_unnamed_secret(mut self, secret: impl AsRef<[u8]>) -> Result<Self, PolicyError> {
        self.keys.add(KeyId::EMPTY, secret.as_ref())?;
        self.checked()
    }

    /// Says which expensive hashes the population still holds, by a sample of each: bcrypt of the
    /// highest cost, and older Argon2. While the migration lasts,
    /// [`authenticate`](Self::authenticate) then does the work of each of them once at every call,
    /// on the account's own hash where it has one and on the sample where it has not, so that the
    /// time does not tell who has moved. [`sign_in_cost`](Self::sign_in_cost) says what that costs.
    ///
    /// Samples of equal work are one, and those of plain digests none. Of bcrypt the dearest stands for
    /// all below it: a hash of less cost is made up to its work. Called again, the newer
    /// samples stand in place of the former.
    ///
    /// # Errors
    /// [`AboveLimits`](PolicyError::AboveLimits) if a sample is over the limits or all together are
    /// over [`Limits::sign_in_work_kib`]; [`UnknownKey`](PolicyError::UnknownKey) for a sample with
    /// a secret that the policy does not know; [`Context`](PolicyError::Context) for one without what
    /// goes into it from other columns.
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
    /// not arrive; [`PepperTwice`](PolicyError::PepperTwice);
    /// [`PepperNotArgon2`](PolicyError::PepperNotArgon2) for a secret of Argon2's in a scheme of
    /// another algorithm; [`NeverBare`](PolicyError::NeverBare);
    /// [`NormalizationLost`](PolicyError::NormalizationLost) if the scheme normalises further than
    /// the policy: say [`with_normalization`](Self::with_normalization) first;
    /// [`PepperHidesPassword`](PolicyError::PepperHidesPassword) for a pepper of more than 64 bytes
    /// in front of passwords that bcrypt may hash; [`AboveLimits`](PolicyError::AboveLimits) if
    /// [expected](Self::with_expected) hashes, which a pepper makes more of, come to too much work.
    pub fn with_scheme(
        mut self,
        label: impl ToString,
        scheme: Scheme,
    ) -> Result<Self, PolicyError> {
        self.schemes.push((label.to_string(), scheme));
        self.checked()
    }

    /// Says what the bare texts of rows without a label are: an unsalted digest, or another format that
    /// has to be declared. Texts that bear the mark of a format are read as what they say, so that the
    /// column may hold old hashes and new ones.
    ///
    /// ```
    /// use legacy_hash::{Algorithm, Policy};
    ///
    /// let policy = Policy::default().with_bare(Algorithm::Md5)?;
    /// let old = policy.parse("5f4dcc3b5aa765d61d8327deb882cf99")?;
    /// assert_eq!(old.algorithm(), Algorithm::Md5);
    /// let new = policy.hash("password")?.to_string();
    /// assert_eq!(policy.parse(&new)?.algorithm(), Algorithm::Argon2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`NeverBare`](PolicyError::NeverBare) for a format whose texts always bear a mark, and for plain text.
    pub fn with_bare(self, format: impl Into<Format>) -> Result<Self, PolicyError> {
        let own = self.own.clone().with_bare(format);
        Self { own, ..self }.checked()
    }

    /// Says that blanks and line breaks behind the texts of rows without a label are no part of them
    /// ([`Scheme::with_padding_trimmed`]).
    #[must_use]
    pub fn with_padding_trimmed(self) -> Self {
        let own = self.own.with_padding_trimmed();
        Self { own, ..self }
    }

    /// Gives new hashes another label. Rows under the former one are unknown from then on: say how
    /// they are read, by `with_scheme("argon2id", Scheme::detect())` and the normalisation that
    /// there was. Keep that scheme: a hash that is current stays as it is, and its label with it.
    ///
    /// # Errors
    /// [`LabelTaken`](PolicyError::LabelTaken) if a scheme has it.
    pub fn with_label(self, label: impl ToString) -> Result<Self, PolicyError> {
        let label = label.to_string().into();
        Self { label, ..self }.checked()
    }

    /// Normalises passwords before they are hashed, and before they are verified against the
    /// policy's own hashes and all others without a label. Old hashes of passwords that were not
    /// normalised need a label, and a scheme that says so.
    ///
    /// # Errors
    /// [`NormalizationLost`](PolicyError::NormalizationLost) if a scheme normalises further.
    pub fn with_normalization(self, normalization: Normalization) -> Result<Self, PolicyError> {
        let own = self.own.clone().with_normalization(normalization);
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
    /// time to move is over. The user is right and is locked out all the same, so an operator
    /// [should look](crate::Denial::is_operator_fault) at who that is.
    ///
    /// What this or an earlier policy of the service may have made is never refused, whatever its cost
    /// and secret: of Argon2 only Argon2i, Argon2d, version 0x10, and tags of less than 32 bytes
    /// are. `parse`, [`verify`](Self::verify) and
    /// [`verify_and_upgrade`](LegacyHash::verify_and_upgrade) do not refuse.
    #[must_use]
    pub fn refuse(mut self, algorithm: Algorithm) -> Self {
        self.refused.push(algorithm);
        self
    }

    /// What every change of a policy must leave true: it reads, verifies and keeps what it makes.
    fn checked(mut self) -> Result<Self, PolicyError> {
        let limits = &self.limits;
        let text = self.max_encoded_len();
        limits
            .check(&self.cost.of(0, 0))
            .and_then(|()| len_at_most(Param::Salt, SALT_LEN, limits.salt_bytes))
            .and_then(|()| len_at_most(Param::Encoded, text, limits.encoded_bytes))
            .map_err(Excess::in_policy)?;
        self.own.check()?;
        // Under a scheme that peppers, what looks like the policy's own is another computation.
        let all_plain = (self.schemes.iter()).all(|(_, scheme)| self.is_plain(scheme));
        let is_foreign = |sample: &&LegacyHash| !(all_plain && self.makes(sample));
        for sample in self.samples.iter() {
            let verifier = sample.verifier();
            let cost = verifier.check_cost(&self.limits);
            cost.map_err(Excess::in_policy)?;
            let context = verifier.check_context();
            context.map_err(PolicyError::Context)?;
        }
        let foreign = self.samples.iter().filter(is_foreign);
        self.expected = Expected::new(foreign);
        self.expected.check(&self.limits, &self.keys)?;
        for (number, (label, scheme)) in self.schemes.iter().enumerate() {
            let mut former = self.schemes.iter().take(number);
            if **label == *self.label || former.any(|(other, _)| other == label) {
                return Err(PolicyError::LabelTaken);
            }
            scheme.check()?;
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

/// A name of 1 to 8 bytes.
fn valid_name(name: &[u8]) -> Result<KeyId, PolicyError> {
    let key_id = KeyId::new(name).ok().filter(|key_id| !key_id.is_empty());
    key_id.ok_or(PolicyError::KeyIdLength)
}

fn valid_cost(memory_kib: u32, iterations: u32, lanes: u32) -> Result<Argon2Cost, PolicyError> {
    Argon2Cost::checked(memory_kib, iterations, lanes)
        .map_err(|field| PolicyError::InvalidCost { field })
}
