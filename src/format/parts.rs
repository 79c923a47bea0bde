//! Parts of a text whose grammar is no pattern: numbers, salts and digests, each held to what it may be.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::error::Field;
use crate::format::coding::Coding;
use crate::format::row::Unread;

/// A number without sign or leading zero, 1 at the least.
pub(crate) fn number(coding: Coding, field: &str) -> Option<u32> {
    let (number, _) = coding.number(field)?;
    (number > 0).then_some(number)
}

/// The digest and its length, if that is one of these.
pub(crate) fn digest(
    coding: Coding,
    field: &str,
    lengths: &[usize],
) -> Result<(Zeroizing<Vec<u8>>, Option<u32>), Field> {
    let bytes = coding.decode(field, None).map_err(|_| Field::Digest)?;
    let bytes = Zeroizing::new(bytes.into_owned());
    if !lengths.contains(&bytes.len()) {
        return Err(Field::Digest);
    }
    let length = u32::try_from(bytes.len()).ok();
    Ok((bytes, length))
}

/// The longest salt, in bytes.
pub(crate) const MAX_SALT: usize = 1024;

/// A salt that is not too long.
pub(crate) fn salt(coding: Coding, field: &str) -> Result<Cow<'_, [u8]>, Field> {
    let salt = coding.decode(field, None).map_err(|_| Field::Salt)?;
    (salt.len() <= MAX_SALT).then_some(salt).ok_or(Field::Salt)
}

/// The bytes as they are written.
pub(crate) fn encoded(coding: Coding, bytes: &[u8]) -> String {
    let mut text = String::new();
    coding.encode(bytes, &mut text);
    text
}

/// What stands between a beginning and an end, and what is behind it.
pub(crate) fn between<'t>(
    text: &'t str,
    beginning: &str,
    end: &str,
) -> Result<(&'t str, &'t str), Unread> {
    let rest = text.strip_prefix(beginning).ok_or(Field::Structure)?;
    Ok(rest.split_once(end).ok_or(Field::Structure)?)
}
