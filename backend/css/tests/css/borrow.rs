//! Money that a customer has chosen to borrow without asking each time.

use crate::house::{ACCOUNT, ANA, HOUR, House, noon, offer};
use crate::owed_again::PAID;
use crate::rate::comes;
use ami_css::program::{Borrow, Change};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::debt::Line;
use ami_domain::display::{Held, Standing};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::explain::{Bundle, HoldSubject, LineageId, Subject};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::protection::{self, Friendly};
use ami_domain::time::Span;

const DOLLAR: fn(i64) -> Money = Money::dollars;

impl House {
    /// The date before which nothing is turned off, as the view has it, comes out again.
    pub(crate) async fn the_date_of_its_hold_is_explained(&self) {
        let shown = self.view().await.ahead.and_then(|ahead| ahead.earliest);
        let lineage = LineageId::Hold(ACCOUNT);
        let bundle = self.css.explain(lineage).await.unwrap().unwrap();
        let Subject::Hold(hold) = &bundle.subject else {
            panic!("no hold");
        };
        assert_eq!(Some(hold.shown()), shown.map(|shown| shown.at));
        assert!(!hold.holds.is_empty());
        assert_eq!(bundle.differences(), []);
        // Another moment, or no rule at all, does not come out.
        for change in [
            (|hold| hold.not_before = Some(hold.again + HOUR)) as fn(&mut HoldSubject),
            |hold| hold.holds.truncate(0),
        ] {
            let mut other = (**hold).clone();
            change(&mut other);
            let other = Bundle::new(lineage, Subject::Hold(Box::new(other)));
            assert_ne!(other.differences(), []);
        }
    }

    pub(crate) async fn chooses(&self, at_zero: bool, friendly: bool) {
        let change = Change {
            at_zero: AtZero::RegularBilling,
            low: None,
            replenish: None,
            borrow: Some(Borrow { at_zero, friendly }),
        };
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let done = self
            .css
            .change_program(&self.clock, &mut chance, ANA, ACCOUNT, &change);
        done.await.unwrap();
    }

    /// Friendly hours from noon to three, every day; 1 July 2026 is a Wednesday.
    pub(crate) async fn friendly_afternoons(&self) {
        let mut site = protection::Standing::unknown(Watts::new(9_600));
        site.friendly.push(Friendly {
            weekdays: (0..7).collect(),
            from_minute: 720,
            until_minute: 900,
        });
        let mut tx = self.css.store.begin().await.unwrap();
        tx.set_standing(ACCOUNT, &site).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn owes(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        assert_eq!(tx.audit_ledger().await.unwrap(), []);
        let row = tx.borrowing(ACCOUNT).await.unwrap();
        let owed = -tx.balance(Book::Emergency(ACCOUNT)).await.unwrap();
        assert!(row.friendly_owed <= owed, "{row:?} of {owed}");
        owed
    }

    async fn friendly_owed(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        tx.borrowing(ACCOUNT).await.unwrap().friendly_owed
    }

    /// How often a text with these words was told.
    async fn told(&self, words: &str) -> usize {
        let mut tx = self.css.store.read().await.unwrap();
        let all = tx.notices_of(ACCOUNT, 99).await.unwrap();
        let has = all.iter().filter(|(one, ..)| one.text.en.contains(words));
        has.count()
    }
}

#[tokio::test]
async fn who_has_chosen_so_is_lent_emergency_credit_at_zero_once() {
    let house = House::at(noon()).await;
    house.chooses(true, false).await;
    house.uses(84_000).await;
    assert_eq!(house.balance().await, -DOLLAR(1));
    house.look_after().await;
    assert_eq!(house.owes().await, DOLLAR(10));
    let view = house.view().await;
    assert_eq!((view.balance, view.borrowed), (DOLLAR(9), DOLLAR(10)));
    assert_ne!(view.standing, Standing::Zero);
    assert_eq!(house.credits().await.len(), 1, "its kWh go to the meter");
    assert_eq!(house.told("we lent you $10.00").await, 1);
    // It is used up, too: all that may be lent is owed, and zero goes its way.
    house.uses(40_000).await;
    house.look_after().await;
    assert_eq!(house.owes().await, DOLLAR(10));
    assert_eq!(house.view().await.standing, Standing::Regular, "as chosen");
    assert_eq!(house.told("we lent you").await, 1);
}

#[tokio::test]
async fn who_has_not_chosen_so_is_lent_nothing_and_neither_where_it_brings_no_light() {
    for (chosen, watt_hours) in [(false, 84_000), (true, 120_000)] {
        let house = House::at(noon()).await;
        house.chooses(chosen, false).await;
        house.uses(watt_hours).await;
        house.look_after().await;
        assert_eq!(house.owes().await, Money::ZERO);
        assert_eq!(house.told("we lent you").await, 0);
    }
}

#[tokio::test]
async fn what_was_lent_at_zero_is_paid_back_first_and_then_lent_again() {
    let house = House::at(noon()).await;
    house.chooses(true, false).await;
    house.uses(80_000).await;
    house.look_after().await;
    assert_eq!(house.owes().await, DOLLAR(10));
    house.pay(1, &offer(30, "tok_approve")).await.unwrap();
    let lines = house.lines(1, 30).await;
    let expected = [(Line::Emergency, DOLLAR(10)), (Line::Energy, DOLLAR(20))];
    assert_eq!(lines, expected);
    assert_eq!(house.owes().await, Money::ZERO);
    house.uses(120_000).await;
    house.look_after().await;
    assert_eq!(house.owes().await, DOLLAR(10));
}

#[tokio::test]
async fn use_below_zero_in_friendly_hours_is_borrowed_and_told_when_they_are_over() {
    let house = House::at(noon()).await;
    house.friendly_afternoons().await;
    house.chooses(false, true).await;
    // $23 of a balance of $20, from noon to one.
    house.uses(92_000).await;
    let view = house.view().await;
    assert_eq!(house.balance().await, Money::ZERO, "not below");
    assert_eq!((view.balance, view.borrowed), (Money::ZERO, DOLLAR(3)));
    house.uses(8_000).await;
    assert_eq!(house.owes().await, DOLLAR(5));
    house.look_after().await;
    assert_eq!(house.told("Friendly hours are over").await, 0, "not yet");
    let held = house.view().await.ahead.and_then(|ahead| ahead.held);
    assert_eq!(held, Some(Held::Hours), "zero waits for their end");
    house.the_date_of_its_hold_is_explained().await;
    house.uses(4_000).await;
    assert_eq!(house.owes().await, DOLLAR(6));
    house.look_after().await;
    assert_eq!(house.told("You borrowed $6.00").await, 1);
    assert_eq!(house.account().await.mode, Mode::Regular, "as was chosen");
    house.pass(Span::hours(1));
    house.look_after().await;
    assert_eq!(house.told("Friendly hours are over").await, 1, "once");
}

#[tokio::test]
async fn use_after_friendly_hours_and_without_the_choice_is_not_borrowed() {
    for (chosen, borrowed) in [(true, DOLLAR(1)), (false, Money::ZERO)] {
        let house = House::at(noon() + Span::hours(2)).await;
        house.friendly_afternoons().await;
        house.chooses(false, chosen).await;
        // One hour in friendly hours and one after them, which come together.
        let start = house.clock.now().business;
        house.used(start, &[84_000, 8_000]).await;
        house.pass(HOUR + HOUR);
        house.charge().await.unwrap();
        assert_eq!(house.owes().await, borrowed);
        assert_eq!(house.balance().await, borrowed - DOLLAR(3));
    }
}

#[tokio::test]
async fn what_friendly_hours_have_lent_does_not_keep_emergency_credit_away() {
    let house = House::at(noon()).await;
    house.friendly_afternoons().await;
    house.chooses(true, true).await;
    house.uses(92_000).await;
    house.look_after().await;
    assert_eq!(house.owes().await, DOLLAR(13), "three and ten");
    assert_eq!(house.view().await.balance, DOLLAR(10));
    let standing = house.css.debt(house.clock.now(), ACCOUNT).await.unwrap();
    assert_eq!(standing.owed.friendly, DOLLAR(3));
    // A payment pays all of it back, and the choice holds again.
    house.pay(1, &offer(40, "tok_approve")).await.unwrap();
    assert_eq!(house.owes().await, Money::ZERO);
    let mut tx = house.css.store.read().await.unwrap();
    let row = tx.borrowing(ACCOUNT).await.unwrap();
    assert_eq!(row.friendly_owed, Money::ZERO);
}

#[tokio::test]
async fn an_hour_that_was_too_high_makes_what_was_borrowed_for_it_smaller() {
    let house = House::at(noon()).await;
    house.friendly_afternoons().await;
    house.chooses(false, true).await;
    let start = house.clock.now().business;
    comes(&house, &[(start, WattHours::kilo(96), true)]).await;
    house.pass(HOUR);
    house.charge().await.unwrap();
    assert_eq!(house.owes().await, DOLLAR(4));
    for (kilo, borrowed, balance) in [(88, 2, 0), (40, 0, 10), (100, 5, 0)] {
        comes(&house, &[(start, WattHours::kilo(kilo), true)]).await;
        house.charge().await.unwrap();
        let now = (house.owes().await, house.balance().await);
        assert_eq!(now, (DOLLAR(borrowed), DOLLAR(balance)), "{kilo} kWh");
    }
}

#[tokio::test]
async fn what_friendly_hours_lent_is_theirs_again_when_the_payment_goes_back() {
    let house = House::at(noon()).await;
    house.friendly_afternoons().await;
    house.chooses(false, true).await;
    house.uses(92_000).await;
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(house.lines(PAID, 20).await[0], (Line::Emergency, DOLLAR(3)));
    assert_eq!(house.owes().await, Money::ZERO);
    house.bank_takes_back().await;
    assert_eq!(house.owes().await, DOLLAR(3));
    let standing = house.css.debt(house.clock.now(), ACCOUNT).await.unwrap();
    assert_eq!(standing.owed.friendly, DOLLAR(3));
    // It is no emergency credit: the home at zero gets that still.
    assert_eq!(house.lend().await.unwrap(), DOLLAR(10));
}

#[tokio::test]
async fn emergency_credit_is_owed_again_before_what_friendly_hours_lent() {
    let house = House::at(noon()).await;
    house.friendly_afternoons().await;
    house.chooses(true, true).await;
    house.uses(92_000).await;
    house.look_after().await;
    assert_eq!(house.owes().await, DOLLAR(13), "three and ten");
    house.pay(PAID, &offer(13, "tok_approve")).await.unwrap();
    for (id, dollars, owes, friendly) in [(11, 4, 4, 0), (12, 8, 12, 2)] {
        house.give_back(id, dollars).await;
        assert_eq!(house.owes().await, DOLLAR(owes), "refund {id}");
        assert_eq!(house.friendly_owed().await, DOLLAR(friendly), "refund {id}");
    }
    house.bank_takes_back().await;
    assert_eq!(house.owes().await, DOLLAR(13));
    assert_eq!(house.friendly_owed().await, DOLLAR(3));
}

#[tokio::test]
async fn the_date_before_which_nothing_is_turned_off_says_what_it_rests_on() {
    let house = House::at(noon() + Span::hours(8)).await;
    let nothing = house.css.explain(LineageId::Hold(ACCOUNT)).await.unwrap();
    assert_eq!(nothing, None);
    house.uses(80_000).await;
    house.look_after().await;
    house.the_date_of_its_hold_is_explained().await;
}
