//! The names of figures.

use crate::case::ACCOUNT;
use ami_domain::account::Mode;
use ami_domain::explain::LineageId;
use ami_domain::id::{AlertId, CostId, EventId, PaymentId, TransferId};
use ami_domain::time::{Day, Timestamp, Window};

#[test]
fn ids_of_figures_are_read_as_they_are_written_and_in_no_other_spelling() {
    let window = Window {
        start: Timestamp::from_millis(5),
        end: Timestamp::from_millis(9),
    };
    let account = ACCOUNT;
    let from = Day {
        year: 2026,
        month: 7,
        day: 4,
    };
    for id in [
        crate::view_id(),
        LineageId::Charges { account, window },
        LineageId::Estimate { account, window },
        LineageId::Statement { account, from },
        LineageId::Cost(CostId::from_number(9)),
        LineageId::Alert(AlertId::from_number(9)),
        LineageId::Conversion {
            account,
            at: window.end,
        },
        LineageId::Event(EventId::from_number(9)),
        LineageId::Payment(PaymentId::from_number(9)),
        LineageId::Preview {
            account,
            to: Mode::Regular,
            at: window.start,
        },
        LineageId::Owed(ACCOUNT),
        LineageId::Books(ACCOUNT),
        LineageId::Hold(ACCOUNT),
        LineageId::Recovery { account, day: from },
        LineageId::Entry(TransferId::from_number(9)),
    ] {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    let bad = [
        "",
        "view",
        "view.x.1",
        "use.07.9.5",
        "entry.zz",
        "entry",
        "statement.07.2026-7-4",
    ];
    for bad in bad {
        assert!(bad.parse::<LineageId>().is_err(), "{bad}");
    }
    assert!(format!("view.{ACCOUNT}.03").parse::<LineageId>().is_err());
}
