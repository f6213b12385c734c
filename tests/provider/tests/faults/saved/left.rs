//! Nobody can charge the card of somebody who has left.

use crate::town::{ACCOUNT, Town};
use ami_css::CssError;
use ami_css::enrol::EnrolError;
use ami_domain::id::CardSetupId;
use ami_domain::time::Span;
use ami_provider::fault::Faults;

impl Town {
    async fn is_closed(&self) -> bool {
        let mut tx = self.app.css.store.read().await.unwrap();
        tx.account(ACCOUNT).await.unwrap().unwrap().is_closed()
    }
}

#[tokio::test]
async fn who_moves_out_leaves_no_card_that_could_be_charged_and_waits_for_nobody() {
    for (hang, fail) in [(0, 0), (0, 3), (2, 0)] {
        let town = Town::new().await;
        town.save(1, "pm_card_visa").await;
        town.faults(Faults {
            hang,
            fail,
            only: "detach".into(),
            ..Faults::default()
        })
        .await;
        // The account is closed at once, whatever the company does.
        town.moves_out(Span::days(40)).await;
        assert!(town.is_closed().await);
        assert_eq!(town.on_file().await.saved, None);
        assert_eq!(town.chargeable().await, 1, "asked in its own time");
        town.rest().await;
        town.rest().await;
        assert_eq!(town.chargeable().await, 0, "{hang} {fail}");
        let real = town.app.now().real + Span::days(900);
        let mut tx = town.app.css.store.read().await.unwrap();
        assert_eq!(tx.cards_to_forget(real, 9).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_card_that_another_has_replaced_or_that_came_after_its_owner_left_is_forgotten_there() {
    let town = Town::new().await;
    town.save(1, "pm_card_visa").await;
    town.save(2, "pm_card_createDispute").await;
    assert_eq!(town.chargeable().await, 2);
    town.rest().await;
    assert_eq!(town.chargeable().await, 1);
    assert_eq!(town.digits().await.as_deref(), Some("0259"));
    // A page is open while they leave, and no other is opened after.
    let page = town.open_page(3).await;
    town.moves_out(Span::days(40)).await;
    assert!(town.is_closed().await);
    let (now, setup) = (town.app.now(), CardSetupId::from_number(4));
    let opened = town.app.css.open_card_page(now, ACCOUNT, setup).await;
    let closed = matches!(opened, Err(CssError::Enrol(EnrolError::Closed)));
    assert!(closed, "{opened:?}");
    town.on_page(&page, "pm_card_visa", "pay").await;
    assert_eq!(town.on_file().await.saved, None);
    town.rest().await;
    assert_eq!(town.on_file().await.saved, None);
    assert_eq!(town.chargeable().await, 0);
}
