//! One user: from JSON to what a table takes.

use legacy_hash::{
    Argon2Hash, Denial, HashError, LegacyHash, Limits, ParseError, Policy, PolicyError, Stored,
};
use zeroize::Zeroizing;

use crate::identifier::{Folding, Kind};
use crate::import::{Imported, ImportedPassword};
use crate::logto::json::{Fields, object};
use crate::logto::values::{
    Form, SPELLINGS, Values, is_any_phone, is_any_user_name, is_column, is_email, is_phone,
    is_user_name,
};
use crate::logto::{FieldNames, LEGACY, METHODS, RecordError, SetupError, legacy};

/// Logto's columns of identifiers have so many characters.
const MAX_CHARS: usize = 128;

/// A password in plain text.
type Plain = Zeroizing<Vec<u8>>;

/// A user who was read.
pub(crate) struct Record {
    /// The user. A password in plain text is still to come.
    pub(crate) user: Imported,
    /// One that is still to be hashed.
    pub(crate) plain: Option<Plain>,
}

/// The stricter of these limits and [`Limits::strict`], each by itself, but for salts: a long one costs
/// nothing.
pub(crate) fn strictest(limits: &Limits) -> Limits {
    let strict = Limits::strict();
    let mut both = *limits;
    both.encoded_bytes = both.encoded_bytes.min(strict.encoded_bytes);
    both.password_bytes = both.password_bytes.min(strict.password_bytes);
    both.memory_kib = both.memory_kib.min(strict.memory_kib);
    both.work_kib = both.work_kib.min(strict.work_kib);
    both.lanes = both.lanes.min(strict.lanes);
    both.sign_in_work_kib = both.sign_in_work_kib.min(strict.sign_in_work_kib);
    both
}

/// How records are read.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    policy: Policy,
    limits: Limits,
    /// Says of a hash whether it is within the limits.
    costs: Policy,
    folding: Folding,
    names: FieldNames,
}

impl Rules {
    pub(crate) fn new(
        policy: Policy,
        limits: Limits,
        folding: Folding,
    ) -> Result<Self, SetupError> {
        for (method, _) in METHODS {
            let marker = policy.read(Stored::under(method, "!"));
            if !matches!(marker, Err(Denial::Disabled(_))) {
                return Err(SetupError::NoScheme(method));
            }
        }
        // A policy checks expected hashes against its limits, and this one is there for that alone.
        // Its own cost is the smallest, to be within any limits.
        let mut alone = limits;
        alone.sign_in_work_kib = u64::MAX;
        let costs = Policy::default()
            .with_weak_cost(8, 1, 1)?
            .with_limits(alone)?;
        Ok(Self {
            policy,
            limits,
            costs,
            folding,
            names: FieldNames::default(),
        })
    }

    /// The same under other limits.
    pub(crate) fn with_limits(self, limits: Limits) -> Result<Self, SetupError> {
        let rules = Self::new(self.policy, limits, self.folding)?;
        Ok(rules.with_names(self.names))
    }

    /// The same with other names for fields.
    pub(crate) fn with_names(self, names: FieldNames) -> Self {
        Self { names, ..self }
    }

    /// The fields of a record, under Logto's names.
    pub(crate) fn fields<'f>(&'f self, text: &'f [u8]) -> Result<Fields<'f>, RecordError> {
        self.names.apply(Fields::read(text)?)
    }

    /// What an identifier is looked up by.
    pub(crate) fn key(&self, kind: Kind, spelled: &str) -> Option<String> {
        self.folding.key(kind, spelled)
    }

    /// What else a user name could be taken for, and is first: whoever types it means the account
    /// with this address or number.
    pub(crate) fn taken_for(&self, user_name: &str) -> Option<(Kind, String)> {
        let first = self.folding.read(user_name).keys().first().cloned();
        first.filter(|(kind, _)| *kind != Kind::UserName)
    }

    /// A hash of the policy's own, as a table takes it.
    pub(crate) fn own(&self, hash: &Argon2Hash) -> ImportedPassword {
        ImportedPassword {
            label: self.policy.label().to_owned(),
            text: hash.to_string().into(),
        }
    }

    /// Whether somebody can sign in with it: it is not empty, no marker, and of no method whose
    /// formats are not read yet.
    pub(crate) fn reads(&self, password: &ImportedPassword) -> bool {
        let row = Stored::under(&password.label, password.text.as_str());
        self.policy.read(row).is_ok()
    }

    /// The place of one that is still to be made.
    pub(crate) fn pending(&self) -> ImportedPassword {
        ImportedPassword::pending(self.policy.label())
    }

    /// Reads a record.
    pub(crate) fn read(&self, form: Form, fields: &Fields<'_>) -> Result<Record, RecordError> {
        let has_column = |name: &str| is_column(name) && (name != "id" || form == Form::File);
        let rest = || fields.iter().filter(|(name, _)| !has_column(name));
        rest().try_for_each(|(name, value)| self.names.check(name, value))?;
        let values = Values { fields, form };
        let identifiers = self.identifiers(values)?;
        let id = match form {
            Form::File => values.id()?,
            Form::Request => None,
        };
        if form == Form::File && id.is_none() && identifiers.is_empty() {
            return Err(RecordError::NoIdentifier);
        }
        let (is_locked, last_active) = (values.is_suspended()?, values.last_sign_in()?);
        let (plain, password) = self.password(values)?;
        Ok(Record {
            user: Imported {
                id,
                identifiers,
                password,
                is_locked,
                last_active,
                attributes: object(rest()),
            },
            plain,
        })
    }

    fn identifiers(&self, values: Values<'_>) -> Result<Vec<(Kind, String)>, RecordError> {
        type Shape = fn(&str) -> bool;
        // Logto's own accounts have user names and numbers of its own shapes; those of an export
        // may come from another system.
        let (user_name, phone): (Shape, Shape) = match values.form {
            Form::File => (is_any_user_name, is_any_phone),
            Form::Request => (is_user_name, is_phone),
        };
        // Logto looks for an account that has one of them in this order.
        let kinds: [(Kind, &'static str, Shape); 3] = [
            (Kind::UserName, "username", user_name),
            (Kind::Email, "primaryEmail", is_email),
            (Kind::Phone, "primaryPhone", phone),
        ];
        let mut identifiers = Vec::new();
        for (kind, name, is_shaped) in kinds {
            let Some(text) = values.text(name)? else {
                continue;
            };
            if text.is_empty() && values.form == Form::File {
                continue;
            }
            if !is_shaped(&text) {
                return Err(RecordError::Field(name));
            }
            if text.chars().count() > MAX_CHARS {
                return Err(RecordError::TooLong(name));
            }
            self.key(kind, &text).ok_or(RecordError::Field(name))?;
            identifiers.push((kind, text));
        }
        Ok(identifiers)
    }

    /// The password in plain text, and the one that is hashed: one at the most.
    fn password(
        &self,
        values: Values<'_>,
    ) -> Result<(Option<Plain>, Option<ImportedPassword>), RecordError> {
        let plain = values
            .text("password")?
            .map(|text| Zeroizing::new(text.into_bytes()));
        if let Some(plain) = &plain {
            if plain.is_empty() {
                return Err(RecordError::Field("password"));
            }
            let (actual, limit) = (plain.len(), self.policy.limits().password_bytes);
            if actual > limit {
                let (actual, limit) = (actual as u64, limit as u64);
                let error = HashError::PasswordTooLong { actual, limit };
                return Err(RecordError::Password(error));
            }
        }
        let [newer, older] = SPELLINGS.map(|names| values.hashed(names));
        let (digest, method) = match (newer?, older?) {
            ((Some(_), _), (Some(_), _)) => return Err(RecordError::TwoDigests),
            ((None, None), older) | ((None, Some(_)), older @ (Some(_), _)) => older,
            (newer, _) => newer,
        };
        let is_empty = digest.as_ref().is_none_or(String::is_empty);
        if plain.is_some() && !is_empty {
            return Err(RecordError::PasswordAndDigest);
        }
        if method == Some(LEGACY) && is_empty {
            return Err(RecordError::NoLegacyDigest);
        }
        match (digest, method) {
            (None, _) => Ok((plain, None)),
            (Some(_), _) if plain.is_some() => Ok((plain, None)),
            (Some(digest), None) if !digest.is_empty() => Err(RecordError::AlgorithmRequired),
            (Some(digest), method) => {
                // Logto asks for no method beside an empty digest. It is kept: what is empty is
                // somebody without a password, and not somebody whose password is unknown.
                let label = method.unwrap_or("Argon2id");
                self.check(label, &digest)?;
                let (label, text) = (label.to_owned(), digest.into());
                Ok((None, Some(ImportedPassword { label, text })))
            }
        }
    }

    /// Whether somebody could ever sign in with this digest.
    fn check(&self, label: &str, digest: &str) -> Result<(), RecordError> {
        if digest.len() > self.limits.encoded_bytes {
            return Err(RecordError::Digest(ParseError::TooLong));
        }
        if label == LEGACY {
            legacy::check(digest)?;
        }
        match self.policy.read(Stored::under(label, digest)) {
            Ok(hash) => self.check_cost(hash),
            // What is not read yet is kept for when it is.
            Err(Denial::Unsupported(_)) if label == LEGACY => Ok(()),
            // A marker is no fault of the record: the user has no password, and stays without. But
            // it may be any text, and PostgreSQL refuses a whole batch for one NUL.
            Err(Denial::Disabled(_)) if !digest.chars().any(char::is_control) => Ok(()),
            Err(Denial::Unreadable(error)) => Err(RecordError::Digest(error)),
            Err(Denial::Unsupported(function)) => {
                Err(RecordError::Digest(ParseError::UnsupportedFunction {
                    function,
                }))
            }
            Err(_) => Err(RecordError::Digest(ParseError::Unrecognized)),
        }
    }

    fn check_cost(&self, hash: LegacyHash) -> Result<(), RecordError> {
        match self.costs.clone().with_expected([hash]) {
            Err(PolicyError::AboveLimits {
                param,
                actual,
                limit,
            }) => Err(RecordError::LimitExceeded {
                param,
                actual,
                limit,
            }),
            // A secret that is not known yet can still be given to the policy.
            Ok(_) | Err(_) => Ok(()),
        }
    }
}
