//! The meter's own display: short lines in the reader's language (FR-01, FR-29). The values are
//! those of the back office's view, unchanged (IS-1); only power and the switch are the meter's.

use crate::AmiMeter;
use crate::events::Held;
use crate::settings;
use ami_domain::account::Mode;
use ami_domain::code::Code;
use ami_domain::display::{DisplayView, Standing};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::event::{EventReport, MeterEventState};
use ami_domain::message::Notice;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{LocalMoment, Span, Timestamp};
use ami_locales::arg::{moment, money, span, watts, wh};
use ami_locales::{Arg, Currency, Locale, args, tr};

/// Everything that a display device shows of the meter (FR-03): the body of the display-values
/// object, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DisplayValues {
    /// Version of this structure.
    pub v: u8,
    /// What the back office computed, as the meter holds it; `None` before the first.
    pub view: Option<DisplayView>,
    /// State of service.
    pub supply: Supply,
    /// Power now.
    pub power: Watts,
    /// The last message that was carried out.
    pub last_code: Option<Code>,
    /// Texts that are to be shown now or later.
    pub notices: Vec<Notice>,
    /// Prepayment events, with what became of each (FR-18, SC2.14).
    #[serde(default)]
    pub events: Vec<EventReport>,
}

impl DisplayValues {
    /// Version of the structure.
    pub const VERSION: u8 = 1;
}

impl AmiMeter {
    /// What a display device shows now; texts that are over at `now` (the meter's clock) are left
    /// out.
    pub fn display_values(&self, now: Timestamp) -> DisplayValues {
        let live = self.notices().iter().filter(|held| held.valid.end > now);
        DisplayValues {
            v: DisplayValues::VERSION,
            view: self.view().cloned(),
            supply: self.examine(),
            power: self.power(),
            last_code: self.last_code(),
            notices: live.cloned().collect(),
            events: self.events().iter().map(Held::report).collect(),
        }
    }

    /// The lines of the meter's own display, most important first, each at most
    /// `ami_locales::METER_TEXT_MAX` characters.
    pub fn lines(&self, locale: Locale, now: Timestamp) -> Vec<String> {
        let mut lines = Vec::new();
        let supply = self.examine();
        let closes_at = supply.trip.and_then(|trip| trip.closes_at);
        match (supply.switch, closes_at) {
            (Switch::On, _) => {}
            // The one automatic closing, counted down by the meter's own clock (FR-22).
            (Switch::Off, Some(closes_at)) => {
                let left = closes_at.since(now).max(Span::ZERO);
                let left = args!["left" => span(left.as_millis())];
                lines.push(tr(locale, "meter-tripped", &left));
            }
            (Switch::Off, None) => lines.push(tr(locale, "meter-power-off", &args![])),
            (Switch::Ready, _) => lines.push(tr(locale, "meter-press-button", &args![])),
        }
        // The meter's own warning (SC4.1); the back office's view may be older, or away.
        let told = |view: &DisplayView| matches!(view.standing, Standing::Low | Standing::Zero);
        // It counts the owner's credit, which is not for a guest (SC3).
        let hidden = |view: &DisplayView| told(view) || view.is_guest();
        if self.is_low() && !self.view().is_some_and(hidden) {
            let id = if supply.credit > WattHours::ZERO {
                "meter-low"
            } else {
                "meter-zero"
            };
            lines.push(tr(locale, id, &args![]));
        }
        if let Some(limit) = supply.limit {
            let cap = args!["cap" => watts(limit.get())];
            lines.push(tr(locale, "meter-power-limited", &cap));
        }
        let event = self.event_line(locale, now);
        match self.view() {
            Some(view) if view.is_guest() => guest_lines(view, event, locale, &mut lines),
            Some(view) => {
                lines.extend(event);
                view_lines(view, locale, &mut lines);
            }
            None => lines.extend(event),
        }
        let power = args!["power" => watts(self.power().get())];
        lines.push(tr(locale, "meter-now", &power));
        if self.notices().iter().any(|held| held.valid.contains(now)) {
            lines.push(tr(locale, "meter-alert", &args![]));
        }
        lines
    }
}

impl AmiMeter {
    /// The lines of the meter's own display in the language that is set for it, with the text of
    /// the last message by its code (FR-29). None while the display is switched off at the
    /// customer's request; what goes to display devices does not change by that (FR-03).
    pub fn own_lines(&self, now: Timestamp) -> Vec<String> {
        if !self.settings().display_on {
            return Vec::new();
        }
        let locale = settings::locale(self.settings());
        let mut lines = self.lines(locale, now);
        if let Some(code) = self.last_code() {
            lines.push(tr(locale, code.text_id(), &args![]));
        }
        lines
    }

    /// The event that runs, or the next one that begins within a day (SC2.15).
    fn event_line(&self, locale: Locale, now: Timestamp) -> Option<String> {
        let soon = now + Span::hours(24);
        let of = |held: &Held| Some((held.state, held.event?.window));
        let all = self.events().iter().filter_map(of);
        let shown = all.filter(|(state, window)| match state {
            MeterEventState::Running => true,
            MeterEventState::Stored => window.start <= soon,
            MeterEventState::Over | MeterEventState::Cancelled => false,
        });
        // The meter keeps UTC: the offset of the place comes with the view, with that of the
        // event's own ends, between which and now the clock may change.
        let view = self.view();
        let event = view.and_then(|view| view.event.as_ref());
        let ends = event.map(|event| [event.start, event.end]);
        let offset = view.map_or(0, |view| view.as_of.offset_minutes);
        let at = |at: Timestamp| {
            let known = ends.iter().flatten().find(|end| end.at == at);
            moment(
                at.as_millis(),
                known.map_or(offset, |end| end.offset_minutes),
            )
        };
        let (state, window) = shown.min_by_key(|(_, window)| window.start)?;
        Some(match state {
            MeterEventState::Running => {
                tr(locale, "meter-event-end", &args!["end" => at(window.end)])
            }
            MeterEventState::Stored | MeterEventState::Over | MeterEventState::Cancelled => tr(
                locale,
                "meter-event-start",
                &args!["start" => at(window.start)],
            ),
        })
    }
}

fn amount_of(view: &DisplayView, micro: i64) -> Arg {
    match Currency::from_code(&view.currency) {
        Some(currency) => Arg::Money { micro, currency },
        None => money(micro),
    }
}

fn when(at: LocalMoment) -> Arg {
    moment(at.at.as_millis(), at.offset_minutes)
}

/// At a place of somebody else: the money, the energy and the end of the guest's event, and none
/// of the account's figures, which are the owner's and empty here (SC2.15, SC3.8).
fn guest_lines(view: &DisplayView, own: Option<String>, locale: Locale, lines: &mut Vec<String>) {
    let Some(event) = &view.event else {
        return;
    };
    // The meter's own clock starts and ends it; without its word the view's is shown.
    let end = || tr(locale, "meter-event-end", &args!["end" => when(event.end)]);
    lines.push(own.unwrap_or_else(end));
    if let Some(left) = event.left {
        let money = args!["balance" => amount_of(view, left.balance.as_micros())];
        lines.push(tr(locale, "meter-event-left", &money));
        let energy = args!["kwh" => wh(left.energy.get())];
        lines.push(tr(locale, "meter-kwh", &energy));
    }
    let updated = args!["updated" => when(view.as_of)];
    lines.push(tr(locale, "meter-updated", &updated));
}

fn view_lines(view: &DisplayView, locale: Locale, lines: &mut Vec<String>) {
    let amount = |micro: i64| amount_of(view, micro);
    if view.is_vacant() {
        return;
    }
    match view.mode {
        Mode::Regular => lines.push(tr(locale, "meter-regular-billing", &args![])),
        Mode::Prepaid => {
            match view.standing {
                Standing::Low => lines.push(tr(locale, "meter-low", &args![])),
                Standing::Zero => lines.push(tr(locale, "meter-zero", &args![])),
                Standing::Ok | Standing::Regular | Standing::Vacant => {}
            }
            let balance = args!["balance" => amount(view.balance.as_micros())];
            lines.push(tr(locale, "meter-balance", &balance));
            if view.borrowed.is_positive() {
                let borrowed = args!["amount" => amount(view.borrowed.as_micros())];
                lines.push(tr(locale, "meter-borrowed", &borrowed));
            }
            lines.push(tr(
                locale,
                "meter-kwh",
                &args!["kwh" => wh(view.credit.get())],
            ));
            match &view.remaining {
                Some(left) => {
                    let likely = args!["left" => span(left.likely.as_millis())];
                    lines.push(tr(locale, "meter-time-left", &likely));
                    let zero = args!["zero" => when(left.zero_at)];
                    lines.push(tr(locale, "meter-zero-at", &zero));
                }
                None => lines.push(tr(locale, "meter-time-unknown", &args![])),
            }
        }
    }
    let cost = args!["cost" => amount(view.cost_today.as_micros())];
    lines.push(tr(locale, "meter-cost-today", &cost));
    lines.push(tr(
        locale,
        "meter-updated",
        &args!["updated" => when(view.as_of)],
    ));
}

#[cfg(test)]
mod tests;
