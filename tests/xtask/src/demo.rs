//! The main job on embedded defaults: the utility's server, and for each of three homes a meter
//! on its own serial port and a gateway; with `--display` the in-home display of the first home.

mod children;
mod config;
mod options;
mod time;

use std::{
    fs,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use crate::{
    bundle,
    clock::{self, Watch},
    config::Places,
    guard::Stop,
    run, secrets,
    setup::{self, Need},
    trouble::Trouble,
};

use children::{Children, DISPLAY};
use config::{HOUSES, Plan};
use options::Options;
use time::BusinessClock;

/// Programs of the demo and how long each may take until it says that it is ready.
const READY_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(200);

/// Runs the demo until the person stops it or a program ends by itself.
///
/// # Errors
/// When set-up, build or a program fails; everything that was started has ended by then.
pub(crate) fn main(places: &Places, args: &[String], stop: &Stop) -> Result<(), Trouble> {
    let options = Options::parse(args)?;
    if options.display && !places.screen {
        return Err(Trouble::ask(
            "--display needs a screen, and DISPLAY is not set",
            "start it in a graphical session, or under `xvfb-run`",
        ));
    }
    let (bin, ui) = programs(places, &options, stop)?;
    let data = Data::open(&options)?;
    let plan = Plan::new(&data.dir, &ui, &places.root, options.port)?;
    let clock = BusinessClock::open(&data.dir, options.speed, clock::unix_ms())?;
    let people = config::write(&plan, &clock)?;
    let mut children = Children::new(&data.dir)?;
    let result = start(&mut children, &bin, &plan, options.display, stop).and_then(|address| {
        print_table(&address, &people, &plan, options.display, &data);
        watch(&mut children, &clock, stop)
    });
    children.end();
    clock.save(clock::unix_ms())?;
    match result {
        // Ctrl-C is how a demo ends: that is no failure, but a log of a failure must stay.
        Err(_) if stop.asked() => Ok(()),
        Err(trouble) => {
            data.keep();
            Err(trouble)
        }
        Ok(()) => Ok(()),
    }
}

/// The folder of the programs and the folder of the website.
fn programs(
    places: &Places,
    options: &Options,
    stop: &Stop,
) -> Result<(PathBuf, PathBuf), Trouble> {
    if let (Some(bin), Some(ui)) = (&options.bin_dir, &options.ui_dir) {
        return Ok((bin.clone(), ui.clone()));
    }
    let need = if options.display {
        Need::Display
    } else {
        Need::Demo
    };
    let wasm = setup::run(places, need, stop)?;
    let ui = bundle::build(places, wasm, stop)?;
    println!("programs: building (about 5 minutes the first time)");
    let watch = Watch::start();
    let mut packages = vec!["ami-server", "ami-gateway", "ami-meter", "ami-provider"];
    if options.display {
        packages.push("ami-app");
    }
    run::stream(
        "cargo build",
        &mut build_command(places, &packages, &ui),
        stop,
    )?;
    println!("programs: built in {}", watch.words());
    Ok((
        options
            .bin_dir
            .clone()
            .unwrap_or_else(|| places.target.join("debug")),
        options.ui_dir.clone().unwrap_or(ui),
    ))
}

/// One cargo command for all programs, so that cargo shares the work.
pub(crate) fn build_command(places: &Places, packages: &[&str], ui: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--quiet", "--bins"])
        .current_dir(&places.root);
    for package in packages {
        cargo.args(["--package", package]);
    }
    with_build_env(&mut cargo, places, ui);
    cargo
}

/// What every native build gets: the build folder, and for the window the folder of the website,
/// since Tauri compiles it in.
pub(crate) fn with_build_env(cargo: &mut Command, places: &Places, ui: &Path) {
    let quoted = ui
        .display()
        .to_string()
        .replace('\\', "\\\\")
        .replace('"', "\\\"");
    cargo
        .env("CARGO_TARGET_DIR", &places.target)
        .env("PATH", &places.path)
        .env("AMI_UI_DIST", ui)
        .env(
            "TAURI_CONFIG",
            format!(r#"{{"build":{{"frontendDist":"{quoted}"}}}}"#),
        );
}

fn start(
    children: &mut Children,
    bin: &Path,
    plan: &Plan,
    display: bool,
    stop: &Stop,
) -> Result<String, Trouble> {
    let tied = ["--exit-with-parent"];
    let provider = bin.join("ami-provider");
    children.start("provider", &provider, &plan.provider_config(), &tied)?;
    children.start(
        "server",
        &bin.join("ami-server"),
        &plan.server_config(),
        &tied,
    )?;
    for house in HOUSES {
        let config = plan.meter_config(house);
        children.start(
            &format!("meter-{}", house.number),
            &bin.join("ami-meter"),
            &config,
            &tied,
        )?;
    }
    children.all_ready(READY_LIMIT, stop)?;
    for house in HOUSES {
        let name = format!("gateway-{}", house.number);
        children.start(
            &name,
            &bin.join("ami-gateway"),
            &plan.gateway_config(house),
            &tied,
        )?;
    }
    children.all_ready(READY_LIMIT, stop)?;
    if display {
        children.start(DISPLAY, &bin.join("ami-app"), &plan.display_config(), &tied)?;
    }
    Ok(children
        .ready_words("server")
        .unwrap_or_else(|| plan.website()))
}

/// Looks after the programs until the person stops. The business time is saved every few
/// seconds, so that it goes on and never back after a power cut too.
fn watch(children: &mut Children, clock: &BusinessClock, stop: &Stop) -> Result<(), Trouble> {
    let mut saved = Watch::start();
    while !stop.asked() {
        children.check()?;
        if saved.passed() > Duration::from_secs(2) {
            clock.save(clock::unix_ms())?;
            saved = Watch::start();
        }
        thread::sleep(POLL);
    }
    println!("\nending");
    Ok(())
}

fn print_table(address: &str, people: &[config::Person], plan: &Plan, display: bool, data: &Data) {
    println!("\n  website         {address}");
    for person in people {
        println!(
            "  {:<14}  {:<8} {}",
            person.role, person.sign_in, person.password
        );
    }
    println!(
        "  display         {}{}",
        plan.display_address(),
        if display { " (open)" } else { "" }
    );
    println!(
        "  test payments   {} (cards and bank transfers; no money moves)",
        plan.provider_address()
    );
    let kept = if data.temporary {
        "removed at the end"
    } else {
        "kept"
    };
    println!("  data            {} ({kept})", data.dir.display());
    println!(
        "\nbenito has 5 dollars for a day or two; then he is warned, cut between 8 and 20 by the \
         pack `demo`,\nand connected again by a payment.\n\nCtrl-C ends it."
    );
}

/// The data folder; a temporary one goes away with this value unless something failed.
#[derive(Debug)]
struct Data {
    dir: PathBuf,
    temporary: bool,
    kept: std::cell::Cell<bool>,
}

impl Data {
    fn open(options: &Options) -> Result<Self, Trouble> {
        let (dir, temporary) = match &options.data {
            Some(dir) => (dir.clone(), false),
            None => (
                crate::config::temp().join(format!("ami-demo-{}", secrets::hex(6)?)),
                true,
            ),
        };
        let broken = |e: std::io::Error| Trouble::file("make the folder", &dir, &e);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&dir)
            .map_err(broken)?;
        let dir = fs::canonicalize(&dir).map_err(broken)?;
        Ok(Self {
            dir,
            temporary,
            kept: std::cell::Cell::new(false),
        })
    }

    fn keep(&self) {
        if self.temporary {
            eprintln!("logs and data stay in {}", self.dir.display());
        }
        self.kept.set(true);
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        if self.temporary && !self.kept.get() {
            // What cannot be removed lies in the system's temporary folder.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}
