//! Building a district: its store, its customers, its meters.

use super::clock::START;
use super::district::{District, Parts};
use super::home::Home;
use super::link::Link;
use super::{Faults, Plan, terms};
use ami_adcs::{LiveTerms, Terms};
use ami_css::payment_method::PaymentMethod;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::{Css, tariffs};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::{Chance as _, Seeded};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{AccountId, GatewayId, LocationId, MeterId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::role::Role;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_meter::{AmiMeter, Meter};
use ami_store::{AccountRow, Gateway, Location, Person, Store, Tx};
use std::sync::Arc;
use std::time::Duration;

/// Where all homes are.
const ZONE: &str = "America/Los_Angeles";
/// Days of use before the fleet begins, which MDMS knows.
const HISTORY_DAYS: i64 = 7;
/// What customers chose for zero, alike often.
const AT_ZERO: [AtZero; 4] = [
    AtZero::RegularBilling,
    AtZero::RegularBilling,
    AtZero::Disconnect,
    AtZero::Limit,
];
const HOUR: Span = Span::hours(1);
/// Homes that are enrolled in one commit.
const GROUP: usize = 250;

/// Builds a district of a plan.
///
/// # Errors
/// When the store cannot be made.
pub(crate) async fn district(plan: &Plan, at: usize, meters: usize) -> anyhow::Result<District> {
    let mut seed = Seeded::new(plan.seed ^ ((at as u64) << 32));
    let store = Store::open("sqlite::memory:").await?;
    let card = Arc::new(SandboxCard::in_memory());
    let css = Css {
        store,
        terms: LiveTerms::new(Terms {
            policy: terms::policy(),
            tariffs: tariffs::builtin()?,
            rules: terms::rules(),
            packs: ami_domain::clearance::Packs::default(),
        }),
        methods: vec![Arc::clone(&card) as Arc<dyn PaymentMethod>],
        verify_timeout: Duration::from_millis(100),
    };
    let mut district = District::new(Parts {
        css,
        card,
        chance: Seeded::new(seed.next()),
        dice: Seeded::new(seed.next()),
        faults: plan.faults,
        habits: plan.habits,
        sabotage: plan.sabotage,
        zone: Zone::named(ZONE)?,
    });
    let mut made = 0;
    while made < meters {
        let until = (made + GROUP).min(meters);
        let mut tx = district.css.store.begin().await?;
        let mut homes = Vec::new();
        for number in made..until {
            let mut dice = Seeded::new(seed.next());
            homes.push(home(&mut tx, &district, number as u64 + 1, &mut dice).await?);
        }
        tx.commit().await?;
        made = until;
        for home in homes {
            first_view(&mut district, home).await?;
        }
    }
    Ok(district)
}

/// The first view, and with it the credit that the meter begins with.
async fn first_view(district: &mut District, mut home: Home) -> anyhow::Result<()> {
    let css = district.css.clone();
    css.open(&district.clock, &mut district.chance, home.account)
        .await?;
    let now = district.now();
    let view = css.store.read().await?.view(home.account).await?;
    let credit = view.map_or(WattHours::ZERO, |view| view.credit);
    home.meter = meter(&home, credit)?;
    home.opening_credit = credit;
    home.opening_total = home.meter.register().total();
    home.report_supply(now.business);
    ami_adcs::gateway::status(&css.store, now, home.gateway, true).await?;
    district.homes.push(home);
    Ok(())
}

/// Rows and values of one home.
async fn home(
    tx: &mut Tx,
    district: &District,
    number: u64,
    dice: &mut Seeded,
) -> anyhow::Result<Home> {
    let part = |kind: u128| kind << 64 | u128::from(number);
    let faults = &district.faults;
    let base = Watts::new(150 + below(dice, 500));
    let poor = dice.below(1_000_000) < faults.poor_homes;
    let skewed = dice.below(1_000_000) < faults.skewed;
    let most = Faults::SKEW.as_millis();
    let skew = Span::millis(below(dice, 2 * most) - most);
    let meter_id = MeterId::from_number(part(0x3E7E));
    let made = Meter {
        meter: meter_id,
        serial: format!("AMI{number:08}"),
        interval: HOUR,
        has_switch: true,
        switch: Switch::On,
        credit: WattHours::ZERO,
    };
    let home = Home {
        number,
        account: AccountId::from_number(part(0xACC)),
        customer: UserId::from_number(part(0xC057)),
        meter_id,
        gateway: GatewayId::from_number(part(0x6A7E)),
        meter: AmiMeter::new(made, START)?,
        link: Link {
            loss: if poor { faults.poor_loss } else { faults.loss },
            up: true,
        },
        skew: if skewed { skew } else { Span::ZERO },
        powered: true,
        dark: Vec::new(),
        base,
        evening: Watts::new(base.get() * 3),
        minute: below(dice, 288) * 5,
        collected: Vec::new(),
        credited: 0,
        switched: Vec::new(),
        trips: Vec::new(),
        asked: Vec::new(),
        opening_credit: WattHours::ZERO,
        opening_total: WattHours::ZERO,
        spool: Vec::new(),
        rows: Vec::new(),
        log: Vec::new(),
        said: 0,
        due: None,
    };
    // Enough for one to four weeks; some homes have little left.
    let dollars = if dice.below(1_000_000) < district.habits.begin_low {
        5
    } else {
        30 + below(dice, 120)
    };
    rows(tx, &home, dice, &district.zone, Money::dollars(dollars)).await?;
    Ok(home)
}

/// The rows that the enrolment of a home makes.
async fn rows(
    tx: &mut Tx,
    home: &Home,
    dice: &mut Seeded,
    zone: &Zone,
    balance: Money,
) -> anyhow::Result<()> {
    let number = home.number;
    let location = LocationId::from_number(0x10C << 64 | u128::from(number));
    tx.insert_person(&Person {
        id: home.customer,
        login: format!("customer{number}"),
        name: format!("Customer {number}"),
        role: Role::Customer,
        locale: "en-US".to_owned(),
        password_hash: "no password fits".to_owned(),
        active: true,
    })
    .await?;
    tx.insert_location(&Location {
        id: location,
        address: format!("{number} Orange Street, Springfield"),
        zone: ZONE.to_owned(),
        feeder: format!("F-{}", number % 20),
        postal: "92507".to_owned(),
        version: 0,
    })
    .await?;
    tx.insert_gateway(&Gateway {
        id: home.gateway,
        name: format!("gateway {number}"),
        secret_hash: [0; 32],
    })
    .await?;
    tx.insert_meter(&ami_store::Meter {
        id: home.meter_id,
        serial: format!("AMI{number:08}"),
        location,
        gateway: home.gateway,
        has_switch: true,
        interval: HOUR,
        epoch: 1,
    })
    .await?;
    tx.put_intervals(home.meter_id, HOUR, &history(home, zone))
        .await?;
    let names = ["demo-flat", "demo-time-of-use", "demo-tiered"];
    tx.insert_account(&AccountRow {
        id: home.account,
        number: format!("3-{number:09}"),
        customer: home.customer,
        location,
        meter: home.meter_id,
        mode: Mode::Prepaid,
        at_zero: AT_ZERO[usize::try_from(dice.below(4))?],
        tariff: names[usize::try_from(dice.below(3))?].to_owned(),
        currency: "USD".to_owned(),
        bill_day: 15,
        opened_at: START,
        occupied_from: START - Span::days(HISTORY_DAYS),
        charged_until: START,
        prepay_enabled: true,
        view_seq: 0,
        shown_at: Timestamp::from_millis(0),
        show_due: Timestamp::from_millis(0),
        low: None,
        version: 0,
    })
    .await?;
    tx.open_facility((location, home.account), START, None)
        .await?;
    tx.set_standing(home.account, &terms::standing()).await?;
    tx.add_transfer(&Transfer {
        id: TransferId::from_bytes(dice.bytes()),
        from: Book::Adjustment,
        to: Book::Prepaid(home.account),
        amount: balance,
        state: TransferState::Posted,
        reason: Reason::Correction,
        at: START,
    })
    .await?;
    Ok(())
}

/// What the home used in the days before, hour by hour.
fn history(home: &Home, zone: &Zone) -> Vec<(Timestamp, WattHours, bool)> {
    (0..HISTORY_DAYS * 24)
        .map(|hour| START - Span::days(HISTORY_DAYS) + Span::hours(hour))
        .map(|at| {
            let evening = (17..22).contains(&(zone.civil(at).minute / 60));
            let power = if evening { home.evening } else { home.base };
            (at, power.over(HOUR), false)
        })
        .collect()
}

/// A meter with this credit that begins to measure now, by its own clock.
fn meter(home: &Home, credit: WattHours) -> anyhow::Result<AmiMeter> {
    let made = Meter {
        meter: home.meter_id,
        serial: home.meter.serial().to_owned(),
        interval: HOUR,
        has_switch: true,
        switch: Switch::On,
        credit,
    };
    Ok(AmiMeter::new(made, START + home.skew)?)
}

fn below(dice: &mut Seeded, bound: i64) -> i64 {
    i64::try_from(dice.below(bound.unsigned_abs())).unwrap_or(0)
}
