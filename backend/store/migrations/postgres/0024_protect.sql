-- Who is protected and why, and who is dark and must not be by now.

-- Looked at from then on: whoever is protected by now does not stay dark.
ALTER TABLE supply ADD COLUMN look_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX supply_reduced ON supply (look_at) WHERE (switch = 'off' OR limit_w IS NOT NULL);

-- Every protection that was set or ended, by whom and by what proof; `standing` has what holds.
CREATE TABLE protection_note (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  person BYTEA NOT NULL REFERENCES person (id),
  -- A flag's word; or `rules` for a jurisdiction and hours.
  what TEXT NOT NULL,
  ended BIGINT NOT NULL CHECK (ended IN (0, 1)),
  until BIGINT,
  proof TEXT NOT NULL
);
CREATE INDEX protection_note_account ON protection_note (account, seq);

-- Holds that kept somebody from being cut, by time, for whoever reports them.
CREATE INDEX decision_held ON decision (at, meter) WHERE outcome = 'held';
