//! One test for each requirement that the walking house keeps, named after its id.

mod adcs;
mod alert;
mod bring_back;
mod by_hand;
mod credit;
mod delivery;
mod demo_pack;
mod display;
mod event;
mod evidence;
mod limit;
mod mdms;
mod meter;
mod meter_event;
mod money;
mod plan;
mod protect;
mod replay;
mod stop;
mod supply;
mod told;

use ami_domain::energy::WattHours;
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_domain::weather::{Forecast, Observed, Weather};
use ami_tests::world::permissive::PLACE;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::Result;

/// A world with one home that is switched off and has two days of history, come to rest.
async fn off() -> Result<(World, HomeId)> {
    with(HomeSpec {
        history_days: 2,
        ..HomeSpec::flat()
    })
    .await
}

/// The same, switched on with this many dollars.
async fn on(dollars: i64) -> Result<(World, HomeId)> {
    with(HomeSpec {
        history_days: 2,
        ..HomeSpec::flat().on(Money::dollars(dollars))
    })
    .await
}

async fn with(spec: HomeSpec) -> Result<(World, HomeId)> {
    let mut world = World::new(11).await?;
    let home = world.home(spec).await?;
    world.pass(Span::seconds(5)).await?;
    Ok((world, home))
}

/// A home that is on, has nothing left, and was warned.
async fn empty_home(seed: u64) -> Result<(World, HomeId)> {
    empty_home_in(World::new(seed).await?).await
}

/// The same in a world of its own making.
async fn empty_home_in(mut world: World) -> Result<(World, HomeId)> {
    world.watches = false;
    let spec = HomeSpec::flat().on(Money::cents(-5));
    let home = world.home(spec).await?;
    world.pass(Span::minutes(61)).await?;
    world.warn(home).await?;
    assert!(world.rest(Span::minutes(5)).await?);
    Ok((world, home))
}

/// The weather service has told of so many tenths of a degree Celsius now, and of the hours ahead
/// with the highest and the lowest of them.
async fn weather(world: &World, now_c10: i32, ahead: Option<(u16, i32, i32)>) -> Result<()> {
    let as_of = world.now().business;
    let source = || "station".to_owned();
    let report = Weather {
        place: PLACE.to_owned(),
        observed: Some(Observed {
            as_of,
            source: source(),
            now_c10,
        }),
        forecast: ahead.map(|(hours, high_c10, low_c10)| Forecast {
            as_of,
            source: source(),
            hours,
            high_c10,
            low_c10,
        }),
        alerts: None,
    };
    let reports = [report];
    let kept = ami_adcs::weather::keep(world.store(), world.now(), &reports);
    assert_eq!(kept.await?, 1);
    Ok(())
}

/// What must hold at the end of every test.
async fn assert_sound(world: &World) -> Result<()> {
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

/// The sum of what MDMS knows of a home since the world began.
async fn known(world: &World, home: HomeId) -> Result<WattHours> {
    use ami_domain::time::Window;
    let mut tx = world.store().read().await?;
    let meter = world.at(home).meter_id;
    let meter = tx.meter(meter).await?.expect("a home has a meter");
    let window = Window {
        start: ami_tests::world::clock::START,
        end: world.now().business,
    };
    let rows = tx.intervals(&meter, window).await?;
    Ok(rows.iter().map(|(_, energy, _)| *energy).sum())
}
