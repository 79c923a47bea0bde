//! How the fields of a text are written: every alphabet read and printed.

use std::borrow::Cow;

use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};

use crate::encoding::{self, InvalidEncoding};
use crate::function::DigestFunction;

/// A field is not in the coding that the pattern says.
#[derive(Debug)]
pub(crate) struct InvalidText;

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// As it stands.
    Text,
    /// Hexadecimal, read in either case, written in lower case.
    Hex,
    /// Hexadecimal, read in either case, written in upper case.
    UpperHex,
    /// Standard or URL-safe, padded or not; written in the standard alphabet and padded.
    Base64,
    /// The same, written URL-safe and without padding.
    Base64Url,
    /// The same, written in the standard alphabet and without padding.
    Base64Unpadded,
    /// base64 of the hexadecimal text.
    Base64Hex,
    /// A digest in hexadecimal or base64, told by its length; written in lower-case hexadecimal.
    Bare,
    /// passlib's base64, with `.` for `+` and no padding.
    Ab64,
    /// `./0-9A-Za-z`, the lowest bits first.
    Crypt64,
    /// The same digits, the highest bits first.
    Crypt64Be,
    /// bcrypt's base64.
    Bcrypt64,
    /// A number without sign or leading zero.
    Decimal,
    /// The same of a number's logarithm to base 2.
    DecimalLog2,
    /// The same, and above 63 the number itself, which is a power of two: Ory Kratos' `ln`.
    Log2OrPower,
    /// A power of two above 1, in decimal; its range is that of the logarithm.
    PowerOfTwo,
    /// A number in lower-case hexadecimal without sign or leading zero.
    HexNumber,
    /// One character of `./0-9A-Za-z`, whose place is the number's logarithm to base 2.
    Log2,
    /// A nested text that begins so.
    Beginning(&'static str),
}

/// crypt(3)'s digits, each worth its place.
const CRYPT64: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl Coding {
    /// How many bytes as many characters stand for, whatever they are. `digest` tells a
    /// [bare](Self::Bare) digest's hexadecimal from its base64.
    pub(crate) fn len(self, field: &str, digest: Option<usize>) -> Option<usize> {
        match self {
            Self::Text | Self::Beginning(_) => Some(field.len()),
            Self::Hex | Self::UpperHex => half(field.len()),
            Self::Bare if is_hex(field, digest) => half(field.len()),
            Self::Base64 | Self::Base64Url | Self::Base64Unpadded | Self::Ab64 | Self::Bare => {
                unpadded_len(without_padding(field)?.len())
            }
            Self::Base64Hex => unpadded_len(without_padding(field)?.len()).and_then(half),
            Self::Crypt64 | Self::Crypt64Be | Self::Bcrypt64 => unpadded_len(field.len()),
            Self::Decimal
            | Self::DecimalLog2
            | Self::Log2OrPower
            | Self::PowerOfTwo
            | Self::HexNumber
            | Self::Log2 => None,
        }
    }

    /// Whether all characters are of the coding.
    pub(crate) fn has_alphabet(self, field: &str) -> bool {
        match self {
            Self::Hex | Self::UpperHex => is_hexadecimal(field.as_bytes()),
            Self::Base64
            | Self::Base64Url
            | Self::Base64Unpadded
            | Self::Base64Hex
            | Self::Bare => is_of(field, b"+/-_="),
            Self::Ab64 => is_of(field, b"./+=="),
            Self::Crypt64 | Self::Crypt64Be | Self::Bcrypt64 => {
                encoding::has_alphabet(field, b'.', b'/')
            }
            Self::Text
            | Self::Beginning(_)
            | Self::Decimal
            | Self::DecimalLog2
            | Self::Log2OrPower
            | Self::PowerOfTwo
            | Self::HexNumber
            | Self::Log2 => true,
        }
    }

    /// Whether a field that has a [length](Self::len) can be [decoded](Self::decode). Allocates nothing
    /// for what the table has.
    pub(crate) fn is_right(self, field: &str, digest: Option<usize>) -> bool {
        match self {
            Self::Text | Self::Beginning(_) => true,
            Self::Hex | Self::UpperHex | Self::Bcrypt64 => self.has_alphabet(field),
            Self::Bare if is_hex(field, digest) => Self::Hex.has_alphabet(field),
            Self::Base64 | Self::Base64Url | Self::Base64Unpadded | Self::Bare => {
                without_padding(field).is_some_and(is_base64)
            }
            Self::Base64Hex => {
                let mut buffer = [0; DigestFunction::MAX_LEN * 2];
                let digits = without_padding(field).unwrap_or_default();
                let text = encoding::base64(digits, &mut buffer);
                text.is_ok_and(is_hexadecimal)
            }
            Self::Crypt64 => self.has_alphabet(field) && has_no_spare_bits(field),
            Self::Ab64
            | Self::Crypt64Be
            | Self::Decimal
            | Self::DecimalLog2
            | Self::Log2OrPower
            | Self::PowerOfTwo
            | Self::HexNumber
            | Self::Log2 => self.decode(field, digest).is_ok(),
        }
    }

    /// The bytes that the field stands for.
    pub(crate) fn decode(
        self,
        field: &str,
        digest: Option<usize>,
    ) -> Result<Cow<'_, [u8]>, InvalidText> {
        let bytes = match self {
            Self::Text | Self::Beginning(_) => return Ok(Cow::Borrowed(field.as_bytes())),
            Self::Hex | Self::UpperHex => hex(field)?,
            Self::Base64 | Self::Base64Url | Self::Base64Unpadded => base64(field)?,
            Self::Base64Hex => {
                let text = String::from_utf8(base64(field)?).map_err(|_| InvalidText)?;
                hex(&text)?
            }
            Self::Bare if is_hex(field, digest) => hex(field)?,
            Self::Bare => base64(field)?,
            Self::Ab64 => base64(&field.replace('.', "+"))?,
            Self::Crypt64 => whole(crypt64(field)?, field.len())?,
            Self::Bcrypt64 => {
                let len = unpadded_len(field.len()).ok_or(InvalidText)?;
                let mut bytes = vec![0; len];
                encoding::bcrypt64(field, &mut bytes).map_err(|_| InvalidText)?;
                bytes
            }
            Self::Crypt64Be => {
                let len = unpadded_len(field.len()).ok_or(InvalidText)?;
                let mut bytes = vec![0; len];
                encoding::crypt64(field, &mut bytes).map_err(|_| InvalidText)?;
                bytes
            }
            Self::Decimal
            | Self::DecimalLog2
            | Self::Log2OrPower
            | Self::PowerOfTwo
            | Self::HexNumber
            | Self::Log2 => {
                return Err(InvalidText);
            }
        };
        Ok(Cow::Owned(bytes))
    }

    /// Writes the bytes behind the text.
    pub(crate) fn encode(self, bytes: &[u8], text: &mut String) {
        match self {
            Self::Text | Self::Beginning(_) => text.push_str(&String::from_utf8_lossy(bytes)),
            Self::Hex | Self::Bare => text.push_str(&encoding::to_hex(bytes)),
            Self::UpperHex => text.push_str(&base16ct::upper::encode_string(bytes)),
            Self::Base64 => text.push_str(&Base64::encode_string(bytes)),
            Self::Base64Url => text.push_str(&Base64UrlUnpadded::encode_string(bytes)),
            Self::Base64Unpadded => text.push_str(&Base64Unpadded::encode_string(bytes)),
            Self::Base64Hex => {
                text.push_str(&Base64::encode_string(encoding::to_hex(bytes).as_bytes()));
            }
            Self::Ab64 => text.push_str(&Base64Unpadded::encode_string(bytes).replace('+', ".")),
            Self::Crypt64 => to_crypt64(bytes, text),
            Self::Bcrypt64 => text.push_str(&encoding::to_bcrypt64(bytes)),
            Self::Crypt64Be => text.push_str(&encoding::to_crypt64(bytes)),
            Self::Decimal
            | Self::DecimalLog2
            | Self::Log2OrPower
            | Self::PowerOfTwo
            | Self::HexNumber
            | Self::Log2 => {}
        }
    }

    /// The number that the field stands for, and what its range is said in: the logarithm, where that is
    /// what is written.
    pub(crate) fn number(self, field: &str) -> Option<(u32, usize)> {
        let number = match (self, field.as_bytes()) {
            (Self::Log2, [digit]) => {
                let log2 = place(*digit)?;
                return Some((1_u32.checked_shl(log2)?, usize::try_from(log2).ok()?));
            }
            (Self::Decimal, [b'0']) => 0,
            (Self::Decimal, [b'1'..=b'9', rest @ ..]) if rest.iter().all(u8::is_ascii_digit) => {
                field.parse().ok()?
            }
            (Self::DecimalLog2, _) => {
                let (log2, range) = Self::Decimal.number(field)?;
                return Some((1_u32.checked_shl(log2)?, range));
            }
            (Self::PowerOfTwo, _) => {
                let (number, _) = Self::Decimal.number(field)?;
                let is_power = number.is_power_of_two() && number > 1;
                let log2 = usize::try_from(number.trailing_zeros()).ok()?;
                return is_power.then_some((number, log2));
            }
            (Self::Log2OrPower, _) => {
                let (number, _) = Self::Decimal.number(field)?;
                let coding = if number < 64 {
                    Self::DecimalLog2
                } else {
                    Self::PowerOfTwo
                };
                return coding.number(field);
            }
            (Self::HexNumber, [b'1'..=b'9' | b'a'..=b'f', rest @ ..])
                if rest
                    .iter()
                    .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) =>
            {
                u32::from_str_radix(field, 16).ok()?
            }
            _ => return None,
        };
        Some((number, usize::try_from(number).ok()?))
    }

    /// Writes a number behind the text.
    pub(crate) fn print_number(self, number: u32, text: &mut String) {
        match self {
            Self::Log2 => {
                let digit = CRYPT64.get(number.trailing_zeros() as usize);
                text.extend(digit.map(|digit| char::from(*digit)));
            }
            Self::DecimalLog2 | Self::Log2OrPower => {
                text.push_str(&number.trailing_zeros().to_string())
            }
            Self::HexNumber => text.push_str(&format!("{number:x}")),
            _ => text.push_str(&number.to_string()),
        }
    }
}

/// How many bytes this many characters of six bits stand for.
fn unpadded_len(characters: usize) -> Option<usize> {
    let bits = characters.checked_mul(6)?;
    (characters % 4 != 1).then_some(bits / 8)
}

/// A digest's hexadecimal has another length than its base64.
fn is_hex(field: &str, digest: Option<usize>) -> bool {
    digest.and_then(|len| len.checked_mul(2)) == Some(field.len())
}

fn half(len: usize) -> Option<usize> {
    len.is_multiple_of(2).then_some(len / 2)
}

/// base64 without its padding, if that is right.
fn without_padding(field: &str) -> Option<&str> {
    let digits = field.trim_end_matches('=');
    let is_right = digits.len() == field.len() || digits.len().next_multiple_of(4) == field.len();
    is_right.then_some(digits)
}

fn hex(field: &str) -> Result<Vec<u8>, InvalidText> {
    base16ct::mixed::decode_vec(field).map_err(|_| InvalidText)
}

/// In the standard or the URL-safe alphabet, padded or not.
fn base64(field: &str) -> Result<Vec<u8>, InvalidText> {
    let digits = without_padding(field).ok_or(InvalidText)?;
    let mut bytes = vec![0; unpadded_len(digits.len()).ok_or(InvalidText)?];
    match encoding::base64(digits, &mut bytes) {
        Ok(_) => Ok(bytes),
        Err(InvalidEncoding) => Err(InvalidText),
    }
}

fn is_hexadecimal(digits: &[u8]) -> bool {
    // None is skipped, so that the compiler can take several at once.
    let digits = digits.iter();
    digits.fold(true, |all, byte| all & byte.is_ascii_hexdigit())
}

/// Whether all characters are letters, numbers or one of some others.
fn is_of(field: &str, others: &[u8; 5]) -> bool {
    let is_other = |byte: u8| {
        others
            .iter()
            .fold(false, |any, other| any | (byte == *other))
    };
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() | is_other(byte);
    field.bytes().fold(true, |all, byte| all & is_digit(byte))
}

/// Whether these are digits of base64 without padding, in one of its alphabets.
fn is_base64(digits: &str) -> bool {
    encoding::is_base64(digits, b'+', b'/') || encoding::is_base64(digits, b'-', b'_')
}

/// Whether what crypt(3)'s last digit has behind the last byte is zero.
fn has_no_spare_bits(field: &str) -> bool {
    let spare = match field.len() % 4 {
        2 => 0x3c,
        3 => 0x30,
        _ => 0,
    };
    let last = field.as_bytes().last().copied().and_then(place);
    last.is_none_or(|value| value & spare == 0)
}

/// The value of one of crypt(3)'s digits.
fn place(digit: u8) -> Option<u32> {
    let place = CRYPT64.iter().position(|other| *other == digit)?;
    u32::try_from(place).ok()
}

/// Bytes of which none is cut: what is behind the last one is zero.
fn whole(mut bytes: Vec<u8>, characters: usize) -> Result<Vec<u8>, InvalidText> {
    let len = unpadded_len(characters).ok_or(InvalidText)?;
    let is_whole = bytes.drain(len..).all(|byte| byte == 0);
    is_whole.then_some(bytes).ok_or(InvalidText)
}

/// The lowest bits first. A digest that is cut in the middle of a byte has its lowest bits, and the rest
/// of that byte is zero.
pub(crate) fn crypt64(field: &str) -> Result<Vec<u8>, InvalidText> {
    let mut bytes = Vec::with_capacity(field.len());
    for group in field.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for digit in group.iter().rev() {
            bits = bits << 6 | place(*digit).ok_or(InvalidText)?;
        }
        let len = group.len().saturating_mul(6).div_ceil(8);
        bytes.extend(bits.to_le_bytes().iter().take(len));
    }
    Ok(bytes)
}

fn to_crypt64(bytes: &[u8], text: &mut String) {
    for group in bytes.chunks(3) {
        let mut bits = 0_u32;
        for byte in group.iter().rev() {
            bits = bits << 8 | u32::from(*byte);
        }
        let digits = group.len().saturating_mul(8).div_ceil(6);
        for _ in 0..digits {
            let digit = CRYPT64.get((bits & 63) as usize);
            text.extend(digit.map(|digit| char::from(*digit)));
            bits >>= 6;
        }
    }
}
