//! The real binary with a folder of its own, for tests from outside.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub(crate) const EK: &str = "000102030405060708090a0b0c0d0e0f";
pub(crate) const AK: &str = "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf";
pub(crate) const LLS: &str = "3132333435363738";
pub(crate) const METER: u128 = 7;
/// 2026-02-11T16:00Z, a morning in Los Angeles.
pub(crate) const ORIGIN_MS: i64 = 1_770_825_600_000;

/// A folder with everything that a meter needs.
pub(crate) struct Home {
    folder: TempDir,
}

/// A meter that runs; it is killed when this goes.
pub(crate) struct Running {
    pub(crate) child: Child,
    /// What stands behind `ready`.
    pub(crate) at: String,
}

impl Home {
    /// A home whose meter is reached by `place`, a line such as `port = ".."`.
    pub(crate) fn new(place: impl Fn(&Path) -> String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let mut table = "start_utc_s,duration_s,wh\n".to_owned();
        for hour in 0..48i64 {
            let wh = 100 + hour % 24;
            writeln!(table, "{},3600,{wh}", 1_296_547_200 + hour * 3_600).expect("a text");
        }
        let write = |name: &str, text: &str| {
            std::fs::write(path.join(name), text).expect("a file");
        };
        write("use.csv", &table);
        write(
            "keys.toml",
            &format!("ek = \"{EK}\"\nak = \"{AK}\"\nlls = \"{LLS}\"\n"),
        );
        let dir = path.display();
        let config = format!(
            "serial = \"AMI00000007\"\nmeter_id = \"{METER:032x}\"\ntitle = \"414d490000000007\"\n\
             {}\nstate = \"{dir}/meter.json\"\nkeys = \"{dir}/keys.toml\"\n\
             intervals = \"{dir}/use.csv\"\nzone = \"America/Los_Angeles\"\n\
             start_switch = \"off\"\nhistory_days = 10\n\n[clock]\nreal_origin_ms = {}\n\
             business_origin_ms = {ORIGIN_MS}\nfactor = 1\n",
            place(path),
            now_ms(),
        );
        write("meter.toml", &config);
        Self { folder }
    }

    pub(crate) fn on_serial() -> Self {
        Self::new(|path| format!("port = \"{}/port\"", path.display()))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ami-meter"));
        command.arg("--config").arg(self.path("meter.toml"));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn start(&self) -> Running {
        self.start_with(&[])
    }

    /// With more on its command line.
    pub(crate) fn start_with(&self, more: &[&str]) -> Running {
        let mut child = self
            .command()
            .arg("--exit-with-parent")
            .args(more)
            .spawn()
            .expect("the meter starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let at = line
            .trim()
            .strip_prefix("ready ")
            .unwrap_or_default()
            .to_owned();
        if at.is_empty() {
            let end = child.wait_with_output().expect("an end");
            panic!("no ready: {}", String::from_utf8_lossy(&end.stderr));
        }
        Running { child, at }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[expect(clippy::disallowed_methods, reason = "tests")]
pub(crate) fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("before the end of time")
}
