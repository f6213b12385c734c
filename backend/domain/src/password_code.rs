//! The one-time code by which somebody who has forgotten their password sets a new one. It is
//! read out on the telephone and typed by whoever hears it.

use crate::chance::Chance;
use crate::time::Span;
use std::fmt;

/// A code may be used for so long, real time.
pub const VALID: Span = Span::minutes(30);
/// Tries of one code from one place: after so many wrong ones it is over there. Whoever guesses
/// elsewhere takes none of them.
pub const TRIES: u64 = 5;
/// Tries of one code from all places together from which its person has not signed in before. With
/// those from the few places where they have (eight at most) it is tried 80 times, and has five
/// bits more than one that was tried five times had: guessing it is not cheaper than that was.
pub const TRIES_STRANGE: u64 = 40;
/// Codes for one person in a day.
pub const PER_DAY: u64 = 3;
/// Signs of a code, of five bits each.
const SIGNS: usize = 11;
/// Signs that are read out together.
const GROUP: usize = 4;
/// Crockford's base 32: without I, L and O, which look like digits, and U.
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code. It is shown once, and stored only as a hash.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordCode([u8; SIGNS]);

impl PasswordCode {
    /// A new one.
    pub fn draw(chance: &mut dyn Chance) -> Self {
        // 256 is a whole number of alphabets, so that no sign comes more often than another.
        let sign = |byte: u8| ALPHABET[usize::from(byte) % ALPHABET.len()];
        let bytes = chance.bytes();
        Self(std::array::from_fn(|place| sign(bytes[place])))
    }

    /// The code as somebody types it: case, spaces and hyphens do not matter, and what looks like
    /// a digit is one. `None` when it cannot be a code.
    pub fn read(text: &str) -> Option<Self> {
        let mut signs = [0; SIGNS];
        let mut count = 0;
        for sign in text.chars() {
            if sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '.') {
                continue;
            }
            let sign = match sign.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let sign = u8::try_from(sign).ok().filter(|s| ALPHABET.contains(s))?;
            *signs.get_mut(count)? = sign;
            count += 1;
        }
        (count == SIGNS).then_some(Self(signs))
    }

    /// Its signs alone, for hashing.
    pub fn plain(&self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }

    /// In groups that are easy to read out, as `7KQ2-M9XT-4HB`.
    pub fn grouped(&self) -> String {
        let groups = self.0.chunks(GROUP).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join("-")
    }
}

impl fmt::Debug for PasswordCode {
    /// Without the code: this may reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Seeded;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = PasswordCode::read("70Q1-M9XT-4HB").expect("a code");
        for typed in [
            "70q1m9xt4hb",
            " 7OQI M9XT 4HB ",
            "7oql\u{2013}m9xt\u{2013}4hb",
            "7-0-Q-1-M-9-X-T-4-H-B",
        ] {
            assert_eq!(PasswordCode::read(typed), Some(code.clone()), "{typed}");
        }
        assert_eq!(code.grouped(), "70Q1-M9XT-4HB");
        assert_eq!(code.plain(), "70Q1M9XT4HB");
        for typed in [
            "",
            "70Q1-M9XT-4H",
            "70Q1-M9XT-4HBB",
            "U0Q1M9XT4HB",
            "ñ0Q1M9XT4HB",
        ] {
            assert_eq!(PasswordCode::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn codes_have_fifty_five_bits_and_tell_no_log() {
        let mut chance = Seeded::new(7);
        let codes: Vec<_> = (0..2_000)
            .map(|_| PasswordCode::draw(&mut chance))
            .collect();
        for place in 0..SIGNS {
            let seen: BTreeSet<u8> = codes.iter().map(|code| code.0[place]).collect();
            assert_eq!(seen, BTreeSet::from(ALPHABET), "sign {place}");
        }
        let one = &codes[0];
        assert_eq!(PasswordCode::read(&one.grouped()).as_ref(), Some(one));
        assert!(!format!("{one:?}").contains(&one.plain()[..4]));
    }
}
