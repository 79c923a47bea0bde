//! A real PostgreSQL, started from the installed programs in a temporary folder.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
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
    server.create(&format!("{name} ENCODING 'UTF8'")).await;
    Some(server.url(&name))
}

/// As [`database`], in an encoding that does not hold every name.
pub(crate) async fn latin1() -> Option<String> {
    let server = Server::start()?;
    server
        .create("latin1 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
        .await;
    let url = server.url("latin1");
    // As long as this process.
    std::mem::forget(server);
    Some(url)
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

/// A server of its own.
pub(crate) struct Server {
    /// Stops the server and removes its folder when its standard input ends: with this process, in
    /// whatever way that ends.
    script: Child,
    printed: BufReader<ChildStdout>,
    folder: String,
}

impl Server {
    /// `None` where there is no PostgreSQL.
    pub(crate) fn start() -> Option<Self> {
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
        let mut printed = BufReader::new(script.stdout.take().unwrap());
        printed.read_line(&mut folder).unwrap();
        assert!(!folder.is_empty(), "PostgreSQL does not start");
        Some(Self {
            script,
            printed,
            folder: folder.trim_end().to_owned(),
        })
    }

    /// Has the server go away, connections and all.
    pub(crate) fn go_away(&mut self) {
        self.has_done("stop");
    }

    pub(crate) fn come_back(&mut self) {
        self.has_done("start");
    }

    /// Has the server and all its connections answer nothing more.
    pub(crate) fn freeze(&mut self) {
        self.has_done("freeze");
    }

    pub(crate) fn thaw(&mut self) {
        self.has_done("thaw");
    }

    fn has_done(&mut self, command: &str) {
        let script = self.script.stdin.as_mut().unwrap();
        writeln!(script, "{command}").unwrap();
        let mut answer = String::new();
        self.printed.read_line(&mut answer).unwrap();
        assert_eq!(answer.trim_end(), command);
    }

    async fn create(&self, database: &str) {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.url("postgres")).await.unwrap();
        let create = format!("CREATE DATABASE {database} TEMPLATE template0");
        connection.execute(AssertSqlSafe(create)).await.unwrap();
        connection.close().await.unwrap();
    }

    pub(crate) fn url(&self, database: &str) -> String {
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
