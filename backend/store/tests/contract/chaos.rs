//! Random movements of every kind, one after the other and many at once: after each transaction
//! all books together are zero, and every balance is what its lines lead to.

use super::close::close;
use crate::house::{House, both, t, town};
use ami_domain::chance::{Chance as _, Seeded};
use ami_domain::id::{AccountId, EventId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::time::Day;
use ami_store::{Difference, Store, Tx};

both!(
    random_movements_keep_the_books_at_zero_and_the_lines_right;
    apart random_movements_at_once_keep_the_books_at_zero
);

const HOMES: u64 = 3;
const DAY: i64 = 86_400_000;

/// One who moves money at random.
struct Mover {
    dice: Seeded,
    /// What may be taken back.
    posted: Vec<Transfer>,
    pending: Vec<TransferId>,
}

impl Mover {
    fn new(seed: u64) -> Self {
        Self {
            dice: Seeded::new(seed),
            posted: Vec::new(),
            pending: Vec::new(),
        }
    }

    fn book(&mut self) -> Book {
        let account = AccountId::from_number(u128::from(1 + self.dice.below(HOMES)));
        let own = [
            Book::Clearing,
            Book::Revenue,
            Book::Adjustment,
            Book::Tax,
            Book::Fees,
            Book::Dispute,
            Book::Fund,
            Book::WriteOff,
        ];
        let all: Vec<Book> = own.into_iter().chain(Book::of_account(account)).collect();
        all[self.dice.below(all.len() as u64) as usize]
    }

    fn reason(&mut self) -> Reason {
        let payment = PaymentId::from_bytes(self.dice.bytes());
        let at = t(self.dice.below(9 * DAY as u64) as i64);
        let all = [
            Reason::Usage(at),
            Reason::Fixed(at),
            Reason::EventUsage {
                event: EventId::from_bytes(self.dice.bytes()),
                at,
            },
            Reason::EventReturn(EventId::from_bytes(self.dice.bytes())),
            Reason::Correction,
            Reason::Rerate(at),
            Reason::Minimum(at),
            Reason::Tax(at),
            Reason::Payment(payment),
            Reason::Refund(payment),
            Reason::Returned(payment),
            Reason::Dispute(payment),
            Reason::DisputeEnd(payment),
            Reason::Fee(payment),
            Reason::SetAside,
            Reason::DebtShare(payment),
            Reason::DebtDay(at),
            Reason::Lent,
            Reason::LentBack(payment),
            Reason::Granted,
            Reason::Helped(at),
            Reason::Expired,
            Reason::MoveOut,
            Reason::WrittenOff,
            Reason::ModeFee,
            Reason::DepositAsked,
            Reason::DepositUsed,
            Reason::DepositTaken,
            Reason::DepositGivenBack,
        ];
        all[self.dice.below(all.len() as u64) as usize]
    }

    fn movement(&mut self, now: i64) -> Transfer {
        let from = self.book();
        let mut to = self.book();
        while to == from {
            to = self.book();
        }
        Transfer {
            id: TransferId::from_bytes(self.dice.bytes()),
            from,
            to,
            amount: Money::micros(1 + self.dice.below(90_000_000) as i64),
            state: match self.dice.below(4) {
                0 => TransferState::Pending,
                _ => TransferState::Posted,
            },
            reason: self.reason(),
            at: t(now),
        }
    }

    /// One step in the caller's transaction.
    async fn step(&mut self, tx: &mut Tx, now: i64) {
        match self.dice.below(5) {
            0 if !self.pending.is_empty() => {
                let id = self.pending.pop().unwrap();
                if self.dice.below(2) == 0 {
                    tx.post_transfer(id, t(now)).await.unwrap();
                } else {
                    tx.void_transfer(id, t(now)).await.unwrap();
                }
            }
            1 if !self.posted.is_empty() => {
                let back = self.posted.pop().unwrap();
                let reversal = Transfer {
                    id: TransferId::from_bytes(self.dice.bytes()),
                    from: back.to,
                    to: back.from,
                    reason: Reason::Reversal(back.id),
                    at: t(now),
                    ..back
                };
                tx.add_transfer(&reversal).await.unwrap();
            }
            2 => {
                let many: Vec<Transfer> = (0..9).map(|_| self.movement(now)).collect();
                tx.add_posted_transfers(&many).await.unwrap();
            }
            _ => {
                let one = self.movement(now);
                tx.add_transfer(&one).await.unwrap();
                match one.state {
                    TransferState::Pending => self.pending.push(one.id),
                    TransferState::Posted | TransferState::Voided => self.posted.push(one),
                }
            }
        }
    }
}

/// What does not hold; that these payments are nobody's is meant.
async fn faults(tx: &mut Tx) -> Vec<Difference> {
    let all = tx.audit_ledger().await.unwrap();
    let meant = |one: &Difference| matches!(one, Difference::NoPayment(_));
    all.into_iter().filter(|one| !meant(one)).collect()
}

/// Every balance of every home is what its lines lead to, from the first day.
async fn lines_lead_to_balances(tx: &mut Tx) {
    let first = Day {
        year: 1970,
        month: 1,
        day: 1,
    };
    for n in 1..=HOMES {
        let account = AccountId::from_number(u128::from(n));
        let lines = tx.statement_lines(account, first, None).await.unwrap();
        for book in Book::of_account(account) {
            let last = lines.iter().rev().find(|line| line.book == book);
            let closing = last.map_or(Money::ZERO, |line| line.balance);
            assert_eq!(tx.balance(book).await.unwrap(), closing, "{book:?}");
        }
    }
}

async fn random_movements_keep_the_books_at_zero_and_the_lines_right(house: &House) {
    town(house, u128::from(HOMES)).await.commit().await.unwrap();
    let mut mover = Mover::new(11);
    for day in 0..4_i8 {
        for step in 0..25 {
            let now = i64::from(day) * DAY + step * 1_000;
            let mut tx = house.store.begin().await.unwrap();
            mover.step(&mut tx, now).await;
            assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
            tx.commit().await.unwrap();
        }
        let mut tx = house.store.begin().await.unwrap();
        if day > 0 {
            let before = Day {
                year: 1970,
                month: 1,
                day,
            };
            assert!(close(&mut tx, before).await > 0);
        }
        lines_lead_to_balances(&mut tx).await;
        assert_eq!(faults(&mut tx).await, vec![]);
        tx.commit().await.unwrap();
    }
}

async fn random_movements_at_once_keep_the_books_at_zero(house: &House) {
    town(house, u128::from(HOMES)).await.commit().await.unwrap();
    let mut all = tokio::task::JoinSet::new();
    for seed in 20..24 {
        let store = house.store.clone();
        all.spawn(async move {
            let mut mover = Mover::new(seed);
            for step in 0..20 {
                let before = (mover.posted.clone(), mover.pending.clone());
                let mut tx = store.begin().await.unwrap();
                mover.step(&mut tx, step).await;
                if step % 7 == 3 {
                    drop(tx);
                    (mover.posted, mover.pending) = before;
                    continue;
                }
                tx.commit().await.unwrap();
                zero(&store).await;
            }
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
    let mut tx = house.store.read().await.unwrap();
    lines_lead_to_balances(&mut tx).await;
    assert_eq!(faults(&mut tx).await, vec![]);
}

async fn zero(store: &Store) {
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
}
