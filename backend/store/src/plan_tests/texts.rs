//! Statements about texts to many and about what is set.

use super::{AT, LIMIT};
use crate::Tx;
use ami_domain::id::{AccountId, AlertId, UserId};
use ami_domain::time::{Span, Window};

pub(super) async fn texts(tx: &mut Tx) {
    use ami_domain::audience::{AlertState, Audience, Program};
    let (id, account) = (AlertId::from_number(1), AccountId::from_number(1));
    let window = Window::new(AT, AT + Span::days(1)).unwrap();
    let audiences = [
        Audience::All,
        Audience::Feeder("F".into()),
        Audience::Postal("P".into()),
        Audience::Program(Program::Prepaid),
        Audience::Program(Program::Limit),
        Audience::List(vec![account]),
    ];
    for (n, audience) in (0x10..).zip(audiences) {
        let notice = ami_domain::message::Notice {
            id: AlertId::from_number(n),
            importance: ami_domain::message::Importance::Info,
            text: ami_domain::message::Bilingual {
                en: "x".into(),
                es: "x".into(),
            },
            valid: window,
            confirm: false,
            figures: false,
        };
        let accounts = tx.count_audience(&audience).await.unwrap();
        let new = crate::NewAlert {
            notice: &notice,
            audience: &audience,
            accounts,
            state: AlertState::Proposed,
            at: AT,
            by: None,
            replaces: None,
        };
        tx.insert_alert(&new).await.unwrap();
        let (alert, reached) = tx.lock_alert(notice.id).await.unwrap().unwrap();
        tx.audience_page(&alert, &reached, LIMIT).await.unwrap();
    }
    tx.alerts(LIMIT).await.unwrap();
    tx.next_alert().await.unwrap();
    tx.move_alert(id, AlertState::Sent, &[]).await.unwrap();
    tx.approve_alert(AlertId::from_number(0x10), UserId::from_number(1), AT)
        .await
        .unwrap();
    tx.cancel_alert(id, None, AT).await.unwrap();
    tx.archive_alerts(AT).await.unwrap();
    tx.deliveries_page(id, &[], LIMIT).await.unwrap();
    tx.funnel(id).await.unwrap();
    tx.notice_shown(id, account, AT).await.unwrap();
    tx.notice_cancelled(id).await.unwrap();
    tx.notice_figures(id).await.unwrap();
    tx.settings(LIMIT).await.unwrap();
    let row = crate::SettingRow {
        version: 1,
        at: AT,
        by: UserId::from_number(1),
        body: String::new(),
    };
    tx.put_setting(&row).await.unwrap();
}
