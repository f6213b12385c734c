//! Limits of standing rules beside limits for want of money, and plans that are taken back, over a
//! real store in memory: what the meter did is written down by the test.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_adcs::rules::{self, Ruled};
use ami_adcs::supply::{self, Decided, Reduce};
use ami_adcs::{Terms, plans};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Seeded;
use ami_domain::clearance::{Cause, ClassRules, Packs, Rules};
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{AccountId, GatewayId, LocationId, MeterId, PlanId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::policy::Policy;
use ami_domain::protection::{Class, Flag, Protection, Standing};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::role::Role;
use ami_domain::standing::StandingRule;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, CommandState, Gateway, Location, Meter, Person, Planned, Store, Tx};
use std::collections::BTreeMap;

const ACCOUNT: AccountId = AccountId::from_number(1);
const PLACE: LocationId = LocationId::from_number(2);
const METER: MeterId = MeterId::from_number(3);
const GATEWAY: GatewayId = GatewayId::from_number(4);
const ANA: UserId = UserId::from_number(5);
const HOUR: Span = Span::hours(1);
/// Three quarters of what the service can carry, by the rule.
const RULE: Watts = Watts::new(7_500);
/// What is left at zero.
const ZERO: Reduce = Reduce::Limit(Watts::new(2_500));

/// Rules under which anybody may be limited at any hour, and one that limits every home always.
fn terms() -> Terms {
    let class = ClassRules {
        from_minute: 0,
        until_minute: 1_440,
        weekdays: (0..7).collect(),
        holidays: false,
        friendly: Vec::new(),
        seasons: Vec::new(),
        owed_min: Money::ZERO,
        below_for: Span::ZERO,
        hot_c10: None,
        cold_c10: None,
        forecast_hours: 24,
        advisories: Vec::new(),
        advisory_linger: Span::ZERO,
        notice: Span::ZERO,
        notice_for: Vec::new(),
        notices_min: 0,
        acknowledge: false,
        after_hold: Span::ZERO,
        protections: true,
    };
    let by_class = BTreeMap::from([(Class::Residential, class)]);
    Terms {
        policy: Policy::default(),
        tariffs: BTreeMap::new(),
        rules: Rules {
            version: "limits-1".into(),
            data_max_age: Span::hours(3),
            weather_max_age: Span::hours(24),
            holidays: Vec::new(),
            disconnect: by_class.clone(),
            limit: by_class,
            standing: vec![StandingRule {
                name: "always".into(),
                classes: vec![Class::Residential],
                weekdays: (0..7).collect(),
                from_minute: 0,
                until_minute: 1_440,
                above_c10: None,
                below_c10: None,
                permille: 750,
            }],
        },
        packs: Packs::default(),
    }
}

struct House {
    store: Store,
    terms: Terms,
    now: Now,
    chance: Seeded,
}

impl House {
    /// A home on prepayment with this balance, whose meter has said all of its use.
    async fn with(balance: Money) -> Self {
        let at = Timestamp::from_millis(1_782_889_200_000);
        let store = Store::open("sqlite::memory:").await.unwrap();
        let mut tx = store.begin().await.unwrap();
        insert(&mut tx, at).await;
        let last = [(at - HOUR, WattHours::new(500), false)];
        tx.put_intervals(METER, HOUR, &last).await.unwrap();
        tx.set_online(GATEWAY, true, at).await.unwrap();
        tx.set_standing(ACCOUNT, &standing(&[])).await.unwrap();
        tx.commit().await.unwrap();
        let mut house = Self {
            store,
            terms: terms(),
            now: Now {
                business: at,
                real: at,
            },
            chance: Seeded::new(1),
        };
        house.gets(balance).await;
        house.says(Switch::On, None).await;
        house
    }

    /// The balance moves by so much.
    async fn gets(&mut self, money: Money) {
        let (own, other) = (Book::Prepaid(ACCOUNT), Book::Adjustment);
        let (books, amount) = match money.is_negative() {
            true => ((own, other), -money),
            false => ((other, own), money),
        };
        let id = TransferId::from_bytes(ami_domain::chance::Chance::bytes(&mut self.chance));
        let at = self.now.business;
        let moved = Transfer::posted(id, books, amount, Reason::Correction, at);
        let mut tx = self.store.begin().await.unwrap();
        tx.add_transfer(&moved).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A minute later the meter says so.
    async fn says(&mut self, switch: Switch, limit: Option<Watts>) {
        self.now.business = self.now.business + Span::minutes(1);
        self.now.real = self.now.business;
        let supply = Supply {
            switch,
            limit,
            credit: WattHours::ZERO,
            at: self.now.business,
            trip: None,
        };
        let mut tx = self.store.begin().await.unwrap();
        assert!(tx.set_supply(METER, &supply).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// The meter has carried out everything, and says so.
    async fn does(&mut self, limit: Option<Watts>) {
        let mut tx = self.store.begin().await.unwrap();
        for row in tx.open_commands(METER).await.unwrap() {
            let done = CommandState::Receipted;
            tx.set_command_state(row.command.id, done).await.unwrap();
        }
        tx.commit().await.unwrap();
        self.says(Switch::On, limit).await;
    }

    async fn rules(&mut self) -> Ruled {
        let ran = rules::run(&self.store, self.now, &mut self.chance, &self.terms).await;
        ran.unwrap()
    }

    async fn reduce(&mut self, how: Reduce) -> Decided {
        let mut tx = self.store.begin().await.unwrap();
        let (now, chance, terms) = (self.now, &mut self.chance, &self.terms);
        let decided = supply::reduce(&mut tx, now, chance, terms, METER, how, Cause::Zero).await;
        tx.commit().await.unwrap();
        decided.unwrap()
    }

    async fn restore(&mut self) {
        let mut tx = self.store.begin().await.unwrap();
        let sent = supply::restore(&mut tx, self.now, &mut self.chance, METER).await;
        sent.unwrap();
        tx.commit().await.unwrap();
    }

    /// Words of what is on its way to the meter.
    async fn open(&self) -> Vec<&'static str> {
        let mut tx = self.store.read().await.unwrap();
        let open = tx.open_commands(METER).await.unwrap();
        open.iter().map(|row| row.command.kind.word()).collect()
    }
}

fn standing(flags: &[Flag]) -> Standing {
    let protection = |flag: &Flag| Protection {
        flag: *flag,
        until: None,
    };
    Standing {
        class: Some(Class::Residential),
        protections: flags.iter().map(protection).collect(),
        ..Standing::unknown(Watts::new(10_000))
    }
}

async fn insert(tx: &mut Tx, at: Timestamp) {
    let person = Person {
        id: ANA,
        login: "ana".into(),
        name: "Ana".into(),
        role: Role::Customer,
        locale: "es-US".into(),
        password_hash: String::new(),
        active: true,
    };
    tx.insert_person(&person).await.unwrap();
    let place = Location {
        id: PLACE,
        address: "1 Orange Street".into(),
        zone: "America/Los_Angeles".into(),
        feeder: String::new(),
        postal: String::new(),
        version: 0,
    };
    tx.insert_location(&place).await.unwrap();
    let gateway = Gateway {
        id: GATEWAY,
        name: "one".into(),
        secret_hash: [0; 32],
    };
    tx.insert_gateway(&gateway).await.unwrap();
    let meter = Meter {
        id: METER,
        serial: "AMI1".into(),
        location: PLACE,
        gateway: GATEWAY,
        has_switch: true,
        interval: HOUR,
        epoch: 1,
    };
    tx.insert_meter(&meter).await.unwrap();
    let account = AccountRow {
        id: ACCOUNT,
        number: "1".into(),
        customer: ANA,
        location: PLACE,
        meter: METER,
        prepay_enabled: true,
        mode: Mode::Prepaid,
        at_zero: AtZero::Limit,
        tariff: "demo-flat".into(),
        currency: "USD".into(),
        bill_day: 1,
        opened_at: at - Span::days(9),
        occupied_from: at - Span::days(9),
        charged_until: at,
        view_seq: 0,
        shown_at: at,
        show_due: at,
        low: None,
        version: 0,
    };
    tx.insert_account(&account).await.unwrap();
}

#[tokio::test]
async fn fr10_a_rule_does_not_go_on_limiting_who_is_protected_by_now() {
    let mut house = House::with(Money::dollars(50)).await;
    assert_eq!(house.rules().await.limited, 1);
    house.does(Some(RULE)).await;
    assert_eq!(house.rules().await, Ruled::default(), "it stays");
    let known = standing(&[Flag::LifeSupport]);
    let mut tx = house.store.begin().await.unwrap();
    tx.set_standing(ACCOUNT, &known).await.unwrap();
    tx.commit().await.unwrap();
    let ran = house.rules().await;
    assert_eq!((ran.ended, ran.limited), (1, 0), "{ran:?}");
    assert_eq!(house.open().await, ["unlimit"]);
    house.does(None).await;
    // And it does not come and go.
    let ran = house.rules().await;
    assert_eq!((ran.held, ran.limited, ran.ended), (1, 0, 0));
    assert!(house.open().await.is_empty());
}

#[tokio::test]
async fn who_pays_while_a_rule_limits_keeps_the_rules_limit_and_not_that_of_an_empty_balance() {
    let mut house = House::with(Money::dollars(5)).await;
    assert_eq!(house.rules().await.limited, 1);
    house.does(Some(RULE)).await;
    house.gets(-Money::dollars(5)).await;
    let decided = house.reduce(ZERO).await;
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
    house.does(Some(Watts::new(2_500))).await;
    assert_eq!(house.rules().await, Ruled::default());
    house.gets(Money::dollars(20)).await;
    house.restore().await;
    assert_eq!(house.open().await, ["unlimit"]);
    house.rules().await;
    house.does(None).await;
    assert_eq!(house.rules().await.limited, 1, "the rule's own limit again");
    let mut tx = house.store.read().await.unwrap();
    let open = tx.open_commands(METER).await.unwrap();
    let limits = open.iter().map(|row| &row.command.kind);
    let limits: Vec<Watts> = limits
        .filter_map(|kind| match kind {
            CommandKind::Limit(limit) => Some(limit.demand),
            _ => None,
        })
        .collect();
    assert_eq!(limits, [RULE]);
}

#[tokio::test]
async fn a_limit_by_a_rule_alone_stays_when_somebody_pays() {
    let mut house = House::with(Money::dollars(5)).await;
    assert_eq!(house.rules().await.limited, 1);
    house.does(Some(RULE)).await;
    house.gets(Money::dollars(20)).await;
    house.restore().await;
    assert!(house.open().await.is_empty());
}

#[tokio::test]
async fn fr14_a_plan_that_is_taken_back_is_undone_also_when_the_meter_said_so_first() {
    for what in [Reduce::Disconnect, Reduce::Limit(Watts::new(5_000))] {
        let mut house = House::with(-Money::dollars(5)).await;
        let (id, at) = (PlanId::from_number(9), house.now.business + HOUR);
        let mut tx = house.store.begin().await.unwrap();
        let planned = Planned::Reduce(what);
        let plan = plans::schedule(&mut tx, house.now, id, METER, planned, at, ANA).await;
        plan.unwrap();
        tx.commit().await.unwrap();
        house.now.business = at;
        house.now.real = at;
        let (now, chance) = (house.now, &mut house.chance);
        let ran = plans::run(&house.store, now, chance, &house.terms).await;
        assert_eq!(ran.unwrap(), 1);
        let sent = ami_adcs::dispatch::dispatch(&house.store, now, &house.terms).await;
        assert_eq!(sent.unwrap().sent, 1);
        // What the meter says of its supply comes before the receipt.
        match what {
            Reduce::Disconnect => house.says(Switch::Off, None).await,
            Reduce::Limit(demand) => house.says(Switch::On, Some(demand)).await,
        }
        let mut tx = house.store.begin().await.unwrap();
        let taken_back = plans::cancel(&mut tx, house.now, &mut house.chance, id).await;
        taken_back.unwrap();
        tx.commit().await.unwrap();
        let back = match what {
            Reduce::Disconnect => "connect",
            Reduce::Limit(_) => "unlimit",
        };
        assert_eq!(house.open().await, [back]);
    }
}
