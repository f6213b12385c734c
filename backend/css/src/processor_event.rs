//! What processors tell us, and what follows from it. An event says where to look, never what is
//! so: the charge, dispute or refund is asked for at the processor as it stands now. So a second
//! copy, an old one, or one in the wrong order leads to the same place, and a lost one is found by
//! looking for it.

use crate::charge::Done;
use crate::payment_method::{PaymentMethod, Verdict};
use crate::processor::object::{Event, money};
use crate::processor::{Processor, Trouble};
use crate::save_card::CardError;
use crate::two_phase::known;
use crate::{Css, CssError, question};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::payment::PaymentState;
use ami_domain::settlement::Question;
use ami_domain::time::Span;
use ami_store::{PaymentRow, ProcessorEvent};
use std::sync::Arc;

/// Events that are looked at in one run.
const BATCH: u32 = 32;
/// First pause before an event is looked at again, real time; it doubles up to an hour.
const PAUSE: Span = Span::seconds(5);
const PAUSE_MAX: Span = Span::hours(1);
/// Pages of the processor's list that are read to find what was lost.
const PAGES_MAX: u32 = 20;
/// So far back the list is read in any case: what came since may hide what was lost before.
const LOOK_BACK: Span = Span::hours(24);

/// What became of an event that was looked at.
enum Heeded {
    /// It is over, with a word on what came of it.
    Over(&'static str),
    /// The processor does not answer: later.
    Later,
}

impl Css {
    /// Takes an event whose seal was checked. Whether it is new.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn receive_processor_event(&self, now: Now, event: &Event) -> Result<bool, CssError> {
        let object = &event.data.object;
        let row = ProcessorEvent {
            id: event.id.clone(),
            kind: event.kind.clone(),
            object: object.id.clone(),
            reference: object.payment_intent.clone(),
            tries: 0,
            next_at: Some(now.real),
        };
        let mut tx = self.store.begin().await?;
        let new = tx.insert_processor_event(&row, now.real).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Looks for what the processor told and we never heard. How many were found.
    ///
    /// # Errors
    /// When the store fails; a processor that is away is no error.
    pub async fn find_lost_events(&self, now: Now) -> Result<u32, CssError> {
        let Some(method) = self.processor() else {
            return Ok(0);
        };
        let Some(processor) = method.processor() else {
            return Ok(0);
        };
        let mut found = 0;
        let mut before: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let Ok(page) = processor.events(before.as_deref()).await else {
                return Ok(found);
            };
            let mut new = 0;
            for event in &page.data {
                new += u32::from(self.receive_processor_event(now, event).await?);
            }
            found += new;
            before = page.data.last().map(|event| event.id.clone());
            // Older pages hold what was found before, once nothing can be hidden any more.
            let since = (now.real - LOOK_BACK).as_millis() / 1_000;
            let is_old = page.data.last().is_none_or(|event| event.created < since);
            if (new == 0 && is_old) || !page.has_more {
                break;
            }
        }
        Ok(found)
    }

    /// Looks at every event that is due. How many were looked at.
    ///
    /// # Errors
    /// The first failure, once every other event had its turn.
    pub async fn heed_events(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let real = clock.now().real;
        let mut tx = self.store.read().await?;
        let due = tx.processor_events_due(real, BATCH).await?;
        drop(tx);
        let mut done = Done::default();
        for event in due {
            done.note(self.heed_one(clock, chance, &event).await);
        }
        done.end()
    }

    async fn heed_one(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        event: &ProcessorEvent,
    ) -> Result<(), CssError> {
        let heeded = self.heed(clock, chance, event).await;
        let mut tx = self.store.begin().await?;
        match heeded {
            Ok(Heeded::Over(word)) => tx.end_processor_event(&event.id, word).await?,
            Ok(Heeded::Later) | Err(_) => {
                let doubled = PAUSE.as_millis().saturating_mul(1 << event.tries.min(16));
                let pause = Span::millis(doubled.min(PAUSE_MAX.as_millis()));
                let next = clock.now().real + pause;
                tx.put_off_processor_event(&event.id, next).await?;
            }
        }
        tx.commit().await?;
        heeded.map(drop)
    }

    async fn heed(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        event: &ProcessorEvent,
    ) -> Result<Heeded, CssError> {
        let Some(method) = self.processor() else {
            return Ok(Heeded::Over("no_processor"));
        };
        let Some(processor) = method.processor() else {
            return Ok(Heeded::Over("no_processor"));
        };
        let kind = event.kind.as_str();
        if kind.starts_with("payment_intent.") || kind.starts_with("checkout.session.") {
            self.heed_intent(clock, chance, processor, &event.object)
                .await
        } else if kind.starts_with("charge.dispute.") {
            self.heed_dispute(clock, chance, processor, &event.object)
                .await
        } else if kind.starts_with("refund.") || kind == "charge.refund.updated" {
            self.heed_refund(clock, chance, processor, &event.object)
                .await
        } else {
            Ok(Heeded::Over("not_for_us"))
        }
    }

    async fn heed_intent(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        processor: &Processor,
        reference: &str,
    ) -> Result<Heeded, CssError> {
        let Some((row, method)) = self.named(reference).await? else {
            return self
                .unknown_charge(clock, chance, processor, reference)
                .await;
        };
        let asked = method.look(known(&row, Some(reference)));
        let answer = tokio::time::timeout(self.verify_timeout, asked).await;
        let verdict = answer.unwrap_or(Verdict::Doubt);
        match (row.state, &verdict) {
            (_, Verdict::Doubt) => return Ok(Heeded::Later),
            // Refused here, and held or taken there: nobody may keep that.
            (
                PaymentState::Refused { .. },
                Verdict::Held { .. } | Verdict::Approved | Verdict::Pending { .. },
            ) => {
                let now = clock.now();
                let evidence = format!("payment {} of {} was refused here", row.id, row.amount);
                let late = Question::LateMoney;
                self.ask_about(&question(late, reference, Some(row.id), evidence, now))
                    .await?;
                return Ok(Heeded::Over("late_money"));
            }
            (PaymentState::Refused { .. } | PaymentState::Applied { .. }, _) => {}
            (
                PaymentState::Offered
                | PaymentState::Waits { .. }
                | PaymentState::Authorised { .. }
                | PaymentState::Pending { .. },
                _,
            ) => {
                self.conclude(clock, chance, row, &*method, &verdict)
                    .await?;
                return Ok(Heeded::Over("looked"));
            }
        }
        Ok(Heeded::Over("nothing_new"))
    }

    /// A charge at our processor that no payment here knows: made elsewhere, or not ours.
    async fn unknown_charge(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        processor: &Processor,
        reference: &str,
    ) -> Result<Heeded, CssError> {
        // A page for saving a card, or one that is over: its payment goes by its charge now.
        if reference.starts_with("cs_") {
            return match self.heed_setup(clock.now(), reference).await {
                Ok(true) => Ok(Heeded::Over("card_looked_at")),
                Err(CssError::Card(CardError::Away)) => Ok(Heeded::Later),
                Ok(false) => Ok(Heeded::Over("nothing_new")),
                Err(error) => Err(error),
            };
        }
        let intent = match processor.intent(reference).await {
            Ok(intent) => intent,
            Err(Trouble::Away(_)) => return Ok(Heeded::Later),
            Err(Trouble::No(_)) => return Ok(Heeded::Over("not_there")),
        };
        // Ours, and its name is not written down yet: the settling, which asks by our id, is on it.
        let payment = intent.metadata.get("payment");
        if let Some(payment) = payment.and_then(|text| text.parse().ok()) {
            let known = self.store.read().await?.payment(payment).await?;
            if let Some(row) = known {
                let open = row.state == PaymentState::Offered;
                let moved = ["succeeded", "requires_capture"].contains(&intent.status.as_str());
                if open {
                    return Ok(Heeded::Later);
                }
                // Paid on the processor's page: the payment is still known by the page's name.
                if let PaymentState::Waits { .. } = row.state {
                    return self.look_at(clock, chance, row).await;
                }
                if !moved {
                    return Ok(Heeded::Over("nothing_new"));
                }
            }
        }
        let moved = ["succeeded", "requires_capture", "processing"];
        if moved.contains(&intent.status.as_str()) {
            let evidence = format!(
                "{} {} {} for payment {payment:?}",
                intent.amount, intent.currency, intent.status
            );
            let unknown = Question::UnknownCharge;
            self.ask_about(&question(unknown, reference, None, evidence, clock.now()))
                .await?;
        }
        Ok(Heeded::Over("unknown_charge"))
    }

    /// Where a payment that waits for its payer stands, by the name that it has here.
    async fn look_at(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        row: PaymentRow,
    ) -> Result<Heeded, CssError> {
        let charge = self.store.read().await?.charge(row.id).await?;
        let method = self.method(&row.method)?;
        let reference = charge.as_ref().map(|charge| charge.reference.as_str());
        let asked = method.look(known(&row, reference));
        let answer = tokio::time::timeout(self.verify_timeout, asked).await;
        let verdict = answer.unwrap_or(Verdict::Doubt);
        if verdict == Verdict::Doubt {
            return Ok(Heeded::Later);
        }
        self.conclude(clock, chance, row, &*method, &verdict)
            .await?;
        Ok(Heeded::Over("looked"))
    }

    async fn heed_dispute(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        processor: &Processor,
        id: &str,
    ) -> Result<Heeded, CssError> {
        let dispute = match processor.dispute(id).await {
            Ok(dispute) => dispute,
            Err(Trouble::Away(_)) => return Ok(Heeded::Later),
            Err(Trouble::No(_)) => return Ok(Heeded::Over("not_there")),
        };
        let now = clock.now();
        let evidence = format!(
            "{} {} {} {}",
            dispute.amount, dispute.currency, dispute.status, dispute.reason
        );
        let intent = dispute.payment_intent.as_deref().unwrap_or_default();
        let Some((row, method)) = self.named(intent).await? else {
            let unknown = Question::UnknownCharge;
            self.ask_about(&question(unknown, id, None, evidence, now))
                .await?;
            return Ok(Heeded::Over("unknown_charge"));
        };
        if !dispute.currency.eq_ignore_ascii_case(&row.currency) {
            let wrong = Question::Mismatch;
            self.ask_about(&question(wrong, id, Some(row.id), evidence, now))
                .await?;
            return Ok(Heeded::Over("mismatch"));
        }
        // A question of the bank before any money moves.
        if dispute.status.starts_with("warning_") {
            let inquiry = Question::Inquiry;
            self.ask_about(&question(inquiry, id, Some(row.id), evidence, now))
                .await?;
            return Ok(Heeded::Over("inquiry"));
        }
        if method.clears_later() {
            // A bank does not discuss: what it takes back is gone, whatever we gave back before.
            self.returned(now, chance, row.id, money(dispute.amount), &evidence)
                .await?;
            return Ok(Heeded::Over("returned"));
        }
        let amount = money(dispute.amount);
        self.disputed(now, chance, row.id, id, amount, &evidence)
            .await?;
        match dispute.status.as_str() {
            "won" => self.decided(now, chance, row.id, true).await?,
            "lost" => {
                self.decided(now, chance, row.id, false).await?;
                self.given_back(now, row.id, id, dispute.given_back())
                    .await?;
            }
            _ => {}
        }
        Ok(Heeded::Over("dispute"))
    }

    async fn heed_refund(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        processor: &Processor,
        id: &str,
    ) -> Result<Heeded, CssError> {
        let known = self.store.read().await?.refund_named(id).await?;
        let Some(row) = known else {
            return Ok(Heeded::Over("not_ours"));
        };
        let refund = match processor.refund(id).await {
            Ok(refund) => refund,
            Err(Trouble::Away(_)) => return Ok(Heeded::Later),
            Err(Trouble::No(_)) => return Ok(Heeded::Over("not_there")),
        };
        if let Some("failed" | "canceled") = refund.status.as_deref() {
            self.refund_came_back(clock.now(), chance, row).await?;
            return Ok(Heeded::Over("refund_failed"));
        }
        Ok(Heeded::Over("nothing_new"))
    }

    /// The payment behind a processor's name, and its method.
    async fn named(
        &self,
        reference: &str,
    ) -> Result<Option<(PaymentRow, Arc<dyn PaymentMethod>)>, CssError> {
        let mut tx = self.store.read().await?;
        for method in &self.methods {
            if method.processor().is_none() {
                continue;
            }
            if let Some(charge) = tx.charge_named(method.name(), reference).await? {
                let row = tx.payment(charge.payment).await?;
                return Ok(row.map(|row| (row, Arc::clone(method))));
            }
        }
        Ok(None)
    }

    /// The method that has the processor.
    pub(crate) fn processor(&self) -> Option<Arc<dyn PaymentMethod>> {
        let mut methods = self.methods.iter();
        methods
            .find(|method| method.processor().is_some())
            .map(Arc::clone)
    }

    pub(crate) async fn ask_about(&self, asked: &ami_store::QuestionRow) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        tx.ask_person(asked).await?;
        tx.commit().await?;
        Ok(())
    }
}
