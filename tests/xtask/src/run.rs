//! Starts a program, waits for it, and ends it with all its children when the person stops.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use crate::{clock::Watch, guard::Stop, trouble::Trouble};

const POLL: Duration = Duration::from_millis(30);
/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(10);
/// Lines of a log that are shown when a step failed.
const TAIL_LINES: usize = 25;

/// Runs a program on this terminal.
///
/// # Errors
/// When it cannot be started, fails, or the person stops.
pub(crate) fn stream(name: &str, command: &mut Command, stop: &Stop) -> Result<(), Trouble> {
    let status = wait(name, command, stop)?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::new(
        format!("{name} failed ({status})"),
        "read the messages above",
    ))
}

/// Runs a program with its output in a log file; the end of it is shown on failure.
///
/// # Errors
/// As [`stream`], and when the log cannot be written.
pub(crate) fn logged(
    name: &str,
    command: &mut Command,
    log: &Path,
    stop: &Stop,
) -> Result<(), Trouble> {
    let broken = |e: std::io::Error| Trouble::file("write", log, &e);
    let file = File::create(log).map_err(broken)?;
    command
        .stdout(file.try_clone().map_err(broken)?)
        .stderr(file);
    let status = wait(name, command, stop)?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::new(
        format!("{}{name} failed ({status})", tail(log)),
        format!("the whole log is {}", log.display()),
    ))
}

/// What a program prints, when it is there and succeeds. For questions that take no time.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    out.status
        .success()
        .then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// All of a log; empty when there is none.
pub(crate) fn text(log: &Path) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The last lines of a log, each on its own line with an indent; empty when there is none.
pub(crate) fn tail(log: &Path) -> String {
    let text = text(log);
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.len().saturating_sub(TAIL_LINES);
    lines
        .iter()
        .skip(first)
        .map(|line| format!("    {line}\n"))
        .collect()
}

fn wait(name: &str, command: &mut Command, stop: &Stop) -> Result<ExitStatus, Trouble> {
    if stop.asked() {
        return Err(Trouble::stopped());
    }
    // A group of its own, so that cargo's compilers can be ended together with cargo.
    let mut child = command
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|e| {
            Trouble::new(
                format!(
                    "cannot start {name} ({}): {e}",
                    command.get_program().display()
                ),
                "run `cargo xtask setup ci`, it installs what is missing",
            )
        })?;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if stop.asked() => {
                end_group(&mut child);
                return Err(Trouble::stopped());
            }
            Ok(None) => thread::sleep(POLL),
            Err(e) => return Err(Trouble::new(format!("lost {name}: {e}"), "start again")),
        }
    }
}

fn end_group(child: &mut Child) {
    signal_group(child, "-TERM");
    if !gone_within(child, GRACE) {
        signal_group(child, "-KILL");
        // Reaps it; nothing is left to do when even that fails.
        let _ = child.wait();
    }
}

fn signal_group(child: &Child, signal: &str) {
    let _ = Command::new("kill")
        .args([signal, "--", &format!("-{}", child.id())])
        .status();
}

/// Waits until the child has ended, at most `limit`; says whether it has.
pub(crate) fn gone_within(child: &mut Child, limit: Duration) -> bool {
    let watch = Watch::start();
    loop {
        match child.try_wait() {
            Ok(Some(_)) | Err(_) => return true,
            Ok(None) if watch.passed() > limit => return false,
            Ok(None) => thread::sleep(POLL),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_failing_program_shows_the_end_of_its_log() {
        let log = crate::config::temp().join(format!("ami-run-{}.log", std::process::id()));
        let mut sh = Command::new("sh");
        sh.args(["-c", "echo the reason; exit 3"]);
        let trouble = logged("sample", &mut sh, &log, &Stop::default()).unwrap_err();
        fs::remove_file(&log).unwrap();
        let words = trouble.to_string();
        assert!(
            words.contains("the reason") && words.contains("sample failed"),
            "{words}"
        );
        assert_eq!(trouble.code(), 1);
    }

    #[test]
    fn a_stop_ends_the_program_and_its_children() {
        let stop = Stop::default();
        let asked = stop.clone();
        let asker = thread::spawn(move || {
            thread::sleep(Duration::from_millis(150));
            asked.ask();
        });
        let watch = Watch::start();
        let mut sh = Command::new("sh");
        sh.args(["-c", "sleep 30 & wait"]);
        let trouble = stream("sample", &mut sh, &stop).unwrap_err();
        asker.join().unwrap();
        assert_eq!(trouble.code(), 130);
        assert!(watch.passed() < Duration::from_secs(9));
    }
}
