//! Whose text is it? The longest mark owns a text. The compiler sorts the marks of all rows.

use crate::format::pattern::{same, split_before};
use crate::format::row::{Detection, Row};
use crate::format::table::{FAMILIES, FIRST};

/// The longest mark, in bytes.
const MAX_MARK: usize = 32;

/// One spelling of a row's mark.
#[derive(Clone, Copy)]
struct Mark {
    /// In a tag, in lower case.
    bytes: [u8; MAX_MARK],
    len: usize,
    row: &'static Row,
    /// How many marks are equal, this one and those in front of it.
    group: usize,
    /// The place of the longest shorter mark that this one begins with.
    parent: Option<usize>,
}

/// All marks, in the order of their bytes.
static MARKS: [Mark; mark_count()] = sorted();

/// Whose text it is, by its mark. Rows that have to be declared own none.
///
/// Rows with one mark are asked for their shape; where no shape fits, the first of them owns what bears
/// its mark.
pub(crate) fn identify(text: &str) -> Option<&'static Row> {
    let mut folded = [0; MAX_MARK];
    let key = key(text.as_bytes(), &mut folded);
    let mut next = MARKS
        .partition_point(|mark| mark.as_bytes() <= key)
        .checked_sub(1);
    // The owner is the mark in front of the text's place, or one that this begins with.
    while let Some(place) = next {
        let mark = MARKS.get(place)?;
        if key.starts_with(mark.as_bytes())
            && let Some(row) = owner(place, mark, text)
        {
            return Some(row);
        }
        next = mark.parent;
    }
    None
}

/// Which of the rows with this mark the text belongs to.
fn owner(place: usize, mark: &Mark, text: &str) -> Option<&'static Row> {
    if mark.group == 1 && mark.row.detection == Detection::Mark {
        return Some(mark.row);
    }
    let first = place.checked_add(1)?.checked_sub(mark.group)?;
    let rows = MARKS.get(first..=place)?.iter().map(|mark| mark.row);
    let mut by_mark = rows.clone().filter(|row| row.detection == Detection::Mark);
    rows.clone()
        .find(|row| row.fits(text))
        .or_else(|| by_mark.next())
}

/// As much of the text as a mark may have, a tag in lower case.
fn key<'a>(text: &'a [u8], folded: &'a mut [u8; MAX_MARK]) -> &'a [u8] {
    let text = text.get(..MAX_MARK).unwrap_or(text);
    if !text.starts_with(b"{") {
        return text;
    }
    let mut is_tag = true;
    for (to, from) in folded.iter_mut().zip(text) {
        *to = if is_tag {
            from.to_ascii_lowercase()
        } else {
            *from
        };
        is_tag &= *from != b'}';
    }
    folded.get(..text.len()).unwrap_or_default()
}

impl Mark {
    const fn as_bytes(&self) -> &[u8] {
        match self.bytes.split_at_checked(self.len) {
            Some((bytes, _)) => bytes,
            None => &self.bytes,
        }
    }
}

// What the compiler does.

const fn mark_count() -> usize {
    let mut count: usize = 0;
    let mut families = FAMILIES;
    while let [family, rest @ ..] = families {
        families = rest;
        let mut rows = *family;
        while let [row, rest @ ..] = rows {
            rows = rest;
            if row.is_detected() {
                let (tag, _) = row.mark();
                count = count.wrapping_add(1);
                let mut tag = tag.as_bytes();
                while let [first, rest @ ..] = tag {
                    tag = rest;
                    if *first == b'|' {
                        count = count.wrapping_add(1);
                    }
                }
            }
        }
    }
    count
}

const fn sorted() -> [Mark; mark_count()] {
    let mut marks = unsorted();
    let mut end: usize = 1;
    while end < marks.len() {
        let mut place = end;
        while place > 0 && is_less(at(&marks, place), at(&marks, place.wrapping_sub(1))) {
            marks.swap(place, place.wrapping_sub(1));
            place = place.wrapping_sub(1);
        }
        end = end.wrapping_add(1);
    }
    let mut place: usize = 0;
    while place < marks.len() {
        let bytes = *at(&marks, place);
        let mut group: usize = 1;
        let mut parent = None;
        let mut before = place;
        while before > 0 {
            before = before.wrapping_sub(1);
            let other = at(&marks, before);
            if other.len <= bytes.len && begins_with(bytes.as_bytes(), other.as_bytes()) {
                if other.len < bytes.len {
                    parent = Some(before);
                    break;
                }
                group = group.wrapping_add(1);
            }
        }
        if let Some((_, [mark, ..])) = marks.split_at_mut_checked(place) {
            mark.group = group;
            mark.parent = parent;
        }
        place = place.wrapping_add(1);
    }
    marks
}

const fn unsorted() -> [Mark; mark_count()] {
    let mut marks = [EMPTY; mark_count()];
    let mut slots: &mut [Mark] = &mut marks;
    let mut families = FAMILIES;
    while let [family, rest @ ..] = families {
        families = rest;
        let mut rows: &'static [Row] = family;
        while let [row, rest @ ..] = rows {
            rows = rest;
            if !row.is_detected() {
                continue;
            }
            let (tag, constants) = row.mark();
            let mut spellings = tag.as_bytes();
            loop {
                let (spelling, rest) = split_before(spellings, b"|");
                let Some((slot, free)) = slots.split_first_mut() else {
                    return marks;
                };
                *slot = Mark::new(row, spelling, constants);
                slots = free;
                match rest {
                    [_, rest @ ..] => spellings = rest,
                    [] => break,
                }
            }
        }
    }
    marks
}

/// Overwritten by a row's mark.
const EMPTY: Mark = Mark {
    bytes: [0; MAX_MARK],
    len: 0,
    row: FIRST,
    group: 0,
    parent: None,
};

impl Mark {
    /// The mark of a row, with one spelling of its tag. A mark that is empty or too long does not compile.
    #[allow(clippy::panic)]
    const fn new(row: &'static Row, tag: &[u8], constants: [&str; 2]) -> Self {
        let [constant, nested] = constants;
        let mark = Self { row, ..EMPTY };
        let mark = match tag {
            [] => mark,
            tag => mark.with(b"{").with_lower(tag).with(b"}"),
        };
        let mark = mark.with(constant.as_bytes()).with(nested.as_bytes());
        assert!(mark.len > 0, "a row that nothing tells has to be declared");
        mark
    }

    const fn with(mut self, bytes: &[u8]) -> Self {
        let (_, mut free) = self.bytes.split_at_mut(self.len);
        let mut rest = bytes;
        while let ([byte, tail @ ..], [slot, ..]) = (rest, &mut *free) {
            *slot = *byte;
            rest = tail;
            self.len = self.len.wrapping_add(1);
            (_, free) = self.bytes.split_at_mut(self.len);
        }
        assert!(rest.is_empty(), "a mark longer than all others");
        self
    }

    const fn with_lower(mut self, bytes: &[u8]) -> Self {
        let mut rest = bytes;
        while let [byte, tail @ ..] = rest {
            self = self.with(&[byte.to_ascii_lowercase()]);
            rest = tail;
        }
        self
    }
}

const fn at(marks: &[Mark], place: usize) -> &Mark {
    match marks.split_at(place) {
        (_, [mark, ..]) => mark,
        _ => &EMPTY,
    }
}

const fn is_less(left: &Mark, right: &Mark) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left, right) {
            ([a, left_rest @ ..], [b, right_rest @ ..]) if *a == *b => {
                left = left_rest;
                right = right_rest;
            }
            ([a, ..], [b, ..]) => return *a < *b,
            ([], [_, ..]) => return true,
            _ => return false,
        }
    }
}

const fn begins_with(text: &[u8], beginning: &[u8]) -> bool {
    match text.split_at_checked(beginning.len()) {
        Some((head, _)) => same(head, beginning),
        None => false,
    }
}
