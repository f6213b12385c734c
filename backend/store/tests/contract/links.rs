//! Links through which anybody may pay.

use crate::house::{House, both, t, town};
use ami_domain::account::AtZero;
use ami_domain::id::{AccountId, CardSetupId, LinkId, PaymentId, UserId};
use ami_domain::money::Money;
use ami_domain::payday::Payday;
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::Day;
use ami_store::{
    AutoPayRow, CardSetupRow, PayLinkRow, ReplenishRow, SavedCardRow, StoreError, Through,
};

both!(
    a_link_is_found_by_its_tokens_digest_alone,
    a_link_is_taken_back_once_and_counts_its_uses,
    a_way_to_pay_is_noted_before_the_payment_and_stays,
    sc4_6_paydays_read_back_and_come_when_they_are_due,
    a_saved_card_takes_the_place_of_the_one_before_and_ends_its_page,
    cards_to_forget_come_when_they_are_due_and_once,
);

fn link(n: u8) -> PayLinkRow {
    PayLinkRow {
        id: LinkId::from_number(u128::from(n)),
        digest: [n; 32],
        account: AccountId::from_number(1),
        by: UserId::from_number(1),
        own: n == 2,
        nickname: "Ana".into(),
        amount: (n == 1).then_some(Money::dollars(20)),
        made_at: t(i64::from(n)),
        expires_at: t(100),
        revoked_at: None,
        uses: 0,
    }
}

async fn a_saved_card_takes_the_place_of_the_one_before_and_ends_its_page(house: &House) {
    let mut tx = town(house, 2).await;
    let (mine, other) = (AccountId::from_number(1), AccountId::from_number(2));
    let setup = |n: u8| CardSetupRow {
        id: CardSetupId::from_number(u128::from(n)),
        customer: "cus_1".into(),
        session: format!("cs_{n}"),
        url: format!("https://pay.example/{n}"),
        at: t(i64::from(n)),
    };
    let card = |n: u8| SavedCardRow {
        customer: "cus_1".into(),
        method: format!("pm_{n}"),
        brand: "visa".into(),
        last4: format!("000{n}"),
        month: 12,
        year: 2_034,
        saved_at: t(i64::from(n)),
    };
    for n in [1, 2] {
        tx.set_card_setup(mine, &setup(n)).await.unwrap();
        assert_eq!(tx.card_setup(mine).await.unwrap(), Some(setup(n)));
        tx.save_card(mine, &card(n)).await.unwrap();
        assert_eq!(tx.saved_card(mine).await.unwrap(), Some(card(n)));
        assert_eq!(tx.card_setup(mine).await.unwrap(), None);
    }
    assert_eq!(tx.saved_card(other).await.unwrap(), None);
    tx.set_card_setup(mine, &setup(3)).await.unwrap();
    assert_eq!(tx.card_setup_named("cs_3").await.unwrap(), Some(mine));
    assert_eq!(tx.card_setup_named("cs_1").await.unwrap(), None);
    for _ in 0..2 {
        tx.forget_card(mine).await.unwrap();
        tx.end_card_setup(mine).await.unwrap();
    }
    assert_eq!(tx.saved_card(mine).await.unwrap(), None);
    let nobody = AccountId::from_number(99);
    let refused = tx.save_card(nobody, &card(1)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Conflict { .. }), "{refused}");
}

async fn a_link_is_found_by_its_tokens_digest_alone(house: &House) {
    let mut tx = town(house, 2).await;
    for n in [1, 2] {
        tx.insert_pay_link(&link(n)).await.unwrap();
    }
    for n in [1, 2] {
        let found = tx.pay_link_of([n; 32]).await.unwrap();
        assert_eq!(found, Some(link(n)));
        assert_eq!(tx.pay_link(link(n).id).await.unwrap(), found);
    }
    assert_eq!(tx.pay_link_of([3; 32]).await.unwrap(), None);
    let mine = tx.pay_links(AccountId::from_number(1), 9).await.unwrap();
    assert_eq!(mine, [link(2), link(1)]);
    let other = AccountId::from_number(2);
    assert_eq!(tx.pay_links(other, 9).await.unwrap(), []);
    let twin = PayLinkRow {
        digest: [1; 32],
        ..link(3)
    };
    let refused = tx.insert_pay_link(&twin).await.unwrap_err();
    assert!(matches!(refused, StoreError::Conflict { .. }));
}

async fn a_link_is_taken_back_once_and_counts_its_uses(house: &House) {
    let mut tx = town(house, 1).await;
    tx.insert_pay_link(&link(1)).await.unwrap();
    let id = link(1).id;
    for _ in 0..3 {
        tx.use_pay_link(id).await.unwrap();
    }
    for at in [50, 60] {
        tx.revoke_pay_link(id, t(at)).await.unwrap();
    }
    let found = tx.pay_link(id).await.unwrap().unwrap();
    assert_eq!((found.uses, found.revoked_at), (3, Some(t(50))));
    assert!(!found.opens(t(50)) && link(1).opens(t(99)) && !link(1).opens(t(100)));
    let nobody = tx.use_pay_link(LinkId::from_number(9)).await.unwrap_err();
    assert!(matches!(nobody, StoreError::Missing { .. }));
}

async fn a_way_to_pay_is_noted_before_the_payment_and_stays(house: &House) {
    let mut tx = town(house, 1).await;
    for n in [1, 2] {
        tx.insert_pay_link(&link(n)).await.unwrap();
    }
    let paid = PaymentId::from_number(7);
    let ways = [1, 2].map(|n| Through::Link(link(n).id));
    for way in ways {
        tx.paid_through(paid, way, t(1)).await.unwrap();
    }
    assert_eq!(tx.through(paid).await.unwrap(), Some(ways[0]));
    let nowhere = Through::Link(LinkId::from_number(9));
    let other = PaymentId::from_number(8);
    tx.paid_through(other, nowhere, t(1)).await.unwrap_err();
}

async fn cards_to_forget_come_when_they_are_due_and_once(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    for (card, at) in [("pm_b", 2), ("pm_a", 1), ("pm_b", 9)] {
        tx.forget_card_later(card, t(at)).await.unwrap();
    }
    let one = |card: &str, tries: u32| (card.to_owned(), tries);
    assert_eq!(tx.cards_to_forget(t(0), 9).await.unwrap(), []);
    let due = tx.cards_to_forget(t(2), 9).await.unwrap();
    assert_eq!(due, [one("pm_a", 0), one("pm_b", 0)]);
    tx.put_off_card("pm_a", t(5)).await.unwrap();
    let due = tx.cards_to_forget(t(5), 9).await.unwrap();
    assert_eq!(due, [one("pm_b", 0), one("pm_a", 1)]);
    tx.card_forgotten("pm_b").await.unwrap();
    let due = tx.cards_to_forget(t(9), 9).await.unwrap();
    assert_eq!(due, [one("pm_a", 1)]);
}

async fn sc4_6_paydays_read_back_and_come_when_they_are_due(house: &House) {
    let mut tx = town(house, 1).await;
    let account = AccountId::from_number(1);
    assert_eq!(tx.auto_pay(account).await.unwrap(), None);
    let settings = ReplenishRow {
        settings: Replenish {
            amount: Money::dollars(40),
            trigger: LowAt::Balance(Money::dollars(5)),
            weekly_max: Money::dollars(80),
            monthly_max: Money::dollars(200),
            paused: true,
            fallback: AtZero::Limit,
        },
        method: "card".into(),
        token: "t".into(),
        occasion: 0,
        open: None,
        failed_at: None,
    };
    tx.set_replenish(account, &settings).await.unwrap();
    let none = AutoPayRow::default();
    assert_eq!(tx.auto_pay(account).await.unwrap(), Some(none));
    let from = Day {
        year: 2026,
        month: 12,
        day: 31,
    };
    let weeks = Payday::Weeks {
        every: 2,
        from,
        minute: 540,
    };
    let month = Payday::Month {
        days: 1 << 31 | 1 << 15,
        minute: 0,
    };
    for payday in [weeks, month] {
        let row = AutoPayRow {
            payday: Some(payday),
            next_at: Some(t(100)),
            resume_at: Some(t(50)),
            tries: 2,
        };
        tx.set_auto_pay(account, &row).await.unwrap();
        assert_eq!(tx.auto_pay(account).await.unwrap(), Some(row));
    }
    assert_eq!(tx.paydays_due(t(99), 9).await.unwrap(), []);
    assert_eq!(tx.paydays_due(t(100), 9).await.unwrap(), [account]);
    assert_eq!(tx.top_ups_open(None, 9).await.unwrap(), []);
    let open = Some(Money::dollars(40));
    tx.replenished(account, 1, open, None).await.unwrap();
    assert_eq!(tx.top_ups_open(None, 9).await.unwrap(), [account]);
    let after = Some(account);
    assert_eq!(tx.top_ups_open(after, 9).await.unwrap(), []);
    tx.resume_replenish(account).await.unwrap();
    let row = tx.replenish(account).await.unwrap().unwrap();
    assert!(!row.settings.paused);
    assert_eq!(tx.auto_pay(account).await.unwrap().unwrap().resume_at, None);
}
