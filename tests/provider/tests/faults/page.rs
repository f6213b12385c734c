//! Cards that are typed on the payment company's page: paid, declined, left, over, told twice or
//! never, and answers that are lost on the way.

use crate::town::{ACCOUNT, Town, nothing};
use crate::{OPENING, PAID};
use ami_css::Offer;
use ami_css::pay_link::LinkWish;
use ami_css::payment_method::card_page::{NAME, TOKEN};
use ami_css::program::TopUp;
use ami_domain::account::AtZero;
use ami_domain::chance::Seeded;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::program::{LowAt, Replenish};
use ami_domain::settlement::{Capture, Question};
use ami_domain::time::Span;
use ami_provider::fault::Faults;
use ami_store::PaymentRow;

impl Town {
    async fn pay_on_page(&self, id: u128) -> PaymentRow {
        let offer = Offer {
            amount: Money::dollars(25),
            method: NAME.into(),
            token: TOKEN.into(),
        };
        let mut chance = Seeded::new(u64::try_from(id).unwrap());
        let payment = PaymentId::from_number(id);
        let (css, clock, by) = (&self.app.css, &self.app.clock, self.customer);
        let paid = css.pay(clock, &mut chance, by, ACCOUNT, payment, &offer);
        paid.await.unwrap()
    }

    /// Where the payer is sent, once we know it.
    pub(crate) async fn page_of(&self, id: u128) -> String {
        self.charge(id).await.next_step.unwrap()
    }

    /// What the payer does on the company's page; the status, and where they are sent then.
    pub(crate) async fn on_page(&self, url: &str, card: &str, word: &str) -> (u16, Option<String>) {
        let client = reqwest::Client::builder();
        let client = client.redirect(reqwest::redirect::Policy::none()).build();
        let asked = client.unwrap().post(url);
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        let answer = asked
            .body(format!("card={card}&word={word}"))
            .send()
            .await
            .unwrap();
        let place = answer.headers().get("location");
        let place = place.map(|place| place.to_str().unwrap().to_owned());
        (answer.status().as_u16(), place)
    }

    /// What the page says to which the payer comes back.
    async fn back(&self, id: u128, lang: &str) -> String {
        let id = PaymentId::from_number(id);
        let url = format!("{}/p/back/{id}?lang={lang}", self.server);
        let answer = self.client.get(url).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        let text = answer.text().await.unwrap();
        assert!(
            text.len() < 25_000 && !text.contains("<script"),
            "{} bytes",
            text.len()
        );
        // Nothing of the customer: no name, no street, no balance.
        for word in ["Ana", "Orange", "$20", "$45", "kWh"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        text
    }
}

#[tokio::test]
async fn a_card_typed_on_the_companys_page_is_authorised_credited_and_captured_once() {
    for twice in [false, true] {
        let town = Town::new().await;
        town.faults(Faults {
            twice,
            ..Faults::default()
        })
        .await;
        let row = town.pay_on_page(1).await;
        assert_eq!(row.state.word(), "waits");
        assert!(
            town.back(1, "en-US")
                .await
                .contains("not been credited yet")
        );
        assert!(town.back(1, "es-US").await.contains("no están acreditados"));
        assert_eq!(town.balance().await, OPENING);
        let url = town.page_of(1).await;
        let (status, place) = town.on_page(&url, "pm_card_visa", "pay").await;
        assert_eq!(status, 303);
        assert!(
            place
                .unwrap()
                .ends_with(&format!("/p/back/{}", PaymentId::from_number(1)))
        );
        town.until(async || (town.balance().await == PAID).then_some(()))
            .await;
        town.rest().await;
        assert!(town.back(1, "en-US").await.contains("We received $25.00"));
        let charge = town.charge(1).await;
        assert!(matches!(charge.settlement.capture, Capture::Done { .. }));
        assert!(charge.reference.starts_with("pi_"), "{}", charge.reference);
        // The same payment again, and the page again, change nothing.
        assert_eq!(town.pay_on_page(1).await.state, town.row(1).await.state);
        assert_eq!(town.on_page(&url, "pm_card_visa", "pay").await.0, 409);
        town.rest().await;
        assert_eq!(town.balance().await, PAID);
        assert_eq!(town.taken_there().await, 2_500);
        assert_eq!(town.questions().await, []);
    }
}

#[tokio::test]
async fn a_card_that_is_declined_there_leaves_the_page_open_for_another() {
    let town = Town::new().await;
    town.pay_on_page(1).await;
    let url = town.page_of(1).await;
    for card in [
        "pm_card_chargeDeclined",
        "pm_card_chargeDeclinedInsufficientFunds",
    ] {
        assert_eq!(town.on_page(&url, card, "pay").await, (200, None));
    }
    // Whoever goes back without paying reads that nothing has happened yet, and may go on.
    let (_, place) = town.on_page(&url, "", "leave").await;
    assert!(place.unwrap().contains("/p/back/"));
    assert!(town.back(1, "en-US").await.contains(&url));
    assert_eq!(town.row(1).await.state.word(), "waits");
    town.on_page(&url, "pm_card_visa", "pay").await;
    town.rest().await;
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
}

#[tokio::test]
async fn a_page_that_is_left_or_over_ends_the_payment_and_takes_nothing() {
    for by_us in [true, false] {
        let town = Town::new().await;
        town.pay_on_page(1).await;
        let url = town.page_of(1).await;
        if by_us {
            for _ in 0..40 {
                town.rest().await;
            }
        } else {
            let id = town.charge(1).await.reference;
            town.tell(&format!("page-over/{id}"), nothing()).await;
            town.rest().await;
        }
        let PaymentState::Refused { why, .. } = town.row(1).await.state else {
            panic!("{by_us}: {:?}", town.row(1).await.state);
        };
        assert_eq!(why, Refusal::Timeout);
        assert!(town.back(1, "en-US").await.contains("page was closed"));
        // Nobody can pay on it any more.
        assert_eq!(town.on_page(&url, "pm_card_visa", "pay").await.0, 409);
        town.rest_after(Span::hours(1)).await;
        assert_eq!(town.balance().await, OPENING);
        assert_eq!(town.taken_there().await, 0);
        assert_eq!(town.questions().await, []);
    }
}

#[tokio::test]
async fn words_about_a_page_that_are_lost_or_late_are_found_by_looking() {
    for faults in [
        Faults {
            lost: true,
            ..Faults::default()
        },
        Faults {
            kept: true,
            ..Faults::default()
        },
    ] {
        let town = Town::new().await;
        town.faults(faults).await;
        town.pay_on_page(1).await;
        town.on_page(&town.page_of(1).await, "pm_card_visa", "pay")
            .await;
        town.rest().await;
        assert_eq!(town.balance().await, PAID);
        // Newest first, and after all is done.
        town.tell("release", nothing()).await;
        town.rest().await;
        assert_eq!(town.balance().await, PAID);
        assert_eq!(town.taken_there().await, 2_500);
        assert_eq!(town.questions().await, []);
    }
}

#[tokio::test]
async fn answers_about_a_page_that_are_lost_make_one_page_and_take_the_money_once() {
    for (hang, fail) in [(1, 0), (0, 1)] {
        let town = Town::new().await;
        let only = "sessions".to_owned();
        town.faults(Faults {
            hang,
            fail,
            only,
            ..Faults::default()
        })
        .await;
        town.pay_on_page(1).await;
        town.faults(Faults::default()).await;
        town.rest().await;
        // Whatever was lost: there is one page, or none and the payment has ended.
        let there = town.there().await;
        let pages = there["sessions"].as_object().unwrap().len();
        assert_eq!(pages, 1, "{hang} {fail}");
        town.on_page(&town.page_of(1).await, "pm_card_visa", "pay")
            .await;
        town.rest().await;
        assert_eq!(town.balance().await, PAID);
        assert_eq!(town.taken_there().await, 2_500);
    }
}

#[tokio::test]
async fn a_page_over_another_amount_is_not_believed() {
    let town = Town::new().await;
    town.faults(Faults {
        amount_off: 100,
        ..Faults::default()
    })
    .await;
    let row = town.pay_on_page(1).await;
    assert_eq!(row.state.word(), "refused");
    assert_eq!(town.questions().await, [Question::Mismatch]);
    // The page is closed, so that nobody pays on it.
    let there = town.there().await;
    let pages = there["sessions"].as_object().unwrap();
    assert!(
        pages.values().all(|page| page["status"] == "expired"),
        "{pages:?}"
    );
    town.rest().await;
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.taken_there().await, 0);
}

#[tokio::test]
async fn a_stranger_with_a_guessed_id_reads_nothing() {
    let town = Town::new().await;
    town.pay(2, "pm_card_visa").await;
    for id in [PaymentId::from_number(1), PaymentId::from_number(2)] {
        let url = format!("{}/p/back/{id}", town.server);
        let answer = town.client.get(url).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 404);
    }
}

#[tokio::test]
async fn the_plain_page_for_a_phone_has_no_field_for_a_card_and_leads_to_the_company() {
    let town = Town::new().await;
    let token = "5a".repeat(32);
    let wish = LinkWish {
        own: false,
        nickname: "Mom".into(),
        amount: None,
        days: 3,
    };
    let (now, mut chance) = (town.app.now(), Seeded::new(4));
    let digest = ami_server::http::session::digest(token.as_bytes());
    let (css, by) = (&town.app.css, town.customer);
    css.make_link(now, &mut chance, by, ACCOUNT, &wish, digest)
        .await
        .unwrap();
    let url = format!("{}/p/{token}?lang=en-US", town.server);
    let form = town
        .client
        .get(&url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(form.len() < 25_000 && !form.contains("<script") && !form.contains("<select"));
    assert!(form.contains("never sees it"), "{form}");
    let payment = PaymentId::from_number(1);
    let send = async |step: &str| {
        let asked = town.client.post(&url);
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        let body = format!("payment={payment}&amount=25&card={TOKEN}&step={step}");
        asked.body(body).send().await.unwrap().text().await.unwrap()
    };
    assert!(send("").await.contains("$25.00"));
    // The page after it leads on, to the company's page and to nowhere else.
    let after = send("pay").await;
    let page = town.page_of(1).await;
    assert!(after.contains(&page), "{after}");
    town.on_page(&page, "pm_card_visa", "pay").await;
    town.rest().await;
    assert_eq!(town.balance().await, PAID);
    assert!(town.back(1, "es-US").await.contains("Recibimos $25.00"));
}

#[tokio::test]
async fn nothing_tops_itself_up_by_a_page_that_needs_its_payer() {
    let town = Town::new().await;
    let change = TopUp {
        settings: Replenish {
            amount: Money::dollars(40),
            trigger: LowAt::Balance(Money::dollars(5)),
            weekly_max: Money::dollars(80),
            monthly_max: Money::dollars(160),
            paused: false,
            fallback: AtZero::Limit,
        },
        method: NAME.into(),
        token: Some(TOKEN.into()),
    };
    let (now, by) = (town.app.now(), town.customer);
    let kept = town
        .app
        .css
        .set_auto_pay(now, by, ACCOUNT, &change, None, None);
    assert!(kept.await.is_err());
}
