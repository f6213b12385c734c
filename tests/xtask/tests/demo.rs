//! The demo with programs of paper: scripts that behave as the real ones are agreed to. Proves
//! that Ctrl-C ends every program that was started, and nothing else, and that a program that
//! fails is shown and takes the others with it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// Says that it is ready, waits for the end of its input, and leaves a mark of an orderly end.
const GOOD: &str = r#"#!/bin/sh
name=$(basename "$0")-$$
echo $$ >>"$MARKS/pids"
echo ready http://127.0.0.1:9
while read -r _; do :; done
echo "$name" >>"$MARKS/ended"
"#;
const BAD: &str = "#!/bin/sh\necho 'port 8080 is in use' >&2\nexit 1\n";

struct Bench {
    dir: PathBuf,
}

impl Bench {
    fn new(name: &str, gateway: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("ami-bench-{name}-{}", std::process::id()));
        fs::create_dir_all(dir.join("bin")).unwrap();
        for (program, script) in [
            ("ami-provider", GOOD),
            ("ami-server", GOOD),
            ("ami-meter", GOOD),
            ("ami-gateway", gateway),
        ] {
            let path = dir.join("bin").join(program);
            fs::write(&path, script).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { dir }
    }

    fn demo(&self, more: &[&str]) -> Child {
        // A shell's background job ignores interrupts, and so would everything below it; a
        // person's terminal does not.
        Command::new("env")
            .arg("--default-signal=INT")
            .arg(env!("CARGO_BIN_EXE_ami-xtask"))
            .arg("demo")
            .arg("--bin-dir")
            .arg(self.dir.join("bin"))
            .arg("--ui-dir")
            .arg(&self.dir)
            .args(more)
            .env("MARKS", &self.dir)
            .env("TMPDIR", &self.dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // The signals of a terminal go to a whole group, and this test is not in it.
            .process_group(0)
            .spawn()
            .unwrap()
    }

    fn lines(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.dir.join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    fn running(&self) -> Vec<String> {
        let mut pids = self.lines("pids");
        pids.retain(|pid| Path::new("/proc").join(pid).exists());
        pids
    }

    fn temporary_folders(&self) -> usize {
        let entries = fs::read_dir(&self.dir).unwrap().flatten();
        entries
            .filter(|e| e.file_name().to_string_lossy().starts_with("ami-demo-"))
            .count()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn signal(signal: &str, target: &str) {
    assert!(
        Command::new("kill")
            .args([signal, "--", target])
            .status()
            .unwrap()
            .success()
    );
}

/// Reads the table up to its last line.
fn until_running(demo: &mut Child) -> String {
    let mut table = String::new();
    let mut out = BufReader::new(demo.stdout.take().unwrap());
    while !table.contains("Ctrl-C ends it") {
        assert!(out.read_line(&mut table).unwrap() > 0, "{table}");
    }
    // The rest is read away, or the demo would write into a closed pipe.
    thread::spawn(move || out.read_to_end(&mut Vec::new()));
    table
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("ten seconds later still not so: {what}");
}

#[test]
fn ctrl_c_ends_every_program_in_order_and_removes_the_temporary_folder() {
    let bench = Bench::new("int", GOOD);
    let mut demo = bench.demo(&[]);
    let table = until_running(&mut demo);
    for word in [
        "http://127.0.0.1:9",
        "customer",
        "representative",
        "utility",
        "mqtts://",
    ] {
        assert!(table.contains(word), "{word} in {table}");
    }
    assert_eq!(
        bench.running().len(),
        8,
        "a payment company, a server, three meters, three gateways"
    );
    signal("-INT", &format!("-{}", demo.id()));
    let status = demo.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(
        bench.running(),
        Vec::<String>::new(),
        "all gone before the prompt is back"
    );
    assert_eq!(bench.lines("ended").len(), 8, "each came to its own end");
    assert_eq!(bench.temporary_folders(), 0);
}

#[test]
fn a_plain_kill_of_the_one_process_ends_all_too() {
    let bench = Bench::new("term", GOOD);
    let mut demo = bench.demo(&[]);
    until_running(&mut demo);
    signal("-TERM", &demo.id().to_string());
    assert_eq!(demo.wait().unwrap().code(), Some(0));
    assert_eq!(bench.running(), Vec::<String>::new());
}

#[test]
fn even_when_it_is_killed_outright_no_program_stays() {
    let bench = Bench::new("kill", GOOD);
    let mut demo = bench.demo(&[]);
    until_running(&mut demo);
    signal("-KILL", &demo.id().to_string());
    demo.wait().unwrap();
    wait_until("all programs are gone", || bench.running().is_empty());
    wait_until("the temporary folder is gone", || {
        bench.temporary_folders() == 0
    });
}

#[test]
fn a_program_that_fails_is_shown_and_takes_the_others_with_it() {
    let bench = Bench::new("bad", BAD);
    let mut demo = bench.demo(&[]);
    let mut errors = String::new();
    demo.stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert_eq!(demo.wait().unwrap().code(), Some(1));
    assert!(errors.contains("port 8080 is in use"), "{errors}");
    // All three gateways fail; which of them is seen first is chance.
    let seen = errors.contains("gateway-") && errors.contains(" ended by itself");
    assert!(seen, "{errors}");
    assert_eq!(bench.running(), Vec::<String>::new());
    assert_eq!(
        bench.lines("ended").len(),
        5,
        "the payment company, the server and the meters ended in order"
    );
}

#[test]
fn a_kept_folder_gives_the_same_passwords_at_the_second_start() {
    let bench = Bench::new("data", GOOD);
    let data = bench.dir.join("state");
    let data = data.to_str().unwrap();
    let passwords = || {
        let mut demo = bench.demo(&["--data", data, "--speed", "60"]);
        let table = until_running(&mut demo);
        signal("-TERM", &demo.id().to_string());
        demo.wait().unwrap();
        let lines = table.lines().filter(|line| line.contains("customer"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let first = passwords();
    assert_eq!(first.len(), 3);
    assert_eq!(first, passwords());
    assert!(Path::new(data).join("seed.toml").is_file());
}
