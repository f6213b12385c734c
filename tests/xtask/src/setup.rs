//! Finds what is missing on this machine and installs it. What is there is never installed again;
//! with everything there it only looks, and that takes less than a second.

mod apt;
mod rust;
mod tools;

use std::{io::Write, process::Command};

use crate::{clock::Watch, config::Places, guard::Stop, run, trouble::Trouble};

pub(crate) use rust::Wasm;

/// What the machine must be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Build and run the utility, the gateways, the meters and the website.
    Demo,
    /// The same and the window of the in-home display.
    Display,
    /// Everything, with what the checks need.
    Ci,
}

/// Installs what is missing and says how WebAssembly is built here.
///
/// # Errors
/// Exit code 2 with one line to run when system packages are missing and this process may not
/// install them; exit code 1 when an installation failed.
pub(crate) fn run(places: &Places, need: Need, stop: &Stop) -> Result<Wasm, Trouble> {
    let mut job = Job {
        places,
        stop,
        need,
        done: 0,
        watch: Watch::start(),
    };
    let sysroot = rust::sysroot(&mut job)?;
    let had_target = rust::has_wasm(&sysroot);
    let had_web = apt::install(&mut job, had_target)?;
    rust::components(&mut job, &sysroot)?;
    let wasm = rust::wasm_target(&mut job, had_target, had_web)?;
    tools::trunk(&mut job)?;
    tools::wasm_bindgen(&mut job)?;
    tools::wasm_opt(&mut job)?;
    if need == Need::Ci {
        tools::venv(&mut job)?;
    }
    if job.done == 0 {
        println!("set-up: everything is here ({})", job.watch.words());
    }
    Ok(wasm)
}

/// One run of the set-up.
struct Job<'a> {
    places: &'a Places,
    stop: &'a Stop,
    need: Need,
    done: u32,
    watch: Watch,
}

impl Job<'_> {
    /// Runs one installation with one line of progress; its output goes to a log.
    fn install(&mut self, name: &str, about: &str, command: &mut Command) -> Result<(), Trouble> {
        self.done += 1;
        print!("set-up: {name} .. installing ({about})");
        // The line must be seen before the wait; a closed terminal is noticed elsewhere.
        let _ = std::io::stdout().flush();
        let watch = Watch::start();
        command.env("PATH", &self.places.path);
        let log = self
            .places
            .log(&format!("setup-{}", name.replace(' ', "-")))?;
        let result = run::logged(name, command, &log, self.stop);
        match &result {
            Ok(()) => println!(" .. done in {}", watch.words()),
            Err(_) => println!(" .. failed"),
        }
        result
    }

    /// A program of this machine, looked for as the children will look for it.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("PATH", &self.places.path)
            .current_dir(&self.places.root);
        command
    }
}
