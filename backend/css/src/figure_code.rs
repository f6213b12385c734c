//! The codes under figures: kept when they are shown, so that whoever is read one out on the
//! telephone finds the figure.

use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::AccountId;
use ami_domain::time::{Span, Timestamp};
use ami_store::Tx;

/// So many codes of an account are kept, the newest, besides those on its statements: all that
/// somebody looks at in one call, and what they have written down before.
const KEPT: u32 = 200;
/// A code that is shown again is written again after so long, and not each time.
const AGAIN: Span = Span::hours(1);
/// So many figures are shown for one code.
const FOUND_MAX: u32 = 10;

impl Css {
    /// Keeps the codes of figures that an account is shown now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_codes(
        &self,
        now: Now,
        account: AccountId,
        shown: &[LineageId],
    ) -> Result<(), CssError> {
        let mut missing = Vec::new();
        let mut tx = self.store.read().await?;
        for &lineage in shown {
            if is_kept_elsewhere(lineage) {
                continue;
            }
            let kept = tx.figure_code_kept(lineage).await?;
            if kept.is_none_or(|at| now.business.since(at) > AGAIN) {
                missing.push(lineage);
            }
        }
        drop(tx);
        if missing.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        for lineage in missing {
            keep_code(&mut tx, account, lineage, now.business).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The figures that were shown with this code, and whose they are: one, or none when it was
    /// shown too long ago. Who may see them says the caller.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn figures_of_code(
        &self,
        code: FigureCode,
    ) -> Result<Vec<(AccountId, LineageId)>, CssError> {
        let mut tx = self.store.read().await?;
        Ok(tx.figures_of_code(code, FOUND_MAX).await?)
    }
}

/// The code of a view lies beside it.
const fn is_kept_elsewhere(lineage: LineageId) -> bool {
    matches!(lineage, LineageId::View { .. })
}

/// The same in a transaction that writes already.
pub(crate) async fn keep_code(
    tx: &mut Tx,
    account: AccountId,
    lineage: LineageId,
    at: Timestamp,
) -> Result<(), CssError> {
    Ok(tx.keep_figure_code(account, lineage, at, KEPT).await?)
}
