//! `kill -9` of each part at every step of a payment. Whoever dies, and whenever: each payment is
//! in the books once, its credit is on the meter once, and every command has its receipt.

use crate::api::{Api, new_payment};
use crate::display::Display;
use crate::house::{Broker, Database, House, Victim, Wish};
use crate::wait::{seconds, until};
use crate::{chance, pay};
use ami_domain::energy::WattHours;
use ami_domain::id::PaymentId;
use ami_domain::ledger::{Book, Reason, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::Switch;
use ami_wire::api::Payment;
use std::cell::Cell;
use std::time::Duration;

/// When in the life of a payment the victim dies.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// Before the payment is offered; it comes back while the caller tries.
    Before,
    /// While the offer is on its way, at a random time.
    During,
    /// As soon as the caller knows that it is paid.
    Answered,
    /// As soon as the command went out.
    Sent,
    /// A random time after that, when the receipt may be on its way.
    BeforeReceipt,
}

/// Each twice: the random ones hit another place, and the others meet an older state.
static MOMENTS: [Moment; 10] = [
    Moment::Before,
    Moment::During,
    Moment::Answered,
    Moment::Sent,
    Moment::BeforeReceipt,
    Moment::During,
    Moment::BeforeReceipt,
    Moment::Answered,
    Moment::Before,
    Moment::Sent,
];
/// How often; the random moments hit another place each time.
const ROUNDS: usize = 3;
/// A payment from offer to receipt takes about so long here, in milliseconds.
const CHAIN_MS: u64 = 120;
/// Payments of a house in which anybody dies.
const STORM: usize = 60;
const AMOUNT: Money = Money::dollars(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_at_every_step_of_the_server() {
    every_payment_counts_once(Victim::Server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_at_every_step_of_the_gateway() {
    every_payment_counts_once(Victim::Gateway).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_at_every_step_of_the_meter() {
    every_payment_counts_once(Victim::Meter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_at_every_step_of_the_broker() {
    every_payment_counts_once(Victim::Broker).await;
}

/// Everybody may die at any time, also two at once, on the foundations of a large utility.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_of_anybody_at_any_time() {
    let mut house = House::start(Wish {
        database: Database::Postgres,
        broker: Broker::Mosquitto,
        scale_percent: 1,
        retry_after_ms: 1_000,
        ..Wish::default()
    })
    .await;
    let ana = house.sign_in("ana").await;
    let display = house.display(1).await;
    let account = house.home(1).account;
    let over = Cell::new(false);
    let payer = async {
        let mut paid = Vec::new();
        for _ in 0..STORM {
            paid.push(pay::applied(&ana, account, AMOUNT).await);
        }
        over.set(true);
        paid
    };
    let killer = async {
        while !over.get() {
            tokio::time::sleep(Duration::from_millis(chance::below(4 * CHAIN_MS))).await;
            let victims = [0, 1].map(|_| {
                let all = [
                    Victim::Server,
                    Victim::Gateway,
                    Victim::Meter,
                    Victim::Broker,
                ];
                all[usize::try_from(chance::below(4)).unwrap()]
            });
            house.kill(victims[0]);
            if victims[0] != victims[1] {
                house.kill(victims[1]);
                house.revive(victims[1]).await;
            }
            house.revive(victims[0]).await;
        }
    };
    let (mut paid, ()) = tokio::join!(payer, killer);
    paid.push(pay::applied(&ana, account, AMOUNT).await);
    for id in &paid {
        pay::confirmed(&ana, account, *id).await;
    }
    house.check();
    assert_counted_once(&house, &ana, &display, &paid).await;
}

/// The proof of this journey's teeth: it sees when a payment is gone from the meter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meter_that_forgets_a_payment_is_noticed() {
    let mut house = House::start(Wish {
        scale_percent: 1,
        ..Wish::default()
    })
    .await;
    let ana = house.sign_in("ana").await;
    let display = house.display(1).await;
    let id = pay::applied(&ana, house.home(1).account, AMOUNT).await;
    let paid = pay::confirmed(&ana, house.home(1).account, id).await.credit;
    let view = display
        .shows("the credit", |view| view.supply.credit.get() > 0)
        .await;
    assert!(pay::is_about(view.supply.credit, paid));
    house.kill(Victim::Meter);
    std::fs::remove_file(house.dir().join("home-1/meter.json")).unwrap();
    house.revive(Victim::Meter).await;
    let view = display
        .shows("the loss", |view| view.supply.credit.get() == 0)
        .await;
    assert!(!pay::is_about(view.supply.credit, paid));
}

async fn every_payment_counts_once(victim: Victim) {
    let broker = match victim {
        Victim::Broker => Broker::Mosquitto,
        Victim::Server | Victim::Gateway | Victim::Meter => Broker::Embedded,
    };
    let mut house = House::start(Wish {
        broker,
        scale_percent: 1,
        retry_after_ms: 1_000,
        ..Wish::default()
    })
    .await;
    let ana = house.sign_in("ana").await;
    let display = house.display(1).await;
    let mut paid = Vec::new();
    for moment in MOMENTS.repeat(ROUNDS) {
        let id = new_payment();
        paid.push(id);
        pay_and_kill(&mut house, &ana, id, victim, moment).await;
    }
    // The house still works after all that; and this one's balance on the display proves that what
    // the display says of the meter is newer than every death.
    paid.push(pay::applied(&ana, house.home(1).account, AMOUNT).await);
    for id in &paid {
        pay::confirmed(&ana, house.home(1).account, *id).await;
    }
    house.check();
    assert_counted_once(&house, &ana, &display, &paid).await;
}

async fn pay_and_kill(house: &mut House, api: &Api, id: PaymentId, victim: Victim, moment: Moment) {
    let account = house.home(1).account;
    let answered = Cell::new(false);
    let offer = async {
        pay::again_until_applied(api, account, id, AMOUNT).await;
        answered.set(true);
    };
    let strike = async {
        let random = Duration::from_millis(chance::below(CHAIN_MS));
        match moment {
            Moment::Before => {}
            Moment::During => tokio::time::sleep(random).await,
            Moment::Answered => {
                let done = async || answered.get().then_some(());
                until("the offer is answered", seconds(60), done).await;
            }
            Moment::Sent | Moment::BeforeReceipt => {
                let sent = |payment: &Payment| {
                    payment
                        .delivery
                        .as_ref()
                        .is_some_and(|d| d.sent_at.is_some())
                };
                pay::when(api, account, id, "sent", sent).await;
                if matches!(moment, Moment::BeforeReceipt) {
                    tokio::time::sleep(random).await;
                }
            }
        }
        house.kill(victim);
        house.revive(victim).await;
    };
    match moment {
        // The strike goes first: the caller finds nobody.
        Moment::Before => tokio::join!(biased; strike, offer),
        Moment::During | Moment::Answered | Moment::Sent | Moment::BeforeReceipt => {
            tokio::join!(biased; offer, strike)
        }
    };
}

async fn assert_counted_once(house: &House, api: &Api, display: &Display, paid: &[PaymentId]) {
    let home = house.home(1);
    let shown = api.payments(home.account).await;
    assert_eq!(
        shown.len(),
        paid.len(),
        "the history shows each payment once"
    );
    assert!(
        shown
            .iter()
            .all(|p| matches!(p.state, PaymentState::Applied { .. }))
    );

    let store = house.books().await;
    let book = Book::Prepaid(home.account);
    let transfers = store
        .read()
        .await
        .unwrap()
        .transfers_of(book, 1_000)
        .await
        .unwrap();
    let card = house.card_journal();
    for id in paid {
        let posted = transfers.iter().filter(|transfer| {
            transfer.reason == Reason::Payment(*id)
                && transfer.state == TransferState::Posted
                && transfer.amount == AMOUNT
        });
        assert_eq!(posted.count(), 1, "{id} is in the books once");
        let charged = card
            .lines()
            .filter(|line| *line == format!("{id} approved"));
        assert_eq!(charged.count(), 1, "the card was charged once for {id}");
    }

    until("every command has its receipt", seconds(60), async || {
        let mut tx = store.read().await.ok()?;
        tx.open_commands(home.meter)
            .await
            .ok()?
            .is_empty()
            .then_some(())
    })
    .await;
    let sum = shown.iter().map(|payment| payment.credit.get()).sum();
    let balance = Some(shown.iter().map(|payment| payment.amount).sum());
    let view = display
        .shows("the whole balance", |view| pay::balance(view) == balance)
        .await;
    assert_eq!(view.supply.switch, Switch::On);
    pay::assert_about(view.supply.credit, WattHours::new(sum));
}
