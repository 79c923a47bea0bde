//! Functions of texts, and how digests are written.
//!
//! Writing a digest, `lc`, `uc`, `cut`, `unhex` and the digits of `unbase64` take a time that the bytes do
//! not tell, but for whether all digits were right (`tools/ctgrind` looks). `trim`, `cut0`, the padding of `unbase64`, `utf16`, `latin1` and the normal forms branch on
//! what they read.

use base64ct::{Base64, Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use crate::expression::program::Flavour;
use crate::function::DigestFunction;
use crate::function::digest::Sink;

/// A value that grows without leaving copies of itself behind.
#[derive(Default)]
pub(crate) struct Value {
    bytes: Zeroizing<Vec<u8>>,
    /// There was no memory; what is in `bytes` is not all.
    has_failed: bool,
}

/// A function cannot be applied to these bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotEncodable;

impl Value {
    pub(crate) fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        self.bytes
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    pub(crate) const fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// Empties it, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
    }

    /// So many zeros at the end, to be overwritten.
    pub(crate) fn add_zeros(&mut self, len: usize) -> &mut [u8] {
        let start = self.bytes.len();
        if self.reserve(len) {
            self.bytes.resize(start.saturating_add(len), 0);
        }
        self.bytes.get_mut(start..).unwrap_or_default()
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// Makes room for more bytes, by a new piece of memory if need be; the old one is wiped.
    fn reserve(&mut self, more: usize) -> bool {
        let len = self.bytes.len();
        let needed = len.saturating_add(more);
        if needed > self.bytes.capacity() {
            let mut larger = Zeroizing::new(Vec::new());
            let capacity = needed.max(len.saturating_mul(2)).max(128);
            if larger.try_reserve_exact(capacity).is_err() {
                self.has_failed = true;
                return false;
            }
            larger.extend_from_slice(&self.bytes);
            self.bytes = larger;
        }
        true
    }
}

impl Sink for Value {
    fn write(&mut self, bytes: &[u8]) {
        if self.reserve(bytes.len()) {
            self.bytes.extend_from_slice(bytes);
        }
    }
}

/// Room for the longest digest in the longest flavour.
pub(crate) type Written = [u8; DigestFunction::MAX_LEN * 2];

/// Writes a digest, in a time that its bytes do not tell. Answers nothing if there is no room.
pub(crate) fn write<'a>(
    digest: &[u8],
    flavour: Flavour,
    output: &'a mut Written,
) -> Option<&'a [u8]> {
    let written = output.get_mut(..flavour.len(digest.len()))?;
    match flavour {
        Flavour::Raw => {
            written.copy_from_slice(digest);
            Some(&*written)
        }
        Flavour::Hex => base16ct::lower::encode(digest, written).ok(),
        Flavour::UpperHex => base16ct::upper::encode(digest, written).ok(),
        Flavour::Base64 => Base64Unpadded::encode(digest, written)
            .ok()
            .map(str::as_bytes),
        Flavour::Base64Padded => Base64::encode(digest, written).ok().map(str::as_bytes),
        Flavour::Crypt64 => {
            crypt64(digest, written);
            Some(&*written)
        }
    }
}

/// The same of more bytes than a digest has: as many at a time as end with a character.
pub(crate) fn write_long(bytes: &[u8], flavour: Flavour, sink: &mut dyn Sink) -> Option<()> {
    // Of three bytes base64 makes four characters, and no padding.
    const PIECE: usize = DigestFunction::MAX_LEN / 3 * 3;
    let mut buffer = Zeroizing::new([0; DigestFunction::MAX_LEN * 2]);
    for piece in bytes.chunks(PIECE) {
        sink.write(write(piece, flavour, &mut buffer)?);
    }
    Some(())
}

/// Base64 over `./0-9A-Za-z`, with the bits in MIME's order: `base64ct` has another order there, that
/// of `crypt(3)`.
fn crypt64(bytes: &[u8], output: &mut [u8]) {
    for (bytes, output) in bytes.chunks(3).zip(output.chunks_mut(4)) {
        let mut group = [0; 4];
        for (place, byte) in group.iter_mut().skip(1).zip(bytes) {
            *place = *byte;
        }
        let group = u32::from_be_bytes(group);
        for (place, shift) in output.iter_mut().zip([18, 12, 6, 0]) {
            let digit = (group >> shift) & 0x3f;
            // Behind the nine come the upper-case letters, behind those the lower-case ones. What is
            // behind is negative in the upper bits of this.
            let is_behind = |last: u32| last.wrapping_sub(digit) >> 8;
            let letters = is_behind(11) & 7;
            let lower = is_behind(37) & 6;
            let character = digit.wrapping_add(0x2e).wrapping_add(letters);
            *place = character.wrapping_add(lower) as u8;
        }
    }
}

/// Where PHP's `trim` begins and ends.
pub(crate) fn trim(bytes: &[u8]) -> (usize, usize) {
    let is_kept = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 0x0b);
    let start = bytes.iter().position(is_kept).unwrap_or(bytes.len());
    let last = bytes.iter().rposition(is_kept);
    let end = last.map_or(start, |last| last.saturating_add(1));
    (start, end)
}

/// UTF-8 as little-endian UTF-16.
pub(crate) fn utf16(text: &str, output: &mut Value) {
    for unit in text.encode_utf16() {
        output.write(&unit.to_le_bytes());
    }
}

/// UTF-8 as Latin-1.
pub(crate) fn latin1(text: &str, output: &mut Value) -> Result<(), NotEncodable> {
    for character in text.chars() {
        let byte = u8::try_from(character).map_err(|_| NotEncodable)?;
        output.write(&[byte]);
    }
    Ok(())
}

/// How many bytes of UTF-16 stand for what is before a place in UTF-8.
pub(crate) fn utf16_place(text: &str, place: usize) -> usize {
    let before = text.char_indices().take_while(|(index, _)| *index < place);
    before.map(|(_, c)| c.len_utf16().saturating_mul(2)).sum()
}

/// How many bytes of Latin-1 stand for what is before a place in UTF-8.
pub(crate) fn latin1_place(text: &str, place: usize) -> usize {
    let before = text.char_indices().take_while(|(index, _)| *index < place);
    before.count()
}

/// The bytes of hexadecimal in either case.
pub(crate) fn unhex(text: &[u8], output: &mut Value) -> Result<(), NotEncodable> {
    let place = output.add_zeros(text.len() >> 1);
    let decoded = base16ct::mixed::decode(text, place);
    decoded.map(|_| ()).map_err(|_| NotEncodable)
}

/// The bytes of base64 in the standard alphabet, padded or not.
pub(crate) fn unbase64(text: &[u8], output: &mut Value) -> Result<(), NotEncodable> {
    let text = match text {
        [unpadded @ .., b'=', b'='] | [unpadded @ .., b'='] if text.len().is_multiple_of(4) => {
            unpadded
        }
        unpadded => unpadded,
    };
    let place = output.add_zeros(text.len().saturating_mul(3) >> 2);
    let decoded = Base64Unpadded::decode(text, place);
    let len = decoded.map_err(|_| NotEncodable)?.len();
    output.truncate(len);
    Ok(())
}

#[cfg(feature = "unicode-normalization")]
mod unicode {
    use stringprep::tables;
    use unicode_normalization::UnicodeNormalization;

    use crate::expression::text::{NotEncodable, Value};
    use crate::function::digest::Sink;

    fn collect(characters: impl Iterator<Item = char>, output: &mut Value) {
        for character in characters {
            output.write(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// Compatibility composition (Unicode Standard Annex 15).
    pub(crate) fn nfkc(text: &str, output: &mut Value) -> Result<(), NotEncodable> {
        collect(text.nfkc(), output);
        Ok(())
    }

    /// SASLprep (RFC 4013) of what is stored: code points that Unicode 3.2 did not have are refused.
    pub(crate) fn saslprep(text: &str, output: &mut Value) -> Result<(), NotEncodable> {
        let space = |c| {
            if tables::non_ascii_space_character(c) {
                ' '
            } else {
                c
            }
        };
        let mapped = text.chars().map(space);
        let mapped = mapped.filter(|&c| !tables::commonly_mapped_to_nothing(c));
        collect(mapped.nfkc(), output);
        let prepared = str::from_utf8(output.bytes()).map_err(|_| NotEncodable)?;
        if prepared.contains(is_prohibited) {
            return Err(NotEncodable);
        }
        // RFC 3454, section 6: what is written from right to left is not mixed, and has both ends.
        if prepared.contains(tables::bidi_r_or_al) {
            let has_ends = prepared.starts_with(tables::bidi_r_or_al)
                && prepared.ends_with(tables::bidi_r_or_al);
            if prepared.contains(tables::bidi_l) || !has_ends {
                return Err(NotEncodable);
            }
        }
        Ok(())
    }

    /// RFC 4013, sections 2.3 and 2.5.
    fn is_prohibited(c: char) -> bool {
        tables::non_ascii_space_character(c)
            || tables::ascii_control_character(c)
            || tables::non_ascii_control_character(c)
            || tables::private_use(c)
            || tables::non_character_code_point(c)
            || tables::surrogate_code(c)
            || tables::inappropriate_for_plain_text(c)
            || tables::inappropriate_for_canonical_representation(c)
            || tables::change_display_properties_or_deprecated(c)
            || tables::tagging_character(c)
            || tables::unassigned_code_point(c)
    }
}

#[cfg(feature = "unicode-normalization")]
pub(crate) use unicode::{nfkc, saslprep};

/// Compiled out: the plan has refused it before.
#[cfg(not(feature = "unicode-normalization"))]
pub(crate) fn nfkc(_: &str, _: &mut Value) -> Result<(), NotEncodable> {
    Err(NotEncodable)
}

/// Compiled out: the plan has refused it before.
#[cfg(not(feature = "unicode-normalization"))]
pub(crate) fn saslprep(_: &str, _: &mut Value) -> Result<(), NotEncodable> {
    Err(NotEncodable)
}
