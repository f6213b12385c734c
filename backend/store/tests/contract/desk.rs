//! What representatives do at their desk.

use crate::house::{House, both, t, town};
use ami_domain::deposit::{DepositStep, Step, Way};
use ami_domain::id::{AccountId, DepositId, UserId};
use ami_domain::money::Money;

both!(a_step_of_a_deposit_is_kept_once_and_reads_back);

const ANA: AccountId = AccountId::from_number(1);

async fn a_step_of_a_deposit_is_kept_once_and_reads_back(house: &House) {
    let mut tx = town(house, 2).await;
    let by = tx.account(ANA).await.unwrap().unwrap().customer;
    let step = |id: u128, step, reference: &str| DepositStep {
        id: DepositId::from_number(id),
        account: ANA,
        step,
        amount: Money::dollars(40),
        reference: reference.into(),
        why: "wants a monthly bill".into(),
        by,
        at: t(i64::try_from(id).unwrap()),
    };
    let taken = step(1, Step::Taken(Way::Cheque), "cheque 1042");
    let applied = step(2, Step::Applied, "");
    let back = step(3, Step::GivenBack(Way::Cash), "");
    for one in [&taken, &applied, &back] {
        assert_eq!(tx.insert_deposit_step(one).await.unwrap(), None);
        let again = tx.insert_deposit_step(one).await.unwrap();
        assert_eq!(again.as_ref(), Some(one), "the second copy is the first");
    }
    let all = tx.deposit_steps(ANA, 9).await.unwrap();
    assert_eq!(all, [back.clone(), applied, taken.clone()]);
    assert_eq!(tx.deposit_steps(ANA, 1).await.unwrap(), [back]);
    let other = AccountId::from_number(2);
    assert_eq!(tx.deposit_steps(other, 9).await.unwrap(), []);
    let nobody = DepositStep {
        id: DepositId::from_number(4),
        by: UserId::from_number(0xdead),
        ..taken
    };
    tx.insert_deposit_step(&nobody).await.unwrap_err();
}
