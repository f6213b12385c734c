//! The slip: 32 columns, which every receipt printer has. First what was paid, then the proof that
//! it arrived: the meter's own receipt once it is in, and until then that it is awaited.

use ami_domain::station::Part;
use ami_domain::time::LocalMoment;
use ami_locales::arg::{moment, money, wh};
use ami_locales::{Args, Locale, args, tr};
use ami_wire::api::station::{MeterWord, StationPaid};

/// Characters of a line.
pub(super) const WIDTH: usize = 32;

/// The slip as text.
pub(super) fn text(locale: Locale, station: &str, paid: &StationPaid) -> String {
    let plain = |id| tr(locale, id, &Args::new());
    let mut slip = Slip::default();
    for line in wrapped(&tr(locale, "app-title", &Args::new())) {
        slip.centre(&line);
    }
    slip.centre(&plain("slip-title"));
    slip.rule();
    slip.pair(&plain("slip-station"), station);
    slip.pair(&plain("slip-date"), &when(locale, paid.at));
    slip.pair(&plain("slip-account"), &paid.account);
    slip.pair(&plain("slip-name"), &paid.name);
    slip.id(&plain("slip-payment"), &paid.payment.to_string());
    slip.rule();
    for part in &paid.parts {
        let label = match part.part {
            Part::Balance => "slip-part-balance",
            Part::Debt => "slip-part-debt",
            Part::Emergency => "slip-part-emergency",
            Part::Fee => "slip-part-fee",
        };
        slip.pair(&plain(label), &dollars(locale, part.amount.as_micros()));
    }
    let total = dollars(locale, paid.amount.as_micros());
    slip.pair(&plain("slip-total"), &total);
    let kwh = args!["kwh" => wh(paid.credit.get())];
    slip.pair(
        &plain("slip-energy"),
        &tr(locale, "slip-energy.value", &kwh),
    );
    slip.rule();
    match &paid.meter {
        MeterWord::Nothing => slip.say(&plain("slip-meter-nothing")),
        MeterWord::Waiting { message } => {
            slip.say(&plain("slip-meter-waiting"));
            slip.id(&plain("slip-message"), &message.to_string());
        }
        MeterWord::Receipt {
            message,
            meter,
            completed_at,
        } => {
            slip.say(&plain("slip-meter-receipt"));
            slip.id(&plain("slip-message"), &message.to_string());
            slip.id(&plain("slip-meter"), &meter.to_string());
            slip.pair(&plain("slip-completed"), &when(locale, *completed_at));
        }
        MeterWord::Refused { message } => {
            slip.say(&plain("slip-meter-refused"));
            slip.id(&plain("slip-message"), &message.to_string());
        }
    }
    slip.rule();
    slip.say(&plain("slip-keep"));
    slip.0
}

/// The same as a page that any browser prints.
pub(super) fn page(locale: Locale, slip: &str) -> String {
    let title = tr(locale, "slip-title", &Args::new());
    let lang = locale.tag();
    let (title, slip) = (crate::html::escaped(&title), crate::html::escaped(slip));
    format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\">\
         <title>{title}</title><pre>{slip}</pre></html>"
    )
}

fn dollars(locale: Locale, micros: i64) -> String {
    tr(locale, "slip-money", &args!["amount" => money(micros)])
}

fn when(locale: Locale, at: LocalMoment) -> String {
    let at = moment(at.at.as_millis(), at.offset_minutes);
    tr(locale, "slip-when", &args!["at" => at])
}

/// Lines of at most [`WIDTH`] characters.
#[derive(Default)]
struct Slip(String);

impl Slip {
    fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    fn rule(&mut self) {
        self.line(&"-".repeat(WIDTH));
    }

    fn centre(&mut self, text: &str) {
        let room = WIDTH.saturating_sub(text.chars().count());
        self.line(&format!("{}{text}", " ".repeat(room / 2)));
    }

    /// A label on the left and its value on the right, on two lines when they do not fit in one.
    fn pair(&mut self, label: &str, value: &str) {
        let (left, right) = (label.chars().count(), value.chars().count());
        if left + 1 + right <= WIDTH {
            let gap = " ".repeat(WIDTH - left - right);
            return self.line(&format!("{label}{gap}{value}"));
        }
        self.say(label);
        for line in wrapped(value) {
            let room = WIDTH.saturating_sub(line.chars().count());
            self.line(&format!("{}{line}", " ".repeat(room)));
        }
    }

    /// An id of 32 digits fills a line; it is never cut.
    fn id(&mut self, label: &str, id: &str) {
        self.say(label);
        self.line(id);
    }

    fn say(&mut self, text: &str) {
        for line in wrapped(text) {
            self.line(&line);
        }
    }
}

/// A text in lines of at most [`WIDTH`] characters; a longer word is cut.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let characters: Vec<char> = word.chars().collect();
        for piece in characters.chunks(WIDTH) {
            let room = WIDTH.saturating_sub(lines.last().map_or(0, |l| l.chars().count()));
            let piece: String = piece.iter().collect();
            match lines.last_mut() {
                Some(last) if last.is_empty() => last.push_str(&piece),
                Some(last) if piece.chars().count() < room => {
                    last.push(' ');
                    last.push_str(&piece);
                }
                Some(_) | None => lines.push(piece),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::energy::WattHours;
    use ami_domain::id::{MessageId, MeterId, PaymentId, TransferId};
    use ami_domain::money::Money;
    use ami_domain::payment::PaymentState;
    use ami_domain::time::{Timestamp, Zone};
    use ami_wire::api::station::PaidPart;

    fn paid(meter: MeterWord) -> StationPaid {
        let at = Timestamp::from_millis(1_795_475_100_000);
        let local = Zone::named("America/Los_Angeles").unwrap_or_else(|_| Zone::utc());
        let part = |part, dollars| PaidPart {
            part,
            amount: Money::dollars(dollars),
        };
        StationPaid {
            payment: PaymentId::from_number(0xfeed),
            account: "10-4471-02".into(),
            name: "M*** N***".into(),
            amount: Money::dollars(1_000),
            currency: "USD".into(),
            at: local.local(at),
            state: PaymentState::Applied {
                at,
                by: TransferId::from_number(1),
            },
            parts: vec![
                part(Part::Balance, 700),
                part(Part::Debt, 200),
                part(Part::Emergency, 99),
                part(Part::Fee, 1),
            ],
            credit: WattHours::new(1_234_567),
            meter,
        }
    }

    #[test]
    fn every_slip_fits_its_paper_in_both_languages() {
        let message = MessageId::from_number(7);
        let at = paid(MeterWord::Nothing).at;
        let words = [
            MeterWord::Nothing,
            MeterWord::Waiting { message },
            MeterWord::Refused { message },
            MeterWord::Receipt {
                message,
                meter: MeterId::from_number(9),
                completed_at: at,
            },
        ];
        for locale in Locale::all() {
            for word in &words {
                let station = "Abarrotes y Ferretería de la Esquina de San Bernardino";
                let slip = text(locale, station, &paid(word.clone()));
                for line in slip.lines() {
                    assert!(line.chars().count() <= WIDTH, "{line:?} in\n{slip}");
                }
                assert!(slip.contains(&PaymentId::from_number(0xfeed).to_string()));
                assert!(!slip.contains("slip-"), "{slip}");
                assert!(
                    slip.contains("$1,000.00") && slip.contains("1,234"),
                    "{slip}"
                );
            }
        }
    }

    #[test]
    fn fr15_a_slip_carries_the_meters_receipt_once_it_is_in_and_says_so_before() {
        let (message, meter) = (MessageId::from_number(7), MeterId::from_number(9));
        let at = paid(MeterWord::Nothing).at;
        let before = text(
            Locale::EnUs,
            "Corner",
            &paid(MeterWord::Waiting { message }),
        );
        assert!(before.contains("Waiting for the meter"), "{before}");
        assert!(!before.contains(&meter.to_string()));
        let receipt = MeterWord::Receipt {
            message,
            meter,
            completed_at: at,
        };
        let after = text(Locale::EnUs, "Corner", &paid(receipt));
        for line in [message.to_string(), meter.to_string()] {
            assert!(after.lines().any(|one| one == line), "{line} in {after}");
        }
        assert!(after.contains("Confirmed by the meter"), "{after}");
    }

    #[test]
    fn a_page_of_a_slip_escapes_what_people_wrote() {
        let html = page(Locale::EnUs, "<script>&\"");
        assert!(html.contains("&lt;script&gt;&amp;&quot;"), "{html}");
    }
}
