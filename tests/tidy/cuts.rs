//! Supply is reduced by a clearance only: nothing but `Clearance::order` makes a disconnect or a
//! limit, and nobody reads the proof of one from a text to make one of it.

use crate::tree::Tree;

/// The one place.
const MAKER: &str = "backend/domain/src/clearance.rs";
const ORDERS: [&str; 2] = ["CommandKind::Disconnect(", "CommandKind::Limit("];
/// Who is sent to cut by hand goes with a clearance as well: named where such an order is opened,
/// and in the list of reasons.
const BY_HAND: &str = "OrderReason::NoSwitch";
const SENDERS: [&str; 2] = ["backend/domain/src/order.rs", "backend/css/src/order.rs"];

/// Lines that make an order which nothing has cleared.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.below("", ".rs") {
        let tests =
            path.starts_with("tests/") || path.contains("/tests") || !path.contains("/src/");
        if tests || path == MAKER {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            let makes = ORDERS.iter().any(|order| made(code, order));
            let sends = code.contains(BY_HAND) && !SENDERS.contains(&path);
            if makes || sends || code.contains("::<Cut>") {
                faults.push(format!(
                    "{path}:{number}: `{}` makes a cut without a clearance; ask \
                     `ami_adcs::supply::reduce`",
                    line.trim()
                ));
            }
        }
    }
    faults
}

/// Whether the order is made here; in a pattern it is only looked at.
fn made(code: &str, order: &str) -> bool {
    code.match_indices(order).any(|(at, _)| {
        let after = &code[at + order.len()..];
        let pattern = after.starts_with("_)") || after.starts_with("..)");
        let end = after.find(')').map_or("", |end| &after[end + 1..]);
        !pattern && !end.trim_start().starts_with("=>")
    })
}

#[cfg(test)]
mod teeth {
    use super::*;

    #[test]
    fn an_order_that_nothing_has_cleared_is_found_wherever_it_is_made() {
        let bad = "fn f(cut: Cut) -> CommandKind {\n    CommandKind::Disconnect(cut)\n}\n";
        let limit = "let kind = match x { _ => CommandKind::Limit(Limit { demand, cut }) };";
        let read = "let cut = serde_json::from_str::<Cut>(text)?;";
        let sends = "let reason = OrderReason::NoSwitch;";
        let good = "match kind {\n    CommandKind::Disconnect(cut) => Some(*cut),\n    \
                    CommandKind::Limit(_) | CommandKind::Disconnect(_) => None,\n}\n";
        let found = faults(&Tree::sample(&[
            ("backend/adcs/src/supply.rs", bad),
            ("gateway/src/fleet.rs", limit),
            ("backend/css/src/zero.rs", read),
            ("backend/css/src/watch.rs", sends),
            ("backend/css/src/order.rs", sends),
            ("backend/domain/src/command.rs", good),
            (MAKER, bad),
        ]));
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(
            found[0].contains("backend/adcs/src/supply.rs:2"),
            "{found:?}"
        );
    }
}
