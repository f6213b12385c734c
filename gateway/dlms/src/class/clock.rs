//! Class 8, clock, and the twelve bytes of a COSEM date-time.

use crate::codec::DecodeError;
use crate::data::Data;

/// Class id.
pub const CLASS: u16 = 8;
/// Attribute 2: the time.
pub const TIME: i8 = 2;
/// Attribute 3: minutes from local time to UTC.
pub const TIME_ZONE: i8 = 3;
/// Attribute 4: status bits.
pub const STATUS: i8 = 4;
/// Method 6: move by so many seconds (a long, -900 to 900).
pub const SHIFT_TIME: i8 = 6;

/// Status bit: the time is not right.
pub const STATUS_INVALID: u8 = 0x01;
/// Status bit: the time may not be right (set anew after a power cut).
pub const STATUS_DOUBTFUL: u8 = 0x02;
/// Status bit: daylight saving is on.
pub const STATUS_DAYLIGHT: u8 = 0x80;

const DAY_MS: i64 = 86_400_000;
const UNSPECIFIED: u16 = 0x8000;

/// A moment as COSEM writes it: local time, and how far it is from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockTime {
    /// Milliseconds since 1970, UTC; hundredths are the finest that travels.
    pub unix_ms: i64,
    /// Minutes from local time to UTC, so UTC = local + deviation (Pacific standard time:
    /// 480); -720 to 840. None when the meter does not say: local time is taken as UTC then.
    pub deviation_minutes: Option<i16>,
    /// Status bits; 0xFF when the meter does not say.
    pub status: u8,
}

impl ClockTime {
    /// A moment in UTC without doubts.
    #[must_use]
    pub const fn utc(unix_ms: i64) -> Self {
        Self {
            unix_ms,
            deviation_minutes: Some(0),
            status: 0,
        }
    }

    /// The twelve bytes. Years outside 1 to 9999 are held at their nearest end.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 12] {
        let deviation = self.deviation_minutes.unwrap_or(0);
        let local = self.unix_ms.saturating_sub(i64::from(deviation) * 60_000);
        let (days, in_day) = (local.div_euclid(DAY_MS), local.rem_euclid(DAY_MS));
        let (year, month, day) = civil_from_days(days);
        let year = u16::try_from(year.clamp(1, 9_999)).unwrap_or(1);
        // 1970-01-01 was a Thursday; Monday is 1 and Sunday is 7.
        let weekday = (days + 3).rem_euclid(7) + 1;
        let small = |n: i64| u8::try_from(n).unwrap_or(0xFF);
        let [year_high, year_low] = year.to_be_bytes();
        let wire = self
            .deviation_minutes
            .map_or(UNSPECIFIED.to_be_bytes(), i16::to_be_bytes);
        [
            year_high,
            year_low,
            small(month),
            small(day),
            small(weekday),
            small(in_day / 3_600_000),
            small(in_day / 60_000 % 60),
            small(in_day / 1_000 % 60),
            small(in_day / 10 % 100),
            wire[0],
            wire[1],
            self.status,
        ]
    }

    /// Reads the twelve bytes. Hundredths and weekday may be unspecified.
    ///
    /// # Errors
    /// Any other part that is unspecified, a wildcard, or outside its range.
    pub fn from_bytes(bytes: &[u8; 12]) -> Result<Self, DecodeError> {
        const WHAT: DecodeError = DecodeError::Meaning {
            what: "a date-time",
        };
        let [
            y1,
            y2,
            month,
            day,
            _,
            hour,
            minute,
            second,
            hundredths,
            d1,
            d2,
            status,
        ] = *bytes;
        let year = u16::from_be_bytes([y1, y2]);
        let deviation = u16::from_be_bytes([d1, d2]);
        let in_range = (1..=9_999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60
            && (hundredths < 100 || hundredths == 0xFF);
        if !in_range {
            return Err(WHAT);
        }
        let deviation_minutes = match deviation {
            UNSPECIFIED => None,
            minutes => {
                let minutes = i16::from_be_bytes(minutes.to_be_bytes());
                Some(minutes)
                    .filter(|minutes| (-840..=840).contains(minutes))
                    .map_or(Err(WHAT), |minutes| Ok(Some(minutes)))?
            }
        };
        let days = days_from_civil(i64::from(year), i64::from(month), i64::from(day));
        let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        let fine = if hundredths == 0xFF {
            0
        } else {
            i64::from(hundredths) * 10
        };
        let local = days * DAY_MS + seconds * 1_000 + fine;
        let unix_ms = local + i64::from(deviation_minutes.unwrap_or(0)) * 60_000;
        Ok(Self {
            unix_ms,
            deviation_minutes,
            status,
        })
    }

    /// As an octet-string, the usual form of attributes.
    #[must_use]
    pub fn to_data(self) -> Data {
        Data::Octets(self.to_bytes().to_vec())
    }

    /// From an octet-string of 12 bytes or a tagged date-time.
    ///
    /// # Errors
    /// As [`ClockTime::from_bytes`], and other types.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        let bytes = data
            .as_bytes()
            .and_then(|bytes| <&[u8; 12]>::try_from(bytes).ok());
        Self::from_bytes(bytes.ok_or(DecodeError::Meaning {
            what: "a date-time",
        })?)
    }
}

const fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar (years counted from March, so that the
/// leap day is the last of its year).
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let start = 365 * year_of_era + year_of_era / 4 - year_of_era / 100;
    let day_of_year = day_of_era - start;
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}
