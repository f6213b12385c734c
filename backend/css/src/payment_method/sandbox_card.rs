//! The sandbox card: a processor that behaves like a real one, without money. The token chooses
//! what the issuer says.
//!
//! | token | what happens |
//! |---|---|
//! | `tok_approve` | approved |
//! | `tok_decline` | declined |
//! | `tok_insufficient` | not enough money |
//! | `tok_timeout` | no answer; the caller must cancel |
//! | `tok_duplicate` | approved, and the processor reports it twice |
//! | other | not accepted |
//!
//! Like a real processor it remembers what it did when we do not: its journal is on disk before
//! it answers.

use super::{Answer, Charge, GivenBack, Known, PaymentMethod, Verdict};
use ami_domain::id::{PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::payment::Refusal;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The word in requests and rows.
pub const NAME: &str = "sandbox_card";

/// The sandbox processor.
#[derive(Debug)]
pub struct SandboxCard {
    books: Mutex<Books>,
}

#[derive(Debug)]
struct Books {
    file: Option<File>,
    verdicts: HashMap<PaymentId, Verdict>,
}

impl SandboxCard {
    /// A processor that forgets when it is dropped.
    pub fn in_memory() -> Self {
        Self {
            books: Mutex::new(Books {
                file: None,
                verdicts: HashMap::new(),
            }),
        }
    }

    /// A processor with its journal in this file, which is made when missing.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let mut verdicts = HashMap::new();
        if path.exists() {
            for line in BufReader::new(File::open(path)?).lines() {
                // A torn last line is a charge that was never answered.
                if let Some((payment, verdict)) = read_line(&line?) {
                    verdicts.entry(payment).or_insert(verdict);
                }
            }
        }
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(Self {
            books: Mutex::new(Books {
                file: Some(file),
                verdicts,
            }),
        })
    }

    /// So many charges were approved; for tests that count what a customer was charged.
    pub fn approved(&self) -> usize {
        let books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        books
            .verdicts
            .values()
            .filter(|verdict| **verdict == Verdict::Approved)
            .count()
    }

    /// Gives the first verdict on this payment, which is `verdict` when there is none yet. When
    /// the journal cannot be written nothing is taken.
    fn settle(&self, payment: PaymentId, verdict: Verdict) -> Verdict {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = books.verdicts.get(&payment) {
            return known.clone();
        }
        if let Some(file) = &mut books.file {
            let line = format!("\n{payment} {}", word(&verdict));
            if file
                .write_all(line.as_bytes())
                .and_then(|()| file.sync_data())
                .is_err()
            {
                return Verdict::Refused(Refusal::Timeout);
            }
        }
        books.verdicts.insert(payment, verdict.clone());
        verdict
    }
}

impl PaymentMethod for SandboxCard {
    fn name(&self) -> &'static str {
        NAME
    }

    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            let verdict = match charge.token {
                "tok_approve" => Verdict::Approved,
                "tok_duplicate" => self.settle(charge.payment, Verdict::Approved),
                "tok_decline" => Verdict::Refused(Refusal::Declined),
                "tok_insufficient" => Verdict::Refused(Refusal::InsufficientFunds),
                "tok_timeout" => std::future::pending().await,
                _ => Verdict::Refused(Refusal::NotAccepted),
            };
            self.settle(charge.payment, verdict)
        })
    }

    fn cancel<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move { self.settle(known.payment, Verdict::Refused(Refusal::Timeout)) })
    }

    fn brings_card(&self) -> bool {
        true
    }

    /// What it gives back is as little real as what it took.
    fn give_back<'a>(&'a self, _: Known<'a>, _: RefundId, _: Money) -> Answer<'a, GivenBack> {
        Box::pin(async { GivenBack::Done { reference: None } })
    }
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Refused(why) => why.word(),
        // The sandbox takes money whole or not at all.
        Verdict::Approved
        | Verdict::Held { .. }
        | Verdict::Pending { .. }
        | Verdict::NextStep { .. }
        | Verdict::Wrong { .. }
        | Verdict::Doubt => "approved",
    }
}

fn read_line(line: &str) -> Option<(PaymentId, Verdict)> {
    let (payment, verdict) = line.split_once(' ')?;
    let verdict = match verdict {
        "approved" => Verdict::Approved,
        other => Verdict::Refused(Refusal::from_word(other)?),
    };
    Some((payment.parse().ok()?, verdict))
}
