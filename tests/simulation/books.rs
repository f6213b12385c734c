//! The days of a town's ledger, and the statements that come of them.

use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::statement::{Kind, Statement};
use ami_domain::time::Span;
use ami_tests::{HomeSpec, World};
use anyhow::{Context, Result};

#[tokio::test]
async fn as1_days_are_closed_and_a_statement_says_what_the_ledger_says() -> Result<()> {
    let mut world = World::new(31).await?;
    world.watches = false;
    let spec = || HomeSpec {
        history_days: 3,
        ..HomeSpec::flat()
    };
    let (home, other) = (world.home(spec()).await?, world.home(spec()).await?);
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::hours(30)).await?;
    let account = world.at(home).account;
    // The first look has set the account's first period; a short one is as good for a test.
    let mut tx = world.store().begin().await?;
    let (from, _) = tx.next_statement(account).await?.context("set")?;
    tx.set_next_statement(account, from, from.plus(2)).await?;
    tx.commit().await?;
    world.pay(home, 10, "tok_approve").await?;
    world.pay(other, 10, "tok_decline").await?;
    // At a full hour a view is on its way.
    world.pass(Span::hours(24) + Span::minutes(1)).await?;
    assert_eq!(world.faults().await?, Vec::<String>::new());

    let mut tx = world.store().read().await?;
    let closes = tx.closes(None, 99).await?;
    assert!(closes.len() >= 2, "{closes:?}");
    assert!(closes.iter().all(|row| row.sealed.is_some()));
    for close in &closes {
        let books = tx.day_books(close.day).await?;
        let total = books.iter().map(|book| book.balance).sum::<Money>();
        assert_eq!(total, Money::ZERO, "{:?}", close.day);
    }
    let row = tx.statement(account, from).await?.context("issued")?;
    let statement: Statement = serde_json::from_str(&row.body)?;
    let part = statement.parts.first().context("a prepaid book")?;
    assert_eq!(part.book, "prepaid");
    let lines = tx
        .statement_lines(account, from, Some(from.plus(2)))
        .await?;
    let book = Book::Prepaid(account);
    for kind in Kind::ALL {
        let said = part.entries.iter().filter(|entry| entry.kind == kind);
        let said: Money = said.map(|entry| entry.amount).sum();
        let kept = lines
            .iter()
            .filter(|line| line.book == book && Kind::of(&line.transfer) == kind);
        assert_eq!(said, kept.map(|line| line.effect).sum(), "{kind:?}");
    }
    let paid = part
        .entries
        .iter()
        .find(|entry| entry.kind == Kind::Payment);
    assert_eq!(paid.map(|entry| entry.amount), Some(Money::dollars(20)));
    let moved: Money = part.entries.iter().map(|entry| entry.amount).sum();
    assert_eq!(part.closing, part.opening + moved);
    assert!(part.entries.iter().any(|entry| entry.kind == Kind::Energy));
    assert!(statement.total_energy().get() > 0);
    // The next one goes on where this one ends, with the payment of the second day or later.
    let (next, _) = tx.next_statement(account).await?.context("set")?;
    assert_eq!(next, from.plus(2));
    Ok(())
}
