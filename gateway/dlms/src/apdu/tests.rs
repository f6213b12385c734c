//! Messages as other makers' stacks sent them, byte for byte.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::hex;

fn bytes(encode: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    encode(&mut out);
    out
}

fn client(text: &str) -> FromClient {
    FromClient::from_bytes(&hex(text)).unwrap()
}

fn server(text: &str) -> FromServer {
    FromServer::from_bytes(&hex(text)).unwrap()
}

/// What another head-end proposed: 24 bits 0x401E5D and 65,535 bytes.
fn proposal() -> Vec<u8> {
    let conformance = Conformance(0x40_1E5D);
    let request = InitiateRequest {
        dedicated_key: false,
        version: 6,
        conformance,
        max_pdu: 0xFFFF,
    };
    let made = bytes(|out| request.encode(out));
    assert_eq!(made, hex("01000000065f1f0400401e5dffff"));
    assert_eq!(InitiateRequest::from_bytes(&made).unwrap(), request);
    made
}

#[test]
fn the_association_requests_are_made_and_read() {
    let mut aarq = Aarq {
        ciphered: false,
        title: None,
        mechanism: None,
        authentication: None,
        user_information: proposal(),
    };
    let none = "601da109060760857405080101be10040e01000000065f1f0400401e5dffff";
    assert_eq!(bytes(|out| aarq.encode(out)), hex(none));
    assert_eq!(client(none), FromClient::Aarq(aarq.clone()));
    aarq.mechanism = Some(Mechanism::Lls);
    aarq.authentication = Some(b"12345678".to_vec());
    let lls = concat!(
        "6036a1090607608574050801018a0207808b0760857405080201ac0a80083132333435363738",
        "be10040e01000000065f1f0400401e5dffff"
    );
    assert_eq!(bytes(|out| aarq.encode(out)), hex(lls));
    assert_eq!(client(lls), FromClient::Aarq(aarq.clone()));
    assert!(
        !format!("{aarq:?}").contains("49, 50"),
        "the password stays hidden"
    );
}

#[test]
fn the_association_responses_are_made_and_read_even_without_a_mechanism() {
    let answers = [
        ("0800065f1f0400401e5dffff0007", 0x40_1E5D, 0xFFFF),
        ("0800065f1f0400001e1d02000007", 0x00_1E1D, 0x0200),
    ];
    for (initiate, conformance, max_pdu) in answers {
        let response = InitiateResponse {
            version: 6,
            conformance: Conformance(conformance),
            max_pdu,
        };
        assert_eq!(bytes(|out| response.encode(out)), hex(initiate));
        assert_eq!(
            InitiateResponse::from_bytes(&hex(initiate)).unwrap(),
            response
        );
        let text = format!("6129a109060760857405080101a203020100a305a103020100be10040e{initiate}");
        let aare = Aare {
            ciphered: false,
            result: 0,
            diagnostic: Diagnostic::NONE,
            title: None,
            mechanism: None,
            authentication: None,
            user_information: hex(initiate),
        };
        assert_eq!(bytes(|out| aare.encode(out)), hex(&text));
        assert_eq!(server(&text), FromServer::Aare(aare));
    }
}

#[test]
fn a_register_is_asked_for_and_answered() {
    let target = Attribute::new(3, Obis::new(1, 0, 1, 8, 0, 255), 2).into();
    let request = GetRequest::Normal {
        invoke: 0xC1,
        target,
    };
    let text = "c001c100030100010800ff0200";
    assert_eq!(bytes(|out| request.encode(out)), hex(text));
    assert_eq!(client(text), FromClient::Get(request));
    let response = GetResponse::Normal {
        invoke: 0xC1,
        result: Ok(Data::U32(12_345_678)),
    };
    let text = "c401c1000600bc614e";
    assert_eq!(bytes(|out| response.encode(out)), hex(text));
    assert_eq!(server(text), FromServer::Get(response));
}

#[test]
fn the_breaker_is_opened_and_closed() {
    for (index, text) in [
        (1, "c301c10046000060030aff01010f00"),
        (2, "c301c10046000060030aff02010f00"),
    ] {
        let method = Method::new(70, Obis::new(0, 0, 96, 3, 10, 255), index);
        let parameter = Some(Data::I8(0));
        let request = ActionRequest::Normal {
            invoke: 0xC1,
            method,
            parameter,
        };
        assert_eq!(bytes(|out| request.encode(out)), hex(text));
        assert_eq!(client(text), FromClient::Action(request));
    }
    let response = ActionResponse::Normal {
        invoke: 0xC1,
        result: Ok(None),
    };
    assert_eq!(bytes(|out| response.encode(out)), hex("c701c10000"));
    assert_eq!(server("c701c10000"), FromServer::Action(response.clone()));
    assert_eq!(
        server("c701c100"),
        FromServer::Action(response),
        "some leave the flag away"
    );
}

#[test]
fn credit_is_added_and_a_threshold_written() {
    let method = Method::new(112, Obis::new(0, 0, 19, 10, 0, 255), 1);
    // The captured method number is 1 and the parameter a double-long.
    let parameter = Some(Data::I32(1_000));
    let request = ActionRequest::Normal {
        invoke: 0xC1,
        method,
        parameter,
    };
    let text = "c301c100700000130a00ff010105000003e8";
    assert_eq!(bytes(|out| request.encode(out)), hex(text));
    assert_eq!(client(text), FromClient::Action(request));
    let target = Attribute::new(71, Obis::new(0, 0, 17, 0, 0, 255), 4).into();
    let request = SetRequest::Normal {
        invoke: 0xC1,
        target,
        value: Data::U32(6_900),
    };
    let text = "c101c100470000110000ff04000600001af4";
    assert_eq!(bytes(|out| request.encode(out)), hex(text));
    assert_eq!(client(text), FromClient::Set(request));
    let response = SetResponse::Normal {
        invoke: 0xC1,
        result: Ok(()),
    };
    assert_eq!(bytes(|out| response.encode(out)), hex("c501c100"));
    assert_eq!(server("c501c100"), FromServer::Set(response));
}

#[test]
fn a_push_is_made_and_read() {
    let text = concat!(
        "0fc00000010c07ea0906ff0c000000000000",
        "020209060000190900ff0600bc614e"
    );
    let at = hex("07ea0906ff0c000000000000").try_into().unwrap();
    let body = Data::Structure(vec![
        Obis::new(0, 0, 25, 9, 0, 255).into(),
        Data::U32(12_345_678),
    ]);
    let push = DataNotification {
        invoke: 0xC000_0001,
        at: Some(at),
        body,
    };
    assert_eq!(bytes(|out| push.encode(out)), hex(text));
    assert_eq!(server(text), FromServer::Notification(push));
}

fn block() -> Block {
    Block {
        last: false,
        number: 7,
        raw: vec![1, 2, 3],
    }
}

#[test]
fn every_other_request_reads_back() {
    let target = Target::from(Attribute::new(1, Obis::new(0, 0, 128, 0, 0, 255), 2));
    let selected = Target {
        selector: Some(crate::selector::Selector::rows(1, 5)),
        ..target.clone()
    };
    let method = Method::new(9_001, Obis::new(0, 0, 128, 1, 0, 255), 1);
    let requests = [
        FromClient::Get(GetRequest::Next {
            invoke: 1,
            block: 3,
        }),
        FromClient::Get(GetRequest::List {
            invoke: 1,
            targets: vec![target.clone(), selected],
        }),
        FromClient::Set(SetRequest::First {
            invoke: 1,
            target,
            block: block(),
        }),
        FromClient::Set(SetRequest::Next {
            invoke: 1,
            block: block(),
        }),
        FromClient::Action(ActionRequest::Next {
            invoke: 1,
            block: 3,
        }),
        FromClient::Action(ActionRequest::First {
            invoke: 1,
            method,
            block: block(),
        }),
        FromClient::Action(ActionRequest::Part {
            invoke: 1,
            block: block(),
        }),
        FromClient::Action(ActionRequest::Normal {
            invoke: 1,
            method,
            parameter: None,
        }),
    ];
    for request in requests {
        let wire = bytes(|out| match &request {
            FromClient::Get(get) => get.encode(out),
            FromClient::Set(set) => set.encode(out),
            FromClient::Action(action) => action.encode(out),
            FromClient::Aarq(aarq) => aarq.encode(out),
            FromClient::Release(release) => release.encode_request(out),
        });
        assert_eq!(FromClient::from_bytes(&wire).unwrap(), request);
    }
}

#[test]
fn every_other_response_reads_back() {
    let refused = AccessResult::ObjectUndefined;
    let responses = [
        FromServer::Get(GetResponse::Block {
            invoke: 1,
            block: block(),
        }),
        FromServer::Get(GetResponse::Aborted {
            invoke: 1,
            number: 7,
            refusal: refused,
        }),
        FromServer::Get(GetResponse::List {
            invoke: 1,
            results: vec![Ok(Data::Null), Err(refused)],
        }),
        FromServer::Set(SetResponse::Ack {
            invoke: 1,
            block: 2,
        }),
        FromServer::Set(SetResponse::Last {
            invoke: 1,
            result: Err(refused),
            block: 2,
        }),
        FromServer::Action(ActionResponse::Part {
            invoke: 1,
            block: block(),
        }),
        FromServer::Action(ActionResponse::Ack {
            invoke: 1,
            block: 2,
        }),
        FromServer::Action(ActionResponse::Normal {
            invoke: 1,
            result: Ok(Some(Data::Bool(true))),
        }),
        FromServer::Exception(Exception::COUNTER),
        FromServer::ServiceError(ServiceError {
            service: 1,
            group: 6,
            code: 1,
        }),
        FromServer::Released(Release::NORMAL),
    ];
    for response in responses {
        let wire = bytes(|out| match &response {
            FromServer::Aare(aare) => aare.encode(out),
            FromServer::Released(release) => release.encode_response(out),
            FromServer::Get(get) => get.encode(out),
            FromServer::Set(set) => set.encode(out),
            FromServer::Action(action) => action.encode(out),
            FromServer::Notification(push) => push.encode(out),
            FromServer::Exception(exception) => exception.encode(out, 9),
            FromServer::ServiceError(error) => error.encode(out),
        });
        assert_eq!(FromServer::from_bytes(&wire).unwrap(), response);
    }
}

#[test]
fn an_aare_that_does_not_say_accepted_is_not_accepted() {
    let FromServer::Aare(aare) = server("610ba109060760857405080101") else {
        panic!()
    };
    assert_ne!(aare.result, 0);
}

proptest! {
    #[test]
    fn no_bytes_make_the_readers_panic(
        body in proptest::collection::vec(any::<u8>(), 0..120),
        tag in proptest::sample::select(vec![
            0x60u8, 0x61, 0x62, 0x63, 0xC0, 0xC1, 0xC3, 0xC4, 0xC5, 0xC7, 0x0E, 0x0F, 0xD8, 0xFF,
        ]),
        choice in 0u8..8,
    ) {
        let short = [&[tag], body.as_slice()].concat();
        let long = [&[tag, choice], body.as_slice()].concat();
        for wire in [short, long] {
            let _ = FromClient::from_bytes(&wire);
            let _ = FromServer::from_bytes(&wire);
            let _ = InitiateRequest::from_bytes(&wire);
            let _ = InitiateResponse::from_bytes(&wire);
        }
    }
}
