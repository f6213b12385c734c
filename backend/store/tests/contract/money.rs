//! The ledger against the domain's own.

use crate::house::{House, both, raw, t, town};
use ami_domain::id::{AccountId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Ledger, LedgerError, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_store::{Added, NextStep, StoreError};

both!(
    a_transfer_is_taken_once_and_reads_back,
    every_book_and_every_reason_reads_back,
    a_transfer_is_taken_back_once,
    a_pending_transfer_is_in_no_balance_until_it_is_posted,
    an_ended_transfer_stays_ended,
    the_store_keeps_the_same_books_as_the_domain,
    many_postings_at_once_equal_the_same_one_by_one,
    transfers_come_newest_first,
    a_ledger_comes_page_by_page_and_each_movement_once;
    apart a_balance_that_was_tampered_with_is_found
);

fn home(n: u128) -> Book {
    Book::Prepaid(AccountId::from_number(n))
}

pub(crate) fn transfer(n: u128, from: Book, to: Book, cents: i64) -> Transfer {
    Transfer {
        id: TransferId::from_number(n),
        from,
        to,
        amount: Money::cents(cents),
        state: TransferState::Posted,
        reason: Reason::Correction,
        at: t(n as i64),
    }
}

fn is_ledger(error: &StoreError, expected: LedgerError) -> bool {
    matches!(error, StoreError::Ledger(found) if *found == expected)
}

async fn a_transfer_is_taken_once_and_reads_back(house: &House) {
    let mut tx = town(house, 2).await;
    let payment = Reason::Payment(PaymentId::from_number(5));
    let reasons = [
        payment,
        Reason::Usage(t(3)),
        Reason::Fixed(t(4)),
        Reason::Correction,
    ];
    for (n, reason) in (1..).zip(reasons) {
        let owed = Book::Receivable(AccountId::from_number(2));
        let one = Transfer {
            reason,
            ..transfer(n, owed, Book::Revenue, 7)
        };
        assert_eq!(tx.add_transfer(&one).await.unwrap(), Added::New);
        assert_eq!(tx.add_transfer(&one).await.unwrap(), Added::Same);
        assert_eq!(tx.transfer(one.id).await.unwrap(), Some(one));
        let other = Transfer {
            amount: Money::cents(8),
            ..one
        };
        let refused = tx.add_transfer(&other).await.unwrap_err();
        assert!(is_ledger(&refused, LedgerError::OtherContent(one.id)));
        assert_eq!(refused.next_step(), NextStep::GiveUp);
    }
    let nothing = transfer(9, home(1), Book::Revenue, 0);
    let refused = tx.add_transfer(&nothing).await.unwrap_err();
    assert!(is_ledger(&refused, LedgerError::NotPositive(nothing.id)));
    let owed = Book::Receivable(AccountId::from_number(2));
    assert_eq!(tx.balance(owed).await.unwrap(), Money::cents(-28));
    assert_eq!(tx.balance(Book::Revenue).await.unwrap(), Money::cents(28));
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    let stranger = transfer(10, Book::Clearing, home(99), 1);
    let refused = tx.add_transfer(&stranger).await.unwrap_err();
    assert!(matches!(refused, StoreError::Conflict { .. }));
}

async fn every_book_and_every_reason_reads_back(house: &House) {
    let mut tx = town(house, 1).await;
    let (account, payment) = (AccountId::from_number(1), PaymentId::from_number(5));
    let books = [
        Book::Receivable(account),
        Book::Debt(account),
        Book::Emergency(account),
        Book::Assistance(account),
        Book::RefundDue(account),
        Book::Deposit(account),
        Book::Clearing,
        Book::Revenue,
        Book::Adjustment,
        Book::Tax,
        Book::Fees,
        Book::Dispute,
        Book::Fund,
        Book::WriteOff,
    ];
    let reasons = [
        Reason::Reversal(TransferId::from_number(77)),
        Reason::Rerate(t(1)),
        Reason::Minimum(t(2)),
        Reason::Tax(t(3)),
        Reason::Refund(payment),
        Reason::Returned(payment),
        Reason::Dispute(payment),
        Reason::DisputeEnd(payment),
        Reason::Fee(payment),
        Reason::SetAside,
        Reason::DebtShare(payment),
        Reason::DebtDay(t(4)),
        Reason::Lent,
        Reason::LentBack(payment),
        Reason::Granted,
        Reason::Helped(t(5)),
        Reason::Expired,
        Reason::MoveOut,
        Reason::WrittenOff,
        Reason::Remitted,
        Reason::ModeFee,
        Reason::DepositAsked,
        Reason::DepositUsed,
        Reason::DepositTaken,
        Reason::DepositGivenBack,
    ];
    let mut all = Vec::new();
    for (n, reason) in (1..).zip(reasons) {
        let to = books[n as usize % books.len()];
        let one = Transfer {
            reason,
            ..transfer(n, home(1), to, 7)
        };
        assert_eq!(tx.add_transfer(&one).await.unwrap(), Added::New);
        assert_eq!(tx.transfer(one.id).await.unwrap(), Some(one));
        all.push(one);
    }
    for book in books {
        let expected = all.iter().map(|one| one.effect_on(book)).sum::<Money>();
        assert!(expected.is_positive(), "{book:?}");
        assert_eq!(tx.balance(book).await.unwrap(), expected, "{book:?}");
    }
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
}

async fn a_transfer_is_taken_back_once(house: &House) {
    let mut tx = town(house, 1).await;
    let one = transfer(1, home(1), Book::Revenue, 7);
    tx.add_transfer(&one).await.unwrap();
    let back = |n| Transfer {
        reason: Reason::Reversal(one.id),
        ..transfer(n, Book::Revenue, home(1), 7)
    };
    tx.add_transfer(&back(2)).await.unwrap();
    let refused = tx.add_transfer(&back(3)).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::Conflict { .. }),
        "{refused:?}"
    );
}

async fn a_pending_transfer_is_in_no_balance_until_it_is_posted(house: &House) {
    let mut tx = town(house, 1).await;
    let state = TransferState::Pending;
    let one = Transfer {
        state,
        ..transfer(1, Book::Clearing, home(1), 2000)
    };
    tx.add_transfer(&one).await.unwrap();
    assert_eq!(tx.balance(home(1)).await.unwrap(), Money::ZERO);
    assert_eq!(tx.balance(Book::Clearing).await.unwrap(), Money::ZERO);
    for _ in 0..2 {
        tx.post_transfer(one.id, t(9)).await.unwrap();
        assert_eq!(tx.balance(home(1)).await.unwrap(), Money::dollars(20));
        assert_eq!(
            tx.balance(Book::Clearing).await.unwrap(),
            Money::dollars(-20)
        );
    }
    // The first copy comes again, as it was: nothing changes.
    assert_eq!(tx.add_transfer(&one).await.unwrap(), Added::Same);
    let now = tx.transfer(one.id).await.unwrap().unwrap();
    assert_eq!(now.state, TransferState::Posted);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
}

async fn an_ended_transfer_stays_ended(house: &House) {
    let mut tx = town(house, 1).await;
    let state = TransferState::Pending;
    let one = Transfer {
        state,
        ..transfer(1, Book::Clearing, home(1), 5)
    };
    let two = Transfer {
        state,
        ..transfer(2, Book::Clearing, home(1), 6)
    };
    tx.add_transfer(&one).await.unwrap();
    tx.add_transfer(&two).await.unwrap();
    tx.void_transfer(one.id, t(9)).await.unwrap();
    tx.void_transfer(one.id, t(9)).await.unwrap();
    let refused = tx.post_transfer(one.id, t(9)).await.unwrap_err();
    assert!(is_ledger(&refused, LedgerError::Ended(one.id)));
    tx.post_transfer(two.id, t(9)).await.unwrap();
    let refused = tx.void_transfer(two.id, t(9)).await.unwrap_err();
    assert!(is_ledger(&refused, LedgerError::Ended(two.id)));
    let unknown = TransferId::from_number(3);
    let refused = tx.post_transfer(unknown, t(9)).await.unwrap_err();
    assert!(is_ledger(&refused, LedgerError::Unknown(unknown)));
    assert_eq!(tx.balance(home(1)).await.unwrap(), Money::cents(6));
}

async fn the_store_keeps_the_same_books_as_the_domain(house: &House) {
    let mut tx = town(house, 2).await;
    let mut ledger = Ledger::default();
    let books = [
        home(1),
        home(2),
        Book::Clearing,
        Book::Revenue,
        Book::Adjustment,
    ];
    // A small generator of numbers, the same on every run.
    let mut seed: u64 = 20_261_123;
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    for _ in 0..150 {
        let (from, to) = (books[draw(5) as usize], books[draw(5) as usize]);
        let mut one = transfer(u128::from(draw(60)), from, to, draw(500) as i64);
        one.state = TransferState::Pending;
        let (kept, said) = (tx.add_transfer(&one).await, ledger.add(one));
        assert_eq!(kept.is_ok(), said.is_ok(), "{one:?}");
        let (kept, said) = match draw(3) {
            0 => (tx.post_transfer(one.id, t(1)).await, ledger.post(one.id)),
            1 => (tx.void_transfer(one.id, t(1)).await, ledger.void(one.id)),
            _ => (Ok(()), Ok(())),
        };
        assert_eq!(kept.is_ok(), said.is_ok(), "{one:?}");
    }
    for book in books {
        assert_eq!(
            tx.balance(book).await.unwrap(),
            ledger.balance(book),
            "{book:?}"
        );
    }
    assert!(ledger.balance(home(1)) != Money::ZERO);
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
}

async fn many_postings_at_once_equal_the_same_one_by_one(house: &House) {
    let mut tx = town(house, 3).await;
    let all: Vec<_> = (0..501)
        .map(|n| transfer(n, home(n % 3 + 1), Book::Revenue, n as i64 + 1))
        .collect();
    for one in &all[..10] {
        tx.add_transfer(one).await.unwrap();
    }
    assert_eq!(tx.add_posted_transfers(&all).await.unwrap(), 491);
    assert_eq!(tx.add_posted_transfers(&all).await.unwrap(), 0);
    let cents = (1..=501).sum();
    assert_eq!(
        tx.balance(Book::Revenue).await.unwrap(),
        Money::cents(cents)
    );
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
    let other = Transfer {
        amount: Money::cents(9),
        ..all[0]
    };
    let refused = tx.add_posted_transfers(&[other]).await.unwrap_err();
    assert!(is_ledger(&refused, LedgerError::OtherContent(other.id)));
    let fresh = transfer(900, home(1), Book::Revenue, 1);
    let twin = Transfer {
        amount: Money::cents(2),
        ..fresh
    };
    let refused = tx.add_posted_transfers(&[fresh, twin]).await.unwrap_err();
    assert!(is_ledger(&refused, LedgerError::OtherContent(fresh.id)));
    assert_eq!(tx.add_posted_transfers(&[fresh, fresh]).await.unwrap(), 1);
    assert_eq!(tx.add_posted_transfers(&[]).await.unwrap(), 0);
}

async fn a_balance_that_was_tampered_with_is_found(house: &House) {
    let mut tx = town(house, 2).await;
    let paid = transfer(1, Book::Clearing, home(1), 100);
    tx.add_transfer(&paid).await.unwrap();
    tx.add_transfer(&transfer(2, Book::Clearing, home(2), 50))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let sql = "UPDATE balance SET micros = micros + 1 WHERE micros = 1000000";
    raw(&house.url, sql).await;
    let mut tx = house.store.read().await.unwrap();
    let found = tx.ledger_check().await.unwrap();
    assert_eq!(
        found,
        vec![(home(1), Money::micros(1_000_001), Money::dollars(1))]
    );
    assert_eq!(tx.ledger_total().await.unwrap(), Money::micros(1));
}

async fn transfers_come_newest_first(house: &House) {
    let mut tx = town(house, 2).await;
    tx.add_transfer(&transfer(1, Book::Clearing, home(1), 9))
        .await
        .unwrap();
    tx.add_transfer(&transfer(2, home(1), Book::Revenue, 3))
        .await
        .unwrap();
    tx.add_transfer(&transfer(3, Book::Clearing, home(2), 1))
        .await
        .unwrap();
    tx.add_transfer(&transfer(4, home(1), Book::Revenue, 2))
        .await
        .unwrap();
    let numbers =
        |rows: Vec<Transfer>| -> Vec<i64> { rows.iter().map(|row| row.at.as_millis()).collect() };
    let mine = tx.transfers_of(home(1), 10).await.unwrap();
    assert_eq!(numbers(mine), [4, 2, 1]);
    assert_eq!(numbers(tx.transfers_of(home(1), 2).await.unwrap()), [4, 2]);
    let clearing = tx.transfers_of(Book::Clearing, 10).await.unwrap();
    assert_eq!(numbers(clearing), [3, 1]);
}

async fn a_ledger_comes_page_by_page_and_each_movement_once(house: &House) {
    let mut tx = town(house, 2).await;
    let mine = AccountId::from_number(1);
    let owed = Book::Receivable(mine);
    let mut all = Vec::new();
    for n in 1..=9 {
        let one = match n % 3 {
            0 => transfer(n, home(1), owed, 1),
            1 => transfer(n, Book::Clearing, home(1), 100),
            _ => transfer(n, home(1), Book::Revenue, 2),
        };
        // Two at one moment: the id tells them apart.
        let at = t(n as i64 / 2);
        all.push(Transfer { at, ..one });
    }
    tx.add_posted_transfers(&all).await.unwrap();
    let other = transfer(50, Book::Clearing, home(2), 7);
    tx.add_transfer(&other).await.unwrap();
    let window = ami_domain::time::Window {
        start: t(1),
        end: t(4),
    };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = tx.ledger_page(mine, window, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.id));
        assert!(page.len() <= 2);
        found.extend(page);
    }
    let inside: Vec<_> = all
        .into_iter()
        .filter(|one| window.contains(one.at))
        .collect();
    assert_eq!(found, inside);
}
