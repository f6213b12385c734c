//! A deposit is handed out only when nothing is owed, borrowed money among it.

use crate::house::{ACCOUNT, ANA, House, noon};
use ami_css::CssError;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::deposit::{DepositError, DepositStep, Step, Way};
use ami_domain::id::DepositId;
use ami_domain::money::Money;

const DOLLAR: fn(i64) -> Money = Money::dollars;

impl House {
    async fn step(&self, id: u128, step: Step, dollars: i64) -> Result<(), CssError> {
        let step = DepositStep {
            id: DepositId::from_number(id),
            account: ACCOUNT,
            step,
            amount: DOLLAR(dollars),
            reference: "slip 7".into(),
            why: "they asked for it".into(),
            by: ANA,
            at: self.clock.now().business,
        };
        let mut chance = Seeded::new(u64::try_from(id).unwrap());
        self.css.step_deposit(&self.clock, &mut chance, &step).await
    }
}

#[tokio::test]
async fn who_has_borrowed_is_not_handed_the_deposit_that_stands_for_it() {
    let house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    house.step(1, Step::Taken(Way::Cash), 50).await.unwrap();
    assert_eq!(house.lend().await.unwrap(), DOLLAR(10));
    let most = DOLLAR(40);
    let refused = house.step(2, Step::GivenBack(Way::Cash), 50).await;
    let Err(CssError::Deposit(why)) = refused else {
        panic!("handed out: {refused:?}");
    };
    let kept = DOLLAR(10);
    assert_eq!(why, DepositError::Borrowed { most, kept });
    house.step(3, Step::GivenBack(Way::Cash), 40).await.unwrap();
}
