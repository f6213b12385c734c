//! What is asked when a balance runs low and out.

use super::{AT, LIMIT};
use crate::{ModeChange, ReplenishRow, TopUpSecret, Tx, ZeroRow};
use ami_domain::account::{AtZero, Mode};
use ami_domain::convert::{Booked, Grounds, Snapshot, Stands, Terms};
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, AlertId, MeterId, UserId};
use ami_domain::money::Money;
use ami_domain::program::{Act, LowAt, Replenish};

pub(super) async fn ask(tx: &mut Tx) {
    let account = AccountId::from_number(1);
    tx.watch(account, AT, true).await.unwrap();
    assert!(tx.meter_warned(account).await.unwrap());
    assert_eq!(tx.watched(AT, LIMIT).await.unwrap(), [account]);
    tx.unwatch(account).await.unwrap();
    let notice = AlertId::from_number(1);
    tx.set_warning(account, "zero", 1, AT, notice)
        .await
        .unwrap();
    assert!(tx.warning(account, "zero").await.unwrap().is_some());
    tx.end_warning_text(account, "zero", AT).await.unwrap();
    tx.clear_warning(account, "zero").await.unwrap();
    let zero = ZeroRow {
        since: AT,
        act: Act::Limit,
        done: false,
        held: Some(ami_domain::display::Held::Weather),
        next_at: AT,
        not_before: None,
    };
    tx.set_zero(account, &zero).await.unwrap();
    assert_eq!(tx.zero(account).await.unwrap(), Some(zero));
    assert!(tx.clear_zero(account).await.unwrap());
    let change = ModeChange {
        at: AT,
        mode: Mode::Prepaid,
        balance: Money::ZERO,
        decided_at: AT,
        decided_by: Some(UserId::from_number(1)),
        grounds: Some(Grounds {
            terms: Terms::default(),
            stands: Stands::default(),
        }),
        booked: Booked {
            fee: Money::cents(1),
            deposit: Money::cents(2),
            returned: Money::cents(3),
        },
        snapshot: None,
    };
    tx.change_mode(account, &change).await.unwrap();
    assert_eq!(tx.mode_changes(account, LIMIT).await.unwrap(), [change]);
    let stood = Snapshot {
        balance: Money::cents(3),
        owed: Money::cents(4),
        credit: None,
        register: WattHours::kilo(5),
        held: Money::cents(6),
        debt: Money::cents(7),
    };
    assert!(tx.snapshot_mode(account, AT, &stood).await.unwrap());
    let again = tx.snapshot_mode(account, AT, &stood).await.unwrap();
    assert!(!again, "what is kept stays");
    let kept = tx.mode_changes(account, LIMIT).await.unwrap();
    assert_eq!(kept[0].snapshot, Some(stood));
    let book = ami_domain::ledger::Book::Prepaid(account);
    tx.balance_at(book, AT).await.unwrap();
    tx.silent_meters(AT, LIMIT).await.unwrap();
    tx.raise_silent(MeterId::from_number(1), AT, AT)
        .await
        .unwrap();
    top_up(tx, account).await;
}

async fn top_up(tx: &mut Tx, account: AccountId) {
    let row = ReplenishRow {
        settings: Replenish {
            amount: Money::dollars(40),
            trigger: LowAt::Balance(Money::dollars(5)),
            weekly_max: Money::dollars(80),
            monthly_max: Money::dollars(200),
            paused: false,
            fallback: AtZero::Limit,
        },
        method: "x".into(),
        token: "y".into(),
        occasion: 0,
        open: None,
        failed_at: None,
    };
    tx.set_replenish(account, &row).await.unwrap();
    assert_eq!(tx.replenish(account).await.unwrap(), Some(row));
    tx.replenished(account, 1, None, Some(AT)).await.unwrap();
    assert_eq!(tx.top_up_secret(account).await.unwrap(), None);
    let secret = |n| TopUpSecret {
        bytes: [n; 32],
        from: 2,
    };
    for n in [1, 2] {
        tx.set_top_up_secret(account, &secret(n)).await.unwrap();
    }
    let kept = tx.top_up_secret(account).await.unwrap();
    assert_eq!(kept, Some(secret(1)), "the first word stays");
    let by = UserId::from_number(1);
    tx.program_changed(account, by, AT, "x").await.unwrap();
    assert_eq!(tx.program_changes(account, 9).await.unwrap().len(), 1);
    tx.set_program(account, AtZero::Limit, None).await.unwrap();
}
