//! Where an element of a JSON array ends, found by its brackets and strings alone, so that an element
//! that is no JSON costs itself and not what comes after it.

/// So many open brackets are told apart. Those below are only counted, so that a file of brackets
/// takes no memory.
const MAX_OPEN: usize = 4096;

/// What a byte is to the array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A part of the element.
    Inside,
    /// The comma after it.
    Comma,
    /// The bracket that closes the array.
    Bracket,
}

/// The state within an element.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// What closes the brackets that are open.
    open: Vec<u8>,
    /// How many more are open.
    deeper: u64,
    in_string: bool,
    is_escaped: bool,
}

impl Scan {
    pub(crate) fn step(&mut self, byte: u8) -> Step {
        match byte {
            // No string of JSON has one: a quote was lost.
            b'\n' => (self.in_string, self.is_escaped) = (false, false),
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' if self.in_string => self.is_escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => (),
            b',' if self.open.is_empty() => return Step::Comma,
            b']' if self.open.is_empty() => return Step::Bracket,
            b'[' => self.open(b']'),
            b'{' => self.open(b'}'),
            b']' | b'}' => self.close(byte),
            _ => (),
        }
        Step::Inside
    }

    /// Whether the next byte is one of a string.
    pub(crate) const fn is_in_string(&self) -> bool {
        self.in_string
    }

    /// Whether no bracket and no string is open.
    pub(crate) const fn is_at_top(&self) -> bool {
        self.open.is_empty() && !self.in_string
    }

    fn open(&mut self, closer: u8) {
        match self.open.len() < MAX_OPEN {
            true => self.open.push(closer),
            false => self.deeper = self.deeper.saturating_add(1),
        }
    }

    /// Closes the innermost bracket of its kind, and with it those inside that were never closed.
    fn close(&mut self, closer: u8) {
        if self.deeper > 0 {
            self.deeper = self.deeper.saturating_sub(1);
        } else if let Some(place) = self.open.iter().rposition(|&open| open == closer) {
            self.open.truncate(place);
        }
    }
}
