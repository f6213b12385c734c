//! Authorise, credit, capture. What the processor said is a row before anything follows from it, so
//! that a crash at any point is gone on from: what is authorised is credited, what is credited is
//! captured, and what cannot be captured is taken back by a new entry.

use crate::charge::Done;
use crate::payment_method::{Captured, Known, PaymentMethod, Verdict};
use crate::{Css, CssError, question};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::ledger::Reason;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::settlement::{Capture, Question, Settlement};
use ami_domain::time::Span;
use ami_mdms::feed::{self, Change};
use ami_store::{ChargeRow, PaymentRow, Tx};

/// Charges that are looked at in one run.
const BATCH: u32 = 32;
/// First pause before a processor is asked again, real time; it doubles up to [`PAUSE_MAX`].
const PAUSE: Span = Span::seconds(5);
const PAUSE_MAX: Span = Span::minutes(15);
/// A payer who is at their bank's page is looked for at this pace, real time: a page that is
/// finished and a lost word of the processor look alike.
const PAYER_PACE: Span = Span::seconds(10);
/// So often; then the charge is given up.
pub const PAYER_TRIES: u32 = 180;
/// A bank's money is looked for at this pace, real time, in case its word was lost.
const BANK_PACE: Span = Span::minutes(15);

impl Css {
    /// Carries out what the processor said about a payment, as far as it goes.
    pub(crate) async fn conclude(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        row: PaymentRow,
        method: &dyn PaymentMethod,
        verdict: &Verdict,
    ) -> Result<PaymentRow, CssError> {
        let row = match verdict {
            Verdict::Doubt => row,
            Verdict::Approved | Verdict::Refused(_) => {
                self.apply_patiently(clock, chance, row.id, verdict).await?
            }
            Verdict::Held { .. } | Verdict::Pending { .. } | Verdict::NextStep { .. } => {
                self.said(clock.now(), &row, verdict).await?
            }
            Verdict::Wrong { reference, said } => {
                return self
                    .not_ours(clock, chance, row, method, reference, said)
                    .await;
            }
        };
        self.go_on(clock, chance, row, method).await
    }

    /// From wherever a crash may have left a payment: credits what is authorised, captures what
    /// is credited.
    async fn go_on(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        mut row: PaymentRow,
        method: &dyn PaymentMethod,
    ) -> Result<PaymentRow, CssError> {
        if let PaymentState::Authorised { .. } = row.state {
            let credit = self.apply_patiently(clock, chance, row.id, &Verdict::Approved);
            row = credit.await?;
        }
        if let PaymentState::Applied { .. } = row.state {
            self.capture(clock, chance, &row, method).await?;
        }
        Ok(row)
    }

    /// Writes down what the processor said.
    async fn said(
        &self,
        now: Now,
        row: &PaymentRow,
        verdict: &Verdict,
    ) -> Result<PaymentRow, CssError> {
        let mut tx = self.store.begin().await?;
        tx.lock_account(row.account).await?;
        let found = tx.payment(row.id).await?;
        let mut row = found.ok_or(CssError::UnknownPayment(row.id))?;
        let at = now.business;
        let (next, reference, url, capture, pace) = match verdict {
            Verdict::Held { reference } => {
                let next = row.state.authorise(at);
                (next, reference, None, Capture::Due, PAUSE)
            }
            Verdict::Pending { reference } => {
                let next = row.state.pend(at);
                (next, reference, None, Capture::Whole, BANK_PACE)
            }
            Verdict::NextStep { reference, url } => {
                let next = row.state.wait(at);
                (next, reference, Some(url.clone()), Capture::Due, PAYER_PACE)
            }
            Verdict::Approved | Verdict::Refused(_) | Verdict::Wrong { .. } | Verdict::Doubt => {
                return Ok(row);
            }
        };
        // Somebody else was faster: what they wrote is the answer.
        let Ok(state) = next else { return Ok(row) };
        row.state = state;
        tx.put_charge(&ChargeRow {
            payment: row.id,
            method: row.method.clone(),
            reference: reference.clone(),
            next_step: url,
            settlement: Settlement::new(capture),
            tries: 0,
            next_at: Some(now.real + pace),
        })
        .await?;
        tx.end_payment(&row).await?;
        feed::tell(&mut tx, now, row.account, Change::Payment).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// The processor's charge is not the one that we asked for: nothing is credited, the charge is
    /// given up as far as that goes, and a person looks.
    async fn not_ours(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        row: PaymentRow,
        method: &dyn PaymentMethod,
        reference: &str,
        said: &str,
    ) -> Result<PaymentRow, CssError> {
        let evidence = format!("ours is {} {}; {said}", row.amount, row.currency);
        let mut tx = self.store.begin().await?;
        let now = clock.now();
        let asked = question(Question::Mismatch, reference, Some(row.id), evidence, now);
        tx.ask_person(&asked).await?;
        tx.commit().await?;
        let asked = method.abandon(known(&row, Some(reference)));
        // Whatever comes of it: the person who looks sees the charge at the processor.
        let _ = tokio::time::timeout(self.verify_timeout, asked).await;
        let refused = Verdict::Refused(Refusal::NotAccepted);
        self.apply_patiently(clock, chance, row.id, &refused).await
    }

    /// Takes what is held and credited. Done twice it takes once: the processor knows the
    /// payment. What cannot be taken is taken back from the account, and the customer is told.
    pub(crate) async fn capture(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        row: &PaymentRow,
        method: &dyn PaymentMethod,
    ) -> Result<(), CssError> {
        let Some(charge) = self.claim(clock.now(), row).await? else {
            return Ok(());
        };
        let asked = method.capture(known(row, Some(&charge.reference)));
        let answer = tokio::time::timeout(self.verify_timeout, asked).await;
        let answer = answer.unwrap_or(Captured::Doubt);
        if answer == Captured::Doubt {
            return Ok(());
        }
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let account = tx.lock_account(row.account).await?;
        let account = account.ok_or(CssError::UnknownAccount(row.account))?;
        let Some(mut charge) = tx.charge(row.id).await? else {
            return Ok(());
        };
        let next = match &answer {
            Captured::Done => charge.settlement.capture.done(now.real),
            Captured::Failed { .. } | Captured::Doubt => charge.settlement.capture.fail(now.real),
        };
        let Ok(capture) = next else { return Ok(()) };
        charge.settlement.capture = capture;
        charge.next_at = None;
        tx.put_charge(&charge).await?;
        if let Captured::Failed { said } = answer {
            let back = crate::take_back::Back {
                amount: row.amount,
                reason: Reason::Reversal(row.transfer),
                text: "alert-payment-not-taken",
            };
            self.take_back(&mut tx, now, chance, &account, row, &back)
                .await?;
            let why = Question::CaptureFailed;
            tx.ask_person(&question(why, &charge.reference, Some(row.id), said, now))
                .await?;
        }
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The charge of a payment that is to be captured, for this run alone.
    async fn claim(&self, now: Now, row: &PaymentRow) -> Result<Option<ChargeRow>, CssError> {
        let Some(charge) = self.store.read().await?.charge(row.id).await? else {
            return Ok(None);
        };
        if charge.settlement.capture != Capture::Due {
            return Ok(None);
        }
        let mut tx = self.store.begin().await?;
        let until = now.real + pause(charge.tries, self.verify_timeout);
        let mine = tx.claim_charge(row.id, charge.next_at, until).await?;
        tx.commit().await?;
        Ok(mine.then_some(charge))
    }

    /// Goes on with every charge that is due: payers who may be back from their bank, money that
    /// may have cleared, and what a crash or an absent processor left half done. How many were
    /// looked at.
    ///
    /// # Errors
    /// The first failure, once every other charge had its turn.
    pub async fn follow_up(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let real = clock.now().real;
        let due = self.store.read().await?.charges_due(real, BATCH).await?;
        let mut done = Done::default();
        for charge in due {
            done.note(self.follow_one(clock, chance, charge).await);
        }
        done.end()
    }

    async fn follow_one(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        charge: ChargeRow,
    ) -> Result<(), CssError> {
        let found = self.store.read().await?.payment(charge.payment).await?;
        let row = found.ok_or(CssError::UnknownPayment(charge.payment))?;
        let method = self.method(&row.method)?;
        let name = known(&row, Some(&charge.reference));
        let patience = self.terms.policy.bank_patience;
        let let_go = self.is_let_go(&row).await?;
        let asked = match row.state {
            PaymentState::Waits { .. } if let_go || charge.tries >= PAYER_TRIES => {
                method.abandon(name)
            }
            PaymentState::Pending { at } if clock.now().business.since(at) > patience => {
                method.abandon(name)
            }
            PaymentState::Waits { .. } | PaymentState::Pending { .. } => method.look(name),
            PaymentState::Offered
            | PaymentState::Authorised { .. }
            | PaymentState::Applied { .. }
            | PaymentState::Refused { .. } => {
                return self.go_on(clock, chance, row, &*method).await.map(drop);
            }
        };
        let pace = match row.state {
            PaymentState::Waits { .. } => PAYER_PACE,
            _ => BANK_PACE,
        };
        let real = clock.now().real;
        let mut tx = self.store.begin().await?;
        let until = real + pace;
        let mine = tx.claim_charge(row.id, charge.next_at, until).await?;
        tx.commit().await?;
        if !mine {
            return Ok(());
        }
        let answer = tokio::time::timeout(self.verify_timeout, asked).await;
        let verdict = answer.unwrap_or(Verdict::Doubt);
        self.conclude(clock, chance, row, &*method, &verdict)
            .await
            .map(drop)
    }
}

/// A payment has ended: what is still to be done about its charge, in the same commit.
pub(crate) async fn ended(tx: &mut Tx, now: Now, row: &PaymentRow) -> Result<(), CssError> {
    let Some(mut charge) = tx.charge(row.id).await? else {
        return Ok(());
    };
    charge.next_step = None;
    charge.tries = 0;
    let capture = matches!(row.state, PaymentState::Applied { .. })
        && charge.settlement.capture == Capture::Due;
    charge.next_at = capture.then_some(now.real);
    let applied = matches!(row.state, PaymentState::Applied { .. });
    if applied && charge.settlement.capture == Capture::Whole {
        // It came whole, now: the processor's report has it on this day.
        charge.settlement.capture = Capture::Done { at: now.real };
    }
    tx.put_charge(&charge).await?;
    Ok(())
}

/// The charge of a payment, as its processor may know it.
pub(crate) fn known<'a>(row: &'a PaymentRow, reference: Option<&'a str>) -> Known<'a> {
    Known {
        payment: row.id,
        amount: row.amount,
        currency: &row.currency,
        reference,
    }
}

/// Until a charge is looked at again; longer than the answer may take, so that two instances do
/// not ask at once.
fn pause(tries: u32, answer: std::time::Duration) -> Span {
    let doubled = PAUSE.as_millis().saturating_mul(1 << tries.min(16));
    let answer = i64::try_from(answer.as_millis()).unwrap_or(i64::MAX / 2);
    Span::millis(
        doubled
            .min(PAUSE_MAX.as_millis())
            .max(answer.saturating_mul(2)),
    )
}
