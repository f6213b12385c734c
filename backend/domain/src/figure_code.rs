//! The short code under a figure, which is read out on the telephone and typed by whoever hears it.
//!
//! It is made from the figure's name alone, so that a display without a way to the utility shows
//! the same code as the website. It says nothing about whose the figure is: only the utility, which
//! keeps the codes that were shown, leads from one to a figure, and only for who may see that.

use crate::explain::LineageId;
use std::fmt::{self, Write};

/// Signs of a code; the last one is the check.
const SIGNS: usize = 8;
/// Signs that are read out together.
const GROUP: usize = 4;
/// No sign looks like another (0 and O; 1, I and L; U and V), and there is no V, which many call as
/// they call B in Spanish. 29 is a prime: so the check finds every sign that is wrong, and every
/// two that changed places.
const ALPHABET: [u8; 29] = *b"23456789ABCDEFGHJKMNPQRSTWXYZ";

/// A code, as places in its alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FigureCode([u8; SIGNS]);

/// Why what was typed is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misheard {
    /// Not as long as one.
    #[error("a code of a figure has eight letters and digits")]
    Length,
    /// As long as one, and at least one sign is wrong.
    #[error("a letter or digit of this code is wrong")]
    Sign,
}

impl FigureCode {
    /// The code of a figure. Of views the newest is known, whichever was asked for, so all views of
    /// an account have one code: it is found from a display that has not heard of the newest yet.
    pub fn of(lineage: LineageId) -> Self {
        let mut mark = Mark(0xcbf2_9ce4_8422_2325);
        // A mark takes whatever is written to it.
        let _ = match lineage {
            LineageId::View { account, .. } => write!(mark, "view.{account}"),
            other => write!(mark, "{other}"),
        };
        let mut rest = mark.spread();
        let mut signs = [0; SIGNS];
        for sign in &mut signs[..SIGNS - 1] {
            *sign = u8::try_from(rest % BASE).unwrap_or_default();
            rest /= BASE;
        }
        let open = weighed(&signs);
        signs[SIGNS - 1] = u8::try_from((BASE - open) % BASE).unwrap_or_default();
        Self(signs)
    }

    /// The code as somebody types it: case, spaces and hyphens do not matter.
    ///
    /// # Errors
    /// [`Misheard`] when it cannot be a code.
    pub fn read(text: &str) -> Result<Self, Misheard> {
        let apart = |sign: &char| {
            sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '.')
        };
        let typed: Vec<char> = text.chars().filter(|sign| !apart(sign)).collect();
        let typed: [char; SIGNS] = typed.try_into().map_err(|_| Misheard::Length)?;
        let mut signs = [0; SIGNS];
        for (sign, typed) in signs.iter_mut().zip(typed) {
            let heard = match typed.to_ascii_uppercase() {
                'V' => 'B',
                other => other,
            };
            let place = ALPHABET.iter().position(|one| char::from(*one) == heard);
            let place = place.and_then(|place| u8::try_from(place).ok());
            *sign = place.ok_or(Misheard::Sign)?;
        }
        if weighed(&signs) == 0 {
            Ok(Self(signs))
        } else {
            Err(Misheard::Sign)
        }
    }

    /// Its signs alone, as stored.
    pub fn plain(&self) -> String {
        self.signs().collect()
    }

    /// The signs, one after the other.
    fn signs(&self) -> impl Iterator<Item = char> {
        let sign = |place: u8| ALPHABET.get(usize::from(place)).copied();
        let signs = self.0.into_iter().filter_map(sign);
        signs.map(char::from)
    }
}

impl fmt::Display for FigureCode {
    /// In groups that are easy to read out, as `4HN7-W2KE`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, sign) in self.signs().enumerate() {
            if place == GROUP {
                f.write_char('-')?;
            }
            f.write_char(sign)?;
        }
        Ok(())
    }
}

const BASE: u64 = ALPHABET.len() as u64;

/// Nothing for a code that was heard right. Each place has a weight of its own, and no two of them
/// are alike by the alphabet's length.
fn weighed(signs: &[u8; SIGNS]) -> u64 {
    let weights = (1..=SIGNS as u64).rev();
    let parts = weights.zip(signs);
    parts
        .map(|(weight, sign)| weight * u64::from(*sign))
        .sum::<u64>()
        % BASE
}

/// The mark of a text (FNV-1a).
struct Mark(u64);

impl Mark {
    /// Every part of the text moves every part of the mark, also its last letter.
    const fn spread(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }
}

impl Write for Mark {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(PRIME);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, PaymentId};
    use std::collections::BTreeSet;

    fn code() -> FigureCode {
        FigureCode::of(LineageId::Payment(PaymentId::from_number(0xfeed)))
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = code();
        let shown = code.to_string();
        assert_eq!(shown.len(), 9);
        let (one, two) = shown.split_once('-').expect("two groups");
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            format!("  {one}{two}\n"),
            format!("{one} {two}"),
            format!("{one} \u{2013} {two}"),
            code.plain(),
            // What a Spanish speaker hears of a B.
            shown.replace('B', "V"),
        ] {
            assert_eq!(FigureCode::read(&typed), Ok(code), "{typed}");
        }
    }

    #[test]
    fn every_wrong_letter_and_every_two_that_changed_places_are_noticed() {
        for number in 0..200 {
            let lineage = LineageId::Payment(PaymentId::from_number(number));
            let plain: Vec<char> = FigureCode::of(lineage).plain().chars().collect();
            for place in 0..SIGNS {
                for sign in ALPHABET.map(char::from) {
                    let mut wrong = plain.clone();
                    wrong[place] = sign;
                    check(&plain, &wrong);
                }
                for other in place + 1..SIGNS {
                    let mut wrong = plain.clone();
                    wrong.swap(place, other);
                    check(&plain, &wrong);
                }
            }
        }
    }

    fn check(plain: &[char], typed: &[char]) {
        let text: String = typed.iter().collect();
        let read = FigureCode::read(&text);
        assert_eq!(read.is_ok(), plain == typed, "{plain:?} {text}");
        assert!(read.is_ok() || read == Err(Misheard::Sign));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let plain = code().plain();
        for typed in ["", "7", &plain[1..], &format!("{plain}2"), "view.1.8123"] {
            assert_eq!(FigureCode::read(typed), Err(Misheard::Length), "{typed}");
        }
        // Signs that no code has, and one of more than a byte.
        for sign in ['0', 'o', '1', 'I', 'l', 'U', 'ñ', '/'] {
            let typed = format!("{sign}{}", &plain[1..]);
            assert_eq!(FigureCode::read(&typed), Err(Misheard::Sign), "{typed}");
        }
    }

    #[test]
    fn a_view_keeps_its_code_and_all_other_figures_have_their_own() {
        let account = AccountId::from_number(0x0f1e_2d3c);
        let view = |seq| FigureCode::of(LineageId::View { account, seq });
        assert_eq!(view(1), view(812));
        let mut codes = BTreeSet::from([view(1).plain()]);
        for number in 0..20_000 {
            let other = AccountId::from_number(number);
            codes.insert(FigureCode::of(LineageId::Owed(other)).plain());
            codes.insert(
                FigureCode::of(LineageId::View {
                    account: other,
                    seq: 1,
                })
                .plain(),
            );
        }
        // Of 17 thousand million there are: two alike are not expected among so few.
        assert_eq!(codes.len(), 40_001);
    }
}
