//! Well-known texts whose functions are not computed here yet: an error can say which function that is.
//!
//! A function that is added takes its lines away from here, and its rows stand in the table.

use crate::format::coding::Coding;

/// What a text begins with, and the function that made it. Of a tag in braces the case does not matter, and
/// what is behind its name is part of the spelling.
const MARKS: &[(&str, &str)] = &[
    // crypt(5), and Kratos' spellings.
    ("$1$", "md5-crypt"),
    ("$md5-crypt$", "md5-crypt"),
    ("{md5-crypt", "md5-crypt"),
    ("$apr1$", "apr1"),
    ("{apr1}", "apr1"),
    ("{bsdmd5}", "md5-crypt"),
    ("$5$", "sha256-crypt"),
    ("$sha256-crypt$", "sha256-crypt"),
    ("{sha256-crypt", "sha256-crypt"),
    ("$6$", "sha512-crypt"),
    ("$sha512-crypt$", "sha512-crypt"),
    ("{sha512-crypt", "sha512-crypt"),
    ("$3$", "nt"),
    ("$7$", "scrypt"),
    ("$y$", "yescrypt"),
    ("$gy$", "gost-yescrypt"),
    ("$sm3$", "sm3-crypt"),
    ("$sm3y$", "sm3-yescrypt"),
    ("$sha1$", "sha1-crypt"),
    ("$md5$", "sunmd5"),
    ("$md5,", "sunmd5"),
    ("crypt$", "des-crypt"),
    ("{des-crypt", "des-crypt"),
    // RFC 5802 in PostgreSQL, Dovecot and passlib; RFC 2195.
    ("SCRAM-SHA-", "scram"),
    ("{scram-sha-", "scram"),
    ("$scram$", "scram"),
    ("{cram-md5", "cram-md5"),
    ("{hmac-md5", "cram-md5"),
];

/// The function that made a text, if its mark is a known one. Only for texts that no row owns.
pub(crate) fn function_of(text: &str) -> Option<&'static str> {
    let bears = |mark: &str| match text.split_at_checked(mark.len()) {
        Some((beginning, _)) if mark.starts_with('{') => beginning.eq_ignore_ascii_case(mark),
        Some((beginning, _)) => beginning == mark,
        None => false,
    };
    let mark = MARKS.iter().find(|(mark, _)| bears(mark));
    mark.map(|(_, function)| *function).or_else(|| {
        let is_bsdi = text.len() == 20 && text.starts_with('_');
        (is_bsdi && text.get(1..).is_some_and(is_crypt64)).then_some("bsdi-crypt")
    })
}

fn is_crypt64(text: &str) -> bool {
    Coding::Crypt64.has_alphabet(text)
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
