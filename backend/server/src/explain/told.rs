//! What is behind a figure, as lines for a terminal.

use ami_domain::explain::{
    AlertSubject, BooksSubject, ChargesSubject, ConversionSubject, CostSubject, DebtBehind,
    EstimateSubject, EventSubject, HoldSubject, OwedSubject, PaymentSubject, PreviewSubject,
    RecoverySubject, StatementSubject, Subject, ViewSubject,
};
use ami_domain::ledger::Transfer;
use ami_wire::api::Explained;

/// Entries and intervals that are printed of each list; the bundle has all.
const PRINTED: usize = 20;

/// What is behind it, in lines, and the verdict.
pub(super) fn told(explained: &Explained) {
    println!("{}", explained.lineage);
    match &explained.bundle.subject {
        Subject::View(view) => view_told(view),
        Subject::Estimate(estimate) => estimate_told(estimate),
        Subject::Charges(charges) => charges_told(charges),
        Subject::Alert(alert) => alert_told(alert),
        Subject::Cost(cost) => cost_told(cost),
        Subject::Event(event) => event_told(event),
        Subject::Statement(statement) => statement_told(statement),
        Subject::Payment(payment) => payment_told(payment),
        Subject::Owed(owed) => owed_told(owed),
        Subject::Books(books) => books_told(books),
        Subject::Recovery(day) => recovery_told(day),
        Subject::Preview(preview) => preview_told(preview),
        Subject::Hold(hold) => hold_told(hold),
        Subject::Conversion(change) => conversion_told(change),
        Subject::Entry { entry } => println!("{}", line(entry)),
    }
    for difference in &explained.differences {
        println!("differs: {difference}");
    }
    if explained.agrees {
        println!("agrees: computed again to the same, bit for bit");
    } else {
        println!("differs: {} differences", explained.differences.len());
    }
}

fn view_told(view: &ViewSubject) {
    let shown = &view.shown;
    println!("tariff {}, zone {}", view.tariff.name, view.zone);
    println!(
        "as of {}, charged until {}",
        shown.as_of.at, view.grounds.charged_until
    );
    println!("balance {} {}", shown.balance, shown.currency);
    println!("energy left {} Wh", shown.credit.get());
    if let Some(left) = shown.remaining {
        let minutes = left.likely.as_millis() / 60_000;
        println!("time left {minutes} min, zero at {}", left.zero_at.at);
    }
    let average = view.profile.daily_average().get();
    println!("{} intervals, {average} Wh a day", view.history.len());
    println!(
        "{} brought forward, {} entries",
        view.brought_forward,
        view.entries.len()
    );
    for entry in view.entries.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
}

fn estimate_told(subject: &EstimateSubject) {
    let grounds = &subject.grounds;
    let (said, enough, window) = (&grounds.estimate, &grounds.enough, grounds.window);
    println!("tariff {}, zone {}", subject.tariff.name, subject.zone);
    println!("from {} until {}", window.start, window.end);
    println!("costs {} likely, {} four times in five", said.p50, said.p80);
    println!("enough {} likely, {} for sure", enough.likely, enough.safe);
    println!(
        "balance {}, charged until {}",
        grounds.balance, grounds.charged_until
    );
    let average = subject.profile.daily_average().get();
    println!("{} intervals, {average} Wh a day", subject.history.len());
    for entry in subject.entries.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
}

fn charges_told(charges: &ChargesSubject) {
    println!("tariff {}, zone {}", charges.tariff.name, charges.zone);
    println!("{} intervals behind the prices", charges.history.len());
    for charge in charges.charges.iter().take(PRINTED) {
        println!("interval {}: {}", charge.start, charge.amount);
        for one in &charge.lines {
            let (what, name, energy) = (one.what, &one.name, one.energy.get());
            println!("  {what:?} {name:?} {energy} Wh: {}", one.amount);
        }
        for entry in &charge.entries {
            println!("{}", line(entry));
        }
    }
}

fn alert_told(alert: &AlertSubject) {
    let grounds = &alert.grounds;
    println!("tariff {}, zone {}", grounds.tariff.name, grounds.zone);
    println!("said on {}: {}", grounds.at, alert.text.en);
    println!(
        "balance {}, charged until {}",
        grounds.balance, grounds.charged_until
    );
    if let Some(left) = grounds.remaining {
        let minutes = left.likely.as_millis() / 60_000;
        println!("time left {minutes} min, zero at {}", left.zero_at.at);
    }
    if let Some(about) = grounds.about {
        println!("the amount in it: {about}");
    }
    println!(
        "{} intervals, {} entries",
        alert.history.len(),
        alert.entries.len()
    );
    for entry in alert.entries.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
}

fn cost_told(cost: &CostSubject) {
    let (said, window) = (&cost.said, cost.said.window);
    println!("tariff {}, zone {}", cost.tariff.name, cost.zone);
    println!("from {} until {}", window.start, window.end);
    println!("costs {} likely, {} four times in five", said.p50, said.p80);
    let (likely, ample) = (said.energy_p50.get(), said.energy_p80.get());
    println!("energy {likely} Wh likely, {ample} Wh four times in five");
    println!("suggested {}, asked {}", said.suggested, cost.at);
    for hour in cost.likely.iter().take(PRINTED) {
        println!("  hour {}: {} Wh", hour.start, hour.energy.get());
    }
}

fn event_told(event: &EventSubject) {
    let said = &event.said;
    println!("tariff {}, zone {}", event.tariff.name, event.zone);
    println!("from {} to {}", event.window.start, event.window.end);
    println!(
        "paid {}, charged until {}",
        event.paid(),
        event.charged_until
    );
    println!("used {} Wh", said.used.get());
    for one in event.never_charged.iter().take(PRINTED) {
        let (start, used) = (one.start, one.energy.get());
        println!("came later and was never charged: {start}, {used} Wh");
    }
    if let Some(bought) = &event.bought {
        println!("booked with {} Wh", bought.said.get());
    }
    if let Some(bought) = &event.bought_there {
        let (said, hours) = (bought.said.get(), bought.hours.len());
        println!("booked with {said} Wh, in {hours} hours");
    }
    println!(
        "its money paid {}, its payer's account {}",
        said.own, said.over
    );
    println!("went back {}, left {}", said.returned, said.left);
    for entry in event.moves.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
    for charge in event.charges.iter().take(PRINTED) {
        let (own, over) = (charge.own, charge.over);
        println!(
            "interval {}: {own} of the event, {over} of its payer",
            charge.start
        );
        for entry in &charge.entries {
            println!("{}", line(entry));
        }
    }
}

fn statement_told(statement: &StatementSubject) {
    println!(
        "zone {}, {} movements",
        statement.zone,
        statement.took.len()
    );
    for part in &statement.parts {
        println!("{}: {} to {}", part.book, part.opening, part.closing);
    }
}

fn payment_told(payment: &PaymentSubject) {
    println!("zone {}, paid {}", payment.zone, payment.amount);
    for one in &payment.lines {
        println!("  {}: {}", one.what.word(), one.amount);
    }
    for entry in payment.entries.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
    if let Some(credit) = &payment.credit {
        let (grounds, said) = (&credit.grounds, credit.said.get());
        let (before, after) = (grounds.before, grounds.after);
        println!("bought {said} Wh: balance {before} before, {after} after");
        println!(
            "tariff {}, {} intervals",
            grounds.tariff.name, grounds.intervals
        );
    }
    if let Some(split) = &payment.split {
        debt_told(split);
    }
}

fn owed_told(owed: &OwedSubject) {
    println!("zone {}, borrowed {}", owed.zone, owed.emergency);
    for debt in &owed.debts {
        println!("debt {}: {} of {} left", debt.id, debt.owed, debt.amount);
    }
    for entry in owed.entries.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
}

fn books_told(subject: &BooksSubject) {
    let said = &subject.said;
    println!(
        "zone {}, deposit {}, help {}",
        subject.zone, said.held, said.help
    );
    println!(
        "owed {}, of the deposit {} may go back",
        said.owed, said.most_back
    );
    println!(
        "closing pays back {} and leaves {} owed",
        said.refund, said.owed_after
    );
    for one in &subject.books {
        println!("{}: {}", one.book.word(), one.balance());
        for entry in one.entries.iter().take(PRINTED) {
            println!("{}", line(entry));
        }
    }
}

fn recovery_told(day: &RecoverySubject) {
    println!("zone {}, taken for debt {}", day.zone, day.taken());
    for entry in day.entries.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
    debt_told(&day.behind);
}

fn preview_told(preview: &PreviewSubject) {
    let (said, terms) = (&preview.said, preview.terms);
    let (from, to) = (said.from.word(), said.to.word());
    println!("zone {}, {from} to {to} from {}", preview.zone, said.at);
    println!("asked for: fee {}, deposit {}", terms.fee, terms.deposit);
    println!("balance {}, help {}", said.balance, said.help);
    println!("owed {}, debt {}", said.arrears, said.debt);
    println!("borrowed {}, held {}", said.borrowed, said.held);
    let moves = said.moves;
    println!("to the bill: fee {}, deposit {}", moves.fee, moves.deposit);
    println!(
        "of the deposit: bill {}, debt {}, balance {}",
        moves.to_bill, moves.to_debt, moves.to_balance
    );
    for one in &preview.books {
        println!("{}: {}", one.book.word(), one.balance());
        for entry in one.entries.iter().take(PRINTED) {
            println!("{}", line(entry));
        }
    }
}

fn hold_told(hold: &HoldSubject) {
    println!(
        "as looked at on {}, rules {}",
        hold.facts.at, hold.rules.version
    );
    for rule in &hold.holds {
        println!("kept on by {}", rule.word());
    }
    match hold.not_before {
        Some(at) => println!("nothing is turned off before {at}"),
        None => println!("it waits for more than time, until {} at least", hold.again),
    }
}

fn conversion_told(change: &ConversionSubject) {
    let (terms, stands) = (change.grounds.terms, change.grounds.stands);
    println!(
        "zone {}, {} from {}",
        change.zone,
        change.mode.word(),
        change.at
    );
    println!("asked for: fee {}, deposit {}", terms.fee, terms.deposit);
    println!(
        "bill {}, debt {}, held {}",
        stands.bill, stands.debt, stands.held
    );
    for entry in change.entries.iter().take(PRINTED) {
        println!("{}", line(entry));
    }
}

fn debt_told(behind: &DebtBehind) {
    let grounds = &behind.decision.grounds;
    let (taken, policy) = (grounds.taken, &grounds.policy);
    println!("as of {}, balance before {}", grounds.at, grounds.prepaid);
    if let Some(until) = grounds.held_until {
        println!("paused until {until}");
    }
    println!("never below {}", policy.least_credit);
    for (what, taken, most) in [
        ("a day", taken.day, policy.day_max),
        ("seven days", taken.week, policy.week_max),
        ("thirty days", taken.month, policy.month_max),
    ] {
        println!("taken in {what} {taken}, at most {most}");
    }
    for debt in &grounds.debts {
        let (left, missed) = (debt.owed, debt.missed);
        println!(
            "debt {}: {left} left, {missed} missed, {:?}",
            debt.id, debt.recovery
        );
    }
}

fn line(entry: &Transfer) -> String {
    let (from, to) = (entry.from.word(), entry.to.word());
    let (at, amount, word) = (entry.at, entry.amount, entry.reason.parts().word);
    format!("  entry.{} {at} {amount} {from} to {to}: {word}", entry.id)
}
