//! Unicode normalisation of what was typed.

use zeroize::Zeroizing;

/// Whether and how a system normalises passwords before it hashes them.
///
/// `é` can be typed as one character or as two, and a phone and a desktop may differ in that. Some
/// systems make one of them before hashing; most do not.
///
/// The order is from the finest to the coarsest: what one takes for the same password, all that
/// come after it do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Normalization {
    /// The bytes as they are.
    #[default]
    Raw,
    /// Canonical composition (Unicode Standard Annex 15).
    #[cfg(feature = "unicode-normalization")]
    Nfc,
    /// Compatibility composition (Unicode Standard Annex 15), RFC 8265's choice for user names and
    /// that of some systems for passwords.
    #[cfg(feature = "unicode-normalization")]
    Nfkc,
}

/// Why there is nothing to hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unprepared {
    /// What was typed is no UTF-8, and so has no normal form.
    #[cfg_attr(not(feature = "unicode-normalization"), expect(dead_code))]
    NotUtf8,
    /// What was typed cannot be encoded as the scheme's input asks: it is not the password.
    NotEncodable,
    /// The scheme's input would be longer than a value may be.
    TooLong,
    /// There is no memory, or a defect here.
    Internal,
}

impl Normalization {
    /// The normal form; none where the bytes stay as they are.
    #[cfg_attr(not(feature = "unicode-normalization"), expect(unused_variables))]
    pub(crate) fn apply(self, typed: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Unprepared> {
        match self {
            Self::Raw => Ok(None),
            #[cfg(feature = "unicode-normalization")]
            Self::Nfc => normal_form(typed, |text| text.nfc()).map(Some),
            #[cfg(feature = "unicode-normalization")]
            Self::Nfkc => normal_form(typed, |text| text.nfkc()).map(Some),
        }
    }
}

#[cfg(feature = "unicode-normalization")]
use unicode_normalization::UnicodeNormalization;

#[cfg(feature = "unicode-normalization")]
fn normal_form<'a, I: Iterator<Item = char>>(
    typed: &'a [u8],
    form: impl FnOnce(&'a str) -> I,
) -> Result<Zeroizing<Vec<u8>>, Unprepared> {
    /// The most that NFKC lengthens a text by, in UTF-8 (Unicode Standard Annex 15, table 5): this
    /// buffer never grows, and so leaves no copy behind. Those of the crate may, where more than
    /// four combining marks follow each other.
    const MAX_EXPANSION: usize = 11;
    let text = str::from_utf8(typed).map_err(|_| Unprepared::NotUtf8)?;
    let mut normal = String::new();
    normal
        .try_reserve_exact(typed.len().saturating_mul(MAX_EXPANSION))
        .map_err(|_| Unprepared::Internal)?;
    normal.extend(form(text));
    Ok(Zeroizing::new(normal.into_bytes()))
}
