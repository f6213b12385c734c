//! Compares a meter's log with what ADCS knows, and names each difference (FR-25, FR-26). Both
//! ends keep a log of their own, so neither can lose or change something unseen.

use crate::AdcsError;
use ami_domain::code::Code;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::Receipt;
use ami_domain::time::{Timestamp, Window};
use ami_store::{ChainFault, JournalChain, Store, Tx};
use ami_wire::chain::broken_link;
use ami_wire::up::LogRow;
use std::collections::{BTreeMap, BTreeSet};

/// Rows that are read at a time.
const PAGE: u32 = 5_000;
/// Receipts of one meter that are compared at most, the newest.
const RECEIPTS_MAX: u32 = 10_000;
/// Faults of one journal that are named: one renumbered row makes a fault of every later one.
const JOURNAL_FAULTS_MAX: usize = 1_000;

/// One difference between the two logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Rows of the meter's log are missing after this place.
    Gap {
        /// The last row before.
        after: u64,
        /// The next row that is there.
        next: u64,
    },
    /// The link of this row does not follow from the row before it.
    BrokenChain {
        /// Which row.
        seq: u64,
    },
    /// The meter speaks of a message that ADCS never sent, or has forgotten with a backup.
    NeverSent {
        /// Which row.
        seq: u64,
        /// Which message.
        message: MessageId,
        /// What the meter did.
        code: Code,
    },
    /// ADCS has a receipt whose row is not in the meter's log.
    NotInLog {
        /// Which message.
        message: MessageId,
        /// The row that the receipt names.
        seq: u64,
    },
    /// The receipt and its row name different codes.
    OtherCode {
        /// Which message.
        message: MessageId,
        /// The receipt's.
        receipt: Code,
        /// The row's.
        row: Code,
    },
    /// The receipt and its row name different times.
    OtherTime {
        /// Which message.
        message: MessageId,
        /// The receipt's.
        receipt: Timestamp,
        /// The row's.
        row: Timestamp,
    },
    /// ADCS's own journal of the meter is not as it was written (FR-25).
    Journal(ChainFault),
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Difference::Gap { after, next } => {
                write!(f, "gap: no rows between {after} and {next}")
            }
            Difference::BrokenChain { seq } => write!(f, "chain: row {seq} does not follow"),
            Difference::NeverSent { seq, message, code } => {
                let what = code.text_id();
                write!(f, "never sent: row {seq} names message {message}, {what}")
            }
            Difference::NotInLog { message, seq } => {
                write!(f, "not in the meter's log: message {message}, row {seq}")
            }
            Difference::OtherCode {
                message,
                receipt,
                row,
            } => write!(
                f,
                "code: message {message} has {:#06x} in its receipt and {:#06x} in the log",
                receipt.0, row.0
            ),
            Difference::OtherTime {
                message,
                receipt,
                row,
            } => write!(
                f,
                "time: message {message} has {} in its receipt and {} in the log",
                receipt.as_millis(),
                row.as_millis()
            ),
            Difference::Journal(fault) => write!(f, "ADCS's journal: {fault}"),
        }
    }
}

/// What is compared.
#[derive(Debug, Clone, Default)]
pub struct Both {
    /// The meter's rows in order, without gaps where all is well.
    pub rows: Vec<LogRow>,
    /// Receipts that ADCS has.
    pub receipts: Vec<Receipt>,
    /// Messages that ADCS has sent or accepted, of those that the rows name.
    pub sent: BTreeSet<MessageId>,
    /// What ADCS sent before this is forgotten, unless a payment rests on it.
    pub since: Option<Timestamp>,
}

/// Names every difference, in the order of the meter's log. A receipt whose row has not arrived
/// yet is none: the meter's log comes up on its own.
pub fn compare(both: &Both) -> Vec<Difference> {
    let mut found = Vec::new();
    for pair in both.rows.windows(2) {
        if pair[0].seq.checked_add(1) != Some(pair[1].seq) {
            found.push(Difference::Gap {
                after: pair[0].seq,
                next: pair[1].seq,
            });
        }
    }
    let mut rest = both.rows.as_slice();
    let mut before = None;
    while let Some(broken) = broken_link(before, rest) {
        found.push(Difference::BrokenChain { seq: broken.seq });
        // Goes on after it: each broken place is named once.
        let place = rest.iter().position(|row| row.seq == broken.seq);
        let (gone, next) = rest.split_at(place.map_or(rest.len(), |place| place + 1));
        before = gone.last();
        rest = next;
    }
    for row in &both.rows {
        if let Some(message) = row.message
            && !both.sent.contains(&message)
            && both.since.is_none_or(|since| row.at >= since)
        {
            let (seq, code) = (row.seq, row.code);
            found.push(Difference::NeverSent { seq, message, code });
        }
    }
    let by_seq: BTreeMap<u64, &LogRow> = both.rows.iter().map(|row| (row.seq, row)).collect();
    let (first, last) = (both.rows.first(), both.rows.last());
    for receipt in &both.receipts {
        let arrived = first.is_some_and(|first| receipt.log_seq >= first.seq)
            && last.is_some_and(|last| receipt.log_seq <= last.seq);
        if arrived {
            receipt_against(receipt, by_seq.get(&receipt.log_seq).copied(), &mut found);
        }
    }
    found
}

fn receipt_against(receipt: &Receipt, row: Option<&LogRow>, found: &mut Vec<Difference>) {
    let message = receipt.message;
    let Some(row) = row.filter(|row| row.message == Some(message)) else {
        let seq = receipt.log_seq;
        found.push(Difference::NotInLog { message, seq });
        return;
    };
    if row.code != receipt.code {
        found.push(Difference::OtherCode {
            message,
            receipt: receipt.code,
            row: row.code,
        });
    }
    if row.at != receipt.completed_at {
        found.push(Difference::OtherTime {
            message,
            receipt: receipt.completed_at,
            row: row.at,
        });
    }
}

/// Compares the logs of one meter, for what lies in the window by the meter's clock; and follows
/// ADCS's journal of it from end to end, for a chain has no windows.
///
/// # Errors
/// When the store fails.
pub async fn meter(
    store: &Store,
    meter: MeterId,
    window: Window,
) -> Result<Vec<Difference>, AdcsError> {
    let mut tx = store.read().await?;
    let both = read(&mut tx, meter, window).await?;
    let mut found = compare(&both);
    let journal = journal(&mut tx, meter).await?;
    found.extend(journal.into_iter().map(Difference::Journal));
    Ok(found)
}

/// Follows ADCS's journal of a meter; an empty list when it is as it was written.
///
/// # Errors
/// When the store fails.
pub async fn journal(tx: &mut Tx, meter: MeterId) -> Result<Vec<ChainFault>, AdcsError> {
    let Some(head) = tx.journal_head(meter).await? else {
        return Ok(Vec::new());
    };
    let mut chain = JournalChain::new(head);
    let mut found = Vec::new();
    while found.len() < JOURNAL_FAULTS_MAX {
        let page = tx.journal_after(meter, chain.place(), PAGE).await?;
        found.extend(page.iter().filter_map(|row| chain.follow(row)));
        if page.len() < PAGE as usize {
            found.extend(chain.end());
            break;
        }
    }
    found.truncate(JOURNAL_FAULTS_MAX);
    Ok(found)
}

async fn read(tx: &mut Tx, meter: MeterId, window: Window) -> Result<Both, AdcsError> {
    let inside = |at: Timestamp| window.start <= at && at < window.end;
    let mut both = Both::default();
    let mut after = 0;
    loop {
        let page = tx.meter_log_after(meter, after, PAGE).await?;
        let full = page.len() == PAGE as usize;
        after = page.last().map_or(after, |row| row.seq);
        both.rows.extend(
            page.into_iter()
                .filter(|row| inside(row.at))
                .map(|row| LogRow {
                    seq: row.seq,
                    at: row.at,
                    code: row.code,
                    message: row.message,
                    inbound: row.inbound,
                    chain: row.chain,
                }),
        );
        if !full {
            break;
        }
    }
    both.since = tx.commands_kept_since().await?;
    let receipts = tx.receipts_of(meter, RECEIPTS_MAX).await?;
    both.receipts = receipts
        .into_iter()
        .filter(|receipt| inside(receipt.completed_at))
        .collect();
    let named: BTreeSet<MessageId> = both.rows.iter().filter_map(|row| row.message).collect();
    for message in named {
        if tx.command(message).await?.is_some() {
            both.sent.insert(message);
        }
    }
    Ok(both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::energy::WattHours;
    use ami_domain::receipt::{Outcome, Supply, Switch};
    use ami_wire::chain::log_chain;

    fn link(rows: &mut [LogRow]) {
        let mut prev: Option<String> = None;
        for row in rows {
            let chain = log_chain(prev.as_deref(), row);
            prev = Some(chain.clone());
            row.chain = Some(chain);
        }
    }

    fn good() -> Both {
        let mut rows: Vec<LogRow> = (1..=6)
            .map(|seq| LogRow {
                seq,
                at: Timestamp::from_millis(i64::try_from(seq).unwrap_or(0) * 1_000),
                code: Code::SUPPLY_ON,
                message: Some(MessageId::from_number(u128::from(seq) / 2)),
                inbound: seq % 2 == 0,
                chain: None,
            })
            .collect();
        link(&mut rows);
        let receipts = [(2_u64, 1_u128), (4, 2)].map(|(seq, message)| Receipt {
            message: MessageId::from_number(message),
            meter: MeterId::from_number(1),
            completed_at: rows[usize::try_from(seq).unwrap_or(0) - 1].at,
            code: Code::SUPPLY_ON,
            outcome: Outcome::Done,
            log_seq: seq,
            supply: Supply {
                switch: Switch::On,
                limit: None,
                credit: WattHours::ZERO,
                at: Timestamp::from_millis(1),
                trip: None,
            },
            test: None,
        });
        Both {
            sent: rows.iter().filter_map(|row| row.message).collect(),
            since: None,
            rows,
            receipts: receipts.into(),
        }
    }

    #[test]
    fn fr26_two_logs_that_agree_have_no_difference() {
        assert_eq!(compare(&good()), []);
        assert_eq!(compare(&Both::default()), []);
    }

    #[test]
    fn fr26_each_planted_difference_is_named() {
        let message = MessageId::from_number(1);
        let mut gap = good();
        gap.rows.remove(4);
        assert_eq!(compare(&gap), [Difference::Gap { after: 4, next: 6 }]);

        let mut broken = good();
        broken.rows[4].at = Timestamp::from_millis(1);
        assert!(compare(&broken).contains(&Difference::BrokenChain { seq: 5 }));

        let mut stranger = good();
        stranger.sent.remove(&MessageId::from_number(3));
        let message_3 = MessageId::from_number(3);
        let never = Difference::NeverSent {
            seq: 6,
            message: message_3,
            code: stranger.rows[5].code,
        };
        assert_eq!(compare(&stranger), [never]);

        let mut lost = good();
        lost.rows[1].message = Some(MessageId::from_number(2));
        link(&mut lost.rows);
        assert_eq!(compare(&lost), [Difference::NotInLog { message, seq: 2 }]);

        let mut code = good();
        code.receipts[0].code = Code::SUPPLY_OFF;
        assert!(matches!(compare(&code)[..], [Difference::OtherCode { .. }]));

        let mut time = good();
        time.receipts[0].completed_at = Timestamp::from_millis(7);
        assert!(matches!(compare(&time)[..], [Difference::OtherTime { .. }]));
    }

    #[test]
    fn a_row_that_has_not_arrived_is_no_difference() {
        let mut both = good();
        both.receipts[0].log_seq = 7;
        assert_eq!(compare(&both), []);
    }
}
