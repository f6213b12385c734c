//! Rules about the hour, the weekday, holidays and seasons, by the clock at the site.

use super::{Look, View};
use crate::clearance::rules::Season;
use crate::clearance::verdict::{Value, What};
use crate::protection::Friendly;
use crate::time::Day;

impl View<'_> {
    pub(super) fn hour(self) -> Look {
        let class = self.class;
        let open = class.from_minute..class.until_minute;
        let minute = self.minute();
        let holds = minute.is_none_or(|minute| !open.contains(&minute));
        Look::when(true, holds)
            .saw(What::Zone, self.facts.zone.clone())
            .saw(What::Minute, minute.map(Value::Minute))
            .asks(What::FromMinute, Value::Minute(class.from_minute))
            .asks(What::UntilMinute, Value::Minute(class.until_minute))
    }

    pub(super) fn friendly(self) -> Look {
        let own = self.facts.standing.as_ref().map(|known| &known.friendly);
        let own = own.map_or(&[][..], Vec::as_slice);
        let asked = !own.is_empty() || !self.class.friendly.is_empty();
        let now = |one: &Friendly| {
            let minute = self.minute();
            minute.is_none_or(|minute| one.holds(self.facts.weekday, minute))
        };
        let holds = own.iter().chain(&self.class.friendly).any(now);
        let look = Look::when(asked, holds);
        if !asked {
            return look;
        }
        look.saw(What::Weekday, vec![self.facts.weekday])
            .saw(What::Minute, self.minute().map(Value::Minute))
            .saw(What::Friendly, holds)
    }

    pub(super) fn weekday(self) -> Look {
        let known = self.facts.day.map(|_| vec![self.facts.weekday]);
        let holds = !self.class.weekdays.contains(&self.facts.weekday);
        Look::when(true, holds)
            .saw(What::Weekday, known)
            .asks(What::Weekdays, self.class.weekdays.clone())
    }

    /// A list of holidays is of its years: after the last of them nobody knows the next ones, and
    /// nobody is cut until somebody has said them. A list without any says that there are none.
    pub(super) fn holiday(self) -> Look {
        let all = &self.rules.holidays;
        let last = all.iter().map(|day| day.year).max();
        let known = |day: &Day| last.is_none_or(|year| day.plus(1).year <= year);
        let is = |day: Day| all.contains(&day) || all.contains(&day.plus(1));
        let holiday = self.facts.day.filter(known).map(is);
        Look::when(self.class.holidays, holiday.unwrap_or(true))
            .saw(What::Day, self.facts.day)
            .saw(What::Holiday, holiday)
    }

    pub(super) fn season(self) -> Look {
        let seasons = &self.class.seasons;
        let within = |day: Day| seasons.iter().any(|season| in_season(day, *season));
        let holds = self.facts.day.is_none_or(within);
        // An unknown day holds even where no season is asked for: then no calendar can be kept.
        let asked = !seasons.is_empty() || self.facts.day.is_none();
        Look::when(asked, holds)
            .saw(What::Day, self.facts.day)
            .asks(What::Seasons, Value::Name(text(seasons)))
    }

    /// Minutes since midnight at the site, when it is known where that is.
    fn minute(self) -> Option<u16> {
        self.facts.day.map(|_| self.facts.minute)
    }
}

/// Whoever writes a season to the 28th of February means the end of the month: in a leap year the
/// 29th is in it, too.
fn in_season(day: Day, [first, last]: Season) -> bool {
    let at = (day.month, day.day);
    let last = if last == (2, 28) { (2, 29) } else { last };
    if first <= last {
        first <= at && at <= last
    } else {
        at >= first || at <= last
    }
}

/// `06-01/10-15`, as ISO 8601 writes spans of days.
fn text(seasons: &[Season]) -> String {
    let day = |(month, day): (i8, i8)| format!("{month:02}-{day:02}");
    let one = |[first, last]: &Season| format!("{}/{}", day(*first), day(*last));
    let all: Vec<String> = seasons.iter().map(one).collect();
    all.join(", ")
}
