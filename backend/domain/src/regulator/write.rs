//! The lines of the report: what may be shown of what was counted.

use super::{By, Cuts, Ends, Figure, Kept, Lasted, Line, Sheet, Tally, TextKind, UNKNOWN};
use super::{Unit, Value, Warmth};
use crate::clearance::Cause;
use crate::protection::Class;
use crate::time::Span;

/// The sum of all groups or classes.
const ALL: &str = "all";

impl Tally {
    /// The whole report, in the order of [`Figure::ALL`].
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = cuts(
            &self.cuts,
            [
                Figure::CutByCause,
                Figure::CutByDuration,
                Figure::CutByTemperature,
            ],
        );
        lines.extend(cuts(
            &self.limits,
            [
                Figure::LimitByCause,
                Figure::LimitByDuration,
                Figure::LimitByTemperature,
            ],
        ));
        lines.extend(self.holds());
        lines.extend(self.alerts());
        lines.extend(self.low());
        lines
    }

    /// Rules overlap, so no rule's count follows from another's.
    fn holds(&self) -> impl Iterator<Item = Line> {
        self.held.iter().map(|(rule, cell)| Line {
            figure: Figure::HoldByRule,
            group: rule.word(),
            part: ALL,
            unit: Unit::MeterDays,
            value: Value::of((!cell.is_small()).then_some(cell.count())),
        })
    }

    /// Both ends of all texts are one sheet: their sums are the same texts.
    fn alerts(&self) -> Vec<Line> {
        let mut sheet = Sheet::default();
        let mut places = Vec::new();
        for (kind, texts) in &self.texts {
            let mut place = |ends: &Ends| {
                let arrived = sheet.cell(ends.arrived.clone());
                (arrived, sheet.cell(ends.missing.clone()))
            };
            let (meter, shown) = (place(&texts.at_meter), place(&texts.shown));
            let issued = sheet.sum(vec![meter.0, meter.1]);
            sheet.also(issued, vec![shown.0, shown.1]);
            places.push((Figure::AlertToMeter, *kind, &texts.at_meter, meter, issued));
            places.push((Figure::AlertToDisplay, *kind, &texts.shown, shown, issued));
        }
        // One figure after the other.
        places.sort_by_key(|(figure, kind, ..)| (*figure, *kind));
        let shown = sheet.published();
        let line = |(figure, kind, ends, at, issued)| timed(&shown, figure, kind, ends, at, issued);
        places.into_iter().flat_map(line).collect()
    }

    fn low(&self) -> Vec<Line> {
        let mut sheet = Sheet::default();
        let mut parts = Vec::new();
        for kept in Kept::ALL {
            let cell = self.promises.get(&kept).cloned().unwrap_or_default();
            parts.push((kept.word(), sheet.cell(cell)));
        }
        let all = sheet.sum(parts.iter().map(|(_, at)| *at).collect());
        let shown = sheet.published();
        let rows = parts.into_iter().chain([("promised", all)]);
        rows.map(|(part, at)| count(Figure::LowAlert, ALL, part, Value::of(shown[at])))
            .collect()
    }
}

const fn count(figure: Figure, group: &'static str, part: &'static str, value: Value) -> Line {
    Line {
        figure,
        group,
        part,
        unit: Unit::Count,
        value,
    }
}

/// The lines of one kind of texts at one end. Times say nothing where their number is withheld.
fn timed(
    shown: &[Option<u64>],
    figure: Figure,
    kind: TextKind,
    ends: &Ends,
    (arrived, missing): (usize, usize),
    issued: usize,
) -> Vec<Line> {
    let group = kind.word();
    let mut lines = vec![
        count(figure, group, "issued", Value::of(shown[issued])),
        count(figure, group, "arrived", Value::of(shown[arrived])),
        count(figure, group, "missing", Value::of(shown[missing])),
    ];
    for (part, percent) in [("p50", 50), ("p95", 95), ("max", 100)] {
        let millis = |took: Span| Value::Is(u64::try_from(took.as_millis()).unwrap_or(0));
        let took = ends.took.percentile(percent);
        let millis = match shown[arrived] {
            Some(_) => took.map_or(Value::Nothing, millis),
            None => Value::Withheld,
        };
        lines.push(Line {
            unit: Unit::Millis,
            ..count(figure, group, part, millis)
        });
    }
    lines
}

/// The words of a grouping.
fn groups(by: By) -> Vec<&'static str> {
    match by {
        By::Cause => Cause::ALL.map(Cause::word).to_vec(),
        By::Duration => Lasted::ALL.map(Lasted::word).to_vec(),
        By::Temperature => Warmth::ALL.map(Warmth::word).to_vec(),
    }
}

/// Cuts by cause, length and temperature, each by class. All three are the same cuts: their sums by
/// class and their sum are the same cells of one sheet.
fn cuts(cells: &Cuts, figures: [Figure; 3]) -> Vec<Line> {
    let mut classes = Class::ALL.map(Class::word).to_vec();
    classes.push(UNKNOWN);
    let mut sheet = Sheet::default();
    let mut places: Vec<(Figure, &'static str, &'static str, usize)> = Vec::new();
    let mut sums: Option<(Vec<usize>, usize)> = None;
    for (by, figure) in [By::Cause, By::Duration, By::Temperature]
        .into_iter()
        .zip(figures)
    {
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); classes.len()];
        let mut rows = Vec::new();
        for group in groups(by) {
            let mut row = Vec::new();
            for (class, column) in classes.iter().zip(&mut columns) {
                let cell = cells.get(&(by, group, *class));
                let at = sheet.cell(cell.cloned().unwrap_or_default());
                places.push((figure, group, class, at));
                column.push(at);
                row.push(at);
            }
            let sum = sheet.sum(row);
            places.push((figure, group, ALL, sum));
            rows.push(sum);
        }
        let (by_class, whole) = match sums.take() {
            Some((by_class, whole)) => {
                for (total, parts) in by_class.iter().zip(columns) {
                    sheet.also(*total, parts);
                }
                sheet.also(whole, rows);
                (by_class, whole)
            }
            None => {
                let by_class: Vec<usize> =
                    columns.into_iter().map(|parts| sheet.sum(parts)).collect();
                let whole = sheet.sum(by_class.clone());
                sheet.also(whole, rows);
                (by_class, whole)
            }
        };
        for (class, at) in classes.iter().zip(&by_class) {
            places.push((figure, ALL, class, *at));
        }
        places.push((figure, ALL, ALL, whole));
        sums = Some((by_class, whole));
    }
    let shown = sheet.published();
    let line = |(figure, group, class, at): (Figure, &'static str, &'static str, usize)| {
        count(figure, group, class, Value::of(shown[at]))
    };
    places.into_iter().map(line).collect()
}
