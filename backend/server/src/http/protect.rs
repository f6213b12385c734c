//! What protects a customer from being cut: seen by the customer, set and ended by a
//! representative with a proof; and the rules that hold, with where their figures come from.

use super::civil;
use super::enrol::actor;
use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::CssError;
use ami_css::protect::RulesOf;
use ami_domain::clearance::{Pack, Reduce, figures};
use ami_domain::energy::Watts;
use ami_domain::protection::Flag;
use ami_domain::role::Role;
use ami_domain::time::{Day, Zone};
use ami_locales::Locale;
use ami_store::{AccountRow, Noted, ProtectionNote, StoreError, Tx};
use ami_wire::api::Problem;
use ami_wire::api::protect::{
    EndProtection, ProtectionSaid, ProtectionSet, Protections, RulePack, RuleSheet, RuleSource,
    RulesName, SetHome, SetProtection, SetRulesOf,
};
use axum::Json;
use axum::extract::State;

/// What protects a customer, and what was said of it.
#[utoipa::path(get, path = "/api/accounts/{account}/protections", tag = "protection",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Protections), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn protections(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Protections>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    show(&app, &signed, &account).await
}

/// Sets a protection, or another end of it. Who is dark gets service back.
#[utoipa::path(put, path = "/api/accounts/{account}/protections/{flag}", tag = "protection",
    params(("account" = String, Path, description = "Account id"),
        ("flag" = String, Path, description = "`medical_equipment`, `life_support`, ..")),
    request_body = SetProtection, responses((status = 200, body = Protections),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn protect(
    State(app): State<App>,
    signed: Signed,
    Path((account, flag)): Path<(String, String)>,
    Body(body): Body<SetProtection>,
) -> Result<Json<Protections>, Refused> {
    let account = signed.account(&app, Action::Protect, &account).await?;
    let flag = named(&signed, &flag)?;
    let until = match &body.until {
        None => None,
        Some(text) => {
            let unreadable = || Refused::unreadable(signed.locale, "until");
            let day = civil::day(text).ok_or_else(unreadable)?;
            let failed = |error| Refused::store(signed.locale, &error);
            let mut tx = app.css.store.read().await.map_err(failed)?;
            let zone = zone(&mut tx, &account).await.map_err(failed)?;
            // The last day on which it holds is a whole day.
            Some(zone.start_of(day.plus(1)))
        }
    };
    let (mut chance, by, now) = (app.chance(), actor(&signed), app.now());
    let set = app
        .css
        .protect(now, &mut chance, by, account.id, flag, until, &body.proof);
    set.await.map_err(|e| refused(&signed, &account, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

/// Ends a protection. Nothing is switched by it.
#[utoipa::path(put, path = "/api/accounts/{account}/protections/{flag}/end", tag = "protection",
    params(("account" = String, Path, description = "Account id"),
        ("flag" = String, Path, description = "`medical_equipment`, `life_support`, ..")),
    request_body = EndProtection, responses((status = 200, body = Protections),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    signed: Signed,
    Path((account, flag)): Path<(String, String)>,
    Body(body): Body<EndProtection>,
) -> Result<Json<Protections>, Refused> {
    let account = signed.account(&app, Action::Protect, &account).await?;
    let flag = named(&signed, &flag)?;
    let (mut chance, by, now) = (app.chance(), actor(&signed), app.now());
    let css = &app.css;
    let ended = css.end_protection(now, &mut chance, by, account.id, flag, &body.proof);
    ended.await.map_err(|e| refused(&signed, &account, &e))?;
    show(&app, &signed, &account).await
}

/// The customer certifies a serious need themselves; it holds for as long as their rules allow.
#[utoipa::path(put, path = "/api/accounts/{account}/self-certification", tag = "protection",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Protections), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn certify(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Protections>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let (mut chance, by, now) = (app.chance(), actor(&signed), app.now());
    let done = app.css.self_certify(now, &mut chance, by, account.id).await;
    done.map_err(|e| refused(&signed, &account, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

/// Says whose rules hold for a customer, and in which hours of their own they are never cut.
#[utoipa::path(put, path = "/api/accounts/{account}/rules", tag = "protection",
    params(("account" = String, Path, description = "Account id")), request_body = SetRulesOf,
    responses((status = 200, body = Protections), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn set_rules(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<SetRulesOf>,
) -> Result<Json<Protections>, Refused> {
    let account = signed.account(&app, Action::Protect, &account).await?;
    let (mut chance, by, now) = (app.chance(), actor(&signed), app.now());
    let rules = RulesOf {
        class: body.class,
        place: body.place,
        jurisdiction: body.jurisdiction,
        friendly: body.friendly,
        proof: body.proof,
    };
    let set = app
        .css
        .set_rules_of(now, &mut chance, by, account.id, &rules);
    set.await.map_err(|e| refused(&signed, &account, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

/// Says since which day the customer lives there: use of before is not theirs to see, and nothing
/// is expected of them by it.
#[utoipa::path(put, path = "/api/accounts/{account}/home", tag = "protection",
    params(("account" = String, Path, description = "Account id")), request_body = SetHome,
    responses((status = 200, body = Protections), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set_home(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<SetHome>,
) -> Result<Json<Protections>, Refused> {
    let account = signed.account(&app, Action::Protect, &account).await?;
    let since = Day::from_text(&body.since);
    let since = since.ok_or_else(|| Refused::unreadable(signed.locale, "since"))?;
    let (mut chance, by, now) = (app.chance(), actor(&signed), app.now());
    let set = app
        .css
        .set_home(now, &mut chance, by, account.id, since, &body.proof);
    set.await.map_err(|e| refused(&signed, &account, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

/// Every pack of rules, with its figures and where they come from.
#[utoipa::path(get, path = "/api/rules", tag = "protection", responses(
    (status = 200, body = Vec<RulePack>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn rules(State(app): State<App>, signed: Signed) -> Result<Json<Vec<RulePack>>, Refused> {
    signed.may(Action::SeeRules)?;
    let told = |one| pack(one, signed.locale);
    Ok(Json(app.css.terms.packs.all().iter().map(told).collect()))
}

fn named(signed: &Signed, flag: &str) -> Result<Flag, Refused> {
    Flag::from_word(flag).ok_or_else(|| Refused::not_found(signed.locale))
}

fn refused(signed: &Signed, account: &AccountRow, error: &CssError) -> Refused {
    Refused::css(signed.locale, account.id, error)
}

async fn show(
    app: &App,
    signed: &Signed,
    account: &AccountRow,
) -> Result<Json<Protections>, Refused> {
    let now = app.now();
    let known = app.css.protections(now, account.id).await;
    let known = known.map_err(|e| refused(signed, account, &e))?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let customer = tx.person(account.customer).await.map_err(failed)?;
    let staff = signed.person.role != Role::Customer;
    let mut notes = Vec::with_capacity(known.notes.len());
    for note in known.notes {
        notes.push(said(&mut tx, &zone, note, staff).await.map_err(failed)?);
    }
    let standing = known.standing.as_ref();
    let set = standing.map_or(&[][..], |known| &known.protections);
    let name = |pack| name(pack, signed.locale);
    let mut choices: Vec<RulesName> = app.css.terms.packs.all().iter().map(name).collect();
    choices.dedup_by(|two, one| two.jurisdiction == one.jurisdiction);
    Ok(Json(Protections {
        name: customer.map(|person| person.name).unwrap_or_default(),
        number: account.number.clone(),
        class: standing.and_then(|known| known.class),
        place: standing
            .map(|known| known.place.clone())
            .unwrap_or_default(),
        lives_since: known.lives_since.map(|at| zone.civil(at).day),
        opened_on: zone.civil(account.opened_at).day,
        protections: set
            .iter()
            .map(|one| ProtectionSet {
                flag: one.flag,
                until: one.until.map(|at| zone.local(at)),
                holds: one.holds(now.business),
            })
            .collect(),
        friendly: standing.map_or_else(Vec::new, |known| known.friendly.clone()),
        jurisdiction: standing.and_then(|known| known.jurisdiction.clone()),
        rules: known.pack.as_ref().map(name),
        certify_days: known.certify_days,
        notes,
        choices,
    }))
}

/// Names of staff are for staff.
async fn said(
    tx: &mut Tx,
    zone: &Zone,
    note: ProtectionNote,
    staff: bool,
) -> Result<ProtectionSaid, StoreError> {
    let by = if staff {
        tx.person(note.person).await?.map(|person| person.name)
    } else {
        None
    };
    let (flag, home_since) = match note.what {
        Noted::Flag(flag) => (Some(flag), None),
        Noted::Rules => (None, None),
        Noted::Home { since } => (None, Some(zone.civil(since).day)),
    };
    Ok(ProtectionSaid {
        at: zone.local(note.at),
        by,
        flag,
        home_since,
        ended: note.ended,
        until: note.until.map(|at| zone.local(at)),
        proof: note.proof,
    })
}

fn title(pack: &Pack, locale: Locale) -> String {
    let spanish = pack.title_es.as_ref().filter(|_| locale == Locale::EsUs);
    spanish.unwrap_or(&pack.title).clone()
}

fn name(pack: &Pack, locale: Locale) -> RulesName {
    RulesName {
        jurisdiction: pack.jurisdiction.clone(),
        title: title(pack, locale),
    }
}

fn pack(pack: &Pack, locale: Locale) -> RulePack {
    let rules = &pack.rules;
    let limit = Reduce::Limit(Watts::ZERO);
    let sheets = [
        (&rules.disconnect, Reduce::Disconnect),
        (&rules.limit, limit),
    ];
    RulePack {
        jurisdiction: pack.jurisdiction.clone(),
        title: title(pack, locale),
        version: rules.version.clone(),
        from: pack.from,
        until: pack.until,
        certify_days: pack.certify_days,
        data_max_age: rules.data_max_age,
        weather_max_age: rules.weather_max_age,
        holidays: rules.holidays.clone(),
        sheets: sheets
            .into_iter()
            .flat_map(|(by_class, how)| {
                by_class.keys().map(move |class| RuleSheet {
                    class: *class,
                    limits: how != Reduce::Disconnect,
                    rules: figures(*class, how, rules),
                })
            })
            .collect(),
        sources: pack
            .source
            .iter()
            .map(|one| RuleSource {
                figures: one.figures.clone(),
                says: one.says.trim().to_owned(),
                source: one.source.clone(),
                verified: one.verified,
            })
            .collect(),
    }
}
