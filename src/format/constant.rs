//! Texts of the table, as the compiler compares and cuts them.

/// Splits at the first byte out of `ends`; the second half begins with it.
pub(crate) const fn split_before<'a>(text: &'a [u8], ends: &[u8]) -> (&'a [u8], &'a [u8]) {
    let mut len: usize = 0;
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        if contains(ends, *first) {
            break;
        }
        len = len.wrapping_add(1);
        rest = tail;
    }
    match text.split_at_checked(len) {
        Some(halves) => halves,
        None => (text, &[]),
    }
}

const fn contains(mut bytes: &[u8], byte: u8) -> bool {
    while let [first, rest @ ..] = bytes {
        if *first == byte {
            return true;
        }
        bytes = rest;
    }
    false
}

/// Whether two constants are equal.
pub(crate) const fn same(mut left: &[u8], mut right: &[u8]) -> bool {
    loop {
        match (left, right) {
            ([], []) => return true,
            ([a, left_rest @ ..], [b, right_rest @ ..]) if *a == *b => {
                left = left_rest;
                right = right_rest;
            }
            _ => return false,
        }
    }
}
