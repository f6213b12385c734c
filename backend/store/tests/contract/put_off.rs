//! What a clock that was ahead has put off is due once it is right again.

use crate::events::{event, window};
use crate::house::{House, both, t, town};
use ami_domain::account::AtZero;
use ami_domain::clearance::{Cause, Reduce};
use ami_domain::event::EventState;
use ami_domain::id::{AccountId, EventId, MeterId, PlanId, UserId};
use ami_domain::money::Money;
use ami_domain::payday::Payday;
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::{Day, Span, Timestamp};
use ami_store::{AutoPayRow, EventRow, PlanRow, PlanState, Planned, ReplenishRow};

both!(
    warnings_views_and_plans_do_not_wait_for_a_clock_that_was_ahead,
    an_event_that_runs_does_not_wait_for_it_and_one_that_is_booked_waits_for_its_time,
    a_payday_far_ahead_is_looked_at_unless_the_calendar_begins_there,
);

/// Now is a noon of 2027.
const NOW: Timestamp = Timestamp::from_millis(1_810_000_000_000);
const ACCOUNT: AccountId = AccountId::from_number(1);

/// By as much as anything waits, and by a moment more.
fn both_sides(most: Span) -> [(Timestamp, bool); 2] {
    let far = NOW + most;
    [(far, false), (far + Span::millis(1), true)]
}

fn plan(n: u128, at: Timestamp, next_at: Timestamp) -> PlanRow {
    PlanRow {
        id: PlanId::from_number(n),
        meter: MeterId::from_number(1),
        what: Planned::Reduce(Reduce::Disconnect),
        cause: Cause::Plan,
        at,
        version: 1,
        made_by: UserId::from_number(1),
        state: PlanState::Waiting,
        next_at,
        message: None,
    }
}

async fn warnings_views_and_plans_do_not_wait_for_a_clock_that_was_ahead(house: &House) {
    let mut tx = town(house, 1).await;
    for (at, due) in both_sides(Span::hours(2)) {
        tx.watch(ACCOUNT, at, false).await.unwrap();
        let watched = tx.watched(NOW, 9).await.unwrap();
        assert_eq!(watched == [ACCOUNT], due, "{at:?}");
    }
    for (at, due) in both_sides(Span::days(2)) {
        tx.set_shown_at(ACCOUNT, NOW, at).await.unwrap();
        let stale = tx.accounts_to_refresh(NOW, 9).await.unwrap();
        assert_eq!(stale == [ACCOUNT], due, "{at:?}");
    }
    let never = t(i64::MAX);
    tx.set_shown_at(ACCOUNT, NOW, never).await.unwrap();
    assert_eq!(tx.accounts_to_refresh(NOW, 9).await.unwrap(), []);
    let far = NOW + Span::days(40);
    for one in [plan(1, NOW, far), plan(2, far, far)] {
        assert!(tx.insert_plan(&one).await.unwrap());
    }
    let due = tx.due_plans(NOW, 9).await.unwrap();
    assert_eq!(due, [plan(1, NOW, far)], "its time has come");
}

async fn an_event_that_runs_does_not_wait_for_it_and_one_that_is_booked_waits_for_its_time(
    house: &House,
) {
    let mut tx = town(house, 2).await;
    let (far, day) = (NOW + Span::days(40), Span::days(1));
    let start = far + day;
    let rows = [
        (EventState::Running, NOW, Some(far), Some(far)),
        (EventState::Over, NOW, Some(far), None),
        (EventState::Booked, start, Some(far), Some(far)),
    ];
    for (n, (state, start, next_at, verify_at)) in (1..).zip(rows) {
        let window = window(start.as_millis(), (start + day).as_millis());
        let row = EventRow {
            state,
            next_at,
            verify_at,
            ..event(n, window)
        };
        assert_eq!(tx.insert_event(&row).await.unwrap(), None);
    }
    let ids = |all: &[u128]| -> Vec<EventId> {
        let all = all.iter().copied();
        all.map(EventId::from_number).collect()
    };
    let mut due = tx.events_due(NOW, 9).await.unwrap();
    due.sort_unstable();
    assert_eq!(due, ids(&[1, 2]));
    assert_eq!(tx.events_to_verify(NOW, day, 9).await.unwrap(), ids(&[1]));
    // By its own time, each once.
    assert_eq!(tx.events_due(far, 9).await.unwrap().len(), 3);
    assert_eq!(tx.events_to_verify(far, day, 9).await.unwrap().len(), 2);
}

async fn a_payday_far_ahead_is_looked_at_unless_the_calendar_begins_there(house: &House) {
    let mut tx = town(house, 1).await;
    let settings = ReplenishRow {
        settings: Replenish {
            amount: Money::dollars(40),
            trigger: LowAt::Balance(Money::dollars(5)),
            weekly_max: Money::dollars(80),
            monthly_max: Money::dollars(200),
            paused: false,
            fallback: AtZero::Limit,
        },
        method: "card".into(),
        token: "t".into(),
        occasion: 0,
        open: None,
        failed_at: None,
    };
    tx.set_replenish(ACCOUNT, &settings).await.unwrap();
    let weeks = |year| Payday::Weeks {
        every: 8,
        from: Day {
            year,
            month: 1,
            day: 8,
        },
        minute: 540,
    };
    let month = Payday::Month {
        days: 1 << 15,
        minute: 0,
    };
    for (payday, begun) in [(weeks(2026), true), (weeks(2031), false), (month, true)] {
        for (at, far) in both_sides(Span::days(70)) {
            let row = AutoPayRow {
                payday: Some(payday),
                next_at: Some(at),
                ..AutoPayRow::default()
            };
            tx.set_auto_pay(ACCOUNT, &row).await.unwrap();
            let due = tx.paydays_due(NOW, 9).await.unwrap();
            assert_eq!(due == [ACCOUNT], far && begun, "{payday:?} {at:?}");
        }
    }
}
