//! What new hashes look like, and which old ones may stay.

mod build;
mod calibrate;
mod owasp;

use std::sync::Arc;

use password_hash::try_generate_salt;

use crate::algorithm::Algorithm;
use crate::backend::{Arithmetic, Backend, Engine};
use crate::cost::Cost;
use crate::error::{HashError, ParseError, VerifyError};
use crate::expected::Expected;
use crate::format::Checked;
use crate::format::argon2::Argon2Hash;
use crate::format::argon2::Candidate;
use crate::format::argon2_parameters::{Argon2Cost, Argon2Variant, Argon2Version};
use crate::format::table::Format;
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::normalization::Unprepared;
use crate::parse::{Reading, parse_within};
use crate::policy::owasp::meets_floors;
use crate::scheme::{Prepared, Scheme};
use crate::secret::Keyring;

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

/// The label of new hashes, if the service does not give another.
const LABEL: &str = "argon2id";

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
    /// How hashes without a label are read, the policy's own among them.
    own: Scheme,
    label: Arc<str>,
    schemes: Vec<(String, Scheme)>,
    arithmetic: &'static dyn Arithmetic,
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
            own: Scheme::detect(),
            label: LABEL.into(),
            schemes: Vec::new(),
            arithmetic: Backend::default().arithmetic(),
        }
    }
}

impl Policy {
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

    /// What to store beside a new hash, where rows carry a label: `argon2id`, or what
    /// [`with_label`](Self::with_label) says.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    pub(crate) fn shared_label(&self) -> Arc<str> {
        Arc::clone(&self.label)
    }

    /// What a stored hash may ask for.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The samples that [`with_expected`](Self::with_expected) was given.
    #[must_use]
    pub fn expected(&self) -> &[LegacyHash] {
        &self.samples
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

    /// [`LegacyHash::parse`], under the policy's limits, and as the policy has been told of texts
    /// without a label ([`with_bare`](Self::with_bare),
    /// [`with_padding_trimmed`](Self::with_padding_trimmed)).
    ///
    /// # Errors
    /// As there.
    pub fn parse(&self, encoded: &str) -> Result<LegacyHash, ParseError> {
        self.own.parse(encoded, &self.limits)
    }

    /// [`LegacyHash::parse_as`], under the policy's limits.
    ///
    /// # Errors
    /// As there.
    pub fn parse_as(
        &self,
        format: impl Into<Format>,
        encoded: &str,
    ) -> Result<LegacyHash, ParseError> {
        parse_within(Reading::of(format.into()), encoded, &self.limits)
    }

    /// Hashes a new password: for registration, and for a password change.
    ///
    /// # Errors
    /// [`PasswordEmpty`](HashError::PasswordEmpty),
    /// [`PasswordTooLong`](HashError::PasswordTooLong) and
    /// [`PasswordNotUtf8`](HashError::PasswordNotUtf8) are about the password, the others about
    /// the machine.
    pub fn hash(&self, password: impl AsRef<[u8]>) -> Result<Argon2Hash, HashError> {
        self.hash_with_salt(password.as_ref(), &Self::fresh_salt()?)
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
        let prepared = self.own.prepare(password).map_err(|error| match error {
            Unprepared::NotUtf8 => HashError::PasswordNotUtf8,
            // The policy's own input is the password itself.
            Unprepared::NotEncodable | Unprepared::TooLong | Unprepared::Internal => {
                HashError::Internal
            }
        })?;
        Ok(self.compute(prepared.bytes(), salt)?.release())
    }

    /// Hashes these bytes, whatever they are.
    pub(crate) fn compute(&self, input: &[u8], salt: &[u8]) -> Result<Candidate, HashError> {
        let (key_id, secret) = self.keys.newest();
        let arithmetic = self.arithmetic;
        Argon2Hash::blank(self.cost, &key_id, salt, TAG_LEN)
            .map_err(|_| HashError::SaltLength)?
            .with_tag_of(input, Engine { secret, arithmetic })
    }

    /// Checks a password under the policy's limits, with its secrets and its normalisation. Rows
    /// that are read by a [scheme](Self::with_scheme) go through
    /// [`verify_stored`](Self::verify_stored) instead.
    ///
    /// # Errors
    /// As [`LegacyHash::verify`].
    pub fn verify(
        &self,
        stored: &LegacyHash,
        password: impl AsRef<[u8]>,
    ) -> Result<(), VerifyError> {
        self.verify_typed(stored, password.as_ref()).map(drop)
    }

    /// The same, answering how much of the password was checked.
    pub(crate) fn verify_typed(
        &self,
        stored: &LegacyHash,
        typed: &[u8],
    ) -> Result<Checked, VerifyError> {
        let (input, engine) = self.ready(stored, typed)?;
        let verifier = stored.verifier();
        verifier.verify(input.input(), engine)
    }

    /// What goes into a hash that may be computed, and with what.
    pub(crate) fn ready<'a>(
        &self,
        stored: &LegacyHash,
        typed: &'a [u8],
    ) -> Result<(Prepared<'a>, Engine<'_>), VerifyError> {
        stored.check_password(typed, &self.limits)?;
        let secret = self.secret_of(stored)?;
        let prepared = self.own.prepare(typed);
        let algorithm = stored.algorithm();
        let prepared = prepared.map_err(|error| match error {
            Unprepared::NotUtf8 | Unprepared::NotEncodable => VerifyError::PasswordInvalid,
            Unprepared::TooLong => VerifyError::ValueTooLong { algorithm },
            Unprepared::Internal => VerifyError::Internal { algorithm },
        })?;
        let arithmetic = self.arithmetic;
        Ok((prepared, Engine { secret, arithmetic }))
    }

    /// Whether a hash should give way to a new one. (One under a [scheme](Self::with_scheme) that
    /// peppers, or normalises in another way, always should: `authenticate` sees to that.)
    ///
    /// It is current, and may stay, if all of this holds:
    ///
    /// * it is Argon2id of version 0x13;
    /// * its salt has 16 bytes or more, and its tag 32 or more;
    /// * it was made with the policy's newest secret, or without one if the policy has none, or
    ///   with one that is [known for verification](Self::with_known_secret);
    /// * its memory is no less than the policy's, nor is its memory times its iterations (lanes do
    ///   not count): being stronger is no reason to move;
    /// * if it has fewer iterations than the policy, it has the memory that OWASP asks for with so
    ///   few: 47104 KiB × 1 may stay under 19456 KiB × 2, and 38912 KiB × 1 may not;
    /// * it is not over the [ceiling](Self::with_cost_ceiling), if there is one.
    #[deny(clippy::wildcard_enum_match_arm)]
    #[must_use]
    pub fn needs_rehash(&self, hash: &LegacyHash) -> bool {
        match hash {
            LegacyHash::Argon2(hash) => !self.is_strong(hash),
            LegacyHash::Md5(_)
            | LegacyHash::Sha1(_)
            | LegacyHash::Sha256(_)
            | LegacyHash::Bcrypt(_)
            | LegacyHash::Dynamic(_) => true,
        }
    }

    fn is_strong(&self, hash: &Argon2Hash) -> bool {
        let cost = hash.cost();
        hash.variant() == Argon2Variant::Argon2id
            && hash.version() == Argon2Version::V0x13
            && hash.salt().len() >= SALT_LEN
            && hash.tag().len() >= TAG_LEN
            && self.keys.is_current(&hash.named_key())
            && self.is_enough(cost)
            && !self.is_above_ceiling(cost)
    }

    /// Whether a cost is no less than the policy's.
    fn is_enough(&self, cost: Argon2Cost) -> bool {
        let is_traded = cost.iterations() < self.cost.iterations();
        let is_below = meets_floors(self.cost) && !meets_floors(cost);
        cost.memory_kib() >= self.cost.memory_kib()
            && cost.memory_time_kib() >= self.cost.memory_time_kib()
            && !(is_traded && is_below)
    }

    /// Whether a hash that is dearer than the policy's own moves all the same, and not for being
    /// above the ceiling. Under a scheme that is not [plain](Self::is_plain) every hash moves.
    pub(crate) fn brings_down(&self, hash: &LegacyHash, is_plain: bool) -> bool {
        let LegacyHash::Argon2(hash) = hash else {
            return false;
        };
        let (cost, own) = (hash.cost(), self.cost);
        let is_dearer = self.is_enough(cost)
            && (cost.memory_kib() > own.memory_kib()
                || cost.memory_time_kib() > own.memory_time_kib());
        let moves = !is_plain || !self.is_strong(hash);
        is_dearer && moves && !self.is_above_ceiling(cost)
    }

    /// Whether verifying this hash is the very work of making a new one, and nothing would replace
    /// it.
    pub(crate) fn makes(&self, hash: &LegacyHash) -> bool {
        matches!(hash, LegacyHash::Argon2(hash) if hash.cost() == self.cost && self.is_strong(hash))
    }

    /// The salt of a new hash.
    pub(crate) fn fresh_salt() -> Result<[u8; SALT_LEN], HashError> {
        try_generate_salt().map_err(|_| HashError::Random)
    }

    /// The secret of a hash without a label that is within the limits.
    fn secret_of(&self, hash: &LegacyHash) -> Result<&[u8], VerifyError> {
        hash.secret_within(&self.limits, &self.keys)
    }

    /// The secret of a hash under a scheme, if it is within the limits: the one that it names, or
    /// else the scheme's own.
    pub(crate) fn secret_under<'a>(
        &'a self,
        scheme: &'a Scheme,
        hash: &LegacyHash,
    ) -> Result<&'a [u8], VerifyError> {
        let secret = self.secret_of(hash)?;
        let names_one = !hash.verifier().key_id().is_empty();
        match scheme.argon2_secret() {
            Some(pepper) if !names_one => Ok(pepper),
            None if !names_one && !core::ptr::eq(scheme, &self.own) => Ok(&[]),
            _ => Ok(secret),
        }
    }

    /// Whether passwords go into a scheme's hashes as they do into the policy's own.
    pub(crate) fn is_plain(&self, scheme: &Scheme) -> bool {
        let is_own = core::ptr::eq(scheme, &self.own);
        // Under another scheme, a hash that names no secret was made without one.
        is_own || scheme.is_plain(self.own.normalization()) && !self.keys.has_unnamed()
    }

    /// How hashes without a label are read.
    pub(crate) const fn own(&self) -> &Scheme {
        &self.own
    }

    /// How hashes of this label are read, if it is known.
    pub(crate) fn scheme(&self, label: &str) -> Option<&Scheme> {
        if *label == *self.label {
            return Some(&self.own);
        }
        let mut schemes = self.schemes.iter();
        schemes
            .find(|(name, _)| name == label)
            .map(|(_, scheme)| scheme)
    }

    /// Whether a hash is refused: not one that this or another policy may have made, whatever its
    /// cost and its secret were.
    pub(crate) fn refuses(&self, hash: &LegacyHash) -> bool {
        let may_be_own = matches!(hash, LegacyHash::Argon2(hash)
            if hash.variant() == Argon2Variant::Argon2id
                && hash.version() == Argon2Version::V0x13
                && hash.tag().len() >= TAG_LEN);
        self.refused.contains(&hash.algorithm()) && !may_be_own
    }

    /// Does the expected work that an account's own hash has not done.
    pub(crate) fn compute_others(
        &self,
        done: Option<Cost>,
        password: &[u8],
    ) -> Result<(), VerifyError> {
        let (keys, arithmetic) = (&self.keys, self.arithmetic);
        self.expected
            .compute_others(done, password, keys, arithmetic)
    }

    pub(crate) const fn expected_work(&self) -> &Expected {
        &self.expected
    }

    /// The same policy with a stand-in for the arithmetic.
    #[cfg(test)]
    pub(crate) fn computed_by(self, arithmetic: &'static dyn Arithmetic) -> Self {
        Self { arithmetic, ..self }
    }

    pub(crate) const fn arithmetic(&self) -> &'static dyn Arithmetic {
        self.arithmetic
    }

    fn is_above_ceiling(&self, cost: Argon2Cost) -> bool {
        self.ceiling.is_some_and(|ceiling| {
            cost.memory_kib() > ceiling.memory_kib()
                || cost.memory_time_kib() > ceiling.memory_time_kib()
        })
    }
}
