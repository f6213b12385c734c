//! People and homes for an empty database, from a TOML file that its owner alone can read.

use crate::password;
use ami_css::Css;
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, GatewayId, LocationId, MeterId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::tariff::Entitled;
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_store::{AccountRow, Gateway, Location, Meter, Person, Tx};
use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// The file.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    #[serde(default)]
    person: Vec<SeedPerson>,
    #[serde(default)]
    home: Vec<SeedHome>,
}

/// Somebody who signs in.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedPerson {
    role: String,
    sign_in: String,
    name: String,
    #[serde(default = "english")]
    locale: String,
    password: String,
}

impl std::fmt::Debug for SeedPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SeedPerson({})", self.sign_in)
    }
}

/// An account with its place, meter and gateway.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedHome {
    customer: String,
    account_id: AccountId,
    account_number: String,
    tariff: String,
    location_id: LocationId,
    address: String,
    zone: String,
    /// Name of the grid's feeder, for texts to everybody behind it.
    #[serde(default)]
    feeder: String,
    /// Name of the postal area.
    #[serde(default)]
    postal: String,
    /// Region of the tariff's baseline.
    #[serde(default)]
    region: String,
    /// Others may book time at this place, such as a hall (SC3.3).
    #[serde(default)]
    facility: bool,
    /// Medical equipment needs power: more baseline a day.
    #[serde(default)]
    medical_baseline: bool,
    meter_id: MeterId,
    meter_serial: String,
    gateway_id: GatewayId,
    gateway_secret: String,
    /// How the meter starts; the meter's own file says the same.
    #[serde(default)]
    switch: Option<String>,
    #[serde(default)]
    opening_balance_cents: i64,
    /// A deposit that is held from before.
    #[serde(default)]
    deposit_cents: i64,
    #[serde(default = "limit")]
    at_zero: AtZero,
    #[serde(default = "first")]
    bill_day: i8,
    /// The first day on which the customer lived there; without it today. Use before it is
    /// somebody else's.
    #[serde(default)]
    occupied_since: Option<String>,
    /// Length of the meter's intervals: 60, 30 or 15.
    #[serde(default = "sixty")]
    interval_minutes: i64,
    /// Class, protections, place of the weather and rated capacity. Without it nobody there is
    /// ever cut.
    #[serde(default)]
    standing: Option<ami_domain::protection::Standing>,
}

impl std::fmt::Debug for SeedHome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SeedHome({})", self.account_number)
    }
}

fn english() -> String {
    "en-US".into()
}
const fn limit() -> AtZero {
    AtZero::Limit
}
const fn sixty() -> i64 {
    60
}
const fn first() -> i8 {
    1
}

/// Inserts what the file names, when the database has no account yet, and computes the first view
/// of each. Gives the number of homes.
///
/// # Errors
/// When the file cannot be read, names something twice or something that is not known; nothing is
/// inserted then.
pub async fn plant(
    css: &Css,
    clock: &dyn Clock,
    chance: &mut dyn Chance,
    path: &Path,
) -> anyhow::Result<usize> {
    if css.store.read().await?.count_accounts().await? > 0 {
        return Ok(0);
    }
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the seed {} cannot be read", path.display()))?;
    // The parser's message would quote the line, and the line may hold a password.
    let seed: Seed = toml::from_str(&text).map_err(|e| {
        let place = e
            .span()
            .map_or(0, |span| text[..span.start].lines().count());
        anyhow::anyhow!("the seed {} line {place}: {}", path.display(), e.message())
    })?;
    let now = clock.now();
    let mut tx = css.store.begin().await?;
    let mut people = BTreeMap::new();
    for person in &seed.person {
        let id = insert_person(&mut tx, chance, person).await?;
        people.insert(person.sign_in.to_lowercase(), id);
    }
    for home in &seed.home {
        let Some(customer) = people.get(&home.customer.to_lowercase()) else {
            bail!(
                "home {} names customer {:?}, who is no person",
                home.account_number,
                home.customer
            );
        };
        if !css.terms.tariffs.contains_key(&home.tariff) {
            let known: Vec<_> = css.terms.tariffs.keys().collect();
            bail!(
                "home {}: tariff {:?} is none of {known:?}",
                home.account_number,
                home.tariff
            );
        }
        insert_home(&mut tx, now, chance, home, *customer).await?;
    }
    tx.commit().await?;
    for home in &seed.home {
        css.open(clock, chance, home.account_id).await?;
    }
    Ok(seed.home.len())
}

async fn insert_person(
    tx: &mut Tx,
    chance: &mut dyn Chance,
    person: &SeedPerson,
) -> anyhow::Result<UserId> {
    let role: Role = person.role.parse()?;
    if person.password.chars().count() < ami_wire::api::PASSWORD_MIN {
        bail!(
            "the password of {} has fewer than 12 characters",
            person.sign_in
        );
    }
    let id = UserId::from_bytes(chance.bytes());
    tx.insert_person(&Person {
        id,
        login: person.sign_in.to_lowercase(),
        name: person.name.clone(),
        role,
        locale: person.locale.clone(),
        password_hash: password::hash(&person.password)?,
        active: true,
    })
    .await?;
    Ok(id)
}

async fn insert_home(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    home: &SeedHome,
    customer: UserId,
) -> anyhow::Result<()> {
    check(home)?;
    insert_place(tx, home).await?;
    tx.insert_account(&AccountRow {
        id: home.account_id,
        number: home.account_number.clone(),
        customer,
        location: home.location_id,
        meter: home.meter_id,
        prepay_enabled: true,
        mode: Mode::Prepaid,
        at_zero: home.at_zero,
        tariff: home.tariff.clone(),
        currency: "USD".into(),
        bill_day: home.bill_day,
        opened_at: now.business,
        occupied_from: occupied_from(home, now.business)?,
        // Use before the account opened was somebody else's.
        charged_until: now.business,
        view_seq: 0,
        // Never yet: should the first view fail to come, the refresh duty makes it.
        shown_at: Timestamp::default(),
        show_due: Timestamp::default(),
        low: None,
        version: 0,
    })
    .await?;
    if home.facility {
        let site = (home.location_id, home.account_id);
        tx.open_facility(site, now.business, None).await?;
    }
    if !home.region.is_empty() || home.medical_baseline {
        let entitled = Entitled {
            from: Zone::named(&home.zone)?.civil(now.business).day,
            region: home.region.clone(),
            medical: home.medical_baseline,
        };
        tx.set_entitled(home.account_id, &entitled).await?;
    }
    if let Some(standing) = &home.standing {
        let of = || format!("standing of home {}", home.account_number);
        standing.check(now.business).with_context(of)?;
        tx.set_standing(home.account_id, standing).await?;
    }
    for (to, cents) in [
        (Book::Prepaid(home.account_id), home.opening_balance_cents),
        (Book::Deposit(home.account_id), home.deposit_cents),
    ] {
        if cents > 0 {
            let name = TransferId::from_bytes(chance.bytes());
            let (books, amount) = ((Book::Adjustment, to), Money::cents(cents));
            let reason = Reason::Correction;
            let entry = Transfer::posted(name, books, amount, reason, now.business);
            tx.add_posted_transfers(&[entry]).await?;
        }
    }
    Ok(())
}

/// Since when the customer has lived there.
fn occupied_from(home: &SeedHome, opened: Timestamp) -> anyhow::Result<Timestamp> {
    let Some(text) = &home.occupied_since else {
        return Ok(opened);
    };
    let Some(day) = Day::from_text(text) else {
        bail!(
            "home {}: occupied_since must be a day as \"2026-01-31\"",
            home.account_number
        );
    };
    let start = Zone::named(&home.zone)?.start_of(day);
    Ok(start.min(opened))
}

/// Refuses values that the store would take and that mean nothing.
fn check(home: &SeedHome) -> anyhow::Result<()> {
    Zone::named(&home.zone)?;
    if let Some(switch) = &home.switch
        && !["on", "off"].contains(&switch.as_str())
    {
        bail!(
            "home {}: switch must be \"on\" or \"off\"",
            home.account_number
        );
    }
    if ![60, 30, 15].contains(&home.interval_minutes) {
        bail!(
            "home {}: interval_minutes must be 60, 30 or 15",
            home.account_number
        );
    }
    if !(1..=28).contains(&home.bill_day) {
        bail!(
            "home {}: bill_day must be from 1 to 28",
            home.account_number
        );
    }
    Ok(())
}

/// Where the home is, what counts its energy and what carries that.
async fn insert_place(tx: &mut Tx, home: &SeedHome) -> anyhow::Result<()> {
    if tx.gateway(home.gateway_id).await?.is_none() {
        tx.insert_gateway(&Gateway {
            id: home.gateway_id,
            name: home.account_number.clone(),
            secret_hash: Sha256::digest(home.gateway_secret.as_bytes()).into(),
        })
        .await?;
    }
    tx.insert_location(&Location {
        id: home.location_id,
        address: home.address.clone(),
        zone: home.zone.clone(),
        feeder: home.feeder.clone(),
        postal: home.postal.clone(),
        version: 0,
    })
    .await?;
    tx.insert_meter(&Meter {
        id: home.meter_id,
        serial: home.meter_serial.clone(),
        location: home.location_id,
        gateway: home.gateway_id,
        has_switch: true,
        interval: Span::minutes(home.interval_minutes),
        epoch: 1,
    })
    .await?;
    Ok(())
}
