//! A PostgreSQL server of the tests' own, and stores of both kinds that are new for each test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// Longer than a server takes to start on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A new folder that stays until the next run.
pub(crate) fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("collect");
    let own = base.join(std::process::id().to_string());
    static SWEPT: LazyLock<()> = LazyLock::new(|| {
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("collect");
        for entry in fs::read_dir(base).into_iter().flatten().flatten() {
            if !Path::new("/proc").join(entry.file_name()).exists() {
                _ = fs::remove_dir_all(entry.path());
            }
        }
    });
    LazyLock::force(&SWEPT);
    let path = own.join(COUNT.fetch_add(1, Ordering::Relaxed).to_string());
    fs::create_dir_all(&path).unwrap();
    path
}

/// Which store a test is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The address of a store that does not exist yet.
    pub(crate) fn new_store(self) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", new_folder().join("feedback.db").display()),
            Self::Postgres => SERVER.new_database(),
        }
    }
}

/// The server of all tests, gone with them.
pub(crate) static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

/// A server, gone when this process is.
pub(crate) struct Server {
    folder: PathBuf,
    /// The server ends when this is closed, however the tests end.
    _leash: Mutex<(Child, ChildStdin)>,
}

impl Server {
    pub(crate) fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        // Not in the repository, which another user may not enter.
        let folder =
            std::env::temp_dir().join(format!("answerbook-postgres-{}-{number}", std::process::id()));
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let bin = binaries();
        let (data, log) = (folder.join("data"), folder.join("log"));
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
            assert!(owned.success());
        }
        let made = as_other(&bin.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        // `read` returns when this process is gone; the server is told to end at once, and its folder removed.
        let script = format!(
            "'{bin}/postgres' -D '{data}' -k '{folder}' -h '' >'{log}' 2>&1 & read x; kill -QUIT $!; wait; rm -rf '{folder}'",
            bin = bin.display(),
            data = data.display(),
            folder = folder.display(),
            log = log.display(),
        );
        let mut leash =
            as_other(Path::new("sh")).arg("-c").arg(script).stdin(Stdio::piped()).spawn().unwrap();
        let held = leash.stdin.take().unwrap();
        let server = Self { folder, _leash: Mutex::new((leash, held)) };
        server.wait();
        server
    }

    /// Until it takes connections.
    pub(crate) fn wait(&self) {
        let since = Instant::now();
        while self.connect("postgres").is_err() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(since.elapsed() < PATIENCE, "PostgreSQL does not start: {log}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn connect(&self, database: &str) -> Result<Client, postgres::Error> {
        Client::connect(&self.address(database), NoTls)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn address(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}", self.folder.display())
    }

    pub(crate) fn new_database(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("feedback{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.connect("postgres").unwrap().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.address(&name)
    }

    /// Stops every process that serves a connection, as a machine that hangs would; they are still there.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Kills every process that serves a connection, as a crash would; the server recovers by itself.
    pub(crate) fn crash(&self) {
        self.signal("-KILL");
        self.wait();
    }

    fn signal(&self, signal: &str) {
        let pid = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap();
        assert!(Command::new("pkill").args([signal, "-P", pid]).status().unwrap().success());
    }
}

/// Where the server and its tools are: Debian keeps them by version.
fn binaries() -> PathBuf {
    if let Some(named) = std::env::var_os("POSTGRES_BIN") {
        return named.into();
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        versions.map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").is_file()).collect();
    found.sort();
    found
        .pop()
        .expect("PostgreSQL is not installed: run `cargo xtask test`, or name its folder by POSTGRES_BIN")
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// The server refuses to be run by root.
fn as_other(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    command.current_dir("/");
    command
}
