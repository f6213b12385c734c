//! What is asked of closed days and statements.

use super::{AT, LIMIT};
use crate::{CreditCount, CreditDifference, Reading, StatementRow, Tx};
use ami_domain::credit_check::Offset;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MeterId, TransferId};
use ami_domain::ledger::Book;
use ami_domain::time::{Day, Span};

pub(super) async fn ask(tx: &mut Tx) {
    let account = AccountId::from_number(1);
    let day = Day {
        year: 1970,
        month: 1,
        day: 1,
    };
    assert_eq!(tx.oldest_open_transfer().await.unwrap(), Some(AT));
    let end = AT + Span::days(1);
    tx.keep_utility_zone("UTC").await.unwrap();
    assert_eq!(tx.utility_zone().await.unwrap().as_deref(), Some("UTC"));
    tx.take_into_day(day, AT, end, LIMIT).await.unwrap();
    assert!(tx.seal_day(day, end).await.unwrap());
    assert!(tx.close_of(day).await.unwrap().is_some());
    credit(tx, account, day).await;
    assert_eq!(tx.closes(Some(day.plus(1)), LIMIT).await.unwrap().len(), 1);
    let book = Book::Prepaid(account);
    tx.opening_balance(book, day.plus(1)).await.unwrap();
    let lines = tx.statement_lines(account, day, None).await.unwrap();
    tx.event_openings(account, day).await.unwrap();
    tx.event_lines(account, day, day.plus(1)).await.unwrap();
    assert!(!lines.is_empty());
    let after = Some(TransferId::from_number(1));
    tx.transfers_of_day(day, after).await.unwrap();
    let row = StatementRow {
        account,
        from: day,
        until: day.plus(9),
        issued_at: AT,
        body: "{}".into(),
        digest: [1; 32],
    };
    assert!(tx.issue_statement(&row).await.unwrap());
    assert!(tx.statement(account, day).await.unwrap().is_some());
    assert_eq!(tx.statements(account, LIMIT).await.unwrap().len(), 1);
    assert_eq!(tx.statements_due(day, LIMIT).await.unwrap(), [account]);
    tx.set_next_statement(account, day, day.plus(2))
        .await
        .unwrap();
    assert!(tx.next_statement(account).await.unwrap().is_some());
    tx.audit_ledger().await.unwrap();
}

/// The meters' credit in the close of a day.
async fn credit(tx: &mut Tx, account: AccountId, day: Day) {
    let (meter, wh) = (MeterId::from_number(1), WattHours::ZERO);
    let offset = Offset {
        least: wh,
        most: wh,
    };
    let count = CreditCount {
        account,
        meter,
        day,
        result: "differs",
        reading: Some(Reading {
            at: AT,
            counter: wh,
            used: wh,
            used_until: AT,
            offset,
        }),
    };
    tx.set_credit_count(&count).await.unwrap();
    assert_eq!(tx.credit_count(account).await.unwrap(), Some(count));
    assert_eq!(tx.credited(account, AT).await.unwrap(), wh);
    let under_way = tx.credit_under_way(account, AT, Span::hours(1), Span::minutes(1));
    assert!(!under_way.await.unwrap());
    let found = CreditDifference {
        day,
        account,
        meter,
        since: AT,
        at: AT,
        counter: wh,
        expected: WattHours::kilo(1),
    };
    tx.insert_credit_difference(&found).await.unwrap();
    let days = (day, day);
    assert_eq!(tx.credit_differences(days, LIMIT).await.unwrap(), [found]);
    tx.end_credit_day(day, AT).await.unwrap();
    let over = tx.credit_day(day).await.unwrap().unwrap();
    assert_eq!((over.compared, over.waiting, over.differences), (1, 0, 1));
}
