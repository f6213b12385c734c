//! A throw-away PostgreSQL for the tests: its own folder, port and password; fsync stays on,
//! since the tests are about what survives.

use std::{
    fs,
    io::Write,
    net::TcpStream,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{clock::Watch, config, guard::Stop, ports, run, secrets, trouble::Trouble};

const START_LIMIT: Duration = Duration::from_secs(30);
const END_LIMIT: Duration = Duration::from_secs(15);

/// The shell that holds PostgreSQL: it stops the server when its input ends, however the
/// process that started it went away.
const KEEPER: &str = r#"
"$0/postgres" -D "$1" -k "$1" -h 127.0.0.1 -p "$2" </dev/null &
server=$!
read -r _
kill -INT "$server"
wait "$server"
"#;

/// A running server; dropping it stops the server and removes its folder.
#[derive(Debug)]
pub(crate) struct Postgres {
    /// `postgres://ami:PASSWORD@127.0.0.1:PORT/postgres`, for `AMI_TEST_POSTGRES`.
    pub(crate) url: String,
    /// The same by its socket in the file system: half the time for who asks very often.
    pub(crate) socket: String,
    keeper: Child,
    stdin: Option<ChildStdin>,
    dir: PathBuf,
}

impl Postgres {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not answer in 30 s.
    pub(crate) fn start(places: &config::Places, stop: &Stop) -> Result<Self, Trouble> {
        let bin = newest_bin()
            .ok_or_else(|| Trouble::ask("PostgreSQL is missing", "run `cargo xtask setup ci`"))?;
        let dir = config::temp().join(format!("ami-postgres-{}", secrets::hex(8)?));
        fs::create_dir(&dir).map_err(|e| Trouble::file("make the folder", &dir, &e))?;
        let owner = owner();
        let (data, password) = (dir.join("data"), secrets::hex(16)?);
        let secret = dir.join("password");
        secrets::write_private(&secret, &password)?;
        for path in [&dir, &secret] {
            give(path, owner).map_err(|e| Trouble::file("hand over", path, &e))?;
        }
        let mut initdb = Command::new(bin.join("initdb"));
        initdb
            .args([
                "--username=ami",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
            ])
            .arg(format!("--pwfile={}", secret.display()))
            .arg("--pgdata")
            .arg(&data)
            .current_dir(&dir);
        as_owner(&mut initdb, owner);
        let made = run::logged("initdb", &mut initdb, &places.log("initdb")?, stop);
        if let Err(trouble) = made {
            // The reason is in the log; the half-made folder helps nobody.
            let _ = fs::remove_dir_all(&dir);
            return Err(trouble);
        }
        let [port] = ports::free()?;
        let log = places.log("postgres")?;
        let file = fs::File::create(&log).map_err(|e| Trouble::file("write", &log, &e))?;
        let errors = file
            .try_clone()
            .map_err(|e| Trouble::file("write", &log, &e))?;
        let mut sh = Command::new("sh");
        sh.args(["-c", KEEPER])
            .arg(&bin)
            .arg(&data)
            .arg(port.to_string())
            .current_dir(&dir);
        sh.stdin(Stdio::piped())
            .stdout(file)
            .stderr(errors)
            .process_group(0);
        as_owner(&mut sh, owner);
        let mut keeper = sh.spawn().map_err(|e| {
            Trouble::new(
                format!("cannot start PostgreSQL: {e}"),
                "run `cargo xtask setup ci`",
            )
        })?;
        let stdin = keeper.stdin.take();
        let url = format!("postgres://ami:{password}@127.0.0.1:{port}/postgres");
        let folder = data.display().to_string().replace('/', "%2F");
        let socket = format!("postgres://ami:{password}@{folder}:{port}/postgres");
        let mut server = Self {
            url,
            socket,
            keeper,
            stdin,
            dir,
        };
        server.wait_until_it_answers(port, &log, stop)?;
        Ok(server)
    }

    fn wait_until_it_answers(&mut self, port: u16, log: &Path, stop: &Stop) -> Result<(), Trouble> {
        let watch = Watch::start();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if stop.asked() {
                return Err(Trouble::stopped());
            }
            let ended = run::gone_within(&mut self.keeper, Duration::ZERO);
            if ended || watch.passed() > START_LIMIT {
                return Err(Trouble::new(
                    format!("{}PostgreSQL did not start", run::tail(log)),
                    format!("the whole log is {}", log.display()),
                ));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut stdin) = self.stdin.take() {
            // The end of the input is the order to stop; a newline makes `read` succeed too.
            let _ = stdin.write_all(b"\n");
        }
        if !run::gone_within(&mut self.keeper, END_LIMIT) {
            eprintln!(
                "PostgreSQL does not end; its files are in {}",
                self.dir.display()
            );
            return;
        }
        // A folder that stays behind is in the system's temporary folder and harms nobody.
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// PostgreSQL refuses to run as root: then it runs as the user that Debian made for it.
fn owner() -> Option<(u32, u32)> {
    let ask = |args: &[&str]| -> Option<u32> {
        run::answer(Command::new("id").args(args))?
            .trim()
            .parse()
            .ok()
    };
    if ask(&["-u"])? != 0 {
        return None;
    }
    Some((ask(&["-u", "postgres"])?, ask(&["-g", "postgres"])?))
}

fn as_owner(command: &mut Command, owner: Option<(u32, u32)>) {
    if let Some((user, group)) = owner {
        command.gid(group).uid(user);
    }
}

fn give(path: &Path, owner: Option<(u32, u32)>) -> std::io::Result<()> {
    if path.is_dir() {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    if let Some((user, group)) = owner {
        std::os::unix::fs::chown(path, Some(user), Some(group))?;
    }
    Ok(())
}

fn newest_bin() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("initdb").is_file().then_some((version, bin))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_throw_away_server_answers_and_leaves_nothing_behind() {
        // Machines without PostgreSQL run the demo, not the checks; there nothing can be said.
        let places = config::Places::find().unwrap();
        let server = match Postgres::start(&places, &Stop::default()) {
            Ok(server) => server,
            Err(trouble) => {
                assert_eq!(newest_bin(), None, "{trouble}");
                return;
            }
        };
        let psql = |sql: &str| {
            run::answer(
                Command::new("psql")
                    .args(["-At", "-c", sql])
                    .arg(&server.url),
            )
            .unwrap()
        };
        assert_eq!(psql("show fsync").trim(), "on");
        assert_eq!(psql("show synchronous_commit").trim(), "on");
        let dir = server.dir.clone();
        drop(server);
        assert!(!dir.exists());
    }
}
