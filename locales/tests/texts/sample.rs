//! One sample value per variable name: a name has the same kind of value in every text.

use ami_locales::arg::{Arg, moment, money, span, watts, wh};

/// Monday, Nov 23, 2026, 15:05 in Los Angeles.
const AT_MS: i64 = 1_795_475_100_000;
const PACIFIC: i16 = -480;
const HOUR: i64 = 3_600_000;

/// The variables, each with a value near the longest that people will see.
pub(crate) fn samples() -> Vec<(&'static str, Arg)> {
    let at = |hours: i64| moment(AT_MS + hours * HOUR, PACIFIC);
    vec![
        ("amount", money(1_234_500_000)),
        ("balance", money(1_234_500_000)),
        ("after", money(1_234_500_000)),
        ("cost", money(12_340_000)),
        ("minimum", money(5_000_000)),
        ("maximum", money(1_000_000_000)),
        ("suggested", money(85_000_000)),
        ("average", money(3_210_000)),
        ("fee", money(1_500_000)),
        ("debt", money(20_000_000)),
        ("rate", money(149_320)),
        ("room", money(40_000_000)),
        ("day", money(100_000_000)),
        ("week", money(300_000_000)),
        ("rest", money(12_500_000)),
        ("kwh", wh(1_234_567)),
        ("energy", wh(1_234_567)),
        ("power", watts(12_345)),
        ("cap", watts(12_500)),
        ("age", span(47 * HOUR + 59 * 60_000)),
        ("left", span(47 * HOUR + 59 * 60_000)),
        ("wait", span(5 * 60_000)),
        ("step", span(15 * 60_000)),
        ("ahead", span(15 * 60_000)),
        ("earliest", span(52 * HOUR)),
        ("latest", span(80 * HOUR)),
        ("at", at(0)),
        ("updated", at(0)),
        ("zero", at(72)),
        ("start", at(24)),
        ("end", at(27)),
        ("until", at(240)),
        ("count", Arg::Int(2)),
        ("least", Arg::Int(12)),
        ("most", Arg::Int(336)),
        ("from", at(-720)),
        ("whole", Arg::Int(120_000)),
        ("p50", "2.5".into()),
        ("p95", "4.5".into()),
        ("p99", "47.5".into()),
        ("max", "58.0".into()),
        ("unread", Arg::Int(2)),
        ("number", Arg::Int(2)),
        ("line", Arg::Int(2)),
        ("asked", Arg::Int(2)),
        ("cleared", Arg::Int(2)),
        ("known", Arg::Int(2)),
        ("returned", Arg::Int(2)),
        ("percent", Arg::Int(12)),
        ("degrees", "70 °F (21.5 °C)".into()),
        ("high", "84 °F (29.0 °C)".into()),
        ("low", "53 °F (12.0 °C)".into()),
        ("money", money(12_340_000)),
        ("span", span(15 * 60_000)),
        ("version", "us-az-1".into()),
        ("source", "National Weather Service".into()),
        ("hours", Arg::Int(72)),
        ("name", "María Núñez".into()),
        ("note", "The fuse was replaced.".into()),
        ("account", "10-4471-02".into()),
        ("meter", "SCE-00417".into()),
        ("message", "7F3A-91C2".into()),
        ("field", "amount".into()),
        ("currency", "USD".into()),
        ("kind", "Energy charged again".into()),
        ("link", "5f2b9c".into()),
        ("part", "amount".into()),
        ("payment", "5cbad584".into()),
        ("digest", "5cbad5846749411f18aa60a7533a5a0b".into()),
        ("digits", "4242".into()),
        ("method", "Visa".into()),
        ("phone", "1-800-555-0100".into()),
        ("query", "Nuñez".into()),
        ("days", Arg::Int(90)),
        ("what", "Medical equipment here needs electricity".into()),
        ("proof", "Letter of Dr. Nuñez, 2 May".into()),
        ("title", "Arizona".into()),
        ("jurisdiction", "us-az".into()),
        ("begin", "2026-05-01".into()),
        ("begins", at(-720)),
        ("ends", at(-24)),
        ("figures", "seasons, hot_c10".into()),
        ("class", "Household".into()),
    ]
}

/// The sample of one variable.
pub(crate) fn sample(name: &str) -> Option<(&'static str, Arg)> {
    samples().into_iter().find(|(known, _)| *known == name)
}
