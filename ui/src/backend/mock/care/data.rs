//! What protects and helps the customer of the demonstration when the page opens.

use super::CERTIFY_DAYS;
use crate::backend::mock_data::{BEGIN, account_id, moment};
use ami_domain::clearance::{Hold, Says, Seen, Value, Verdict, What};
use ami_domain::debt::{DebtKind, NotLent, Recovery};
use ami_domain::explain::LineageId;
use ami_domain::grant::Purpose;
use ami_domain::id::{DebtId, GrantId};
use ami_domain::money::Money;
use ami_domain::protection::{Class, Flag};
use ami_domain::time::{Day, Span};
use ami_wire::api::baseline::Baseline;
use ami_wire::api::protect::{
    ProtectionSaid, ProtectionSet, Protections, RulePack, RuleSheet, RuleSource, RulesName,
};
use ami_wire::api::{Grant, OwedDebt, Owing};

pub(super) fn baseline() -> Baseline {
    Baseline {
        name: "Maria Alvarez".to_owned(),
        number: "100001".to_owned(),
        priced: true,
        regions: vec!["5".to_owned(), "6".to_owned()],
        today: Day {
            year: 2026,
            month: 11,
            day: 23,
        },
        entitled: Vec::new(),
        notes: Vec::new(),
    }
}

/// $50 for energy, of which $18 is left.
pub(super) fn grant() -> Grant {
    Grant {
        id: GrantId::from_number(1),
        purpose: Purpose::Energy,
        amount: Money::dollars(50),
        unspent: Money::dollars(18),
        returned: Money::ZERO,
        expires_at: moment(BEGIN + Span::days(40)),
        over: false,
        by: "Rosa Delgado".to_owned(),
        why: "Winter help of the county".to_owned(),
    }
}

/// Old bills of $120, of which $87.50 is owed, paid back by a quarter of each payment.
pub(super) fn owing() -> Owing {
    Owing {
        currency: "USD".to_owned(),
        debts: vec![OwedDebt {
            id: DebtId::from_number(1),
            kind: DebtKind::Arrears,
            amount: Money::dollars(120),
            owed: Money::cents(8_750),
            missed: Money::ZERO,
            recovery: Recovery::Share { permille: 250 },
        }],
        held_until: None,
        emergency: Money::ZERO,
        friendly: Money::ZERO,
        offer: Money::ZERO,
        day_max: Money::dollars(50),
        week_max: Money::dollars(75),
        month_max: Money::dollars(200),
        not_lent: Some(NotLent::NotYet),
        lineage: LineageId::Owed(account_id(1)),
    }
}

pub(in crate::backend::mock) fn names() -> Vec<RulesName> {
    [("base", "Base rules"), ("us-az", "Arizona")]
        .map(|(jurisdiction, title)| RulesName {
            jurisdiction: jurisdiction.to_owned(),
            title: title.to_owned(),
        })
        .into()
}

/// The day on which the account was opened.
const OPENED: Day = Day {
    year: 2026,
    month: 3,
    day: 2,
};

pub(super) fn protections() -> Protections {
    let flag = Flag::MedicalEquipment;
    let until = Some(moment(BEGIN + Span::days(61)));
    Protections {
        name: "Maria Alvarez".to_owned(),
        number: "100001".to_owned(),
        class: Some(Class::Residential),
        place: "Riverside".to_owned(),
        lives_since: Some(OPENED),
        opened_on: OPENED,
        protections: vec![ProtectionSet {
            flag,
            until,
            holds: true,
        }],
        friendly: Vec::new(),
        jurisdiction: None,
        rules: names().into_iter().next(),
        certify_days: Some(CERTIFY_DAYS),
        notes: vec![ProtectionSaid {
            at: moment(BEGIN - Span::days(29)),
            by: Some("Rosa Delgado".to_owned()),
            flag: Some(flag),
            home_since: None,
            ended: false,
            until,
            proof: "Letter of Dr. Chen, October 25".to_owned(),
        }],
        choices: names(),
    }
}

pub(in crate::backend::mock) fn pack() -> RulePack {
    let day = |month, day| Day {
        year: 2026,
        month,
        day,
    };
    let asks = |rule, asks| Verdict {
        rule,
        says: Says::Passes,
        saw: Vec::new(),
        asks,
    };
    let seen = |what, value| Seen { what, value };
    let name = names().remove(1);
    RulePack {
        jurisdiction: name.jurisdiction,
        title: name.title,
        version: "us-az/2026-1".to_owned(),
        from: day(1, 1),
        until: None,
        certify_days: Some(CERTIFY_DAYS),
        data_max_age: Span::hours(6),
        weather_max_age: Span::hours(3),
        holidays: vec![day(11, 26), day(12, 25)],
        sheets: vec![RuleSheet {
            class: Class::Residential,
            limits: false,
            rules: vec![
                asks(
                    Hold::Hour,
                    vec![
                        seen(What::FromMinute, Value::Minute(420)),
                        seen(What::UntilMinute, Value::Minute(840)),
                    ],
                ),
                asks(
                    Hold::Debt,
                    vec![seen(What::OwedMin, Value::Money(Money::dollars(25)))],
                ),
                asks(
                    Hold::Hot,
                    vec![seen(What::HotFrom, Value::Temperature(350))],
                ),
            ],
        }],
        sources: vec![RuleSource {
            figures: vec!["hot_c10".to_owned()],
            says: "No disconnects for nonpayment in summer heat.".to_owned(),
            source: "A.A.C. R14-2-211".to_owned(),
            verified: false,
        }],
    }
}
