//! A real PostgreSQL, started from the installed programs in a temporary folder.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, iter};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

/// Set where a missing PostgreSQL is a failure.
const REQUIRED: &str = "LEGACY_HASH_REQUIRE_POSTGRES";

/// The address of an empty database, on the one server of this process; `None`, and a word on standard
/// error, where there is no PostgreSQL.
pub(crate) async fn database() -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(Server::start).as_ref()?;
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&server.url("postgres"))
        .await
        .unwrap();
    let create = format!("CREATE DATABASE {name}");
    connection.execute(AssertSqlSafe(create)).await.unwrap();
    connection.close().await.unwrap();
    Some(server.url(&name))
}

/// Where `initdb` and `postgres` are: in the search path, or where Debian and a build of one's own
/// put them.
fn programs() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    debian.sort();
    env::split_paths(&path)
        .chain(debian.into_iter().rev())
        .chain(iter::once("/usr/local/pgsql/bin".into()))
        .find(|folder: &PathBuf| {
            ["initdb", "postgres"]
                .iter()
                .all(|name| folder.join(name).is_file())
        })
}

struct Server {
    /// Stops the server and removes its folder when its standard input ends: with this process, in
    /// whatever way that ends.
    _script: Child,
    folder: String,
}

impl Server {
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(env::var_os(REQUIRED).is_none(), "there is no PostgreSQL");
            // Not `eprintln!`, which shows nothing of a test that passes.
            let note = "\nSKIPPED: there is no PostgreSQL (initdb and postgres)\n";
            io::stderr().write_all(note.as_bytes()).unwrap();
            return None;
        };
        let mut script = unprivileged()
            .args(["sh", "-c", include_str!("postgres.sh"), "postgres.sh"])
            .arg(programs)
            .current_dir("/")
            // A Ctrl-C is for the tests: the server ends after them.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut folder = String::new();
        let printed = script.stdout.take().unwrap();
        BufReader::new(printed).read_line(&mut folder).unwrap();
        assert!(!folder.is_empty(), "PostgreSQL does not start");
        Some(Self {
            _script: script,
            folder: folder.trim_end().to_owned(),
        })
    }

    fn url(&self, database: &str) -> String {
        let folder = self.folder.replace('/', "%2F");
        format!("postgres://postgres@{folder}/{database}")
    }
}

/// `initdb` refuses to run as root.
fn unprivileged() -> Command {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    if !is_root {
        return Command::new("env");
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let has_own = users.lines().any(|line| line.starts_with("postgres:"));
    let user = if has_own { "postgres" } else { "nobody" };
    let mut command = Command::new("setpriv");
    command.args([
        &format!("--reuid={user}"),
        "--regid=65534",
        "--clear-groups",
    ]);
    command
}
