-- The codes of figures that were shown lately: whoever is read one out finds the figure. Of each
-- account the newest are kept, and all that stand on paper. The code of a view is beside the view: there is one of each account.
CREATE TABLE figure_code (
  code TEXT NOT NULL,
  lineage TEXT NOT NULL,
  account BLOB NOT NULL REFERENCES account (id),
  at INTEGER NOT NULL,
  paper INTEGER NOT NULL CHECK (paper IN (0, 1)),
  PRIMARY KEY (code, lineage)
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_code_account ON figure_code (account, at) WHERE paper = 0;
-- A view from before has none, until the next one is shown.
ALTER TABLE shown_view ADD COLUMN code TEXT;
CREATE INDEX shown_view_code ON shown_view (code);
