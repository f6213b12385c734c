//! Invented figures for demonstrations and screenshots. No real person lives here.

use super::mock::home::{self, Paid};
use ami_domain::account::{AtZero, Mode};
use ami_domain::display::DisplayView;
use ami_domain::energy::{Rate, WattHours, Watts};
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, AlertId, MessageId, MeterId, PaymentId, TransferId, UserId};
use ami_domain::message::{Bilingual, Importance};
use ami_domain::money::{Money, Round};
use ami_domain::payment::PaymentState;
use ami_domain::receipt::{Supply, Switch, Trip};
use ami_domain::role::Role;
use ami_domain::time::{LocalMoment, Span, Timestamp, Window};
use ami_wire::api::{
    Account, AccountRow, Acknowledged, Confirmation, Delivery, Message, Payment, Session, Step,
    Usage, UsageRow,
};

/// 23 November 2026, 3:05 p.m. in Los Angeles: where invented time begins.
pub(super) const BEGIN: Timestamp = Timestamp::from_millis(1_795_475_100_000);
const OFFSET: i16 = -480;
/// Where invented people live.
pub(super) const ZONE: &str = "America/Los_Angeles";
pub(super) const RATE: Rate = Rate::micros_per_kwh(238_500);

pub(super) fn moment(at: Timestamp) -> LocalMoment {
    LocalMoment {
        at,
        offset_minutes: OFFSET,
    }
}

fn before(span: Span) -> LocalMoment {
    moment(BEGIN - span)
}

pub(super) fn account_id(number: u128) -> AccountId {
    AccountId::from_number(number)
}

pub(super) fn session(role: Role) -> Session {
    let name = match role {
        Role::Customer => "Maria Alvarez",
        Role::Representative => "Rosa Delgado",
        Role::Utility => "Sam Carter",
        Role::Installer => "Lee Novak",
    };
    let accounts = if role == Role::Customer {
        vec![account_id(1)]
    } else {
        Vec::new()
    };
    Session {
        user: UserId::from_number(1),
        name: name.to_owned(),
        role,
        locale: "en-US".to_owned(),
        accounts,
    }
}

/// The balance in a named state.
pub(super) fn balance(state: &str) -> Money {
    match state {
        "low" => Money::cents(640),
        "critical" => Money::cents(210),
        "zero" | "off" => Money::cents(-307),
        "learning" => Money::dollars(20),
        _ => Money::cents(2340),
    }
}

pub(super) fn view(state: &str, paid: &[Paid]) -> DisplayView {
    home::view(state, balance(state), paid)
}

pub(super) fn supply(state: &str) -> Supply {
    Supply {
        switch: match state {
            "off" | "tripped" => Switch::Off,
            "ready" | "press" => Switch::Ready,
            _ => Switch::On,
        },
        limit: matches!(state, "limited" | "tripped" | "press").then_some(Watts::new(3_000)),
        credit: WattHours::kilo(98),
        at: if state == "tripped" {
            BEGIN
        } else {
            BEGIN - Span::minutes(5)
        },
        trip: match state {
            "tripped" => trip(Some(BEGIN + Span::seconds(107))),
            "press" => trip(None),
            _ => None,
        },
    }
}

fn trip(closes_at: Option<Timestamp>) -> Option<Trip> {
    let at = BEGIN - Span::seconds(13);
    Some(Trip { at, closes_at })
}

pub(super) fn account(id: AccountId, state: &str, paid: &[Paid]) -> Account {
    let row = row(id);
    let view = view(state, paid);
    Account {
        id,
        number: row.number,
        name: row.name,
        address: row.address,
        mode: Mode::Prepaid,
        at_zero: AtZero::Disconnect,
        meter: MeterId::from_number(0x77),
        meter_serial: "SE-4471-0093".to_owned(),
        lineage: LineageId::View {
            account: id,
            seq: view.seq,
        },
        view,
        supply: (state != "unknown").then(|| supply(state)),
        gateway_online: state != "offline",
        payment_min: Money::dollars(10),
        payment_max: Money::dollars(500),
        closed: None,
    }
}

pub(super) fn rows() -> Vec<AccountRow> {
    let row = |id: u128, number: &str, name: &str, address: &str| AccountRow {
        id: account_id(id),
        number: number.to_owned(),
        name: name.to_owned(),
        address: address.to_owned(),
    };
    vec![
        row(
            1,
            "20-118-4471",
            "Maria Alvarez",
            "1420 Willow Street, Apt 3",
        ),
        row(2, "20-118-5520", "James Okafor", "88 Harbor Lane"),
        row(3, "20-118-6034", "Lucía Peña", "305 Sycamore Avenue"),
    ]
}

pub(super) fn row(id: AccountId) -> AccountRow {
    rows()
        .into_iter()
        .find(|row| row.id == id)
        .unwrap_or_else(|| rows().remove(0))
}

/// A payment of this age, in the state that its token and age give it.
pub(super) fn payment(
    state: &str,
    id: PaymentId,
    account: AccountId,
    amount: Money,
    offered: Timestamp,
    age: Span,
) -> Payment {
    let shown = |after: Span| (age >= after).then(|| moment(offered + after));
    Payment {
        id,
        account,
        amount,
        currency: "USD".to_owned(),
        method: crate::model::pay::SANDBOX_METHOD.to_owned(),
        offered_at: moment(offered),
        state: PaymentState::Applied {
            at: offered,
            by: TransferId::from_number(5),
        },
        credit: WattHours::new(amount.as_micros() / 239),
        balance_after: Some(balance(state) + amount),
        split: Vec::new(),
        delivery: Some(Delivery {
            message: MessageId::from_number(0x51ab_90c4_77de),
            sent_at: shown(Span::seconds(2)),
            attempts: 1,
            confirmed_at: shown(Span::seconds(5)),
            refused: false,
            late: false,
        }),
        money: ami_wire::api::PaymentMoney::default(),
        lineage: Some(LineageId::Payment(id)),
    }
}

pub(super) fn past_payments(account: AccountId) -> Vec<Payment> {
    let past = |number: u128, dollars: i64, days: i64| {
        let offered = BEGIN - Span::days(days) - Span::hours(3);
        let id = PaymentId::from_number(number);
        payment(
            "ok",
            id,
            account,
            Money::dollars(dollars),
            offered,
            Span::days(1),
        )
    };
    vec![past(101, 40, 6), past(102, 25, 17), past(103, 60, 31)]
}

pub(super) fn usage(from: Timestamp, until: Timestamp, step: Step) -> Usage {
    let length = if step == Step::Hour {
        Span::hours(1)
    } else {
        Span::days(1)
    };
    let mut rows = Vec::new();
    let mut at = from;
    while at < until && rows.len() < 800 {
        let end = if at < BEGIN {
            usage_row(at, length)
        } else {
            silent(at, length)
        };
        rows.push(end);
        at = at + length;
    }
    let total: WattHours = rows.iter().filter_map(|row| row.energy).sum();
    let known = i64::try_from(rows.iter().filter(|r| r.energy.is_some()).count()).unwrap_or(0);
    let days = if step == Step::Hour { 1 } else { known.max(1) };
    Usage {
        step,
        cost: RATE.cost_of(total, Round::Nearest),
        daily_average: WattHours::new(total.get() / days),
        total,
        rows,
        lineage: None,
    }
}

fn silent(start: Timestamp, length: Span) -> UsageRow {
    let start = moment(start);
    UsageRow {
        start,
        length,
        energy: None,
        cost: Money::ZERO,
        estimated: false,
        lineage: None,
    }
}

/// What the invented meter counted in the hour that begins then, and whether it was estimated.
pub(super) fn hour(start: Timestamp) -> (Option<WattHours>, bool) {
    let hour = start.as_millis() / 3_600_000;
    let chance = hour.wrapping_mul(2_654_435_761).rem_euclid(997);
    let shape = match (hour - 8).rem_euclid(24) {
        0..=5 => 260,
        6..=8 => 720,
        9..=15 => 480,
        16..=21 => 1_150,
        _ => 520,
    };
    let energy = (chance % 23 != 0).then(|| WattHours::new(shape + chance / 3));
    (energy, chance % 19 == 0)
}

fn usage_row(start: Timestamp, length: Span) -> UsageRow {
    let (mut energy, mut estimated, mut at) = (None, false, start);
    while at < (start + length).min(BEGIN.floor_to(Span::hours(1))) {
        let (used, guessed) = hour(at);
        estimated |= guessed && used.is_some();
        energy = match (energy, used) {
            (Some(all), Some(used)) => Some(all + used),
            (all, used) => all.or(used),
        };
        at = at + Span::hours(1);
    }
    let window = Window {
        start,
        end: start + length,
    };
    UsageRow {
        start: moment(start),
        length,
        energy,
        cost: RATE.cost_of(energy.unwrap_or_default(), Round::Nearest),
        estimated,
        lineage: energy.map(|_| LineageId::Charges {
            account: account_id(1),
            window,
        }),
    }
}

pub(super) fn messages() -> Vec<Message> {
    let message = |n: u128, importance, en: &str, es: &str, confirm, over| Message {
        id: AlertId::from_number(n),
        importance,
        text: Bilingual {
            en: en.to_owned(),
            es: es.to_owned(),
        },
        from: before(Span::hours(2 + i64::try_from(n).unwrap_or(0) * 20)),
        until: moment(BEGIN + Span::hours(if over { -3 } else { 30 })),
        over,
        confirm,
        confirmed_at: over.then(|| before(Span::hours(40))),
        lineage: None,
    };
    vec![
        message(
            1,
            Importance::Warning,
            "Planned work in your street on Tuesday from 9 to 11 a.m. Power may be off briefly.",
            "Trabajos en su calle el martes de 9 a 11 a.m. Puede haber un corte breve de luz.",
            true,
            false,
        ),
        message(
            2,
            Importance::Info,
            "Use less between 4 and 9 p.m. today to help the grid.",
            "Use menos luz hoy entre las 4 y las 9 p.m. para ayudar a la red.",
            false,
            true,
        ),
    ]
}

pub(super) fn confirmations() -> Vec<Confirmation> {
    let one = |n: u128, who: usize, dollars: i64, minutes: i64, done: bool| {
        let row = rows().swap_remove(who);
        Confirmation {
            payment: PaymentId::from_number(n),
            account: row.id,
            number: row.number,
            name: row.name,
            amount: Money::dollars(dollars),
            currency: "USD".to_owned(),
            message: MessageId::from_number(0x51ab_90c4_77de + n),
            meter: MeterId::from_number(0x77),
            meter_serial: format!("SE-4471-00{}", 93 + who),
            completed_at: before(Span::minutes(minutes)),
            refused: false,
            acknowledged: done.then(|| Acknowledged {
                by: "Rosa Delgado".to_owned(),
                at: before(Span::minutes(minutes - 4)),
            }),
        }
    };
    vec![
        one(201, 1, 40, 12, false),
        one(202, 2, 25, 47, false),
        one(203, 0, 60, 190, true),
    ]
}
