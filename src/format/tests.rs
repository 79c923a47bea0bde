//! What holds for every row of the table.

#![allow(clippy::string_slice)] // The examples are ASCII.

use std::collections::{BTreeMap, BTreeSet};

use base64ct::{Base64, Encoding};
use proptest::prelude::{Just, Strategy};

use crate::algorithm::Algorithm;
use crate::context::{Context, Need};
use crate::error::Field;
use crate::expression::{EvaluationError, Inputs, Outermost};
use crate::format::fields::Fields;
use crate::format::index::identify;
use crate::format::pattern::Pattern;
use crate::format::pattern::parse::InvalidPattern;
use crate::format::row::Unread::{self, Malformed};
use crate::format::row::{Reading, Row};
use crate::format::table::Format;

/// Those whose texts can be read: what reads JSON may be compiled out.
fn rows() -> impl Iterator<Item = &'static Row> {
    let is_read = |row: &&Row| cfg!(feature = "records") || row.feature != Some("records");
    Format::all().map(Format::row).filter(is_read)
}

#[cfg(not(feature = "records"))]
#[test]
fn what_cannot_be_read_says_which_feature_it_needs() {
    for row in Format::all().map(Format::row) {
        let read = row.cut(row.example);
        match row.feature {
            Some(feature) => {
                let is_told = matches!(read, Err(Unread::Missing(what)) if what.contains(feature));
                assert!(is_told, "{}: {read:?}", row.name);
            }
            None => assert!(read.is_ok(), "{}: {read:?}", row.name),
        }
    }
}

fn row(name: &str) -> &'static Row {
    name.parse::<Format>().unwrap().row()
}

fn owner(text: &str) -> Option<&'static str> {
    identify(text).map(|row| row.name)
}

/// Names are held by configurations: one is added at the end, and none is changed or taken away.
#[test]
fn names_are_append_only() {
    let names: Vec<_> = include_str!("names.txt").lines().collect();
    let snapshot: BTreeSet<_> = names.iter().copied().collect();
    assert_eq!(names.len(), snapshot.len(), "a name twice");
    let table: BTreeSet<_> = Format::all().map(Format::name).collect();
    let missing: Vec<_> = snapshot.difference(&table).collect();
    assert!(missing.is_empty(), "taken away: {missing:?}");
    let new: Vec<_> = table.difference(&snapshot).collect();
    assert!(new.is_empty(), "add to names.txt: {new:?}");
    assert_eq!(Format::all().len(), table.len(), "a name twice");
    for name in names {
        let is_plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-');
        assert!(!name.is_empty() && name.chars().all(is_plain), "{name}");
        assert_eq!(name.parse::<Format>().unwrap().to_string(), name);
    }
}

#[test]
fn an_example_is_of_its_row() {
    for row in rows() {
        let expected = row.is_detected().then_some(row.name);
        if row.is_detected() {
            assert_eq!(owner(row.example), expected, "{}", row.example);
        }
        assert!(
            row.cut(row.example).is_ok(),
            "{}: {}",
            row.name,
            row.example
        );
    }
}

#[test]
fn what_is_printed_is_cut_again() {
    for row in rows() {
        let fields = row.cut(row.example).unwrap();
        let printed = row.print(&fields);
        assert_eq!(printed, row.example, "{}", row.name);
        assert_eq!(row.cut(&printed).unwrap(), fields, "{}", row.name);
        let mut changed = fields.clone();
        changed.numbers.count = fields.numbers.count.map(|count| count * 2);
        // gost-yescrypt hashes the text of its numbers as well.
        let is_hashed = fields
            .salt2
            .as_deref()
            .is_some_and(|text| text.starts_with(b"$gy$"));
        if changed.numbers.count.is_some() && !is_hashed {
            let printed = row.print(&changed);
            assert_eq!(row.cut(&printed).unwrap(), changed, "{}", row.name);
        }
    }
}

/// Every spelling of a tag, in either case, is cut to the same fields.
#[test]
fn tags_match_in_either_case() {
    let mut checked = 0;
    for row in rows().filter(|row| row.is_detected()) {
        let (tags, _) = row.mark();
        let Some((_, rest)) = row.example.split_once('}').filter(|_| !tags.is_empty()) else {
            continue;
        };
        let fields = row.cut(row.example).unwrap();
        for tag in tags.split('|') {
            for tag in [tag.to_lowercase(), tag.to_uppercase()] {
                let text = format!("{{{tag}}}{rest}");
                assert_eq!(owner(&text), Some(row.name), "{text}");
                assert_eq!(row.cut(&text).unwrap(), fields, "{text}");
                checked += 1;
            }
        }
    }
    assert!(checked > 100);
}

/// Another case or another character in front makes it nobody's text, or another row's.
#[test]
fn marks_are_exact() {
    for row in rows().filter(|row| row.is_detected() && row.mark().0.is_empty()) {
        for text in [format!(" {}", row.example), format!("x{}", row.example)] {
            assert_eq!(owner(&text), None, "{text}");
        }
        let (_, [constant, nested]) = row.mark();
        let mark = format!("{constant}{nested}");
        let rest = &row.example[mark.len()..];
        for other in [mark.to_lowercase(), mark.to_uppercase()] {
            let text = format!("{other}{rest}");
            if other != mark && !mark.starts_with('{') {
                assert_ne!(owner(&text), Some(row.name), "{text}");
            }
        }
    }
}

/// Rows with one mark, by the mark.
fn groups() -> BTreeMap<String, BTreeMap<&'static str, &'static Row>> {
    let mut groups = BTreeMap::<_, BTreeMap<_, _>>::new();
    for row in rows().filter(|row| row.is_detected()) {
        let (tags, [constant, nested]) = row.mark();
        for tag in tags.to_lowercase().split('|') {
            let tag = if tag.is_empty() {
                String::new()
            } else {
                format!("{{{tag}}}")
            };
            let constant = match constant {
                braces if braces.starts_with('{') => braces.to_lowercase(),
                constant => constant.to_owned(),
            };
            let mark = format!("{tag}{constant}{nested}");
            let other = groups.entry(mark).or_default().insert(row.name, row);
            assert!(other.is_none(), "{}: a mark twice", row.name);
        }
    }
    groups
}

/// Whether a field is right depends on its length and its alphabet. `a` is in all alphabets, so that
/// the lengths tell whether a text may be of two rows.
#[test]
fn rows_with_one_mark_are_disjoint() {
    let mut shared = 0;
    for (mark, rows) in groups().into_iter().filter(|(_, rows)| rows.len() > 1) {
        shared += 1;
        for padding in ["", "=", "=="] {
            for len in 0..1200 {
                let text = format!("{mark}{}{padding}", "a".repeat(len));
                let fit: Vec<_> = rows.values().filter(|row| row.fits(&text)).collect();
                assert!(fit.len() <= 1, "{text} fits {fit:?}");
            }
        }
        for row in rows.values() {
            let fit = rows.values().filter(|other| other.fits(row.example));
            assert!(fit.count() <= 1, "{}", row.example);
        }
    }
    assert!(shared > 5);
}

/// The index and a search of all rows agree.
#[test]
fn the_longest_mark_owns_a_text() {
    let groups = groups();
    let naive = |text: &str| {
        let folded = match text.split_once('}') {
            Some((tag, rest)) if tag.starts_with('{') => {
                format!("{}}}{rest}", tag.to_lowercase())
            }
            None if text.starts_with('{') => text.to_lowercase(),
            _ => text.to_owned(),
        };
        let mut marks: Vec<_> = groups
            .keys()
            .filter(|mark| folded.starts_with(*mark))
            .collect();
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.len()));
        marks.into_iter().any(|mark| {
            let rows = &groups[mark];
            let by_mark = |row: &&Row| row.detection == crate::format::row::Detection::Mark;
            rows.values().any(|row| row.fits(text))
                || rows.values().copied().any(|row| by_mark(&row))
        })
    };
    for row in rows() {
        for end in 0..=row.example.len() {
            for tail in ["", "a", "$", "{", "}", "~", "\0", "é"] {
                let text = format!("{}{tail}", &row.example[..end]);
                assert_eq!(identify(&text).is_some(), naive(&text), "{text}");
            }
        }
    }
}

#[test]
fn a_cut_or_a_longer_text_is_refused() {
    for row in rows() {
        let has_open_end = row.example.ends_with("correct horse");
        let is_nested = row.cut(row.example).unwrap().nested.is_some();
        if has_open_end || is_nested {
            continue;
        }
        let unpadded = row.example.trim_end_matches('=');
        let cut = &unpadded[..unpadded.len() - 1];
        let fields = row.cut(row.example).unwrap();
        // A salt may be shorter, and is another one then.
        let other = row.cut(cut);
        assert!(
            other.is_err() || other.unwrap().salt != fields.salt,
            "{}: {cut}",
            row.name
        );
        for tail in ["a", "=", "\n", "\0", "é"] {
            let text = format!("{}{tail}", row.example);
            let other = row.cut(&text);
            // base64 may be padded where it usually is not.
            let is_padding = tail == "=" && other.as_ref().is_ok_and(|other| *other == fields);
            if is_padding && row.pattern().contains("b64") {
                continue;
            }
            assert!(
                other.is_err() || other.unwrap().salt != fields.salt,
                "{}: {text:?}",
                row.name
            );
        }
    }
}

/// The digest has its length exactly, whatever the text says.
#[test]
fn digests_have_their_length() {
    let digest = |name: &str, text: &str| row(name).cut(text).map(|fields| fields.digest.len());
    for text in ["{SSHA}", "{SSHA}====", "{SSHA}AAAA", "{MD5}", "{sha512}"] {
        let row = identify(text).unwrap();
        assert_eq!(
            row.cut(text).unwrap_err(),
            Malformed(Field::Digest),
            "{text}"
        );
    }
    // 19, 20 and 21 bytes: a salt has one byte at least.
    let of = |len: usize| format!("{{SSHA}}{}", Base64::encode_string(&vec![7; len]));
    assert_eq!(digest("ldap-ssha", &of(19)), Err(Malformed(Field::Digest)));
    assert_eq!(digest("ldap-ssha", &of(20)), Err(Malformed(Field::Digest)));
    assert_eq!(digest("ldap-ssha", &of(21)), Ok(20));
    assert_eq!(digest("drupal", row("drupal").example), Ok(33));
}

#[test]
fn fields_are_told_apart() {
    fn cut<'t>(name: &str, text: &'t str) -> Result<Fields<'t>, Unread> {
        row(name).cut(text)
    }
    let hex = "0".repeat(32);
    let joomla = format!("{hex}:a:b");
    assert_eq!(
        cut("joomla", &joomla).unwrap().salt.as_deref(),
        Some(&b"a:b"[..])
    );
    // The last constant is at the end.
    let magento = format!("{hex}:a:0b:0");
    assert_eq!(
        cut("magento-md5", &magento).unwrap().salt.as_deref(),
        Some(&b"a:0b"[..])
    );
    assert_eq!(
        cut("joomla", &format!("{hex}:")).unwrap_err(),
        Malformed(Field::Salt)
    );
    assert_eq!(
        cut("joomla", &format!("{hex}0:a")).unwrap_err(),
        Malformed(Field::Structure)
    );
    assert_eq!(
        cut("joomla", &hex).unwrap_err(),
        Malformed(Field::Structure)
    );
    assert_eq!(
        cut("joomla", &hex[1..]).unwrap_err(),
        Malformed(Field::Digest)
    );
    assert_eq!(
        cut("django-md5", &format!("md5$${hex}"))
            .unwrap()
            .salt
            .as_deref(),
        Some(&b""[..])
    );
    assert_eq!(
        cut("django-md5", "md5$$").unwrap_err(),
        Malformed(Field::Digest)
    );
    // A separator inside the salt.
    assert_eq!(
        cut("django-md5", &format!("md5$a$b${hex}")).unwrap_err(),
        Malformed(Field::Digest)
    );
}

#[test]
fn counts_are_plain_numbers() {
    let row = row("symfony-sha512");
    let (_, rest) = row.example["sha512_symfony$".len()..]
        .split_once('$')
        .unwrap();
    let count = |n: &str| {
        row.cut(&format!("sha512_symfony${n}${rest}"))
            .map(|fields| fields.numbers.count)
    };
    assert_eq!(count("1"), Ok(Some(0)));
    assert_eq!(count("4294967295"), Ok(Some(u32::MAX - 1)));
    for wrong in [
        "",
        "0",
        "05",
        "+5",
        "-5",
        " 5",
        "4294967296",
        "99999999999999999999",
        "5x",
        "٥",
    ] {
        assert_eq!(count(wrong), Err(Malformed(Field::Iterations)), "{wrong}");
    }
    let row = self::row("phpass");
    let count = |n: &str| {
        let text = format!("$P${n}{}", &row.example[4..]);
        row.cut(&text).map(|fields| fields.numbers.count)
    };
    assert_eq!(count("5"), Ok(Some(128)));
    assert_eq!(count("S"), Ok(Some(1 << 30)));
    for wrong in [".", "4", "T", "z", "é", "", "$"] {
        assert!(count(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn wrong_patterns_are_no_patterns() {
    let (field, coding) = (
        "no field has this name",
        "the field is not written in this coding",
    );
    let (length, open) = (
        "a length is 8, 4-16 or 1-",
        "nothing says where a field ends",
    );
    let (digests, parts) = ("a text has one digest", "too many constants and fields");
    for (wrong, reason) in [
        ("<digest>", coding),
        ("<digest:hex", "a field is not closed"),
        ("<salt:hex><digest:hex>", open),
        ("<salt><digest:hex>", open),
        ("<what:hex>", field),
        ("<digest:base65>", coding),
        ("<digest+salt:text>", coding),
        ("<n:base64>", coding),
        ("<salt:text x>", length),
        ("<salt:text 4-2>", length),
        ("<salt:text >", length),
        ("<salt:text 99999>", length),
        ("<salt:text 65536>", length),
        ("ä<digest:hex>", "a constant is not ASCII"),
        ("<hash>$", "another hash's text is the rest"),
        ("<digest:hex>$<digest:hex>", digests),
        ("<salt>$", digests),
        ("{SHA}", digests),
        ("", digests),
        ("a<n>b<n>c<n>d<n>e<n>f<n>g", parts),
        ("<digest:hex>a>b<", "a field is not closed"),
    ] {
        let InvalidPattern(found) = Pattern::new(wrong).unwrap_err();
        assert_eq!(found, reason, "{wrong}");
    }
}

/// Identifying takes no memory: it happens for every text of an export.
#[test]
fn identifying_allocates_nothing() {
    for row in rows().filter(|row| !matches!(row.reading, Reading::Functions(_))) {
        let counted = allocation_counter::measure(|| {
            identify(row.example);
        });
        assert_eq!(counted.count_total, 0, "{}", row.name);
    }
}

/// Tags are not nested.
#[test]
fn a_tag_in_a_tag_is_refused() {
    for text in [
        "{CRYPT}",
        "{CRYPT}{SHA}x",
        &"{CRYPT}".repeat(10_000),
        "{BCRYPT}{BCRYPT}$2y$",
    ] {
        assert_eq!(
            identify(text).unwrap().cut(text).unwrap_err(),
            Malformed(Field::Structure)
        );
    }
    let text = "{ldap}{CRYPT}$2y$";
    let fields = identify(text).unwrap().cut(text).unwrap();
    assert_eq!(fields.nested.as_deref(), Some("{CRYPT}$2y$"));
}

#[test]
fn debug_shows_lengths() {
    let fields = row("ldap-plain").cut("{PLAIN}correct horse").unwrap();
    let debug = format!("{fields:?}");
    assert!(
        debug.contains("13") && !debug.contains("correct"),
        "{debug}"
    );
}

#[test]
fn an_algorithm_has_a_format_of_its_name() {
    for &algorithm in Algorithm::ALL {
        let format = Format::from(algorithm);
        assert_eq!(format.name(), algorithm.name());
        assert_eq!(format.algorithm(), algorithm);
    }
}

/// What the texts do not hold is in the context: a salt of "NaCl", and so on. bcrypt and Argon2 are the
/// vectors' matter.
#[test]
fn the_examples_are_of_one_password() {
    let mut checked = 0;
    for row in rows() {
        let fields = row.cut(row.example).unwrap();
        let Some(expression) = row.computation(&fields).unwrap() else {
            continue;
        };
        if matches!(expression.outermost(), Outermost::Stored(_)) {
            continue;
        }
        let context = Context::new()
            .with_salt("NaCl")
            .with_user("alice")
            .with_constant(1, "site");
        let mut numbers = fields.numbers;
        numbers.length = u32::try_from(fields.digest.len()).ok();
        let inputs = Inputs {
            password: b"correct horse",
            context: &context,
            salt: fields.salt.as_deref(),
            salt2: fields.salt2.as_deref(),
            numbers,
        };
        let computed = expression.evaluate(&inputs, |bytes, _| row.cut_digest(bytes).to_vec());
        if let Err(EvaluationError::Unsupported(_)) = computed {
            continue;
        }
        assert_eq!(computed, Ok(fields.digest.to_vec()), "{}", row.name);
        checked += 1;
    }
    assert!(checked > 80);
}

/// What the expression takes is in the text or is asked for; and the text holds nothing else.
#[test]
fn the_text_holds_what_is_computed_with() {
    let needs = |name: &str| {
        let format: Format = name.parse().unwrap();
        format.needs().collect::<Vec<_>>()
    };
    assert_eq!(needs("ldap-ssha"), []);
    assert_eq!(needs("vbulletin"), [Need::Salt]);
    assert_eq!(needs("postgres-md5"), [Need::User]);
    assert_eq!(needs("dovecot-digest-md5"), [Need::User, Need::Constant(1)]);
    for row in rows() {
        let fields = row.cut(row.example).unwrap();
        let Some(expression) = row.computation(&fields).unwrap() else {
            assert!(
                fields.nested.is_some() && fields.salt.is_none(),
                "{}",
                row.name
            );
            continue;
        };
        assert_eq!(
            expression.takes_count(),
            fields.numbers.count.is_some(),
            "{}",
            row.name
        );
        if row.template.is_some() {
            // Any text may use any of them.
            assert_eq!(row.needs().count(), 0, "{}", row.name);
            continue;
        }
        let takes = |need: Need| expression.needs().any(|other| other == need);
        let asks = |need: Need| row.needs().any(|other| other == need);
        let holds = [(Need::Salt, &fields.salt), (Need::Salt2, &fields.salt2)];
        for (need, held) in holds {
            // Werkzeug writes a salt that it does not use.
            assert!(!takes(need) || held.is_some() != asks(need), "{}", row.name);
            assert!(takes(need) || !asks(need), "{}", row.name);
        }
        let is_nested = matches!(expression.outermost(), Outermost::Stored(_));
        assert_eq!(is_nested, fields.nested.is_some(), "{}", row.name);
        assert_eq!(is_nested, fields.digest.is_empty(), "{}", row.name);
    }
}

/// What a template of Kratos says: literal bytes of any kind, placeholders in any number.
#[test]
fn a_template_is_an_expression() {
    let row = row("kratos-sha256");
    let digest = &row.example[row.example.rfind('$').unwrap()..];
    let read = |template: &[u8]| {
        let template = Base64::encode_string(template);
        let text = format!("$sha256$pf={template}$c2FsdA=={digest}");
        let (fields, computation) = row.read(&text)?;
        assert_eq!(row.print(&fields), text);
        Ok(computation.unwrap())
    };
    let is = |expression: &str| Ok(expression.parse().unwrap());
    assert_eq!(read(b"{SALT}{PASSWORD}"), is("sha256($s.$p)"));
    assert_eq!(read(b"{PASSWORD}"), is("sha256($p)"));
    assert_eq!(read(b"{PASSWORD}{SALT}{PASSWORD}"), is("sha256($p.$s.$p)"));
    let odd = read(b"\"\\\xff{SALT{PASSWORD}}");
    assert_eq!(odd, is(r#"sha256("\"\\\xff{SALT".$p."}")"#));
    let long = [&b"{PASSWORD}"[..], &[b'x'; 200]].concat();
    assert!(read(&long).is_ok());
    for wrong in [
        &b""[..],
        b"{SALT}",
        b"{password}",
        &b"{PASSWORD}".repeat(100),
    ] {
        assert_eq!(read(wrong), Err(Malformed(Field::Parameters)));
    }
}

#[test]
fn passlibs_costs_have_no_leading_zero() {
    let cut = |text: &str| {
        identify(text)
            .unwrap()
            .cut(text)
            .map(|fields| fields.nested.unwrap().into_owned())
    };
    let (v1, v2) = (
        row("passlib-bcrypt-sha256-v1").example,
        row("passlib-bcrypt-sha256-v2").example,
    );
    assert!(cut(v1).unwrap().starts_with("$2a$04$"));
    assert!(
        cut(&v2.replace("r=4", "r=12"))
            .unwrap()
            .starts_with("$2b$12$")
    );
    for cost in ["", "0", "04", "+4", "004", "123"] {
        assert_eq!(
            cut(&v1.replace(",4$", &format!(",{cost}$"))),
            Err(Malformed(Field::Cost)),
            "{cost}"
        );
        assert_eq!(
            cut(&v2.replace("r=4", &format!("r={cost}"))),
            Err(Malformed(Field::Cost)),
            "{cost}"
        );
    }
    assert_eq!(cut(&v1.replace("2a", "2x")), Err(Malformed(Field::Version)));
    assert_eq!(cut(&v2[..v2.len() - 1]), Err(Malformed(Field::Digest)));
    for text in [v1, v2] {
        let (kept, _) = text.split_at(text.len() - 5);
        assert_eq!(cut(&format!("{kept}$2345")), Err(Malformed(Field::Digest)));
    }
}

/// Texts near the table's: wrong lengths, cut and doubled pieces, other characters.
fn near() -> impl Strategy<Value = String> {
    let examples: Vec<_> = rows().map(|row| row.example).collect();
    let piece = proptest::sample::select(examples).prop_flat_map(|text| {
        let len = text.len();
        (Just(text), 0..=len, 0..=len)
    });
    let other = r"[\x00-\x7f]{0,3}|[${}<:|=é]{1,4}|[0-9a-f]{32,64}";
    (piece, other, proptest::bool::ANY).prop_map(|((text, a, b), other, is_cut)| {
        let (start, end) = (a.min(b), a.max(b));
        match is_cut {
            true => format!("{}{other}{}", &text[..start], &text[end..]),
            false => format!("{}{other}{}", &text[..end], &text[start..]),
        }
    })
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(2000))]

    /// What is cut is printed, and cut to the same fields; and nothing holds more than the text does.
    #[test]
    fn texts_near_the_tables(text in near()) {
        let most = u64::try_from(text.len()).unwrap().saturating_mul(2).saturating_add(64);
        let mut fit = identify(&text).is_some();
        for row in rows() {
            let mut cut = None;
            let memory = allocation_counter::measure(|| cut = row.cut(&text).ok());
            if row.template.is_none() {
                proptest::prop_assert!(memory.bytes_max <= most, "{}: {memory:?}", row.name);
            }
            if let Some(fields) = cut {
                // Without the password's place nothing is computed.
                fit |= row.is_detected() && row.computation(&fields).is_ok();
                let printed = row.print(&fields);
                proptest::prop_assert_eq!(row.cut(&printed), Ok(fields), "{}: {}", row.name, printed);
            }
        }
        // A row that a text fits owns it, or one with a longer mark does.
        proptest::prop_assert_eq!(identify(&text).is_some(), fit);
    }
}

/// Logto's arguments: in any number and order, with blanks and escapes, and the password more than once.
#[cfg(feature = "records")]
#[test]
fn logtos_arguments_are_an_expression() {
    let row = row("logto");
    let digest = "cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504";
    let read = |name: &str, arguments: &str| {
        let text = format!(r#"["{name}", {arguments}, "{digest}"]"#);
        let (fields, computation) = row.read(&text)?;
        assert_eq!(row.cut(&row.print(&fields)), Ok(fields.clone()), "{text}");
        let salt = fields.salt.unwrap_or_default().into_owned();
        Ok((
            computation.unwrap().to_string(),
            String::from_utf8(salt).unwrap(),
        ))
    };
    let is = |expression: &str, salt: &str| Ok((expression.to_owned(), salt.to_owned()));
    let sha256 = |arguments| read("sha256", arguments);
    assert_eq!(sha256(r#"["@"]"#), is("sha256($p)", ""));
    assert_eq!(sha256(r#"["salt", "@"]"#), is("sha256($s.$p)", "salt"));
    assert_eq!(sha256(r#"["@", "salt"]"#), is("sha256($p.$s)", "salt"));
    assert_eq!(sha256(r#"["", "@"]"#), is("sha256($p)", ""));
    let escaped = sha256(r#"["\u00e9\"\ud83d\ude00","@"]"#);
    assert_eq!(escaped, is("sha256($s.$p)", "\u{e9}\"\u{1f600}"));
    let around = sha256(r#"["é","@","@","cd"]"#);
    assert_eq!(around, is("sha256(cut(0,2,$s).$p.$p.cut(2,4,$s))", "écd"));
    let long = format!(
        r#"[{}"@"{}]"#,
        r#""ab","#.repeat(300),
        r#","ab""#.repeat(300)
    );
    let (expression, salt) = sha256(&long).unwrap();
    assert_eq!(expression, "sha256(cut(0,600,$s).$p.cut(600,1200,$s))");
    assert_eq!(salt.len(), 1200);
    // Only what is the password's place alone is one.
    assert_eq!(sha256(r#"["@@","@"]"#), is("sha256($s.$p)", "@@"));
    assert_eq!(read("SHA-512/256", r#"["@"]"#), is("sha512_256($p)", ""));
    assert_eq!(read("RSA-SM3", r#"["@"]"#), is("sm3($p)", ""));

    for wrong in [r#"["salt"]"#, "[]", r#"["@ "]"#] {
        assert_eq!(sha256(wrong), Err(Malformed(Field::Parameters)), "{wrong}");
    }
    assert_eq!(
        read("sha_256", r#"["@"]"#),
        Err(Malformed(Field::Parameters))
    );
    for wrong in [
        r#""@""#,
        r#"["@", 1]"#,
        r#"["\ud83d", "@"]"#,
        r#"["@"],["@"]"#,
    ] {
        assert_eq!(sha256(wrong), Err(Malformed(Field::Structure)), "{wrong}");
    }
    assert_eq!(read("sha1", r#"["@"]"#), Err(Malformed(Field::Digest)));
    assert_eq!(read("md5-sha1", r#"["@"]"#), Err(Malformed(Field::Digest)));
    assert_eq!(read("mdc2", r#"["@"]"#), Err(Unread::Missing("mdc2")));

    let pbkdf2 = |arguments| read("pbkdf2", arguments);
    let derived = is("pbkdf2_sha256($p,$s,$n,$length)", "salt");
    assert_eq!(pbkdf2(r#"["salt","1","32","sha256","@"]"#), derived);
    assert_eq!(pbkdf2(r#"["hex:73616C74","1","32","SHA256","@"]"#), derived);
    for (field, wrong) in [
        (Field::Parameters, r#"["@"]"#),
        (Field::Parameters, r#"["@","1","32","sha256","salt"]"#),
        (Field::Parameters, r#"["salt","0","32","sha256","@"]"#),
        (Field::Parameters, r#"["salt","+1","32","sha256","@"]"#),
        (Field::Parameters, r#"["salt","1","32","sha_256","@"]"#),
        (Field::Digest, r#"["salt","1","31","sha256","@"]"#),
        (Field::Salt, r#"["hex:","1","32","sha256","@"]"#),
        (Field::Salt, r#"["hex:zz","1","32","sha256","@"]"#),
    ] {
        assert_eq!(pbkdf2(wrong), Err(Malformed(field)), "{wrong}");
    }
    let other = read("PBKDF2", r#"["salt","1","32","sha256","@"]"#);
    assert_eq!(other, Err(Malformed(Field::Parameters)));
}
