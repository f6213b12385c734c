//! What happens at zero, supply with its plans, and decisions about it, of the demonstration.

use super::super::mock_data::{self as data, BEGIN, moment};
use super::home::zone;
use ami_domain::account::{AtZero, Mode};
use ami_domain::clearance::{Cause, Hold, Says, Seen, Value, Verdict, What};
use ami_domain::id::{ClearanceId, MeterId, PlanId};
use ami_domain::money::Money;
use ami_domain::program::{LowAt, NotOffered, Replenish};
use ami_domain::receipt::Switch;
use ami_domain::time::{Day, LocalMoment, Span, Timestamp};
use ami_domain::weather::Advisory;
use ami_wire::api::{
    AlertsAt, Borrow, ChangeProgram, Conversion, CutsStopped, Decision, ForecastAt, Held, MovePlan,
    ObservedAt, Outcome, PlanStands, PlanSupply, Program, ReportWeather, Ruled, SaidAt, StopCuts,
    SupplyNow, SupplyPlan, WeatherAt,
};
use std::cell::{Cell, RefCell};

const METER: MeterId = MeterId::from_number(0x77);
const SERIAL: &str = "SE-4471-0093";
const HELD: ClearanceId = ClearanceId::from_number(1);
const CLEARED: ClearanceId = ClearanceId::from_number(2);

/// What changes while the page is open.
pub(super) struct Kept {
    mode: Cell<Mode>,
    at_zero: Cell<AtZero>,
    low: Cell<Option<LowAt>>,
    top_up: RefCell<Option<Replenish>>,
    borrow: Cell<Borrow>,
    /// Somebody has switched on since the page was opened.
    connected: Cell<bool>,
    plans: RefCell<Vec<SupplyPlan>>,
    released: Cell<u8>,
    stop: RefCell<Option<CutsStopped>>,
    weather: RefCell<Vec<WeatherAt>>,
}

impl Default for Kept {
    fn default() -> Self {
        let plan = SupplyPlan {
            id: PlanId::from_number(1),
            what: ami_wire::api::PlanWhat::Connect,
            limit: None,
            at: moment(BEGIN + Span::hours(18)),
            version: 1,
            state: PlanStands::Waiting,
            by: "Rosa Diaz".to_owned(),
        };
        Self {
            mode: Cell::new(Mode::Prepaid),
            at_zero: Cell::new(AtZero::Disconnect),
            low: Cell::default(),
            top_up: RefCell::default(),
            borrow: Cell::default(),
            connected: Cell::default(),
            plans: RefCell::new(vec![plan]),
            released: Cell::default(),
            stop: RefCell::default(),
            weather: RefCell::new(vec![weather()]),
        }
    }
}

impl Kept {
    pub(super) fn program(&self) -> Program {
        let token = self.top_up.borrow().is_some();
        let offers = AtZero::ALL.map(|outcome| Outcome {
            outcome,
            refused: (outcome == AtZero::AutoReplenish && !token).then_some(NotOffered::NoToken),
        });
        Program {
            mode: self.mode.get(),
            at_zero: self.at_zero.get(),
            offers: offers.into(),
            low: self.low.get(),
            low_default: Span::hours(48),
            low_min: Span::hours(12),
            low_max: Span::days(14),
            top_up: *self.top_up.borrow(),
            top_up_failed: false,
            borrow: self.borrow.get(),
            lends: Money::dollars(10),
            has_friendly: true,
            payment_min: Money::dollars(10),
            payment_max: Money::dollars(500),
            converts_at: moment(BEGIN + Span::minutes(55)),
        }
    }
    pub(super) fn set_program(&self, wish: ChangeProgram) {
        self.at_zero.set(wish.at_zero);
        self.low.set(wish.low);
        if let Some(set) = wish.top_up {
            *self.top_up.borrow_mut() = Some(set.settings);
        }
        if let Some(borrow) = wish.borrow {
            self.borrow.set(borrow);
        }
    }
    pub(super) fn set_mode(&self, mode: Mode) {
        self.mode.set(mode);
    }
    /// How the account pays.
    pub(super) fn mode(&self) -> Mode {
        self.mode.get()
    }
    /// What another way of paying would mean with this balance.
    pub(super) fn conversion(&self, to: Mode, balance: Money, held: Money) -> Conversion {
        Conversion {
            from: self.mode.get(),
            to,
            at: moment(BEGIN + Span::minutes(55)),
            balance,
            help: Money::ZERO,
            borrowed: Money::ZERO,
            arrears: (-balance).max(Money::ZERO),
            debt: Money::ZERO,
            deposit: Money::ZERO,
            fee: Money::ZERO,
            held,
            to_bill: Money::ZERO,
            to_debt: Money::ZERO,
            to_balance: Money::ZERO,
            lineage: None,
        }
    }
    pub(super) fn supply(&self, state: &str) -> SupplyNow {
        let supply = data::supply(state);
        let on = self.connected.get();
        SupplyNow {
            switch: Some(if on { Switch::On } else { supply.switch }),
            limit: supply.limit.filter(|_| !on),
            at: Some(moment(supply.at)),
            on_its_way: false,
            plans: self.plans.borrow().clone(),
        }
    }
    pub(super) fn connect(&self) {
        self.connected.set(true);
    }
    /// Plans something; `None` when its time cannot be read.
    pub(super) fn plan(&self, id: PlanId, wish: &PlanSupply, by: String) -> Option<SupplyPlan> {
        let plan = SupplyPlan {
            id,
            what: wish.what,
            limit: wish.limit,
            at: typed(&wish.at)?,
            version: 1,
            state: PlanStands::Waiting,
            by,
        };
        self.plans.borrow_mut().insert(0, plan.clone());
        Some(plan)
    }
    /// Moves one; `None` when there is none of this version, or its time cannot be read.
    pub(super) fn move_plan(&self, id: PlanId, wish: &MovePlan) -> Option<SupplyPlan> {
        let at = typed(&wish.at)?;
        self.changed(id, |plan| {
            plan.at = at;
            plan.version += 1;
        })
        .filter(|plan| plan.version == wish.version + 1)
    }
    pub(super) fn cancel_plan(&self, id: PlanId) -> Option<SupplyPlan> {
        self.changed(id, |plan| plan.state = PlanStands::Cancelled)
    }
    fn changed(&self, id: PlanId, change: impl FnOnce(&mut SupplyPlan)) -> Option<SupplyPlan> {
        let mut plans = self.plans.borrow_mut();
        let plan = plans.iter_mut().find(|plan| plan.id == id)?;
        change(plan);
        Some(plan.clone())
    }
    /// Homes that rules keep on.
    pub(super) fn holds(&self) -> Vec<Held> {
        vec![self.held()]
    }
    pub(super) fn release(&self) -> Held {
        self.released.set((self.released.get() + 1).min(2));
        self.held()
    }
    fn held(&self) -> Held {
        Held {
            meter: METER,
            meter_serial: SERIAL.to_owned(),
            decision: HELD,
            cause: Cause::Zero,
            holds: vec![Hold::Hour, Hold::Notice],
            since: BEGIN - Span::hours(5),
            at: BEGIN - Span::minutes(2),
            quarantined: true,
            released: self.released.get(),
        }
    }
    pub(super) fn weather(&self) -> Vec<WeatherAt> {
        self.weather.borrow().clone()
    }
    /// Somebody reports the weather; a part that is not named stays.
    pub(super) fn cut_stop(&self) -> Option<CutsStopped> {
        self.stop.borrow().clone()
    }

    pub(super) fn stop_cuts(&self, wish: StopCuts, by: String) -> Option<CutsStopped> {
        let mut stop = self.stop.borrow_mut();
        stop.get_or_insert(CutsStopped {
            since: BEGIN,
            by: Some(by),
            why: wish.why,
            lifted_by: None,
        });
        stop.clone()
    }

    /// The same person twice is one; somebody else must agree, and nobody else is here.
    pub(super) fn lift_cut_stop(&self, by: String) -> Option<CutsStopped> {
        let mut stop = self.stop.borrow_mut();
        if let Some(stop) = stop.as_mut() {
            stop.lifted_by = Some(by);
        }
        stop.clone()
    }

    pub(super) fn report_weather(&self, wish: ReportWeather, by: String) -> WeatherAt {
        let mut all = self.weather.borrow_mut();
        let known = all.iter().position(|one| one.place == wish.place);
        let place = known.unwrap_or_else(|| {
            all.push(WeatherAt {
                place: wish.place.clone(),
                observed: None,
                forecast: None,
                alerts: None,
            });
            all.len() - 1
        });
        let source = match wish.source {
            Some(source) => format!("{by}: {source}"),
            None => by,
        };
        let said = || said(&source, Span::ZERO);
        let one = &mut all[place];
        if let Some(now_c10) = wish.now_c10 {
            let said = said();
            one.observed = Some(ObservedAt { said, now_c10 });
        }
        if let Some((high_c10, low_c10)) = wish.high_c10.zip(wish.low_c10) {
            one.forecast = Some(ForecastAt {
                said: said(),
                hours: wish.hours.unwrap_or(24),
                high_c10,
                low_c10,
            });
        }
        if let Some(advisories) = wish.advisories {
            let said = said();
            one.alerts = Some(AlertsAt { said, advisories });
        }
        one.clone()
    }
}

/// One decision, or none of this name.
pub(super) fn decision(id: ClearanceId) -> Option<Decision> {
    decisions().into_iter().find(|one| one.id == id)
}

/// The newest decisions: one that was held, and one before it that was cleared.
pub(super) fn decisions() -> Vec<Decision> {
    let held = verdict(Hold::Hour, Says::Holds);
    let notice = Verdict {
        saw: vec![Seen {
            what: What::Balance,
            value: Value::Money(Money::cents(-307)),
        }],
        ..verdict(Hold::Balance, Says::Passes)
    };
    let decided = |id, ago, ruling, verdicts: Vec<Verdict>| Decision {
        id,
        meter_serial: SERIAL.to_owned(),
        at: moment(BEGIN - ago),
        limits: false,
        cause: Cause::Zero,
        ruling,
        rules: "demonstration".to_owned(),
        asked: false,
        released: false,
        holds: verdicts
            .iter()
            .filter(|one| one.says == Says::Holds)
            .map(|one| one.rule)
            .collect(),
        verdicts,
    };
    let passes = vec![notice.clone(), verdict(Hold::Hour, Says::Passes)];
    vec![
        decided(HELD, Span::minutes(2), Ruled::Held, vec![notice, held]),
        decided(CLEARED, Span::days(9), Ruled::Cleared, passes),
    ]
}

const fn verdict(rule: Hold, says: Says) -> Verdict {
    Verdict {
        rule,
        says,
        saw: Vec::new(),
        asks: Vec::new(),
    }
}

fn said(source: &str, age: Span) -> SaidAt {
    SaidAt {
        source: source.to_owned(),
        age,
        stale: false,
    }
}

fn weather() -> WeatherAt {
    let source = "National Weather Service";
    WeatherAt {
        place: "Riverside".to_owned(),
        observed: Some(ObservedAt {
            said: said(source, Span::minutes(20)),
            now_c10: 189,
        }),
        forecast: Some(ForecastAt {
            said: said(source, Span::hours(2)),
            hours: 24,
            high_c10: 231,
            low_c10: 92,
        }),
        alerts: Some(AlertsAt {
            said: said(source, Span::hours(2)),
            advisories: Vec::<Advisory>::new(),
        }),
    }
}

/// `YYYY-MM-DDTHH:MM` by the clock of the home.
pub(super) fn typed(text: &str) -> Option<LocalMoment> {
    let (day, time) = text.split_once('T')?;
    let (hour, minute) = time.split_once(':')?;
    let minutes = hour.parse::<i64>().ok()? * 60 + minute.get(..2)?.parse::<i64>().ok()?;
    let start: Timestamp = zone().start_of(Day::from_text(day)?);
    Some(zone().local(start + Span::minutes(minutes)))
}
