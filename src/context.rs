//! What stands in other columns than the hash.

use core::fmt;

use zeroize::Zeroizing;

/// What a computation takes besides the password, and what stands in other columns: salts, the user's
/// name as the old system stored it, and constants, which are where secrets belong. `Debug` shows
/// lengths.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Context {
    salt: Option<Zeroizing<Vec<u8>>>,
    salt2: Option<Zeroizing<Vec<u8>>>,
    user: Option<Zeroizing<Vec<u8>>>,
    constants: [Option<Zeroizing<Vec<u8>>>; 8],
}

impl Context {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The salt, where it is not in the text.
    #[must_use]
    pub fn with_salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = Some(Zeroizing::new(salt.as_ref().to_vec()));
        self
    }

    /// The second salt.
    #[must_use]
    pub fn with_salt2(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt2 = Some(Zeroizing::new(salt.as_ref().to_vec()));
        self
    }

    /// The user's name, as the old system stored it.
    #[must_use]
    pub fn with_user(mut self, user: impl AsRef<[u8]>) -> Self {
        self.user = Some(Zeroizing::new(user.as_ref().to_vec()));
        self
    }

    /// A constant, 1 to 8; one of another number is never asked for.
    #[must_use]
    pub fn with_constant(mut self, number: u8, constant: impl AsRef<[u8]>) -> Self {
        let index = usize::from(number).wrapping_sub(1);
        if let Some(place) = self.constants.get_mut(index) {
            *place = Some(Zeroizing::new(constant.as_ref().to_vec()));
        }
        self
    }

    pub(crate) fn salt(&self) -> Option<&[u8]> {
        self.salt.as_deref().map(Vec::as_slice)
    }

    pub(crate) fn salt2(&self) -> Option<&[u8]> {
        self.salt2.as_deref().map(Vec::as_slice)
    }

    pub(crate) fn user(&self) -> Option<&[u8]> {
        self.user.as_deref().map(Vec::as_slice)
    }

    pub(crate) fn constant(&self, number: u8) -> Option<&[u8]> {
        let index = usize::from(number).wrapping_sub(1);
        let constant = self.constants.get(index)?;
        constant.as_deref().map(Vec::as_slice)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

/// What a computation takes besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Need {
    /// The salt, `$s`.
    Salt,
    /// The second salt, `$s2`.
    Salt2,
    /// The user's name as the old system stored it, `$u`.
    User,
    /// A constant, `$c1` to `$c8`.
    Constant(u8),
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Salt => f.pad("salt"),
            Self::Salt2 => f.pad("second salt"),
            Self::User => f.pad("user"),
            Self::Constant(number) => write!(f, "constant {number}"),
        }
    }
}
