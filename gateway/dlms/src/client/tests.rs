//! Client and server talk to each other in memory, over good lines and bad ones.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::security::{Form, Password, Protection};
use crate::server::tests::{ADD, ECHO, LONG, ROWS, SERIAL};

mod world;

use world::{Noise, World, cipher};

fn everything_works(mut world: World) {
    assert!(matches!(world.connect(), Ok(Response::Connected(_))));
    let serial = Data::Octets(b"AMI-1".to_vec());
    assert_eq!(
        world.ask(Request::Get(SERIAL.into())),
        Ok(Response::Data(serial.clone()))
    );
    let long = Data::Octets((0..=255).cycle().take(3_000).collect());
    assert_eq!(
        world.ask(Request::Get(LONG.into())),
        Ok(Response::Data(long.clone()))
    );
    let missing = Attribute::new(3, SERIAL.obis, 9);
    let list = vec![SERIAL.into(), missing.into(), LONG.into()];
    let results = vec![Ok(serial), Err(AccessResult::ObjectUndefined), Ok(long)];
    assert_eq!(
        world.ask(Request::GetWithList(list)),
        Ok(Response::List(results))
    );
    let rows = Target {
        attribute: ROWS,
        selector: Some(Selector::rows(101, 102)),
    };
    let row = |n| Data::Structure(vec![Data::U32(n), Data::U16(7)]);
    let two = Data::Array(vec![row(101), row(102)]);
    assert_eq!(world.ask(Request::Get(rows)), Ok(Response::Data(two)));
    for len in [5, 300, 900, 2_000] {
        let value = Data::Octets(vec![len as u8; len]);
        assert_eq!(
            world.ask(Request::Set(LONG, value.clone())),
            Ok(Response::Written)
        );
        assert_eq!(
            world.ask(Request::Get(LONG.into())),
            Ok(Response::Data(value.clone()))
        );
        let echo = world.ask(Request::Action(ECHO, Some(value.clone())));
        assert_eq!(echo, Ok(Response::Done(Some(value))));
    }
    let before = world.shelf.added;
    let added = world.ask(Request::Action(ADD, Some(Data::I32(1_000))));
    assert_eq!(added, Ok(Response::Done(None)));
    assert_eq!(world.shelf.added, before + 1_000);
    let objects = Attribute::new(15, crate::class::ASSOCIATION, 2);
    let Ok(Response::Data(objects)) = world.ask(Request::Get(objects.into())) else {
        panic!()
    };
    let objects = crate::class::association::ObjectEntry::list_from_data(&objects).unwrap();
    assert_eq!(objects.len(), 4);
    assert_eq!(world.ask(Request::Release), Ok(Response::Released));
    assert_eq!(
        world.ask(Request::Get(SERIAL.into())),
        Err(ClientError::NotConnected)
    );
    assert!(
        matches!(world.connect(), Ok(Response::Connected(_))),
        "and again"
    );
}

fn hls(hdlc: bool, protection: Protection, form: Form) -> World {
    World::new(hdlc, 1, |config| {
        config.authentication = Authentication::Hls5;
        config.cipher = cipher(protection, form);
    })
}

#[test]
fn hls_works_over_the_wrapper_plain_and_in_every_protection_and_form() {
    for protection in [
        Protection::Plain,
        Protection::Encrypted,
        Protection::Authenticated,
        Protection::Both,
    ] {
        for form in [Form::Service, Form::General] {
            everything_works(hls(false, protection, form));
        }
    }
}

#[test]
fn hls_works_over_hdlc_with_window_1_and_128_bytes() {
    everything_works(hls(true, Protection::Both, Form::Service));
}

#[test]
fn hdlc_with_longer_frames_and_a_wider_window_works_too() {
    let world = World::new(true, 1, |config| {
        config.authentication = Authentication::Hls5;
        config.cipher = cipher(Protection::Both, Form::General);
        let Transport::Hdlc(hdlc) = &mut config.transport else {
            panic!()
        };
        hdlc.params.window_tx = 7;
        hdlc.params.info_rx = 1_000;
        hdlc.server = crate::hdlc::Address::four(1, 17);
    });
    everything_works(world);
}

#[test]
fn both_ends_keep_to_short_messages() {
    // Either end refuses a longer message than it agreed to, so success is the proof.
    for hdlc in [true, false] {
        let world = World::new(hdlc, 1, |config| {
            config.authentication = Authentication::Hls5;
            config.cipher = cipher(Protection::Both, Form::General);
            config.max_pdu = 160;
        });
        everything_works(world);
    }
}

#[test]
fn a_forged_exception_does_not_make_a_call_look_undone() {
    let mut world = hls(false, Protection::Both, Form::Service);
    world.connect().unwrap();
    world.client.action(ADD, Some(Data::I32(1)), 0).unwrap();
    while world.client.poll_transmit().is_some() {}
    let mut wire = Vec::new();
    crate::wrapper::encode(1, 1, &[0xD8, 1, 1], &mut wire);
    world.client.receive(&wire, 0);
    let result = world.client.poll_result().unwrap();
    assert!(matches!(
        result,
        Err(ClientError::Indeterminate(Cause::UnprotectedException(_)))
    ));
}

#[test]
fn a_noisy_line_loses_nothing_and_does_nothing_twice() {
    for seed in 1..40 {
        let mut world = World::new(true, 1, |config| {
            config.authentication = Authentication::Hls5;
            config.cipher = cipher(Protection::Both, Form::Service);
            let Transport::Hdlc(hdlc) = &mut config.transport else {
                panic!()
            };
            // About every third frame is hit, so four tries in a row do fail now and then.
            hdlc.tries = 14;
        });
        world.noise = Noise {
            state: seed,
            one_in: 500,
        };
        let mut connected = world.connect();
        for _ in 0..5 {
            if connected.is_ok() {
                break;
            }
            connected = world.connect();
        }
        connected.unwrap();
        let mut done = 0;
        for _ in 0..20 {
            match world.ask(Request::Action(ADD, Some(Data::I32(1)))) {
                Ok(_) => done += 1,
                Err(error) => panic!("seed {seed}: {error}"),
            }
        }
        assert_eq!(
            world.shelf.added, done,
            "seed {seed}: each call exactly once"
        );
        let long = world.ask(Request::Get(LONG.into()));
        assert!(long.is_ok(), "seed {seed}: {long:?}");
        assert!(
            world.now_ms > 0,
            "seed {seed}: the noise must have cost at least one timeout"
        );
    }
}

#[test]
fn the_password_lets_the_reader_read_and_not_write() {
    for hdlc in [true, false] {
        let lls = |password: &'static [u8]| {
            World::new(hdlc, 17, |config| {
                config.authentication = Authentication::Lls(Password::new(password));
            })
        };
        let mut world = lls(b"12345678");
        assert!(world.connect().is_ok());
        assert!(world.ask(Request::Get(LONG.into())).is_ok());
        let denied = world.ask(Request::Set(LONG, Data::Null));
        assert_eq!(
            denied,
            Err(ClientError::Refused(AccessResult::ReadWriteDenied))
        );
        let denied = world.ask(Request::Action(ADD, Some(Data::I32(1))));
        assert!(matches!(denied, Err(ClientError::ActionRefused(_))));
        assert_eq!(world.shelf.added, 0);
        assert!(matches!(
            lls(b"wrong").connect(),
            Err(ClientError::Rejected { .. })
        ));
    }
}

#[test]
fn the_public_client_reads_only_what_is_listed() {
    let mut world = World::new(true, 16, |_| {});
    assert!(world.connect().is_ok());
    assert!(world.ask(Request::Get(SERIAL.into())).is_ok());
    let denied = Err(ClientError::Refused(AccessResult::ReadWriteDenied));
    assert_eq!(world.ask(Request::Get(LONG.into())), denied);
}

#[test]
fn a_server_with_other_keys_is_not_believed() {
    let mut world = World::new(false, 1, |config| {
        config.authentication = Authentication::Hls5;
        config.cipher = cipher(Protection::Plain, Form::Service);
        let other = crate::security::Keys::new([0x33; 16], [0x22; 16]);
        config.cipher.as_mut().unwrap().keys = other;
    });
    assert!(world.connect().is_err());
    assert!(!world.client.is_connected());
}

#[test]
fn a_silent_meter_makes_a_call_indeterminate_only_after_bytes_went_out() {
    for hdlc in [true, false] {
        let mut world = hls(hdlc, Protection::Both, Form::Service);
        world.connect().unwrap();
        let now = world.now_ms;
        world.client.action(ADD, Some(Data::I32(1)), now).unwrap();
        world.client.on_closed();
        let not_sent = world.client.poll_result().unwrap();
        assert_eq!(not_sent, Err(ClientError::NotSent(Cause::Closed)));
        world.connect().unwrap();
        let now = world.now_ms;
        world.client.action(ADD, Some(Data::I32(1)), now).unwrap();
        let mut result = None;
        for _ in 0..100 {
            while world.client.poll_transmit().is_some() {}
            result = world.client.poll_result();
            if result.is_some() {
                break;
            }
            let at = world.client.next_timeout().unwrap();
            world.client.on_timeout(at);
        }
        assert!(
            matches!(result, Some(Err(ClientError::Indeterminate(_)))),
            "{result:?}"
        );
        assert!(
            !world.client.is_connected(),
            "a late answer must not be taken for another"
        );
    }
}

#[test]
fn without_reserved_counter_values_nothing_is_sent() {
    let mut world = hls(false, Protection::Both, Form::Service);
    world.connect().unwrap();
    world.client.counter = Counter::resume(20_000);
    let refused = world.ask(Request::Action(ADD, Some(Data::I32(1))));
    let why = crate::security::SecurityError::CounterNotReserved;
    assert_eq!(refused, Err(ClientError::NotSent(why.into())));
    assert_eq!(world.shelf.calls, 0);
}

#[test]
fn a_client_that_restarts_with_an_old_counter_is_refused() {
    let mut world = hls(false, Protection::Both, Form::Service);
    world.connect().unwrap();
    let at = world.server.client_counters();
    assert!(at[0].1 >= 10);
    world.client.counter = Counter::resume(0);
    world.client.reserve_counter(5);
    assert!(matches!(world.connect(), Err(ClientError::Rejected { .. })));
}

#[test]
fn a_notification_reaches_the_client_protected() {
    for hdlc in [true, false] {
        let mut world = hls(hdlc, Protection::Both, Form::Service);
        world.connect().unwrap();
        let body = Data::Structure(vec![Data::U32(5)]);
        let sent = DataNotification {
            invoke: 1,
            at: None,
            body,
        };
        world.server.notify(&sent).unwrap();
        let bytes = world.server.poll_transmit().unwrap();
        world.client.receive(&bytes, world.now_ms);
        assert_eq!(world.client.poll_notification(), Some(sent));
        world.client.receive(&bytes, world.now_ms);
        assert_eq!(
            world.client.poll_notification(),
            None,
            "a recording is not news"
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_client_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        hdlc in any::<bool>(),
        framed in any::<bool>(),
    ) {
        let mut world = hls(hdlc, Protection::Plain, Form::Service);
        world.connect().unwrap();
        world.client.get(SERIAL, 0).unwrap();
        let mut wire = bytes.clone();
        if framed {
            wire.clear();
            crate::wrapper::encode(1, 1, &bytes, &mut wire);
        }
        world.client.receive(&wire, 1);
        let _ = world.client.poll_result();
    }
}
