//! One of each, with every field set.

use ami_domain::account::{AtZero, Mode};
use ami_domain::clearance::Cut;
use ami_domain::code::Code;
use ami_domain::command::{Command, CommandKind, Limit, Prepay};
use ami_domain::display::{Confidence, DisplayView, Remaining, Standing};
use ami_domain::energy::{Rate, WattHours, Watts};
use ami_domain::event::{AfterEvent, EventReport, MeterEvent, MeterEventState};
use ami_domain::id::{
    AccountId, AlertId, EventId, GatewayId, MessageId, MeterId, PaymentId, TransferId,
};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Supply, Switch};
use ami_domain::time::{LocalMoment, Span, Timestamp, Window};
use ami_wire::down::Down;
use ami_wire::up::{IntervalRow, Intervals, LogRow, Up, UpBody};
use ami_wire::utility::{Audience, UtilityAlert};

pub(crate) const METER: MeterId = MeterId::from_number(0x3e7e);

pub(crate) const fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_782_889_200_000 + millis)
}

pub(crate) fn local(millis: i64) -> LocalMoment {
    LocalMoment {
        at: at(millis),
        offset_minutes: -420,
    }
}

pub(crate) fn view() -> DisplayView {
    DisplayView {
        seq: 7,
        mode: Mode::Prepaid,
        currency: "USD".into(),
        balance: Money::cents(2_345),
        credit: WattHours::new(93_800),
        remaining: Some(Remaining {
            likely: Span::hours(93),
            early: Span::hours(70),
            late: Span::hours(120),
            zero_at: local(93 * 3_600_000),
            confidence: Confidence::Own,
        }),
        standing: Standing::Ok,
        at_zero: AtZero::Limit,
        ahead: None,
        rate_now: Rate::micros_per_kwh(250_000),
        basis: None,
        behind: None,
        used_today: WattHours::new(4_200),
        cost_today: Money::cents(105),
        borrowed: Money::ZERO,
        daily_average: WattHours::new(24_000),
        usage_until: Some(local(-3_600_000)),
        event: None,
        as_of: local(0),
    }
}

pub(crate) fn supply() -> Supply {
    Supply {
        switch: Switch::Ready,
        limit: Some(Watts::new(1_500)),
        credit: WattHours::new(-120),
        at: at(1),
        trip: None,
    }
}

pub(crate) fn notice() -> Notice {
    Notice {
        id: AlertId::from_number(0xa1e7),
        importance: Importance::Emergency,
        text: Bilingual {
            en: "Storm".into(),
            es: "Tormenta — ¡cuídese!".into(),
        },
        valid: Window {
            start: at(0),
            end: at(86_400_000),
        },
        confirm: true,
        figures: false,
    }
}

pub(crate) fn event() -> MeterEvent {
    MeterEvent {
        id: EventId::from_number(0xe7),
        version: 2,
        window: Window {
            start: at(0),
            end: at(7_200_000),
        },
        energy: WattHours::kilo(9),
        level: Some(Watts::new(9_000)),
        after: AfterEvent::NotAffected,
    }
}

/// Read, for only a clearance makes one.
fn cut() -> Cut {
    let text = format!("{{\"clearance\":\"{:032x}\",\"cause\":\"zero\"}}", 0xc1);
    serde_json::from_str(&text).unwrap()
}

/// A command of each kind.
pub(crate) fn downs() -> Vec<Down> {
    let prepay = Prepay {
        payment: PaymentId::from_number(0x9a1d),
        credit: WattHours::kilo(100),
    };
    let kinds = [
        CommandKind::Prepay(prepay),
        CommandKind::Connect,
        CommandKind::Show(Box::new(view())),
        CommandKind::Notice(Box::new(notice())),
        CommandKind::Withdraw(notice().id),
        CommandKind::Disconnect(cut()),
        CommandKind::Limit(Limit {
            demand: Watts::new(4_500),
            cut: cut(),
        }),
        CommandKind::Unlimit,
        CommandKind::Event(event()),
        CommandKind::CancelEvent {
            event: event().id,
            version: 3,
        },
        CommandKind::Test,
        CommandKind::SetMode(Mode::Regular),
        CommandKind::Settings(Box::default()),
    ];
    let numbered = (1..).zip(kinds);
    let command = |(seq, kind): (u64, CommandKind)| Command {
        id: MessageId::from_number(u128::from(seq)),
        meter: METER,
        epoch: 2,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: at(0),
        not_before: at(0),
        not_after: (seq > 2).then(|| at(93_600_000)),
    };
    numbered.map(|one| Down::new(command(one))).collect()
}

pub(crate) fn receipt(outcome: Outcome) -> Receipt {
    Receipt {
        message: MessageId::from_number(1),
        meter: METER,
        completed_at: at(5),
        code: Code::CREDIT_ADDED,
        outcome,
        log_seq: 12,
        supply: supply(),
        test: None,
    }
}

pub(crate) fn intervals(length: Span, energy: i64) -> UpBody {
    let row = |start, estimated| IntervalRow {
        start,
        energy: WattHours::new(energy),
        estimated,
    };
    UpBody::Interval(Intervals {
        length,
        rows: vec![row(at(0), false), row(at(3_600_000), true)],
    })
}

pub(crate) fn up(body: UpBody) -> Up {
    Up {
        v: ami_wire::VERSION,
        id: MessageId::from_number(0x0b),
        gateway: GatewayId::from_number(0x6a7e),
        meter: METER,
        at: at(9),
        body,
    }
}

/// A message of each kind from a meter.
pub(crate) fn ups() -> Vec<Up> {
    let row = LogRow {
        seq: 12,
        at: at(5),
        code: Code::CREDIT_ADDED,
        message: Some(MessageId::from_number(1)),
        inbound: true,
        chain: Some("0123456789abcdef0123456789abcdef".into()),
    };
    let bodies = [
        UpBody::Receipt(receipt(Outcome::Done)),
        UpBody::Receipt(receipt(Outcome::Refused(MeterRefusal::Stale))),
        intervals(Span::hours(1), 700),
        UpBody::Supply(supply()),
        UpBody::Log(vec![row]),
        UpBody::Events(vec![EventReport {
            event: event().id,
            version: 2,
            state: MeterEventState::Running,
            used: WattHours::new(40),
            at: at(7),
            overlaps: true,
        }]),
        UpBody::Confirmed {
            alert: notice().id,
            at: at(6),
        },
        UpBody::Shown {
            alert: notice().id,
            at: at(5),
        },
    ];
    bodies.map(up).into()
}

pub(crate) fn alert(audience: Audience) -> UtilityAlert {
    UtilityAlert {
        v: ami_wire::VERSION,
        id: notice().id,
        audience,
        importance: Importance::Notice,
        en: "Storm".into(),
        es: "Tormenta".into(),
        from: Some(at(0)),
        until: None,
        confirm: false,
        replace: None,
    }
}

/// A payment's every state.
pub(crate) fn states() -> Vec<PaymentState> {
    let refused = |why| PaymentState::Refused { at: at(3), why };
    let applied = PaymentState::Applied {
        at: at(2),
        by: TransferId::from_number(0x7a),
    };
    let waits = PaymentState::Waits { at: at(1) };
    let authorised = PaymentState::Authorised { at: at(1) };
    let pending = PaymentState::Pending { at: at(1) };
    [PaymentState::Offered, waits, authorised, pending, applied]
        .into_iter()
        .chain(Refusal::ALL.map(refused))
        .collect()
}

pub(crate) const ACCOUNT: AccountId = AccountId::from_number(0xacc);
