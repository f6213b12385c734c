//! Ctrl-C without `unsafe`: the standard library cannot catch a signal, a shell can.
//!
//! The command replaces itself by `sh`, which starts it again with a pipe as its standard input.
//! On a signal the shell closes the pipe and waits. The inner process sees the end of its input,
//! ends what it started (each child has such a pipe too) and leaves with its own exit code. When
//! anything in the chain is killed outright, the pipes close just the same.

use std::{
    io::Read,
    os::unix::process::CommandExt,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{config, trouble::Trouble};

/// First argument of the inner process.
pub(crate) const MARK: &str = "--guarded";

const SHELL: &str = r#"
dir=$(mktemp -d) && mkfifo "$dir/stop" || exit 1
"$0" "$@" <"$dir/stop" &
inner=$!
exec 3>"$dir/stop"
rm -r "$dir"
trap 'exec 3>&-' INT TERM HUP
while :; do
    wait "$inner"
    code=$?
    kill -0 "$inner" 2>/dev/null || break
done
exit "$code"
"#;

/// Becomes the shell that watches the signals; returns only when there is no shell.
pub(crate) fn take_over(args: &[String]) -> Trouble {
    let me = match config::myself() {
        Ok(me) => me,
        Err(trouble) => return trouble,
    };
    let error = Command::new("sh")
        .arg("-c")
        .arg(SHELL)
        .arg(me)
        .arg(MARK)
        .args(args)
        .exec();
    Trouble::new(
        format!("cannot start sh: {error}"),
        "install a POSIX shell as `sh`",
    )
}

/// Says whether the person wants to stop. Cheap to clone and to ask.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A stop that is asked for when standard input ends.
    pub(crate) fn when_stdin_ends() -> Self {
        let stop = Self::default();
        let told = stop.clone();
        std::thread::spawn(move || {
            let mut bytes = [0_u8; 64];
            let mut stdin = std::io::stdin().lock();
            while stdin.read(&mut bytes).is_ok_and(|n| n > 0) {}
            told.ask();
        });
        stop
    }

    /// Asks everybody who holds this value to stop.
    pub(crate) fn ask(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked.
    pub(crate) fn asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
