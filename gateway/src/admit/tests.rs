//! Every end of a pairing: how it comes, and that nothing half open stays.

#![expect(clippy::unwrap_used, reason = "tests")]
use super::machine::{Asked, Drawn, Effect, Machine, Paired};
use crate::limits::ASKS_MAX;
use ami_domain::id::{MeterId, PairingId};
use ami_domain::pairing::{CheckNumber, PairCode, Stage};
use ami_pair::{Own, check, open, print};
use ami_wire::pair::{Hex, IhdAsk, IhdPair, IhdPass, PairDown, PairOpen, PairOrder, from_hex};

const METER: MeterId = MeterId::from_number(7);
const ONE: PairingId = PairingId::from_number(1);
const TWO: PairingId = PairingId::from_number(2);
const CODE: PairCode = PairCode::of(123_456_789);
const OTHER: PairCode = PairCode::of(987_654_321);
const CERTIFICATE: &[u8] = b"what displays trust";
const MINUTE: u64 = 60_000;

fn machine() -> Machine {
    Machine::new(
        (Own::from_chance([9; 32]), CERTIFICATE),
        vec![METER],
        Vec::new(),
    )
}

fn display() -> Own {
    Own::from_chance([1; 32])
}

fn ask() -> IhdAsk {
    let key = Hex(display().public());
    stranger(key, 2)
}

fn stranger(key: Hex<32>, nonce: u8) -> IhdAsk {
    IhdAsk {
        v: ami_wire::VERSION,
        key,
        nonce: Hex([nonce; 16]),
    }
}

fn open_for(meter: MeterId) -> PairOrder {
    PairOrder::Open(PairOpen {
        meter,
        code: CODE,
        last4: "0042".into(),
        left_ms: 600_000,
    })
}

fn order(machine: &mut Machine, id: PairingId, order: PairOrder, now: u64) -> Vec<Effect> {
    let drawn = Drawn {
        password: [5; 32],
        nonce: [6; 24],
    };
    machine.order(PairDown::new(id, order), now, &drawn)
}

fn stage(effects: &[Effect], id: PairingId) -> Stage {
    let mut said = effects.iter().rev().filter_map(|effect| match effect {
        Effect::Say(of, stage) if *of == id => Some(*stage),
        Effect::Say(..) | Effect::Board(_) | Effect::ShutOut(_) => None,
    });
    said.next().unwrap()
}

fn board(effects: &[Effect]) -> Option<IhdPair> {
    let mut boards = effects.iter().rev().filter_map(|effect| match effect {
        Effect::Board(board) => Some(board.clone()),
        Effect::Say(..) | Effect::ShutOut(_) => None,
    });
    boards.next().unwrap()
}

/// The display has been found; what is to be compared.
fn met(machine: &mut Machine) -> CheckNumber {
    order(machine, ONE, open_for(METER), 0);
    assert_eq!(machine.asked(&ask()), Asked::Compute(ONE));
    let effects = machine.computed(ONE, &ask(), CODE);
    let Stage::Met(check) = stage(&effects, ONE) else {
        panic!("{effects:?}")
    };
    assert_eq!(board(&effects).unwrap().found.unwrap().pass, None);
    check
}

/// The password that is on the board, opened by the display.
fn opened(board: &IhdPair) -> IhdPass {
    let pass = board.found.as_ref().unwrap().pass.as_ref().unwrap();
    let bytes = from_hex(&pass.bytes).unwrap();
    let bytes = open(&display(), &board.key.0, pass.nonce.0, &bytes).unwrap();
    IhdPass::from_bytes(&bytes).unwrap()
}

fn digest(pass: &IhdPass) -> [u8; 32] {
    crate::pairing::digest(pass.password.as_bytes())
}

#[test]
fn a_display_is_found_confirmed_and_comes_in_and_the_order_again_changes_nothing() {
    let mut machine = machine();
    let number = met(&mut machine);
    let gateway = Own::from_chance([9; 32]).public();
    let own = check(&gateway, &print(CERTIFICATE), &display().public(), &[2; 16]);
    assert_eq!(number, own);
    let effects = order(&mut machine, ONE, PairOrder::Confirm(number), 1);
    let pass = opened(&board(&effects).unwrap());
    assert_eq!((pass.meter, pass.last4.as_str()), (METER, "0042"));
    assert_eq!(from_hex(&pass.certificate).unwrap(), CERTIFICATE);
    let again = order(&mut machine, ONE, PairOrder::Confirm(number), 2);
    assert_eq!(
        again,
        [Effect::Say(ONE, Stage::Met(number))],
        "a double click"
    );
    assert_eq!(machine.paired().len(), 1);
    let arrived = machine.arrived(&digest(&pass));
    assert_eq!(
        arrived,
        [Effect::Board(None), Effect::Say(ONE, Stage::Paired)]
    );
    assert!(machine.arrived(&digest(&pass)).is_empty());
    assert_eq!(machine.admits(&digest(&pass)), Some(METER));
    assert!(!machine.is_open() && machine.tick(u64::MAX).is_empty());
    for said in [open_for(METER), PairOrder::Look, PairOrder::Confirm(number)] {
        let effects = order(&mut machine, ONE, said, 3);
        assert_eq!(effects, [Effect::Say(ONE, Stage::Paired)]);
    }
    // Shut out again: the password is worth nothing, now and after a restart.
    let effects = order(&mut machine, ONE, PairOrder::End, 4);
    assert_eq!(
        effects,
        [Effect::ShutOut(METER), Effect::Say(ONE, Stage::Gone)]
    );
    assert_eq!(machine.admits(&digest(&pass)), None);
    assert!(machine.paired().is_empty());
}

#[test]
fn another_number_and_another_pairing_confirm_nothing() {
    let mut machine = machine();
    let number = met(&mut machine);
    let wrong = CheckNumber::of(u64::MAX);
    assert_ne!(number, wrong);
    order(&mut machine, ONE, PairOrder::Confirm(wrong), 1);
    let effects = order(&mut machine, TWO, PairOrder::Confirm(number), 1);
    assert_eq!(effects, [Effect::Say(TWO, Stage::Gone)]);
    assert!(machine.paired().is_empty());
    let mut fresh = self::machine();
    order(&mut fresh, ONE, open_for(METER), 0);
    order(&mut fresh, ONE, PairOrder::Confirm(number), 1);
    assert!(fresh.paired().is_empty(), "no display was found yet");
}

#[test]
fn a_display_with_another_code_is_counted_once_and_too_many_end_it() {
    let mut machine = machine();
    order(&mut machine, ONE, open_for(METER), 0);
    for number in 0..ASKS_MAX {
        let ask = stranger(Hex([3; 32]), u8::try_from(number).unwrap());
        assert_eq!(machine.asked(&ask), Asked::Compute(ONE));
        let effects = machine.computed(ONE, &ask, OTHER);
        let count = u32::try_from(number + 1).unwrap();
        assert_eq!(stage(&effects, ONE), Stage::Waiting(count));
        assert_eq!(machine.asked(&ask), Asked::Nothing, "the same again");
    }
    let Asked::Over(effects) = machine.asked(&ask()) else {
        panic!("it goes on")
    };
    assert_eq!(
        effects,
        [Effect::Board(None), Effect::Say(ONE, Stage::Crowded)]
    );
    assert_eq!(machine.asked(&ask()), Asked::Nothing);
    let late = order(&mut machine, ONE, open_for(METER), 1);
    assert_eq!(
        late,
        [Effect::Say(ONE, Stage::Crowded)],
        "an old order opens nothing"
    );
}

#[test]
fn two_displays_at_once_and_one_that_comes_too_late_leave_the_first_alone() {
    let mut machine = machine();
    order(&mut machine, ONE, open_for(METER), 0);
    let second = stranger(Hex([3; 32]), 4);
    assert_eq!(machine.asked(&ask()), Asked::Compute(ONE));
    assert_eq!(machine.asked(&second), Asked::Compute(ONE));
    let found = board(&machine.computed(ONE, &ask(), CODE)).unwrap().found;
    assert_eq!(found.unwrap().display.0, display().public());
    // Whatever it has found for the same code, and whenever.
    assert!(machine.computed(ONE, &second, CODE).is_empty());
    assert_eq!(machine.asked(&second), Asked::Nothing);
    // What was computed for a pairing that is over finds nothing in the next one.
    order(&mut machine, TWO, open_for(METER), 1);
    assert!(machine.computed(ONE, &second, CODE).is_empty());
    assert_eq!(
        stage(&order(&mut machine, ONE, PairOrder::Look, 2), ONE),
        Stage::Gone
    );
}

#[test]
fn time_ends_what_is_open_with_the_password_of_who_did_not_come() {
    let mut machine = machine();
    let number = met(&mut machine);
    assert!(machine.tick(10 * MINUTE - 1).is_empty());
    let effects = order(
        &mut machine,
        ONE,
        PairOrder::Confirm(number),
        10 * MINUTE - 1,
    );
    let pass = opened(&board(&effects).unwrap());
    assert!(machine.tick(11 * MINUTE).is_empty(), "it may come");
    let effects = machine.tick(12 * MINUTE);
    let over = [
        Effect::Board(None),
        Effect::Say(ONE, Stage::Expired),
        Effect::ShutOut(METER),
    ];
    assert_eq!(effects, over);
    assert_eq!(machine.admits(&digest(&pass)), None);
    let late = order(&mut machine, ONE, PairOrder::Confirm(number), 12 * MINUTE);
    assert_eq!(late, [Effect::Say(ONE, Stage::Expired)]);
}

#[test]
fn nothing_opens_for_longer_than_ten_minutes_or_for_a_home_that_is_not_here() {
    let mut machine = machine();
    let foreign = order(&mut machine, ONE, open_for(MeterId::from_number(8)), 0);
    assert_eq!(foreign, [Effect::Say(ONE, Stage::Gone)]);
    let PairOrder::Open(long) = open_for(METER) else {
        panic!()
    };
    let long = PairOpen {
        left_ms: u32::MAX,
        ..long
    };
    order(&mut machine, TWO, PairOrder::Open(long), 0);
    assert!(machine.is_open());
    machine.tick(10 * MINUTE);
    assert!(!machine.is_open());
}

#[test]
fn after_a_restart_those_inside_stay_and_what_was_half_open_is_gone() {
    let paired = |id, arrived| Paired {
        pairing: id,
        meter: METER,
        digest: [u8::from(arrived); 32],
        arrived,
    };
    let kept = vec![paired(ONE, true), paired(TWO, false)];
    let own = Own::from_chance([4; 32]);
    let mut machine = Machine::new((own, CERTIFICATE), vec![METER], kept);
    assert_eq!(machine.admits(&[1; 32]), Some(METER));
    assert_eq!(machine.admits(&[0; 32]), None);
    let look = |machine: &mut Machine, id| stage(&order(machine, id, PairOrder::Look, 0), id);
    assert_eq!(look(&mut machine, ONE), Stage::Paired);
    assert_eq!(look(&mut machine, TWO), Stage::Gone);
}
