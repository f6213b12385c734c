//! `ami-server explain`: what is behind a figure, and the same figure again from an exported bundle
//! on a machine that has nothing but that file.

use crate::{Config, compose};
use ami_domain::explain::{
    BooksSubject, Bundle, ChargesSubject, ConversionSubject, DebtBehind, EstimateSubject,
    EventSubject, LineageId, OwedSubject, PaymentSubject, RecoverySubject, StatementSubject,
    Subject, ViewSubject,
};
use ami_domain::ledger::Transfer;
use ami_store::Store;
use ami_wire::api::Explained;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// Entries and intervals that are printed of each list; the bundle has all.
const PRINTED: usize = 20;

/// What `ami-server explain --help` prints.
pub const HELP: &str = "\
Where a figure comes from: ledger entries, tariff lines, intervals and pattern of use, computed
again to the micro-dollar and the watt-hour.

  ami-server --config FILE explain ID                 what is behind a figure, from the database
  ami-server --config FILE explain ID --export OUT    and everything behind it as one file
  ami-server explain --bundle OUT                     the figure again from that file alone

The second machine needs this program and the file, and nothing else: no configuration, no
database, no network. Copy OUT there (the website gives the same file behind \"Why?\"), and run
the last line. It ends with 0 when all comes out the same, bit for bit; with 1 when not, and names
each difference.

ID is one of (answers of the API have it as \"lineage\", the website in the address of \"Why?\"):
  view.ACCOUNT.NUMBER             balance, kWh left, time left with its early and late edge
  estimate.ACCOUNT.FROM.UNTIL     what a time will cost and what to pay for it, as it was shown
  use.ACCOUNT.FROM.UNTIL          what use cost, milliseconds since 1970 UTC, at most 32 days
  event.ID                        what an event cost, who paid it, and what went back
  statement.ACCOUNT.YYYY-MM-DD    every line of the statement that begins on that day
  payment.ID                      what a payment went to, line by line
  owed.ACCOUNT                    what is owed and borrowed, and how it was paid back
  books.ACCOUNT                   deposit, help, and what closing would pay back
  debt.ACCOUNT.YYYY-MM-DD         what a day paid of debt, from plan, caps and pause
  change.ACCOUNT.AT               what a change of how the account pays has moved
  entry.ID                        one entry of the ledger
";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// What is behind a figure.
    Figure(Figure),
    /// Whether a bundle comes to what it says.
    Recompute(PathBuf),
    /// How to ask.
    Help,
}

/// A figure of the utility's database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Which.
    pub lineage: LineageId,
    /// Its bundle is written here.
    pub export: Option<PathBuf>,
}

impl Asked {
    /// Reads `ID [--export FILE]`, `--bundle FILE` or `--help`.
    ///
    /// # Errors
    /// When an argument is not known, or has no value that can be read.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let first = arguments.next();
        let first = first.context("explain needs the id of a figure, or --bundle FILE; --help")?;
        if matches!(first.as_str(), "--help" | "-h" | "help") {
            return Ok(Asked::Help);
        }
        if first == "--bundle" {
            let file = arguments.next().context("--bundle needs a file")?;
            return Ok(Asked::Recompute(file.into()));
        }
        let lineage = first
            .parse()
            .with_context(|| format!("{first:?} is no id of a figure"))?;
        let export = match arguments.next().as_deref() {
            None => None,
            Some("--export") => Some(arguments.next().context("--export needs a file")?.into()),
            Some(other) => bail!("unknown argument {other}; use explain ID [--export FILE]"),
        };
        Ok(Asked::Figure(Figure { lineage, export }))
    }
}

/// Explains a figure on standard output, and writes its bundle; how many differences there are,
/// none unless something is wrong.
///
/// # Errors
/// When there is no such figure, the database cannot be read, or the file not be written.
pub async fn figure(config: &Config, asked: &Figure) -> anyhow::Result<usize> {
    let store = Store::open(&config.database_url).await?;
    let app = compose::app(config, store)?;
    let bundle = app.css.explain(asked.lineage).await?;
    let bundle = bundle.with_context(|| format!("there is no figure {}", asked.lineage))?;
    let explained = Explained::of(bundle);
    if let Some(file) = &asked.export {
        let text = serde_json::to_string_pretty(&explained)?;
        std::fs::write(file, text)
            .with_context(|| format!("cannot write the bundle to {}", file.display()))?;
    }
    told(&explained);
    app.css.store.close().await;
    Ok(explained.differences.len())
}

/// Computes a bundle again with nothing else at hand, and says on standard output whether it
/// agrees; how many differences there are.
///
/// # Errors
/// When the file cannot be read or is no bundle.
pub fn recompute(file: &Path) -> anyhow::Result<usize> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the bundle {}", file.display()))?;
    let explained = Explained::of(read(&text).with_context(|| {
        let file = file.display();
        format!("{file} is not a bundle of explain; export one with explain ID --export FILE")
    })?);
    told(&explained);
    Ok(explained.differences.len())
}

/// A bundle, alone or in the answer that it came with, whose verdict does not count.
fn read(text: &str) -> serde_json::Result<Bundle> {
    let mut value: serde_json::Value = serde_json::from_str(text)?;
    match value.get_mut("bundle") {
        Some(bundle) => serde_json::from_value(bundle.take()),
        None => serde_json::from_value(value),
    }
}

/// What is behind it, in lines, and the verdict.
fn told(explained: &Explained) {
    println!("{}", explained.lineage);
    match &explained.bundle.subject {
        Subject::View(view) => view_told(view),
        Subject::Estimate(estimate) => estimate_told(estimate),
        Subject::Charges(charges) => charges_told(charges),
        Subject::Event(event) => event_told(event),
        Subject::Statement(statement) => statement_told(statement),
        Subject::Payment(payment) => payment_told(payment),
        Subject::Owed(owed) => owed_told(owed),
        Subject::Books(books) => books_told(books),
        Subject::Recovery(day) => recovery_told(day),
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
    if let Some(bought) = &event.bought {
        println!("booked with {} Wh", bought.said.get());
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
