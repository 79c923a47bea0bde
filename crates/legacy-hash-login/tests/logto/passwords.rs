//! Passwords in plain text that are hashed when the accounts are there already.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http::{Request, Response};
use legacy_hash::{Argon2Hash, Denial, Stored};
use legacy_hash_login::logto::{
    HashPassword, HashingError, Importer, RecordError, Rejected, Summary,
};
use legacy_hash_login::{
    Account, Folding, ImportedPassword, Passthrough, SecretBytes, Sending, SignIn, SignInError,
    SqlStore, Store, Template, Transport,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::{hasher, policy};

const MD5: &str = "5f4dcc3b5aa765d61d8327deb882cf99"; // of "password"

/// Two with a password in plain text, one of them locked; one with a hash; a bad one and a taken one.
const USERS: &str = r#"{"id":"1","username":"plain","password":"password"}
{"id":"2","username":"locked","password":"password","isSuspended":true}
{"id":"3","username":"md5","passwordDigest":"5f4dcc3b5aa765d61d8327deb882cf99","passwordAlgorithm":"MD5"}
{"id":"4","username":"b a d","password":"password"}
{"id":"5","username":"md5","password":"password"}
{"id":"6","username":"long","password":"LONG"}
"#;

/// A file and a table.
struct Place {
    folder: TempDir,
    store: SqlStore,
}

impl Place {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
        let store = SqlStore::connect(&url, Folding::default()).await.unwrap();
        Self { folder, store }
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("users.json");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Imports the accounts of a file, and says what is refused.
    async fn accounts(&self, path: &Path) -> (Summary, Vec<(u64, RecordError)>) {
        let never = |_| async { panic!("nothing is hashed yet") };
        let (policy, mut said) = (policy(), Vec::new());
        let importer = Importer::new(&self.store, &policy, Folding::default(), &never).unwrap();
        let mut observer = |it: &Rejected| said.push((it.record, it.error));
        let summary = importer.accounts(path, &mut observer).await.unwrap();
        (summary, said)
    }

    /// Imports the passwords of a file.
    async fn passwords<H: HashPassword>(
        &self,
        path: &Path,
        hasher: &H,
    ) -> (Result<Summary, String>, Vec<(u64, RecordError)>) {
        let (policy, mut said) = (policy(), Vec::new());
        let importer = Importer::new(&self.store, &policy, Folding::default(), hasher).unwrap();
        let mut observer = |it: &Rejected| said.push((it.record, it.error));
        let summary = importer.passwords(path, &mut observer).await;
        (summary.map_err(|error| error.to_string()), said)
    }

    async fn account(&self, name: &str) -> Account<<SqlStore as Store>::Version> {
        let found = self.store.find(&Folding::default().read(name)).await;
        found.unwrap().unwrap()
    }

    async fn stored(&self, name: &str) -> Option<String> {
        let stored = self.account(name).await.stored;
        stored.map(|text| text.as_str().to_owned())
    }
}

/// An old system that takes every password, and keeps what it was asked.
#[derive(Clone, Default)]
struct Old(Arc<Mutex<Vec<String>>>);

impl Transport for Old {
    fn send(&self, request: Request<SecretBytes>) -> Sending<'_> {
        let body = String::from_utf8_lossy(request.body().as_ref()).into_owned();
        self.0.lock().unwrap().push(body);
        let answer = br#"{"passbackCode":"passback"}"#.to_vec();
        Box::pin(async { Ok(Response::new(answer.into())) })
    }
}

async fn service(place: &Place, old: &Old) -> SignIn<SqlStore> {
    let template = Template::new(r#"["{identifier}","{password}"]"#).unwrap();
    let passthrough = Passthrough::new("https://old.example.com", template).unwrap();
    let passthrough = passthrough.with_passback_code("passback").unwrap();
    SignIn::builder(place.store.clone(), policy())
        .passthrough(passthrough, old.clone())
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_service_runs_while_passwords_are_hashed() {
    let place = Place::new().await;
    let path = place.file(&USERS.replace("LONG", &"x".repeat(5000)));
    let (summary, said) = place.accounts(&path).await;
    assert_eq!(
        (summary.created, summary.taken, summary.rejected),
        (3, 1, 2)
    );
    let records: Vec<u64> = said.iter().map(|(record, _)| *record).collect();
    assert_eq!(records, [4, 6, 5]);
    assert!(matches!(said[1].1, RecordError::Password(_)), "{said:?}");
    for name in ["plain", "locked"] {
        assert_eq!(place.stored(name).await.as_deref(), Some("!pending"));
    }

    let old = Old::default();
    let sign_in = service(&place, &old).await;
    // Neither right nor wrong, whatever is typed; others sign in.
    for typed in ["password", "wrong"] {
        let answer = sign_in.sign_in("plain", typed).await;
        assert_eq!(answer.unwrap_err(), SignInError::Unavailable);
        let answer = sign_in.sign_in("locked", typed).await;
        assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    }
    assert!(sign_in.sign_in("md5", "password").await.is_ok());

    let (summary, said) = place.passwords(&path, &hasher()).await;
    assert_eq!(said, [], "it was said before");
    let summary = summary.unwrap();
    assert_eq!(
        (summary.created, summary.updated, summary.password_kept),
        (0, 2, 0)
    );
    assert!(sign_in.sign_in("plain", "password").await.is_ok());
    let wrong = sign_in.sign_in("plain", "wrong").await;
    assert_eq!(wrong.unwrap_err(), SignInError::InvalidCredentials);
    assert_eq!(old.0.lock().unwrap().len(), 0, "no old system was asked");
    sign_in.drain().await;

    // Started again, there is nothing to do, and nothing to hash.
    let never = |_| async { panic!("it is hashed") };
    let (summary, _) = place.passwords(&path, &never).await;
    assert_eq!(summary.unwrap().updated, 0);
    let (summary, said) = place.accounts(&path).await;
    assert_eq!((summary.created, summary.updated, said.len()), (0, 0, 0));
}

#[tokio::test]
async fn it_goes_on_where_it_was_stopped() {
    let place = Place::new().await;
    let user = |number: usize| {
        format!(
            "{{\"username\":\"u{number}\",\"password\":\"password\"}}\n{{\"username\":\"v{number}\"}}\n"
        )
    };
    let path = place.file(&(0..100).map(user).collect::<String>());
    place.accounts(&path).await;
    let hashed = AtomicUsize::new(0);
    let hashed: &'static AtomicUsize = Box::leak(Box::new(hashed));
    let policy = policy();
    let some = move |password: Zeroizing<Vec<u8>>| {
        let hash: Result<Argon2Hash, _> = match hashed.fetch_add(1, Ordering::SeqCst) {
            0..70 => policy.hash(password).map_err(HashingError::Failed),
            _ => Err(HashingError::Stopped),
        };
        async { hash }
    };
    let (answer, _) = place.passwords(&path, &some).await;
    assert_eq!(answer.unwrap_err(), "hashing has stopped");
    // What was written stays: two batches of 32.
    assert!(place.stored("u63").await.unwrap().starts_with("$argon2"));
    assert_eq!(place.stored("u64").await.as_deref(), Some("!pending"));
    let (answer, _) = place.passwords(&path, &hasher()).await;
    assert_eq!(answer.unwrap().updated, 36);
    for number in 0..100 {
        let stored = place.stored(&format!("u{number}")).await.unwrap();
        assert!(stored.starts_with("$argon2"), "{number}");
        assert_eq!(place.stored(&format!("v{number}")).await, None);
    }
}

/// What is decided while the password is to come is kept when it comes.
#[tokio::test]
async fn a_reset_or_a_new_password_in_the_meantime_wins() {
    let place = Place::new().await;
    let path = place.file(
        "{\"username\":\"reset\",\"password\":\"old\"}\n{\"username\":\"changed\",\"password\":\"old\"}\n",
    );
    place.accounts(&path).await;
    let user = async |name| place.account(name).await.user;
    let new = policy().labelled(policy().hash("new").unwrap());
    assert!(
        place
            .store
            .reset_password(&user("reset").await)
            .await
            .unwrap()
    );
    assert!(
        place
            .store
            .change_password(&user("changed").await, &new)
            .await
            .unwrap()
    );
    let (summary, _) = place.passwords(&path, &hasher()).await;
    let summary = summary.unwrap();
    assert_eq!((summary.updated, summary.password_kept), (0, 2));
    let sign_in = service(&place, &Old::default()).await;
    assert!(sign_in.sign_in("reset", "old").await.is_err());
    assert!(sign_in.sign_in("changed", "old").await.is_err());
    assert!(sign_in.sign_in("changed", "new").await.is_ok());
    sign_in.drain().await;
}

/// Who could sign in can do so until the new hash is there, and who could not is not asked about.
#[tokio::test]
async fn a_hash_that_is_there_stays_until_the_other_comes() {
    let place = Place::new().await;
    let path = place.file(&format!(
        "{{\"id\":\"1\",\"username\":\"md5\",\"passwordDigest\":\"{MD5}\",\"passwordAlgorithm\":\"MD5\"}}\n{{\"id\":\"2\",\"username\":\"none\"}}\n"
    ));
    place.accounts(&path).await;
    assert_eq!(place.stored("none").await, None);
    let path = place.file(
        "{\"id\":\"1\",\"username\":\"md5\",\"password\":\"newer\"}\n{\"id\":\"2\",\"username\":\"none\",\"password\":\"newer\"}\n",
    );
    let (summary, _) = place.accounts(&path).await;
    assert_eq!((summary.updated, summary.password_kept), (2, 0));
    assert_eq!(place.stored("md5").await.as_deref(), Some(MD5));
    assert_eq!(place.stored("none").await.as_deref(), Some("!pending"));
    let (summary, _) = place.passwords(&path, &hasher()).await;
    assert_eq!(summary.unwrap().updated, 2);
    let old = Old::default();
    let sign_in = service(&place, &old).await;
    for name in ["md5", "none"] {
        assert!(sign_in.sign_in(name, "newer").await.is_ok(), "{name}");
    }
    assert!(old.0.lock().unwrap().is_empty());
    sign_in.drain().await;
}

/// Whatever reads it: nothing that is typed is right, and nobody is asked.
#[test]
fn a_place_for_a_password_is_a_marker() {
    let pending = ImportedPassword::pending(policy().label());
    assert!(pending.is_pending());
    let policy = policy();
    let row = Stored::under(&pending.label, pending.text.as_str());
    assert!(matches!(policy.read(row), Err(Denial::Disabled(_))));
    let row = Stored::from(pending.text.as_str());
    assert!(matches!(policy.read(row), Err(Denial::Disabled(_))));
}
