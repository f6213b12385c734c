//! Cards that are saved on the payment company's page, and charged while their owner is away.

mod left;

use crate::town::{ACCOUNT, Town};
use crate::{OPENING, PAID};
use ami_css::payment_method::{card, saved_card};
use ami_css::program::TopUp;
use ami_css::save_card::{CardError, CardOnFile};
use ami_css::{CssError, Offer};
use ami_domain::account::AtZero;
use ami_domain::chance::Seeded;
use ami_domain::id::{CardSetupId, PaymentId, UserId};
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::program::{LowAt, Replenish};
use ami_domain::settlement::Capture;
use ami_provider::fault::Faults;
use ami_store::PaymentRow;

impl Town {
    async fn open_page(&self, id: u128) -> String {
        let setup = CardSetupId::from_number(id);
        let opened = self.app.css.open_card_page(self.app.now(), ACCOUNT, setup);
        opened.await.unwrap().page.unwrap()
    }

    async fn on_file(&self) -> CardOnFile {
        self.app.css.card(self.app.now(), ACCOUNT).await.unwrap()
    }

    /// The last digits of the card that is saved.
    async fn digits(&self) -> Option<String> {
        self.on_file().await.saved.map(|card| card.last4)
    }

    async fn save(&self, id: u128, card: &str) {
        let page = self.open_page(id).await;
        assert_eq!(self.on_page(&page, card, "pay").await.0, 303);
        assert!(self.on_file().await.saved.is_some());
    }

    async fn pay_saved(&self, id: u128, by: UserId) -> Result<PaymentRow, CssError> {
        let offer = Offer {
            amount: Money::dollars(25),
            method: saved_card::NAME.into(),
            token: saved_card::TOKEN.into(),
        };
        let mut chance = Seeded::new(u64::try_from(id).unwrap());
        let (css, clock) = (&self.app.css, &self.app.clock);
        let payment = PaymentId::from_number(id);
        css.pay(clock, &mut chance, by, ACCOUNT, payment, &offer)
            .await
    }

    /// Tops itself up below $30, which it is; $25 each time.
    async fn tops_up(&self) -> Result<(), CssError> {
        let change = TopUp {
            settings: Replenish {
                amount: Money::dollars(25),
                trigger: LowAt::Balance(Money::dollars(30)),
                weekly_max: Money::dollars(50),
                monthly_max: Money::dollars(100),
                paused: false,
                fallback: AtZero::Limit,
            },
            method: saved_card::NAME.into(),
            token: Some(saved_card::TOKEN.into()),
        };
        let (css, now, by) = (&self.app.css, self.app.now(), self.customer);
        css.set_auto_pay(now, by, ACCOUNT, &change, None, None)
            .await?;
        let program = ami_css::program::Change {
            at_zero: AtZero::AutoReplenish,
            low: None,
            replenish: None,
            borrow: None,
        };
        let mut chance = Seeded::new(3);
        css.change_program(&self.app.clock, &mut chance, by, ACCOUNT, &program)
            .await
    }

    /// What the duty does.
    async fn watch(&self) {
        let mut chance = Seeded::new(4);
        let css = &self.app.css;
        css.watch(&self.app.clock, &mut chance).await.unwrap();
    }

    /// How many cards the company would charge for us.
    async fn chargeable(&self) -> usize {
        let there = self.there().await;
        let cards = there["cards"].as_object().unwrap().values();
        cards.filter(|card| !card["customer"].is_null()).count()
    }

    async fn is_paused(&self) -> bool {
        let mut tx = self.app.css.store.read().await.unwrap();
        tx.replenish(ACCOUNT)
            .await
            .unwrap()
            .unwrap()
            .settings
            .paused
    }
}

#[tokio::test]
async fn a_card_is_saved_by_name_alone_and_pays_once() {
    let town = Town::new().await;
    assert_eq!(town.on_file().await.saved, None);
    let none = town.pay_saved(1, town.customer).await.unwrap_err();
    assert!(matches!(none, CssError::Card(CardError::None)), "{none}");
    let page = town.open_page(1).await;
    // The same wish again is the same page.
    assert_eq!(town.open_page(1).await, page);
    assert_eq!(town.on_file().await.page.as_ref(), Some(&page));
    let (status, back) = town.on_page(&page, "pm_card_visa", "pay").await;
    assert_eq!(
        (status, back.as_deref()),
        (303, Some("http://127.0.0.1:1/auto-pay"))
    );
    let found = town.on_file().await;
    let saved = found.saved.unwrap();
    assert_eq!(
        (saved.brand.as_str(), saved.last4.as_str()),
        ("visa", "4242")
    );
    assert_eq!(found.page, None);
    // What is written to logs names nobody at the company.
    assert!(!format!("{saved:?}").contains("pm_"), "{saved:?}");
    let row = town.pay_saved(1, town.customer).await.unwrap();
    assert_eq!(row.balance_after, Some(PAID));
    let charge = town.charge(1).await;
    assert!(matches!(charge.settlement.capture, Capture::Done { .. }));
    assert_eq!(town.pay_saved(1, town.customer).await.unwrap(), row);
    town.rest().await;
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
    assert_eq!(town.questions().await, []);
}

#[tokio::test]
async fn the_companys_word_alone_saves_a_card_however_often_and_late_it_comes() {
    for faults in [
        Faults::default(),
        Faults {
            twice: true,
            ..Faults::default()
        },
        Faults {
            late_ms: 300,
            ..Faults::default()
        },
    ] {
        let town = Town::new().await;
        town.faults(faults).await;
        let page = town.open_page(1).await;
        town.on_page(&page, "pm_card_visa", "pay").await;
        let known = async || {
            let mut tx = town.app.css.store.read().await.unwrap();
            tx.saved_card(ACCOUNT).await.unwrap()
        };
        let saved = town.until(known).await;
        town.rest().await;
        assert_eq!(known().await, Some(saved));
        assert_eq!(town.questions().await, []);
    }
}

#[tokio::test]
async fn a_page_that_was_left_or_is_over_saves_nothing_and_keeps_the_card_before() {
    let town = Town::new().await;
    town.save(1, "pm_card_visa").await;
    let page = town.open_page(2).await;
    assert_eq!(
        town.on_page(&page, "pm_card_chargeDeclined", "pay").await,
        (200, None)
    );
    town.on_page(&page, "", "leave").await;
    let found = town.on_file().await;
    assert_eq!(found.page.as_ref(), Some(&page));
    assert_eq!(town.digits().await.as_deref(), Some("4242"));
    let id = page.rsplit('/').next().unwrap();
    town.tell(&format!("page-over/{id}"), crate::nothing())
        .await;
    assert_eq!(town.on_file().await.page, None);
    assert_eq!(town.digits().await.as_deref(), Some("4242"));
    // Another card takes its place.
    town.save(3, "pm_card_createDispute").await;
    assert_eq!(town.digits().await.as_deref(), Some("0259"));
}

#[tokio::test]
async fn a_card_that_was_saved_for_somebody_else_is_not_believed() {
    let town = Town::new().await;
    town.faults(Faults {
        other_customer: true,
        ..Faults::default()
    })
    .await;
    let page = town.open_page(1).await;
    assert_eq!(town.on_page(&page, "pm_card_visa", "pay").await.0, 303);
    let found = town.on_file().await;
    assert_eq!((found.saved, found.page), (None, None));
}

#[tokio::test]
async fn nobody_charges_a_saved_card_but_its_customer() {
    let town = Town::new().await;
    town.save(1, "pm_card_visa").await;
    let other = UserId::from_number(0xbad);
    let refused = town.pay_saved(1, other).await.unwrap_err();
    assert!(matches!(refused, CssError::Card(CardError::None)));
    // Who names the card of somebody in an offer gets nothing by it.
    let there = town.there().await;
    let name = |kind: &str| {
        there[kind]
            .as_object()
            .unwrap()
            .keys()
            .next()
            .unwrap()
            .clone()
    };
    let stolen = format!("{}/{}", name("customers"), name("cards"));
    for (id, method) in [(2, card::NAME), (3, saved_card::NAME)] {
        let offer = Offer {
            amount: Money::dollars(25),
            method: method.into(),
            token: stolen.clone(),
        };
        let mut chance = Seeded::new(5);
        let payment = PaymentId::from_number(id);
        let (css, clock) = (&town.app.css, &town.app.clock);
        let paid = css.pay(clock, &mut chance, other, ACCOUNT, payment, &offer);
        let took = matches!(paid.await, Ok(row) if row.state.word() == "applied");
        assert!(!took, "{method}");
    }
    town.rest().await;
    assert_eq!(town.taken_there().await, 0);
    assert_eq!(town.balance().await, OPENING);
}

#[tokio::test]
async fn an_account_tops_itself_up_by_the_saved_card_and_once() {
    let town = Town::new().await;
    let none = town.tops_up().await.unwrap_err();
    assert!(matches!(none, CssError::Card(CardError::None)), "{none}");
    town.save(1, "pm_card_visa").await;
    town.tops_up().await.unwrap();
    for _ in 0..3 {
        town.watch().await;
        town.rest().await;
    }
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
}

#[tokio::test]
async fn a_bank_that_says_no_or_wants_to_ask_leaves_nothing_taken_and_is_told() {
    for (card, why) in [
        ("pm_card_chargeCustomerFail", Refusal::Declined),
        ("pm_card_authenticationRequired", Refusal::NotAuthenticated),
    ] {
        let town = Town::new().await;
        town.save(1, card).await;
        let row = town.pay_saved(1, town.customer).await.unwrap();
        let PaymentState::Refused { why: said, .. } = row.state else {
            panic!("{card}: {:?}", row.state);
        };
        assert_eq!(said, why, "{card}");
        town.tops_up().await.unwrap();
        town.watch().await;
        let mut tx = town.app.css.store.read().await.unwrap();
        let row = tx.replenish(ACCOUNT).await.unwrap().unwrap();
        assert!(row.failed_at.is_some() && row.open.is_none(), "{row:?}");
        drop(tx);
        town.rest().await;
        assert_eq!(town.balance().await, OPENING);
        assert_eq!(town.taken_there().await, 0);
    }
}

#[tokio::test]
async fn a_forgotten_card_is_forgotten_there_too_and_pauses_what_it_paid() {
    let town = Town::new().await;
    town.save(1, "pm_card_visa").await;
    town.tops_up().await.unwrap();
    let (now, by) = (town.app.now(), town.customer);
    // The company is away: nothing is forgotten, and the customer reads that.
    town.fails_once("detach").await;
    let away = town
        .app
        .css
        .forget_card(now, by, ACCOUNT)
        .await
        .unwrap_err();
    assert!(matches!(away, CssError::Card(CardError::Away)), "{away}");
    assert!(!town.is_paused().await);
    for _ in 0..2 {
        let after = town.app.css.forget_card(now, by, ACCOUNT).await.unwrap();
        assert_eq!(after.saved, None);
    }
    assert!(town.is_paused().await);
    let there = town.there().await;
    let cards = there["cards"].as_object().unwrap();
    assert!(cards.values().all(|card| card["customer"].is_null()));
    town.watch().await;
    town.rest().await;
    assert_eq!(town.taken_there().await, 0);
}

#[tokio::test]
async fn a_card_that_is_saved_while_another_is_being_forgotten_stays() {
    let town = Town::new().await;
    town.save(1, "pm_card_visa").await;
    let page = town.open_page(2).await;
    town.on_page(&page, "pm_card_createDispute", "pay").await;
    town.faults(Faults {
        slow_ms: 200,
        ..Faults::default()
    })
    .await;
    // The look asks twice and is done first; forgetting has begun before.
    let forgets = async {
        tokio::time::sleep(std::time::Duration::from_millis(260)).await;
        let (now, by) = (town.app.now(), town.customer);
        town.app.css.forget_card(now, by, ACCOUNT).await.unwrap();
    };
    tokio::join!(town.on_file(), forgets);
    town.faults(Faults::default()).await;
    assert_eq!(town.digits().await.as_deref(), Some("0259"));
    let there = town.there().await;
    let cards = there["cards"].as_object().unwrap();
    let kept = cards.values().filter(|card| !card["customer"].is_null());
    assert_eq!(kept.count(), 1, "the old one is forgotten there");
}

#[tokio::test]
async fn lost_answers_on_the_way_make_one_page_and_take_the_money_once() {
    for (hang, fail, only) in [(1, 0, "sessions"), (0, 1, "customers"), (1, 0, "customers")] {
        let town = Town::new().await;
        town.faults(Faults {
            hang,
            fail,
            only: only.into(),
            ..Faults::default()
        })
        .await;
        let setup = CardSetupId::from_number(1);
        let open = || town.app.css.open_card_page(town.app.now(), ACCOUNT, setup);
        let first = tokio::time::timeout(std::time::Duration::from_secs(1), open()).await;
        assert!(first.is_err() || matches!(first, Ok(Err(CssError::Card(CardError::Away)))));
        town.faults(Faults::default()).await;
        town.save(1, "pm_card_visa").await;
        let there = town.there().await;
        for kind in ["sessions", "customers"] {
            assert_eq!(there[kind].as_object().unwrap().len(), 1, "{kind} {only}");
        }
    }
    for only in ["payment_intents", "confirm"] {
        let town = Town::new().await;
        town.save(1, "pm_card_visa").await;
        town.hangs_once(only).await;
        let row = town.pay_saved(1, town.customer).await.unwrap();
        town.faults(Faults::default()).await;
        town.rest().await;
        let paid = town.row(row.id.to_bytes()[15].into()).await;
        let taken = town.taken_there().await;
        match paid.state.word() {
            "applied" => assert_eq!((town.balance().await, taken), (PAID, 2_500)),
            _ => assert_eq!((town.balance().await, taken), (OPENING, 0)),
        }
    }
}
