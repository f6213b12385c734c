//! Moving out through the whole chain: what is used is paid, what is left goes back, the home
//! forgets, and its supply stays as it is.

use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_store::AccountRow;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

#[tokio::test]
async fn who_moves_out_pays_up_to_then_and_leaves_nothing_in_the_home() -> Result<()> {
    let mut world = World::new(61).await?;
    let home = world.home(HomeSpec::flat().on(Money::dollars(30))).await?;
    let stays = world.home(HomeSpec::flat().on(Money::dollars(30))).await?;
    world.pass(Span::hours(2)).await?;
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::hours(1)).await?;
    let leaves = world.now().business + Span::hours(5);
    let wish = world.move_out(home, leaves).await?;
    world.pass(Span::hours(3)).await?;
    let shown = world.view(home).await?;
    assert!(!shown.is_vacant(), "until the day comes nothing changes");
    world.pass(Span::hours(6)).await?;
    let account = world.at(home).account;
    let mut tx = world.store().read().await?;
    let row = tx.account(account).await?.context("it stays on record")?;
    let done = tx.move_out(account).await?.context("a wish")?;
    assert!(row.is_closed() && done.closed_at.is_some_and(|at| at >= wish.at));
    assert_eq!(row.charged_until, wish.at, "not an interval more");
    assert_eq!(tx.audit_ledger().await?, []);
    drop(tx);
    // This world's card takes nothing back: all of it waits for a cheque.
    assert_eq!(
        world.book_balance(Book::Prepaid(account)).await?,
        Money::ZERO
    );
    let cheque = world.book_balance(Book::RefundDue(account)).await?;
    assert_eq!(cheque, done.refund);
    assert!(cheque > Money::dollars(20), "{cheque}");
    let display = world.at(home).display.as_ref().context("a display")?;
    let view = display.view.as_ref().context("the last view")?;
    assert!(view.is_vacant() && view.balance == Money::ZERO, "{view:?}");
    assert!(view.basis.is_none() && view.usage_until.is_none());
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    let other = world.view(stays).await?;
    assert!(!other.is_vacant(), "the neighbour is not touched");
    next_customer(&mut world, home, row, shown.seq).await
}

/// The meter takes the views of the next customer at once, and they tell nothing of before.
async fn next_customer(world: &mut World, home: HomeId, left: AccountRow, last: u64) -> Result<()> {
    let next = AccountId::from_number(0x4e47);
    let mut tx = world.store().begin().await?;
    let tenancy = tx.tenancy(left.id).await?.context("a tenancy")?;
    let now = world.now().business;
    tx.insert_account(&AccountRow {
        id: next,
        number: "the next one".into(),
        meter: tenancy.meter,
        opened_at: now,
        occupied_from: now,
        charged_until: tenancy.window.end,
        show_due: now,
        view_seq: 0,
        ..left
    })
    .await?;
    tx.commit().await?;
    world.pass(Span::hours(1) + Span::minutes(1)).await?;
    let mut tx = world.store().read().await?;
    let first = tx.view(next).await?.context("a view")?;
    assert!(first.seq > last + 1, "after the vacant one");
    let display = world.at(home).display.as_ref().context("a display")?;
    assert_eq!(display.view.as_ref(), Some(&first));
    Ok(())
}
