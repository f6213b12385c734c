//! A bank's file of transfers that have cleared or came back and of cheques that were paid, as an
//! operator uploads it. The whole file is checked first; a file with one bad line changes nothing.
//! A cheque stands there by its number.
//!
//! ```text
//! payment,amount,currency,what
//! 0000000000000000000000000000beef,25.00,USD,cleared
//! 0000000000000000000000000000cafe,40.00,USD,returned
//! A-1001,19.25,USD,cashed
//! ```

mod cheque;

use crate::move_out::is_number;
use crate::payment_method::Verdict;
use crate::payment_method::bank_transfer::NAME;
use crate::{Css, CssError, question};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::settlement::Question;

/// First line of a file.
pub const HEAD: &str = "payment,amount,currency,what";
/// Most lines of a file.
pub const LINES_MAX: usize = 1_000;

/// What a bank says of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// The money is there.
    Cleared,
    /// It went back.
    Returned,
}

/// What a bank says, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A transfer has moved.
    Transfer(PaymentId, Moved),
    /// The cheque with this number was paid.
    Cashed(String),
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankLine {
    /// How much.
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// What became of what.
    pub what: What,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BankFileError {
    /// Not the first line that must be there.
    #[error("the first line must be {HEAD}")]
    Head,
    /// More lines than one file may have.
    #[error("a file has at most {LINES_MAX} lines")]
    TooLong,
    /// A line that cannot be read.
    #[error("line {line} cannot be read: {field}")]
    Line {
        /// Counted from 1, with the first line.
        line: usize,
        /// Which part of it.
        field: &'static str,
    },
}

/// What a file did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// Payments that are credited now.
    pub cleared: u32,
    /// Payments that are taken back now.
    pub returned: u32,
    /// Lines that were known already.
    pub known: u32,
    /// Cheques of which it is known now that they were paid.
    pub cashed: u32,
    /// Lines that fit no payment and no cheque: a person is asked.
    pub asked: u32,
}

/// Reads a file.
///
/// # Errors
/// [`BankFileError`] for the first thing that is wrong.
pub fn read(text: &str) -> Result<Vec<BankLine>, BankFileError> {
    let mut lines = text.lines().map(str::trim).enumerate();
    if lines.next().is_none_or(|(_, head)| head != HEAD) {
        return Err(BankFileError::Head);
    }
    let mut read = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        if read.len() == LINES_MAX {
            return Err(BankFileError::TooLong);
        }
        let wrong = |field| BankFileError::Line {
            line: number + 1,
            field,
        };
        let parts: Vec<&str> = line.split(',').map(str::trim).collect();
        let [name, amount, currency, what] = parts[..] else {
            return Err(wrong("columns"));
        };
        let amount = Money::parse(amount).map_err(|_| wrong("amount"))?;
        if !amount.is_positive() || !amount.is_whole_cents() {
            return Err(wrong("amount"));
        }
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(wrong("currency"));
        }
        let payment = || name.parse().map_err(|_| wrong("payment"));
        read.push(BankLine {
            amount,
            currency: currency.to_owned(),
            what: match what {
                "cleared" => What::Transfer(payment()?, Moved::Cleared),
                "returned" => What::Transfer(payment()?, Moved::Returned),
                "cashed" if is_number(name) => What::Cashed(name.to_owned()),
                "cashed" => return Err(wrong("payment")),
                _ => return Err(wrong("what")),
            },
        });
    }
    Ok(read)
}

impl Css {
    /// Carries out a file. The same file a second time changes nothing.
    ///
    /// # Errors
    /// When the store fails; the file may be uploaded again.
    pub async fn bank_file(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        lines: &[BankLine],
    ) -> Result<Uploaded, CssError> {
        let mut done = Uploaded::default();
        for line in lines {
            let (payment, moved) = match &line.what {
                What::Cashed(number) => {
                    self.cashed(clock.now(), line, number, &mut done).await?;
                    continue;
                }
                What::Transfer(payment, moved) => (*payment, *moved),
            };
            let row = self.store.read().await?.payment(payment).await?;
            let fits = row.filter(|row| {
                row.method == NAME && row.amount == line.amount && row.currency == line.currency
            });
            let Some(row) = fits else {
                self.ask_about_line(clock.now(), line, "no such transfer")
                    .await?;
                done.asked += 1;
                continue;
            };
            match (moved, row.state) {
                (Moved::Cleared, PaymentState::Pending { .. }) => {
                    self.apply_patiently(clock, chance, row.id, &Verdict::Approved)
                        .await?;
                    done.cleared += 1;
                }
                (Moved::Returned, PaymentState::Pending { .. }) => {
                    let refused = Verdict::Refused(Refusal::Declined);
                    self.apply_patiently(clock, chance, row.id, &refused)
                        .await?;
                    done.returned += 1;
                }
                (Moved::Returned, PaymentState::Applied { .. }) => {
                    let evidence = "a bank's file says that it was returned";
                    let now = clock.now();
                    if self
                        .returned(now, chance, row.id, line.amount, evidence)
                        .await?
                    {
                        done.returned += 1;
                    } else {
                        done.known += 1;
                    }
                }
                (Moved::Cleared, PaymentState::Applied { .. })
                | (Moved::Returned, PaymentState::Refused { .. }) => done.known += 1,
                (
                    _,
                    PaymentState::Offered
                    | PaymentState::Waits { .. }
                    | PaymentState::Authorised { .. }
                    | PaymentState::Refused { .. },
                ) => {
                    self.ask_about_line(clock.now(), line, row.state.word())
                        .await?;
                    done.asked += 1;
                }
            }
        }
        Ok(done)
    }

    async fn ask_about_line(&self, now: Now, line: &BankLine, state: &str) -> Result<(), CssError> {
        let (subject, word) = match &line.what {
            What::Transfer(payment, moved) => {
                (format!("{payment} {moved:?}"), format!("{moved:?}"))
            }
            What::Cashed(number) => (cheque::subject(number), "Cashed".to_owned()),
        };
        let evidence = format!("{word} {} {}: {state}", line.amount, line.currency);
        let asked = question(Question::BankFile, &subject, None, evidence, now);
        self.ask_about(&asked).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "payment,amount,currency,what\n\
        0000000000000000000000000000beef,25.00,USD,cleared\n\n\
        0000000000000000000000000000cafe,40,USD,returned\n\
        A-1001,19.25,USD,cashed\n";

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let lines = read(GOOD).expect("a good file");
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].amount, Money::dollars(25));
        let beef = PaymentId::from_number;
        assert_eq!(lines[0].what, What::Transfer(beef(0xbeef), Moved::Cleared));
        assert_eq!(lines[1].what, What::Transfer(beef(0xcafe), Moved::Returned));
        assert_eq!(lines[2].what, What::Cashed("A-1001".to_owned()));
        let wrong = |line, field| Err(BankFileError::Line { line, field });
        for (from, to, error) in [
            ("payment,amount", "amount,payment", Err(BankFileError::Head)),
            ("beef", "beeg", wrong(2, "payment")),
            ("25.00", "25.001", wrong(2, "amount")),
            ("40", "-40", wrong(4, "amount")),
            ("USD,returned", "usd,returned", wrong(4, "currency")),
            ("returned", "gone", wrong(4, "what")),
            ("A-1001", "A 1001", wrong(5, "payment")),
            (",cleared", "", wrong(2, "columns")),
        ] {
            assert_eq!(read(&GOOD.replace(from, to)), error, "{from} {to}");
        }
        let long = format!(
            "{HEAD}\n{}",
            "0000000000000000000000000000beef,1,USD,cleared\n".repeat(1_001)
        );
        assert_eq!(read(&long), Err(BankFileError::TooLong));
    }
}
