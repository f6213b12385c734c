//! Frames as other makers' stacks sent them, byte for byte, and bad lines.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::hex;

mod captured;

use captured::CAPTURED;

fn parse(bytes: &[u8]) -> Vec<Frame> {
    let mut parser = FrameParser::new(2_000);
    parser.push(bytes);
    std::iter::from_fn(|| parser.next_frame()).collect()
}

#[test]
fn every_captured_frame_is_read_and_made_again() {
    for (text, control) in CAPTURED {
        let wire = hex(text);
        let [frame] = &parse(&wire)[..] else {
            panic!("{text}")
        };
        assert_eq!(frame.control, *control, "{text}");
        assert_eq!(frame.to_bytes(), wire, "{text}");
        let to_server = frame.destination == Address::short(1);
        assert!(to_server || frame.source == Address::short(1), "{text}");
    }
}

#[test]
fn the_captured_exchange_is_what_our_client_sends() {
    let mut link = ClientLink::new(HdlcConfig::new(16, 1));
    link.connect(0);
    assert_eq!(link.poll_transmit().unwrap(), hex(CAPTURED[0].0));
    // As it was seen: the group length is 00 instead of 12.
    let info = hex("818000050180060180070400000001080400000001");
    let (destination, source) = (Address::short(16), Address::short(1));
    let control = Control::Ua;
    let ua = Frame {
        segmented: false,
        destination,
        source,
        control,
        info,
    };
    link.handle(&ua.to_bytes(), 1);
    assert_eq!(
        link.poll_event(),
        Some(LinkEvent::Connected(Params::default()))
    );
    let aarq = hex("601da109060760857405080101be10040e01000000065f1f0400401e5dffff");
    link.send(&aarq, 2).unwrap();
    assert_eq!(link.poll_transmit().unwrap(), hex(CAPTURED[1].0));
    link.handle(&hex(CAPTURED[2].0), 3);
    assert!(matches!(link.poll_event(), Some(LinkEvent::Received(aare)) if aare[0] == 0x61));
    assert_eq!(link.next_timeout(), None);
    link.disconnect(4);
    assert_eq!(link.poll_transmit().unwrap(), hex("7ea00703215303c77e"));
}

#[test]
fn our_server_answers_snrm_with_the_right_group_length() {
    let mut link = ServerLink::new(ServerHdlcConfig::new(1));
    let (destination, source) = (Address::short(1), Address::short(17));
    let control = Control::Snrm;
    let snrm = Frame {
        segmented: false,
        destination,
        source,
        control,
        info: Vec::new(),
    };
    link.handle(&snrm.to_bytes(), 0);
    let ua = "7ea01e2303737bcf818012050180060180070400000001080400000001533b7e";
    assert_eq!(link.poll_transmit().unwrap(), hex(ua));
    assert_eq!(
        link.poll_event(),
        Some(ServerEvent::Connected { client: 17 })
    );
}

#[test]
fn a_long_message_at_window_1_waits_for_ready_after_each_segment() {
    let mut client = ClientLink::new(HdlcConfig::new(16, 1));
    client.connect(0);
    client.poll_transmit();
    let (destination, source) = (Address::short(16), Address::short(1));
    let answer = |control| {
        let frame = Frame {
            segmented: false,
            destination,
            source,
            control,
            info: Vec::new(),
        };
        frame.to_bytes()
    };
    client.handle(&answer(Control::Ua), 0);
    client.send(&[0xC1; 300], 0).unwrap();
    let mut lengths = Vec::new();
    for nr in 1..=3 {
        let wire = client.poll_transmit().unwrap();
        assert!(client.poll_transmit().is_none(), "one frame, then wait");
        let [frame] = &parse(&wire)[..] else { panic!() };
        assert_eq!(
            frame.control,
            Control::I {
                nr: 0,
                ns: nr - 1,
                pf: true
            }
        );
        assert_eq!(frame.segmented, nr < 3);
        lengths.push(frame.info.len());
        client.handle(&answer(Control::Rr { nr, pf: true }), 0);
    }
    assert_eq!(lengths, [128, 128, 47]);
}

#[test]
fn a_request_that_comes_twice_is_delivered_once_and_answered_twice() {
    let mut link = ServerLink::new(ServerHdlcConfig::new(1));
    link.handle(&hex("7ea0070321930f017e"), 0);
    let request = hex(CAPTURED[1].0);
    link.handle(&request, 1);
    let mut delivered = 0;
    while let Some(event) = link.poll_event() {
        delivered += u32::from(matches!(event, ServerEvent::Received(_)));
    }
    link.send(&[0x61, 0]).unwrap();
    link.poll_transmit().unwrap();
    let first = link.poll_transmit().unwrap();
    link.handle(&request, 2);
    assert_eq!((delivered, link.poll_event()), (1, None));
    assert_eq!(link.poll_transmit().unwrap(), first);
}

#[test]
fn who_is_not_connected_is_told_and_who_is_rejected_connects_again() {
    let mut server = ServerLink::new(ServerHdlcConfig::new(1));
    server.handle(&hex(CAPTURED[1].0), 0);
    let dm = server.poll_transmit().unwrap();
    assert_eq!(parse(&dm)[0].control, Control::Dm);
    for (control, error) in [
        (Control::Dm, LinkError::NotConnected),
        (Control::Frmr, LinkError::FrameRejected),
    ] {
        let mut client = ClientLink::new(HdlcConfig::new(16, 1));
        client.connect(0);
        let (destination, source) = (Address::short(16), Address::short(1));
        let frame = |control| Frame {
            segmented: false,
            destination,
            source,
            control,
            info: vec![],
        };
        client.handle(&frame(Control::Ua).to_bytes(), 0);
        client.send(&[0xC0], 0).unwrap();
        client.poll_event();
        client.handle(&frame(control).to_bytes(), 1);
        assert_eq!(client.poll_event(), Some(LinkEvent::Failed(error)));
    }
}

#[test]
fn a_silent_server_is_given_up_after_the_tries_and_a_silent_client_forgotten() {
    let mut link = ClientLink::new(HdlcConfig::new(16, 1));
    link.connect(0);
    let mut sent = 0;
    while link.poll_event().is_none() {
        while link.poll_transmit().is_some() {
            sent += 1;
        }
        link.on_timeout(link.next_timeout().unwrap_or_default());
    }
    assert_eq!(sent, 4);
    let mut server = ServerLink::new(ServerHdlcConfig::new(1));
    server.handle(&hex("7ea0070321930f017e"), 0);
    server.poll_event();
    assert_eq!(server.next_timeout(), Some(120_000));
    server.on_timeout(120_000);
    assert_eq!(server.poll_event(), Some(ServerEvent::Disconnected));
}

#[test]
fn a_request_read_together_with_the_next_snrm_is_not_answered_on_the_new_link() {
    let mut server = ServerLink::new(ServerHdlcConfig::new(1));
    let snrm = hex("7ea0070321930f017e");
    server.handle(&snrm, 0);
    while server.poll_event().is_some() {}
    while server.poll_transmit().is_some() {}
    let (destination, source) = (Address::short(1), Address::short(16));
    let control = Control::I {
        nr: 0,
        ns: 0,
        pf: true,
    };
    let request = Frame {
        segmented: false,
        destination,
        source,
        control,
        info: vec![0xE6, 0xE6, 0x00, 0xC0, 0x01],
    };
    server.handle(&[request.to_bytes(), snrm].concat(), 1);
    let connected = ServerEvent::Connected { client: 16 };
    assert_eq!(server.poll_event(), Some(connected));
    assert_eq!(server.poll_event(), None);
    assert!(server.poll_transmit().is_some(), "the UA");
    assert_eq!(server.poll_transmit(), None);
}

#[test]
fn a_frame_inside_another_frames_text_is_not_taken_for_a_frame() {
    let disc = hex("7ea00703215303c77e");
    let (destination, source) = (Address::short(1), Address::short(16));
    let control = Control::I {
        nr: 0,
        ns: 0,
        pf: true,
    };
    let info = [&[0xE6, 0xE6, 0x00], disc.as_slice(), &[0; 20]].concat();
    let wire = Frame {
        segmented: false,
        destination,
        source,
        control,
        info,
    }
    .to_bytes();
    let mut parser = FrameParser::new(128);
    let mut got = Vec::new();
    for byte in &wire {
        parser.push(&[*byte]);
        got.extend(parser.next_frame());
    }
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].control, control);
}

#[test]
fn addresses_of_all_lengths_read_back() {
    for address in [
        Address::short(127),
        Address::two(1, 99),
        Address::four(16_383, 300),
    ] {
        let mut wire = Vec::new();
        address.encode(&mut wire);
        assert_eq!(wire.len(), usize::from(address.len));
        assert_eq!(Address::read(&mut Reader::new(&wire)).unwrap(), address);
    }
}

proptest! {
    #[test]
    fn a_good_frame_is_found_behind_any_noise(
        noise in proptest::collection::vec(any::<u8>(), 0..60),
        cut in 0usize..20,
    ) {
        let wire = hex(CAPTURED[4].0);
        let mut parser = FrameParser::new(128);
        parser.push(&noise);
        parser.push(&wire[cut..]);
        parser.push(&wire);
        let mut found = 0;
        // A false start hides what is behind it until it is given up, as the timer does.
        for _ in 0..200 {
            while let Some(frame) = parser.next_frame() {
                found += u32::from(frame.to_bytes() == wire);
            }
            if parser.has_partial() {
                parser.give_up_partial();
            }
        }
        prop_assert!(found >= 1);
    }

    #[test]
    fn no_bytes_make_the_links_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        control in any::<u8>(),
        info in proptest::collection::vec(any::<u8>(), 0..60),
        segmented in any::<bool>(),
    ) {
        let mut server = ServerLink::new(ServerHdlcConfig::new(1));
        server.handle(&hex("7ea0070321930f017e"), 0);
        server.handle(&bytes, 1);
        let (one, sixteen) = (Address::short(1), Address::short(16));
        let control = Control::from_byte(control);
        let to = |destination, source| {
            let info = info.clone();
            Frame { segmented, destination, source, control, info }.to_bytes()
        };
        server.handle(&to(one, sixteen), 2);
        let mut client = ClientLink::new(HdlcConfig::new(16, 1));
        client.connect(0);
        client.handle(&to(sixteen, one), 1);
        client.handle(&bytes, 2);
    }
}
