//! What the regulator's report is made of, in the order of time and page by page.

use crate::house::{House, both, meter, t, town};
use ami_domain::clearance::{Cause, Facts, Hold, Reduce, Rules};
use ami_domain::code::Code;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::explain::HoldSubject;
use ami_domain::id::{AccountId, AlertId, ClearanceId, MessageId, OrderId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Supply, Switch};
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::{DecisionRow, HoldRow, OrderRow, Ruling, Tx};

both!(
    a_cut_counts_by_its_receipt_and_ends_with_the_first_that_says_so,
    a_cut_by_hand_counts_when_it_was_done_and_ends_when_somebody_brought_power_back,
    decisions_come_page_by_page_and_only_of_their_time,
    a_hold_counts_until_it_was_looked_at_last,
    the_last_look_that_gave_a_date_is_kept_for_each_account,
    what_became_of_a_text_and_of_its_promise_is_beside_it
);

const LATE: Span = Span::millis(5);

fn rules() -> Rules {
    Rules {
        version: "rules-1".into(),
        data_max_age: Span::hours(1),
        weather_max_age: Span::hours(1),
        holidays: Vec::new(),
        disconnect: Default::default(),
        limit: Default::default(),
        standing: Vec::new(),
    }
}

fn facts(number: u128, at: i64, what: Reduce) -> Facts {
    Facts {
        has_switch: true,
        online: true,
        ..Facts::unknown(meter(number).id, t(at), what, Cause::Zero)
    }
}

async fn the_last_look_that_gave_a_date_is_kept_for_each_account(house: &House) {
    let mut tx = town(house, 2).await;
    let look = |number: u128, at| {
        let account = AccountId::from_number(number);
        let facts = facts(number, at, Reduce::Disconnect);
        HoldSubject::new(account, (facts, t(9)), rules(), &[Hold::Quarantined])
    };
    for kept in [look(1, 1), look(2, 2), look(1, 3)] {
        tx.keep_hold_grounds(&kept).await.unwrap();
    }
    for (number, kept) in [(1, look(1, 3)), (2, look(2, 2))] {
        let found = tx.hold_grounds(AccountId::from_number(number)).await;
        assert_eq!(found.unwrap(), Some(kept));
    }
    let nobody = tx.hold_grounds(AccountId::from_number(9)).await.unwrap();
    assert_eq!(nobody, None);
}

async fn decide(tx: &mut Tx, id: u128, facts: Facts, holds: &[Hold]) {
    let ruling = if holds.is_empty() {
        Ruling::Cleared
    } else {
        Ruling::Held
    };
    tx.insert_decision(&DecisionRow {
        id: ClearanceId::from_number(id),
        ruling,
        facts,
        holds: holds.to_vec(),
        verdicts: Vec::new(),
        rules: rules().version,
        feeder: String::new(),
        message: holds.is_empty().then_some(MessageId::from_number(id)),
        released: false,
        asked: false,
    })
    .await
    .unwrap();
}

fn receipt(message: u128, at: i64, switch: Switch, limit: Option<i64>) -> Receipt {
    Receipt {
        message: MessageId::from_number(message),
        meter: meter(1).id,
        completed_at: t(at),
        code: Code(1),
        outcome: Outcome::Done,
        log_seq: 1,
        supply: Supply {
            switch,
            limit: limit.map(Watts::new),
            credit: WattHours::ZERO,
            at: t(at),
            trip: None,
        },
        test: None,
    }
}

fn all() -> Window {
    Window {
        start: t(0),
        end: t(1_000),
    }
}

async fn a_cut_counts_by_its_receipt_and_ends_with_the_first_that_says_so(house: &House) {
    let mut tx = town(house, 1).await;
    tx.keep_rules(&rules()).await.unwrap();
    let limit = Reduce::Limit(Watts::new(500));
    decide(&mut tx, 1, facts(1, 10, Reduce::Disconnect), &[]).await;
    decide(&mut tx, 2, facts(1, 50, limit), &[]).await;
    decide(&mut tx, 3, facts(1, 90, Reduce::Disconnect), &[]).await;
    decide(&mut tx, 4, facts(1, 95, Reduce::Disconnect), &[]).await;
    let refused = Receipt {
        outcome: Outcome::Refused(MeterRefusal::Held),
        ..receipt(3, 91, Switch::On, None)
    };
    for (receipt, received) in [
        (receipt(1, 12, Switch::Off, None), 13),
        (receipt(71, 20, Switch::Ready, None), 21),
        (receipt(72, 30, Switch::On, None), 31),
        (receipt(2, 52, Switch::On, Some(500)), 53),
        (receipt(73, 60, Switch::On, Some(500)), 61),
        (receipt(74, 70, Switch::On, None), 71),
        (refused, 92),
    ] {
        assert!(tx.insert_receipt(&receipt, t(received)).await.unwrap());
    }
    let found = tx.decisions_in(all(), None, 9).await.unwrap();
    let times: Vec<_> = found
        .iter()
        .map(|one| (one.done_at, one.on_at, one.whole_at))
        .collect();
    let at = |at: i64| Some(t(at));
    assert_eq!(times[0], (at(12), at(30), at(30)));
    // On all the time: a limit ends when nothing is limited.
    assert_eq!((times[1].0, times[1].2), (at(52), at(70)));
    // The meter has refused the third, and never answered the fourth.
    assert_eq!((times[2].0, times[3].0), (None, None));
}

async fn a_cut_by_hand_counts_when_it_was_done_and_ends_when_somebody_brought_power_back(
    house: &House,
) {
    let mut tx = town(house, 1).await;
    tx.keep_rules(&rules()).await.unwrap();
    for (id, at) in [(1, 10), (2, 40)] {
        let cut = facts(1, at, Reduce::Disconnect);
        decide(&mut tx, id, cut, &[]).await;
    }
    let errand = |id: u128, opened: i64, clearance: Option<u128>| OrderRow {
        clearance: clearance.map(ClearanceId::from_number),
        ..order(id, opened)
    };
    let times = async |tx: &mut Tx| {
        let found = tx.decisions_in(all(), None, 9).await.unwrap();
        let times = found.iter().map(|one| (one.done_at, one.on_at));
        times.collect::<Vec<_>>()
    };
    let (none, at) = ((None, None), |at: i64| Some(t(at)));
    assert!(tx.insert_order(&errand(1, 11, Some(1))).await.unwrap());
    assert_eq!(times(&mut tx).await, [none, none], "on the way is not cut");
    end(&mut tx, 1, OrderState::Done, 20).await;
    assert_eq!(times(&mut tx).await, [(at(20), None), none]);
    assert!(tx.insert_order(&errand(2, 25, None)).await.unwrap());
    end(&mut tx, 2, OrderState::Done, 30).await;
    // Whoever came back without having cut has cut nobody.
    assert!(tx.insert_order(&errand(3, 41, Some(2))).await.unwrap());
    end(&mut tx, 3, OrderState::Cancelled, 50).await;
    assert_eq!(times(&mut tx).await, [(at(20), at(30)), none]);
}

fn order(id: u128, opened: i64) -> OrderRow {
    OrderRow {
        id: OrderId::from_number(id),
        account: AccountId::from_number(1),
        meter: meter(1).id,
        kind: OrderKind::Field,
        reason: OrderReason::NoSwitch,
        state: OrderState::Open,
        evidence: "{}".into(),
        opened_at: t(opened),
        ended_at: None,
        note: String::new(),
        attempts: 0,
        next_at_real: t(opened),
        handed_at: None,
        answer: String::new(),
        clearance: None,
        not_after: None,
        withdrawn: false,
    }
}

async fn end(tx: &mut Tx, id: u128, state: OrderState, at: i64) {
    let id = OrderId::from_number(id);
    assert!(tx.end_order(id, state, "", t(at)).await.unwrap());
}

async fn a_hold_counts_until_it_was_looked_at_last(house: &House) {
    let mut tx = town(house, 2).await;
    tx.keep_rules(&rules()).await.unwrap();
    let hold = |id: u128, number, at, holds: &[Hold]| HoldRow {
        meter: meter(number).id,
        cause: Cause::Zero,
        decision: ClearanceId::from_number(id),
        holds: holds.to_vec(),
        since: t(10),
        at: t(at),
        quarantined: false,
        released: Vec::new(),
    };
    let cut = |number, at| facts(number, at, Reduce::Disconnect);
    let until = async |tx: &mut Tx| {
        let found = tx.decisions_in(all(), None, 9).await.unwrap();
        let times = found.iter().map(|one| one.held_until);
        times.collect::<Vec<_>>()
    };
    decide(&mut tx, 1, cut(1, 10), &[Hold::Hot]).await;
    assert_eq!(until(&mut tx).await, [None], "nobody has looked again");
    for at in [10, 40] {
        tx.put_hold(&hold(1, 1, at, &[Hold::Hot])).await.unwrap();
        assert_eq!(until(&mut tx).await, [Some(t(at))]);
    }
    // Another reason is another decision; the first held until it was looked at last.
    decide(&mut tx, 2, cut(1, 70), &[Hold::Hour]).await;
    tx.put_hold(&hold(2, 1, 70, &[Hold::Hour])).await.unwrap();
    tx.put_hold(&hold(2, 1, 90, &[Hold::Hour])).await.unwrap();
    assert_eq!(until(&mut tx).await, [Some(t(40)), Some(t(90))]);
    decide(&mut tx, 3, cut(2, 75), &[Hold::Hot]).await;
    tx.put_hold(&hold(3, 2, 95, &[Hold::Hot])).await.unwrap();
    // Across 30: the first has ended; across 80 both go on, and from 91 on only one.
    let ended = tx.holds_ended(t(30), None, 9).await.unwrap();
    assert_eq!((ended.len(), ended[0].until), (1, t(40)));
    assert_eq!(ended[0].holds, [Hold::Hot]);
    assert_eq!(tx.holds_open(t(30), None, 9).await.unwrap(), []);
    let open = tx.holds_open(t(80), None, 1).await.unwrap();
    let next = Some((open[0].meter, open[0].cause));
    let more = tx.holds_open(t(80), next, 9).await.unwrap();
    let numbers: Vec<_> = open.iter().chain(&more).map(|one| one.meter).collect();
    assert_eq!(numbers, [meter(1).id, meter(2).id]);
    assert_eq!(tx.holds_open(t(91), None, 9).await.unwrap().len(), 1);
    // Its end keeps the last look.
    assert!(tx.end_hold(meter(1).id, Cause::Zero).await.unwrap());
    assert_eq!(tx.holds_open(t(80), None, 9).await.unwrap().len(), 1);
    let ended = tx.holds_ended(t(80), None, 9).await.unwrap();
    assert_eq!((ended.len(), ended[0].until), (1, t(90)));
    let after = Some((ended[0].until, ended[0].decision));
    assert_eq!(tx.holds_ended(t(80), after, 9).await.unwrap(), []);
}

async fn decisions_come_page_by_page_and_only_of_their_time(house: &House) {
    let mut tx = town(house, 2).await;
    tx.keep_rules(&rules()).await.unwrap();
    for (id, number, at) in [(9, 1, 10), (3, 2, 10), (5, 1, 20), (6, 2, 30)] {
        let facts = facts(number, at, Reduce::Disconnect);
        decide(&mut tx, id, facts, &[Hold::Hot, Hold::Hour]).await;
    }
    let window = Window {
        start: t(10),
        end: t(30),
    };
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = tx.decisions_in(window, after, 1).await.unwrap();
        let Some(one) = page.into_iter().next() else {
            break;
        };
        assert_eq!(one.decision.holds, [Hold::Hot, Hold::Hour]);
        assert_eq!(one.done_at, None);
        after = Some((one.decision.facts.at, one.decision.id));
        seen.push(one.decision.id);
    }
    assert_eq!(seen, [3, 9, 5].map(ClearanceId::from_number));
}

async fn text(tx: &mut Tx, number: u128, account: u128, word: &str, at: i64) {
    let notice = Notice {
        id: AlertId::from_number(number),
        importance: Importance::Warning,
        text: Bilingual {
            en: "x".into(),
            es: "x".into(),
        },
        valid: all(),
        confirm: false,
        figures: false,
    };
    assert!(tx.insert_notice(&notice, word, t(at)).await.unwrap());
    let message = MessageId::from_number(number);
    let account = AccountId::from_number(account);
    assert!(
        tx.deliver_notice(notice.id, account, message)
            .await
            .unwrap()
    );
}

fn money(id: u128, account: u128, reason: Reason, at: i64) -> Transfer {
    Transfer {
        id: TransferId::from_number(id),
        from: match reason {
            Reason::Correction => Book::Adjustment,
            _ => Book::Revenue,
        },
        to: Book::Prepaid(AccountId::from_number(account)),
        amount: Money::dollars(1),
        state: TransferState::Posted,
        reason,
        at: t(at),
    }
}

async fn what_became_of_a_text_and_of_its_promise_is_beside_it(house: &House) {
    let mut tx = town(house, 3).await;
    let low = "low_balance";
    // Of the first comes zero, a little late; of the second money; of the third neither in time.
    for account in 1..=3 {
        text(&mut tx, account, account, low, 100).await;
        let (notice, of) = (
            AlertId::from_number(account),
            AccountId::from_number(account),
        );
        tx.promise(notice, of, t(200)).await.unwrap();
    }
    text(&mut tx, 11, 1, "zero", 203).await;
    text(&mut tx, 13, 3, "zero", 206).await;
    let moved = [
        money(1, 2, Reason::Correction, 150),
        money(2, 2, Reason::Correction, 160),
        money(3, 3, Reason::Correction, 201),
        money(4, 1, Reason::Correction, 90),
    ];
    tx.add_posted_transfers(&moved).await.unwrap();
    let message = MessageId::from_number(2);
    assert!(tx.notice_at_meter(message, t(101)).await.unwrap());
    let shown = (AlertId::from_number(2), AccountId::from_number(2));
    assert!(tx.notice_shown(shown.0, shown.1, t(104)).await.unwrap());
    let day = Window {
        start: t(100),
        end: t(203),
    };
    let first = tx.texts_in(day, None, LATE, 2).await.unwrap();
    let last = first.last().map(|one| (one.issued, one.message));
    let rest = tx.texts_in(day, last, LATE, 9).await.unwrap();
    let found: Vec<_> = first.into_iter().chain(rest).collect();
    let came: Vec<_> = found.iter().map(|one| (one.zero_at, one.paid_at)).collect();
    let at = |at: i64| -> Option<Timestamp> { Some(t(at)) };
    assert_eq!(came, [(at(203), None), (None, at(150)), (None, None)]);
    assert_eq!((found[1].at_meter, found[1].shown), (at(101), at(104)));
    assert_eq!((found[0].at_meter, found[0].shown), (None, None));
    assert!(
        found
            .iter()
            .all(|one| one.audience == low && one.promised_until == at(200))
    );
    let later = tx.texts_in(all(), None, LATE, 9).await.unwrap();
    assert_eq!((later.len(), later[3].promised_until), (5, None));
}
