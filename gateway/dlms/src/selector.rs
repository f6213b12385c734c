//! Selective access to a profile's buffer: by range of a captured value, or by entry number.

use crate::class::CaptureObject;
use crate::codec::{DecodeError, Reader};
use crate::data::Data;

/// Which rows, and which columns, of a buffer are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Selector 1: rows whose `restricting` column lies in `from..=to`.
    Range {
        /// The column that is compared, usually the clock.
        restricting: CaptureObject,
        /// Smallest value wanted, of the column's type.
        from: Data,
        /// Largest value wanted, of the column's type.
        to: Data,
        /// The columns to give; none means all.
        columns: Vec<CaptureObject>,
    },
    /// Selector 2: rows by number, counted from 1.
    Entry {
        /// First row, 1 is the first in the buffer's order.
        from: u32,
        /// Last row; 0 means the last that there is.
        to: u32,
        /// First column, counted from 1.
        from_column: u16,
        /// Last column; 0 means the last that there is.
        to_column: u16,
    },
}

impl Selector {
    /// All columns of the rows `from..=to`, counted from 1; `to` 0 means to the end.
    #[must_use]
    pub const fn rows(from: u32, to: u32) -> Self {
        Self::Entry {
            from,
            to,
            from_column: 1,
            to_column: 0,
        }
    }

    /// All columns of the rows whose clock lies in `from..=to`, times as octet-strings.
    #[must_use]
    pub fn times(from: [u8; 12], to: [u8; 12]) -> Self {
        Self::Range {
            restricting: CaptureObject::CLOCK,
            from: Data::Octets(from.to_vec()),
            to: Data::Octets(to.to_vec()),
            columns: Vec::new(),
        }
    }

    /// Appends selector number and parameters, as they stand in a request.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Range {
                restricting,
                from,
                to,
                columns,
            } => {
                out.push(1);
                let columns = columns.iter().map(CaptureObject::to_data).collect();
                let parameters = vec![
                    restricting.to_data(),
                    from.clone(),
                    to.clone(),
                    Data::Array(columns),
                ];
                Data::Structure(parameters).encode(out);
            }
            Self::Entry {
                from,
                to,
                from_column,
                to_column,
            } => {
                out.push(2);
                let rows = [Data::U32(*from), Data::U32(*to)];
                let columns = [Data::U16(*from_column), Data::U16(*to_column)];
                Data::Structure([rows, columns].concat()).encode(out);
            }
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const WHAT: DecodeError = DecodeError::Meaning {
            what: "the parameters of a selector",
        };
        let at = reader.at();
        let number = reader.u8()?;
        let parameters = Data::read(reader)?;
        let [first, second, third, fourth] = parameters.items().ok_or(WHAT)? else {
            return Err(WHAT);
        };
        match number {
            1 => {
                let columns = fourth.items().ok_or(WHAT)?;
                let columns = columns.iter().map(CaptureObject::from_data);
                Ok(Self::Range {
                    restricting: CaptureObject::from_data(first)?,
                    from: second.clone(),
                    to: third.clone(),
                    columns: columns.collect::<Result<_, _>>()?,
                })
            }
            2 => {
                let row = |data: &Data| data.as_u64().and_then(|n| u32::try_from(n).ok());
                let column = |data: &Data| data.as_u64().and_then(|n| u16::try_from(n).ok());
                Ok(Self::Entry {
                    from: row(first).ok_or(WHAT)?,
                    to: row(second).ok_or(WHAT)?,
                    from_column: column(third).ok_or(WHAT)?,
                    to_column: column(fourth).ok_or(WHAT)?,
                })
            }
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }

    /// The rows `from..=to` of `count` as a zero-based half-open range; empty when outside.
    ///
    /// A [`Selector::Range`] gives all rows: only the object knows its columns' order.
    #[must_use]
    pub fn row_range(&self, count: usize) -> std::ops::Range<usize> {
        let Self::Entry { from, to, .. } = self else {
            return 0..count;
        };
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let first = size(*from).max(1) - 1;
        let last = if *to == 0 {
            count
        } else {
            size(*to).min(count)
        };
        if first < last { first..last } else { 0..0 }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::Selector;
    use crate::codec::Reader;

    #[test]
    fn both_selectors_read_back_as_they_were_written() {
        for selector in [Selector::rows(3, 7), Selector::times([1; 12], [2; 12])] {
            let mut bytes = Vec::new();
            selector.encode(&mut bytes);
            let mut reader = Reader::new(&bytes);
            assert_eq!(Selector::read(&mut reader).unwrap(), selector);
            assert!(reader.is_empty());
        }
    }

    #[test]
    fn rows_are_counted_from_one_and_zero_means_the_last() {
        assert_eq!(Selector::rows(2, 3).row_range(10), 1..3);
        assert_eq!(Selector::rows(1, 0).row_range(10), 0..10);
        assert_eq!(Selector::rows(9, 99).row_range(10), 8..10);
        assert_eq!(Selector::rows(11, 0).row_range(10), 0..0);
        assert_eq!(Selector::rows(5, 4).row_range(10), 0..0);
    }
}
