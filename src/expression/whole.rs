//! Where the password is in a value, and how much of it: whether another password has the same value.
//!
//! Nothing here branches on the password, but for lengths that `trim`, `cut0` and the encodings have
//! made depend on it. Whether something is whole may (an HMAC's key that ends in a NUL), and is kept as
//! data: what branches on it is for passwords that were right, and for hashes that read little of one.

use crate::expression::program::Flavour;

/// More than any value has.
const UNBOUNDED: u32 = 1 << 24;

/// Whoever finds another password to 16 bytes of a digest has broken the digest.
const ENOUGH_BYTES: usize = 16;

/// How many places are remembered, those with the most of the password. Others are as if they were not
/// there.
const PLACES: usize = 3;

/// A place that the password, or a digest of it, has in a value.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    len: u32,
    /// How many characters of it, one behind the other, are enough to be sure of the password.
    enough: u32,
    /// How many characters there may be, whatever the password.
    window: u32,
    /// How many bits of the password or the digest a character has.
    bits: u32,
    /// How many bytes of the password, or of a digest of it, the bits come from at the most.
    bytes: u32,
    /// Whether no other password has the same span, if enough of it is there.
    is_whole: bool,
    is_digest: bool,
}

impl Span {
    const NONE: Self = Self {
        start: 0,
        len: 0,
        enough: 0,
        window: 0,
        bits: 0,
        bytes: 0,
        is_whole: false,
        is_digest: false,
    };

    fn end(self) -> u32 {
        self.start.saturating_add(self.len)
    }

    fn has_all(self) -> bool {
        self.is_whole & (self.len >= self.enough)
    }

    /// How many bytes of the password or the digest are within the first `len` bytes of the value.
    fn bytes_within(&self, len: u32) -> u32 {
        let visible = self.window.min(len.saturating_sub(self.start));
        (visible.saturating_mul(self.bits) >> 3).min(self.bytes)
    }

    /// How many bytes of a long password or of the digest it has, wherever it stands.
    fn most(&self) -> u32 {
        self.bytes_within(u32::MAX)
    }

    /// What is left of it between two places.
    fn cut(mut self, from: u32, to: u32) -> Self {
        let start = self.start.max(from);
        let room = to.saturating_sub(start);
        let lost = start.saturating_sub(self.start);
        self.len = self.len.saturating_sub(lost).min(room);
        self.window = self.window.saturating_sub(lost).min(room);
        self.start = start.min(to).saturating_sub(from);
        self.is_whole &= self.is_digest;
        self
    }

    /// A password of which others may now be the same.
    fn folded(mut self) -> Self {
        self.is_whole &= self.is_digest;
        self
    }
}

/// A value's length, and what is known of the password in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trace {
    len: u32,
    count: usize,
    spans: [Span; PLACES],
}

impl Default for Trace {
    /// Of nothing.
    #[inline]
    fn default() -> Self {
        Self {
            len: 0,
            count: 0,
            spans: [Span::NONE; PLACES],
        }
    }
}

impl Trace {
    /// Something that has nothing to do with the password comes behind.
    #[inline]
    pub(crate) fn add_public(&mut self, len: usize) {
        self.len = self.len.saturating_add(short(len));
    }

    /// The password as it is comes behind.
    #[inline]
    pub(crate) fn add_password(&mut self, len: usize) {
        let len = short(len);
        self.push(Span {
            start: self.len,
            len,
            enough: len,
            window: UNBOUNDED,
            bits: 8,
            bytes: UNBOUNDED,
            is_whole: true,
            is_digest: false,
        });
        self.len = self.len.saturating_add(len);
    }

    /// The digest of an input comes behind, so many bytes long.
    #[inline]
    pub(crate) fn add_digest(&mut self, input: &Self, flavour: Flavour, bytes: usize) {
        let len = short(flavour.len(bytes));
        if !input.is_public() {
            let enough = match flavour {
                // Padding is none of it.
                Flavour::Base64Padded => Flavour::Base64.len(ENOUGH_BYTES),
                _ => flavour.len(ENOUGH_BYTES),
            };
            self.push(Span {
                start: self.len,
                len,
                enough: short(enough),
                window: len,
                bits: flavour.bits(),
                bytes: input.bytes_within(UNBOUNDED).min(short(bytes)),
                is_whole: input.is_whole(),
                is_digest: true,
            });
        }
        self.len = self.len.saturating_add(len);
    }

    /// This went into an HMAC under a key. A key and the same key with a NUL behind it are one.
    pub(crate) fn add_key(&mut self, key: &Self, ends_in_nul: bool) {
        if !key.is_public() {
            self.push(Span {
                window: UNBOUNDED,
                bits: 8,
                bytes: key.bytes_within(UNBOUNDED),
                is_whole: key.is_whole() & !ends_in_nul,
                is_digest: true,
                ..Span::NONE
            });
        }
    }

    #[inline]
    fn push(&mut self, span: Span) {
        if let Some(place) = self.spans.get_mut(self.count) {
            *place = span;
            self.count = self.count.saturating_add(1);
        } else {
            self.replace(span);
        }
    }

    /// Forgets the place that has the least of the password, be it this one.
    #[cold]
    fn replace(&mut self, span: Span) {
        let has_less = |place: &&mut Span| place.most() < span.most();
        let least = self.spans.iter_mut().min_by_key(|place| place.most());
        if let Some(place) = least.filter(has_less) {
            *place = span;
        }
    }

    #[inline]
    fn spans(&self) -> &[Span] {
        self.spans.get(..self.count).unwrap_or_default()
    }

    /// Another value comes behind.
    #[inline]
    pub(crate) fn join(&mut self, other: &Self) {
        for span in other.spans() {
            let start = span.start.saturating_add(self.len);
            self.push(Span { start, ..*span });
        }
        self.len = self.len.saturating_add(other.len);
    }

    /// Whether the value has nothing to do with the password.
    pub(crate) fn is_public(&self) -> bool {
        self.count == 0
    }

    fn is_whole(&self) -> bool {
        let all = self.spans().iter();
        all.fold(false, |whole, span| whole | span.has_all())
    }

    fn bytes_within(&self, len: u32) -> u32 {
        let bytes = self.spans().iter().map(|span| span.bytes_within(len));
        bytes.max().unwrap_or_default()
    }

    /// Each place changed, in a value of another length.
    fn map(mut self, len: usize, change: impl Fn(Span) -> Span) -> Self {
        for span in self.spans.iter_mut().take(self.count) {
            *span = change(*span);
        }
        self.len = short(len);
        self
    }

    /// In other case.
    pub(crate) fn folded(self) -> Self {
        self.map(self.len as usize, Span::folded)
    }

    /// Between two places, whatever the value was.
    pub(crate) fn cut(self, from: usize, to: usize, len: usize) -> Self {
        self.map(len, |span| span.cut(short(from), short(to)))
    }

    /// As a function reads it that takes so many bytes. `is_told` says whether it reads no other value as
    /// it reads this one, unless that is a digest.
    pub(crate) fn read(self, limit: usize, is_told: bool) -> Self {
        let limit = short(limit);
        self.map(self.len.min(limit) as usize, |span| Span {
            is_whole: span.is_whole & (span.is_digest | is_told),
            ..span.cut(0, limit)
        })
    }

    /// Between two places that the value itself has told.
    pub(crate) fn stripped(self, from: usize, to: usize) -> Self {
        self.map(to.saturating_sub(from), |span| {
            let cut = span.cut(short(from), short(to));
            let window = if span.is_digest {
                cut.window
            } else {
                span.window
            };
            Span { window, ..cut }
        })
    }

    /// The same in a normal form that is another text.
    pub(crate) fn normalized(self, len: usize) -> Self {
        self.map(len, |span| Span {
            start: span.start.min(short(len)),
            len: short(len).saturating_sub(span.start),
            is_whole: false,
            ..span
        })
    }

    /// The same text in another encoding, where `place` says how many bytes stand before what stood at
    /// a place, and an ASCII character has so many.
    pub(crate) fn encoded(self, text: &str, width: u32, place: impl Fn(usize) -> usize) -> Self {
        self.map(place(text.len()), |span| {
            let (start, end) = (span.start as usize, span.end() as usize);
            let (new_start, new_end) = (short(place(start)), short(place(end)));
            let len = new_end.saturating_sub(new_start);
            let is_ascii = text.get(start..end).map(str::is_ascii);
            Span {
                start: new_start,
                len,
                enough: if span.is_digest {
                    span.enough.saturating_mul(width)
                } else {
                    len
                },
                window: span.window.saturating_mul(width),
                bits: span.bits.checked_div(width).unwrap_or_default(),
                is_whole: span.is_whole & is_ascii.is_some_and(|ascii| ascii | !span.is_digest),
                ..span
            }
        })
    }

    /// The bytes that a text stands for that has `bits` of them in each character.
    pub(crate) fn decoded(self, bits: u32, len: usize) -> Self {
        let scale = |characters: u32| characters.saturating_mul(bits) >> 3;
        self.map(len, |span| Span {
            start: scale(span.start),
            len: scale(span.len),
            window: scale(span.window),
            bits: 8,
            is_whole: false,
            ..span
        })
    }
}

/// A length that is within the bounds, or as good as one.
fn short(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(UNBOUNDED).min(UNBOUNDED)
}

/// What an evaluation found out about the password: where it is in the input of the outermost function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole(Trace);

impl Whole {
    pub(crate) const fn new(input: Trace) -> Self {
        Self(input)
    }

    /// After which byte of the outermost input the whole password had gone in, so that no other one can
    /// stand for it there; none where another one may. A password that trimming or a normal form left as
    /// it is stands for those that they make it of, and one without a NUL as HMAC's key for those with.
    ///
    /// For HMAC, the input is what is authenticated, and 0 where the key has the whole password.
    pub(crate) fn end(&self) -> Option<usize> {
        // No branch: whether a key ends in a NUL, a wrong password's as well, is not told by the time.
        let ends = self.0.spans().iter().map(|span| {
            let is_none = u32::from(!span.has_all()).wrapping_neg();
            span.start.saturating_add(span.enough) | is_none
        });
        let first = ends.fold(u32::MAX, u32::min);
        (first < u32::MAX).then_some(first as usize)
    }

    /// How many bytes of a password that is long enough, or of its digest, are within the first `len` bytes
    /// of the outermost input: what is left by `cut` and by what stands before. It does not depend on how
    /// long this password was, so that a short one is no way around it.
    pub(crate) fn bytes_within(&self, len: usize) -> usize {
        self.0.bytes_within(short(len)) as usize
    }
}
