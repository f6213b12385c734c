//! What lies between the server and a home: loss, copies, delay.

use crate::fleet::Faults;
use ami_domain::chance::Seeded;
use ami_domain::time::Span;

/// No packet is quicker.
const LEAST: Span = Span::millis(150);

/// The link of one home.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// Parts of a million that are lost each way.
    pub(crate) loss: u64,
    /// Up at all; the broker holds nothing for a link that is down, ADCS does.
    pub(crate) up: bool,
}

/// When the copies of a packet arrive, none when it is lost.
pub(crate) fn carry(link: Link, faults: &Faults, dice: &mut Seeded) -> [Option<Span>; 2] {
    let lost = dice.below(1_000_000) < link.loss;
    let twice = dice.below(1_000_000) < faults.duplicate;
    let one = delay(faults, dice);
    let two = delay(faults, dice);
    if lost || !link.up {
        return [None, None];
    }
    [Some(one), twice.then_some(two)]
}

fn delay(faults: &Faults, dice: &mut Seeded) -> Span {
    let slow = dice.below(1_000_000) < faults.slow;
    let most = if slow { Faults::SLOW } else { Faults::QUICK };
    // The smaller of two: most packets are quick.
    let bound = u64::try_from(most.as_millis()).unwrap_or(1);
    let millis = if slow {
        dice.below(bound)
    } else {
        dice.below(bound).min(dice.below(bound))
    };
    LEAST + Span::millis(i64::try_from(millis).unwrap_or(0))
}
