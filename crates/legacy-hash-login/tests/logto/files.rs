//! Whole files: both forms, and all the ways in which they are broken.

use std::io::{self, Cursor, Read};
use std::sync::atomic::Ordering;

use legacy_hash_login::Folding;
use legacy_hash_login::logto::{ImportError, Importer, RecordError, Rejected, fingerprint};

use crate::{Table, hasher, import, import_into, lines, names, policy};

const BAD: &str = "guard.invalid_input";

#[tokio::test]
async fn an_array_and_lines_are_told_apart() {
    for file in [
        r#"[{"username":"a"},{"username":"b"}]"#,
        " \r\n [ {\"username\":\"a\"}\r\n,\r\n {\"username\":\"b\"} , ] \r\n",
        "\u{feff}[\n  {\n    \"username\": \"a\"\n  },\n  {\n    \"username\": \"b\"\n  }\n]\n",
        "[\n{\n\"username\": \"a\",\n\"customData\":\n{\n\"x\": [\n{\n},\n{\n}\n]\n}\n},\n{\n\"username\": \"b\"\n}\n]",
        "{\"username\":\"a\"}\n{\"username\":\"b\"}",
        "\u{feff}{\"username\":\"a\"}\r\n\r\n  {\"username\":\"b\"}\r\n\r\n",
    ] {
        let (users, rejected, summary) = import(file).await;
        assert_eq!(names(&users), ["a", "b"], "{file:?}");
        assert_eq!(rejected, [], "{file:?}");
        assert_eq!(summary.created, 2);
        assert_eq!(
            (summary.position.records, summary.position.rejected),
            (2, 0)
        );
    }
    for empty in ["", "\u{feff}", " \n ", "[]", "[ \n ]\n"] {
        let (users, rejected, summary) = import(empty).await;
        assert!(users.is_empty() && rejected.is_empty(), "{empty:?}");
        assert_eq!(summary.position, Default::default());
    }
}

#[tokio::test]
async fn brackets_and_quotes_in_strings_are_text() {
    let tricky = r#"{"username":"a","name":"]}\"],[{\\","x":"\\\"}"}"#;
    for file in [
        format!("[{tricky},{tricky2}]", tricky2 = r#"{"username":"b"}"#),
        format!("{tricky}\n{{\"username\":\"b\"}}\n"),
    ] {
        let (users, rejected, _) = import(file).await;
        assert_eq!(rejected, []);
        assert_eq!(names(&users), ["a", "b"]);
        assert_eq!(users[0].attributes, r#"{"name":"]}\"],[{\\","x":"\\\"}"}"#);
    }
}

#[tokio::test]
async fn a_bad_line_costs_itself() {
    let bad: [&[u8]; 9] = [
        b"{",
        b"{\"username\":\"x\"",
        b"{\"username\":\"x\"}}",
        b"{\"username\":\"x}",
        b"nonsense",
        b"\xff\xfe",
        b"{\"username\":\"x\xff\"}",
        b"[]",
        b"{\"username\":\"x\"} {\"username\":\"y\"}",
    ];
    for line in bad {
        let file = [
            b"{\"username\":\"a\"}\n",
            line,
            b"\n\n{\"username\":\"b\"}\n",
        ]
        .concat();
        let (users, rejected, summary) = import(file).await;
        assert_eq!(names(&users), ["a", "b"], "{line:?}");
        assert_eq!(lines(&rejected), [(2, 2, BAD)], "{line:?}");
        assert_eq!(rejected[0].offset, 17);
        assert_ne!(rejected[0].error, RecordError::Truncated, "{line:?}");
        assert_eq!((summary.rejected, summary.position.rejected), (1, 1));
    }
}

#[tokio::test]
async fn a_bad_element_costs_itself() {
    let bad: [&[u8]; 13] = [
        b"",
        b"null",
        b"[{\"username\":\"x\"}]",
        b"{\"username\":\"x\"",
        b"{\"username\":\"x\"}}",
        b"{\"username\":\"x\"]",
        b"{\"username\":\"x\",\"customData\":{\"y\":[1,2}}",
        b"{\"username\":\"x\",\"customData\":{\"y\":1}",
        b"{\"username\":\"x}",
        b"{\"username\":\"x\\",
        b"{username:'x'}",
        b"{\"username\":\"x\xff\"}",
        b"\xff\xfe{\x00",
    ];
    for element in bad {
        let shapes = [
            [
                &b"[\n  {\"username\":\"a\"},\n  "[..],
                element,
                b",\n  {\"username\":\"b\"}\n]",
            ],
            [
                b"[\n{\n  \"username\":\"a\"\n},\n",
                element,
                b",\n{\n  \"username\":\"b\"\n}\n]",
            ],
        ];
        for file in shapes {
            let (users, rejected, _) = import(file.concat()).await;
            let shown = String::from_utf8_lossy(&file.concat()).into_owned();
            assert_eq!(names(&users), ["a", "b"], "{shown}");
            let codes: Vec<&str> = rejected.iter().map(|it| it.error.code()).collect();
            assert_eq!(codes, [BAD], "{shown}");
            assert_ne!(rejected[0].error, RecordError::Truncated, "{shown}");
        }
    }
    // A bracket too many ends the array, and the file goes on.
    let (users, rejected, _) =
        import("[\n {\"username\":\"a\"}\n ],\n {\"username\":\"b\"}\n]").await;
    assert_eq!(names(&users), ["a", "b"]);
    assert_eq!(
        (rejected.len(), rejected[0].error),
        (1, RecordError::AfterEnd)
    );
    // How records begin, the good ones say.
    let (users, ..) = import(
        "[\n     {bad},\n  {\"username\":\"a\"},\n  {\"username\":\"x\",\n  {\"username\":\"b\"}\n]",
    )
    .await;
    assert_eq!(names(&users), ["a", "b"]);
    // A lost quote costs the rest of its line, also where no line tells where a record begins.
    let (users, ..) =
        import("[{\n\"username\":\"x\n}, {\n\"username\":\"a\"\n}, {\n\"username\":\"b\"\n}]")
            .await;
    assert_eq!(names(&users), ["a", "b"]);
    // On one line, only what its own brackets end.
    for element in [
        "null",
        "{x}",
        r#"{"username":"x"}}"#,
        r#"{"customData":{"y":[1,2}}"#,
    ] {
        let file = format!(r#"[{{"username":"a"}},{element},{{"username":"b"}}]"#);
        let (users, rejected, _) = import(file).await;
        assert_eq!(
            (names(&users), lines(&rejected)),
            (vec!["a", "b"], vec![(1, 2, BAD)]),
            "{element}"
        );
    }
}

#[tokio::test]
async fn many_broken_elements_cost_themselves() {
    let mut file = String::from("[\n");
    for number in 0..2000 {
        let bracket = if number % 2 == 0 { "" } else { "}" };
        file += &format!("  {{\n    \"username\": \"u{number}\"\n  {bracket},\n");
    }
    let (users, rejected, _) = import(file + "  {\"username\":\"end\"}\n]").await;
    assert_eq!((users.len(), rejected.len()), (1001, 1000));
    assert_eq!((rejected[1].line, rejected[1].record), (8, 3));
}

/// What a broken record costs is bounded by the lines in it that begin like a record.
#[tokio::test]
async fn a_hundred_lines_that_begin_like_a_record_are_not_all_in_it() {
    for (nested, is_taken) in [(99, true), (100, false)] {
        let nested = "{\n},\n".repeat(nested) + "[]";
        let file =
            format!("[\n{{\"username\":\"a\",\"x\":[\n{nested}]}},\n{{\"username\":\"b\"}}\n]");
        let (users, ..) = import(file).await;
        let expected: &[&str] = if is_taken { &["a", "b"] } else { &["b"] };
        assert_eq!(names(&users), expected);
    }
}

#[tokio::test]
async fn large_records_are_written_in_small_batches() {
    let file: String = (0..10)
        .map(|number| {
            format!(
                "{{\"username\":\"u{number}\",\"x\":\"{}\"}}\n",
                "y".repeat(1_000_000)
            )
        })
        .collect();
    let table = Table::default();
    table.fails_at.store(2, Ordering::SeqCst);
    let answer = import_into(&table, file, 500, &mut Vec::new()).await;
    assert!(matches!(answer, Err(ImportError::Table(_))));
    assert_eq!(table.users().len(), 5);
}

#[tokio::test]
async fn how_a_file_comes_in_makes_no_difference() {
    /// A byte at a time, and now and then nothing yet.
    struct Slow(Cursor<&'static [u8]>, bool);
    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            match self.1 {
                true => Err(io::ErrorKind::Interrupted.into()),
                false => self.0.read(&mut buffer[..1]),
            }
        }
    }
    let file = "\u{feff}[\n {\"username\":\"a\"},\n {\n {\"username\":\"b\"}]".as_bytes();
    let (table, policy, hasher) = (Table::default(), policy(), hasher());
    let importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
    let file = || Slow(Cursor::new(file), false);
    let summary = importer.run("a", file(), &mut |_: &Rejected| ()).await;
    assert_eq!(names(&table.users()), ["a", "b"]);
    assert_eq!(summary.unwrap().rejected, 1);
    assert!(fingerprint(file()).is_ok());
}

#[tokio::test]
async fn a_file_that_breaks_off_is_reported() {
    let whole = "[\n  {\"username\":\"a\"},\n  {\"username\":\"b\",\"name\":\"[{\"}\n]";
    for len in 2..whole.len() {
        let (users, rejected, _) = import(&whole[..len]).await;
        let good = [20, 52].iter().filter(|&&end| len >= end).count();
        assert_eq!(users.len(), good, "{len}");
        assert_eq!(rejected.len(), 1, "{len}");
        assert_eq!(rejected[0].error, RecordError::Truncated, "{len}");
    }
    let (users, rejected, _) = import("{\"username\":\"a\"}\n{\"username\":").await;
    assert_eq!(
        (names(&users), rejected[0].error),
        (vec!["a"], RecordError::Truncated)
    );
    let (_, rejected, _) = import("[{\"username\":\"a\"}] [").await;
    assert_eq!(rejected[0].error, RecordError::AfterEnd);
}

#[tokio::test]
async fn a_huge_record_is_skipped() {
    const MIB: usize = 1 << 20;
    let record = |len: usize| format!(r#"{{"username":"x","name":"{}"}}"#, "y".repeat(len - 26));
    assert_eq!(record(100).len(), 100);
    for (len, is_taken) in [(MIB, true), (MIB + 1, false), (3 * MIB, false)] {
        let huge = record(len);
        let a_and_b = (r#"{"username":"a"}"#, r#"{"username":"b"}"#);
        let (a, b) = a_and_b;
        for file in [format!("[{a},{huge},{b}]"), format!("{a}\n{huge}\n{b}\n")] {
            let (users, rejected, _) = import(file).await;
            assert_eq!(users.len(), 2 + usize::from(is_taken), "{len}");
            assert_eq!(rejected.len(), usize::from(!is_taken));
            assert!(rejected.iter().all(|it| it.error == RecordError::TooLarge));
            assert_eq!(names(&users).last(), Some(&"b"));
        }
    }
}

#[tokio::test]
async fn a_lost_bracket_before_a_huge_record_costs_itself() {
    let huge = "y".repeat(2 << 20);
    let file = format!(
        "[\n  {{\"username\":\"x\",\n  {{\"username\":\"a\"}},\n  {{\"name\":\"{huge}\",\n  {{\"username\":\"b\"}}\n]"
    );
    let (users, rejected, _) = import(file).await;
    assert_eq!(names(&users), ["a", "b"]);
    let errors: Vec<RecordError> = rejected.iter().map(|it| it.error).collect();
    assert_eq!(errors, [RecordError::NotJson, RecordError::TooLarge]);
}

#[tokio::test]
async fn depth_takes_no_stack() {
    let deep = |open: &str, close: &str, depth| open.repeat(depth) + &close.repeat(depth);
    let record = |depth| format!(r#"{{"username":"x","y":{}}}"#, deep("[", "]", depth));
    for (depth, is_taken) in [(126, true), (127, false), (100_000, false)] {
        let (users, rejected, _) = import(record(depth) + "\n{\"username\":\"b\"}").await;
        assert_eq!(users.len(), 1 + usize::from(is_taken), "{depth}");
        assert!(rejected.iter().all(|it| it.error == RecordError::TooDeep));
        if is_taken {
            assert!(serde_json::from_str::<serde_json::Value>(&users[0].attributes).is_ok());
        }
    }
    for open in ["[", "{\"a\":", "[{\"a\":["] {
        let (users, rejected, _) = import("[".to_owned() + &open.repeat(100_000)).await;
        assert_eq!((users.len(), rejected.len()), (0, 1), "{open}");
        let (users, rejected, _) = import("{\"a\":".to_owned() + &open.repeat(1_000_000)).await;
        assert_eq!((users.len(), rejected.len()), (0, 1), "{open}");
    }
}

#[tokio::test]
async fn one_identifier_is_one_user() {
    let file = r#"[
        {"username":"a","primaryEmail":"A@b.c"},
        {"username":"b","primaryEmail":"a@B.C"},
        {"username":"b"},
        {"primaryPhone":"1"},
        {"username":"c","primaryPhone":"1"},
        {"id":"9","username":"d"},
        {"username":"d"},
        {"username":"A"},
        {"username":"1 bad"}
    ]"#;
    let (users, rejected, summary) = import(file).await;
    assert_eq!(names(&users), ["a", "b", "1", "d", "A"]);
    assert_eq!(
        lines(&rejected),
        [
            (3, 2, "user.email_already_in_use"),
            (6, 5, "user.phone_already_in_use"),
            (8, 7, "user.username_already_in_use"),
            (10, 9, BAD),
        ]
    );
    assert_eq!(
        (summary.taken, summary.rejected, summary.created),
        (3, 1, 5)
    );
}

#[tokio::test]
async fn a_source_that_cannot_be_read_ends_the_import() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk"))
        }
    }
    let (table, policy, hasher) = (Table::default(), policy(), hasher());
    let importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
    let file = Cursor::new("{\"username\":\"a\"}\n").chain(Broken);
    let answer = importer.run("a", file, &mut |_: &Rejected| ()).await;
    assert!(matches!(answer, Err(ImportError::Source(_))));
}

#[tokio::test]
async fn a_line_for_the_operator_holds_nothing_of_the_record() {
    let (_, rejected, _) = import("\n{\"username\":\"hunter 2\",\"password\":\"hunter 2\"}").await;
    let line = "line 2, record 1: username is not what it has to be (guard.invalid_input)";
    assert_eq!(rejected[0].to_string(), line);
}

#[test]
fn a_fingerprint_is_of_the_whole_file() {
    assert_eq!(
        fingerprint(&b"correct horse"[..]).unwrap(),
        "sha256:4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631"
    );
    let long = vec![0; 200_000];
    assert_ne!(
        fingerprint(&long[..]).unwrap(),
        fingerprint(&long[1..]).unwrap()
    );
}

/// Numbers are one however they are written, and a user name is none of somebody else's.
#[tokio::test]
async fn a_number_is_one_user_with_and_without_a_plus() {
    let file = r#"[
        {"username":"ann.lee","primaryPhone":"+49 (30) 1234"},
        {"username":"b","primaryPhone":"49301234"},
        {"username":"49-301234"},
        {"username":"20240131"},
        {"primaryPhone":"+2024 0131"},
        {"username":"5551","primaryPhone":"+5551"},
        {"username":"x@b.c"},
        {"primaryEmail":"X@B.C"},
        {"username":"2024-0131"}
    ]"#;
    let (users, rejected, _) = import(file).await;
    let expected = ["ann.lee", "20240131", "5551", "x@b.c", "2024-0131"];
    assert_eq!(names(&users), expected);
    assert_eq!(users[0].identifiers[1].1, "+49 (30) 1234");
    assert_eq!(
        lines(&rejected),
        [
            (3, 2, "user.phone_already_in_use"),
            (4, 3, "user.username_already_in_use"),
            (6, 5, "user.phone_already_in_use"),
            (9, 8, "user.email_already_in_use"),
        ]
    );
}
