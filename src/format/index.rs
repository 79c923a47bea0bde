//! Whose text is it? The longest mark owns a text. The compiler sorts the marks of all rows.

use crate::format::constant::{same, split_before};
use crate::format::row::{Detection, Row};
use crate::format::table::{ALL, FIRST};

/// The longest mark, in bytes.
const MAX_MARK: usize = 32;

/// One spelling of a row's mark.
#[derive(Clone, Copy)]
struct Mark {
    /// In a tag, in lower case.
    bytes: [u8; MAX_MARK],
    len: usize,
    row: &'static Row,
    /// Its place in the table: equal marks keep that order.
    order: usize,
    /// How many marks are equal, this one and those in front of it.
    group: usize,
    /// The place of the longest shorter mark that this one begins with.
    parent: Option<usize>,
}

/// All marks, in the order of their bytes.
static MARKS: [Mark; mark_count()] = sorted();

/// The bytes of the same marks, with zeros behind, as numbers: they are compared faster.
static WORDS: [Words; mark_count()] = all_words(&MARKS, false);

/// All bits of the same marks' bytes.
static MASKS: [Words; mark_count()] = all_words(&MARKS, true);

/// How many of the marks stand in lesser slots, for each slot and the one behind the last.
static STARTS: [u16; SLOTS + 1] = starts(&MARKS);

/// Marks stand in slots by their first byte, which is ASCII, and their second byte's upper bits.
const SLOTS: usize = 128 * SECONDS;

/// In how many parts the second bytes are divided: four of ASCII are in one, and all others in the last.
const SECONDS: usize = 33;

/// As many bytes as the longest mark has, in big-endian order.
type Words = [u128; 2];

/// Whose text it is, by its mark. Rows that have to be declared own none.
///
/// Rows with one mark are asked for their shape; where no shape fits, the first of them owns what bears
/// its mark.
pub(crate) fn identify(text: &str) -> Option<&'static Row> {
    let key = key(text.as_bytes());
    let slot = slot(&key);
    let start = usize::from(*STARTS.get(slot)?);
    let end = usize::from(*STARTS.get(slot.checked_add(1)?)?);
    let words = words(&key);
    let marks = WORDS.get(start..end)?;
    let before = marks.partition_point(|mark| *mark <= words);
    let mut next = before.checked_add(start)?.checked_sub(1);
    // The owner is the mark in front of the text's place, or one that this begins with.
    while let Some(place) = next {
        let mark = MARKS.get(place)?;
        if begins(&words, WORDS.get(place)?, MASKS.get(place)?)
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
    let by_mark = |row: &&Row| row.detection == Detection::Mark;
    rows.clone()
        .find(|row| row.fits(text))
        .or_else(|| rows.clone().find(by_mark))
}

/// As much of the text as a mark may have, a tag in lower case, and zeros behind.
fn key(text: &[u8]) -> [u8; MAX_MARK] {
    let mut key = [0; MAX_MARK];
    match text.first_chunk() {
        Some(beginning) => key = *beginning,
        None => key.iter_mut().zip(text).for_each(|(to, from)| *to = *from),
    }
    if key.starts_with(b"{") {
        let end = key.iter().position(|byte| *byte == b'}');
        let tag = key.get_mut(..end.unwrap_or(MAX_MARK));
        tag.unwrap_or_default().make_ascii_lowercase();
    }
    key
}

/// Where in [`STARTS`] a key stands; behind all slots if it is no mark's.
#[inline]
const fn slot(key: &[u8; MAX_MARK]) -> usize {
    let [first, second, ..] = *key;
    let second = second as usize / 4;
    let second = if second < SECONDS {
        second
    } else {
        SECONDS - 1
    };
    (first as usize).wrapping_mul(SECONDS).wrapping_add(second)
}

/// Whether a key begins with a mark.
const fn begins(key: &Words, mark: &Words, mask: &Words) -> bool {
    let ([key, key_end], [mark, mark_end], [mask, mask_end]) = (key, mark, mask);
    (*key & *mask) == *mark && (*key_end & *mask_end) == *mark_end
}

const fn words(bytes: &[u8; MAX_MARK]) -> Words {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => [u128::from_be_bytes(*first), u128::from_be_bytes(*last)],
        _ => [0; 2],
    }
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
    let mut rows: &[&Row] = &ALL;
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
    count
}

const fn starts(all: &[Mark]) -> [u16; SLOTS + 1] {
    let mut starts = [0; SLOTS + 1];
    let mut free: &mut [u16] = &mut starts;
    let mut marks = all;
    let (mut count, mut place) = (0_u16, 0_usize);
    while let [start, rest @ ..] = free {
        while let [mark, behind @ ..] = marks
            && slot(&mark.bytes) < place
        {
            count = count.wrapping_add(1);
            marks = behind;
        }
        *start = count;
        place = place.wrapping_add(1);
        free = rest;
    }
    assert!(marks.is_empty(), "a mark that is not ASCII");
    starts
}

/// Of the marks, or the bits of their bytes.
const fn all_words(mut marks: &[Mark], is_mask: bool) -> [Words; mark_count()] {
    let mut all = [[0; 2]; mark_count()];
    let mut slots: &mut [Words] = &mut all;
    while let ([mark, rest @ ..], [slot, free @ ..]) = (marks, slots) {
        let mut bytes = mark.bytes;
        if is_mask {
            let (mut used, _) = bytes.split_at_mut(mark.len);
            while let [byte, rest @ ..] = used {
                *byte = 0xff;
                used = rest;
            }
        }
        *slot = words(&bytes);
        (marks, slots) = (rest, free);
    }
    all
}

/// A heap sort: the compiler counts its steps.
const fn sorted() -> [Mark; mark_count()] {
    let mut marks = unsorted();
    let mut root = marks.len() / 2;
    while root > 0 {
        root = root.wrapping_sub(1);
        sift(&mut marks, root);
    }
    let mut end = marks.len();
    while end > 1 {
        end = end.wrapping_sub(1);
        marks.swap(0, end);
        let (heap, _) = marks.split_at_mut(end);
        sift(heap, 0);
    }
    linked(marks)
}

/// Moves a mark down to where none below it is greater.
const fn sift(heap: &mut [Mark], root: usize) {
    let mut root = root;
    loop {
        let mut child = root.wrapping_mul(2).wrapping_add(1);
        if child >= heap.len() {
            return;
        }
        let next = child.wrapping_add(1);
        if next < heap.len() && is_less(at(heap, child), at(heap, next)) {
            child = next;
        }
        if !is_less(at(heap, root), at(heap, child)) {
            return;
        }
        heap.swap(root, child);
        root = child;
    }
}

/// Says of each mark which are equal to it, and which shorter one it begins with.
const fn linked(mut marks: [Mark; mark_count()]) -> [Mark; mark_count()] {
    let mut place: usize = 1;
    while place < marks.len() {
        let bytes = at(&marks, place).bytes;
        let len = at(&marks, place).len;
        let before = at(&marks, place.wrapping_sub(1));
        let (group, parent) = if before.len == len && same(&before.bytes, &bytes) {
            assert_told(&marks, place);
            (before.group.wrapping_add(1), before.parent)
        } else {
            // What begins this mark stands right before it, or begins the mark that does.
            let mut parent = Some(place.wrapping_sub(1));
            while let Some(other) = parent {
                let other = at(&marks, other);
                if begins_with(&bytes, other.as_bytes()) {
                    break;
                }
                parent = other.parent;
            }
            (1, parent)
        };
        if let (_, [mark, ..]) = marks.split_at_mut(place) {
            mark.group = group;
            mark.parent = parent;
        }
        place = place.wrapping_add(1);
    }
    marks
}

/// Rows with one mark that may fit one text do not compile.
const fn assert_told(marks: &[Mark], place: usize) {
    let mark = at(marks, place);
    let mut others = at(marks, place.wrapping_sub(1)).group;
    while others > 0 {
        let other = at(marks, place.wrapping_sub(others));
        assert!(mark.row.is_told_from(other.row), "two rows fit one text");
        others = others.wrapping_sub(1);
    }
}

const fn unsorted() -> [Mark; mark_count()] {
    let mut marks = [EMPTY; mark_count()];
    let mut slots: &mut [Mark] = &mut marks;
    let mut order: usize = 0;
    let mut rows: &[&'static Row] = &ALL;
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
            *slot = Mark::new(row, order, spelling, constants);
            order = order.wrapping_add(1);
            slots = free;
            match rest {
                [_, rest @ ..] => spellings = rest,
                [] => break,
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
    order: 0,
    group: 1,
    parent: None,
};

impl Mark {
    /// The mark of a row, with one spelling of its tag. A mark that is empty or too long does not compile.
    const fn new(row: &'static Row, order: usize, tag: &[u8], constants: [&str; 2]) -> Self {
        let [constant, nested] = constants;
        let mark = Self {
            row,
            order,
            ..EMPTY
        };
        let mark = match tag {
            [] => mark,
            tag => mark.with(b"{").with_lower(tag).with(b"}"),
        };
        let mark = match constant.as_bytes() {
            // Braces that have a field in them.
            [b'{', ..] if mark.len == 0 => mark.with_lower(constant.as_bytes()),
            constant => mark.with(constant),
        };
        let mark = mark.with(nested.as_bytes());
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
    let is_before = left.order < right.order;
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left, right) {
            ([a, left_rest @ ..], [b, right_rest @ ..]) if *a == *b => {
                left = left_rest;
                right = right_rest;
            }
            ([a, ..], [b, ..]) => return *a < *b,
            ([], [_, ..]) => return true,
            ([], []) => return is_before,
            ([_, ..], []) => return false,
        }
    }
}

const fn begins_with(text: &[u8], beginning: &[u8]) -> bool {
    match text.split_at_checked(beginning.len()) {
        Some((head, _)) => same(head, beginning),
        None => false,
    }
}
