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
    // Most texts that are no digest of this length end here.
    if unpadded.len() != out.len().saturating_mul(4).div_ceil(3) {
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

/// Whether it is B64.
pub(crate) fn is_b64(text: &str) -> bool {
    is_base64(text, b'+', b'/')
}

/// Whether these are digits of base64 without padding in the standard alphabet but for the last two, and
/// the last digit has no bits that belong to no byte.
pub(crate) fn is_base64(text: &str, plus: u8, slash: u8) -> bool {
    let spare = match text.len() % 4 {
        0 => 0,
        2 => 0xf,
        3 => 0x3,
        _ => return false,
    };
    let has_no_spare = |byte: u8| {
        let value = match byte {
            b'A'..=b'Z' => byte.wrapping_sub(b'A'),
            b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
            _ if byte == plus => 62,
            _ => 63,
        };
        value & spare == 0
    };
    has_alphabet(text, plus, slash) && text.as_bytes().last().copied().is_none_or(has_no_spare)
}

/// Whether all characters are letters, numbers or one of two others.
pub(crate) fn has_alphabet(text: &str, plus: u8, slash: u8) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() | (byte == plus) | (byte == slash);
    // None is skipped, so that the compiler can take several at once.
    text.bytes().fold(true, |all, byte| all & is_digit(byte))
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

/// Writes base64 over the alphabet of crypt(3), in the bit order of MIME.
pub(crate) fn to_crypt64(bytes: &[u8]) -> String {
    CRYPT.encode(bytes)
}

/// Standard base64 and the URL-safe one, both without padding and stray bits. By table as well.
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, NO_PAD);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, NO_PAD);

/// Decodes base64 without padding, in the standard or the URL-safe alphabet, into the beginning of the
/// output.
pub(crate) fn base64<'a>(digits: &str, out: &'a mut [u8]) -> Result<&'a [u8], InvalidEncoding> {
    let is_url_safe = |byte: u8| (byte == b'-') | (byte == b'_');
    let engine = if digits
        .bytes()
        .fold(false, |any, byte| any | is_url_safe(byte))
    {
        &URL_SAFE
    } else {
        &STANDARD
    };
    let len = engine.decode_slice(digits, out);
    let len = len.map_err(|_| InvalidEncoding)?;
    Ok(out.get(..len).unwrap_or_default())
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
