-- No statement goes by this index: whoever reports the holds reads every decision of a time.
DROP INDEX decision_held;
