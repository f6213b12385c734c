//! Our client reads another maker's meter: dlms-cosem-rs as a TCP server in this process.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use ami_dlms::apdu::Target;
use ami_dlms::client::{Authentication, Cipher, Transport};
use ami_dlms::security::Form;
use ami_dlms::{
    AccessResult, Attribute, Client, ClientConfig, ClientError, Counter, Data, Keys, Method, Obis,
    Protection, Request, Response, Selector, SystemTitle,
};
use dlms_cosem_rs::acse::AuthMechanism;
use dlms_cosem_rs::axdr::Data as PeerData;
use dlms_cosem_rs::codec::{Encode, Writer};
use dlms_cosem_rs::cosem::{AttributeAccess, MethodAccess};
use dlms_cosem_rs::obis::Obis as PeerObis;
use dlms_cosem_rs::security::{
    KeyRing, RandomSource, RustCryptoProvider, SecurityPolicy, SecuritySuite,
    SystemTitle as PeerTitle,
};
use dlms_cosem_rs::server::{ObjectStore, Server, ServerConfig, StoreResult};
use dlms_cosem_rs::transport::wrapper::{StreamReassembler, Wpdu};
use dlms_cosem_rs::xdlms::{ActionResult, DataAccessResult, SelectiveAccess};

const EK: [u8; 16] = *b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F";
const AK: [u8; 16] = [0xD0; 16];
const METER: [u8; 8] = *b"MMM\x00\x00\xbcaN";
const ROWS: u32 = 240;

const ENERGY: Attribute = Attribute::new(3, Obis::new(1, 0, 1, 8, 0, 255), 2);
const THRESHOLD: Attribute = Attribute::new(71, Obis::new(0, 0, 17, 0, 0, 255), 4);
const SWITCH: Attribute = Attribute::new(70, Obis::new(0, 0, 96, 3, 10, 255), 2);
const PROFILE: Attribute = Attribute::new(7, Obis::new(1, 0, 99, 1, 0, 255), 2);

struct Meter {
    threshold: u32,
    closed: bool,
}

impl ObjectStore for Meter {
    fn get_attribute(
        &self,
        class: u16,
        name: PeerObis,
        index: i8,
        selector: Option<SelectiveAccess<'_>>,
        w: &mut dyn Writer,
    ) -> StoreResult<()> {
        let bad = |_| DataAccessResult::OtherReason;
        let key = (class, *name.as_bytes(), index);
        if key == (3, ENERGY.obis.0, 2) {
            return PeerData::DoubleLongUnsigned(12_345_678)
                .encode(w)
                .map_err(bad);
        }
        if key == (71, THRESHOLD.obis.0, 4) {
            return PeerData::DoubleLongUnsigned(self.threshold)
                .encode(w)
                .map_err(bad);
        }
        if key == (70, SWITCH.obis.0, 2) {
            return PeerData::Boolean(self.closed).encode(w).map_err(bad);
        }
        if key != (7, PROFILE.obis.0, 2) {
            return Err(DataAccessResult::ObjectUndefined);
        }
        let (first, last) = match selector {
            None => (1, ROWS),
            Some(entry) if entry.selector == 2 => {
                let rows = entry.parameters.as_structure().unwrap();
                let row = |i| u32::try_from(rows.get(i).unwrap().as_u64().unwrap()).unwrap();
                (row(0), row(1))
            }
            Some(_) => return Err(DataAccessResult::ScopeOfAccessViolated),
        };
        w.write_u8(0x01).map_err(bad)?;
        w.write_length(usize::try_from(last - first + 1).unwrap())
            .map_err(bad)?;
        for n in first..=last {
            w.write_bytes(&[0x02, 0x02]).map_err(bad)?;
            PeerData::DoubleLongUnsigned(n * 17)
                .encode(w)
                .map_err(bad)?;
            PeerData::LongUnsigned(7).encode(w).map_err(bad)?;
        }
        Ok(())
    }

    fn set_attribute(
        &mut self,
        class: u16,
        _: PeerObis,
        _: i8,
        _: Option<SelectiveAccess<'_>>,
        value: PeerData<'_>,
    ) -> StoreResult<()> {
        let number = value.as_u64().ok_or(DataAccessResult::TypeUnmatched)?;
        if class != 71 {
            return Err(DataAccessResult::ReadWriteDenied);
        }
        self.threshold = u32::try_from(number).map_err(|_| DataAccessResult::TypeUnmatched)?;
        Ok(())
    }

    fn invoke_method(
        &mut self,
        class: u16,
        _: PeerObis,
        method: i8,
        _: Option<PeerData<'_>>,
        _: &mut dyn Writer,
    ) -> Result<bool, ActionResult> {
        if class != 70 {
            return Err(ActionResult::ObjectUndefined);
        }
        self.closed = method == 2;
        Ok(false)
    }

    fn attribute_access(&self, _: u16, _: PeerObis, _: i8) -> AttributeAccess {
        AttributeAccess::READ | AttributeAccess::WRITE
    }

    fn method_access(&self, _: u16, _: PeerObis, _: i8) -> MethodAccess {
        MethodAccess::ACCESS
    }
}

struct Fixed;

impl RandomSource for Fixed {
    fn fill(&self, out: &mut [u8]) -> dlms_cosem_rs::codec::Result<()> {
        out.fill(0xB7);
        Ok(())
    }
}

/// Serves one connection and ends with it.
fn serve(ciphered: bool) -> (TcpStream, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let config = ServerConfig {
                system_title: Some(PeerTitle::new(METER)),
                mechanism: if ciphered {
                    AuthMechanism::HighGmac
                } else {
                    AuthMechanism::None
                },
                security: if ciphered {
                    SecurityPolicy::authenticated_encrypted(SecuritySuite::Suite0)
                } else {
                    SecurityPolicy::NONE
                },
                max_pdu_size: 512,
                ..Default::default()
            };
            let ring = if ciphered {
                KeyRing::new(EK, AK)
            } else {
                KeyRing::default()
            };
            let meter = Meter {
                threshold: 1,
                closed: true,
            };
            let mut server: Server<_, _, 8192> =
                Server::new(config, meter, RustCryptoProvider::with_rng(ring, Fixed));
            let reassembler = StreamReassembler::new(2048);
            let (mut buffer, mut chunk, mut out) = (Vec::new(), [0; 512], [0; 2048]);
            while let Ok(n @ 1..) = stream.read(&mut chunk) {
                buffer.extend_from_slice(&chunk[..n]);
                while let Some((wpdu, used)) = reassembler.next_pdu(&buffer).unwrap() {
                    let (source, destination) = (wpdu.header.destination, wpdu.header.source);
                    let len = server.handle(wpdu.apdu, &mut out).unwrap();
                    let mut framed = Vec::new();
                    let reply = Wpdu::new(source, destination, &out[..len]).unwrap();
                    reply.encode(&mut framed).unwrap();
                    stream.write_all(&framed).unwrap();
                    buffer.drain(..used);
                }
            }
        });
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    (stream, thread.unwrap())
}

fn ask(
    client: &mut Client,
    stream: &mut TcpStream,
    request: Request,
) -> Result<Response, ClientError> {
    client.start(request, 0)?;
    let mut chunk = [0; 300];
    loop {
        while let Some(bytes) = client.poll_transmit() {
            stream.write_all(&bytes).unwrap();
        }
        if let Some(result) = client.poll_result() {
            return result;
        }
        let n = stream.read(&mut chunk).unwrap();
        assert!(n > 0, "the peer closed the connection");
        client.receive(&chunk[..n], 0);
    }
}

fn read_it_all(config: ClientConfig, ciphered: bool) {
    let (mut stream, thread) = serve(ciphered);
    let mut client = Client::new(config, Counter::resume(100));
    client.reserve_counter(1_000);
    let mut ask = |request| ask(&mut client, &mut stream, request);
    let connected = ask(Request::Connect {
        challenge: vec![0x5C; 16],
    });
    assert!(
        matches!(connected, Ok(Response::Connected(_))),
        "{connected:?}"
    );
    assert_eq!(
        ask(Request::Get(ENERGY.into())),
        Ok(Response::Data(Data::U32(12_345_678)))
    );
    let Ok(Response::Data(rows)) = ask(Request::Get(PROFILE.into())) else {
        panic!("no rows")
    };
    assert_eq!(rows.items().unwrap().len(), 240, "in blocks");
    let some = Target {
        attribute: PROFILE,
        selector: Some(Selector::rows(5, 6)),
    };
    let row = |n: u32| Data::Structure(vec![Data::U32(n * 17), Data::U16(7)]);
    let two = Data::Array(vec![row(5), row(6)]);
    assert_eq!(ask(Request::Get(some)), Ok(Response::Data(two)));
    let list = vec![
        ENERGY.into(),
        Attribute::new(1, ENERGY.obis, 9).into(),
        SWITCH.into(),
    ];
    let results = vec![
        Ok(Data::U32(12_345_678)),
        Err(AccessResult::ObjectUndefined),
        Ok(Data::Bool(true)),
    ];
    assert_eq!(ask(Request::GetWithList(list)), Ok(Response::List(results)));
    assert_eq!(
        ask(Request::Set(THRESHOLD, Data::U32(6_900))),
        Ok(Response::Written)
    );
    assert_eq!(
        ask(Request::Get(THRESHOLD.into())),
        Ok(Response::Data(Data::U32(6_900)))
    );
    let open = Method::new(70, SWITCH.obis, 1);
    assert_eq!(
        ask(Request::Action(open, Some(Data::I8(0)))),
        Ok(Response::Done(None))
    );
    assert_eq!(
        ask(Request::Get(SWITCH.into())),
        Ok(Response::Data(Data::Bool(false)))
    );
    let refused = ask(Request::Get(Attribute::new(1, ENERGY.obis, 2).into()));
    assert_eq!(
        refused,
        Err(ClientError::Refused(AccessResult::ObjectUndefined))
    );
    assert_eq!(ask(Request::Release), Ok(Response::Released));
    drop(stream);
    thread.join().unwrap();
}

fn wrapper() -> ClientConfig {
    ClientConfig::new(Transport::Wrapper {
        client: 16,
        server: 1,
    })
}

#[test]
fn our_client_reads_writes_and_calls_the_other_makers_meter_in_plain() {
    read_it_all(wrapper(), false);
}

#[test]
fn our_client_does_the_same_with_hls_and_ciphering_in_both_forms() {
    for form in [Form::Service, Form::General] {
        let mut config = wrapper();
        config.authentication = Authentication::Hls5;
        let title = SystemTitle(*b"CLI\x00\x00\x00\x00\x01");
        let keys = Keys::new(EK, AK);
        config.cipher = Some(Cipher {
            keys,
            title,
            protection: Protection::Both,
            form,
        });
        config.server_title = Some(SystemTitle(METER));
        read_it_all(config, true);
    }
}

#[test]
fn a_meter_with_other_keys_is_not_let_in() {
    let (mut stream, thread) = serve(true);
    let mut config = wrapper();
    config.authentication = Authentication::Hls5;
    let title = SystemTitle(*b"CLI\x00\x00\x00\x00\x01");
    let (keys, protection) = (Keys::new([9; 16], AK), Protection::Both);
    config.cipher = Some(Cipher {
        keys,
        title,
        protection,
        form: Form::Service,
    });
    let mut client = Client::new(config, Counter::resume(1));
    client.reserve_counter(10);
    let connected = ask(
        &mut client,
        &mut stream,
        Request::Connect {
            challenge: vec![3; 16],
        },
    );
    assert!(connected.is_err());
    drop(stream);
    thread.join().unwrap();
}
