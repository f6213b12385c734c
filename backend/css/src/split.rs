//! Splits a payment in the commit that applies it: what was borrowed is paid back, debt gets its
//! share, the rest is for energy. The ledger holds the lines, and receipts read them from there.

use crate::CssError;
use crate::borrow::pay_back;
use ami_adcs::refresh::Look;
use ami_domain::clock::Now;
use ami_domain::debt::{
    DEBTS_MAX, Debt, DebtPolicy, Line, Split, State, Taken, allocate, caps_since,
};
use ami_domain::explain::{DebtDecision, DebtGrounds, DebtStep};
use ami_domain::id::{AccountId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::time::{Timestamp, Zone};
use ami_store::{OwingRow, Tx};
use sha2::{Digest, Sha256};

/// Most lines of one payment.
pub(crate) const LINES_MAX: u32 = 256;

/// What an account owes, and what was taken of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Every debt, in the order of paying back.
    pub debts: Vec<Debt>,
    /// The pause and the next day; `None` when nothing is owed and no pause runs.
    pub owing: Option<OwingRow>,
    /// What is borrowed and not paid back: emergency credit, and what friendly hours have lent.
    pub emergency: Money,
    /// What of it friendly hours have lent; it keeps no emergency credit away.
    pub friendly: Money,
    /// What was taken.
    pub taken: Taken,
    /// The prepaid balance.
    pub prepaid: Money,
    /// A pause runs.
    pub held: bool,
}

impl Owed {
    /// What a decision is made from.
    pub(crate) const fn state<'a>(&'a self, policy: &'a DebtPolicy) -> State<'a> {
        State {
            prepaid: self.prepaid,
            fee: Money::ZERO,
            emergency: self.emergency,
            debts: self.debts.as_slice(),
            taken: self.taken,
            held: self.held,
            policy,
        }
    }

    /// Whether a payment does more than buy energy.
    fn is_owing(&self) -> bool {
        !self.debts.is_empty() || self.emergency.is_positive()
    }

    /// Keeps what is decided from this now, for whoever asks later; `payment` is `None` for a day.
    pub(crate) async fn keep(
        &self,
        tx: &mut Tx,
        (account, payment): (AccountId, Option<PaymentId>),
        (zone, at): (&Zone, Timestamp),
        policy: &DebtPolicy,
        step: DebtStep,
    ) -> Result<(), CssError> {
        let [.., month] = caps_since(zone, at);
        let held = self.owing.as_ref().and_then(|row| row.held.as_ref());
        let grounds = DebtGrounds {
            at,
            prepaid: self.prepaid,
            emergency: self.emergency,
            debts: self.debts.clone(),
            taken: self.taken,
            counted: tx.counted_for_debt(account, month).await?,
            held_until: held.map(|(until, _)| *until),
            policy: policy.clone(),
        };
        let decision = DebtDecision::new(grounds, step);
        Ok(tx.keep_debt_step(account, payment, &decision).await?)
    }
}

/// What an account owes at this moment.
pub(crate) async fn owed(
    tx: &mut Tx,
    zone: &Zone,
    account: AccountId,
    at: Timestamp,
) -> Result<Owed, CssError> {
    let owing = tx.owing(account).await?;
    Ok(Owed {
        debts: tx.debts(account, DEBTS_MAX).await?,
        held: owing.as_ref().is_some_and(|row| row.is_held(at)),
        owing,
        emergency: -tx.balance(Book::Emergency(account)).await?,
        friendly: tx.borrowing(account).await?.friendly_owed,
        taken: tx.taken_for_debt(account, caps_since(zone, at)).await?,
        prepaid: tx.balance(Book::Prepaid(account)).await?,
    })
}

/// Splits what has just been posted to the prepaid book; `before` is the balance before it.
pub(crate) async fn apply(
    tx: &mut Tx,
    now: Now,
    policy: &DebtPolicy,
    look: &Look,
    payment: (PaymentId, Money),
    before: Money,
) -> Result<(), CssError> {
    let (id, amount) = payment;
    let account = look.account.id;
    let mut owed = owed(tx, &look.zone, account, now.business).await?;
    owed.prepaid = before;
    let split = allocate(amount, &owed.state(policy));
    if owed.is_owing() {
        let (of, when) = ((account, Some(id)), (&look.zone, now.business));
        let step = DebtStep::Payment(amount);
        owed.keep(tx, of, when, policy, step).await?;
    }
    let book = Book::Prepaid(account);
    if split.emergency.is_positive() {
        pay_back(tx, now, account, id, split.emergency).await?;
    }
    for (debt, part) in &split.debts {
        let line = Transfer::posted(
            named("debt_share", &[&id.to_bytes(), &debt.to_bytes()]),
            (book, Book::Debt(account)),
            *part,
            Reason::DebtShare(id),
            now.business,
        );
        tx.add_transfer(&line).await?;
        let missed = owed.debts.iter().find(|one| one.id == *debt);
        let missed = missed.map_or(Money::ZERO, |one| one.missed) - *part;
        tx.pay_debt(*debt, *part, missed.max(Money::ZERO)).await?;
    }
    if !split.debts.is_empty() {
        settled(tx, account, now.business).await?;
    }
    Ok(())
}

/// Forgets the next day of an account that owes nothing any more, and its pause once that is over:
/// of what goes back while it runs, and is owed again, nothing is taken before its end either.
pub(crate) async fn settled(
    tx: &mut Tx,
    account: AccountId,
    at: Timestamp,
) -> Result<(), CssError> {
    let owing = tx.owing(account).await?;
    if owing.is_some_and(|row| row.is_held(at)) {
        return Ok(());
    }
    if tx.debts(account, 1).await?.is_empty() {
        tx.clear_owing(account).await?;
    }
    Ok(())
}

/// What a payment of an account has done, from the ledger: its lines sum to it.
///
/// # Errors
/// When the store fails.
pub async fn lines(
    tx: &mut Tx,
    payment: PaymentId,
    amount: Money,
) -> Result<Vec<(Line, Money)>, CssError> {
    let mut split = Split {
        energy: amount,
        ..Split::default()
    };
    let mut debt = Money::ZERO;
    for one in tx.transfers_for(payment, LINES_MAX).await? {
        if one.state != TransferState::Posted {
            continue;
        }
        // What the processor keeps is the utility's; a customer's fee comes from their money.
        if one.reason == Reason::Fee(payment) && one.to == Book::Fees {
            split.fee += one.amount;
        } else if one.reason == Reason::LentBack(payment) {
            split.emergency += one.amount;
        } else if one.reason == Reason::DebtShare(payment) {
            debt += one.amount;
        }
    }
    split.energy = amount - split.fee - split.emergency - debt;
    split.debts = vec![(ami_domain::id::DebtId::from_number(0), debt)];
    Ok(split.lines())
}

/// The one name that a movement of this kind can have, so that it is made once.
pub(crate) fn named(word: &str, parts: &[&[u8]]) -> TransferId {
    let mut hash = Sha256::new();
    hash.update(word);
    for part in parts {
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    TransferId::from_bytes(bytes)
}
