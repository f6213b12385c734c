//! A home on prepayment, and a rule that limits it always: what its meter did is written down by
//! the test.

use crate::plant::{AT, GATEWAY, HOUR, METER, PLACE, plant, rules};
use ami_adcs::Terms;
use ami_adcs::rules::Ruled;
use ami_adcs::supply::{self, Decided, Reduce};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Seeded;
use ami_domain::clearance::{Cause, ClassRules, Packs, Rules};
use ami_domain::clock::Now;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{AccountId, LocationId, MeterId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::policy::Policy;
use ami_domain::protection::{Class, Flag, Protection, Standing};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::role::Role;
use ami_domain::standing::StandingRule;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, CommandState, Person, Store, Tx};
use std::collections::BTreeMap;

pub(crate) const ACCOUNT: AccountId = AccountId::from_number(1);
pub(crate) const ANA: UserId = UserId::from_number(5);

/// Rules under which anybody may be limited at any hour, and one that limits every home always.
pub(crate) fn terms() -> Terms {
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
            ..rules("limits-1")
        },
        packs: Packs::default(),
    }
}

pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) terms: Terms,
    pub(crate) now: Now,
    pub(crate) chance: Seeded,
}

impl House {
    /// A home on prepayment with this balance, whose meter has said all of its use.
    pub(crate) async fn with(balance: Money) -> Self {
        let at = AT;
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
    pub(crate) async fn gets(&mut self, money: Money) {
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
    pub(crate) async fn says(&mut self, switch: Switch, limit: Option<Watts>) {
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
    pub(crate) async fn does(&mut self, limit: Option<Watts>) {
        let mut tx = self.store.begin().await.unwrap();
        for row in tx.open_commands(METER).await.unwrap() {
            let done = CommandState::Receipted;
            tx.set_command_state(row.command.id, done).await.unwrap();
        }
        tx.commit().await.unwrap();
        self.says(Switch::On, limit).await;
    }

    pub(crate) async fn rules(&mut self) -> Ruled {
        let ran = ami_adcs::rules::run(&self.store, self.now, &mut self.chance, &self.terms).await;
        ran.unwrap()
    }

    pub(crate) async fn reduce(&mut self, how: Reduce) -> Decided {
        let mut tx = self.store.begin().await.unwrap();
        let (now, chance, terms) = (self.now, &mut self.chance, &self.terms);
        let decided = supply::reduce(&mut tx, now, chance, terms, METER, how, Cause::Zero).await;
        tx.commit().await.unwrap();
        decided.unwrap()
    }

    pub(crate) async fn restore(&mut self) {
        let mut tx = self.store.begin().await.unwrap();
        let sent = supply::restore(&mut tx, self.now, &mut self.chance, METER).await;
        sent.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn last_cut(&self) -> Option<Cause> {
        let mut tx = self.store.read().await.unwrap();
        tx.last_cut(METER).await.unwrap()
    }

    /// Another home, behind the same gateway; gives its meter.
    pub(crate) async fn neighbour(&mut self) -> MeterId {
        let mut tx = self.store.begin().await.unwrap();
        let mut account = tx.account(ACCOUNT).await.unwrap().unwrap();
        let mut place = tx.location(PLACE).await.unwrap().unwrap();
        let mut meter = tx.meter(METER).await.unwrap().unwrap();
        place.id = LocationId::from_number(12);
        tx.insert_location(&place).await.unwrap();
        (meter.id, meter.serial) = (MeterId::from_number(13), "AMI2".into());
        meter.location = place.id;
        tx.insert_meter(&meter).await.unwrap();
        (account.id, account.number) = (AccountId::from_number(11), "2".into());
        (account.location, account.meter) = (place.id, meter.id);
        tx.insert_account(&account).await.unwrap();
        let own = standing(&[]);
        tx.set_standing(account.id, &own).await.unwrap();
        let last = [(account.charged_until - HOUR, WattHours::new(500), false)];
        tx.put_intervals(meter.id, HOUR, &last).await.unwrap();
        tx.commit().await.unwrap();
        meter.id
    }

    /// Words of what is on its way to the meter.
    pub(crate) async fn open(&self) -> Vec<&'static str> {
        let mut tx = self.store.read().await.unwrap();
        let open = tx.open_commands(METER).await.unwrap();
        open.iter().map(|row| row.command.kind.word()).collect()
    }
}

pub(crate) fn standing(flags: &[Flag]) -> Standing {
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
    plant(tx).await;
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
