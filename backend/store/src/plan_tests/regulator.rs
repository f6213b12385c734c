//! What the regulator's report reads: all of a fleet, and never from one end to the other.

use super::{AT, LIMIT};
use crate::Tx;
use ami_domain::id::{AccountId, AlertId, ClearanceId, MessageId};
use ami_domain::time::{Span, Window};

pub(super) async fn ask(tx: &mut Tx) {
    let day = Window::new(AT, AT + Span::days(1)).unwrap();
    let after = (AT, ClearanceId::from_number(1));
    tx.decisions_in(day, Some(after), LIMIT).await.unwrap();
    tx.holds_ended(AT, Some(after), LIMIT).await.unwrap();
    tx.holds_open(AT, None, LIMIT).await.unwrap();
    let after = (AT, MessageId::from_number(1));
    let late = Span::hours(2);
    tx.texts_in(day, Some(after), late, LIMIT).await.unwrap();
    let (notice, account) = (AlertId::from_number(1), AccountId::from_number(1));
    tx.promise(notice, account, AT).await.unwrap();
}
