//! Packs decide as their tables say, and what does not hold together is refused by name.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use ami_domain::clearance::{ClassRules, Hold};
use ami_domain::money::Money;
use ami_domain::protection::Class;
use ami_domain::time::Span;

fn disconnect(rules: &Rules) -> &ClassRules {
    &rules.disconnect[&Class::Residential]
}

#[test]
fn every_pack_decides_as_its_table_says() {
    let (_, packs) = builtin().unwrap();
    let named: Vec<&str> = packs
        .all()
        .iter()
        .map(|pack| pack.jurisdiction.as_str())
        .collect();
    assert_eq!(named, ["base", "us-az", "us-ca", "us-md", "us-tx"]);
}

/// Every rule that a pack's text asks for has a case in which it alone keeps supply on.
#[test]
fn every_rule_of_a_pack_has_a_case_of_its_own_in_the_table() {
    for (name, text, table) in BUILTIN {
        let pack = parse(name, text, table).unwrap();
        let alone = toml::from_str::<Table>(table).unwrap().alone();
        let class = disconnect(&pack.rules);
        let mut asked = vec![
            Hold::Class,
            Hold::Protected,
            Hold::Link,
            Hold::Payment,
            Hold::Hour,
            Hold::Friendly,
            Hold::Weekday,
            Hold::Holiday,
            Hold::Event,
            Hold::Command,
        ];
        let mut if_asked = |asks: bool, hold| {
            if asks {
                asked.push(hold);
            }
        };
        if_asked(class.owed_min > Money::ZERO, Hold::Debt);
        if_asked(class.below_for > Span::ZERO, Hold::Below);
        if_asked(class.notices_min > 1, Hold::Notices);
        if_asked(class.acknowledge, Hold::Acknowledge);
        if_asked(class.after_hold > Span::ZERO, Hold::AfterHold);
        if_asked(!class.seasons.is_empty(), Hold::Season);
        if_asked(class.hot_c10.is_some(), Hold::Hot);
        if_asked(class.cold_c10.is_some(), Hold::Cold);
        if_asked(class.cold_c10.is_some(), Hold::WeatherUnknown);
        if_asked(class.cold_c10.is_some(), Hold::ForecastUnknown);
        if_asked(!class.advisories.is_empty(), Hold::Advisory);
        for hold in asked {
            assert!(alone.contains(&hold), "{name}: no case for {hold:?} alone");
        }
    }
}

#[test]
fn the_base_is_as_protective_as_every_other_pack() {
    let (base, packs) = builtin().unwrap();
    let base = disconnect(&base);
    for pack in packs.all() {
        let class = disconnect(&pack.rules);
        let why = &pack.title;
        assert!(base.from_minute >= class.from_minute, "{why}");
        assert!(base.until_minute <= class.until_minute, "{why}");
        assert!(
            base.weekdays.iter().all(|day| class.weekdays.contains(day)),
            "{why}"
        );
        assert!(base.owed_min >= class.owed_min, "{why}");
        assert!(base.below_for >= class.below_for, "{why}");
        assert!(
            class.hot_c10.is_none_or(|c| base.hot_c10.unwrap() <= c),
            "{why}"
        );
        assert!(
            class.cold_c10.is_none_or(|c| base.cold_c10.unwrap() >= c),
            "{why}"
        );
        assert!(base.forecast_hours >= class.forecast_hours, "{why}");
        assert!(base.advisory_linger >= class.advisory_linger, "{why}");
        assert!(
            class
                .advisories
                .iter()
                .all(|one| base.advisories.contains(one)),
            "{why}"
        );
        assert!(
            class.seasons.iter().all(|one| base.seasons.contains(one)),
            "{why}"
        );
        assert!(base.notice >= class.notice, "{why}");
        assert!(base.notices_min >= class.notices_min, "{why}");
        assert!(base.acknowledge || !class.acknowledge, "{why}");
        assert!(base.after_hold >= class.after_hold, "{why}");
        assert!(
            base.holidays && base.protections && class.protections,
            "{why}"
        );
        assert!(
            !pack.rules.disconnect.contains_key(&Class::Critical),
            "{why}"
        );
    }
}

#[test]
fn no_figure_is_called_verified_that_nobody_has_compared_with_the_law() {
    for pack in builtin().unwrap().1.all() {
        for source in &pack.source {
            assert!(!source.verified, "{}: {}", pack.title, source.says);
        }
    }
}

#[test]
fn a_pack_that_decides_otherwise_than_its_table_says_is_refused_by_the_case() {
    let (name, pack, table) = BUILTIN[1];
    let milder = pack.replace("owed_min = 300_000_000", "owed_min = 200_000_000");
    let error = parse(name, &milder, table).unwrap_err().to_string();
    assert!(
        error.contains("a cent less than 300 dollars is owed"),
        "{error}"
    );
    assert!(error.contains("\"debt\""), "{error}");
}

#[test]
fn texts_that_do_not_hold_together_are_refused_with_what_is_wrong() {
    let (name, pack, table) = BUILTIN[0];
    for (from, to, says) in [
        (
            "[rules.disconnect.business]",
            "[rules.disconnect.critical]",
            "critical",
        ),
        ("owed_min = 300_000_000", "owed_least = 3", "owed_least"),
        ("from_minute = 600", "from_minute = 1500", "hours must run"),
        (
            "forecast_hours = 72",
            "forecast_hours = 0",
            "forecast_hours must be",
        ),
        ("[[[6, 1]", "[[[13, 1]", "a season is two days"),
    ] {
        let error = parse(name, &pack.replace(from, to), table)
            .unwrap_err()
            .to_string();
        assert!(error.contains(says), "{error}");
    }
    let error = parse(name, pack, &table.replace("minute = 599", "minut = 599"));
    assert!(error.unwrap_err().to_string().contains("minut"));
    let twice =
        [BUILTIN[0], BUILTIN[0]].map(|(name, pack, table)| parse(name, pack, table).unwrap());
    assert!(
        together("twice", twice.into())
            .unwrap_err()
            .to_string()
            .contains("version")
    );
}

#[test]
fn packs_of_a_jurisdiction_follow_each_other_and_never_overlap() {
    let (name, text, table) = BUILTIN[1];
    let old = parse(name, text, table).unwrap();
    let mut new = old.clone();
    new.rules.version = "us-az-3".into();
    new.from.year += 7;
    let both = |old: &Pack, new: &Pack| Packs::new(vec![old.clone(), new.clone()]);
    assert!(both(&old, &new).unwrap_err().contains("on the same day"));
    let mut ended = old.clone();
    ended.until = Some(new.from);
    assert!(both(&ended, &new).is_ok());
    assert!(ended.holds(new.from.plus(-1)) && !ended.holds(new.from) && new.holds(new.from));
}

#[test]
fn a_folder_of_packs_is_read_with_its_tables_and_needs_a_base() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let (_, pack, table) = BUILTIN[1];
    put("arizona.toml", pack);
    assert!(read_dir(folder.path()).is_err(), "its table is missing");
    put("arizona.table.toml", table);
    let error = read_dir(folder.path()).unwrap_err().to_string();
    assert!(error.contains("base"), "{error}");
    put("base.toml", BUILTIN[0].1);
    put("base.table.toml", BUILTIN[0].2);
    let (rules, packs) = read_dir(folder.path()).unwrap();
    assert_eq!((rules.version.as_str(), packs.all().len()), ("base-1", 2));
}
