//! The meter's credit beside the ledger's, in the close of a day: what is lost, doubled or changed
//! is named with both values, and nobody is blamed for what is only late.

use crate::house::{ACCOUNT, HOUR, House, METER, noon, offer, zone};
use ami_domain::account::Mode;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::code::Code;
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::id::MessageId;
use ami_domain::receipt::{Outcome, Receipt, Supply, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_store::{CommandState, CreditDay, CreditDifference};

const WH: fn(i64) -> WattHours = WattHours::new;

/// A house with a meter that counts as a meter does: the test says what goes wrong.
struct Counted {
    house: House,
    counter: i64,
    reports: u128,
}

impl Counted {
    async fn new() -> Self {
        let house = House::at(noon()).await;
        let mut one = Self {
            house,
            counter: 5_000,
            reports: 0,
        };
        one.reports().await;
        one
    }

    fn now(&self) -> Timestamp {
        self.house.clock.now().business
    }

    /// The meter says how it stands, as it does in each receipt.
    async fn reports(&mut self) {
        self.reports += 1;
        let message = MessageId::from_number(0xbe << 64 | self.reports);
        self.receipt(message).await;
    }

    async fn receipt(&self, message: MessageId) {
        let at = self.now();
        let receipt = Receipt {
            message,
            meter: METER,
            completed_at: at,
            code: Code::BALANCE_UPDATE,
            outcome: Outcome::Done,
            log_seq: 1,
            supply: Supply {
                switch: Switch::On,
                limit: None,
                credit: WH(self.counter),
                at,
                trip: None,
            },
            test: None,
        };
        let mut tx = self.house.css.store.begin().await.unwrap();
        tx.insert_receipt(&receipt, at).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// So many whole hours of this use, interval by interval.
    async fn uses(&mut self, hours: i64, watt_hours: i64) {
        for _ in 0..hours {
            self.house.used(self.now(), &[watt_hours]).await;
            self.counter -= watt_hours;
            self.house.pass(HOUR);
            self.house.charge().await.unwrap();
        }
    }

    /// A payment whose credit reaches the meter `times` times.
    async fn pays(&mut self, id: u128, dollars: i64, times: i64) {
        let row = self.house.pay(id, &offer(dollars, "tok_approve")).await;
        self.counter += row.unwrap().credit.get() * times;
        let waiting = self.house.credits().await;
        self.house.pass(Span::seconds(5));
        for command in waiting {
            assert!(matches!(command.kind, CommandKind::Prepay(_)));
            self.receipt(command.id).await;
            let mut tx = self.house.css.store.begin().await.unwrap();
            let done = CommandState::Receipted;
            tx.set_command_state(command.id, done).await.unwrap();
            tx.commit().await.unwrap();
        }
        self.house.pass(HOUR - Span::seconds(5));
        self.house.used(self.now() - HOUR, &[0]).await;
        self.house.charge().await.unwrap();
    }

    /// The day goes by and is closed; how its comparison went, and what it found.
    async fn closes(&mut self) -> (CreditDay, Vec<CreditDifference>) {
        let css = &self.house.css;
        let day = zone().civil(self.now()).day;
        let end = zone().start_of(day.plus(1)) + ami_css::close::AFTER;
        while self.house.clock.now().business < end {
            self.house.used(self.now(), &[0]).await;
            self.house.pass(HOUR);
        }
        self.house.charge().await.unwrap();
        let now = self.now();
        css.close_days(&zone(), now).await.unwrap();
        css.check_credit(now).await.unwrap();
        // Once a day, whoever asks again.
        assert_eq!(css.check_credit(now).await.unwrap(), 0);
        let mut tx = css.store.read().await.unwrap();
        let over = tx.credit_day(day).await.unwrap().unwrap();
        (over, tx.credit_differences((day, day), 9).await.unwrap())
    }
}

fn counts(day: CreditDay) -> (u64, u64, u64) {
    (day.compared, day.waiting, day.differences)
}

#[tokio::test]
async fn an_honest_meter_agrees_whatever_is_paid_used_and_converted() {
    let mut one = Counted::new().await;
    one.uses(3, 1_250).await;
    let (first, found) = one.closes().await;
    assert_eq!((counts(first), found), ((0, 1, 0), vec![]), "the first");
    for round in 0..3_u32 {
        one.pays(u128::from(round) + 1, 20, 1).await;
        one.uses(2, 3_333).await;
        // Half an hour into an interval that uses 2 kWh in all.
        one.house.pass(Span::minutes(30));
        one.counter -= 1_000;
        one.reports().await;
        one.house.pass(Span::minutes(30));
        one.counter -= 1_000;
        one.house.used(one.now() - HOUR, &[2_000]).await;
        one.house.charge().await.unwrap();
        let (day, found) = one.closes().await;
        assert_eq!((counts(day), found), ((1, 0, 0), vec![]), "{round}");
    }
    // On a monthly bill the meter counts nothing down.
    let mut chance = Seeded::new(1);
    let by = one.house.account().await.customer;
    let convert = one
        .house
        .css
        .convert(&one.house.clock, &mut chance, by, ACCOUNT, Mode::Regular);
    convert.await.unwrap();
    one.uses(1, 0).await;
    let before = one.counter;
    one.uses(3, 5_000).await;
    one.counter = before;
    one.reports().await;
    let (day, found) = one.closes().await;
    assert_eq!((counts(day), found), ((1, 0, 0), vec![]), "regular billing");
}

#[tokio::test]
async fn a_lost_a_doubled_credit_and_a_tampered_counter_are_each_found_once() {
    for (times, tampered) in [(0, 0), (2, 0), (1, 3_000), (1, -3_000)] {
        let mut one = Counted::new().await;
        one.closes().await;
        let since = one.now();
        one.uses(1, 1_000).await;
        one.pays(1, 20, times).await;
        one.counter += tampered;
        one.reports().await;
        let at = one.now();
        let (day, found) = one.closes().await;
        assert_eq!(counts(day), (1, 0, 1), "{times} times, {tampered}");
        let [found] = found.try_into().unwrap();
        assert_eq!((found.account, found.meter), (ACCOUNT, METER));
        assert!(found.since < since && found.at == at, "{found:?}");
        assert_eq!(found.counter, WH(one.counter));
        // $20 at 25 cents are 80 kWh, less the kilowatt-hour that was used.
        assert_eq!(found.expected, WH(5_000 - 1_000 + 80_000));
        one.uses(2, 500).await;
        one.reports().await;
        let (next, again) = one.closes().await;
        assert_eq!((counts(next), again), ((1, 0, 0), vec![]), "named once");
    }
}

#[tokio::test]
async fn what_is_only_late_waits_and_blames_nobody() {
    let mut one = Counted::new().await;
    one.closes().await;
    // An hour is missing: it comes days later.
    let gap = one.now();
    one.house.pass(HOUR);
    one.counter -= 7_000;
    one.reports().await;
    let (day, found) = one.closes().await;
    assert_eq!((counts(day), found), ((0, 1, 0), vec![]));
    one.house.used(gap, &[7_000]).await;
    one.house.charge().await.unwrap();
    let (day, found) = one.closes().await;
    assert_eq!((counts(day), found), ((1, 0, 0), vec![]));
    // A credit that is on its way is in no reading yet.
    one.house.pay(9, &offer(20, "tok_approve")).await.unwrap();
    one.uses(3, 100).await;
    one.reports().await;
    let (day, found) = one.closes().await;
    assert_eq!((counts(day), found), ((0, 1, 0), vec![]));
}
