//! What may happen in a life.

use super::Life;
use crate::event::EVENT;
use crate::house::{ACCOUNT, ANA, HOUR, offer, zone};
use crate::left::person;
use crate::rate::comes;
use ami_css::bank_file::{self, HEAD};
use ami_css::book_event::Booking;
use ami_css::refund::Asked;
use ami_css::{Offer, Wish};
use ami_domain::account::Mode;
use ami_domain::chance::Seeded;
use ami_domain::debt::{DEBTS_MAX, Every, Recovery};
use ami_domain::deposit::{DepositStep, Step, Way};
use ami_domain::energy::WattHours;
use ami_domain::event::AfterEvent;
use ami_domain::grant::Purpose;
use ami_domain::id::{DepositId, EventId, LocationId, PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::settlement::After;
use ami_domain::time::Span;
use ami_store::RefundState;

const DOLLAR: fn(i64) -> Money = Money::dollars;

impl Life {
    /// Some hours pass; the meter sends what it has, or not yet.
    pub(super) async fn goes_on(&mut self) {
        let hours = 1 + self.roll(14);
        self.house.pass(Span::hours(hours));
        if self.roll(4) > 0 {
            self.sends().await;
        }
        // What comes after the last bill stands on none.
        if self.roll(5) == 0 && !self.is_closed().await {
            self.corrects().await;
        }
        let mut chance = Seeded::new(self.dice.next());
        let (css, clock) = (&self.css, &self.house.clock);
        css.run_events(clock, &mut chance).await.unwrap();
        // Who waits to leave stays in the line.
        for _ in 0..3 {
            css.charge(clock, &mut chance).await.unwrap();
        }
        css.run_events(clock, &mut chance).await.unwrap();
        css.pay_debt_days(clock, &mut chance).await.unwrap();
        css.end_help(clock, &mut chance).await.unwrap();
        css.close_accounts(clock, &mut chance).await.unwrap();
        let now = self.now();
        css.close_days(&zone(), now).await.unwrap();
        css.issue_statements(&zone(), now).await.unwrap();
    }

    /// The hours that are over, most of them measured, few of them estimated or lost.
    async fn sends(&mut self) {
        let mut rows = Vec::new();
        while self.read + HOUR <= self.now() {
            let (wh, what) = (self.roll(4_000), self.roll(12));
            if what > 0 {
                rows.push((self.read, WattHours::new(wh), what == 1));
            }
            self.read = self.read + HOUR;
        }
        if !rows.is_empty() {
            comes(&self.house, &rows).await;
        }
    }

    /// An hour of the last days was another one, or comes late.
    async fn corrects(&mut self) {
        let at = self.read - Span::hours(1 + self.roll(72));
        if at >= self.opened {
            let wh = self.roll(9_000);
            self.log.push(format!("{at} was {wh} Wh"));
            comes(&self.house, &[(at, WattHours::new(wh), false)]).await;
        }
    }

    pub(super) async fn steps(&mut self) {
        let what = self.roll(20);
        self.log.push(format!("{} step {what}", self.now()));
        match what {
            0..=4 => self.pays("sandbox_card").await,
            5 => self.pays("bank_transfer").await,
            6..=7 => self.asks_back().await,
            8..=9 => self.banks_speak().await,
            10 => self.borrows().await,
            11 => self.is_helped().await,
            12..=13 => self.sets_aside().await,
            14 => self.changes_its_plan().await,
            15 => self.changes_its_mode().await,
            16..=17 => self.moves_its_deposit().await,
            18 => self.books().await,
            _ => self.help_is_taken_back().await,
        }
    }

    async fn pays(&mut self, method: &str) {
        let (dollars, token) = (10 + self.roll(40), self.roll(6));
        let token = if token == 0 {
            "tok_decline"
        } else {
            "tok_approve"
        };
        let offer = Offer {
            method: method.into(),
            ..offer(dollars, token)
        };
        let (id, mut chance) = (
            PaymentId::from_number(self.id()),
            Seeded::new(self.dice.next()),
        );
        let clock = &self.house.clock;
        let paid = self
            .css
            .pay(clock, &mut chance, ANA, ACCOUNT, id, &offer)
            .await;
        let Ok(paid) = paid else { return };
        self.payments.push(id);
        if let PaymentState::Applied { .. } = paid.state {
            self.outside += paid.amount;
        }
    }

    /// Some of a payment is given back; sometimes the processor does not say whether.
    async fn asks_back(&mut self) {
        let payments = self.payments.clone();
        let Some(payment) = self.one_of(&payments) else {
            return;
        };
        let asked = Asked {
            refund: RefundId::from_number(self.id()),
            payment,
            amount: Money::cents(1 + self.roll(3_000)),
            note: "asked for".into(),
            by: ANA,
        };
        let (silent, mut chance) = (self.roll(3) == 0, Seeded::new(self.dice.next()));
        let css = if silent { &self.silent } else { &self.css };
        let done = css.refund(&self.house.clock, &mut chance, &asked).await;
        let Ok(row) = done else { return };
        match row.state {
            RefundState::Done => self.outside -= row.amount,
            RefundState::Asked => self.refunds.push(row.id),
            RefundState::Failed => {}
        }
    }

    /// What was in doubt is not any more.
    async fn settles(&mut self) {
        let mut chance = Seeded::new(self.dice.next());
        let (css, clock) = (&self.css, &self.house.clock);
        css.settle_refunds(clock, &mut chance, self.now())
            .await
            .unwrap();
        let mut tx = css.store.read().await.unwrap();
        for id in std::mem::take(&mut self.refunds) {
            let row = tx.refund(id).await.unwrap().unwrap();
            assert_eq!(row.state, RefundState::Done);
            self.outside -= row.amount;
        }
    }

    /// A bank has received a transfer, takes one back, or its customer disputes a card payment.
    async fn banks_speak(&mut self) {
        self.settles().await;
        let payments = self.payments.clone();
        if let Some(id) = self.one_of(&payments) {
            self.speaks_of(id).await;
        }
    }

    async fn speaks_of(&mut self, id: PaymentId) {
        let row = self.css.store.read().await.unwrap().payment(id).await;
        let row = row.unwrap().unwrap();
        let (now, mut chance) = (self.house_now(), Seeded::new(self.dice.next()));
        match row.state {
            PaymentState::Pending { .. } => {
                let line = format!("{HEAD}\n{id},{},USD,cleared\n", row.amount);
                let lines = bank_file::read(&line).unwrap();
                let (css, clock) = (&self.css, &self.house.clock);
                let done = css.bank_file(clock, &mut chance, &lines).await;
                assert_eq!(done.unwrap().cleared, 1);
                self.outside += row.amount;
            }
            PaymentState::Applied { .. } if self.decided.contains(&id) => {}
            PaymentState::Applied { .. } if row.method == "bank_transfer" => {
                let css = &self.css;
                let whole = css.returned(now, &mut chance, id, row.amount, "R01");
                assert!(whole.await.unwrap());
                self.decided.push(id);
                self.outside -= row.amount;
            }
            PaymentState::Applied { .. } => {
                let css = &self.css;
                let held = css.disputed(now, &mut chance, id, "dp", row.amount, "fraud");
                held.await.unwrap();
                self.outside -= row.amount;
                self.decided.push(id);
                if self.roll(2) == 0 {
                    self.decides(id).await;
                }
            }
            PaymentState::Offered
            | PaymentState::Waits { .. }
            | PaymentState::Authorised { .. }
            | PaymentState::Refused { .. } => {}
        }
    }

    async fn decides(&mut self, id: PaymentId) {
        let (won, now) = (self.roll(2) == 0, self.house_now());
        let mut chance = Seeded::new(self.dice.next());
        let charge = self.css.store.read().await.unwrap().charge(id).await;
        let After::Disputed { amount, .. } = charge.unwrap().unwrap().settlement.after else {
            return;
        };
        let decided = self.css.decided(now, &mut chance, id, won).await;
        decided.unwrap();
        if won {
            self.outside += amount;
        }
    }

    async fn borrows(&mut self) {
        self.house.lend().await.ok();
    }

    async fn is_helped(&mut self) {
        let purpose = if self.roll(2) == 0 {
            Purpose::Energy
        } else {
            Purpose::Debt
        };
        let (id, dollars, days) = (self.id(), 1 + self.roll(20), 1 + self.roll(9));
        let help = self.house.help(id, purpose, dollars, days);
        self.house.grant(&help).await.ok();
    }

    async fn help_is_taken_back(&mut self) {
        let mut tx = self.css.store.read().await.unwrap();
        let open = tx.open_grants(ACCOUNT, 1).await.unwrap();
        drop(tx);
        let Some(grant) = open.first() else { return };
        let (now, mut chance) = (self.house_now(), Seeded::new(self.dice.next()));
        let why = "given by mistake";
        let css = &self.css;
        let back = css.take_back_help(now, &mut chance, ANA, ACCOUNT, grant.id, why);
        assert!(back.await.unwrap());
    }

    fn plan(&mut self) -> Recovery {
        let (amount, permille) = (DOLLAR(1 + self.roll(9)), 100);
        match self.roll(3) {
            0 => Recovery::Share { permille: 250 },
            1 => Recovery::Time {
                amount,
                every: Every::Week,
            },
            _ => Recovery::CatchUp {
                amount,
                every: Every::Day,
                permille,
            },
        }
    }

    async fn sets_aside(&mut self) {
        let plan = self.plan();
        self.house.set_aside(plan).await.ok();
    }

    async fn changes_its_plan(&mut self) {
        let (plan, hold) = (self.plan(), self.roll(3) == 0);
        let mut tx = self.css.store.read().await.unwrap();
        let debts = tx.debts(ACCOUNT, DEBTS_MAX).await.unwrap();
        drop(tx);
        let Some(debt) = debts.first() else { return };
        let (css, clock) = (&self.css, &self.house.clock);
        if hold {
            let until = self.now() + Span::days(3);
            let why = "out of work".to_owned();
            let held = css.hold_debt(clock, ANA, ACCOUNT, Some((until, why)));
            held.await.unwrap();
        } else {
            let changed = css.change_recovery(clock, ANA, ACCOUNT, debt.id, plan);
            changed.await.unwrap();
        }
    }

    async fn changes_its_mode(&mut self) {
        let mode = match self.house.account().await.mode {
            Mode::Prepaid => Mode::Regular,
            Mode::Regular => Mode::Prepaid,
        };
        let mut chance = Seeded::new(self.dice.next());
        let clock = &self.house.clock;
        let changed = self
            .css
            .convert(clock, &mut chance, ANA, ACCOUNT, mode)
            .await;
        changed.ok();
    }

    async fn moves_its_deposit(&mut self) {
        let what = self.roll(3);
        let step = match what {
            0 => Step::Taken(Way::Cash),
            1 => Step::GivenBack(Way::Cash),
            _ => Step::Applied,
        };
        let step = DepositStep {
            id: DepositId::from_number(self.id()),
            account: ACCOUNT,
            step,
            amount: DOLLAR(1 + self.roll(20)),
            reference: String::new(),
            why: "they asked".into(),
            by: ANA,
            at: self.now(),
        };
        let mut chance = Seeded::new(self.dice.next());
        let done = self.css.step_deposit(&self.house.clock, &mut chance, &step);
        if done.await.is_ok() {
            match what {
                0 => self.outside += step.amount,
                1 => self.outside -= step.amount,
                _ => {}
            }
        }
    }

    /// An event of one to four hours at the own site.
    async fn books(&mut self) {
        let start = self.now().floor_to(HOUR) + Span::hours(1 + self.roll(5));
        let (event, payment) = (
            EventId::from_number(self.id()),
            PaymentId::from_number(self.id()),
        );
        assert!(event != EVENT);
        let booking = Booking {
            by: ANA,
            account: ACCOUNT,
            event,
            payment,
        };
        let wish = Wish {
            location: LocationId::from_number(2),
            start,
            end: start + Span::hours(1 + self.roll(4)),
            after: AfterEvent::Disconnect,
        };
        let offer = offer(10 + self.roll(5), "tok_approve");
        let mut chance = Seeded::new(self.dice.next());
        let clock = &self.house.clock;
        let booked = self
            .css
            .book(clock, &mut chance, booking, &wish, &offer)
            .await;
        if booked.is_ok() {
            self.outside += offer.amount;
            self.events.push(event);
            self.payments.push(payment);
        }
    }

    pub(super) async fn moves_out(&mut self) {
        let (now, at) = (self.house_now(), self.now() + Span::hours(self.roll(40)));
        self.log.push(format!("leaves at {at}"));
        let asked = self.css.ask_move_out(now, person(), ACCOUNT, at).await;
        asked.unwrap();
    }

    /// Days go by until nothing is under way.
    pub(super) async fn ends(&mut self) {
        if !self.is_closed().await {
            self.moves_out().await;
        }
        for id in self.decided.clone() {
            self.decides(id).await;
        }
        for id in self.payments.clone() {
            let row = self.css.store.read().await.unwrap().payment(id).await;
            if row.unwrap().unwrap().state.is_open() {
                self.speaks_of(id).await;
            }
        }
        self.settles().await;
        for _ in 0..12 {
            self.house.pass(Span::hours(20));
            self.goes_on().await;
        }
    }

    pub(super) fn house_now(&self) -> ami_domain::clock::Now {
        ami_domain::clock::Clock::now(&self.house.clock)
    }
}
