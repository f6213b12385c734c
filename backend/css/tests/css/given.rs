//! Credit that no payment has bought: the meter has it once, whatever it refuses, and help ends
//! with the account.

use crate::house::{ACCOUNT, ANA, House, METER, noon};
use ami_css::enrol::Actor;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::code::Code;
use ami_domain::command::{Command, CommandKind};
use ami_domain::energy::WattHours;
use ami_domain::grant::Purpose;
use ami_domain::id::{AccountId, PaymentId};
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::move_out::GRACE;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Supply, Switch};
use ami_domain::role::Role;
use ami_domain::time::Span;
use ami_store::CommandState;

impl House {
    /// The meter answers a command so; customer service looks at the account.
    async fn answers(&self, command: &Command, outcome: Outcome) {
        let now = self.clock.now().business;
        let receipt = Receipt {
            message: command.id,
            meter: METER,
            completed_at: now,
            code: Code::CREDIT_ADDED,
            outcome,
            log_seq: command.seq,
            supply: Supply {
                switch: Switch::On,
                limit: None,
                credit: WattHours::ZERO,
                at: now,
                trip: None,
            },
            test: None,
        };
        let state = match outcome {
            Outcome::Done => CommandState::Receipted,
            Outcome::Refused(_) => CommandState::Refused,
        };
        let mut tx = self.css.store.begin().await.unwrap();
        tx.insert_receipt(&receipt, now).await.unwrap();
        tx.set_command_state(command.id, state).await.unwrap();
        tx.watch(ACCOUNT, now, false).await.unwrap();
        tx.commit().await.unwrap();
        self.look_after().await;
    }

    pub(crate) async fn look_after(&self) {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        self.css.watch(&self.clock, &mut chance).await.unwrap();
    }

    async fn only_credit(&self) -> Command {
        let mut all = self.credits().await;
        assert_eq!(all.len(), 1, "once, and not twice: {all:?}");
        all.remove(0)
    }

    pub(crate) async fn book(&self, book: fn(AccountId) -> Book) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        tx.balance(book(ACCOUNT)).await.unwrap()
    }
}

fn credit(command: &Command) -> (PaymentId, WattHours) {
    match &command.kind {
        CommandKind::Prepay(prepay) => (prepay.payment, prepay.credit),
        other => panic!("{other:?} is no credit"),
    }
}

#[tokio::test]
async fn help_that_the_meter_refuses_for_its_order_is_sent_again_and_credited_once() {
    let house = House::at(noon()).await;
    let help = house.help(1, Purpose::Energy, 10, 30);
    house.grant(&help).await.unwrap();
    let first = house.only_credit().await;
    for why in [MeterRefusal::Stale, MeterRefusal::Full] {
        let before = house.only_credit().await;
        house.answers(&before, Outcome::Refused(why)).await;
        let again = house.only_credit().await;
        assert_ne!(again.id, before.id, "a message of its own");
        assert_eq!(credit(&again), credit(&first), "the same name and amount");
        // A second look at the same refusal sends nothing.
        house.look_after().await;
        assert_eq!(house.only_credit().await.id, again.id);
    }
    let last = house.only_credit().await;
    house.answers(&last, Outcome::Done).await;
    assert!(house.credits().await.is_empty(), "the meter has it");
}

#[tokio::test]
async fn help_that_no_new_message_cures_is_not_sent_again() {
    let house = House::at(noon()).await;
    let help = house.help(1, Purpose::Energy, 10, 30);
    house.grant(&help).await.unwrap();
    let first = house.only_credit().await;
    let never = Outcome::Refused(MeterRefusal::NotSupported);
    house.answers(&first, never).await;
    assert!(house.credits().await.is_empty());
}

#[tokio::test]
async fn borrowed_credit_that_the_meter_refuses_is_sent_again_too() {
    let house = House::at(noon()).await;
    house.uses(72_000).await;
    let mut chance = Seeded::new(1);
    let lent = house.css.lend(&house.clock, &mut chance, ANA, ACCOUNT);
    assert_eq!(lent.await.unwrap(), Money::dollars(10));
    let first = house.only_credit().await;
    house
        .answers(&first, Outcome::Refused(MeterRefusal::OldEpoch))
        .await;
    let again = house.only_credit().await;
    assert_ne!(again.id, first.id);
    assert_eq!(credit(&again), credit(&first));
}

#[tokio::test]
async fn who_moves_out_leaves_help_behind_and_their_own_money_not() {
    let house = House::at(noon()).await;
    for (id, purpose) in [(1, Purpose::Energy), (2, Purpose::Debt)] {
        house.grant(&house.help(id, purpose, 15, 30)).await.unwrap();
    }
    house.uses(24_000).await;
    assert_eq!(house.book(Book::Assistance).await, Money::dollars(24));
    let by = Actor {
        person: ANA,
        role: Role::Customer,
    };
    let now = house.clock.now();
    let leaves = house.css.ask_move_out(now, by, ACCOUNT, now.business);
    leaves.await.unwrap();
    house.pass(GRACE + Span::hours(2));
    let mut chance = Seeded::new(2);
    let closed = house.css.close_accounts(&house.clock, &mut chance).await;
    assert_eq!(closed.unwrap(), 1);
    assert!(house.account().await.is_closed());
    assert_eq!(house.book(Book::Assistance).await, Money::ZERO);
    assert_eq!(house.book(Book::RefundDue).await, Money::dollars(20));
    let mut tx = house.css.store.read().await.unwrap();
    let given = tx
        .transfers_of(Book::Assistance(ACCOUNT), 99)
        .await
        .unwrap();
    let back = given.iter().filter(|one| one.reason == Reason::Expired);
    let back: Money = back.map(|one| one.amount).sum();
    assert_eq!(back, Money::dollars(24), "where it came from");
    assert_eq!(tx.balance(Book::Fund).await.unwrap(), Money::dollars(-6));
    assert!(tx.open_grants(ACCOUNT, 99).await.unwrap().is_empty());
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}
