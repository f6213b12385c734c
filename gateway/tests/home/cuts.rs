//! Cuts: never without a yes to the very question, in time, within the gateway's own limit.
//!
//! What counts is what reaches the meter: a message that it has not seen cannot open its switch.

use crate::utility::{Answers, disconnect, prepay};
use crate::{Home, METER, config, eventually};
use ami_domain::command::CommandKind;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Switch};
use ami_gateway::Gateway;
use ami_gateway::alarm::Alarm;
use ami_gateway::cap::CutLimits;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Longer than an answer may take.
const NO_ANSWER: Duration = Duration::from_millis(5_600);

async fn home(name: &str, answers: Answers) -> Home {
    let home = Home::new(name).await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    heard.answer(answers);
    home
}

impl Home {
    /// Messages that reached the meter.
    fn reached(&self) -> usize {
        self.meter.shared.messages.load(Ordering::SeqCst)
    }

    async fn receipt_of(&self, command: &ami_domain::command::Command) -> Receipt {
        let heard = &self.utility.heard;
        eventually("a receipt", || !heard.receipts(command.id).is_empty()).await;
        heard.receipts(command.id)[0].1
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_reaches_the_meter_after_a_yes_and_is_asked_about_only_once() {
    let mut home = home("cut-yes", Answers::Yes).await;
    let cut = disconnect(1, 1);
    home.utility.send(&cut).await;
    let receipt = home.receipt_of(&cut).await;
    assert_eq!(home.reached(), 1);
    assert!(receipt.log_seq > 0, "the meter's own word");
    assert_eq!(receipt.outcome, Outcome::Done);
    assert_eq!(receipt.supply.switch, Switch::Off);
    let questions = home.utility.heard.questions();
    assert_eq!(questions.len(), 1);
    assert_eq!(questions[0].message, cut.id);
    // A copy is answered from the journal.
    let spool = home.gateway().spool().clone();
    eventually("everything acknowledged", || spool.is_empty()).await;
    home.utility.send(&cut).await;
    let heard = home.utility.heard.clone();
    eventually("the same again", || heard.receipts(cut.id).len() > 1).await;
    assert_eq!((home.reached(), heard.questions().len()), (1, 1));
    // What brings power back is never asked about.
    let back = prepay(2, 2);
    home.utility.send(&back).await;
    home.receipt_of(&back).await;
    assert_eq!(heard.questions().len(), 1);
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_leaves_service_on_and_the_utility_hears_that_it_was_held() {
    for (name, answers) in [("cut-no", Answers::No), ("cut-no-yes", Answers::NoThenYes)] {
        let mut home = home(name, answers).await;
        let cut = disconnect(1, 1);
        home.utility.send(&cut).await;
        let receipt = home.receipt_of(&cut).await;
        assert_eq!(receipt.outcome, Outcome::Refused(MeterRefusal::Held));
        assert_eq!(receipt.log_seq, 0, "the meter never saw it");
        assert_eq!(home.reached(), 0, "{name}");
        home.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_answer_in_time_service_stays_on_and_it_may_be_asked_again() {
    for (name, answers) in [
        ("cut-silent", Answers::Nothing),
        ("cut-late", Answers::LateYes),
        ("cut-replay", Answers::OldYes),
    ] {
        let mut home = home(name, answers).await;
        let cut = disconnect(1, 1);
        home.utility.send(&cut).await;
        let heard = home.utility.heard.clone();
        eventually("a question", || heard.questions().len() == 1).await;
        tokio::time::sleep(NO_ANSWER).await;
        // ADCS comes again, and the answer is no better.
        home.utility.send(&cut).await;
        eventually("another question", || heard.questions().len() == 2).await;
        let nonces = heard.questions();
        assert_ne!(nonces[0].nonce, nonces[1].nonce);
        tokio::time::sleep(NO_ANSWER).await;
        assert_eq!(home.reached(), 0, "{name}");
        assert!(heard.receipts(cut.id).is_empty());
        // And again, with a yes in time.
        heard.answer(Answers::Yes);
        home.utility.send(&cut).await;
        home.receipt_of(&cut).await;
        assert_eq!(home.reached(), 1, "{name}");
        home.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_overtakes_a_cut_that_waits_for_its_answer() {
    let mut home = home("cut-paid", Answers::Nothing).await;
    let (cut, paid) = (disconnect(1, 1), prepay(2, 2));
    home.utility.send(&cut).await;
    let heard = home.utility.heard.clone();
    eventually("a question", || !heard.questions().is_empty()).await;
    home.utility.send(&paid).await;
    assert_eq!(home.receipt_of(&paid).await.outcome, Outcome::Done);
    let held = home.receipt_of(&cut).await;
    assert_eq!(held.outcome, Outcome::Refused(MeterRefusal::Stale));
    assert_eq!(home.reached(), 1, "only the credit");
    // Nor does it come through later, whoever says yes, also not after a restart.
    home.stop().await;
    home.start().await;
    heard.answer(Answers::Yes);
    let older = disconnect(3, 1);
    tokio::time::sleep(Duration::from_millis(500)).await;
    home.utility.send(&older).await;
    let held = home.receipt_of(&older).await;
    assert_eq!(held.outcome, Outcome::Refused(MeterRefusal::Stale));
    let mut connect = prepay(4, 1);
    connect.kind = CommandKind::Connect;
    home.utility.send(&connect).await;
    home.receipt_of(&connect).await;
    assert_eq!(home.reached(), 1);
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_cuts_than_the_limit_are_refused_and_raise_an_alarm_also_after_a_restart() {
    let mut home = Home::without_gateway("cut-cap").await;
    let limited = |home: &Home| {
        let mut config = config(home.dir.path(), &home.link, home.utility.address());
        config.cuts = CutLimits {
            per_10_min: 2,
            per_day: 2,
        };
        config
    };
    let heard = home.utility.heard.clone();
    heard.answer(Answers::Yes);
    home.gateway = Some(Gateway::start(limited(&home)).await.unwrap());
    eventually("online", || heard.last_status().is_some()).await;
    for n in 1..=2 {
        let cut = disconnect(n, n as u64);
        home.utility.send(&cut).await;
        home.receipt_of(&cut).await;
    }
    assert_eq!(home.reached(), 2);
    for n in 3..=4 {
        let cut = disconnect(n, n as u64);
        home.utility.send(&cut).await;
        let receipt = home.receipt_of(&cut).await;
        assert_eq!(receipt.outcome, Outcome::Refused(MeterRefusal::Held));
        assert_eq!(home.gateway().alarms().count(Alarm::CutLimit), 1);
        home.stop().await;
        home.gateway = Some(Gateway::start(limited(&home)).await.unwrap());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_eq!((home.reached(), heard.questions().len()), (2, 2));
    // Power still comes back.
    let paid = prepay(5, 5);
    home.utility.send(&paid).await;
    assert_eq!(home.receipt_of(&paid).await.outcome, Outcome::Done);
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_dies_after_the_yes_asks_again_before_anything_leaves() {
    let mut home = home("cut-died", Answers::Yes).await;
    home.stop().await;
    // It died after the yes was journalled as an intent and before the bytes left.
    let cut = disconnect(1, 1);
    let spool = home.dir.path().join("spool");
    let journal = ami_gateway::journal::Journal::open(&spool).unwrap();
    journal.intend(METER, cut.id).await.unwrap();
    drop(journal);
    let heard = home.utility.heard.clone();
    heard.answer(Answers::Nothing);
    home.start().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!((home.reached(), heard.questions().len()), (0, 0));
    home.utility.send(&cut).await;
    eventually("a question", || !heard.questions().is_empty()).await;
    tokio::time::sleep(NO_ANSWER).await;
    assert_eq!(home.reached(), 0, "an old yes is worth nothing");
    heard.answer(Answers::No);
    home.utility.send(&cut).await;
    let receipt = home.receipt_of(&cut).await;
    assert_eq!(receipt.outcome, Outcome::Refused(MeterRefusal::Held));
    assert_eq!(home.reached(), 0);
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_denied_publish_raises_an_alarm_and_nothing_is_forgotten() {
    let mut home = home("denied", Answers::Nothing).await;
    let heard = home.utility.heard.clone();
    heard.deny.store(true, Ordering::SeqCst);
    assert_eq!(home.gateway().alarms().count(Alarm::Denied), 0);
    let paid = prepay(1, 1);
    home.utility.send(&paid).await;
    let alarms = home.gateway().alarms().clone();
    eventually("an alarm", || alarms.count(Alarm::Denied) > 0).await;
    assert!(heard.receipts(paid.id).is_empty());
    assert!(!home.gateway().spool().is_empty());
    home.stop().await;
}
