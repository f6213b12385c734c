//! What counts as told before supply is reduced: a text that the meter has taken, and no other.

use crate::house::{ACCOUNT, House};
use crate::plant::{GATEWAY, METER};
use ami_adcs::receive::receive;
use ami_domain::energy::WattHours;
use ami_domain::id::{AlertId, MessageId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Supply, Switch};
use ami_domain::time::{Span, Window};
use ami_wire::up::{Up, UpBody};

/// Warns that the balance is used up; gives the command that carries it.
async fn warned(house: &mut House, number: u128) -> MessageId {
    let at = house.now.business;
    let notice = Notice {
        id: AlertId::from_number(number),
        importance: Importance::Warning,
        text: Bilingual {
            en: "Your balance is used up.".into(),
            es: "Su saldo se ha agotado.".into(),
        },
        valid: Window {
            start: at,
            end: at + Span::days(1),
        },
        confirm: true,
        figures: false,
    };
    let mut tx = house.store.begin().await.unwrap();
    let account = tx.account(ACCOUNT).await.unwrap().unwrap();
    let (now, chance) = (house.now, &mut house.chance);
    ami_adcs::warn::warn(&mut tx, now, chance, &account, "zero", &notice)
        .await
        .unwrap();
    let open = tx.open_commands(METER).await.unwrap();
    tx.commit().await.unwrap();
    open.last().unwrap().command.id
}

/// The meter answers the message with this.
async fn answers(house: &House, message: MessageId, outcome: Outcome) {
    let at = house.now.business;
    let mut tx = house.store.read().await.unwrap();
    let code = tx.command(message).await.unwrap().unwrap();
    drop(tx);
    let receipt = Receipt {
        message,
        meter: METER,
        completed_at: at,
        code: code.command.kind.code(),
        outcome,
        log_seq: 1,
        supply: Supply {
            switch: Switch::On,
            limit: None,
            credit: WattHours::ZERO,
            at,
            trip: None,
        },
        test: None,
    };
    let up = Up {
        v: ami_wire::VERSION,
        id: MessageId::from_bytes(message.to_bytes().map(|byte| !byte)),
        gateway: GATEWAY,
        meter: METER,
        at,
        body: UpBody::Receipt(receipt),
    };
    receive(&house.store, house.now, GATEWAY, &[up])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_warning_that_the_meter_refuses_is_no_proof_that_anybody_was_warned() {
    let mut house = House::with(Money::cents(-5)).await;
    let refusals = [
        MeterRefusal::Full,
        MeterRefusal::Expired,
        MeterRefusal::NotSupported,
    ];
    for (number, why) in (1..).zip(refusals) {
        let message = warned(&mut house, number).await;
        answers(&house, message, Outcome::Refused(why)).await;
        let mut tx = house.store.read().await.unwrap();
        let told = tx.told(ACCOUNT).await.unwrap();
        assert_eq!((told.warned_at, told.notices), (None, 0), "{why:?}");
    }
    let message = warned(&mut house, 9).await;
    answers(&house, message, Outcome::Done).await;
    let mut tx = house.store.read().await.unwrap();
    let told = tx.told(ACCOUNT).await.unwrap();
    assert_eq!(
        (told.warned_at, told.notices),
        (Some(house.now.business), 1)
    );
}
