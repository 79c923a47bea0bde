//! Well-known texts whose functions are not computed here yet: an error can say which function that is.
//!
//! A function that is added takes its lines away from here, and its rows stand in the table.

/// What a text begins with, and the function that made it. Of a tag in braces the case does not matter, and
/// what is behind its name is part of the spelling.
const MARKS: &[(&str, &str)] = &[
    // crypt(5).
    ("$sm3$", "sm3-crypt"),
    ("$sm3y$", "sm3-yescrypt"),
];

/// The function that made a text, if its mark is a known one. Only for texts that no row owns.
pub(crate) fn function_of(text: &str) -> Option<&'static str> {
    let bears = |mark: &str| match text.split_at_checked(mark.len()) {
        Some((beginning, _)) if mark.starts_with('{') => beginning.eq_ignore_ascii_case(mark),
        Some((beginning, _)) => beginning == mark,
        None => false,
    };
    let mark = MARKS.iter().find(|(mark, _)| bears(mark));
    mark.map(|(_, function)| *function)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::detected;

    /// A function that is added has no line here.
    #[test]
    fn no_row_owns_a_text_of_a_missing_function() {
        for (mark, function) in MARKS {
            let text = format!("{mark}NaCl$");
            assert_eq!(detected(&text), None, "{mark}");
            assert_eq!(function_of(&text), Some(*function), "{mark}");
            let mixed = mark.to_ascii_uppercase();
            if mark.starts_with('{') {
                assert_eq!(function_of(&mixed), Some(*function), "{mixed}");
            }
        }
    }
}
