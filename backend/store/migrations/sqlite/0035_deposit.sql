-- A book for deposits, and why money moves when an account changes how it pays. SQLite changes no
-- CHECK; where one only lets more through, its manual has the text of the schema edited instead
-- (ALTER TABLE, "Making Other Kinds Of Table Schema Changes"). No row is touched by it.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
    'from_book = ''refund_due''', 'from_book = ''refund_due'' OR from_book = ''deposit'''),
    'to_book = ''refund_due''', 'to_book = ''refund_due'' OR to_book = ''deposit'''),
    'reason = ''remitted''', 'reason = ''remitted'' OR reason = ''mode_fee'' OR ' ||
      'reason = ''deposit_asked'' OR reason = ''deposit_used''')
  WHERE type = 'table' AND name = 'transfer';
UPDATE sqlite_schema
  SET sql = replace(sql, 'book = ''refund_due''', 'book = ''refund_due'' OR book = ''deposit''')
  WHERE type = 'table' AND name = 'balance';
PRAGMA writable_schema = RESET;

-- What was booked for a change of how an account pays, and the deposit that was held from then on.
ALTER TABLE mode_change ADD COLUMN fee INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mode_change ADD COLUMN deposit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mode_change ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mode_change ADD COLUMN held INTEGER;
