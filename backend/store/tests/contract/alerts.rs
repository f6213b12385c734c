//! Texts to many, and what is set while the server runs.

use crate::house::{House, both, t, town};
use ami_domain::audience::{AlertState, Audience, Program};
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, AlertId, MessageId, MeterId, UserId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::time::{Span, Window};
use ami_store::{Funnel, NewAlert, SettingRow, Tx};

both!(
    fr11_an_audience_is_walked_page_by_page_and_every_account_once,
    fr11_a_text_is_approved_sent_and_taken_back,
    nfr09_the_funnel_counts_each_step_and_the_slowest_display,
    fr24_the_newest_setting_holds_and_no_version_is_set_twice,
);

fn notice(n: u128, importance: Importance) -> Notice {
    Notice {
        id: AlertId::from_number(n),
        importance,
        text: Bilingual {
            en: "Storm".into(),
            es: "Tormenta".into(),
        },
        valid: Window::new(t(100), t(900)).unwrap(),
        confirm: true,
        figures: false,
    }
}

async fn publish(tx: &mut Tx, notice: &Notice, audience: &Audience, state: AlertState) -> bool {
    let accounts = tx.count_audience(audience).await.unwrap();
    let new = NewAlert {
        notice,
        audience,
        accounts,
        state,
        at: t(50 + notice.id.to_bytes()[15] as i64),
        by: Some(UserId::from_number(1)),
        replaces: None,
    };
    tx.insert_alert(&new).await.unwrap()
}

/// Every account that a walk of pages of two meets.
async fn walked(tx: &mut Tx, id: AlertId) -> Vec<u128> {
    let alert = tx.alert(id).await.unwrap().unwrap();
    let (mut reached, mut met) = (Vec::new(), Vec::new());
    loop {
        let (page, next) = tx.audience_page(&alert, &reached, 2).await.unwrap();
        met.extend(page.iter().map(|(account, meter)| {
            assert_eq!(account.to_bytes(), meter.to_bytes());
            u128::from_be_bytes(account.to_bytes())
        }));
        match next {
            Some(next) => reached = next,
            None => break,
        }
    }
    met.sort_unstable();
    met
}

async fn fr11_an_audience_is_walked_page_by_page_and_every_account_once(house: &House) {
    let mut tx = town(house, 5).await;
    let account = AccountId::from_number;
    let list = vec![account(4), account(1), account(4)];
    let cases: [(Audience, &[u128]); 8] = [
        (Audience::All, &[1, 2, 3, 4, 5]),
        (Audience::Feeder("F-1".into()), &[1, 3, 5]),
        (Audience::Feeder("F-0".into()), &[2, 4]),
        (Audience::Feeder("nowhere".into()), &[]),
        (Audience::Postal("92507".into()), &[1, 2, 3, 4, 5]),
        (Audience::Program(Program::Disconnect), &[1, 2, 3, 4, 5]),
        (Audience::Program(Program::Regular), &[]),
        (Audience::List(list), &[1, 4]),
    ];
    for (n, (audience, expected)) in (1..).zip(cases) {
        let text = notice(n, Importance::Info);
        assert!(publish(&mut tx, &text, &audience, AlertState::Sending).await);
        assert!(!publish(&mut tx, &text, &audience, AlertState::Sending).await);
        let alert = tx.alert(text.id).await.unwrap().unwrap();
        assert_eq!(alert.accounts, expected.len() as u64, "{audience:?}");
        assert_eq!(
            (alert.audience.as_str(), alert.audience_name.as_str()),
            (audience.word(), audience.name())
        );
        assert_eq!(walked(&mut tx, text.id).await, expected, "{audience:?}");
    }
    let newest: Vec<_> = tx.alerts(3).await.unwrap();
    let ids: Vec<_> = newest.iter().map(|row| row.notice.id).collect();
    assert_eq!(ids, [8, 7, 6].map(AlertId::from_number));
}

async fn fr11_a_text_is_approved_sent_and_taken_back(house: &House) {
    let mut tx = town(house, 2).await;
    let (info, alarm) = (
        notice(1, Importance::Info),
        notice(2, Importance::Emergency),
    );
    publish(&mut tx, &info, &Audience::All, AlertState::Sending).await;
    publish(&mut tx, &alarm, &Audience::All, AlertState::Proposed).await;
    assert_eq!(tx.next_alert().await.unwrap(), Some(info.id));
    let by = UserId::from_number(2);
    assert!(tx.approve_alert(alarm.id, by, t(70)).await.unwrap());
    assert!(!tx.approve_alert(alarm.id, by, t(71)).await.unwrap());
    let approved = tx.alert(alarm.id).await.unwrap().unwrap();
    assert_eq!(approved.approved, Some((by, t(70))));
    assert_eq!(
        (approved.proposed_at, approved.published_at),
        (t(52), t(70))
    );
    let first = tx.next_alert().await.unwrap();
    assert_eq!(first, Some(alarm.id), "an emergency goes first");
    let reached = [7_u8; 16];
    tx.move_alert(alarm.id, AlertState::Sending, &reached)
        .await
        .unwrap();
    let (_, kept) = tx.lock_alert(alarm.id).await.unwrap().unwrap();
    assert_eq!(kept, reached, "a walk goes on where it was");
    tx.move_alert(alarm.id, AlertState::Sent, &[])
        .await
        .unwrap();
    assert!(tx.cancel_alert(alarm.id, None, t(80)).await.unwrap());
    assert!(!tx.cancel_alert(alarm.id, Some(by), t(81)).await.unwrap());
    let taken = tx.alert(alarm.id).await.unwrap().unwrap();
    assert_eq!(taken.state, AlertState::Cancelling);
    assert_eq!(taken.cancelled, Some((None, t(80))));
    assert_eq!(tx.notice_cancelled(alarm.id).await.unwrap(), Some(t(80)));
    let home = AccountId::from_number;
    for n in [1, 2] {
        let message = MessageId::from_number(0x20 + n);
        tx.deliver_notice(alarm.id, home(n), message).await.unwrap();
    }
    let page = tx.deliveries_page(alarm.id, &[], 1).await.unwrap();
    let (meter, message) = (MeterId::from_number(1), MessageId::from_number(0x21));
    assert_eq!(page, vec![(home(1), meter, message)]);
    let reached = home(1).to_bytes();
    let rest = tx.deliveries_page(alarm.id, &reached, 9).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(tx.archive_alerts(t(899)).await.unwrap(), 0);
    assert_eq!(tx.archive_alerts(t(900)).await.unwrap(), 1);
    let over = tx.alert(info.id).await.unwrap().unwrap();
    assert_eq!(over.state, AlertState::Over);
    // One that never went out needs no walk.
    let third = notice(3, Importance::Emergency);
    publish(&mut tx, &third, &Audience::All, AlertState::Proposed).await;
    assert!(tx.cancel_alert(third.id, Some(by), t(90)).await.unwrap());
    let gone = tx.alert(third.id).await.unwrap().unwrap();
    assert_eq!(gone.state, AlertState::Cancelled);
    assert_eq!(tx.lock_alert(AlertId::from_number(9)).await.unwrap(), None);
}

async fn nfr09_the_funnel_counts_each_step_and_the_slowest_display(house: &House) {
    let mut tx = town(house, 3).await;
    let text = notice(1, Importance::Warning);
    publish(&mut tx, &text, &Audience::All, AlertState::Sending).await;
    assert_eq!(tx.funnel(text.id).await.unwrap(), Funnel::default());
    let home = AccountId::from_number;
    for n in 1..=3_u128 {
        let id = MessageId::from_number(n);
        let command = ami_domain::command::Command {
            id,
            meter: MeterId::from_number(n),
            epoch: 3,
            seq: 1,
            priority: ami_domain::command::Priority::Alert,
            kind: ami_domain::command::CommandKind::Notice(Box::new(text.clone())),
            accepted_at: t(60),
            not_before: t(60),
            not_after: None,
        };
        tx.accept_command(&command).await.unwrap();
        tx.deliver_notice(text.id, home(n), id).await.unwrap();
    }
    let now = Now {
        business: t(61),
        real: t(61),
    };
    for n in [1, 2] {
        let id = MessageId::from_number(n);
        tx.mark_sent(id, now, t(99)).await.unwrap();
        tx.notice_at_meter(id, t(62)).await.unwrap();
    }
    assert!(tx.notice_shown(text.id, home(1), t(150)).await.unwrap());
    assert!(!tx.notice_shown(text.id, home(1), t(999)).await.unwrap());
    assert!(tx.notice_shown(text.id, home(2), t(130)).await.unwrap());
    tx.confirm_notice(text.id, home(2), t(140), None)
        .await
        .unwrap();
    let expected = Funnel {
        queued: 3,
        sent: 2,
        at_meter: 2,
        shown: 2,
        confirmed: 1,
        // Valid from 100 on: nobody could show it before.
        slowest: Some(Span::millis(50)),
    };
    assert_eq!(tx.funnel(text.id).await.unwrap(), expected);
}

async fn fr24_the_newest_setting_holds_and_no_version_is_set_twice(house: &House) {
    let mut tx = town(house, 1).await;
    assert_eq!(tx.setting().await.unwrap(), None);
    let row = |version: u64, body: &str| SettingRow {
        version,
        at: t(version as i64),
        by: UserId::from_number(1),
        body: body.to_owned(),
    };
    assert!(tx.put_setting(&row(1, "{}")).await.unwrap());
    assert!(tx.put_setting(&row(2, "{\"a\":1}")).await.unwrap());
    assert!(!tx.put_setting(&row(2, "later")).await.unwrap());
    assert_eq!(tx.setting().await.unwrap(), Some(row(2, "{\"a\":1}")));
    let all = tx.settings(9).await.unwrap();
    assert_eq!(all, vec![row(2, "{\"a\":1}"), row(1, "{}")]);
}
