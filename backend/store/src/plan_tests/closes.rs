//! What is asked of closed days and statements.

use super::{AT, LIMIT};
use crate::{StatementRow, Tx};
use ami_domain::id::{AccountId, TransferId};
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
    tx.take_into_day(day, AT, end, LIMIT).await.unwrap();
    assert!(tx.seal_day(day, end).await.unwrap());
    assert!(tx.close_of(day).await.unwrap().is_some());
    assert_eq!(tx.closes(Some(day.plus(1)), LIMIT).await.unwrap().len(), 1);
    let book = Book::Prepaid(account);
    tx.opening_balance(book, day.plus(1)).await.unwrap();
    let lines = tx.statement_lines(account, day, None).await.unwrap();
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
