//! Accounts, what is due for them, and what they are shown.

use crate::house::{House, account, both, meter, raw, t, town};
use ami_domain::account::{AtZero, Mode};
use ami_domain::display::{Ahead, DisplayView, Standing};
use ami_domain::energy::{Rate, WattHours};
use ami_domain::explain::{Grounds, LineageId};
use ami_domain::figure_code::FigureCode;
use ami_domain::id::{AccountId, MeterId, UserId};
use ami_domain::money::Money;
use ami_domain::program::{Act, LowAt};
use ami_domain::tariff::{Entitled, Meterage};
use ami_domain::time::{Day, LocalMoment};
use ami_store::{EntitledNote, NextStep, StoreError};

both!(
    an_account_reads_back_as_written,
    ac2_a_representative_finds_an_account_by_any_part_of_it,
    what_is_due_comes_longest_ago_first,
    a_smaller_view_never_replaces_a_larger_one,
    what_a_home_is_entitled_to_is_read_in_the_order_of_its_days,
    pages_cover_every_account_once;
    apart a_broken_row_is_an_error_and_not_a_panic
);

fn id(n: u128) -> AccountId {
    AccountId::from_number(n)
}

pub(crate) fn view(seq: u64) -> DisplayView {
    DisplayView {
        seq,
        mode: Mode::Prepaid,
        currency: "USD".into(),
        balance: Money::cents(-5),
        credit: WattHours::ZERO,
        remaining: None,
        standing: Standing::Zero,
        at_zero: AtZero::Limit,
        ahead: None,
        rate_now: Rate::micros_per_kwh(150_000),
        basis: None,
        behind: None,
        used_today: WattHours::new(1),
        cost_today: Money::cents(1),
        borrowed: Money::ZERO,
        daily_average: WattHours::new(2),
        usage_until: None,
        event: None,
        as_of: LocalMoment {
            at: t(7),
            offset_minutes: -480,
        },
    }
}

async fn an_account_reads_back_as_written(house: &House) {
    let mut tx = town(house, 2).await;
    assert_eq!(tx.account(id(1)).await.unwrap(), Some(account(1)));
    let of_meter = tx.account_of_meter(MeterId::from_number(2)).await.unwrap();
    assert_eq!(of_meter, Some(account(2)));
    let mine = tx.accounts_of(UserId::from_number(2)).await.unwrap();
    assert_eq!(mine, vec![account(2)]);
    tx.set_mode(id(1), Mode::Regular).await.unwrap();
    tx.set_shown_at(id(1), t(9), t(9)).await.unwrap();
    tx.set_charged_until(id(1), t(8)).await.unwrap();
    let locked = tx.lock_account(id(1)).await.unwrap().unwrap();
    let mut expected = account(1);
    (expected.mode, expected.version) = (Mode::Regular, 1);
    (expected.shown_at, expected.charged_until) = (t(9), t(8));
    expected.show_due = t(9);
    assert_eq!(locked, expected);
    assert_eq!(tx.lock_account(id(9)).await.unwrap(), None);
    let nobody = tx.set_mode(id(9), Mode::Prepaid).await;
    assert!(matches!(nobody, Err(StoreError::Missing { .. })));
    let twice = tx.insert_account(&account(1)).await;
    assert!(matches!(twice, Err(StoreError::Conflict { .. })));
}

async fn ac2_a_representative_finds_an_account_by_any_part_of_it(house: &House) {
    let mut tx = town(house, 12).await;
    tx.commit().await.unwrap();
    tx = house.store.read().await.unwrap();
    for (text, found) in [
        ("C3-000007", 1),
        ("c3-0000", 12),
        ("number 11", 1),
        ("ELM STREET", 12),
        ("12 elm", 1),
        ("sn-0003X", 1),
        ("  0003x ", 1),
        ("elm", 12),
        ("el", 12),
        ("%", 0),
        ("_lm", 0),
        ("\"elm", 0),
        ("elm OR x", 0),
        ("'", 0),
        ("\\", 0),
        ("", 0),
        ("\0\0\0", 0),
    ] {
        let rows = tx.search_accounts(text, 50).await.unwrap();
        assert_eq!(rows.len(), found, "{text:?}");
    }
    let (row, name, address) = tx.search_accounts("12 elm", 5).await.unwrap().remove(0);
    assert_eq!(row, account(12));
    assert_eq!(
        (name.as_str(), address.as_str()),
        ("Customer Number 12", "12 Elm Street")
    );
    let two = tx.search_accounts("elm", 2).await.unwrap();
    let numbers: Vec<_> = two.iter().map(|(row, ..)| row.number.as_str()).collect();
    assert_eq!(numbers, ["C3-000001", "C3-000002"]);
}

async fn what_is_due_comes_longest_ago_first(house: &House) {
    let mut tx = town(house, 3).await;
    for (n, shown) in [(1, 30), (2, 10), (3, 20)] {
        tx.set_shown_at(id(n), t(shown), t(shown)).await.unwrap();
    }
    let stale = tx.accounts_to_refresh(t(29), 10).await.unwrap();
    assert_eq!(stale, vec![id(2), id(3)]);
    assert_eq!(tx.accounts_to_refresh(t(99), 1).await.unwrap(), vec![id(2)]);
    assert_eq!(tx.accounts_to_charge(10).await.unwrap(), vec![]);
    let step = meter(1).interval;
    let used = [(t(0) + step, WattHours::new(5), false)];
    for n in [1, 2] {
        let meter = MeterId::from_number(n);
        tx.put_intervals(meter, step, &used).await.unwrap();
    }
    tx.set_charged_until(id(1), t(2_000)).await.unwrap();
    assert_eq!(tx.accounts_to_charge(10).await.unwrap(), vec![id(2), id(1)]);
    tx.set_charged_until(id(1), t(0) + step + step)
        .await
        .unwrap();
    assert_eq!(tx.accounts_to_charge(10).await.unwrap(), vec![id(2)]);
}

async fn a_smaller_view_never_replaces_a_larger_one(house: &House) {
    let mut tx = town(house, 1).await;
    assert_eq!(tx.view(id(1)).await.unwrap(), None);
    assert!(tx.save_view(id(1), &view(5), None).await.unwrap());
    assert!(!tx.save_view(id(1), &view(4), None).await.unwrap());
    assert_eq!(tx.view(id(1)).await.unwrap(), Some(view(5)));
    assert!(tx.save_view(id(1), &view(6), None).await.unwrap());
    assert_eq!(tx.account(id(1)).await.unwrap().unwrap().view_seq, 6);
    // What a view rests on is kept with that view and with no other.
    assert_eq!(tx.lineage(id(1)).await.unwrap(), None);
    let kept = grounds();
    assert!(tx.save_view(id(1), &view(7), Some(&kept)).await.unwrap());
    assert!(!tx.save_view(id(1), &view(6), None).await.unwrap());
    assert_eq!(tx.lineage(id(1)).await.unwrap(), Some(kept));
    assert!(tx.save_view(id(1), &view(8), None).await.unwrap());
    assert_eq!(tx.lineage(id(1)).await.unwrap(), None);
    // The code of a view leads to the newest, whichever it was read from.
    let view_of = |account, seq| LineageId::View { account, seq };
    let code = FigureCode::of(view_of(id(1), 5));
    let found = tx.figures_of_code(code, 5).await.unwrap();
    assert_eq!(found, [(id(1), view_of(id(1), 8))]);
    let nobody = tx.save_view(id(9), &view(1), None).await;
    assert!(matches!(nobody, Err(StoreError::Conflict { .. })));
}

fn grounds() -> Grounds {
    let day = Day {
        year: 2026,
        month: 7,
        day: 4,
    };
    Grounds {
        help: Money::cents(250),
        previous: Some(Standing::Low),
        low: LowAt::Balance(Money::dollars(10)),
        ahead: Ahead {
            act: Act::Limit,
            cap: None,
            rated: None,
            earliest: None,
            held: None,
        },
        meterage: Meterage::starting(day, 5),
        charged_until: t(1),
        history_from: t(0),
        intervals: 1_344,
        mark: u64::MAX,
    }
}

async fn a_broken_row_is_an_error_and_not_a_panic(house: &House) {
    let mut tx = town(house, 1).await;
    tx.save_view(id(1), &view(5), None).await.unwrap();
    tx.commit().await.unwrap();
    raw(&house.url, "UPDATE shown_view SET body = '{\"seq\":'").await;
    raw(&house.url, "UPDATE account SET version = -1, view_seq = -1").await;
    let mut tx = house.store.read().await.unwrap();
    let broken = tx.view(id(1)).await.unwrap_err();
    assert!(
        matches!(broken, StoreError::Corrupt { what: "view", .. }),
        "{broken}"
    );
    assert_eq!(broken.next_step(), NextStep::AskAPerson);
    let broken = tx.account(id(1)).await.unwrap_err();
    assert!(broken.to_string().contains("view_seq"), "{broken}");
}

async fn pages_cover_every_account_once(house: &House) {
    let mut tx = town(house, 7).await;
    assert_eq!(tx.count_accounts().await.unwrap(), 7);
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = tx.all_accounts(after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        seen.extend(page.into_iter().map(|row| row.id));
    }
    assert_eq!(seen, (1..=7).map(id).collect::<Vec<_>>());
}

async fn what_a_home_is_entitled_to_is_read_in_the_order_of_its_days(house: &House) {
    let mut tx = town(house, 2).await;
    let from = |year, month, region: &str, medical| Entitled {
        from: Day {
            year,
            month,
            day: 1,
        },
        region: region.into(),
        medical,
    };
    let (early, late) = (from(2026, 9, "10", false), from(2026, 10, "15", true));
    for one in [&late, &early, &from(2026, 9, "6", true), &early] {
        tx.set_entitled(id(1), one).await.unwrap();
    }
    assert_eq!(tx.entitled(id(1)).await.unwrap(), [early.clone(), late]);
    assert_eq!(tx.entitled(id(2)).await.unwrap(), []);
    let note = EntitledNote {
        at: t(5),
        person: UserId::from_number(1),
        entitled: early.clone(),
        why: "A letter".to_owned(),
    };
    tx.note_entitled(id(1), &note).await.unwrap();
    assert_eq!(tx.entitled_notes(id(1), 9).await.unwrap(), [note]);
    assert_eq!(tx.entitled_notes(id(2), 9).await.unwrap(), []);
    let refused = tx.set_entitled(id(99), &early).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
}
