//! Automatic payment, links and refunds of the demonstration.

use super::super::mock_data::{BEGIN, moment};
use ami_domain::account::AtZero;
use ami_domain::id::{LinkId, PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::payday::{self, Payday};
use ami_domain::payment::PaymentState;
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_wire::api::auto_pay::{AutoPay, AutoPayAhead, SetAutoPay};
use ami_wire::api::link::{MadeLink, MakeLink, PayLink};
use ami_wire::api::{GiveBack, Payment, PaymentOptions, PaymentWay, Refund, RefundEntry, Refunds};
use std::cell::RefCell;

/// So many paydays ahead are shown.
const AHEAD: usize = 6;
/// The balance that refunds are taken from.
const UNUSED: Money = Money::cents(2_815);

/// What changes while the page is open.
pub(super) struct Kept {
    auto: RefCell<SetAutoPay>,
    links: RefCell<Vec<PayLink>>,
    refunds: RefCell<Vec<(PaymentId, RefundId, RefundEntry)>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            auto: RefCell::new(settings()),
            links: RefCell::new(vec![
                link(2, "Ana (mother)", Some(40), 9, 3),
                link(1, "Ana", None, 40, 0),
            ]),
            refunds: RefCell::default(),
        }
    }
}

/// $40 every second Friday at nine, at most $80 a week and $160 a month.
fn settings() -> SetAutoPay {
    SetAutoPay {
        settings: Replenish {
            amount: Money::dollars(40),
            trigger: LowAt::Time(Span::hours(48)),
            weekly_max: Money::dollars(80),
            monthly_max: Money::dollars(160),
            paused: false,
            fallback: AtZero::RegularBilling,
        },
        method: "card".to_owned(),
        token: None,
        payday: Some(Payday::Weeks {
            every: 2,
            from: Day {
                year: 2026,
                month: 11,
                day: 20,
            },
            minute: 540,
        }),
        resume_on: None,
    }
}

fn link(number: u128, nickname: &str, dollars: Option<i64>, age: i64, uses: u64) -> PayLink {
    let made = BEGIN - Span::days(age);
    PayLink {
        id: LinkId::from_number(number),
        own: false,
        nickname: nickname.to_owned(),
        amount: dollars.map(Money::dollars),
        made_at: moment(made),
        expires_at: moment(made + Span::days(30)),
        open: age < 30,
        uses,
    }
}

impl Kept {
    /// What was kept, and the paydays that come.
    pub(super) fn auto_pay(&self, now: Timestamp) -> AutoPay {
        let kept = self.auto.borrow();
        let zone = Zone::named("America/Los_Angeles").unwrap_or_else(|_| Zone::utc());
        let resume = kept.resume_on.and_then(|day| zone.moment(day, 0, false));
        let ahead = kept.payday.map_or_else(Vec::new, |payday| {
            payday::ahead(&payday, &zone, now, &kept.settings, resume, &[], AHEAD)
        });
        AutoPay {
            settings: Some(kept.settings),
            method: Some(kept.method.clone()),
            payday: kept.payday,
            resume_at: resume.map(moment),
            by_balance: true,
            tries: 0,
            stopped: false,
            in_doubt: false,
            ahead: ahead
                .into_iter()
                .map(|(at, would)| AutoPayAhead {
                    at: zone.local(at),
                    would,
                })
                .collect(),
            payment_min: Money::dollars(10),
            payment_max: Money::dollars(1_000),
        }
    }
    pub(super) fn set_auto_pay(&self, wish: SetAutoPay) {
        *self.auto.borrow_mut() = wish;
    }
    pub(super) fn links(&self) -> Vec<PayLink> {
        self.links.borrow().clone()
    }
    pub(super) fn make_link(&self, now: Timestamp, wish: MakeLink) -> MadeLink {
        let mut links = self.links.borrow_mut();
        let number = links.len() as u128 + 1;
        let link = PayLink {
            id: LinkId::from_number(number),
            own: wish.own,
            nickname: wish.nickname,
            amount: wish.amount,
            made_at: moment(now),
            expires_at: moment(now + Span::days(i64::from(wish.days))),
            open: true,
            uses: 0,
        };
        links.insert(0, link.clone());
        MadeLink {
            link,
            path: format!("/p/{}", "0123456789abcdef".repeat(4)),
        }
    }
    pub(super) fn revoke_link(&self, id: LinkId) -> Option<PayLink> {
        let mut links = self.links.borrow_mut();
        let found = links.iter_mut().find(|link| link.id == id)?;
        found.open = false;
        Some(found.clone())
    }
    pub(super) fn refunds(&self, payment: &Payment) -> Refunds {
        let all = self.refunds.borrow();
        let mine: Vec<RefundEntry> = all
            .iter()
            .filter(|(of, ..)| *of == payment.id)
            .map(|(.., entry)| entry.clone())
            .collect();
        let back: Money = mine.iter().map(|entry| entry.amount).sum();
        let gone: Money = all.iter().map(|(.., entry)| entry.amount).sum();
        let applied = matches!(payment.state, PaymentState::Applied { .. });
        let rest = if applied {
            payment.amount - back
        } else {
            Money::ZERO
        };
        let unused = (UNUSED - gone).max(Money::ZERO);
        Refunds {
            rest,
            unused,
            most: rest.min(unused),
            balance: unused,
            refunds: mine,
        }
    }
    pub(super) fn refund(
        &self,
        now: Timestamp,
        of: PaymentId,
        id: RefundId,
        wish: GiveBack,
    ) -> Refund {
        let mut all = self.refunds.borrow_mut();
        let amount = wish.amount;
        if !all.iter().any(|(_, known, _)| *known == id) {
            let entry = RefundEntry {
                amount,
                note: wish.note,
                asked_at: moment(now),
                state: "done".to_owned(),
            };
            all.push((of, id, entry));
        }
        Refund {
            id,
            payment: of,
            amount,
            state: "done".to_owned(),
        }
    }
}

/// The sandbox, between the usual bounds.
fn way(name: &str, test: bool) -> PaymentWay {
    PaymentWay {
        name: name.to_owned(),
        test,
        clears_later: false,
        for_events: true,
        send_to: None,
    }
}

pub(super) fn payment_options() -> PaymentOptions {
    PaymentOptions {
        methods: vec![
            way(crate::model::pay::SANDBOX_METHOD, true),
            way(crate::model::pay::CARD_PAGE_METHOD, false),
        ],
        least: Money::dollars(10),
        largest: Money::dollars(1_000),
        bounded_by: None,
        day_max: Money::dollars(2_000),
        week_max: Money::dollars(5_000),
    }
}
