//! The few words that formatting needs: months, weekdays, halves of the day, units of time.
//! They stand here and not in Fluent because a Fluent function cannot ask Fluent.
//! Source: Unicode CLDR 44 short forms of `en-US` and `es-US`.

/// One and many of a unit: both our languages have just these two forms for whole numbers.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) one: &'static str,
    pub(crate) other: &'static str,
}

impl Unit {
    pub(crate) fn of(&self, count: i64) -> &'static str {
        if count == 1 { self.one } else { self.other }
    }
}

/// Which comes first in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// `Nov 23, 2026`.
    MonthDay,
    /// `23 nov 2026`.
    DayMonth,
}

/// One locale's words.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) order: DateOrder,
    pub(crate) months: [&'static str; 12],
    /// Sunday first.
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) before_noon: &'static str,
    pub(crate) after_noon: &'static str,
    pub(crate) day: Unit,
    pub(crate) hour: Unit,
    pub(crate) minute: Unit,
    pub(crate) under_a_minute: &'static str,
    pub(crate) group: char,
    pub(crate) point: char,
}

pub(crate) static EN_US: Words = Words {
    order: DateOrder::MonthDay,
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    weekdays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
    before_noon: "AM",
    after_noon: "PM",
    day: Unit {
        one: "day",
        other: "days",
    },
    hour: Unit {
        one: "hour",
        other: "hours",
    },
    minute: Unit {
        one: "minute",
        other: "minutes",
    },
    under_a_minute: "less than 1 minute",
    group: ',',
    point: '.',
};

pub(crate) static ES_US: Words = Words {
    order: DateOrder::DayMonth,
    months: [
        "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
    ],
    weekdays: ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
    before_noon: "a.m.",
    after_noon: "p.m.",
    day: Unit {
        one: "día",
        other: "días",
    },
    hour: Unit {
        one: "hora",
        other: "horas",
    },
    minute: Unit {
        one: "minuto",
        other: "minutos",
    },
    under_a_minute: "menos de 1 minuto",
    group: ',',
    point: '.',
};
