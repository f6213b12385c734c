//! A station's payments and days as its machine reads them.

use ami_css::agent::Statement;
use ami_css::station::StationPayment;
use ami_domain::time::Zone;
use ami_wire::api::station::{
    AgentStatement, MeterWord, PaidPart, StatementLine, StatementRemittance, StationPaid,
};

/// A payment, by the station's clock.
pub(super) fn paid(zone: &Zone, paid: &StationPayment) -> StationPaid {
    let row = &paid.row;
    let meter = match paid.delivery {
        None => MeterWord::Nothing,
        Some(way) if way.refused => MeterWord::Refused {
            message: way.message,
        },
        Some(way) => match way.confirmed_at {
            None => MeterWord::Waiting {
                message: way.message,
            },
            Some(at) => MeterWord::Receipt {
                message: way.message,
                meter: paid.meter,
                completed_at: zone.local(at),
            },
        },
    };
    StationPaid {
        payment: row.id,
        account: paid.number.clone(),
        name: paid.name.clone(),
        amount: row.amount,
        currency: row.currency.clone(),
        at: zone.local(row.offered_at),
        state: row.state,
        parts: paid
            .parts
            .iter()
            .map(|(part, amount)| PaidPart {
                part: *part,
                amount: *amount,
            })
            .collect(),
        credit: row.credit,
        meter,
    }
}

/// A day.
pub fn statement(found: Statement) -> AgentStatement {
    let zone = Zone::named(&found.agent.zone).unwrap_or_else(|_| Zone::utc());
    let day = found.day;
    AgentStatement {
        agent: found.agent.id,
        day: day.to_string(),
        owed_before: -found.opening,
        taken: found.payments.iter().map(|row| row.amount).sum(),
        remitted: found.remittances.iter().map(|row| row.amount).sum(),
        owes: -found.closing,
        payments: found
            .payments
            .iter()
            .map(|row| StatementLine {
                payment: row.id,
                at: zone.local(row.offered_at),
                amount: row.amount,
            })
            .collect(),
        remittances: found
            .remittances
            .into_iter()
            .map(|row| StatementRemittance {
                transfer: row.id,
                at: zone.local(row.at),
                amount: row.amount,
                note: row.note,
            })
            .collect(),
    }
}
