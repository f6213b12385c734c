//! Moving out: the wish, the end of an account, and whose use is whose.

use crate::house::{House, account, both, meter, raw, t, town};
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MeterId, TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::move_out::Unpaid;
use ami_domain::time::{Day, Span, Window};
use ami_store::limits::PUT_OFF_MAX;
use ami_store::{ChequeEnd, ChequeRow, MoveOutRow, Occupancy, TenancyRow};

both!(
    a_wish_is_taken_changed_and_taken_back_until_it_is_done,
    a_closed_account_leaves_its_meter_to_the_next_customer,
    a_cheque_is_kept_once_by_its_id_and_by_its_number,
    a_cheque_is_paid_or_cancelled_once_and_what_differs_is_found,
    a_persons_word_that_a_cheque_was_paid_gives_way_to_the_banks,
    hours_are_an_accounts_own_since_its_customer_lives_there,
    who_came_later_has_no_hour_of_before_and_who_was_there_has_all; apart
    an_account_of_which_it_was_never_said_is_occupied_since_it_opened
);

fn wish(at: i64) -> MoveOutRow {
    MoveOutRow {
        account: AccountId::from_number(1),
        at: t(at),
        asked_by: UserId::from_number(1),
        asked_at: t(1),
        next_at: Some(t(at)),
        closed_at: None,
        refund: Money::ZERO,
    }
}

async fn a_wish_is_taken_changed_and_taken_back_until_it_is_done(house: &House) {
    let mut tx = town(house, 2).await;
    let mine = AccountId::from_number(1);
    assert_eq!(tx.move_out(mine).await.unwrap(), None);
    assert!(tx.ask_move_out(&wish(50)).await.unwrap());
    assert!(tx.ask_move_out(&wish(60)).await.unwrap());
    assert_eq!(tx.move_out(mine).await.unwrap(), Some(wish(60)));
    assert_eq!(tx.move_outs_due(t(59), 9).await.unwrap(), []);
    assert_eq!(tx.move_outs_due(t(60), 9).await.unwrap(), [mine]);
    tx.postpone_move_out(mine, Some(t(70))).await.unwrap();
    assert_eq!(tx.move_outs_due(t(69), 9).await.unwrap(), []);
    // Put off by a clock that was ahead; the wish itself waits for its day.
    let far = t(60) + PUT_OFF_MAX + Span::millis(1);
    tx.postpone_move_out(mine, Some(far)).await.unwrap();
    assert_eq!(tx.move_outs_due(t(59), 9).await.unwrap(), []);
    assert_eq!(tx.move_outs_due(t(60), 9).await.unwrap(), [mine]);
    assert_eq!(tx.undecided(mine).await.unwrap(), (false, false));
    assert!(tx.cancel_move_out(mine).await.unwrap());
    assert!(!tx.cancel_move_out(mine).await.unwrap());
    assert_eq!(tx.move_outs_due(t(99), 9).await.unwrap(), []);
}

async fn a_closed_account_leaves_its_meter_to_the_next_customer(house: &House) {
    let mut tx = town(house, 2).await;
    let mine = AccountId::from_number(1);
    assert!(tx.ask_move_out(&wish(50)).await.unwrap());
    let before = tx.account(mine).await.unwrap().unwrap();
    let meter = tx.meter(before.meter).await.unwrap().unwrap();
    assert!(!before.is_closed());
    let tenancy = TenancyRow {
        meter: meter.id,
        window: Window {
            start: t(0),
            end: t(50),
        },
        seq: 7,
    };
    let end = (t(55), Money::cents(1_925));
    tx.close_account(mine, &meter, tenancy, end).await.unwrap();
    let after = tx.account(mine).await.unwrap().unwrap();
    assert!(after.is_closed() && !after.prepay_enabled);
    assert!(tx.account_of_meter(meter.id).await.unwrap().is_none());
    assert_eq!(tx.tenancy(mine).await.unwrap(), Some(tenancy));
    let done = tx.move_out(mine).await.unwrap().unwrap();
    assert_eq!((done.closed_at, done.refund), (Some(t(55)), end.1));
    // It is done: neither another day nor staying is taken.
    assert!(!tx.ask_move_out(&wish(90)).await.unwrap());
    assert!(!tx.cancel_move_out(mine).await.unwrap());
    let far = t(9) + PUT_OFF_MAX + Span::millis(1);
    tx.postpone_move_out(mine, Some(far)).await.unwrap();
    assert_eq!(tx.move_outs_due(t(9), 9).await.unwrap(), [mine]);
    tx.postpone_move_out(mine, None).await.unwrap();
    assert_eq!(tx.move_outs_due(t(99), 9).await.unwrap(), []);
    // The next customer of the meter begins where this one ended.
    assert_eq!(tx.next_view(meter.id, None).await.unwrap(), 8);
    assert_eq!(tx.next_view(meter.id, Some(3)).await.unwrap(), 4);
    assert_eq!(tx.left_before(meter.id, t(51)).await.unwrap(), Some(t(50)));
    assert_eq!(tx.left_before(meter.id, t(50)).await.unwrap(), None);
    // And has the meter, which the database gives to one account only.
    let next = ami_store::AccountRow {
        id: AccountId::from_number(9),
        number: "number-next".into(),
        ..before
    };
    tx.insert_account(&next).await.unwrap();
    let found = tx.account_of_meter(meter.id).await.unwrap().unwrap();
    assert_eq!(found.id, next.id);
}

/// The hours of who still lives there.
fn since(n: u128, start: i64) -> Option<Occupancy> {
    let window = Window {
        start: t(start),
        end: t(i64::MAX),
    };
    let meter = MeterId::from_number(n);
    Some(Occupancy { meter, window })
}

async fn hours_are_an_accounts_own_since_its_customer_lives_there(house: &House) {
    let mut tx = town(house, 2).await;
    let mine = account(1);
    assert_eq!(tx.account(mine.id).await.unwrap(), Some(mine.clone()));
    assert_eq!(tx.occupancy(&mine).await.unwrap(), since(1, 500));
    // Nobody has lived there for less long than the account is open.
    let late = ami_store::AccountRow {
        id: AccountId::from_number(8),
        number: "late".into(),
        meter: MeterId::from_number(8),
        occupied_from: mine.opened_at + ami_domain::time::Span::millis(1),
        ..mine.clone()
    };
    let counts = ami_store::Meter {
        id: late.meter,
        serial: "SN-8".into(),
        ..meter(1)
    };
    tx.insert_meter(&counts).await.unwrap();
    tx.insert_account(&late).await.unwrap_err();
}

async fn an_account_of_which_it_was_never_said_is_occupied_since_it_opened(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    raw(&house.url, "UPDATE account SET occupied_from = NULL").await;
    let mut tx = house.store.begin().await.unwrap();
    let known = tx.account(account(1).id).await.unwrap().unwrap();
    assert_eq!(known.occupied_from, known.opened_at);
}

async fn who_came_later_has_no_hour_of_before_and_who_was_there_has_all(house: &House) {
    let mut tx = town(house, 1).await;
    let step = meter(1).interval;
    let at = |n: i64| t(step.as_millis() * n);
    let rows: Vec<_> = (0..8).map(|n| (at(n), WattHours::new(n), n == 6)).collect();
    tx.put_intervals(meter(1).id, step, &rows).await.unwrap();
    let (start, end) = (at(0), at(99));
    let ever = Window { start, end };
    let from = |n: i64| ami_store::AccountRow {
        occupied_from: at(n),
        ..account(1)
    };
    let resident = tx.own_intervals(&from(0), &meter(1), ever).await.unwrap();
    assert_eq!(resident, rows);
    let newcomer = tx.own_intervals(&from(5), &meter(1), ever).await.unwrap();
    assert_eq!(newcomer, rows[5..]);
    // In the middle of an interval: it is not all theirs.
    let half = ami_store::AccountRow {
        occupied_from: at(5) + ami_domain::time::Span::millis(1),
        ..account(1)
    };
    let found = tx.own_intervals(&half, &meter(1), ever).await.unwrap();
    assert_eq!(found, rows[6..]);
    // Who lived there before her, and from when on they say that they did, is the same to all.
    tx.ask_move_out(&wish(at(4).as_millis())).await.unwrap();
    let window = Window {
        start: at(2),
        end: at(4),
    };
    let left = TenancyRow {
        meter: meter(1).id,
        window,
        seq: 1,
    };
    let ends = (at(4), Money::ZERO);
    tx.close_account(account(1).id, &meter(1), left, ends)
        .await
        .unwrap();
    let closed = tx.account(account(1).id).await.unwrap().unwrap();
    let stand_in = tx.meter(closed.meter).await.unwrap().unwrap();
    let theirs = tx.own_intervals(&closed, &stand_in, ever).await.unwrap();
    assert_eq!(theirs, rows[2..4]);
    let next = tx.own_intervals(&from(0), &meter(1), ever).await.unwrap();
    assert_eq!(next, rows[4..]);
}

fn cheque(id: u128, number: &str) -> ChequeRow {
    ChequeRow {
        id: TransferId::from_number(id),
        account: AccountId::from_number(1),
        number: number.to_owned(),
        sent_on: Day {
            year: 2026,
            month: 2,
            day: 9,
        },
        amount: Money::cents(1_925),
        by: UserId::from_number(1),
        at: t(5),
        cashed: None,
        cashed_by: None,
        cancelled: None,
    }
}

async fn a_cheque_is_kept_once_by_its_id_and_by_its_number(house: &House) {
    let mut tx = town(house, 2).await;
    let first = cheque(1, "A-1001");
    assert_eq!(tx.insert_cheque(&first).await.unwrap(), None);
    for again in [cheque(1, "A-1002"), cheque(2, "A-1001")] {
        let known = tx.insert_cheque(&again).await.unwrap();
        assert_eq!(known.as_ref(), Some(&first), "{again:?}");
        assert!(!first.same(&again));
    }
    assert_eq!(tx.insert_cheque(&cheque(3, "A-1003")).await.unwrap(), None);
    let mine = tx.cheques_of(first.account, 9).await.unwrap();
    assert_eq!(mine, [first, cheque(3, "A-1003")]);
    let other = AccountId::from_number(2);
    assert_eq!(tx.cheques_of(other, 9).await.unwrap(), []);
}

async fn a_cheque_is_paid_or_cancelled_once_and_what_differs_is_found(house: &House) {
    let mut tx = town(house, 2).await;
    let by = cheque(1, "x").by;
    let end = |at, why: &str| ChequeEnd {
        at: t(at),
        by,
        why: why.to_owned(),
        how: Some(Unpaid::Stopped),
    };
    for (id, number) in [(1, "A-1"), (2, "A-2"), (3, "A-3"), (4, "A-4")] {
        let mut one = cheque(id, number);
        one.sent_on.day += i8::try_from(id).unwrap();
        assert_eq!(tx.insert_cheque(&one).await.unwrap(), None);
    }
    let id = TransferId::from_number;
    let amount = cheque(1, "x").amount;
    // Paid to the cent; a second word changes nothing, and there is nothing to cancel.
    assert!(tx.cheque_cashed(id(1), amount, t(9)).await.unwrap());
    assert!(
        !tx.cheque_cashed(id(1), Money::cents(1), t(10))
            .await
            .unwrap()
    );
    assert!(!tx.cancel_cheque(id(1), &end(11, "late")).await.unwrap());
    let paid = tx.cheque(id(1)).await.unwrap().unwrap();
    assert_eq!((paid.cashed, paid.is_open()), (Some((t(9), amount)), false));
    // Cancelled once, and paid all the same; another is paid with another amount.
    assert!(tx.cancel_cheque(id(2), &end(11, "lost")).await.unwrap());
    assert!(!tx.cancel_cheque(id(2), &end(12, "again")).await.unwrap());
    assert_eq!(tx.cheques_wrong(9).await.unwrap(), []);
    assert!(tx.cheque_cashed(id(2), amount, t(13)).await.unwrap());
    let more = amount + Money::cents(1);
    assert!(tx.cheque_cashed(id(3), more, t(14)).await.unwrap());
    let wrong = tx.cheques_wrong(9).await.unwrap();
    let numbers: Vec<_> = wrong.iter().map(|one| one.number.as_str()).collect();
    assert_eq!(numbers, ["A-3", "A-2"]);
    assert_eq!(wrong[1].cancelled, Some(end(11, "lost")));
    assert_eq!(
        tx.cheque_numbered("A-3").await.unwrap().as_ref(),
        Some(&wrong[0])
    );
    assert_eq!(tx.cheque_numbered("A-9").await.unwrap(), None);
    // Only the last is still out, and stale from the day after it was sent on.
    let last = tx.cheque(id(4)).await.unwrap().unwrap();
    assert!(last.is_open());
    assert_eq!(tx.cheques_stale(last.sent_on, 9).await.unwrap(), []);
    let after = last.sent_on.plus(1);
    assert_eq!(tx.cheques_stale(after, 9).await.unwrap(), [last]);
}

async fn a_persons_word_that_a_cheque_was_paid_gives_way_to_the_banks(house: &House) {
    let mut tx = town(house, 2).await;
    let by = cheque(1, "x").by;
    for (id, number) in [(1, "A-1"), (2, "A-2"), (3, "A-3")] {
        assert_eq!(tx.insert_cheque(&cheque(id, number)).await.unwrap(), None);
    }
    let id = TransferId::from_number;
    let amount = cheque(1, "x").amount;
    for _ in 0..2 {
        let seen = tx.cheque_cashed_by(id(1), (by, t(9)), "seen in the list");
        seen.await.unwrap();
        let known = tx.cheque(id(1)).await.unwrap().unwrap();
        assert_eq!(known.cashed, Some((t(9), amount)), "as it was sent");
        assert_eq!(known.cashed_by, Some(by));
    }
    // The bank says another amount: that is found, and no person's word hides it.
    let more = amount + Money::cents(1);
    assert!(tx.cheque_cashed(id(1), more, t(12)).await.unwrap());
    let known = tx.cheque(id(1)).await.unwrap().unwrap();
    assert_eq!((known.cashed, known.cashed_by), (Some((t(12), more)), None));
    assert_eq!(tx.cheques_wrong(9).await.unwrap(), [known]);
    // A cheque that was called paid and comes back is owed again, once.
    let seen = tx.cheque_cashed_by(id(2), (by, t(9)), "seen in the list");
    assert!(seen.await.unwrap());
    let end = ChequeEnd {
        at: t(13),
        by,
        why: "came back by mail".to_owned(),
        how: Some(Unpaid::Returned),
    };
    assert!(tx.cancel_cheque(id(2), &end).await.unwrap());
    assert!(!tx.cancel_cheque(id(2), &end).await.unwrap());
    let known = tx.cheque(id(2)).await.unwrap().unwrap();
    assert_eq!((known.cashed, known.cancelled), (None, Some(end.clone())));
    // What was cancelled is not called paid by hand any more.
    let late = tx.cheque_cashed_by(id(2), (by, t(14)), "seen in the list");
    assert!(!late.await.unwrap());
    // The bank's own word does not give way.
    assert!(tx.cheque_cashed(id(3), amount, t(9)).await.unwrap());
    assert!(!tx.cancel_cheque(id(3), &end).await.unwrap());
}
