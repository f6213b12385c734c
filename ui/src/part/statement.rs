//! Addresses of the lines of a statement.

use ami_domain::explain::LineageId;
use ami_domain::statement::Part;

/// Where each line of a book leads to what is behind it.
pub(crate) fn line_paths(lineage: LineageId, part: &Part) -> Vec<Option<String>> {
    let path = |at: usize| Some(format!("/explain/{lineage}?line={}.{at}", part.book));
    (0..part.entries.len()).map(path).collect()
}
