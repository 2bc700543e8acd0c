//! This same test program as another process, to be limited or killed.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child as Process, ChildStderr, Command, Stdio};

use answerbook::publish::{Lock, PublishDir, PublishError, SiteFolders, publish};
use answerbook_kernel::Public;

use crate::support::{Temp, output, publish_to, sized};

const TASK: &str = "PUBLISH_TEST_TASK";
const ROOT: &str = "PUBLISH_TEST_ROOT";

/// What the other process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Child {
    /// Publishes `A` and `B` in turn until it is killed, and says when it begins and after each.
    Forever,
    /// Publishes `A` and ends.
    Once,
    /// Publishes what has a file of a megabyte in it.
    Large,
    /// Takes the lock and keeps it until it is killed, or its input ends.
    Hold,
}

impl Child {
    const ALL: [Self; 4] = [Self::Forever, Self::Once, Self::Large, Self::Hold];

    /// Starts it, under a shell that has run `first`.
    fn start_after(self, temp: &Temp, first: &str) -> Process {
        let program = std::env::current_exe().unwrap();
        Command::new("sh")
            .args(["-c", &format!("{first}; exec \"$0\" child::entry --exact --nocapture --test-threads=1")])
            .arg(program)
            .env(TASK, format!("{self:?}"))
            .env(ROOT, temp.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Starts it; its first line has been read.
    pub(crate) fn start(self, temp: &Temp) -> Running {
        let mut process = self.start_after(temp, ":");
        let says = process.stderr.take().unwrap();
        let mut running = Running { process, says };
        running.hear(1);
        running
    }

    /// Runs it to its end; the last line that it says.
    pub(crate) fn run_in(self, temp: &Temp, first: &str) -> String {
        last_line(self.start_after(temp, first))
    }

    /// Starts it, to be waited for with [`last_line`].
    pub(crate) fn launch(self, temp: &Temp) -> Process {
        self.start_after(temp, ":")
    }
}

pub(crate) fn last_line(process: Process) -> String {
    let said = process.wait_with_output().unwrap().stderr;
    String::from_utf8(said).unwrap().lines().last().unwrap_or_default().to_owned()
}

/// A process that is to be killed.
pub(crate) struct Running {
    process: Process,
    says: ChildStderr,
}

impl Running {
    /// Waits until it has said so many more lines; each has two bytes.
    pub(crate) fn hear(&mut self, lines: usize) {
        self.says.read_exact(&mut vec![0; 2 * lines]).unwrap();
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Where it stands.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Does nothing in the test program itself.
#[test]
fn entry() {
    let (Ok(task), Ok(root)) = (std::env::var(TASK), std::env::var(ROOT)) else {
        return;
    };
    let task = Child::ALL.into_iter().find(|child| format!("{child:?}") == task).unwrap();
    let outcome = act(task, Path::new(&root));
    say(&outcome.map_or_else(|error| error.to_string(), |()| "done".to_owned()));
}

fn act(task: Child, root: &Path) -> Result<(), PublishError> {
    let site = SiteFolders {
        root: root.join("site"),
        sources: root.join("site/content"),
        themes: root.join("site/themes"),
        home: None,
        working: root.join("work"),
    };
    let out = root.join("site/dist");
    match task {
        Child::Forever => forever(&out, &site),
        Child::Once => publish_to(&out, &site, &sized("A", SIZE)).map(drop),
        Child::Large => {
            publish_to(&out, &site, &output::<Public>(&[("large.css", &"x".repeat(1 << 20))])).map(drop)
        }
        Child::Hold => {
            let _lock = Lock::take(&out)?;
            say("!");
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
            Ok(())
        }
    }
}

/// How many pages the sites have that are published by another process.
pub(crate) const SIZE: u32 = 12;

fn forever(out: &Path, site: &SiteFolders) -> Result<(), PublishError> {
    let sites = ["A", "B"].map(|word| sized(word, SIZE));
    say("!");
    loop {
        let to = PublishDir::check(out, site)?;
        let lock = Lock::take(out)?;
        for site in &sites {
            publish(site, &to, &lock)?;
            say("+");
        }
        lock.release()?;
    }
}

fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}
