//! The numbers of the use case on real processes with real serial ports: three homes pay and get
//! a text, and the server's own figures, from receipts alone, say how long it took. `cargo
//! conformance` takes them into its table.

use crate::alert::publish_notice;
use crate::house::{House, Wish, new_alert};
use crate::pay;
use crate::wait::{seconds, until};
use ami_conformance::findings::percent;
use ami_conformance::table::Finding;
use ami_domain::conformance::Share;
use ami_domain::money::Money;
use ami_wire::api::{Conformance, Figure};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conformance_of_three_homes_on_real_serial_ports() {
    let house = House::start(Wish {
        homes: 3,
        ..Wish::default()
    })
    .await;
    for (number, login) in [(1, "ana"), (2, "benito"), (3, "carol")] {
        let api = house.sign_in(login).await;
        let account = house.home(number).account;
        let paid = pay::applied(&api, account, Money::dollars(20)).await;
        pay::confirmed(&api, account, paid).await;
    }
    publish_notice(house.broker_port(), new_alert());
    let utility = house.sign_in("uma").await;
    let measured = until("every text has its receipt", seconds(60), async || {
        let all = utility.conformance().await;
        let text = figure(&all, "NFR-09");
        (text.whole == 3 && text.part == 3).then_some(all)
    })
    .await;
    for (id, count) in [("NFR-02", 3), ("NFR-09", 3)] {
        let one = figure(&measured, id);
        assert!(one.pass && one.whole >= count, "{one:?}");
        assert_eq!(one.times.len(), 4, "{one:?}");
    }
    write(&measured);
}

fn figure<'a>(all: &'a Conformance, id: &str) -> &'a Figure {
    all.figures.iter().find(|one| one.id == id).unwrap()
}

/// For the table, where it was asked for.
fn write(measured: &Conformance) {
    #[expect(clippy::disallowed_methods, reason = "given by `cargo conformance`")]
    let Ok(path) = std::env::var("AMI_CONFORMANCE_OUT") else {
        return;
    };
    let finding = |one: &Figure| {
        let longest = one.times.last().map_or(0, |span| span.as_millis());
        Finding {
            id: one.id.clone(),
            measured: format!(
                "{} of {}, longest {longest} ms",
                percent(Share::new(one.part, one.whole)),
                one.whole
            ),
            threshold: format!("{} parts of a million", one.wanted_ppm),
            pass: one.pass,
            place: "real processes".into(),
        }
    };
    // What three homes have in a minute says nothing about days.
    let timed = measured.figures.iter().filter(|one| !one.times.is_empty());
    let findings: Vec<Finding> = timed.map(finding).collect();
    std::fs::write(path, serde_json::to_vec(&findings).unwrap()).unwrap();
}
