//! Primary scenario 1: a customer prepays and service is switched on (SC1.1 to SC1.13).

use ami_domain::code::Code;
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::ledger::{Book, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::{Span, Window};
use ami_locales::Locale;
use ami_store::{CommandState, PaymentRow};
use ami_tests::world::build::REPRESENTATIVE;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

#[tokio::test]
async fn sc1_a_customer_prepays_at_a_flat_price() -> Result<()> {
    primary_1(HomeSpec::flat()).await
}

#[tokio::test]
async fn sc1_a_customer_prepays_at_prices_by_time_of_use() -> Result<()> {
    primary_1(HomeSpec::time_of_use()).await
}

async fn primary_1(spec: HomeSpec) -> Result<()> {
    let mut world = World::new(1).await?;
    let home = world.home(spec).await?;
    world.pass(Span::seconds(5)).await?;
    assert_eq!(
        world.meter(home).examine().switch,
        Switch::Off,
        "given: provisioned, off"
    );

    sc1_1_and_2_the_account_is_found(&world, home).await?;
    let suggested = sc1_3_the_amount_is_estimated(&world, home).await?;
    let paid = sc1_4_and_5_funds_are_verified_and_applied(&mut world, home, suggested).await?;
    sc1_6_a_command_is_accepted_in_the_same_commit(&world, home, &paid).await?;
    world.pass(Span::seconds(3)).await?;
    sc1_7_adcs_logs_and_sends_it(&world, home, &paid).await?;
    sc1_8_the_meter_logs_switches_on_and_proves_it(&world, home, &paid)?;
    sc1_9_and_10_the_receipt_is_in_mdms(&world, home, &paid).await?;
    sc1_11_a_representative_acknowledges(&world, &paid).await?;
    sc1_12_and_13_everybody_shows_the_same(&world, home, &paid).await?;
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

/// SC1.1, SC1.2: by the customer's own sign-in and by what a representative types.
async fn sc1_1_and_2_the_account_is_found(world: &World, home: HomeId) -> Result<()> {
    let (customer, account) = (world.at(home).customer, world.at(home).account);
    let mut tx = world.store().read().await?;
    let person = tx
        .person_by_login("customer1")
        .await?
        .context("a customer signs in")?;
    assert_eq!(person.id, customer);
    let own: Vec<_> = tx
        .accounts_of(customer)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(own, [account]);
    for typed in [
        "AMI00000001",
        "orange street",
        "name of customer1",
        "3-000000001",
    ] {
        let found = tx.search_accounts(typed, 10).await?;
        let found: Vec<_> = found.into_iter().map(|(row, ..)| row.id).collect();
        assert_eq!(found, [account], "{typed}");
    }
    Ok(())
}

/// SC1.3: the cost of the energy through the day before the next bill, from history.
async fn sc1_3_the_amount_is_estimated(world: &World, home: HomeId) -> Result<Money> {
    let (estimate, _, zone) = world
        .css()
        .estimate(world.now(), world.at(home).account, None)
        .await?;
    // 19 hours at 400 W and 5 at 1,800 W, every day.
    let day = WattHours::new(19 * 400 + 5 * 1_800);
    assert_eq!(world.view(home).await?.daily_average, day);
    let end = zone.civil(estimate.window.end).day;
    assert_eq!((end.month, end.day), (7, 15), "bill day");
    let days = estimate.window.length().as_seconds() * 10 / 86_400;
    let expected = day.share(days, 10);
    let error = (estimate.energy_p50 - expected).get().abs() * 100 / expected.get();
    assert!(
        error <= 5,
        "estimated {:?}, used so far {expected:?}",
        estimate.energy_p50
    );
    let suggested = estimate.suggested;
    assert!(
        suggested >= estimate.p80,
        "{suggested} pays for {}",
        estimate.p80
    );
    assert!(
        suggested.as_micros() % 1_000_000 == 0,
        "{suggested} is whole dollars"
    );
    Ok(suggested)
}

/// SC1.4, SC1.5: a refused card changes nothing; an approved one moves the money once.
async fn sc1_4_and_5_funds_are_verified_and_applied(
    world: &mut World,
    home: HomeId,
    amount: Money,
) -> Result<PaymentRow> {
    let refused = world.payment_id();
    let refused = world.pay_as(home, refused, amount, "tok_decline").await?;
    assert!(
        matches!(refused.state, PaymentState::Refused { .. }),
        "{refused:?}"
    );
    assert_eq!(world.balance(home).await?, Money::ZERO);

    let payment = world.payment_id();
    let paid = world.pay_as(home, payment, amount, "tok_approve").await?;
    let again = world.pay_as(home, payment, amount, "tok_approve").await?;
    assert_eq!(paid, again, "the same id gets the same answer");
    let at = world.now().business;
    assert_eq!(
        paid.state,
        PaymentState::Applied {
            at,
            by: paid.transfer
        }
    );
    assert_eq!(world.balance(home).await?, amount);
    assert_eq!(paid.balance_after, Some(amount));
    assert!(paid.credit > WattHours::ZERO);
    let mut tx = world.store().read().await?;
    let transfer = tx
        .transfer(paid.transfer)
        .await?
        .context("a payment has a transfer")?;
    let book = Book::Prepaid(world.at(home).account);
    assert_eq!((transfer.from, transfer.to), (Book::Clearing, book));
    assert_eq!(transfer.state, TransferState::Posted);
    assert_eq!(world.approved(), 1);
    Ok(paid)
}

/// SC1.6: the payment and its command are one commit; nothing has been sent yet.
async fn sc1_6_a_command_is_accepted_in_the_same_commit(
    world: &World,
    home: HomeId,
    paid: &PaymentRow,
) -> Result<()> {
    let message = paid
        .message
        .context("a payment that buys energy has a message")?;
    let command = world
        .store()
        .read()
        .await?
        .command(message)
        .await?
        .context("accepted")?;
    assert_eq!(command.state, CommandState::Queued);
    assert_eq!(
        command.command.not_after, None,
        "credit is right however late"
    );
    assert_eq!(command.command.meter, world.at(home).meter_id);
    match command.command.kind {
        CommandKind::Prepay(prepay) => {
            assert_eq!((prepay.payment, prepay.credit), (paid.id, paid.credit));
        }
        other => panic!("a payment sends its credit, not {other:?}"),
    }
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    Ok(())
}

/// SC1.7: received, logged and sent, once.
async fn sc1_7_adcs_logs_and_sends_it(
    world: &World,
    home: HomeId,
    paid: &PaymentRow,
) -> Result<()> {
    let journal = world.journal(home).await?;
    assert_eq!((journal.accepted("prepay"), journal.sent("prepay")), (1, 1));
    let about = journal.of(paid.message.context("sent")?);
    assert!(
        about
            .iter()
            .any(|row| row.down && row.code == Code::CREDIT_ADDED),
        "{about:?}"
    );
    Ok(())
}

/// SC1.8: logged with the meter's clock, service on, credit there, receipt made.
fn sc1_8_the_meter_logs_switches_on_and_proves_it(
    world: &World,
    home: HomeId,
    paid: &PaymentRow,
) -> Result<()> {
    let (meter, at_home) = (world.meter(home), world.at(home));
    let supply = meter.examine();
    assert_eq!(supply.switch, Switch::On);
    assert_eq!(supply.credit, paid.credit - at_home.used());
    let row = at_home.log.iter().find(|row| row.message == paid.message);
    let row = row.context("the meter logs the message")?;
    assert_eq!((row.code, row.inbound), (Code::CREDIT_ADDED, true));
    let receipt = meter
        .receipts()
        .find(|one| Some(one.message) == paid.message);
    let receipt = receipt.context("the meter proves it")?;
    assert_eq!((receipt.outcome, receipt.log_seq), (Outcome::Done, row.seq));
    assert_eq!(
        (receipt.meter, receipt.completed_at),
        (at_home.meter_id, row.at)
    );
    Ok(())
}

/// SC1.9, SC1.10: the receipt is kept with its three fields, and the state of service with it.
async fn sc1_9_and_10_the_receipt_is_in_mdms(
    world: &World,
    home: HomeId,
    paid: &PaymentRow,
) -> Result<()> {
    let message = paid.message.context("sent")?;
    let mut tx = world.store().read().await?;
    let receipt = tx.receipt(message).await?.context("MDMS has the receipt")?;
    let made = world
        .meter(home)
        .receipts()
        .find(|one| one.message == message)
        .copied();
    assert_eq!(Some(receipt), made, "as the meter made it");
    assert_eq!(
        (receipt.message, receipt.meter),
        (message, world.at(home).meter_id)
    );
    assert!(receipt.completed_at >= paid.offered_at);
    let supply = tx
        .supply(world.at(home).meter_id)
        .await?
        .context("MDMS has the supply")?;
    assert_eq!(supply.switch, Switch::On, "available to CSS");
    let state = tx.command(message).await?.map(|row| row.state);
    assert_eq!(state, Some(CommandState::Receipted));
    let delivery = ami_css::confirm::delivery(&mut tx, paid)
        .await?
        .context("delivered")?;
    assert_eq!(delivery.confirmed_at, Some(receipt.completed_at));
    assert!(
        !delivery.late && !delivery.refused && delivery.attempts == 1,
        "{delivery:?}"
    );
    Ok(())
}

/// SC1.11: seen in the list, acknowledged once.
async fn sc1_11_a_representative_acknowledges(world: &World, paid: &PaymentRow) -> Result<()> {
    let open = world.css().confirmations(true).await?;
    assert_eq!(
        open.iter().map(|row| row.payment.id).collect::<Vec<_>>(),
        [paid.id]
    );
    let now = world.now();
    assert!(
        world
            .css()
            .acknowledge(paid.id, REPRESENTATIVE, now)
            .await?,
        "first"
    );
    assert!(
        !world
            .css()
            .acknowledge(paid.id, REPRESENTATIVE, now)
            .await?,
        "second"
    );
    assert!(world.css().confirmations(true).await?.is_empty());
    let all = world.css().confirmations(false).await?;
    assert_eq!(all[0].acknowledged, Some((REPRESENTATIVE, now.business)));
    Ok(())
}

/// SC1.12, SC1.13: one value on meter, display and website, with history on the website.
async fn sc1_12_and_13_everybody_shows_the_same(
    world: &World,
    home: HomeId,
    paid: &PaymentRow,
) -> Result<()> {
    let website = world.view(home).await?;
    assert_eq!(website.balance, paid.amount);
    assert_eq!(
        website.credit, paid.credit,
        "from nothing, credit is what the balance buys"
    );
    let left = website.remaining.context("history gives a time left")?;
    assert!(
        left.early <= left.likely && left.likely <= left.late,
        "{left:?}"
    );
    assert!(left.likely > Span::days(1), "{left:?}");
    assert_eq!(
        website.as_of.at, paid.offered_at,
        "date and time of last update"
    );
    assert_eq!(world.at(home).view(), Some(&website), "meter");
    let display = world
        .at(home)
        .display
        .as_ref()
        .context("a display is on the wall")?;
    assert_eq!(display.view.as_ref(), Some(&website), "in-home display");
    assert_eq!(display.supply.switch, Switch::On);

    let now = world.now().business;
    let lines = world.meter(home).lines(Locale::EnUs, now);
    let dollars = format!("{}", paid.amount.as_micros() / 1_000_000);
    assert!(
        lines.iter().any(|line| line.contains(&dollars)),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.contains("kWh")), "{lines:?}");

    let window = Window {
        start: now - Span::days(7),
        end: now,
    };
    let step = ami_css::usage::Step::Day;
    let usage = world
        .css()
        .usage(world.now(), world.at(home).account, window, step)
        .await?;
    assert!(usage.rows.len() >= 7, "a row a day");
    assert!(usage.total > WattHours::kilo(100), "{:?}", usage.total);
    assert!(usage.cost.is_positive());
    Ok(())
}
