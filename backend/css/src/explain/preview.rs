//! The preview of a change of how an account pays, kept with the books that it rests on: what is
//! posted later, for an hour before, changes nothing of what was said.

use super::money::books_listed;
use crate::convert::{boundary, money};
use crate::{Css, CssError, debt};
use ami_domain::account::Mode;
use ami_domain::clock::Now;
use ami_domain::convert::{Moves, Preview};
use ami_domain::explain::PreviewSubject;
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;

/// So many previews of an account are kept, the newest.
const KEPT: u32 = 8;
/// Of each book so many entries are kept with one; those before are a sum.
const ENTRIES: u32 = 40;

impl Css {
    /// What a change would mean by now, before anybody asks for it; kept for whoever asks where its
    /// figures come from.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn preview_conversion(
        &self,
        now: Now,
        account: AccountId,
        to: Mode,
    ) -> Result<Preview, CssError> {
        // One moment of the store: nothing is posted between the preview and its books.
        let mut tx = self.store.read().await?;
        let unknown = || CssError::UnknownAccount(account);
        let row = tx.account(account).await?.ok_or_else(unknown)?;
        let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
        let terms = self.asked(&mut tx, now.business, &row).await?;
        let funds = tx.funds(account).await?;
        let stands = money::stands(&mut tx, account).await?;
        let moves = if row.mode == to {
            Moves::default()
        } else {
            terms.moves(to, stands)
        };
        let said = Preview {
            from: row.mode,
            to,
            at: boundary(&meter, now.business),
            balance: funds.own,
            help: funds.help,
            borrowed: -tx.balance(Book::Emergency(account)).await?,
            arrears: (-stands.bill).max(Money::ZERO) + (-funds.own).max(Money::ZERO),
            debt: stands.debt,
            moves,
            held: stands.held,
        };
        let kept = PreviewSubject {
            account,
            zone: debt::zone(&mut tx, &row).await?.name().to_owned(),
            now: now.business,
            interval: meter.interval,
            terms,
            books: books_listed(&mut tx, account, ENTRIES).await?,
            said,
        };
        drop(tx);
        let mut tx = self.store.begin().await?;
        tx.keep_preview(&kept, KEPT).await?;
        tx.commit().await?;
        Ok(said)
    }
}
