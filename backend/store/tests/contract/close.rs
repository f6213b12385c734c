//! The ledger only grows, its days are closed once and for ever, and each account's lines lead
//! from one balance to the next.

use crate::house::{House, both, raw, refused, t, town};
use crate::money::transfer;
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::time::{Day, Timestamp};
use ami_store::{DayLink, Difference, Engine, StatementRow, StoreError, Tx};

both!(
    a_day_takes_what_was_posted_in_it_and_never_changes,
    what_comes_late_goes_into_the_day_that_is_open,
    an_account_s_lines_lead_from_its_opening_to_its_closing_balance,
    an_issued_statement_stays,
    a_derived_balance_is_the_same_before_and_after_a_close;
    apart a_ledger_refuses_to_be_changed_behind_the_store,
    what_is_changed_without_the_guard_is_found,
    a_day_that_was_changed_or_taken_out_is_found,
    two_instances_close_a_day_once
);

const HOUR: i64 = 3_600_000;

fn day(number: i8) -> Day {
    Day {
        year: 1970,
        month: 1,
        day: number,
    }
}

fn home(n: u128) -> Book {
    Book::Prepaid(AccountId::from_number(n))
}

fn at(transfer: Transfer, hour: i64) -> Transfer {
    Transfer {
        at: t(hour * HOUR),
        ..transfer
    }
}

fn midnight(day: Day) -> Timestamp {
    t(i64::from(day.day - 1) * 24 * HOUR)
}

/// Closes a day in one part; how many transfers it took.
pub(crate) async fn close(tx: &mut Tx, day: Day) -> u64 {
    let (from, until) = (midnight(day), midnight(day.plus(1)));
    let taken = tx.take_into_day(day, from, until, 10_000).await.unwrap();
    let taken = taken.expect("the day is open");
    assert!(tx.seal_day(day, until).await.unwrap());
    taken
}

async fn link(tx: &mut Tx, day: Day) -> DayLink {
    let row = tx.close_of(day).await.unwrap().expect("begun");
    row.sealed.expect("sealed").1
}

/// Two homes with three transfers, one on each of three days.
async fn three_days(tx: &mut Tx) {
    for one in [
        at(transfer(1, Book::Clearing, home(1), 2_000), 1),
        at(transfer(2, home(1), Book::Revenue, 300), 30),
        at(transfer(3, Book::Clearing, home(2), 1_000), 50),
    ] {
        tx.add_transfer(&one).await.unwrap();
    }
}

async fn a_day_takes_what_was_posted_in_it_and_never_changes(house: &House) {
    let mut tx = town(house, 2).await;
    three_days(&mut tx).await;
    assert_eq!(tx.oldest_open_transfer().await.unwrap(), Some(t(HOUR)));
    assert_eq!(close(&mut tx, day(1)).await, 1);
    assert_eq!(close(&mut tx, day(2)).await, 1);
    let books = tx.day_books(day(2)).await.unwrap();
    let of = |word: &str| books.iter().find(|book| book.book == word).unwrap();
    assert_eq!(books.len(), 16, "a row for every kind of book");
    assert_eq!(of("clearing").balance, Money::cents(-2_000));
    assert_eq!(of("revenue").gained, Money::cents(300));
    assert_eq!(of("prepaid").lost, Money::cents(300));
    assert_eq!(of("prepaid").balance, Money::cents(1_700));
    let total: Money = books.iter().map(|book| book.balance).sum();
    assert_eq!(total, Money::ZERO);
    let (from, until) = (midnight(day(2)), midnight(day(3)));
    let again = tx.take_into_day(day(2), from, until, 9).await.unwrap();
    assert_eq!(again, None, "it is sealed");
    assert!(!tx.seal_day(day(2), t(9)).await.unwrap());
    let closes = tx.closes(None, 9).await.unwrap();
    let days: Vec<Day> = closes.iter().map(|row| row.day).collect();
    assert_eq!(days, [day(2), day(1)]);
    assert_eq!(tx.audit_ledger().await.unwrap(), vec![]);
}

async fn what_comes_late_goes_into_the_day_that_is_open(house: &House) {
    let mut tx = town(house, 2).await;
    three_days(&mut tx).await;
    close(&mut tx, day(1)).await;
    let before = link(&mut tx, day(1)).await;
    let late = at(transfer(9, home(1), Book::Revenue, 70), 2);
    tx.add_transfer(&late).await.unwrap();
    assert_eq!(close(&mut tx, day(2)).await, 2);
    assert_eq!(link(&mut tx, day(1)).await, before);
    let account = AccountId::from_number(1);
    let second = tx.statement_lines(account, day(2), Some(day(3))).await;
    let ids: Vec<TransferId> = second.unwrap().iter().map(|l| l.transfer.id).collect();
    assert_eq!(ids, [late.id, TransferId::from_number(2)]);
    assert_eq!(tx.audit_ledger().await.unwrap(), vec![]);
}

async fn an_account_s_lines_lead_from_its_opening_to_its_closing_balance(house: &House) {
    let mut tx = town(house, 2).await;
    three_days(&mut tx).await;
    let account = AccountId::from_number(1);
    let debt = Book::Debt(account);
    let aside = at(transfer(4, home(1), debt, 500), 31);
    let aside = Transfer {
        reason: Reason::SetAside,
        ..aside
    };
    tx.add_transfer(&aside).await.unwrap();
    let waits = Transfer {
        state: TransferState::Pending,
        ..at(transfer(5, Book::Clearing, home(1), 900), 32)
    };
    tx.add_transfer(&waits).await.unwrap();
    close(&mut tx, day(1)).await;
    close(&mut tx, day(2)).await;
    let back = Transfer {
        reason: Reason::Reversal(TransferId::from_number(2)),
        ..at(transfer(6, Book::Revenue, home(1), 300), 49)
    };
    tx.add_transfer(&back).await.unwrap();
    let opening = tx.opening_balance(home(1), day(2)).await.unwrap();
    assert_eq!(opening, Money::cents(2_000));
    let lines = tx.statement_lines(account, day(2), None).await.unwrap();
    let seen: Vec<_> = lines
        .iter()
        .map(|line| (line.book, line.effect, line.balance, line.day))
        .collect();
    let c = Money::cents;
    let expected = [
        (home(1), c(-300), c(1_700), Some(day(2))),
        (home(1), c(-500), c(1_200), Some(day(2))),
        (debt, c(500), c(500), Some(day(2))),
        (home(1), c(300), c(1_500), None),
    ];
    assert_eq!(seen, expected);
    for book in Book::of_account(account) {
        let last = lines.iter().rev().find(|line| line.book == book);
        let closing = last.map_or(Money::ZERO, |line| line.balance);
        assert_eq!(tx.balance(book).await.unwrap(), closing);
    }
    let closed = tx.statement_lines(account, day(2), Some(day(3))).await;
    assert_eq!(closed.unwrap().len(), 3);
}

async fn an_issued_statement_stays(house: &House) {
    let mut tx = town(house, 1).await;
    let account = AccountId::from_number(1);
    let row = StatementRow {
        account,
        from: day(1),
        until: day(9),
        issued_at: t(5),
        body: "{\"ñ\":1}".into(),
        digest: [4; 32],
    };
    assert!(tx.issue_statement(&row).await.unwrap());
    let other = StatementRow {
        body: "{}".into(),
        ..row.clone()
    };
    assert!(!tx.issue_statement(&other).await.unwrap());
    let kept = tx.statement(account, day(1)).await.unwrap();
    assert_eq!(kept, Some(row.clone()));
    assert_eq!(tx.statements(account, 9).await.unwrap(), vec![row]);
    assert_eq!(tx.next_statement(account).await.unwrap(), None);
    assert_eq!(tx.statements_due(day(1), 9).await.unwrap(), [account]);
    tx.set_next_statement(account, day(9), day(20))
        .await
        .unwrap();
    let next = tx.next_statement(account).await.unwrap();
    assert_eq!(next, Some((day(9), day(20))));
    assert!(tx.statements_due(day(19), 9).await.unwrap().is_empty());
    assert_eq!(tx.statements_due(day(20), 9).await.unwrap(), [account]);
}

async fn a_derived_balance_is_the_same_before_and_after_a_close(house: &House) {
    let mut tx = town(house, 2).await;
    three_days(&mut tx).await;
    let before = tx.balance(Book::Clearing).await.unwrap();
    assert_eq!(before, Money::cents(-3_000));
    for n in 1..4 {
        let (from, until) = (midnight(day(n)), midnight(day(n + 1)));
        // In parts of one: between them nothing is counted twice or not at all.
        for _ in 0..2 {
            let taken = tx.take_into_day(day(n), from, until, 1).await.unwrap();
            assert!(taken.is_some());
            assert_eq!(tx.balance(Book::Clearing).await.unwrap(), before);
            assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
        }
        tx.seal_day(day(n), until).await.unwrap();
        assert_eq!(tx.balance(Book::Clearing).await.unwrap(), before);
    }
    assert_eq!(tx.oldest_open_transfer().await.unwrap(), None);
    assert_eq!(tx.audit_ledger().await.unwrap(), vec![]);
}

async fn a_ledger_refuses_to_be_changed_behind_the_store(house: &House) {
    let mut tx = town(house, 2).await;
    three_days(&mut tx).await;
    let waits = Transfer {
        state: TransferState::Pending,
        ..transfer(4, Book::Clearing, home(1), 9)
    };
    tx.add_transfer(&waits).await.unwrap();
    close(&mut tx, day(1)).await;
    tx.commit().await.unwrap();
    for sql in [
        "DELETE FROM transfer",
        "UPDATE transfer SET amount = amount + 1",
        "UPDATE transfer SET state = 'pending', ended_at = NULL WHERE state = 'posted'",
        "UPDATE transfer SET state = 'voided' WHERE state = 'posted'",
        "UPDATE transfer SET at = at + 1 WHERE state = 'pending'",
        "UPDATE transfer SET ended_at = 5 WHERE state = 'posted'",
        "UPDATE transfer SET closed_day = NULL WHERE closed_day IS NOT NULL",
        "UPDATE transfer SET closed_day = 19700102 WHERE closed_day IS NOT NULL",
        "UPDATE day_close SET entries = 7",
        "UPDATE day_book SET micros = 0",
        "UPDATE day_balance SET micros = 0",
        "DELETE FROM day_close",
        "DELETE FROM day_book",
        "DELETE FROM day_balance",
    ] {
        let said = refused(&house.url, sql).await;
        assert!(
            ["never deleted", "does not change", "day stays"]
                .iter()
                .any(|word| said.contains(word)),
            "{sql}: {said}"
        );
    }
    if house.store.engine() == Engine::Postgres {
        refused(&house.url, "TRUNCATE transfer CASCADE").await;
    }
    let mut tx = house.store.begin().await.unwrap();
    tx.post_transfer(waits.id, t(70)).await.unwrap();
    let late = tx.void_transfer(waits.id, t(71)).await.unwrap_err();
    assert!(matches!(late, StoreError::Ledger(_)));
    assert_eq!(tx.audit_ledger().await.unwrap(), vec![]);
}

/// Takes a guard away, as somebody with the database's password may.
async fn unguard(house: &House, trigger: &str, table: &str) {
    let on = match house.store.engine() {
        Engine::Sqlite => String::new(),
        Engine::Postgres => format!(" ON {table}"),
    };
    raw(&house.url, &format!("DROP TRIGGER {trigger}{on}")).await;
}

async fn what_is_changed_without_the_guard_is_found(house: &House) {
    let mut tx = town(house, 2).await;
    three_days(&mut tx).await;
    tx.commit().await.unwrap();
    unguard(house, "transfer_ends", "transfer").await;
    let sql =
        "UPDATE transfer SET amount = amount + 1 WHERE reason = 'correction' AND at > 150000000";
    raw(&house.url, sql).await;
    let mut tx = house.store.read().await.unwrap();
    let (stored, replayed) = (Money::dollars(10), Money::micros(10_000_001));
    assert_eq!(
        tx.ledger_check().await.unwrap(),
        vec![(home(2), stored, replayed)]
    );
    let found = tx.audit_ledger().await.unwrap();
    let balance = Difference::Balance {
        book: home(2),
        stored,
        replayed,
    };
    assert!(found.contains(&balance), "{found:?}");
}

async fn a_day_that_was_changed_or_taken_out_is_found(house: &House) {
    let mut tx = town(house, 2).await;
    three_days(&mut tx).await;
    for n in 1..4 {
        close(&mut tx, day(n)).await;
    }
    tx.commit().await.unwrap();
    // The movement is moved to another account, amounts and balances with it: only the link tells.
    unguard(house, "transfer_ends", "transfer").await;
    let sql = "UPDATE transfer SET reason_at = 1, reason = 'fixed' WHERE closed_day = 19700102";
    raw(&house.url, sql).await;
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(
        tx.audit_ledger().await.unwrap(),
        vec![Difference::Day(day(2))]
    );
    drop(tx);
    for (trigger, table) in [
        ("day_close_stays", "day_close"),
        ("day_book_stays", "day_book"),
        ("day_balance_stays", "day_balance"),
    ] {
        unguard(house, trigger, table).await;
        raw(
            &house.url,
            &format!("DELETE FROM {table} WHERE day = 19700102 AND '{table}' <> 'day_close'"),
        )
        .await;
    }
    raw(&house.url, "DELETE FROM day_close WHERE day = 19700102").await;
    let mut tx = house.store.read().await.unwrap();
    let found = tx.audit_ledger().await.unwrap();
    assert!(found.contains(&Difference::Gap(day(1))), "{found:?}");
    assert!(found.contains(&Difference::Day(day(3))), "{found:?}");
}

async fn two_instances_close_a_day_once(house: &House) {
    let mut tx = town(house, 2).await;
    for n in 1..40 {
        let one = at(transfer(n, Book::Clearing, home(1 + n % 2), 10), 1);
        tx.add_transfer(&one).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (from, until) = (midnight(day(1)), midnight(day(2)));
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let store = house.store.clone();
        all.spawn(async move {
            loop {
                let mut tx = store.begin().await.unwrap();
                let taken = tx.take_into_day(day(1), from, until, 7).await.unwrap();
                let Some(taken) = taken else { return false };
                let over = taken < 7;
                let sealed = over && tx.seal_day(day(1), until).await.unwrap();
                tx.commit().await.unwrap();
                if over {
                    return sealed;
                }
            }
        });
    }
    let sealed = all.join_all().await.into_iter().filter(|one| *one).count();
    assert_eq!(sealed, 1);
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(tx.last_close().await.unwrap().unwrap().entries, 39);
    assert_eq!(tx.audit_ledger().await.unwrap(), vec![]);
}
