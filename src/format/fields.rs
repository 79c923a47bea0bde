//! What was taken out of a text.

use core::fmt;
use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::expression::numbers::Numbers;

/// The fields of a stored text, decoded. `Debug` shows lengths.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields<'t> {
    /// What is compared: the digest's bytes, or the password itself. Empty where `nested` holds it.
    pub(crate) digest: Zeroizing<Vec<u8>>,
    pub(crate) salt: Option<Cow<'t, [u8]>>,
    pub(crate) salt2: Option<Cow<'t, [u8]>>,
    /// The digest's length among them is only said where the computation takes it from the text.
    pub(crate) numbers: Numbers,
    /// How the password and the salt are put together, where the text says it.
    pub(crate) template: Option<Cow<'t, [u8]>>,
    /// The text of another hash, whose digest is compared.
    pub(crate) nested: Option<Cow<'t, str>>,
}

/// So many zeros, for a salt that is only measured. No allocation for a salt of usual length.
pub(crate) fn zeros(len: usize) -> Cow<'static, [u8]> {
    static ZEROS: [u8; 1024] = [0; 1024];
    match ZEROS.get(..len) {
        Some(zeros) => Cow::Borrowed(zeros),
        None => Cow::Owned(vec![0; len]),
    }
}

impl Fields<'_> {
    /// All but the digest and the nested text.
    pub(crate) fn beside_the_digest(self) -> Fields<'static> {
        let owned = |bytes: Cow<'_, [u8]>| Cow::Owned(bytes.into_owned());
        Fields {
            digest: Zeroizing::default(),
            salt: self.salt.map(owned),
            salt2: self.salt2.map(owned),
            numbers: self.numbers,
            template: self.template.map(owned),
            nested: None,
        }
    }

    /// How many bytes the salts have together.
    pub(crate) fn salt_len(&self) -> usize {
        let salts = [&self.salt, &self.salt2].into_iter().flatten();
        salts.fold(0, |len, salt| len.saturating_add(salt.len()))
    }
}

impl fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields")
            .field("digest", &self.digest.len())
            .field("salt", &self.salt.as_deref().map(<[u8]>::len))
            .field("salt2", &self.salt2.as_deref().map(<[u8]>::len))
            .field("numbers", &self.numbers)
            .field("template", &self.template.as_deref().map(<[u8]>::len))
            .field("nested", &self.nested.as_deref().map(str::len))
            .finish()
    }
}
