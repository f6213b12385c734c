-- Cuts that wait for two people are counted each minute; most holds are none of them.
CREATE INDEX hold_quarantined ON hold (since) WHERE quarantined = 1;
