//! Two rows of jobs at the same time: one mostly waits, and the other computes meanwhile. Neither
//! stops for a failure: the next run is a quarter of an hour away, so this one names all that
//! fails.

use std::thread;

use crate::{clock::Watch, trouble::Trouble};

/// A piece of work with a name.
pub(super) struct Job<'a> {
    pub(super) name: &'static str,
    pub(super) run: Box<dyn FnOnce() -> Result<(), Trouble> + Send + 'a>,
}

/// How a job went, and how long it took.
#[derive(Debug)]
pub(super) struct Went {
    pub(super) name: &'static str,
    pub(super) result: Result<(), Trouble>,
    pub(super) took: String,
}

/// Runs both lanes, each job after the one before it, and gives what became of all of them, the
/// first lane's first. Whoever stops is asked by the jobs themselves.
pub(super) fn both(one: Vec<Job<'_>>, other: Vec<Job<'_>>) -> Vec<Went> {
    thread::scope(|scope| {
        let beside = scope.spawn(|| lane(one));
        let here = lane(other);
        let mut all = beside
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        all.extend(here);
        all
    })
}

/// Runs one job after the other.
fn lane(jobs: Vec<Job<'_>>) -> Vec<Went> {
    let run = |job: Job<'_>| {
        let watch = Watch::start();
        let result = (job.run)();
        let took = watch.words();
        Went {
            name: job.name,
            result,
            took,
        }
    };
    jobs.into_iter().map(run).collect()
}

/// One trouble of all: nothing when all went well, the stop when the person stopped, the one when
/// there is one, and else every one with its name.
pub(super) fn all_of(went: Vec<Went>) -> Result<(), Trouble> {
    let failed = |one: Went| one.result.err().map(|trouble| (one.name, trouble));
    let mut troubles: Vec<_> = went.into_iter().filter_map(failed).collect();
    if troubles.iter().any(|(_, trouble)| trouble.is_stop()) {
        return Err(Trouble::stopped());
    }
    if troubles.len() < 2 {
        return troubles.pop().map_or(Ok(()), |(_, trouble)| Err(trouble));
    }
    let named: Vec<String> = troubles
        .iter()
        .map(|(name, trouble)| format!("{name}: {trouble}"))
        .collect();
    Err(Trouble::new(
        format!("{} steps failed\n{}", named.len(), named.join("\n")),
        "mend each, and run it alone with `cargo ci --only STEP`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{guard::Stop, run};
    use std::{
        process::Command,
        sync::atomic::{AtomicBool, Ordering},
        time::Duration,
    };

    fn job<'a>(
        name: &'static str,
        run: impl FnOnce() -> Result<(), Trouble> + Send + 'a,
    ) -> Job<'a> {
        let run = Box::new(run);
        Job { name, run }
    }

    fn broken(what: &str) -> Result<(), Trouble> {
        Err(Trouble::new(what, "mend it"))
    }

    fn words(went: Vec<Went>) -> String {
        all_of(went).map_or_else(|trouble| trouble.to_string(), |()| "all passed".to_owned())
    }

    #[test]
    fn a_job_that_fails_is_reported_and_those_after_it_and_beside_it_still_run() {
        let (after, beside) = (AtomicBool::new(false), AtomicBool::new(false));
        let mark = |flag: &AtomicBool| {
            flag.store(true, Ordering::SeqCst);
            Ok(())
        };
        let went = both(
            vec![
                job("journey", || broken("a journey failed")),
                job("later", || mark(&after)),
            ],
            vec![job("test", || mark(&beside))],
        );
        let names: Vec<_> = went.iter().map(|one| one.name).collect();
        assert_eq!(names, ["journey", "later", "test"]);
        assert!(after.load(Ordering::SeqCst) && beside.load(Ordering::SeqCst));
        let said = words(went);
        assert!(said.contains("a journey failed"), "{said}");
    }

    #[test]
    fn failures_of_both_lanes_are_named() {
        let went = both(
            vec![job("journey", || broken("the window stays dark"))],
            vec![
                job("test", || broken("a law is broken")),
                job("fleet", || Ok(())),
            ],
        );
        let said = words(went);
        for part in [
            "2 steps",
            "journey: the window stays dark",
            "test: a law is broken",
        ] {
            assert!(said.contains(part), "{said}");
        }
        assert!(!said.contains("fleet"), "{said}");
    }

    #[test]
    fn no_failure_is_no_trouble() {
        let went = both(
            vec![job("journey", || Ok(()))],
            vec![job("test", || Ok(()))],
        );
        assert_eq!(words(went), "all passed");
    }

    #[test]
    fn a_stop_ends_both_lanes() {
        let stop = Stop::default();
        let asked = stop.clone();
        let asker = thread::spawn(move || {
            thread::sleep(Duration::from_millis(150));
            asked.ask();
        });
        let sleeper = |name| {
            let stop = stop.clone();
            job(name, move || {
                let mut sh = Command::new("sh");
                run::stream(name, sh.args(["-c", "sleep 30 & wait"]), &stop)
            })
        };
        let watch = Watch::start();
        let went = both(
            vec![sleeper("journey"), sleeper("later")],
            vec![sleeper("test"), sleeper("fleet")],
        );
        assert!(asker.join().is_ok());
        assert!(watch.passed() < Duration::from_secs(9));
        assert!(went.iter().all(|one| one.result.is_err()));
        let ended = all_of(went).err().map(|trouble| trouble.code());
        assert_eq!(ended, Some(130));
    }
}
