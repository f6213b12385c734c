//! DLMS/COSEM: the management client with HLS 5 and ciphered messages, over HDLC or the wrapper.

mod read;

use super::{Answer, Ask, Driver, DriverError, Protocol};
use crate::config::MeterConfig;
use crate::limits::COUNTER_BLOCK;
use crate::link::Framing;
use ami_dlms::apdu::Target;
use ami_dlms::class::manufacturer::{display, inbox};
use ami_dlms::class::profile;
use ami_dlms::client::{Authentication, Cipher, Transport};
use ami_dlms::hdlc::HdlcConfig;
use ami_dlms::security::Form;
use ami_dlms::{
    ActionResult, Attribute, Client, ClientConfig, ClientError, Counter, Data, Keys, Method, Obis,
    Protection, Request, Response, Selector, SystemTitle,
};
use ami_domain::id::MessageId;
use ami_domain::time::{Span, Timestamp};
use ami_wire::up::Intervals;
use sha2::{Digest, Sha256};

/// The management client's service access point.
const CLIENT: u8 = 1;
/// The management logical device.
const SERVER: u8 = 1;
/// The counter is raised when fewer values than this are left: a long message in blocks takes
/// one for each block.
const COUNTER_LOW: u32 = COUNTER_BLOCK / 2;
/// Method 2 of the inbox: finds the receipt of one message by its sixteen bytes.
const FIND: i8 = 2;
/// Column of the event log: the row's number.
const EVENT_SEQ: Obis = Obis::new(0, 0, 128, 10, 1, 255);

const LOAD: Attribute = Attribute::new(profile::CLASS, profile::LOAD_PROFILE, profile::BUFFER);
const LOAD_COLUMNS: Attribute = Attribute::new(
    profile::CLASS,
    profile::LOAD_PROFILE,
    profile::CAPTURE_OBJECTS,
);
const LOAD_PERIOD: Attribute = Attribute::new(
    profile::CLASS,
    profile::LOAD_PROFILE,
    profile::CAPTURE_PERIOD,
);
const EVENTS: Attribute = Attribute::new(profile::CLASS, profile::EVENT_LOG, profile::BUFFER);
const DISPLAY: Attribute = Attribute::new(display::CLASS, display::NAME, display::VALUES);
const RECEIPTS: Attribute = Attribute::new(inbox::CLASS, inbox::NAME, inbox::RECEIPTS);

/// The protocol.
#[derive(Debug)]
pub struct Dlms;

impl Protocol for Dlms {
    fn word(&self) -> &'static str {
        "dlms"
    }
    fn driver(&self, meter: &MeterConfig, challenge: [u8; 32], ceiling: u32) -> Box<dyn Driver> {
        Box::new(DlmsDriver {
            client: Client::new(client_config(meter), Counter::resume(ceiling)),
            challenge,
            asked: None,
            answer: None,
            columns: read::Columns::default(),
            length: Span::hours(1),
        })
    }
}

fn client_config(meter: &MeterConfig) -> ClientConfig {
    let transport = match meter.link.link.framing() {
        Framing::Hdlc => Transport::Hdlc(HdlcConfig::new(CLIENT, SERVER)),
        Framing::Wrapper => Transport::Wrapper {
            client: CLIENT.into(),
            server: SERVER.into(),
        },
    };
    let mut config = ClientConfig::new(transport);
    config.authentication = Authentication::Hls5;
    config.cipher = Some(Cipher {
        keys: Keys::new(meter.keys.encryption, meter.keys.authentication),
        title: SystemTitle(title(meter)),
        protection: Protection::Both,
        form: Form::Service,
    });
    config.server_title = meter.keys.title.map(SystemTitle);
    config
}

/// The client's system title: no two gateways of a meter may share one.
fn title(meter: &MeterConfig) -> [u8; 8] {
    if let Some(title) = meter.keys.client_title {
        return title;
    }
    let digest: [u8; 32] = Sha256::digest(meter.gateway.to_bytes()).into();
    let [a, b, c, d, e, ..] = digest;
    [b'A', b'M', b'I', a, b, c, d, e]
}

struct DlmsDriver {
    client: Client,
    challenge: [u8; 32],
    asked: Option<Asked>,
    answer: Option<Result<Answer, DriverError>>,
    columns: read::Columns,
    length: Span,
}

/// Which question the client's next result answers.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Connect,
    /// The shape of the load profile, as the second part of connecting.
    Shape,
    Process,
    Find(MessageId),
    /// All receipts, from a meter that has no `find`.
    Search(MessageId),
    Display,
    /// Those that begin from here to before there.
    Intervals {
        from: Timestamp,
        to: Timestamp,
    },
    Log,
    Release,
}

impl Driver for DlmsDriver {
    fn reserve(&mut self) -> Option<u32> {
        (self.client.counter_remaining() < COUNTER_LOW)
            .then(|| self.client.reserve_counter(COUNTER_BLOCK))
    }

    fn start(&mut self, ask: Ask, now_ms: u64) -> Result<(), DriverError> {
        let (asked, request) = self.request(ask);
        self.answer = None;
        self.client.start(request, now_ms).map_err(error)?;
        self.asked = Some(asked);
        self.advance(now_ms);
        Ok(())
    }

    fn receive(&mut self, bytes: &[u8], now_ms: u64) {
        self.client.receive(bytes, now_ms);
        // Nothing is asked of notifications yet; they must not pile up.
        while self.client.poll_notification().is_some() {}
        self.advance(now_ms);
    }

    fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.client.poll_transmit()
    }

    fn next_timeout(&self) -> Option<u64> {
        self.client.next_timeout()
    }

    fn on_timeout(&mut self, now_ms: u64) {
        self.client.on_timeout(now_ms);
        self.advance(now_ms);
    }

    fn poll_answer(&mut self) -> Option<Result<Answer, DriverError>> {
        self.answer.take()
    }

    fn closed(&mut self) {
        self.client.on_closed();
        let result = self.client.poll_result();
        if self.asked.take().is_some() {
            let failed = match result {
                Some(Err(failed)) => error(failed),
                Some(Ok(_)) | None => DriverError::Indeterminate("the port was closed".into()),
            };
            self.answer = Some(Err(failed));
        }
    }
}

impl DlmsDriver {
    fn request(&self, ask: Ask) -> (Asked, Request) {
        let rows = |attribute, selector| {
            Request::Get(Target {
                attribute,
                selector: Some(selector),
            })
        };
        let call = |index, bytes: Vec<u8>| {
            let method = Method::new(inbox::CLASS, inbox::NAME, index);
            Request::Action(method, Some(Data::Octets(bytes)))
        };
        match ask {
            Ask::Connect => {
                let challenge = self.challenge.to_vec();
                (Asked::Connect, Request::Connect { challenge })
            }
            Ask::Process(bytes) => (Asked::Process, call(inbox::PROCESS, bytes)),
            Ask::Receipt(id) => (Asked::Find(id), call(FIND, id.to_bytes().to_vec())),
            Ask::Display => (Asked::Display, Request::Get(DISPLAY.into())),
            Ask::Intervals { from, to } => {
                let [first, last] = read::times(from, to);
                let asked = Asked::Intervals { from, to };
                (asked, rows(LOAD, Selector::times(first, last)))
            }
            Ask::Log { after, max } => {
                let selector = read::numbers(EVENT_SEQ, after, max);
                (Asked::Log, rows(EVENTS, selector))
            }
            Ask::Release => (Asked::Release, Request::Release),
        }
    }

    /// Takes the client's result; some questions need a second request.
    fn advance(&mut self, now_ms: u64) {
        let Some(result) = self.client.poll_result() else {
            return;
        };
        let Some(asked) = self.asked.take() else {
            return;
        };
        if let (Asked::Connect, Ok(_)) = (asked, &result) {
            let shape = [LOAD_COLUMNS, LOAD_PERIOD];
            let started = self.client.get_with_list(&shape, now_ms);
            return self.go_on(Asked::Shape, started);
        }
        if let (Asked::Find(id), Err(ClientError::ActionRefused(_))) = (asked, &result) {
            let started = self.client.get(RECEIPTS, now_ms);
            return self.go_on(Asked::Search(id), started);
        }
        let answer = result.map_err(error);
        self.answer = Some(answer.and_then(|response| self.answer(asked, response)));
    }

    fn go_on(&mut self, asked: Asked, started: Result<(), ClientError>) {
        match started {
            Ok(()) => self.asked = Some(asked),
            Err(failed) => self.answer = Some(Err(error(failed))),
        }
    }

    fn answer(&mut self, asked: Asked, response: Response) -> Result<Answer, DriverError> {
        match (asked, response) {
            (Asked::Shape, Response::List(values)) => {
                let mut values = values.into_iter().map(Result::ok);
                let columns = values.next().flatten();
                self.columns = read::Columns::of(columns.as_ref());
                let period = values.next().flatten();
                self.length = read::period(period.as_ref()).unwrap_or(self.length);
                Ok(Answer::Connected)
            }
            (Asked::Process, Response::Done(Some(data))) => {
                let receipt = read::receipt(&data)?;
                Ok(Answer::Processed(Box::new(receipt)))
            }
            (Asked::Find(_), Response::Done(data)) => match data {
                Some(Data::Octets(bytes)) if bytes.is_empty() => Ok(Answer::Receipt(None)),
                None | Some(Data::Null) => Ok(Answer::Receipt(None)),
                Some(data) => Ok(Answer::Receipt(Some(Box::new(read::receipt(&data)?)))),
            },
            (Asked::Search(id), Response::Data(data)) => {
                let rows = data.items().unwrap_or_default();
                let mut all = rows.iter().filter_map(|row| read::receipt(row).ok());
                let found = all.find(|receipt| receipt.message == id);
                Ok(Answer::Receipt(found.map(Box::new)))
            }
            (Asked::Display, Response::Data(data)) => {
                Ok(Answer::Display(Box::new(read::shown(&data)?)))
            }
            (Asked::Intervals { from, to }, Response::Data(data)) => {
                let rows = self.columns.rows(&data, from..to)?;
                let length = self.length;
                Ok(Answer::Intervals(Intervals { length, rows }))
            }
            (Asked::Log, Response::Data(data)) => Ok(Answer::Log(read::log(&data)?)),
            (Asked::Release, _) => Ok(Answer::Released),
            (asked, _) => Err(DriverError::Garbled(format!(
                "unexpected answer to {asked:?}"
            ))),
        }
    }
}

/// What a failure means for the one who asked.
fn error(failed: ClientError) -> DriverError {
    match failed {
        ClientError::NotSent(cause) => DriverError::NotSent(cause.to_string()),
        ClientError::Indeterminate(cause) => DriverError::Indeterminate(cause.to_string()),
        ClientError::Busy
        | ClientError::NotConnected
        | ClientError::ActionRefused(ActionResult::TemporaryFailure) => {
            DriverError::NotSent(failed.to_string())
        }
        ClientError::Rejected { .. }
        | ClientError::Refused(_)
        | ClientError::ActionRefused(_)
        | ClientError::Exception(_)
        | ClientError::Service(_) => DriverError::Refused(failed.to_string()),
    }
}
