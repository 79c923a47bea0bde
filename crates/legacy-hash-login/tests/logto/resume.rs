//! An import that is stopped after any batch, and goes on.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use legacy_hash_login::logto::{ImportError, Importer, Rejected, Summary};
use legacy_hash_login::{
    Folding, Import, Imported, Kind, Outcome, Position, SqlError, SqlStore, Store, Written,
};

use crate::table::is_now;
use crate::{BCRYPT, hasher, import_into, lines, policy};

/// A real table that fails between two writes.
struct Failing {
    inner: SqlStore,
    fails_at: AtomicUsize,
}

impl Import for Failing {
    type Error = SqlError;

    async fn position(&self, source: &str) -> Result<Position, SqlError> {
        self.inner.position(source).await
    }

    async fn write(
        &self,
        source: &str,
        users: &[Imported],
        position: Position,
    ) -> Result<Vec<Outcome>, SqlError> {
        match is_now(&self.fails_at) {
            true => Err(SqlError::Range),
            false => self.inner.write(source, users, position).await,
        }
    }

    async fn create(&self, user: &Imported) -> Result<Result<String, Kind>, SqlError> {
        self.inner.create(user).await
    }
}

/// Good records, with and without numbers of their own, and bad ones of each sort.
fn export() -> String {
    let mut file = String::from("[\n");
    for number in 0..60 {
        let record = match number % 10 {
            0 => format!("{{\"username\":\"u{number}\","),
            3 => format!("{{\"id\":\"i{number}\",\"username\":\"u{}\"}}", number - 1),
            5 => format!(
                "{{\"username\":\"new{number}\",\"primaryEmail\":\"u{}@b.c\"}}",
                number - 1
            ),
            7 => format!("{{\"username\":\"{number} x\"}}"),
            n if n % 2 == 0 => format!(
                "{{\n    \"username\":\"u{number}\",\"primaryEmail\":\"u{number}@b.c\",\n    \
                 \"passwordDigest\":\"{BCRYPT}\",\"passwordAlgorithm\":\"Bcrypt\",\"n\":{number}.0}}"
            ),
            _ => {
                format!("{{\"id\":\"i{number}\",\"username\":\"v{number}\",\"isSuspended\":true}}")
            }
        };
        file += &format!("  {record},\n");
    }
    file + "  {\"username\":\"end\"}\n"
}

async fn open(path: &Path) -> Failing {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    Failing {
        inner: SqlStore::connect(&url, Folding::default()).await.unwrap(),
        fails_at: AtomicUsize::new(0),
    }
}

/// Each account by its identifiers, since the numbers are drawn.
async fn dump(path: &Path) -> BTreeMap<String, String> {
    let url = format!("sqlite://{}", path.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT group_concat(i.kind || ':' || i.folded || ':' || i.spelled, ' '), \
         coalesce(a.password_hash, '-') || coalesce(a.hash_label, '-') || coalesce(a.imported_hash, '-') || \
         a.is_locked || a.attributes || CASE WHEN a.id LIKE 'i%' THEN a.id ELSE '' END \
         FROM legacy_hash_accounts a LEFT JOIN \
         (SELECT * FROM legacy_hash_identifiers ORDER BY kind) i ON i.account_id = a.id GROUP BY a.id",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    pool.close().await;
    rows.into_iter().collect()
}

#[tokio::test]
async fn it_goes_on_behind_the_last_batch_that_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.db");
    let table = open(&whole).await;
    let mut said = Vec::new();
    let sum = import_into(&table, export(), 7, &mut said).await.unwrap();
    let expected = dump(&whole).await;
    let (records, rejected) = (sum.position.records, sum.position.rejected);
    assert_eq!((records, rejected), (62, 6 + 6 + 6 + 1), "{said:?}");
    assert_eq!((sum.taken, sum.rejected, sum.created), (12, 13, 37));
    assert_eq!(expected.len(), 37);

    for stops in 1..=records.div_ceil(7) as usize {
        let path = folder.path().join(format!("{stops}.db"));
        let table = open(&path).await;
        table.fails_at.store(stops, Ordering::SeqCst);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let stopped = import_into(&table, export(), 7, &mut before).await;
        assert!(matches!(stopped, Err(ImportError::Table(_))));
        let position = table.position("users.json").await.unwrap();
        assert_eq!(position.records, 7 * (stops as u64 - 1));
        // Another size of batches: the places of the stops are no part of the file.
        let rest = import_into(&table, export(), 5, &mut after).await.unwrap();
        assert_eq!(dump(&path).await, expected, "{stops}");
        assert_eq!(rest.position, sum.position);
        // Only what was not written yet is said again.
        before.retain(|it: &Rejected| it.record <= position.records);
        before.extend(after);
        before.sort_by_key(|it| it.record);
        said.sort_by_key(|it| it.record);
        assert_eq!(lines(&before), lines(&said), "{stops}");
        let done = before
            .iter()
            .filter(|it| it.record <= position.records)
            .count() as u64;
        assert_eq!(rest.taken + rest.rejected + done, 25);
    }
}

#[tokio::test]
async fn a_finished_import_has_nothing_left_and_another_file_is_no_continuation() {
    let folder = tempfile::tempdir().unwrap();
    let table = open(&folder.path().join("a.db")).await;
    let mut said = Vec::new();
    let first = import_into(&table, export(), 7, &mut said).await.unwrap();
    let words = said.len();
    let again = import_into(&table, export(), 7, &mut said).await.unwrap();
    let nothing = Summary {
        position: first.position,
        ..Summary::default()
    };
    assert_eq!((again, said.len()), (nothing, words));

    for other in [
        export().replace("u2\"", "u200\""),
        export().replace("  {", "\n {"),
        export().replace(",\n    ", ",\n \n  "),
        "[]".to_owned(),
    ] {
        let answer = import_into(&table, other, 7, &mut said).await;
        assert!(matches!(answer, Err(ImportError::SourceChanged)));
    }
    // What was added to the end is what is left.
    let more = export() + "  ,{\"username\":\"more\"}]";
    let answer = import_into(&table, more, 7, &mut said).await;
    assert!(
        matches!(answer, Err(ImportError::SourceChanged)),
        "it was said to break off"
    );
}

#[tokio::test]
async fn a_file_is_known_by_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let (table, policy, hasher) = (open(&folder.path().join("a.db")).await, policy(), hasher());
    let importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
    let path = folder.path().join("users.json");
    let mut observer = |_: &Rejected| ();
    std::fs::write(&path, r#"[{"username":"a"}]"#).unwrap();
    assert_eq!(
        importer.file(&path, &mut observer).await.unwrap().created,
        1
    );
    assert_eq!(
        importer.file(&path, &mut observer).await.unwrap().updated,
        0
    );
    std::fs::write(&path, r#"[{"username":"b"},{"username":"a"}]"#).unwrap();
    let summary = importer.file(&path, &mut observer).await.unwrap();
    assert_eq!((summary.created, summary.updated), (1, 1));
    let missing = importer.file(&folder.path().join("b"), &mut observer).await;
    assert!(matches!(missing, Err(ImportError::Source(_))));
}

#[tokio::test]
async fn a_hash_that_has_moved_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let table = open(&folder.path().join("a.db")).await;
    let (store, policy, hasher) = (&table.inner, policy(), hasher());
    let importer = Importer::new(store, &policy, Folding::default(), &hasher).unwrap();
    let file = |name: &str| {
        let record = format!(
            r#"{{"username":"ann","passwordDigest":"{BCRYPT}","passwordAlgorithm":"Bcrypt","name":"{name}"}}"#
        );
        Cursor::new(record.into_bytes())
    };
    let mut observer = |_: &Rejected| ();
    importer.run("1", file("Ann"), &mut observer).await.unwrap();
    let ann = Folding::default().read("ann");
    let row = store.find(&ann).await.unwrap().unwrap();
    let new = policy.labelled(policy.hash("correct horse").unwrap());
    assert_eq!(
        store.upgrade(&row.version, &new).await.unwrap(),
        Written::Stored
    );

    let summary = importer
        .run("2", file("Anna"), &mut observer)
        .await
        .unwrap();
    assert_eq!(
        (summary.created, summary.updated, summary.password_kept),
        (0, 0, 1)
    );
    let row = store.find(&ann).await.unwrap().unwrap();
    assert_eq!(row.stored.unwrap().as_str(), new.to_string());
    assert_eq!(row.label, None);
}
