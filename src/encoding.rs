//! Text to bytes: total functions over the alphabets that hashes are written in, in constant time
//! for a given length. Each fills its output exactly or refuses.

use base64ct::{Base64Bcrypt, Base64Unpadded, Base64UrlUnpadded, Encoding};

/// The text is not the encoding of exactly the bytes asked for.
#[derive(Debug)]
pub(crate) struct InvalidEncoding;

/// Decodes a bare digest: hexadecimal in either case, or base64 in the standard or the URL-safe
/// alphabet, padded or not. No text is both, since the lengths differ.
pub(crate) fn digest(text: &str, out: &mut [u8]) -> Result<(), InvalidEncoding> {
    if out.len().checked_mul(2) == Some(text.len()) {
        base16ct::mixed::decode(text, out).map_err(|_| InvalidEncoding)?;
        return Ok(());
    }
    let unpadded = text.trim_end_matches('=');
    let is_padded = unpadded.len() != text.len();
    if is_padded && text.len() != unpadded.len().next_multiple_of(4) {
        return Err(InvalidEncoding);
    }
    let decoded = if unpadded.contains(['-', '_']) {
        Base64UrlUnpadded::decode(unpadded, out)
    } else {
        Base64Unpadded::decode(unpadded, out)
    };
    let len = decoded.map_err(|_| InvalidEncoding)?.len();
    if len == out.len() {
        Ok(())
    } else {
        Err(InvalidEncoding)
    }
}

/// Decodes the PHC string format's B64: standard alphabet, no padding, no stray bits.
pub(crate) fn b64(text: &str) -> Result<Box<[u8]>, InvalidEncoding> {
    Base64Unpadded::decode_vec(text)
        .map(Vec::into_boxed_slice)
        .map_err(|_| InvalidEncoding)
}

/// Writes B64.
pub(crate) fn to_b64(bytes: &[u8]) -> String {
    Base64Unpadded::encode_string(bytes)
}

/// Decodes bcrypt's base64, letting the bits after the last byte be anything (see
/// `format::bcrypt`).
pub(crate) fn bcrypt64(text: &str, out: &mut [u8]) -> Result<(), InvalidEncoding> {
    // A salt of 22 characters and a digest of 31 are both completed by the zero character, which
    // makes the stray bits part of a byte that is then dropped.
    let mut padded = [b'.'; 32];
    let mut decoded = [0; 24];
    padded
        .get_mut(..text.len())
        .ok_or(InvalidEncoding)?
        .copy_from_slice(text.as_bytes());
    let whole = padded
        .get(..text.len().next_multiple_of(4))
        .ok_or(InvalidEncoding)?;
    let bytes = Base64Bcrypt::decode(whole, &mut decoded).map_err(|_| InvalidEncoding)?;
    out.copy_from_slice(bytes.get(..out.len()).ok_or(InvalidEncoding)?);
    Ok(())
}

/// Writes bcrypt's base64.
pub(crate) fn to_bcrypt64(bytes: &[u8]) -> String {
    Base64Bcrypt::encode_string(bytes)
}
