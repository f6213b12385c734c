//! The codes under figures that were shown lately, and back from a code to its figure.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::AccountId;
use ami_domain::time::Timestamp;

impl Tx {
    /// Keeps the code of a figure that an account was shown, and of older ones the newest, `most`
    /// together. That of a view is kept with the view, and one that stands on paper for good.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account.
    pub async fn keep_figure_code(
        &mut self,
        account: AccountId,
        lineage: LineageId,
        at: Timestamp,
        most: u32,
    ) -> Result<(), StoreError> {
        let (code, name) = (FigureCode::of(lineage).plain(), lineage.to_string());
        let sql = "INSERT INTO figure_code (code, lineage, account, at, paper) \
                   VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (code, lineage) DO UPDATE SET at = excluded.at";
        let ask = self.ask("keeping the code of a figure", sql);
        let ask = ask.with(code.as_str()).with(name.as_str());
        let paper = is_on_paper(lineage);
        ask.with(account).with(at).with(paper).run().await?;
        let sql = "DELETE FROM figure_code WHERE account = $1 AND paper = 0 AND at < ( \
                   SELECT MIN(newest.at) FROM (SELECT at FROM figure_code \
                   WHERE account = $1 AND paper = 0 ORDER BY at DESC LIMIT $2) AS newest)";
        let ask = self.ask("forgetting codes of figures", sql).with(account);
        ask.with(at_most(most)).run().await.map(drop)
    }

    /// When the code of a figure was kept last; `None` when it is not.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn figure_code_kept(
        &mut self,
        lineage: LineageId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let (code, name) = (FigureCode::of(lineage).plain(), lineage.to_string());
        let sql = "SELECT at FROM figure_code WHERE code = $1 AND lineage = $2";
        let ask = self.ask("whether the code of a figure is kept", sql);
        let row = ask.with(code.as_str()).with(name.as_str()).one().await?;
        row.map(|row| row.get("at")).transpose()
    }

    /// The figures that were shown with a code and are kept, with whose they are. Two are rare, and
    /// then each of another account, as good as always.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn figures_of_code(
        &mut self,
        code: FigureCode,
        limit: u32,
    ) -> Result<Vec<(AccountId, LineageId)>, StoreError> {
        let (code, limit) = (code.plain(), at_most(limit));
        let sql = "SELECT account, lineage FROM figure_code WHERE code = $1 LIMIT $2";
        let ask = self.ask("figures of a code", sql).with(code.as_str());
        let mut found = each(ask.with(limit).all().await?, figure)?;
        let sql = "SELECT account, seq FROM shown_view WHERE code = $1 LIMIT $2";
        let ask = self.ask("views of a code", sql).with(code.as_str());
        found.extend(each(ask.with(limit).all().await?, |row| {
            let (account, seq) = (row.get("account")?, row.get("seq")?);
            Ok((account, LineageId::View { account, seq }))
        })?);
        Ok(found)
    }
}

/// Paper is read out months later.
const fn is_on_paper(lineage: LineageId) -> bool {
    matches!(lineage, LineageId::Statement { .. })
}

fn figure(row: &Row) -> Result<(AccountId, LineageId), StoreError> {
    let name: String = row.get("lineage")?;
    let lineage = name.parse();
    let lineage = lineage.map_err(|error| row.corrupt("lineage", &error))?;
    Ok((row.get("account")?, lineage))
}
