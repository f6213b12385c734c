//! A deposit at the desk: taken, given back, or applied to what is owed. Each step is an entry of
//! its own with who did it and why; the same step a second time changes nothing.

use crate::convert::money::pay_debts;
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::deposit::{DepositError, DepositStep, Stands, Step};
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, Tx};

/// Movements and steps of one deposit that are shown.
const ROWS: u32 = 200;

/// A deposit as it stands, with all that moved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What is held, and what is owed beside it.
    pub stands: Stands,
    /// What moved it, newest first, each with the step at the desk that it came from.
    pub moves: Vec<(Transfer, Option<DepositStep>)>,
}

impl Css {
    /// The deposit of an account, what is owed beside it, and all that moved it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn deposit(&self, account: AccountId) -> Result<Held, CssError> {
        let mut tx = self.store.read().await?;
        let stands = stands(&mut tx, account).await?;
        let steps = tx.deposit_steps(account, ROWS).await?;
        let all = tx.transfers_of(Book::Deposit(account), ROWS).await?;
        // The entries of one step share its moment and its reason; the first has its id.
        let of = |one: &Transfer| {
            let mine = |step: &&DepositStep| {
                step.at == one.at && reason(step.step) == one.reason && step.amount >= one.amount
            };
            let named = |step: &&DepositStep| name(step) == one.id;
            steps
                .iter()
                .find(named)
                .or_else(|| steps.iter().find(mine))
                .cloned()
        };
        let moves = all.into_iter().map(|one| (one, of(&one))).collect();
        Ok(Held { stands, moves })
    }

    /// Carries out a step at the desk.
    ///
    /// # Errors
    /// [`CssError::Deposit`]; nothing changed then.
    pub async fn step_deposit(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        step: &DepositStep,
    ) -> Result<(), CssError> {
        let now = clock.now();
        let at = now.business;
        let step = &DepositStep { at, ..step.clone() };
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(step.account).await?;
        let row = row.ok_or(CssError::UnknownAccount(step.account))?;
        if let Some(known) = tx.deposit_step(step.id).await? {
            return same(&known, step);
        }
        if row.is_closed() {
            return Err(DepositError::Closed.into());
        }
        let stands = stands(&mut tx, row.id).await?;
        step.check(&stands)?;
        if let Some(known) = tx.insert_deposit_step(step).await? {
            return same(&known, step);
        }
        self.book_step(&mut tx, now, chance, (&row, &stands), step)
            .await?;
        let (word, amount) = (step.step.word(), step.amount);
        let detail = format!("deposit {word}: {amount}: {}", step.why);
        tx.program_changed(row.id, step.by, now.business, &detail)
            .await?;
        self.show_again(&mut tx, now, chance, row.id).await?;
        feed::tell(&mut tx, now, row.id, Change::Payment).await?;
        tx.commit().await?;
        let account = step.account;
        tracing::info!(account.id = %account, person.id = %step.by, word, "A deposit was moved");
        Ok(())
    }

    async fn book_step(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        (row, stands): (&AccountRow, &Stands),
        step: &DepositStep,
    ) -> Result<(), CssError> {
        let held = Book::Deposit(row.id);
        let bill = Book::Receivable(row.id);
        let post = |books, amount| {
            Transfer::posted(name(step), books, amount, reason(step.step), now.business)
        };
        match step.step {
            Step::Taken(_) => {
                tx.add_transfer(&post((Book::Clearing, held), step.amount))
                    .await?;
            }
            Step::GivenBack(_) => {
                tx.add_transfer(&post((held, Book::Clearing), step.amount))
                    .await?;
            }
            Step::Applied => {
                let parts = stands.parts(step.amount);
                if parts.to_bill.is_positive() {
                    tx.add_transfer(&post((held, bill), parts.to_bill)).await?;
                }
                let of = (row.id, (held, reason(step.step)));
                pay_debts(tx, now, chance, of, parts.to_debt).await?;
                self.to_balance(tx, now, chance, of, parts.to_balance)
                    .await?;
                tx.watch(row.id, now.business, false).await?;
            }
        }
        Ok(())
    }
}

/// What an account has and owes.
pub(crate) async fn stands(tx: &mut Tx, account: AccountId) -> Result<Stands, CssError> {
    let owed = |balance: Money| (-balance).max(Money::ZERO);
    Ok(Stands {
        held: tx.balance(Book::Deposit(account)).await?,
        below: owed(tx.balance(Book::Prepaid(account)).await?),
        bill: owed(tx.balance(Book::Receivable(account)).await?),
        debt: owed(tx.balance(Book::Debt(account)).await?),
        borrowed: owed(tx.balance(Book::Emergency(account)).await?),
    })
}

/// The name of a step's first entry.
fn name(step: &DepositStep) -> TransferId {
    TransferId::from_bytes(step.id.to_bytes())
}

const fn reason(step: Step) -> Reason {
    match step {
        Step::Taken(_) => Reason::DepositTaken,
        Step::GivenBack(_) => Reason::DepositGivenBack,
        Step::Applied => Reason::DepositUsed,
    }
}

fn same(known: &DepositStep, step: &DepositStep) -> Result<(), CssError> {
    if known.same(step) {
        Ok(())
    } else {
        Err(DepositError::Reused(step.id).into())
    }
}
