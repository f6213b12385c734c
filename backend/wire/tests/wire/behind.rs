//! The explanation that travels with a view: displays and gateways of before still work, and what
//! it adds to a message is small.

use crate::sample::{METER, at, local, supply, view};
use ami_domain::behind::{Behind, LastCharge};
use ami_domain::display::DisplayView;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::explain::LineageId;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_wire::ihd::IhdView;

fn shown(behind: Option<Box<Behind>>) -> IhdView {
    IhdView {
        v: ami_wire::VERSION,
        meter: METER,
        view: Some(DisplayView { behind, ..view() }),
        supply: supply(),
        power: Watts::new(900),
        last_code: None,
        read_at: at(5),
        estimate: None,
        utility_link: true,
        meter_link: true,
    }
}

fn behind() -> Box<Behind> {
    Box::new(Behind {
        lineage: LineageId::View {
            account: AccountId::from_number(9),
            seq: 7,
        },
        charged_until: local(0),
        last: Some(LastCharge {
            start: local(-3_600_000),
            end: local(0),
            energy: WattHours::new(420),
            cost: Money::cents(11),
        }),
        daily: Money::cents(35),
        debt: Money::dollars(2),
    })
}

#[test]
fn the_explanation_travels_with_the_view_and_adds_less_than_half_a_kilobyte() {
    let (with, without) = (shown(Some(behind())), shown(None));
    assert_eq!(IhdView::from_bytes(&with.to_bytes()).unwrap(), with);
    let added = with.to_bytes().len() - without.to_bytes().len();
    assert!(added < 512, "{added} bytes");
    let text = String::from_utf8(with.to_bytes()).unwrap();
    assert!(
        text.contains("view.00000000000000000000000000000009.7"),
        "{text}"
    );
}

#[test]
fn a_view_of_a_gateway_from_before_reads_and_one_with_more_than_is_known_does_too() {
    let text = String::from_utf8(shown(Some(behind())).to_bytes()).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["view"]["behind"]["of_tomorrow"] = 1.into();
    value["view"]["of_tomorrow"] = 1.into();
    let read = |value: &serde_json::Value| {
        let bytes = serde_json::to_vec(value).unwrap();
        IhdView::from_bytes(&bytes).unwrap()
    };
    assert_eq!(read(&value), shown(Some(behind())));
    let view = value["view"].as_object_mut().unwrap();
    view.remove("behind");
    assert_eq!(read(&value), shown(None));
}
