//! The programs of the demo. Each has a pipe as its standard input and ends when that ends; so
//! none outlives this process, however it goes away, and nothing else is ever ended.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, sync_channel},
    thread,
    time::Duration,
};

use crate::{clock::Watch, guard::Stop, run, trouble::Trouble};

const POLL: Duration = Duration::from_millis(20);
/// How long a program may take to end when its input has ended.
const END_LIMIT: Duration = Duration::from_secs(10);
/// What a program prints on its standard output when it serves.
const READY: &str = "ready";
/// The program with a window.
pub(super) const DISPLAY: &str = "display";

/// All programs, in the order of their start.
#[derive(Debug)]
pub(super) struct Children {
    all: Vec<Running>,
    logs: PathBuf,
}

#[derive(Debug)]
struct Running {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    said: Receiver<String>,
    ready: Option<String>,
    log: PathBuf,
}

impl Children {
    /// Nothing runs yet; the programs' logs go to `log` in the data folder.
    ///
    /// # Errors
    /// When that folder cannot be made.
    pub(super) fn new(data: &Path) -> Result<Self, Trouble> {
        let logs = data.join("log");
        fs::create_dir_all(&logs).map_err(|e| Trouble::file("make the folder", &logs, &e))?;
        Ok(Self {
            all: Vec::new(),
            logs,
        })
    }

    /// Starts `program --config CONFIG` with more arguments.
    ///
    /// # Errors
    /// When the program is missing or its log cannot be written.
    pub(super) fn start(
        &mut self,
        name: &str,
        program: &Path,
        config: &Path,
        more: &[&str],
    ) -> Result<(), Trouble> {
        let log = self.logs.join(format!("{name}.log"));
        let broken = |e: std::io::Error| Trouble::file("write", &log, &e);
        let file = File::create(&log).map_err(broken)?;
        let stdout_log = file.try_clone().map_err(broken)?;
        let mut child = Command::new(program)
            .arg("--config")
            .arg(config)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(file)
            // Ctrl-C must not reach it: it ends in order, by the end of its input.
            .process_group(0)
            .spawn()
            .map_err(|e| {
                Trouble::new(
                    format!("cannot start {}: {e}", program.display()),
                    "build it with `cargo demo` without --bin-dir",
                )
            })?;
        let stdin = child.stdin.take();
        let (tell, said) = sync_channel(1);
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || listen(stdout, stdout_log, &tell));
        }
        self.all.push(Running {
            name: name.to_owned(),
            child,
            stdin,
            said,
            ready: None,
            log,
        });
        Ok(())
    }

    /// Waits until every program that was started has said that it is ready.
    ///
    /// # Errors
    /// When one ends, takes longer than `limit`, or the person stops.
    pub(super) fn all_ready(&mut self, limit: Duration, stop: &Stop) -> Result<(), Trouble> {
        let watch = Watch::start();
        loop {
            if stop.asked() {
                return Err(Trouble::stopped());
            }
            for running in &mut self.all {
                if running.ready.is_none() {
                    running.ready = running.said.try_recv().ok();
                }
            }
            let Some(late) = self.all.iter().find(|running| running.ready.is_none()) else {
                return Ok(());
            };
            if watch.passed() > limit {
                return Err(Trouble::new(
                    format!(
                        "{}{} is not ready after {} s",
                        run::tail(&late.log),
                        late.name,
                        limit.as_secs()
                    ),
                    format!("its log is {}", late.log.display()),
                ));
            }
            self.check()?;
            thread::sleep(POLL);
        }
    }

    /// What a program said after `ready`; nothing when it said no more.
    pub(super) fn ready_words(&self, name: &str) -> Option<String> {
        let running = self.all.iter().find(|running| running.name == name)?;
        running.ready.clone().filter(|words| !words.is_empty())
    }

    /// Looks whether all still run.
    ///
    /// # Errors
    /// When one has ended by itself: its name, how, and the end of its log.
    pub(super) fn check(&mut self) -> Result<(), Trouble> {
        for running in &mut self.all {
            let how = match running.child.try_wait() {
                Ok(None) => continue,
                // A person may close the window; the home goes on.
                Ok(Some(status)) if running.name == DISPLAY && status.success() => continue,
                Ok(Some(status)) => status.to_string(),
                Err(e) => e.to_string(),
            };
            // The last words may still be on their way through the pipe.
            thread::sleep(POLL);
            return Err(Trouble::new(
                format!(
                    "{}{} ended by itself ({how})",
                    run::tail(&running.log),
                    running.name
                ),
                format!("its log is {}", running.log.display()),
            ));
        }
        Ok(())
    }

    /// Ends all: first every input ends, newest program first, then each gets its time.
    pub(super) fn end(&mut self) {
        // The gateways go before the server, so that they can still hand in what they hold.
        for running in self.all.iter_mut().rev() {
            drop(running.stdin.take());
            if running.name == DISPLAY {
                // The window has no order to end with its input.
                let _ = running.child.kill();
            }
        }
        for running in self.all.iter_mut().rev() {
            if !run::gone_within(&mut running.child, END_LIMIT) {
                eprintln!("{} does not end by itself and is killed", running.name);
                let _ = running.child.kill();
                let _ = running.child.wait();
            }
        }
        self.all.clear();
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        self.end();
    }
}

/// Copies what a program says to its log and passes the first `ready` on.
fn listen(stdout: ChildStdout, mut log: File, tell: &std::sync::mpsc::SyncSender<String>) {
    for line in BufReader::new(stdout).lines() {
        let Ok(line) = line else { return };
        if let Some(words) = line.strip_prefix(READY) {
            // The second `ready` of a program has no reader; the first is enough.
            let _ = tell.try_send(words.trim().to_owned());
        }
        // A full disk must not stop the program whose words these are.
        let _ = writeln!(log, "{line}");
    }
}
