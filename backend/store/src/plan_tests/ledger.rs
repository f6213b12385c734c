//! What is asked about help and debt that is given up.

use super::{AT, LIMIT};
use crate::{BorrowingRow, FriendlyUse, GivenRow, Helped, Tx};
use ami_domain::deposit::{DepositStep, Step, Way};
use ami_domain::energy::WattHours;
use ami_domain::grant::{Grant, Purpose};
use ami_domain::id::{
    AccountId, DebtId, DepositId, GrantId, MessageId, TransferId, UserId, WriteOffId,
};
use ami_domain::money::Money;
use ami_domain::write_off::{WriteOff, WriteOffState};

pub(super) async fn ask(tx: &mut Tx) {
    let (account, by) = (AccountId::from_number(1), UserId::from_number(1));
    let grant = Grant {
        id: GrantId::from_number(1),
        purpose: Purpose::Energy,
        amount: Money::dollars(5),
        unspent: Money::dollars(5),
        expires_at: AT,
        granted_at: AT,
        granted_by: by,
        why: "winter".into(),
        expired_at: None,
    };
    tx.insert_grant(account, &grant).await.unwrap();
    tx.grants(account, LIMIT).await.unwrap();
    tx.open_grants(account, LIMIT).await.unwrap();
    tx.spendable(account).await.unwrap();
    tx.spend_grant(grant.id, Money::dollars(1)).await.unwrap();
    let over = tx.grants_over((AT, AT), LIMIT).await.unwrap();
    assert_eq!(over, [(account, grant.id)]);
    let helped = Helped {
        grant: grant.id,
        amount: Money::dollars(1),
        times: 1,
    };
    tx.set_helped(account, AT, &helped).await.unwrap();
    assert_eq!(tx.helped(account, AT).await.unwrap(), [helped]);
    tx.expire_grant(grant.id, AT).await.unwrap();
    let given = GivenRow {
        name: TransferId::from_number(1),
        account,
        credit: WattHours::kilo(1),
        message: MessageId::from_number(1),
        at: AT,
    };
    tx.insert_given(&given).await.unwrap();
    assert_eq!(tx.given_to(account, LIMIT).await.unwrap(), [given]);
    let borrowing = BorrowingRow {
        friendly: true,
        friendly_until: Some(AT),
        ..BorrowingRow::default()
    };
    tx.set_borrowing(account, &borrowing).await.unwrap();
    assert_eq!(tx.borrowing(account).await.unwrap(), borrowing);
    let lent = FriendlyUse {
        amount: Money::dollars(1),
        times: 1,
    };
    tx.set_friendly_use(account, AT, &lent).await.unwrap();
    assert_eq!(tx.friendly_use(account, AT).await.unwrap(), lent);
    tx.set_given_message(given.name, MessageId::from_number(2))
        .await
        .unwrap();
    let wish = WriteOff {
        id: WriteOffId::from_number(1),
        account,
        debt: DebtId::from_number(1),
        amount: Money::dollars(1),
        why: "not found".into(),
        asked_by: by,
        asked_at: AT,
        state: WriteOffState::Asked,
    };
    tx.insert_write_off(&wish).await.unwrap();
    assert_eq!(tx.open_write_offs(LIMIT).await.unwrap().len(), 1);
    assert_eq!(tx.write_offs_of(account, LIMIT).await.unwrap().len(), 1);
    let step = DepositStep {
        id: DepositId::from_number(1),
        account,
        step: Step::Taken(Way::Cash),
        amount: Money::dollars(1),
        reference: String::new(),
        why: "wants a bill".into(),
        by,
        at: AT,
    };
    tx.insert_deposit_step(&step).await.unwrap();
    assert_eq!(tx.deposit_steps(account, LIMIT).await.unwrap(), [step]);
    // The table knows who asked; another person decides.
    let decided = WriteOffState::Refused { by, at: AT };
    tx.decide_write_off(WriteOffId::from_number(2), decided)
        .await
        .unwrap();
}
