//! One program of the house as a real process: started, waited for, killed, ended, and its log
//! shown when the test fails.

use crate::wait::until;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// How long a program may take until it is ready.
const READY_LIMIT: Duration = Duration::from_secs(30);
/// How long a program may take to end when its input has ended.
const END_LIMIT: Duration = Duration::from_secs(8);
/// Lines of a log that a failed test shows.
const TAIL: usize = 40;
/// Lines that wait for a reader; the first ones are those that matter.
const LINES: usize = 64;

/// How a program is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Its standard input ends; all of ours do so.
    Input,
    /// Its process group is killed: programs of others, which may have children.
    Kill,
}

/// A running program.
#[derive(Debug)]
pub(crate) struct Part {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    said: Receiver<String>,
    log: PathBuf,
    end: End,
}

impl Part {
    /// Starts it; its output is added to `name.log` in the folder `logs`.
    pub(crate) fn start(name: &str, mut command: Command, logs: &Path, end: End) -> Self {
        let log = logs.join(format!("{name}.log"));
        let open = || OpenOptions::new().create(true).append(true).open(&log);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(open().unwrap())
            // A group of its own: what it starts can be ended with it, and nothing else.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|e| panic!("{} does not start: {e}", command.get_program().display()));
        let stdin = child.stdin.take();
        let (tell, said) = sync_channel(LINES);
        let (stdout, copy) = (child.stdout.take().unwrap(), open().unwrap());
        std::thread::spawn(move || listen(stdout, copy, &tell));
        Self {
            name: name.to_owned(),
            child,
            stdin,
            said,
            log,
            end,
        }
    }

    /// Waits for its first line that begins so, and gives the rest of that line.
    ///
    /// # Panics
    /// When it ends before, or takes more than 30 s.
    pub(crate) async fn says(&mut self, start: &str) -> String {
        let what = format!("{} says {start:?}", self.name);
        until(&what, READY_LIMIT, async || {
            while let Ok(line) = self.said.try_recv() {
                if let Some(rest) = line.strip_prefix(start) {
                    return Some(rest.trim().to_owned());
                }
            }
            self.check();
            None
        })
        .await
    }

    /// # Panics
    /// When it has ended by itself.
    pub(crate) fn check(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            // The dropped value shows the log.
            panic!("{} ended by itself: {status}", self.name);
        }
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, with what it started where that is its end.
    pub(crate) fn kill(&mut self) {
        match self.end {
            End::Input => self.child.kill().unwrap(),
            End::Kill => signal(&format!("-{}", self.child.id()), "-KILL"),
        }
        self.child.wait().unwrap();
    }

    /// Tells it to end, and waits until it has.
    ///
    /// # Panics
    /// When it says that something went wrong.
    pub(crate) fn end(&mut self) {
        self.finish();
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{} ended with {status}", self.name);
    }

    /// What it has written so far.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    fn finish(&mut self) {
        drop(self.stdin.take());
        if self.end == End::Kill {
            return self.kill();
        }
        let (tell, told) = sync_channel::<()>(1);
        let id = self.child.id().to_string();
        let guard = std::thread::spawn(move || {
            if told.recv_timeout(END_LIMIT).is_err() {
                signal(&id, "-KILL");
            }
        });
        // An error here means that it was reaped before.
        self.child.wait().ok();
        tell.send(()).ok();
        guard.join().ok();
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            self.finish();
        }
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let first = lines.len().saturating_sub(TAIL);
            eprintln!("--- {} ({})", self.name, self.log.display());
            for line in &lines[first..] {
                eprintln!("    {line}");
            }
        }
    }
}

/// Sends a signal to one process, or to the group that we made when `whom` begins with a minus.
pub(crate) fn signal(whom: &str, which: &str) {
    let sent = Command::new("kill")
        .args([which, "--", whom])
        .stderr(Stdio::null())
        .status();
    assert!(sent.is_ok(), "kill is there");
}

fn listen(stdout: ChildStdout, mut log: fs::File, tell: &SyncSender<String>) {
    for line in BufReader::new(stdout).lines() {
        let Ok(line) = line else { return };
        writeln!(log, "{line}").ok();
        // Nobody waits for more lines than fit.
        tell.try_send(line).ok();
    }
}
