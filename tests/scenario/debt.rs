//! Debt and emergency credit through the whole chain: back office, meter, display and website.

use ami_domain::debt::{Every, Line, Recovery};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_locales::Locale;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

const TOKEN: &str = "tok_approve";

#[tokio::test]
async fn emergency_credit_is_shown_as_borrowed_everywhere_and_paid_back_first() -> Result<()> {
    let mut world = World::new(16).await?;
    let home = world.home(HomeSpec::flat().on(Money::dollars(6))).await?;
    world.pass(Span::seconds(5)).await?;
    world.borrow_credit(home).await.expect_err("not needed yet");
    until_below(&mut world, home, Money::dollars(2)).await?;
    world.borrow_credit(home).await?;
    world.pass(Span::minutes(5)).await?;
    let view = world.view(home).await?;
    assert_eq!(view.borrowed, Money::dollars(10));
    let display = world.at(home).display.as_ref().context("a display")?;
    assert_eq!(display.view.as_ref(), Some(&view), "one value for all");
    let shown = world.meter(home).lines(Locale::EsUs, world.now().business);
    assert!(
        shown.iter().any(|line| line == "Prestado $10.00"),
        "{shown:?}"
    );
    world.borrow_credit(home).await.expect_err("only once");
    let paid = world.pay(home, 30, TOKEN).await?;
    let lines = world.lines(&paid).await?;
    let expected = [
        (Line::Emergency, Money::dollars(10)),
        (Line::Energy, Money::dollars(20)),
    ];
    assert_eq!(lines, expected);
    world.pass(Span::minutes(5)).await?;
    assert_eq!(world.view(home).await?.borrowed, Money::ZERO);
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn arrears_are_paid_back_day_by_day_and_service_stays_on() -> Result<()> {
    let mut world = World::new(17).await?;
    world.watches = false;
    let home = world.home(HomeSpec::flat().on(Money::dollars(1))).await?;
    until_below(&mut world, home, -Money::dollars(3)).await?;
    let owed = -world.balance(home).await?;
    let recovery = Recovery::Time {
        amount: Money::cents(50),
        every: Every::Day,
    };
    world.set_aside(home, recovery).await?;
    world.watches = true;
    assert_eq!(world.balance(home).await?, Money::ZERO);
    let paid = world.pay(home, 40, TOKEN).await?;
    let lines = world.lines(&paid).await?;
    assert_eq!(lines, [(Line::Energy, Money::dollars(40))]);
    world.pass(Span::days(3) + Span::minutes(1)).await?;
    let book = Book::Debt(world.at(home).account);
    let left = -world.book_balance(book).await?;
    assert_eq!(left, owed - Money::cents(150), "three days have begun");
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

async fn until_below(world: &mut World, home: HomeId, edge: Money) -> Result<()> {
    for _ in 0..200 {
        if world.balance(home).await? < edge {
            return Ok(());
        }
        world.pass(Span::hours(1)).await?;
    }
    anyhow::bail!("the balance never falls below {edge}")
}
