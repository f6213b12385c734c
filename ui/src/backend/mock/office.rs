//! The utility's own pages in the demonstration: closed days, texts to many, numbers, pay stations
//! and what payments ask. They are read; what they change is not kept.

use super::super::mock_data::{BEGIN, moment};
use ami_domain::audience::AlertState;
use ami_domain::command::Priority;
use ami_domain::id::{AgentId, AlertId, PaymentId};
use ami_domain::message::{Bilingual, Importance};
use ami_domain::money::Money;
use ami_domain::settlement::Question;
use ami_domain::time::{Day, Span};
use ami_wire::api::station::{Agent, AgentStatement, StatementLine};
use ami_wire::api::{
    Alert, AlertFunnel, Close, CloseBook, Conformance, Figure, Number, PaymentDay, PaymentQuestion,
    PaymentQuestions, Settings, Signed,
};

const TODAY: Day = Day {
    year: 2026,
    month: 11,
    day: 23,
};

/// Two days that were closed. What customers gain the other books lose.
pub(super) fn closes() -> Vec<Close> {
    let book = |book: &str, gained: i64, lost: i64, balance: i64| CloseBook {
        book: book.to_owned(),
        gained: Money::cents(gained),
        lost: Money::cents(lost),
        balance: Money::cents(balance),
    };
    let day = |back: i32, entries| Close {
        day: TODAY.plus(-back),
        closed_at: Some(moment(
            BEGIN - Span::days(i64::from(back) - 1) - Span::hours(14),
        )),
        entries,
        link: Some("0".repeat(64)),
        books: vec![
            book("prepaid", 4_000, 655, 12_340),
            book("clearing", 0, 4_000, -31_000),
            book("revenue", 655, 0, 18_660),
        ],
        total: Money::ZERO,
        credit: None,
    };
    vec![day(1, 27), day(2, 31)]
}

/// One text that has gone out.
pub(super) fn alerts() -> Vec<Alert> {
    let at = BEGIN - Span::hours(6);
    let signed = |name: &str| Signed {
        by: Some(name.to_owned()),
        at: moment(at),
    };
    vec![Alert {
        id: AlertId::from_number(0xa1),
        text: Bilingual {
            en: "Maintenance tonight from 1 to 2 a.m.".to_owned(),
            es: "Mantenimiento esta noche de 1 a 2 a.m.".to_owned(),
        },
        importance: Importance::Notice,
        confirm: false,
        audience: "all".to_owned(),
        audience_name: String::new(),
        state: AlertState::Sent,
        proposed_at: moment(at),
        from: moment(at),
        until: moment(at + Span::days(1)),
        by: Some("Uma Reyes".to_owned()),
        mine: true,
        approved: Some(signed("Sam Ito")),
        cancelled: None,
        replaces: None,
        funnel: AlertFunnel {
            accounts: 3,
            queued: 3,
            sent: 3,
            at_meter: 3,
            shown: 2,
            confirmed: 0,
            slowest: Some(Span::seconds(9)),
        },
    }]
}

pub(super) fn numbers() -> Settings {
    let number = |key: &str, unit: &str, value, min, max| Number {
        key: key.to_owned(),
        unit: unit.to_owned(),
        value,
        min,
        max,
        default: value,
    };
    let hour = Span::hours(1).as_millis();
    let dollar = Money::dollars(1).as_micros();
    Settings {
        version: 0,
        zone: super::super::mock_data::ZONE.to_owned(),
        changed: None,
        numbers: vec![
            number("low_threshold", "millis", 48 * hour, hour, 400 * hour),
            number("payment_min", "micros", 10 * dollar, dollar, 100 * dollar),
        ],
        order: Priority::ALL.to_vec(),
    }
}

pub(super) fn agents() -> Vec<Agent> {
    vec![Agent {
        id: AgentId::from_number(1),
        name: "Corner Market".to_owned(),
        zone: super::super::mock_data::ZONE.to_owned(),
        float_max: Money::dollars(2_000),
        owes: Money::dollars(180),
        left: Money::dollars(1_820),
        active: true,
        key_made_at: Some(moment(BEGIN - Span::days(40))),
    }]
}

pub(super) fn agent_statement(agent: AgentId) -> AgentStatement {
    AgentStatement {
        agent,
        day: TODAY.to_string(),
        owed_before: Money::dollars(140),
        taken: Money::dollars(40),
        remitted: Money::ZERO,
        owes: Money::dollars(180),
        payments: vec![StatementLine {
            payment: PaymentId::from_number(0x51),
            at: moment(BEGIN - Span::hours(3)),
            amount: Money::dollars(40),
        }],
        remittances: Vec::new(),
    }
}

pub(super) fn questions() -> PaymentQuestions {
    PaymentQuestions {
        questions: vec![PaymentQuestion {
            why: Question::UnknownCharge,
            subject: "ch_20261122_77".to_owned(),
            payment: None,
            evidence: "{}".to_owned(),
            asked_at: BEGIN - Span::hours(20),
            note: None,
        }],
        days: vec![PaymentDay {
            day: BEGIN - Span::days(1),
            lines: 12,
            gross: Money::dollars(320),
            fees: Money::cents(960),
            differences: 1,
        }],
    }
}

pub(super) fn conformance() -> Conformance {
    let figure = |id: &str, part, whole, wanted_ppm, seconds: i64| Figure {
        id: id.to_owned(),
        part,
        whole,
        wanted_ppm,
        times: [1, 2, 3, 4].map(|n| Span::seconds(n * seconds)).to_vec(),
        rest: None,
        pass: true,
    };
    Conformance {
        from: moment(BEGIN - Span::days(30)),
        until: moment(BEGIN),
        figures: vec![figure("NFR-01", 1_200, 1_200, 999_000, 2)],
    }
}
