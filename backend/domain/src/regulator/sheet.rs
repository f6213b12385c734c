//! Counts and the sums that stand beside them, and what of them may be published.

use super::suppress::hidden;
use std::collections::BTreeSet;

/// A group of fewer customers than this is not shown.
pub const GROUP_MIN: usize = 10;

/// A customer in a group, by the id of their meter or account.
pub type Who = [u8; 16];

/// One group: how often something was, and at how many different customers, as far as that
/// matters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    count: u64,
    /// At most [`GROUP_MIN`] of them: more need not be told apart.
    who: BTreeSet<Who>,
}

/// A cell that is the sum of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Place of the sum.
    pub total: usize,
    /// Places of what it is the sum of; each cell at most once.
    pub parts: Vec<usize>,
}

/// Everything that is published together: a reader may combine all of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    cells: Vec<Cell>,
    sums: Vec<Sum>,
}

impl Cell {
    /// Once more, at this customer.
    pub fn add(&mut self, who: Who) {
        self.count += 1;
        self.meet(who);
    }

    /// Adds another group; who is in both is one customer.
    pub fn join(&mut self, other: &Cell) {
        self.count += other.count;
        other.who.iter().for_each(|who| self.meet(*who));
    }

    /// How often.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// There is somebody in it, and so few that one of them could be known by it.
    pub fn is_small(&self) -> bool {
        self.count > 0 && self.who.len() < GROUP_MIN
    }

    fn meet(&mut self, who: Who) {
        if self.who.len() < GROUP_MIN {
            self.who.insert(who);
        }
    }
}

impl Sheet {
    /// Adds a cell; gives its place.
    pub fn cell(&mut self, cell: Cell) -> usize {
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// Adds the sum of cells; gives its place.
    pub fn sum(&mut self, parts: Vec<usize>) -> usize {
        let mut whole = Cell::default();
        for cell in parts.iter().filter_map(|at| self.cells.get(*at)) {
            whole.join(cell);
        }
        let total = self.cell(whole);
        self.sums.push(Sum { total, parts });
        total
    }

    /// Says that a sum that is there is also the sum of these.
    pub fn also(&mut self, total: usize, parts: Vec<usize>) {
        self.sums.push(Sum { total, parts });
    }

    /// The cells, in the order of their places.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The sums.
    pub fn sums(&self) -> &[Sum] {
        &self.sums
    }

    /// What may be shown of each cell, by place: its count, or nothing where the group is small or
    /// where a small one could be computed from it.
    pub fn published(&self) -> Vec<Option<u64>> {
        let hidden = hidden(&self.cells, &self.sums);
        let shown = |(cell, hidden): (&Cell, bool)| (!hidden).then_some(cell.count);
        self.cells.iter().zip(hidden).map(shown).collect()
    }
}
