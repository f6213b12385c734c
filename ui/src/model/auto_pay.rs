//! Paydays as they are typed and shown.

use ami_domain::time::Day;

/// The day that a date field has; the server says whether there is such a day.
pub fn day(text: &str) -> Option<Day> {
    let mut parts = text.trim().splitn(3, '-');
    Some(Day {
        year: parts.next()?.parse().ok()?,
        month: parts.next()?.parse().ok()?,
        day: parts.next()?.parse().ok()?,
    })
}

/// Days of a month as bits, bit 1 the first, from `1, 15`; `None` when one is none.
pub fn days(text: &str) -> Option<u32> {
    text.split([',', ' '])
        .filter(|part| !part.is_empty())
        .try_fold(0, |bits, part| {
            let day: u32 = part.parse().ok().filter(|day| (1..=31).contains(day))?;
            Some(bits | 1 << day)
        })
}

/// The same bits as they are typed.
pub fn days_text(bits: u32) -> String {
    let days: Vec<String> = (1..=31_u32)
        .filter(|day| bits & (1 << day) != 0)
        .map(|day| day.to_string())
        .collect();
    days.join(", ")
}

/// Minutes since midnight from a time field.
pub fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let hour = hour.parse::<u16>().ok().filter(|hour| *hour < 24)?;
    let minute = minute.get(..2)?.parse::<u16>().ok()?;
    (minute < 60).then_some(hour * 60 + minute)
}

/// The same as a time field has it.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_reads_back_as_it_was() {
        for text in ["2026-12-31", "2027-02-01"] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), Some(text));
        }
        for text in ["1, 15", "31", "2, 3, 4"] {
            assert_eq!(days(text).map(days_text).as_deref(), Some(text));
        }
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(minute(text).map(clock).as_deref(), Some(text));
        }
        assert_eq!(minute("09:05:00"), Some(545));
    }

    #[test]
    fn what_cannot_be_is_not_guessed() {
        assert_eq!(day("tomorrow"), None);
        assert_eq!(day("2026-12"), None);
        assert_eq!(days("0"), None);
        assert_eq!(days("1, 32"), None);
        assert_eq!(days("1, x"), None);
        assert_eq!(minute("24:00"), None);
        assert_eq!(minute("9"), None);
        assert_eq!(minute("09:60"), None);
    }
}
