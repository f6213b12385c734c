//! A small fleet: rich in faults, sound at the end, the same for the same seed, and its checks
//! have teeth.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_conformance::findings::{header, of_fleet};
use ami_conformance::fleet::{Faults, Measured, Plan, Sabotage, run, run_seeds};

fn small(seed: u64) -> Plan {
    Plan {
        faults: Faults {
            power_cut: 60_000,
            link_down: 60_000,
            meter_reboot: 60_000,
            gateway_reboot: 60_000,
            server_restart_days: 1,
            ..Faults::ORDINARY
        },
        ..Plan::ordinary(seed, 30, 2)
    }
}

#[test]
fn the_same_seed_gives_the_same_table_byte_for_byte() {
    let table = |seed| {
        let measured = run(&small(seed)).unwrap();
        assert_eq!(measured.faults, Vec::<String>::new());
        let counts = measured.counts;
        assert!(
            counts.lost > 0 && counts.power_cuts > 0 && counts.reboots > 0,
            "{counts:?}"
        );
        assert!(counts.restarts > 0 && counts.payments > 0, "{counts:?}");
        assert_eq!(measured.figures.ends[4], 0, "a command has no end");
        format!(
            "{}\n{:#?}",
            header(&small(seed), &measured),
            of_fleet(&measured)
        )
    };
    let one = table(5);
    assert_eq!(one, table(5));
    assert_ne!(one, table(6));
}

#[test]
fn nfr12_nfr13_a_fleet_without_faults_loses_nothing() {
    let plan = Plan {
        faults: Faults::NONE,
        ..Plan::ordinary(3, 20, 2)
    };
    let measured = run(&plan).unwrap();
    assert_eq!(measured.faults, Vec::<String>::new());
    for found in of_fleet(&measured) {
        assert!(found.pass, "{found:?}");
    }
}

/// `cargo ci` runs twenty of them, built to be quick; `cargo conformance --seeds 500` more.
#[test]
fn rough_fleets_keep_every_invariant() {
    let mut whole = Measured::default();
    for (seed, one) in run_seeds(1, 4, &Plan::rough(1, 10, 2)).unwrap() {
        assert_eq!(one.faults, Vec::<String>::new(), "seed {seed}");
        whole.merge(one);
    }
    let counts = whole.counts;
    let rich = [
        counts.lost,
        counts.doubled,
        counts.power_cuts,
        counts.reboots,
        counts.restarts,
        counts.payments,
        counts.booked,
        counts.questions,
        counts.switched,
    ];
    assert!(rich.iter().all(|count| *count > 0), "{counts:?}");
}

#[test]
fn a_switch_that_opens_without_a_clearance_is_found_in_a_fleet() {
    let plan = Plan {
        sabotage: Some(Sabotage::SwitchOpens),
        faults: Faults::NONE,
        ..Plan::ordinary(4, 5, 1)
    };
    let faults = run(&plan).unwrap().faults.join("\n");
    assert!(faults.contains("uncleared"), "{faults}");
}

#[test]
fn a_meter_that_forgets_ids_is_found_in_a_fleet() {
    let plan = Plan {
        sabotage: Some(Sabotage::MeterForgetsIds),
        faults: Faults {
            duplicate: 1_000_000,
            ..Faults::NONE
        },
        ..Plan::ordinary(4, 20, 3)
    };
    let faults = run(&plan).unwrap().faults.join("\n");
    assert!(faults.contains("credited"), "{faults}");
}

#[test]
fn nfr02_commands_that_are_never_published_are_found_by_the_figures() {
    let plan = Plan {
        sabotage: Some(Sabotage::LosesCommands),
        faults: Faults::NONE,
        ..Plan::ordinary(4, 40, 3)
    };
    let measured = run(&plan).unwrap();
    assert!(
        measured.figures.retries.in_time.whole > 0,
        "nothing was sent again"
    );
    let alert = measured
        .figures
        .alert
        .within(ami_domain::conformance::RETRY);
    assert!(alert.part < alert.whole, "texts were late by a retry");
}
