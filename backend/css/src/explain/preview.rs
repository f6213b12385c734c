//! What is behind the preview of a change of how an account pays.

use super::money::books_at;
use crate::{Css, CssError, debt};
use ami_domain::account::Mode;
use ami_domain::convert::Preview;
use ami_domain::explain::PreviewSubject;
use ami_domain::time::Timestamp;
use ami_store::{AccountRow, Tx};

impl Css {
    /// `None` when the books of that moment are not listed any more.
    pub(super) async fn preview_behind(
        &self,
        tx: &mut Tx,
        row: &AccountRow,
        to: Mode,
        at: Timestamp,
    ) -> Result<Option<PreviewSubject>, CssError> {
        // Before it opened there was nothing to change.
        let far = at < row.opened_at;
        let Some(meter) = tx.meter(row.meter).await?.filter(|_| !far) else {
            return Ok(None);
        };
        let Some(books) = books_at(tx, row.id, at).await? else {
            return Ok(None);
        };
        let mut subject = PreviewSubject {
            account: row.id,
            zone: debt::zone(tx, row).await?.name().to_owned(),
            now: at,
            interval: meter.interval,
            terms: self.asked(tx, at, row).await?,
            books,
            said: Preview::of_nothing(row.mode, to, at),
        };
        subject.said = subject.compute();
        Ok(Some(subject))
    }
}
