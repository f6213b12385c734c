//! Changing how an account pays: what it would mean is said before, and how it stood is kept.

use crate::debt::SHARE;
use crate::house::{ACCOUNT, ANA, HOUR, House, METER, noon, offer};
use crate::rate::comes;
use ami_css::CssError;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::statement::make;
use ami_domain::account::Mode;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::command::CommandKind;
use ami_domain::convert::{Booked, Moves, Snapshot};
use ami_domain::debt::{DebtError, NotLent, Recovery};
use ami_domain::energy::WattHours;
use ami_domain::explain::{LineageId, Subject};
use ami_domain::grant::Purpose;
use ami_domain::id::TransferId;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp};

const DOLLAR: fn(i64) -> Money = Money::dollars;

/// A fee of 5 dollars, and a deposit of 40.
const PROGRAM: &str = "demo-time-of-use";

impl House {
    /// At this program, with a deposit of so many dollars that is held.
    async fn holding(dollars: i64) -> Self {
        let house = House::on(PROGRAM, noon(), DOLLAR(20), SandboxCard::in_memory()).await;
        if dollars > 0 {
            let (from, to) = (Book::Adjustment, Book::Deposit(ACCOUNT));
            house.move_money(from, to, DOLLAR(dollars)).await;
        }
        house
    }

    async fn move_money(&self, from: Book, to: Book, amount: Money) {
        let id = TransferId::from_number(u128::from(self.chance.lock().unwrap().next()));
        let at = self.clock.now().business;
        let entry = Transfer::posted(id, (from, to), amount, Reason::Correction, at);
        let mut tx = self.css.store.begin().await.unwrap();
        tx.add_posted_transfers(&[entry]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What the preview says, then the change; every book stands as it said, and all of them sum
    /// to nothing.
    async fn convert_as_said(&self, to: Mode) -> Moves {
        let now = self.clock.now();
        let seen = self.css.preview_conversion(now, ACCOUNT, to).await.unwrap();
        let before = self.all().await;
        self.convert(to).await;
        let moves = seen.moves;
        let back = moves.booked().returned;
        let expected = [
            before[0] + moves.to_balance,
            before[1] - moves.fee - moves.deposit + moves.to_bill,
            before[2] + moves.to_debt,
            before[3] + moves.deposit - back,
            before[4] + moves.fee,
        ];
        assert_eq!(self.all().await, expected, "{moves:?}");
        let mut tx = self.css.store.read().await.unwrap();
        assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
        assert_eq!(tx.audit_ledger().await.unwrap(), []);
        let [change] = tx.mode_changes(ACCOUNT, 1).await.unwrap()[..] else {
            panic!("no change");
        };
        drop(tx);
        assert_eq!((change.mode, change.booked), (to, moves.booked()));
        // The same mode again costs nothing.
        self.convert(to).await;
        assert_eq!(self.all().await, expected, "asked twice");
        moves
    }

    /// Balance, bill, debt, deposit, and the utility's fees.
    async fn all(&self) -> [Money; 5] {
        let mut tx = self.css.store.read().await.unwrap();
        let mut all = [Money::ZERO; 5];
        for (place, book) in [
            Book::Prepaid(ACCOUNT),
            Book::Receivable(ACCOUNT),
            Book::Debt(ACCOUNT),
            Book::Deposit(ACCOUNT),
            Book::Fees,
        ]
        .into_iter()
        .enumerate()
        {
            all[place] = tx.balance(book).await.unwrap();
        }
        all
    }

    async fn convert(&self, mode: Mode) -> Timestamp {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let done = self
            .css
            .convert(&self.clock, &mut chance, ANA, ACCOUNT, mode);
        done.await.unwrap()
    }

    async fn stood(&self) -> Option<Snapshot> {
        let mut tx = self.css.store.read().await.unwrap();
        tx.mode_changes(ACCOUNT, 1).await.unwrap()[0].snapshot
    }
}

#[tokio::test]
async fn what_a_change_would_mean_is_said_before_and_changes_nothing() {
    let house = House::at(noon() + Span::minutes(20)).await;
    let now = house.clock.now();
    house
        .grant(&house.help(1, Purpose::Energy, 10, 30))
        .await
        .unwrap();
    let before = house.account().await;
    let seen = house.css.preview_conversion(now, ACCOUNT, Mode::Regular);
    let seen = seen.await.unwrap();
    assert_eq!((seen.from, seen.to), (Mode::Prepaid, Mode::Regular));
    assert_eq!(seen.at, noon() + HOUR, "the end of the running interval");
    assert_eq!((seen.balance, seen.help), (DOLLAR(20), DOLLAR(10)));
    assert_eq!((seen.arrears, seen.debt), (Money::ZERO, Money::ZERO));
    assert_eq!(
        seen.moves,
        Moves::default(),
        "nothing unless the program says so"
    );
    assert_eq!(house.account().await, before);
    assert_eq!(house.convert(Mode::Regular).await, seen.at);
}

#[tokio::test]
async fn what_is_posted_later_changes_nothing_of_a_preview_that_was_shown() {
    let house = House::at(noon()).await;
    house.pass(HOUR + Span::minutes(20));
    let now = house.clock.now();
    let to = Mode::Regular;
    let said = house
        .css
        .preview_conversion(now, ACCOUNT, to)
        .await
        .unwrap();
    assert_eq!(said.balance, DOLLAR(20));
    // The hour that is over comes after the page.
    house.pass(Span::minutes(5));
    house.used(noon(), &[4_000]).await;
    house.charge().await.unwrap();
    assert_eq!(house.book(Book::Prepaid).await, DOLLAR(19));
    let lineage = LineageId::Preview {
        account: ACCOUNT,
        to,
        at: now.business,
    };
    let bundle = house.css.explain(lineage).await.unwrap().unwrap();
    let Subject::Preview(behind) = &bundle.subject else {
        panic!("no preview");
    };
    assert_eq!(behind.said, said);
    assert_eq!(bundle.differences(), []);
    let never = LineageId::Preview {
        account: ACCOUNT,
        to: Mode::Prepaid,
        at: now.business,
    };
    assert_eq!(house.css.explain(never).await.unwrap(), None);
}

#[tokio::test]
async fn who_begins_to_prepay_is_told_what_is_owed_and_can_be_set_aside() {
    let house = House::at(noon()).await;
    house.convert(Mode::Regular).await;
    house.pass(HOUR);
    // 100 kWh at 25 cents on the bill.
    house.uses(100_000).await;
    let now = house.clock.now();
    let seen = house.css.preview_conversion(now, ACCOUNT, Mode::Prepaid);
    let seen = seen.await.unwrap();
    assert_eq!((seen.from, seen.to), (Mode::Regular, Mode::Prepaid));
    let bill = -house.book(Book::Receivable).await;
    assert!(bill >= DOLLAR(25), "{bill}");
    assert_eq!((seen.balance, seen.arrears), (DOLLAR(20), bill));
}

#[tokio::test]
async fn how_an_account_stood_at_the_boundary_is_kept_once_all_before_is_charged() {
    let house = House::at(noon()).await;
    let boundary = house.convert(Mode::Regular).await;
    assert_eq!(house.stood().await, None, "the boundary lies ahead");
    let said = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::kilo(72),
        at: boundary,
        trip: None,
    };
    let mut tx = house.css.store.begin().await.unwrap();
    tx.set_supply(METER, &said).await.unwrap();
    tx.commit().await.unwrap();
    // 8 kWh before the boundary are prepaid; 40 kWh after it are on the bill.
    house.used(noon(), &[8_000, 40_000]).await;
    house.pass(Span::hours(2));
    house.charge().await.unwrap();
    let stood = house.stood().await.unwrap();
    assert_eq!(stood.balance, DOLLAR(18));
    assert_eq!(stood.owed, Money::ZERO, "what came after is not in it");
    assert_eq!(stood.credit, Some(WattHours::kilo(72)));
    assert_eq!(stood.register, WattHours::kilo(8));
    assert_eq!(house.book(Book::Receivable).await, -DOLLAR(10));
    // Later payments and use do not change what is kept, and a statement says it.
    house.uses(4_000).await;
    assert_eq!(house.stood().await, Some(stood));
    let zone = crate::house::zone();
    let day = zone.civil(boundary).day;
    let account = house.account().await;
    let mut tx = house.css.store.read().await.unwrap();
    let now = house.clock.now().business;
    let paper = make(&mut tx, &zone, now, &account, day, day.plus(1)).await;
    let [said] = paper.unwrap().conversions.try_into().unwrap();
    assert_eq!((said.at.at, said.mode), (boundary, Mode::Regular));
    assert_eq!((said.balance, said.owed), (stood.balance, stood.owed));
    assert_eq!((said.credit, said.register), (stood.credit, stood.register));
    let next = make(&mut tx, &zone, now, &account, day.plus(1), day.plus(2)).await;
    assert!(next.unwrap().conversions.is_empty(), "only in its period");
}

#[tokio::test]
async fn a_change_costs_what_was_said_before_and_comes_on_the_bill() {
    let house = House::holding(0).await;
    let moves = house.convert_as_said(Mode::Regular).await;
    assert_eq!((moves.fee, moves.deposit), (DOLLAR(5), DOLLAR(40)));
    let [balance, bill, debt, held, fees] = house.all().await;
    assert_eq!(
        (balance, debt),
        (DOLLAR(20), Money::ZERO),
        "nobody gets dark by it"
    );
    assert_eq!((bill, held, fees), (-DOLLAR(45), DOLLAR(40), DOLLAR(5)));
}

#[tokio::test]
async fn a_held_deposit_pays_the_bill_and_comes_to_the_balance_as_credit() {
    let house = House::holding(0).await;
    house.convert_as_said(Mode::Regular).await;
    house.pass(HOUR);
    // The bill with the first fee was paid, and the deposit with it.
    house
        .move_money(Book::Clearing, Book::Receivable(ACCOUNT), DOLLAR(42))
        .await;
    let moves = house.convert_as_said(Mode::Prepaid).await;
    let expected = Moves {
        fee: DOLLAR(5),
        to_bill: DOLLAR(8),
        to_balance: DOLLAR(32),
        ..Moves::default()
    };
    assert_eq!(moves, expected);
    let mut tx = house.css.store.read().await.unwrap();
    let open = tx.open_commands(METER).await.unwrap();
    let credit = |one: &CommandKind| match one {
        CommandKind::Prepay(prepay) => Some(prepay.credit),
        _ => None,
    };
    let credit: Vec<_> = open
        .iter()
        .filter_map(|one| credit(&one.command.kind))
        .collect();
    let [credit] = credit[..] else {
        panic!("32 dollars buy credit once: {open:?}");
    };
    assert!(credit > WattHours::kilo(60), "{credit}");
}

#[tokio::test]
async fn a_held_deposit_pays_debt_before_it_comes_to_the_balance() {
    let house = House::holding(0).await;
    house.convert_as_said(Mode::Regular).await;
    house.pass(HOUR);
    let mut chance = Seeded::new(5);
    let set = house.css.set_aside(
        &house.clock,
        &mut chance,
        ANA,
        ACCOUNT,
        Recovery::Share { permille: 250 },
    );
    set.await.unwrap();
    let [_, bill, debt, held, _] = house.all().await;
    assert_eq!((bill, debt, held), (Money::ZERO, -DOLLAR(45), DOLLAR(40)));
    let moves = house.convert_as_said(Mode::Prepaid).await;
    assert_eq!((moves.to_bill, moves.to_debt), (DOLLAR(5), DOLLAR(35)));
    let mut tx = house.css.store.read().await.unwrap();
    let rows = tx.debts(ACCOUNT, 9).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].owed, DOLLAR(10), "its row says what is left");
}

#[tokio::test]
async fn what_was_booked_is_kept_and_is_said_on_the_statement() {
    let house = House::holding(15).await;
    let boundary = house.convert(Mode::Regular).await;
    house.used(noon(), &[1_000, 1_000]).await;
    house.pass(Span::hours(2));
    house.charge().await.unwrap();
    let stood = house.stood().await.unwrap();
    assert_eq!(stood.held, DOLLAR(40));
    assert_eq!(
        stood.owed,
        DOLLAR(30),
        "the fee, and what was missing to the deposit"
    );
    let zone = crate::house::zone();
    let day = zone.civil(boundary).day;
    let account = house.account().await;
    let mut tx = house.css.store.read().await.unwrap();
    let now = house.clock.now().business;
    let paper = make(&mut tx, &zone, now, &account, day, day.plus(1))
        .await
        .unwrap();
    let said = paper.conversions[0];
    let booked = Booked {
        fee: said.fee,
        deposit: said.deposit,
        returned: said.returned,
    };
    let expected = Booked {
        fee: DOLLAR(5),
        deposit: DOLLAR(25),
        returned: Money::ZERO,
    };
    assert_eq!(booked, expected);
}

#[tokio::test]
async fn a_bill_that_was_too_high_makes_what_was_set_aside_of_it_smaller() {
    let house = House::at(noon()).await;
    house.convert(Mode::Regular).await;
    let hour = |kilowatt_hours| (noon() + HOUR, WattHours::kilo(kilowatt_hours), false);
    comes(&house, &[hour(200)]).await;
    house.pass(HOUR + HOUR);
    house.charge().await.unwrap();
    house.convert(Mode::Prepaid).await;
    house.set_aside(SHARE).await.unwrap();
    let none = Money::ZERO;
    let (bill, held, fees) = (none, none, none);
    assert_eq!(
        house.all().await,
        [DOLLAR(20), bill, -DOLLAR(50), held, fees]
    );
    // It was 80 kWh less: $20 of the debt never were owed.
    comes(&house, &[hour(120)]).await;
    house.charge().await.unwrap();
    assert_eq!(
        house.all().await,
        [DOLLAR(20), bill, -DOLLAR(30), held, fees]
    );
    house.pay(9, &offer(40, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, DOLLAR(20));
    // And 100 less: what is more than the debt is the customer's, and buys credit.
    comes(&house, &[hour(20)]).await;
    house.charge().await.unwrap();
    assert_eq!(house.all().await, [DOLLAR(55), bill, none, held, fees]);
    assert_eq!(house.credits().await.len(), 2, "the payment's and this");
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
    assert_eq!(tx.debts(ACCOUNT, 9).await.unwrap(), []);
}

#[tokio::test]
async fn nothing_is_lent_to_who_pays_a_monthly_bill() {
    let house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    house.convert(Mode::Regular).await;
    let refused = house.lend().await.unwrap_err();
    let none = DebtError::NotLent(NotLent::NotOffered);
    assert!(
        matches!(refused, CssError::Debt(why) if why == none),
        "{refused}"
    );
    house.convert(Mode::Prepaid).await;
    assert_eq!(house.lend().await.unwrap(), DOLLAR(10));
}
