//! Rules under which the homes of a world may be cut at any hour and in any weather, so that
//! scenarios can cut. A warning must have been at the meter, as everywhere.

use super::World;
use super::home::HomeId;
use ami_adcs::supply::{self, Decided, Reduce};
use ami_adcs::{LiveTerms, Terms};
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, ClassRules, Rules};
use ami_domain::energy::Watts;
use ami_domain::id::{AlertId, MessageId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::protection::{Class, Standing};
use ami_domain::time::{Span, Window};
use std::collections::BTreeMap;

/// Where the weather of every home is reported.
pub const PLACE: &str = "Springfield";

/// Any hour of any day, in any weather, for whoever was warned that the money ends.
pub fn class() -> ClassRules {
    ClassRules {
        from_minute: 0,
        until_minute: 1_440,
        weekdays: (0..7).collect(),
        holidays: false,
        friendly: Vec::new(),
        seasons: Vec::new(),
        owed_min: Money::ZERO,
        below_for: Span::ZERO,
        hot_c10: None,
        cold_c10: None,
        forecast_hours: 24,
        advisories: Vec::new(),
        advisory_linger: Span::ZERO,
        notice: Span::ZERO,
        notice_for: vec![Cause::Zero],
        notices_min: 0,
        acknowledge: false,
        after_hold: Span::ZERO,
        protections: true,
    }
}

/// The rules of a world.
pub fn rules() -> Rules {
    let classes = [Class::Residential, Class::Business];
    let by_class: BTreeMap<Class, ClassRules> =
        classes.into_iter().map(|one| (one, class())).collect();
    Rules {
        version: "world-1".to_owned(),
        data_max_age: Span::hours(3),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: by_class.clone(),
        limit: by_class,
        standing: Vec::new(),
    }
}

/// What is known of the customer of every home.
pub fn standing() -> Standing {
    Standing {
        class: Some(Class::Residential),
        protections: Vec::new(),
        place: PLACE.to_owned(),
        jurisdiction: None,
        friendly: Vec::new(),
        rated: Watts::new(10_000),
    }
}

impl World {
    /// A warning of a cut is at the meter of a home from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn warn(&mut self, home: HomeId) -> anyhow::Result<()> {
        let now = self.now().business;
        let notice = Notice {
            id: AlertId::from_bytes(self.ids.bytes()),
            importance: Importance::Warning,
            text: Bilingual {
                en: "Your balance is used up.".to_owned(),
                es: "Su saldo se ha agotado.".to_owned(),
            },
            valid: Window {
                start: now,
                end: now + Span::days(2),
            },
            confirm: false,
            figures: false,
        };
        let message = MessageId::from_bytes(self.ids.bytes());
        let account = self.at(home).account;
        let mut tx = self.store().begin().await?;
        tx.insert_notice(&notice, "before_cut", now).await?;
        tx.deliver_notice(notice.id, account, message).await?;
        tx.notice_at_meter(message, now).await?;
        Ok(tx.commit().await?)
    }

    /// ADCS is asked to reduce the supply of a home.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reduce(
        &mut self,
        home: HomeId,
        how: Reduce,
        cause: Cause,
    ) -> anyhow::Result<Decided> {
        let (meter, now) = (self.at(home).meter_id, self.now());
        let mut tx = self.css.store.begin().await?;
        let chance = &mut self.server_chance;
        let terms = &self.css.terms;
        let decided = supply::reduce(&mut tx, now, chance, terms, meter, how, cause).await?;
        tx.commit().await?;
        Ok(decided)
    }

    /// Takes the balance of a home down to a cent below zero, as if it were used.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn spend_all(&mut self, home: HomeId) -> anyhow::Result<()> {
        let (account, at) = (self.at(home).account, self.now().business);
        let id = TransferId::from_bytes(self.ids.bytes());
        let mut tx = self.css.store.begin().await?;
        tx.lock_account(account).await?;
        let has = tx.balance(Book::Prepaid(account)).await?;
        tx.add_transfer(&Transfer {
            id,
            from: Book::Prepaid(account),
            to: Book::Adjustment,
            amount: has + Money::cents(1),
            state: TransferState::Posted,
            reason: Reason::Correction,
            at,
        })
        .await?;
        Ok(tx.commit().await?)
    }

    /// The utility sets other rules and numbers.
    pub fn set_terms(&mut self, change: impl FnOnce(&mut Terms)) {
        let mut terms = Terms::clone(&self.css.terms);
        change(&mut terms);
        self.css.terms = LiveTerms::new(terms);
    }
}
