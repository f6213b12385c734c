//! What is asked when debt is paid back.

use super::{AT, LIMIT};
use crate::{OwingRow, Tx};
use ami_domain::debt::{Debt, DebtKind, Recovery};
use ami_domain::id::{AccountId, DebtId, PaymentId};
use ami_domain::money::Money;

pub(super) async fn ask(tx: &mut Tx) {
    let (account, id) = (AccountId::from_number(1), DebtId::from_number(1));
    let debt = Debt {
        id,
        kind: DebtKind::Arrears,
        amount: Money::dollars(5),
        owed: Money::dollars(5),
        recovery: Recovery::Share { permille: 200 },
        missed: Money::ZERO,
        rank: 0,
        since: AT,
    };
    tx.insert_debt(account, &debt).await.unwrap();
    assert_eq!(tx.debts(account, LIMIT).await.unwrap(), [debt]);
    tx.set_recovery(id, debt.recovery).await.unwrap();
    tx.pay_debt(id, Money::dollars(1), Money::ZERO)
        .await
        .unwrap();
    tx.owe_again(id, Money::dollars(1)).await.unwrap();
    assert_eq!(tx.debts_ever(account, LIMIT).await.unwrap().len(), 1);
    let owing = OwingRow {
        held: None,
        next_day: AT,
    };
    tx.set_owing(account, &owing).await.unwrap();
    assert_eq!(tx.owing(account).await.unwrap(), Some(owing));
    assert_eq!(tx.owing_due(AT, LIMIT).await.unwrap(), [account]);
    tx.taken_for_debt(account, [AT; 3]).await.unwrap();
    tx.counted_for_debt(account, AT).await.unwrap();
    tx.entries_for_debt(account, AT, LIMIT).await.unwrap();
    tx.debt_day(account, AT).await.unwrap();
    tx.debt_split(PaymentId::from_number(1)).await.unwrap();
    tx.payment_credit(PaymentId::from_number(1)).await.unwrap();
    tx.transfers_for(PaymentId::from_number(1), LIMIT)
        .await
        .unwrap();
    tx.clear_owing(account).await.unwrap();
}
