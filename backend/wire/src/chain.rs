//! The hash chain of a meter's log: each row carries a digest over the row before and itself, so
//! that a row that was changed, left out or put in later is found (FR-25, FR-26).

use crate::up::LogRow;
use sha2::{Digest, Sha256};

/// Bytes of a link: SHA-256, cut.
pub const CHAIN_BYTES: usize = 16;

/// The link of a row: SHA-256 over the sixteen bytes of the link before (zeros before the first
/// row, or when `prev` is no link) and `seq|at|code|message|inbound`, cut to sixteen bytes, as 32
/// hexadecimal digits. `at` is in hundredths of a second since 1970, rounded down, because COSEM
/// carries no more; `code` decimal, `message` 32 digits or
/// nothing, `inbound` 1 or 0. The row's own `chain` plays no part.
pub fn log_chain(prev: Option<&str>, row: &LogRow) -> String {
    let message = row.message.map(|id| id.to_string()).unwrap_or_default();
    let text = format!(
        "{}|{}|{}|{message}|{}",
        row.seq,
        row.at.as_millis().div_euclid(10),
        row.code.0,
        u8::from(row.inbound)
    );
    let mut digest = Sha256::new();
    digest.update(prev.and_then(link_bytes).unwrap_or([0; CHAIN_BYTES]));
    digest.update(text.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    let hex = |byte: &u8| format!("{byte:02x}");
    digest.iter().take(CHAIN_BYTES).map(hex).collect()
}

/// The bytes of a link; `None` unless it is 32 hexadecimal digits.
pub fn link_bytes(link: &str) -> Option<[u8; CHAIN_BYTES]> {
    if link.len() != 2 * CHAIN_BYTES || !link.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u128::from_str_radix(link, 16).ok().map(u128::to_be_bytes)
}

/// The first row whose link does not follow from the row before it; `None` when all do. Rows must
/// be in order. `before` is the row before the first, where it is known; without it the first row
/// is taken on trust, unless it is the first of all. Rows without a link, from a meter that makes
/// none, are not looked at.
pub fn broken_link<'a>(before: Option<&'a LogRow>, rows: &'a [LogRow]) -> Option<&'a LogRow> {
    let mut last = before;
    for row in rows {
        let follows = last.is_some_and(|last| last.seq.checked_add(1) == Some(row.seq));
        let prev = match last {
            Some(last) if follows => last.chain.as_deref(),
            Some(_) | None => None,
        };
        let provable = row.seq == 1 || (follows && prev.is_some());
        if let Some(link) = &row.chain
            && provable
            && *link != log_chain(prev, row)
        {
            return Some(row);
        }
        last = Some(row);
    }
    None
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ami_domain::code::Code;
    use ami_domain::id::MessageId;
    use ami_domain::time::Timestamp;

    fn rows() -> Vec<LogRow> {
        let mut rows: Vec<LogRow> = Vec::new();
        for seq in 1..=5 {
            let mut row = LogRow {
                seq,
                at: Timestamp::from_millis(1_000),
                code: Code::SUPPLY_ON,
                message: (seq % 2 == 0).then_some(MessageId::from_number(9)),
                inbound: seq % 2 == 0,
                chain: None,
            };
            let prev = rows.last().and_then(|last| last.chain.clone());
            row.chain = Some(log_chain(prev.as_deref(), &row));
            rows.push(row);
        }
        rows
    }

    #[test]
    fn fr26_a_row_that_was_changed_or_taken_out_is_found() {
        assert_eq!(broken_link(None, &rows()), None);
        for place in 0..5 {
            let mut changed = rows();
            changed[place].at = Timestamp::from_millis(1_010);
            assert_eq!(broken_link(None, &changed).unwrap().seq, changed[place].seq);
        }
        let mut shorter = rows();
        shorter.remove(2);
        for (row, seq) in shorter.iter_mut().zip(1..) {
            row.seq = seq;
        }
        assert_eq!(broken_link(None, &shorter).unwrap().seq, 3);
    }

    #[test]
    fn a_part_of_a_log_is_checked_from_its_second_row_on() {
        let all = rows();
        assert_eq!(broken_link(None, &all[2..]), None);
        assert_eq!(broken_link(Some(&all[1]), &all[2..]), None);
        assert!(
            broken_link(Some(&all[0]), &all[2..]).is_none(),
            "a gap proves nothing"
        );
    }

    #[test]
    fn the_link_is_what_the_contract_says() {
        assert_eq!(
            rows()[0].chain.as_deref(),
            Some(log_chain(Some("not a link"), &rows()[0]).as_str())
        );
        assert_eq!(
            link_bytes("00000000000000000000000000000001").unwrap()[15],
            1
        );
        assert_eq!(link_bytes("+0000000000000000000000000000001"), None);
    }
}
