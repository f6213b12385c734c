-- What the figures of a text to one customer rest on, as JSON that is never searched. Of each
-- account the newest are kept; a text from before has none.
CREATE TABLE notice_figures (
  notice BYTEA NOT NULL PRIMARY KEY REFERENCES notice (id),
  account BYTEA NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX notice_figures_account ON notice_figures (account, at);
