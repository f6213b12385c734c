-- What the shown view rests on besides intervals, tariff and ledger, as JSON; never searched.
-- A view from before has none, until the next one is shown.
ALTER TABLE shown_view ADD COLUMN lineage TEXT;
