//! What a back office has forgotten that was put back from a backup: handed in to it again.

use super::Owner;
use crate::limits::AGAIN_DAYS;
use crate::memory::Remembered;
use ami_domain::time::{Span, Timestamp};

impl Owner {
    /// Notes the epoch of a command that the meter has carried out. A new one says that the back
    /// office was put back from a backup, or may have been: it has acknowledged what it does not
    /// know of any more, and nobody else has it but the meter.
    pub(crate) async fn note_epoch(&mut self, epoch: u32) {
        let known = self.memory.get();
        if epoch <= known.epoch {
            return;
        }
        if known.epoch > 0 {
            tracing::warn!(meter.id = %self.meter.meter, epoch,
                "The back office begins anew, the meter is read again");
        }
        self.remember(noted(known, epoch, self.clock.business()))
            .await;
    }
}

/// What is remembered in a new epoch: nothing was said of supply and events, no row of the meter's
/// log was handed in, and no interval of the last days. What ADCS still has changes nothing there.
fn noted(known: Remembered, epoch: u32, now: Timestamp) -> Remembered {
    let again = now - Span::days(AGAIN_DAYS);
    match known.epoch {
        0 => Remembered { epoch, ..known },
        _ => Remembered {
            epoch,
            read_until: known.read_until.map(|until| until.min(again)),
            log_seq: 0,
            supply: None,
            events: None,
            ..known
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Gone;
    use ami_domain::id::MessageId;

    #[test]
    fn a_new_epoch_forgets_what_was_handed_in_and_never_the_counter_or_the_order() {
        let now = Timestamp::from_millis(1_795_600_800_000);
        let known = Remembered {
            read_until: Some(now),
            log_seq: 9,
            counter_ceiling: 512,
            supply: None,
            events: Some(MessageId::from_number(5)),
            gone: Gone {
                newest: Some((1, 2)),
                ..Gone::default()
            },
            epoch: 0,
        };
        let first = noted(known, 1, now);
        assert_eq!(first, Remembered { epoch: 1, ..known });
        let next = noted(first, 7, now);
        let expected = Remembered {
            read_until: Some(now - Span::days(AGAIN_DAYS)),
            log_seq: 0,
            events: None,
            epoch: 7,
            ..first
        };
        assert_eq!(next, expected);
        let old = Some(now - Span::days(90));
        let behind = Remembered {
            read_until: old,
            ..first
        };
        assert_eq!(noted(behind, 7, now).read_until, old);
    }
}
