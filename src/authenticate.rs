//! The login endpoint's entry: the same work in every state of the account.

use std::borrow::Cow;

use crate::algorithm::Algorithm;
use crate::backend::Engine;
use crate::denial::Denial;
use crate::error::{HashError, ParseError, VerifyError};
use crate::format::Checked;
use crate::format::argon2::Candidate;
use crate::hash::LegacyHash;
use crate::normalization::Unprepared;
use crate::policy::Policy;
use crate::scheme::{Prepared, Scheme};
use crate::stored::{Content, Stored};
use crate::text::{self, Marker};
use crate::upgrade::Upgrade;

/// Hashed in place of a password that is too long to be hashed.
const FILLER: [u8; 64] = [b'.'; 64];

/// The answer to a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the password may have been wrong"]
pub enum Authentication {
    /// The password is right: let the user in.
    Granted {
        /// What the stored hash was made with, for the statistics of the migration.
        algorithm: Algorithm,
        /// What to store, if anything.
        upgrade: Upgrade,
    },
    /// Anything else. The client gets one answer, whatever the reason.
    Denied(Denial),
}

impl Authentication {
    /// Whether the user is to be let in.
    #[must_use]
    pub const fn is_granted(&self) -> bool {
        matches!(self, Self::Granted { .. })
    }
}

impl Policy {
    /// Signs a user in, with the same work whatever the state of the account is: missing, disabled,
    /// unreadable, not yet moved, or current; the password right or wrong, empty or too long.
    ///
    /// Every call runs exactly one Argon2id at the policy's cost over what was typed. Where the
    /// stored hash is a current one of that very cost, this is the verification. Everywhere else it
    /// runs beside the hash's own verification and makes the candidate for the upgrade, before it
    /// is known whether the password is right; a wrong one wipes it. Expensive old schemes are
    /// made up for with [`with_expected`](Self::with_expected).
    ///
    /// A locked account is authenticated like any other, and refused afterwards by the caller.
    ///
    /// ```
    /// use legacy_hash::{Authentication, Policy, Upgrade};
    ///
    /// # let policy = Policy::default().with_weak_cost(8, 1, 1)?;
    /// # let row: Option<&str> = None;
    /// match policy.authenticate(row, "correct horse") {
    ///     Authentication::Granted { upgrade: Upgrade::Rehashed(new), .. } => {
    ///         println!("signed in; store {new} after the answer")
    ///     }
    ///     Authentication::Granted { .. } => println!("signed in"),
    ///     Authentication::Denied(denial) => {
    ///         if denial.is_operator_fault() {
    ///             eprintln!("for the operator: {denial}");
    ///         }
    ///         println!("wrong user name or password");
    ///     }
    /// }
    /// # Ok::<(), legacy_hash::PolicyError>(())
    /// ```
    pub fn authenticate<'a>(
        &self,
        stored: impl Into<Stored<'a>>,
        password: impl AsRef<[u8]>,
    ) -> Authentication {
        let stored = stored.into();
        let password = password.as_ref();
        let fault = self.fault_of(password);
        let typed = match fault {
            Some(Denial::PasswordTooLong) => FILLER.as_slice(),
            _ => password,
        };
        let scheme = self.scheme_of(&stored);
        let normalization = self.own().normalization();
        let is_plain = scheme.is_ok_and(|scheme| self.is_plain(scheme));
        let new_input = prepared(self.own().prepare(typed));
        // A normal form that is there already is not made again.
        let old_input = match scheme.unwrap_or(self.own()) {
            scheme if scheme.normalization() != normalization => prepared(scheme.prepare(typed)),
            scheme => match new_input.1 {
                None => prepared(scheme.pepper(Prepared::raw(new_input.0.bytes()))),
                fault => (Prepared::raw(&FILLER), fault),
            },
        };
        let account = scheme.and_then(|scheme| self.account(scheme, stored));
        let account = account.and_then(|(hash, secret)| {
            hash.check_password(typed, self.limits())?;
            Ok((hash, secret))
        });

        // All the work is done before anything is decided.
        let salt = Self::fresh_salt();
        let is_own = is_plain && account.as_ref().is_ok_and(|(hash, _)| self.makes(hash));
        let candidate =
            (!is_own).then(|| self.compute(new_input.0.bytes(), &salt.unwrap_or_default()));
        let arithmetic = self.arithmetic();
        let verdict = account.map(|(hash, secret)| {
            let engine = Engine { secret, arithmetic };
            let verdict = hash.verifier().verify(old_input.0.input(), engine);
            (hash, verdict)
        });
        let done = match &verdict {
            Ok((hash, checked)) if !is_own && was_computed(checked) => Some(hash.cost()),
            _ => None,
        };
        let others = self.compute_others(done, typed);

        // Which part has failed would tell in which state the account is.
        let has_failed = salt.is_err()
            || candidate.as_ref().is_some_and(Result::is_err)
            || matches!(verdict, Ok((_, Err(VerifyError::Internal { .. }))))
            || others.is_err()
            || [new_input.1, old_input.1].contains(&Some(Denial::Internal));
        if has_failed {
            return Authentication::Denied(Denial::Internal);
        }
        if let Some(fault) = fault.or(old_input.1) {
            return Authentication::Denied(fault);
        }
        let (hash, checked) = match verdict {
            Ok((hash, Ok(checked))) => (hash, checked),
            Ok((_, Err(error))) => return Authentication::Denied(error.into()),
            Err(denial) => return Authentication::Denied(denial),
        };
        let is_current = is_plain && !self.needs_rehash(&hash);
        let upgrade = match candidate {
            Some(_) if is_current => Upgrade::Current,
            None => Upgrade::Current,
            Some(candidate) => self.replace(checked, || match new_input.1 {
                None => candidate.map(Candidate::release),
                Some(Denial::PasswordNotUtf8) => Err(HashError::PasswordNotUtf8),
                Some(_) => Err(HashError::Internal),
            }),
        };
        Authentication::Granted {
            algorithm: hash.algorithm(),
            upgrade,
        }
    }

    /// Checks a password as [`authenticate`](Self::authenticate) does, under the scheme of the row's
    /// label, but with the work of the stored hash alone: for somebody who is signed in and says the
    /// old password to set a new one. It makes no new hash.
    ///
    /// ```
    /// use legacy_hash::{Denial, Pepper, Policy, Scheme, Stored};
    ///
    /// let old = Scheme::detect().with_pepper(Pepper::suffix("pepper"));
    /// let policy = Policy::default().with_scheme("v1", old)?;
    /// // bcrypt of "correct horsepepper".
    /// let hash = "$2b$04$2J8ovylQZBnqYx9qVnJHIu/yS/xkBFI1T2YNB3jEKV/IlTjbR8gPG";
    /// assert_eq!(policy.verify_stored(Stored::under("v1", hash), "correct horse"), Ok(()));
    /// let wrong = policy.verify_stored(Stored::under("v1", hash), "battery staple");
    /// assert_eq!(wrong, Err(Denial::WrongPassword));
    /// # Ok::<(), legacy_hash::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// Every [`Denial`], as there.
    pub fn verify_stored<'a>(
        &self,
        stored: impl Into<Stored<'a>>,
        password: impl AsRef<[u8]>,
    ) -> Result<(), Denial> {
        let (stored, password) = (stored.into(), password.as_ref());
        if let Some(fault) = self.fault_of(password) {
            return Err(fault);
        }
        let scheme = self.scheme_of(&stored);
        let (input, fault) = prepared(scheme.unwrap_or(self.own()).prepare(password));
        if let Some(fault) = fault {
            return Err(fault);
        }
        let (hash, secret) = self.account(scheme?, stored)?;
        hash.check_password(password, self.limits())?;
        let arithmetic = self.arithmetic();
        let engine = Engine { secret, arithmetic };
        hash.verifier().verify(input.input(), engine)?;
        Ok(())
    }

    /// What is wrong with a password, whatever is stored.
    fn fault_of(&self, password: &[u8]) -> Option<Denial> {
        match password.len() {
            0 => Some(Denial::PasswordEmpty),
            len if len > self.limits().password_bytes => Some(Denial::PasswordTooLong),
            _ => None,
        }
    }

    /// Reads what is stored as [`authenticate`](Self::authenticate) reads it: under the scheme of its
    /// label, and within the policy's limits on texts. For surveys of a table, which count what its
    /// rows hold. What it costs to verify is not looked at.
    ///
    /// ```
    /// use legacy_hash::{Algorithm, Policy, Scheme, Stored};
    ///
    /// let policy = Policy::default().with_scheme("v1", Scheme::of(Algorithm::Md5))?;
    /// let row = Stored::under("v1", "5f4dcc3b5aa765d61d8327deb882cf99");
    /// assert_eq!(policy.read(row).unwrap().algorithm(), Algorithm::Md5);
    /// # Ok::<(), legacy_hash::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// [`NoHash`](Denial::NoHash), [`Disabled`](Denial::Disabled),
    /// [`Unreadable`](Denial::Unreadable), [`Unsupported`](Denial::Unsupported),
    /// [`UnknownLabel`](Denial::UnknownLabel), [`PepperHidesPassword`](Denial::PepperHidesPassword).
    pub fn read<'a>(&self, stored: impl Into<Stored<'a>>) -> Result<LegacyHash, Denial> {
        let stored = stored.into();
        let hash = self.content(self.scheme_of(&stored)?, stored)?;
        Ok(hash.into_owned())
    }

    /// Whether [`authenticate`](Self::authenticate) would leave what is stored as it is: a hash that
    /// needs no [rehash](Self::needs_rehash), under a scheme that does to a password what the policy
    /// does. What cannot be read, or is denied over the limits, is not current.
    ///
    /// ```
    /// use legacy_hash::{Pepper, Policy, Scheme, Stored};
    ///
    /// let peppered = Scheme::detect().with_pepper(Pepper::suffix("the old pepper"));
    /// let policy = Policy::default().with_scheme("v1", peppered)?;
    /// let text = policy.hash("correct horse")?.to_string();
    /// assert!(policy.is_current(&text));
    /// assert!(!policy.is_current(Stored::under("v1", &text)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_current<'a>(&self, stored: impl Into<Stored<'a>>) -> bool {
        let stored = stored.into();
        self.scheme_of(&stored).is_ok_and(|scheme| {
            let account = self.account(scheme, stored);
            self.is_plain(scheme) && account.is_ok_and(|(hash, _)| !self.needs_rehash(&hash))
        })
    }

    /// Whether all the work of signing in with what is stored is done at every sign-in, so that the
    /// time does not tell this account from others: if it is a plain digest, a hash that the policy
    /// makes, or one of the work of an [expected](Self::with_expected) one; or if nothing would be
    /// computed for it, as for a disabled account.
    ///
    /// ```
    /// use legacy_hash::{LegacyHash, Policy};
    ///
    /// let bcrypt = "$2b$10$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
    /// assert!(!Policy::default().covers(bcrypt));
    /// let policy = Policy::default().with_expected([LegacyHash::parse(bcrypt)?]).unwrap();
    /// assert!(policy.covers(bcrypt));
    /// # Ok::<(), legacy_hash::ParseError>(())
    /// ```
    #[must_use]
    pub fn covers<'a>(&self, stored: impl Into<Stored<'a>>) -> bool {
        let stored = stored.into();
        let Ok(scheme) = self.scheme_of(&stored) else {
            return true;
        };
        let Ok((hash, _)) = self.account(scheme, stored) else {
            return true;
        };
        let is_own = self.is_plain(scheme) && self.makes(&hash);
        is_own || self.expected_work().covers(hash.cost())
    }

    /// Whether the next sign-in brings down what is stored: a hash that is dearer than the policy's
    /// own, and moves all the same, for its salt, its tag, its secret, its variant, its version, or
    /// the scheme of its label. (Above a [ceiling](Self::with_cost_ceiling) that is what was asked
    /// for, and not meant here.) What cannot be read, or is denied over the limits, does not move.
    ///
    /// Count such hashes before a migration. If there are many, raise the policy's
    /// [cost](Self::with_cost) to theirs: a table that was made at 64 MiB should not come out at 19.
    ///
    /// ```
    /// use legacy_hash::{LegacyHash, Policy};
    ///
    /// // Argon2i, 64 MiB × 3.
    /// let dear = LegacyHash::parse("$argon2i$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$\
    ///     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")?;
    /// assert!(Policy::default().weakens(&dear)); // to 19 MiB × 2
    /// assert!(!Policy::default().with_cost(65536, 3, 1).unwrap().weakens(&dear));
    /// # Ok::<(), legacy_hash::ParseError>(())
    /// ```
    #[must_use]
    pub fn weakens<'a>(&self, stored: impl Into<Stored<'a>>) -> bool {
        let stored = stored.into();
        self.scheme_of(&stored).is_ok_and(|scheme| {
            let account = self.account(scheme, stored);
            account.is_ok_and(|(hash, _)| self.brings_down(&hash, self.is_plain(scheme)))
        })
    }

    /// How what is stored is to be read.
    fn scheme_of(&self, stored: &Stored<'_>) -> Result<&Scheme, Denial> {
        match (stored.label.as_deref(), &stored.content) {
            (Some(_), Content::Missing) | (None, _) => Ok(self.own()),
            (Some(label), _) => self.scheme(label).ok_or(Denial::UnknownLabel),
        }
    }

    /// The hash that is stored.
    fn content<'s>(
        &self,
        scheme: &Scheme,
        stored: Stored<'s>,
    ) -> Result<Cow<'s, LegacyHash>, Denial> {
        let mut hash = match stored.content {
            Content::Missing => Err(Denial::NoHash),
            Content::Hash(hash) => Ok(hash),
            Content::Unreadable(error) => Err(error.into()),
            Content::Text(text) => match scheme.parse(&text, self.limits()) {
                Ok(hash) => Ok(Cow::Owned(hash)),
                Err(ParseError::Disabled) => {
                    let marker = text::marker(&text).unwrap_or(Marker::Unknown);
                    Err(Denial::Disabled(marker))
                }
                Err(error) => Err(error.into()),
            },
        }?;
        if let Some(context) = stored.context {
            hash = Cow::Owned(hash.into_owned().with_context(context));
        }
        // What an expression leaves of a password behind a pepper, it finds out itself.
        let is_dynamic = matches!(*hash, LegacyHash::Dynamic(_));
        if !is_dynamic && scheme.hides_passwords_of(hash.algorithm()) {
            return Err(Denial::PepperHidesPassword);
        }
        Ok(hash)
    }

    /// The account's hash and the secret that goes into it, if it is one to verify.
    fn account<'s>(
        &'s self,
        scheme: &'s Scheme,
        stored: Stored<'s>,
    ) -> Result<(Cow<'s, LegacyHash>, &'s [u8]), Denial> {
        let hash = self.content(scheme, stored)?;
        if self.refuses(&hash) {
            return Err(Denial::Refused(hash.algorithm()));
        }
        let secret = self.secret_under(scheme, &hash)?;
        Ok((hash, secret))
    }
}

/// Whether a hash's work was done, whatever came of it.
const fn was_computed(checked: &Result<Checked, VerifyError>) -> bool {
    match checked {
        Ok(_)
        | Err(
            VerifyError::PasswordInvalid
            | VerifyError::PasswordHidden { .. }
            | VerifyError::Internal { .. },
        ) => true,
        Err(_) => false,
    }
}

/// What goes into a hash, and if there is no such thing, something else and why.
fn prepared(result: Result<Prepared<'_>, Unprepared>) -> (Prepared<'_>, Option<Denial>) {
    match result {
        Ok(prepared) => (prepared, None),
        Err(Unprepared::NotUtf8) => (Prepared::raw(&FILLER), Some(Denial::PasswordNotUtf8)),
        Err(Unprepared::NotEncodable) => (Prepared::raw(&FILLER), Some(Denial::WrongPassword)),
        Err(Unprepared::TooLong) => (Prepared::raw(&FILLER), Some(Denial::ValueTooLong)),
        Err(Unprepared::Internal) => (Prepared::raw(&FILLER), Some(Denial::Internal)),
    }
}

#[cfg(test)]
mod tests;
