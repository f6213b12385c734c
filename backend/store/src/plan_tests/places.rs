//! What is asked of pay stations and links.

use super::{AT, LIMIT};
use crate::{
    AgentRow, AutoPayRow, CardSetupRow, PayLinkRow, RemittanceRow, SavedCardRow, Through, Tx,
};
use ami_domain::id::{
    AccountId, AgentId, CardSetupId, GatewayId, LinkId, MeterId, PairingId, PaymentId, TransferId,
    UserId,
};
use ami_domain::money::Money;
use ami_domain::pairing::{PairCode, PairState};
use ami_domain::payday::Payday;

pub(super) async fn ask(tx: &mut Tx) {
    let agent = AgentId::from_number(1);
    let row = AgentRow {
        id: agent,
        name: "x".into(),
        zone: "UTC".into(),
        float_max: Money::dollars(1),
        balance: Money::ZERO,
        active: true,
        made_at: AT,
    };
    tx.set_agent(&row).await.unwrap();
    assert_eq!(tx.lock_agent(agent).await.unwrap(), Some(row.clone()));
    assert_eq!(tx.agent(agent).await.unwrap(), Some(row.clone()));
    assert_eq!(tx.agents(LIMIT).await.unwrap(), [row]);
    assert!(tx.take_float(agent, Money::dollars(1)).await.unwrap());
    tx.move_agent_balance(agent, Money::ZERO).await.unwrap();
    let by = UserId::from_number(1);
    let key = [1; 32];
    tx.add_agent_key(agent, key, by, AT, AT).await.unwrap();
    assert!(tx.agent_of_key(key, AT).await.unwrap().is_some());
    assert_eq!(tx.agent_key_made(agent).await.unwrap(), Some(AT));
    let remitted = RemittanceRow {
        id: TransferId::from_number(1),
        amount: Money::dollars(1),
        by,
        note: "x".into(),
        at: AT,
    };
    tx.insert_remittance(agent, &remitted).await.unwrap();
    tx.remittances(agent, AT, AT, LIMIT).await.unwrap();
    tx.agent_moved_since(agent, AT).await.unwrap();
    let payment = PaymentId::from_number(1);
    let through = Through::Station(agent);
    tx.paid_through(payment, through, AT).await.unwrap();
    assert_eq!(tx.through(payment).await.unwrap(), Some(through));
    tx.station_payments(agent, AT, AT, LIMIT).await.unwrap();
    tx.forget_payment(agent, payment, AT).await.unwrap();
    assert!(tx.is_forgotten(agent, payment).await.unwrap());
    tx.transfers_for(payment, LIMIT).await.unwrap();
    links(tx).await;
    pairings(tx).await;
}

async fn pairings(tx: &mut Tx) {
    let (id, meter) = (PairingId::from_number(1), MeterId::from_number(1));
    let gateway = GatewayId::from_number(1);
    let mut row = crate::PairingRow {
        id,
        meter,
        gateway,
        code: PairCode::of(1),
        state: PairState::Asked,
        strangers: 0,
        check: None,
        asked: (AT, UserId::from_number(1)),
        confirmed: None,
        ended: None,
        say_at: Some(AT),
    };
    assert!(tx.insert_pairing(&row).await.unwrap());
    assert_eq!(tx.lock_pairing(id).await.unwrap(), Some(row.clone()));
    let due = tx.pairings_due(AT, LIMIT).await.unwrap();
    assert_eq!(due, [id]);
    assert!(tx.pairing_under_way(gateway).await.unwrap().is_some());
    row.state = PairState::Expired;
    tx.set_pairing(&row).await.unwrap();
    assert_eq!(tx.pairings_of(meter, LIMIT).await.unwrap(), [row]);
    assert_eq!(tx.pairings_since(meter, AT).await.unwrap(), 1);
    assert!(tx.meter_of_serial("x").await.unwrap().is_some());
}

async fn links(tx: &mut Tx) {
    let link = PayLinkRow {
        id: LinkId::from_number(1),
        digest: [1; 32],
        account: AccountId::from_number(1),
        by: UserId::from_number(1),
        own: false,
        nickname: "x".into(),
        amount: None,
        made_at: AT,
        expires_at: AT,
        revoked_at: None,
        uses: 0,
    };
    tx.insert_pay_link(&link).await.unwrap();
    tx.use_pay_link(link.id).await.unwrap();
    tx.revoke_pay_link(link.id, AT).await.unwrap();
    assert!(tx.pay_link(link.id).await.unwrap().is_some());
    assert!(tx.pay_link_of([1; 32]).await.unwrap().is_some());
    tx.pay_links(link.account, LIMIT).await.unwrap();
    calendar(tx, link.account).await;
}

async fn calendar(tx: &mut Tx, account: AccountId) {
    let row = AutoPayRow {
        payday: Some(Payday::Month { days: 2, minute: 0 }),
        next_at: Some(AT),
        resume_at: None,
        tries: 1,
    };
    tx.set_auto_pay(account, &row).await.unwrap();
    assert_eq!(tx.auto_pay(account).await.unwrap(), Some(row));
    assert_eq!(tx.paydays_due(AT, LIMIT).await.unwrap(), [account]);
    tx.top_ups_open(None, LIMIT).await.unwrap();
    tx.resume_replenish(account).await.unwrap();
    card(tx, account).await;
}

async fn card(tx: &mut Tx, account: AccountId) {
    let setup = CardSetupRow {
        id: CardSetupId::from_number(1),
        customer: "cus_1".into(),
        session: "cs_1".into(),
        url: "https://pay.example/1".into(),
        at: AT,
    };
    tx.set_card_setup(account, &setup).await.unwrap();
    tx.forget_card_later("pm_1", AT).await.unwrap();
    tx.cards_to_forget(AT, LIMIT).await.unwrap();
    tx.put_off_card("pm_1", AT).await.unwrap();
    tx.card_forgotten("pm_1").await.unwrap();
    assert_eq!(tx.card_setup(account).await.unwrap(), Some(setup));
    let whose = tx.card_setup_named("cs_1").await.unwrap();
    assert_eq!(whose, Some(account));
    let row = SavedCardRow {
        customer: "cus_1".into(),
        method: "pm_1".into(),
        brand: "visa".into(),
        last4: "4242".into(),
        month: 12,
        year: 2030,
        saved_at: AT,
    };
    tx.save_card(account, &row).await.unwrap();
    assert_eq!(tx.saved_card(account).await.unwrap(), Some(row));
    assert_eq!(tx.card_setup(account).await.unwrap(), None);
    tx.forget_card(account).await.unwrap();
    assert_eq!(tx.saved_card(account).await.unwrap(), None);
}
