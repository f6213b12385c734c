//! Where the bars of a usage chart stand: whole per mille of the drawing, from zero upwards.

use ami_domain::time::Timestamp;
use ami_wire::api::UsageRow;

/// A chart never has more bars than a month has days.
pub const BARS_MAX: usize = 31;
/// Share of a slot that its bar fills, in per mille.
const FILL: i64 = 720;

/// What a bar stands for; drawn with a pattern of its own, not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Measured.
    Measured,
    /// Part of it was estimated.
    Estimated,
    /// The meter said nothing.
    Missing,
    /// Not yet: nothing is drawn.
    Ahead,
}

/// One bar. All in per mille of width or height; `top` is counted from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Left edge.
    pub left: i64,
    /// Width.
    pub width: i64,
    /// Upper edge.
    pub top: i64,
    /// Height.
    pub height: i64,
    /// What it stands for.
    pub kind: Kind,
}

/// A drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Energy at the upper edge, in watt-hours: a round number.
    pub top_wh: i64,
    /// One bar for each row.
    pub bars: Vec<Bar>,
}

/// The next round number of watt-hours (1, 2, 5 and their tens) that is not below `wh`. Below one
/// kilowatt-hour it is 200, 400 or 600 Wh, so that its half can be written with one decimal.
pub fn round_top(wh: i64) -> i64 {
    if let Some(step) = [200, 400, 600].into_iter().find(|step| wh <= *step) {
        return step;
    }
    let mut unit = 1_000_i64;
    while unit < i64::MAX / 100 {
        for step in [unit, unit * 2, unit * 5] {
            if wh <= step {
                return step;
            }
        }
        unit *= 10;
    }
    unit
}

/// Lays out the rows; at most [`BARS_MAX`] of them, a missing one over the full height.
pub fn chart(rows: &[UsageRow], now: Timestamp) -> Chart {
    let rows = &rows[..rows.len().min(BARS_MAX)];
    let largest = rows
        .iter()
        .filter_map(|row| row.energy)
        .map(|e| e.get())
        .max()
        .unwrap_or(0);
    let top_wh = round_top(largest);
    let count = i64::try_from(rows.len().max(1)).unwrap_or(1);
    let bars = rows
        .iter()
        .zip(0_i64..)
        .map(|(row, place)| {
            let slot = 1000 / count;
            let start = 1000 * place / count;
            let width = slot * FILL / 1000;
            let kind = kind(row, now);
            let height = match row.energy {
                None if kind == Kind::Ahead => 0,
                None => 1000,
                Some(energy) => (energy.get().max(0) * 1000 / top_wh).min(1000),
            };
            Bar {
                left: start + (slot - width) / 2,
                width,
                top: 1000 - height,
                height,
                kind,
            }
        })
        .collect();
    Chart { top_wh, bars }
}

/// What a row stands for at `now`.
pub fn kind(row: &UsageRow, now: Timestamp) -> Kind {
    match (row.energy, row.estimated) {
        (None, _) if row.start.at + row.length > now => Kind::Ahead,
        (None, _) => Kind::Missing,
        (Some(_), true) => Kind::Estimated,
        (Some(_), false) => Kind::Measured,
    }
}

/// Every how many bars one label fits below them.
pub const fn label_every(bars: usize) -> usize {
    match bars {
        0..=7 => 1,
        8..=25 => 8,
        _ => 7,
    }
}

impl Kind {
    /// Text id of its word in the table.
    pub const fn text(self) -> &'static str {
        match self {
            Kind::Measured => "usage-quality-measured",
            Kind::Estimated => "usage-quality-estimated",
            Kind::Missing => "usage-quality-missing",
            Kind::Ahead => "usage-quality-ahead",
        }
    }
    /// The word in its class.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Measured => "measured",
            Kind::Estimated => "estimated",
            Kind::Missing => "missing",
            Kind::Ahead => "ahead",
        }
    }
}

/// Per mille as a percentage for SVG: `123` is `12.3%`.
pub fn percent(mille: i64) -> String {
    format!("{}.{}%", mille / 10, mille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::energy::WattHours;
    use ami_domain::money::Money;
    use ami_domain::time::{LocalMoment, Span};

    const LATER: Timestamp = Timestamp::from_millis(3_600_000);

    #[test]
    fn what_has_not_happened_yet_is_not_missing() {
        let before = Timestamp::from_millis(3_599_999);
        assert_eq!(kind(&row(None), before), Kind::Ahead);
        assert_eq!(kind(&row(None), LATER), Kind::Missing);
        assert_eq!(chart(&[row(None)], before).bars[0].height, 0);
    }

    fn row(energy: Option<i64>) -> UsageRow {
        UsageRow {
            start: LocalMoment {
                at: Timestamp::from_millis(0),
                offset_minutes: 0,
            },
            length: Span::hours(1),
            energy: energy.map(WattHours::new),
            cost: Money::ZERO,
            estimated: false,
            lineage: None,
        }
    }

    #[test]
    fn the_top_is_the_next_round_number() {
        let tops: Vec<i64> = [0, 199, 201, 450, 700, 1200, 5001, i64::MAX]
            .map(round_top)
            .to_vec();
        assert_eq!(tops[..7], [200, 200, 400, 600, 1000, 2000, 10_000]);
        assert!(tops[7] > 0);
        // The line in the middle says its own height, to one decimal of a kilowatt-hour.
        let whole = |wh: i64| round_top(wh) % 200 == 0;
        assert!((0..200_000).step_by(37).all(whole));
    }

    #[test]
    fn bars_grow_from_zero_and_stay_inside() {
        let rows = [row(Some(0)), row(Some(500)), row(Some(1000)), row(None)];
        let chart = chart(&rows, LATER);
        assert_eq!(chart.top_wh, 1000);
        let heights: Vec<i64> = chart.bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [0, 500, 1000, 1000]);
        assert_eq!(chart.bars[3].kind, Kind::Missing);
        assert!(
            chart
                .bars
                .iter()
                .all(|bar| bar.left + bar.width <= 1000 && bar.top >= 0)
        );
    }

    #[test]
    fn no_chart_has_more_than_a_month_of_bars_and_an_empty_one_is_empty() {
        assert_eq!(chart(&vec![row(Some(1)); 99], LATER).bars.len(), BARS_MAX);
        assert!(chart(&[], LATER).bars.is_empty());
        assert_eq!(percent(1000), "100.0%");
        assert_eq!(percent(7), "0.7%");
    }
}
