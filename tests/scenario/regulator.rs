//! What the regulator is told is what the meters did: counted again from the meters' own switches.

use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::regulator::{Figure, Lasted, Line};
use ami_domain::time::{Span, Timestamp, Zone};
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

/// A group that is large enough to be told of.
const HOMES: i64 = 12;

fn value(lines: &[Line], figure: Figure, group: &str, part: &str) -> Option<u64> {
    let is = |line: &&Line| (line.figure, line.group, line.part) == (figure, group, part);
    lines.iter().find(is).and_then(|line| line.value.said())
}

/// When a home went dark, and when it had power again, by its switch.
fn dark(world: &World, home: HomeId) -> Vec<(Timestamp, Option<Timestamp>)> {
    let mut times: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    for (at, switch) in &world.at(home).switched {
        match (switch, times.last_mut()) {
            (Switch::Off, _) => times.push((*at, None)),
            (Switch::On, Some((_, back @ None))) => *back = Some(*at),
            (Switch::On | Switch::Ready, _) => {}
        }
    }
    times
}

#[tokio::test]
async fn the_report_says_what_the_meters_did() -> Result<()> {
    let mut world = World::new(404).await?;
    let mut homes = Vec::new();
    for number in 0..HOMES {
        let balance = Money::cents(60 + number % 3);
        homes.push(world.home(HomeSpec::flat().on(balance)).await?);
    }
    let first = world.now().business;
    world.pass(Span::hours(20)).await?;
    for home in &homes {
        world.pay(*home, 20, "tok_approve").await?;
    }
    world.pass(Span::hours(2)).await?;
    let zone = Zone::named("America/Los_Angeles")?;
    let from = zone.civil(first).day;
    let until = zone.civil(world.now().business).day.plus(1);
    let report = world
        .css()
        .regulator_report(world.now(), from, until)
        .await?;
    let lines = &report.lines;
    let all: Vec<_> = homes.iter().flat_map(|home| dark(&world, *home)).collect();
    assert!(all.len() >= homes.len(), "everybody went dark: {all:?}");
    let cuts = u64::try_from(all.len())?;
    assert_eq!(value(lines, Figure::CutByCause, "zero", "all"), Some(cuts));
    assert_eq!(
        value(lines, Figure::CutByCause, "all", "residential"),
        Some(cuts)
    );
    assert_eq!(value(lines, Figure::LimitByCause, "all", "all"), Some(0));
    // All came back within hours of each other: in one group, the one that their switches say.
    let lasted: Vec<Lasted> = all
        .iter()
        .map(|(off, on)| Lasted::of(on.map(|on| on.since(*off))))
        .collect();
    let group = lasted.first().context("a cut")?;
    assert!(lasted.iter().all(|one| one == group), "{lasted:?}");
    let told = value(lines, Figure::CutByDuration, group.word(), "all");
    assert_eq!(told, Some(cuts), "{group:?}");
    // Everybody was warned with a time by which the balance would be used up, and it was.
    let low = |part| value(lines, Figure::LowAlert, "all", part);
    let promised = low("promised").context("warnings")?;
    assert!(promised >= u64::try_from(HOMES)?, "{promised}");
    assert_eq!((low("kept"), low("false_low")), (Some(promised), Some(0)));
    // The homes have displays, and nothing was lost on the way.
    let issued = value(lines, Figure::AlertToDisplay, "zero", "issued");
    assert_eq!(
        issued,
        value(lines, Figure::AlertToDisplay, "zero", "arrived")
    );
    let longest = value(lines, Figure::AlertToDisplay, "zero", "max").context("a time")?;
    assert!(longest <= 60_000, "NFR-09: {longest} ms");
    Ok(())
}
