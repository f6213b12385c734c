//! The homes and the people of the demo.

/// One home of the demo.
#[derive(Debug)]
pub(in crate::demo) struct House {
    pub(in crate::demo) number: u32,
    pub(in crate::demo) sign_in: &'static str,
    pub(in crate::demo) name: &'static str,
    pub(in crate::demo) address: &'static str,
    pub(in crate::demo) locale: &'static str,
    /// One of the tariffs that come with the program.
    pub(in crate::demo) tariff: &'static str,
    pub(in crate::demo) start_switch: &'static str,
    pub(in crate::demo) opening_balance_cents: i64,
    /// Hours by which the measured year is moved, so that the homes differ.
    pub(in crate::demo) shift_hours: u32,
    /// Share of the measured use.
    pub(in crate::demo) scale_percent: u32,
    /// Others may book time there.
    pub(in crate::demo) facility: bool,
    /// What the customer chose for the moment at which the money is used up.
    pub(in crate::demo) at_zero: &'static str,
    /// Whose rules for cutting hold. Of a home without, nothing is known, and it is never cut.
    pub(in crate::demo) jurisdiction: Option<&'static str>,
}

/// A home that waits for its first payment (and has the display), one that runs out of money, is
/// warned and cut, and one with enough money.
pub(in crate::demo) static HOUSES: &[House] = &[
    House {
        number: 1,
        sign_in: "ana",
        name: "Ana Rivera",
        address: "12 Alder Street",
        locale: "en-US",
        tariff: "demo-flat",
        start_switch: "off",
        opening_balance_cents: 0,
        shift_hours: 0,
        scale_percent: 100,
        facility: false,
        at_zero: "limit",
        jurisdiction: None,
    },
    House {
        number: 2,
        sign_in: "benito",
        name: "Benito Cruz",
        address: "14 Alder Street",
        locale: "es-US",
        tariff: "demo-tiered",
        start_switch: "on",
        opening_balance_cents: 500,
        shift_hours: 30 * 24,
        scale_percent: 130,
        facility: false,
        at_zero: "disconnect",
        jurisdiction: Some("demo"),
    },
    House {
        number: 3,
        sign_in: "carol",
        name: "Carol Jones",
        address: "16 Alder Street, workshop",
        locale: "en-US",
        tariff: "demo-time-of-use",
        start_switch: "on",
        opening_balance_cents: 4_000,
        shift_hours: 60 * 24,
        scale_percent: 80,
        facility: true,
        at_zero: "limit",
        jurisdiction: None,
    },
];

/// People of the utility: role, sign-in, name.
pub(super) static STAFF: &[(&str, &str, &str)] = &[
    ("representative", "rosa", "Rosa Diaz"),
    ("utility", "uma", "Uma Patel"),
    // An emergency from the console needs a second person.
    ("utility", "ugo", "Ugo Ruiz"),
    ("installer", "ines", "Ines Ortega"),
];
