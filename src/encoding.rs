//! Text to bytes: total functions over the alphabets that hashes are written in. Each fills its output
//! exactly or refuses.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding};

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

/// Writes lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
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

/// bcrypt's alphabet; the bits after the last byte may be anything (see DESIGN.md). By table, for
/// speed: the decoding of what is stored is public (SECURITY.md).
const BCRYPT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::BCRYPT,
    NO_PAD.with_decode_allow_trailing_bits(true),
);

/// The alphabet of crypt(3) in the bit order of MIME.
const CRYPT: GeneralPurpose = GeneralPurpose::new(&alphabet::CRYPT, NO_PAD);

/// Decodes base64 over the alphabet of crypt(3), in the bit order of MIME.
pub(crate) fn crypt64(text: &str, out: &mut [u8]) -> Result<(), InvalidEncoding> {
    match CRYPT.decode_slice(text, out) {
        Ok(len) if len == out.len() => Ok(()),
        _ => Err(InvalidEncoding),
    }
}

/// Decodes bcrypt's base64.
pub(crate) fn bcrypt64(text: &str, out: &mut [u8]) -> Result<(), InvalidEncoding> {
    match BCRYPT.decode_slice(text, out) {
        Ok(len) if len == out.len() => Ok(()),
        _ => Err(InvalidEncoding),
    }
}

/// Writes bcrypt's base64.
pub(crate) fn to_bcrypt64(bytes: &[u8]) -> String {
    BCRYPT.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bcrypts_base64_fills_exactly() {
        let mut out = [7; 3];
        for text in ["", "..", "...", ".....", "..=", "..!.", "...é"] {
            assert!(bcrypt64(text, &mut out).is_err(), "{text}");
        }
        assert!(bcrypt64("....", &mut out).is_ok());
        assert_eq!(out, [0; 3]);
        // Bits after the last byte.
        let mut out = [7; 1];
        for text in ["./", ".M"] {
            assert!(bcrypt64(text, &mut out).is_ok(), "{text}");
        }
    }
}
