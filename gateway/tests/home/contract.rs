//! What every driver promises, whatever its protocol.

use crate::config;
use ami_domain::id::MessageId;
use ami_domain::time::Timestamp;
use ami_gateway::protocol::{Ask, Driver, DriverError, PROTOCOLS};
use proptest::prelude::*;
use std::net::SocketAddr;

fn drivers() -> Vec<Box<dyn Driver>> {
    let dir = tempfile::tempdir().unwrap();
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
    let mut drivers = Vec::new();
    for link in ["memory:contract", "tcp:127.0.0.1:1"] {
        let meter = &config(dir.path(), link, nowhere).meters[0];
        drivers.extend(PROTOCOLS.iter().map(|p| p.driver(meter, [9; 32], 0)));
    }
    drivers
}

fn asks() -> Vec<Ask> {
    let at = Timestamp::from_millis(0);
    vec![
        Ask::Process(vec![1, 2, 3]),
        Ask::Receipt(MessageId::from_number(1)),
        Ask::Display,
        Ask::Intervals { from: at, to: at },
        Ask::Log { after: 0, max: 1 },
    ]
}

#[test]
fn nothing_is_sent_without_a_connection_and_it_is_said_so() {
    for mut driver in drivers() {
        for ask in asks() {
            let refused = driver.start(ask.clone(), 0);
            assert!(matches!(refused, Err(DriverError::NotSent(_))), "{ask:?}");
            assert!(driver.poll_transmit().is_none(), "{ask:?}");
        }
    }
}

#[test]
fn a_silent_meter_and_a_closed_port_end_the_question_as_not_sent() {
    for mut driver in drivers() {
        assert!(
            driver.reserve().is_some(),
            "a counter at its ceiling must be raised first"
        );
        driver.start(Ask::Connect, 0).unwrap();
        let mut sent = 0;
        let answer = loop {
            while driver.poll_transmit().is_some() {
                sent += 1;
            }
            if let Some(answer) = driver.poll_answer() {
                break answer;
            }
            let now = driver.next_timeout().unwrap();
            assert!(now < 120_000, "it must give up");
            driver.on_timeout(now);
        };
        assert!(sent > 0);
        assert!(matches!(answer, Err(DriverError::NotSent(_))), "{answer:?}");
        driver.start(Ask::Connect, 200_000).unwrap();
        driver.closed();
        let answer = driver.poll_answer();
        assert!(
            matches!(answer, Some(Err(DriverError::NotSent(_)))),
            "{answer:?}"
        );
        assert!(driver.poll_answer().is_none(), "an outcome comes once");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_from_the_wire_make_a_driver_panic(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..12),
    ) {
        for mut driver in drivers() {
            driver.reserve();
            driver.start(Ask::Connect, 0).unwrap();
            for (now, chunk) in chunks.iter().enumerate() {
                let now = now as u64 * 400;
                driver.receive(chunk, now);
                driver.on_timeout(now);
                while driver.poll_transmit().is_some() {}
                if driver.poll_answer().is_some() {
                    driver.start(Ask::Connect, now).ok();
                }
            }
            driver.closed();
        }
    }
}
