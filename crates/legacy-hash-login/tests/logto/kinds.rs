//! What kinds of files are read: packed, with the users in an object, and none that is no JSON.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use legacy_hash_login::Folding;
use legacy_hash_login::logto::{ImportError, Importer, RecordError, Rejected, Summary};

use crate::{Table, hasher, import, import_into, lines, names, policy};

fn pack(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_ref()).unwrap();
    packed.finish().unwrap()
}

/// How an import of this ends that ends early.
async fn fails(file: impl Into<Vec<u8>>) -> (String, usize) {
    let table = Table::default();
    let answer = import_into(&table, file, 500, &mut Vec::new()).await;
    (answer.unwrap_err().to_string(), table.users().len())
}

#[tokio::test]
async fn users_in_an_object_are_read() {
    for file in [
        r#"{"users":[{"username":"a"},{"username":"b"}]}"#,
        "\u{feff} { \"users\" : [ {\"username\":\"a\"} , {\"username\":\"b\"} ] } \n",
        "{\n  \"start\": 0,\n  \"by\": \"[}\\\"\",\n  \"all\": true,\n  \"users\": [\n    {\n      \"username\": \"a\"\n    },\n    {\n      \"username\": \"b\"\n    }\n  ],\n  \"total\": 2,\n  \"groups\": [{\"x\": [1]}]\n}\n",
    ] {
        let (users, rejected, summary) = import(file).await;
        assert_eq!(names(&users), ["a", "b"], "{file}");
        assert_eq!(rejected, [], "{file}");
        assert_eq!(summary.position.records, 2);
    }
    for empty in [r#"{"users":[]}"#, "{\"users\": [\n]\n}"] {
        let (users, rejected, _) = import(empty).await;
        assert!(users.is_empty() && rejected.is_empty(), "{empty}");
    }
    // A user who has users is a user.
    for file in [
        r#"{"username":"a","users":[{"username":"x"}]}"#,
        r#"{"tags":["x"],"users":[{"username":"x"}],"username":"a"}"#,
        r#"{"profile":{},"users":[{"username":"x"}],"username":"a"}"#,
    ] {
        let (users, rejected, _) = import(file).await;
        assert_eq!((names(&users), rejected), (vec!["a"], vec![]), "{file}");
    }
    for file in [r#"{"users":{"a":1}}"#, r#"{"accounts":[{"username":"a"}]}"#] {
        let (users, rejected, _) = import(file).await;
        assert_eq!(
            (users, rejected[0].error),
            (vec![], RecordError::NoIdentifier)
        );
    }
}

#[tokio::test]
async fn a_broken_element_in_an_object_costs_itself() {
    let file = "{\"users\": [\n  {\"username\":\"a\"},\n  {\"username\":\"x\",\n  {\"username\":\"b\"}\n]}";
    let (users, rejected, _) = import(file).await;
    assert_eq!(names(&users), ["a", "b"]);
    assert_eq!(lines(&rejected), [(3, 2, "guard.invalid_input")]);
    // A bracket too many ends the array, and the file goes on.
    let file = "{\"users\": [\n  {\"username\":\"a\"}\n  ],\n  {\"username\":\"b\"}\n]}";
    let (users, rejected, _) = import(file).await;
    assert_eq!(names(&users), ["a", "b"]);
    assert_eq!(rejected[0].error, RecordError::AfterEnd);
    let whole = r#"{"users":[{"username":"a"}],"total":1}"#;
    for len in 10..whole.len() {
        let (_, rejected, _) = import(&whole[..len]).await;
        assert_eq!(rejected.len(), 1, "{len}");
    }
    for (file, error) in [
        (r#"{"users":[{"username":"a"}]"#, RecordError::Truncated),
        (r#"{"users":[{"username":"a"}]} {}"#, RecordError::AfterEnd),
        (
            r#"{"users":[{"username":"a"}],"total":}"#,
            RecordError::AfterEnd,
        ),
    ] {
        let (users, rejected, _) = import(file).await;
        assert_eq!(
            (names(&users), rejected[0].error),
            (vec!["a"], error),
            "{file}"
        );
    }
}

#[tokio::test]
async fn what_is_no_json_is_an_error_that_says_what_it_is() {
    for (file, what) in [
        (
            &b"<!DOCTYPE html>\n<html><body>Sign in</body></html>"[..],
            "HTML or XML",
        ),
        (b"\xef\xbb\xbf\n <?xml version=\"1.0\"?>", "HTML or XML"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"\x28\xb5\x2f\xfd\x04", "Zstandard"),
        (b"\xff\xfe[\x00{\x00", "UTF-16"),
        (
            b"id,username,password\n1,ann,hunter2\n",
            "plain text, or CSV",
        ),
        (b"null", "plain text, or CSV"),
    ] {
        for file in [file.to_vec(), pack(file)] {
            let table = Table::default();
            let answer = import_into(&table, file, 500, &mut Vec::new()).await;
            let error = answer.unwrap_err();
            assert!(
                matches!(error, ImportError::NotJson(found) if found == what),
                "{error}"
            );
            assert_eq!(
                error.to_string(),
                format!("the source is no JSON: it looks like {what}")
            );
            assert_eq!(table.users(), []);
        }
    }
    assert_eq!(
        fails(pack(pack("[]"))).await.0,
        "the source is no JSON: it looks like gzip within gzip"
    );
}

#[tokio::test]
async fn a_packed_file_is_read_as_what_is_in_it() {
    let array = r#"[{"username":"a"},{"username":"b"}]"#;
    for file in [
        pack(array),
        pack("{\"username\":\"a\"}\n{\"username\":\"b\"}\n"),
        pack(r#"{"users":[{"username":"a"},{"username":"b"}]}"#),
        // Members of gzip are one file.
        [
            pack("{\"username\":\"a\"}\n"),
            pack("{\"username\":\"b\"}\n"),
        ]
        .concat(),
    ] {
        let (users, rejected, summary) = import(file).await;
        assert_eq!((names(&users), rejected), (vec!["a", "b"], vec![]));
        assert_eq!(summary.position.records, 2);
    }
    let (users, _, summary) = import(pack("")).await;
    assert!(users.is_empty() && summary.created == 0);
    // Where a record stands is said of what was unpacked.
    let (_, rejected, _) = import(pack("\n\n{\"username\":\"a\"}\n{")).await;
    assert_eq!(lines(&rejected), [(4, 2, "guard.invalid_input")]);

    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), pack(array)).unwrap();
    let (table, policy, hasher) = (Table::default(), policy(), hasher());
    let importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
    let mut total = Total(None);
    importer.file(path.path(), &mut total).await.unwrap();
    assert_eq!((names(&table.users()), total.0), (vec!["a", "b"], None));
    std::fs::write(path.path(), array).unwrap();
    importer.file(path.path(), &mut total).await.unwrap();
    assert_eq!(total.0, Some(array.len() as u64));
}

struct Total(Option<u64>);

impl legacy_hash_login::logto::Observer for Total {
    fn rejected(&mut self, _: &Rejected) {}

    fn total(&mut self, bytes: u64) {
        self.0 = Some(bytes);
    }
}

#[tokio::test]
async fn a_packed_file_that_breaks_off_or_is_damaged_ends_the_import() {
    let text: String = (0..5000)
        .map(|number| format!("{{\"username\":\"u{number}\"}}\n"))
        .collect();
    let packed = pack(&text);
    let (error, _) = fails(&packed[..packed.len() / 2]).await;
    assert_eq!(error, "the source: the gzip file breaks off");
    let mut damaged = packed.clone();
    let end = damaged.len();
    damaged[end - 6] ^= 1;
    let (error, _) = fails(damaged).await;
    assert_eq!(error, "the source: the gzip file is damaged");
    let (error, users) = fails(&packed[..5]).await;
    assert_eq!(
        (error.as_str(), users),
        ("the source: the gzip file breaks off", 0)
    );
    let (users, ..) = import(packed).await;
    assert_eq!(users.len(), 5000);
}

/// It ends long before it is unpacked, in whatever part of the file it is, and holds no memory.
#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let bomb = |text: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        for _ in 0..32 {
            packed
                .write_all(&text.repeat((1 << 20) / text.len()))
                .unwrap();
        }
        packed.finish().unwrap()
    };
    let boom = "the source: the gzip file unpacks to more than 200 times its size";
    for text in [&b" "[..], b"\n", b"[", b"{\"a\":"] {
        let packed = bomb(text);
        assert!(packed.len() < 1 << 18);
        for (start, users) in [
            ("[{\"username\":\"a\"},", 0),
            ("[{\"username\":\"a\",\"x\":\"", 0),
        ] {
            let file = [pack(start), packed.clone()].concat();
            assert_eq!(fails(file).await, (boom.to_owned(), users), "{text:?}");
        }
    }
    // What repeats itself as much as exports do is none.
    let record = |number: usize| {
        format!(
            "{{\"username\":\"u{number}\",\"x\":\"{}\"}}\n",
            "same ".repeat(400)
        )
    };
    let text: String = (0..10_000).map(record).collect();
    assert!(text.len() > 18 << 20);
    let (users, _, Summary { rejected, .. }) = import(pack(&text)).await;
    assert_eq!((users.len(), rejected), (10_000, 0));
}

/// A plain file that a bit at a time is had of, and a packed one.
#[tokio::test]
async fn a_file_may_come_in_any_pieces() {
    struct Slow(Cursor<Vec<u8>>);
    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(&mut buffer[..1])
        }
    }
    let text = "{\"users\":[\n{\"username\":\"a\"}]}".to_owned();
    for file in [pack(&text), text.into_bytes()] {
        let (table, policy, hasher) = (Table::default(), policy(), hasher());
        let importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
        let file = Slow(Cursor::new(file));
        importer
            .run("a", file, &mut |_: &Rejected| ())
            .await
            .unwrap();
        assert_eq!(names(&table.users()), ["a"]);
    }
}
