//! A time that is booked with a card which is typed on the payment company's page: held for its
//! payer and for no longer, booked once, and whatever money comes late is the payer's. On both
//! engines.

use crate::town::{ACCOUNT, Ahead, Town, nothing};
use ami_css::book_event::{Booking, HOLD, HOLDS_MAX};
use ami_css::payment_method::card_page::{NAME, TOKEN};
use ami_css::refund::Asked;
use ami_css::{CssError, EventError, Offer, Wish};
use ami_domain::chance::Seeded;
use ami_domain::event::{AfterEvent, Answer, EventState};
use ami_domain::id::{EventId, PaymentId, RefundId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::settlement::Capture;
use ami_domain::time::Span;
use ami_provider::fault::Faults;
use ami_store::{EventRow, PaymentRow, RefundState};

const OPENING: Money = Money::dollars(20);
const PRICE: Money = Money::dollars(25);

impl Town {
    /// Two hours, so many hours from now.
    async fn wish(&self, hours: i64) -> Wish {
        let mut tx = self.app.css.store.read().await.unwrap();
        let location = tx.account(ACCOUNT).await.unwrap().unwrap().location;
        let start = self.app.now().business.floor_to(Span::hours(1)) + Span::hours(hours);
        Wish {
            location,
            start,
            end: start + Span::hours(2),
            after: AfterEvent::NotAffected,
        }
    }

    /// Books that time under this number, and is sent to the company's page.
    async fn book(&self, id: u128, hours: i64) -> Result<(EventRow, PaymentRow), CssError> {
        let booking = Booking {
            by: self.customer,
            account: ACCOUNT,
            event: EventId::from_number(id),
            payment: PaymentId::from_number(id),
        };
        let offer = Offer {
            amount: PRICE,
            method: NAME.into(),
            token: TOKEN.into(),
        };
        let wish = self.wish(hours).await;
        let mut chance = Seeded::new(u64::try_from(id).unwrap());
        let (css, clock) = (&self.app.css, &self.app.clock);
        css.book(clock, &mut chance, booking, &wish, &offer).await
    }

    async fn time(&self, id: u128) -> EventRow {
        let mut tx = self.app.css.store.read().await.unwrap();
        let row = tx.event(EventId::from_number(id)).await.unwrap();
        row.unwrap()
    }

    async fn event_money(&self, id: u128) -> Money {
        self.book_of(Book::Event(EventId::from_number(id))).await
    }

    /// Nobody else gets the time now.
    async fn is_taken(&self, hours: i64) -> bool {
        let taken = self.book(0xffff, hours).await.unwrap_err();
        matches!(
            taken,
            CssError::Event(EventError::NotFree(Answer::Scheduled))
        )
    }
}

#[tokio::test]
async fn a_held_time_is_booked_once_when_its_payer_has_typed_the_card() {
    Town::on_each_engine(async |town| {
        town.faults(Faults {
            twice: true,
            ..Faults::default()
        })
        .await;
        let (event, payment) = town.book(1, 30).await.unwrap();
        assert_eq!(
            (event.state, payment.state.word()),
            (EventState::Held, "waits")
        );
        assert!(event.held_until.is_some());
        assert!(town.is_taken(30).await, "it is held for its payer");
        assert_eq!(town.event_money(1).await, Money::ZERO);
        town.on_page(&town.page_of(1).await, "pm_card_visa", "pay")
            .await;
        town.until(async || (town.time(1).await.state == EventState::Booked).then_some(()))
            .await;
        town.settled().await;
        let event = town.time(1).await;
        assert_eq!((event.held_until, event.left), (None, PRICE));
        assert_eq!(town.event_money(1).await, PRICE, "once");
        assert_eq!(town.balance().await, OPENING, "it is the event's money");
        assert_eq!(town.taken_there().await, 2_500);
        let charge = town.charge(1).await;
        assert!(matches!(charge.settlement.capture, Capture::Done { .. }));
        // What is booked is not freed when the hold would have been over.
        assert_eq!(town.free_holds_after(HOLD + HOLD).await, 0);
        assert!(town.is_taken(30).await);
        let back = town.back_page(1).await;
        assert!(back.contains("the time is booked"), "{back}");
    })
    .await;
}

#[tokio::test]
async fn a_time_that_nobody_pays_is_free_again_and_nothing_is_taken() {
    Town::on_each_engine(async |town| {
        town.book(1, 30).await.unwrap();
        let url = town.page_of(1).await;
        assert_eq!(town.free_holds_after(HOLD - Span::minutes(1)).await, 0);
        assert!(town.is_taken(30).await);
        assert_eq!(town.free_holds_after(Span::minutes(2)).await, 1);
        town.settled().await;
        assert_eq!(town.time(1).await.state, EventState::Cancelled);
        assert_eq!(town.row(1).await.state.word(), "refused");
        // The page is closed: whoever comes back to it cannot pay for what is not there.
        assert_eq!(town.on_page(&url, "pm_card_visa", "pay").await.0, 409);
        assert_eq!(town.taken_there().await, 0);
        // Somebody else has it now.
        town.book(2, 30).await.unwrap();
        town.on_page(&town.page_of(2).await, "pm_card_visa", "pay")
            .await;
        town.settled().await;
        assert_eq!(town.time(2).await.state, EventState::Booked);
        assert_eq!(town.event_money(2).await, PRICE);
        assert_eq!(town.balance().await, OPENING);
        assert_eq!(town.taken_there().await, 2_500);
    })
    .await;
}

#[tokio::test]
async fn money_that_comes_after_the_hold_is_on_the_balance_and_nobody_is_booked_twice() {
    Town::on_each_engine(async |town| {
        town.book(1, 30).await.unwrap();
        let url = town.page_of(1).await;
        // The company does not hear that the page is to be closed, and keeps its own words back.
        town.faults(Faults {
            fail: 99,
            only: "expire".to_owned(),
            kept: true,
            ..Faults::default()
        })
        .await;
        assert_eq!(town.free_holds_after(HOLD).await, 1);
        assert_eq!(town.time(1).await.state, EventState::Cancelled);
        // Another one books the same time before the first one pays.
        let (other, _) = town.book(2, 30).await.unwrap();
        town.on_page(&url, "pm_card_visa", "pay").await;
        town.on_page(&town.page_of(2).await, "pm_card_visa", "pay")
            .await;
        town.faults(Faults::default()).await;
        town.tell("release", nothing()).await;
        town.settled().await;
        assert_eq!(town.time(2).await.state, EventState::Booked);
        assert_eq!(town.time(2).await.window, other.window);
        let late = town.time(1).await;
        assert_eq!((late.state, late.returned), (EventState::Cancelled, PRICE));
        assert_eq!(town.event_money(1).await, Money::ZERO);
        assert_eq!(town.event_money(2).await, PRICE);
        assert_eq!(town.balance().await, OPENING + PRICE, "not a cent is lost");
        assert_eq!(town.taken_there().await, 5_000);
        let back = town.back_page(1).await;
        assert!(back.contains("It is not lost"), "{back}");
        assert!(town.told("arrived too late").await, "the customer is told");
        town.settled().await;
        assert_eq!(town.balance().await, OPENING + PRICE, "and none is made");
        // It can go back the way it came, once; what has paid for a time cannot.
        let back = |payment: u128, cents: i64| Asked {
            refund: RefundId::from_number(payment),
            payment: PaymentId::from_number(payment),
            amount: Money::cents(cents),
            note: "came too late".into(),
            by: town.customer,
        };
        let (css, clock, mut chance) = (&town.app.css, &town.app.clock, Seeded::new(5));
        let refused = css.refund(clock, &mut chance, &back(2, 1)).await;
        assert!(matches!(refused, Err(CssError::NotRefundable(_))));
        let done = css.refund(clock, &mut chance, &back(1, 2_500)).await;
        assert_eq!(done.unwrap().state, RefundState::Done);
        assert_eq!(town.balance().await, OPENING);
        assert_eq!(town.taken_there().await, 2_500);
        let again = Asked {
            refund: RefundId::from_number(9),
            ..back(1, 1)
        };
        assert!(css.refund(clock, &mut chance, &again).await.is_err());
        assert_eq!(town.questions().await, []);
    })
    .await;
}

#[tokio::test]
async fn who_lets_a_held_time_go_frees_it_at_once_and_keeps_what_was_just_paid() {
    Town::on_each_engine(async |town| {
        for (id, pays) in [(1, false), (2, true)] {
            town.book(id, 30).await.unwrap();
            let url = town.page_of(id).await;
            town.faults(Faults {
                kept: true,
                ..Faults::default()
            })
            .await;
            if pays {
                town.on_page(&url, "pm_card_visa", "pay").await;
            }
            let (now, mut chance) = (town.app.now(), Seeded::new(3));
            let event = EventId::from_number(id);
            for _ in 0..2 {
                let gone = town.app.css.cancel_event(now, &mut chance, ACCOUNT, event);
                assert_eq!(gone.await.unwrap().state, EventState::Cancelled);
            }
            town.faults(Faults::default()).await;
            town.tell("release", nothing()).await;
            town.settled().await;
            let more = if pays { PRICE } else { Money::ZERO };
            assert_eq!(town.balance().await, OPENING + more, "{pays}");
            assert_eq!(town.taken_there().await, more.as_cents_floor());
            assert_eq!(town.on_page(&url, "pm_card_visa", "pay").await.0, 409);
        }
        let (event, _) = town.book(3, 30).await.unwrap();
        assert_eq!(event.state, EventState::Held, "it is free for the next one");
    })
    .await;
}

#[tokio::test]
async fn nobody_blocks_a_place_with_times_that_are_not_paid() {
    let town = Town::new().await;
    let most = u128::from(HOLDS_MAX);
    for id in 1..=most {
        let hours = i64::try_from(20 + id * 4).unwrap();
        town.book(id, hours).await.unwrap();
    }
    let refused = town.book(most + 1, 60).await.unwrap_err();
    assert!(matches!(refused, CssError::Event(EventError::TooManyHolds)));
    let answer = town.book(1, 24).await.unwrap();
    assert_eq!(
        answer.0.id,
        EventId::from_number(1),
        "the same again is the same"
    );
    assert_eq!(
        town.free_holds_after(HOLD).await,
        u32::try_from(HOLDS_MAX).unwrap()
    );
    town.book(most + 1, 60).await.unwrap();
}

#[tokio::test]
async fn a_clock_that_was_ahead_for_a_while_holds_no_time_for_ever() {
    let town = Town::new().await;
    town.book(1, 30).await.unwrap();
    let jumped = Ahead(town.app.clone(), Span::ZERO - Span::days(9));
    assert_eq!(town.app.css.free_holds(&jumped).await.unwrap(), 1);
    assert_eq!(town.time(1).await.state, EventState::Cancelled);
}
