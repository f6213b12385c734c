### Coming, taking data along, and going: exports, enrolment, contacts, move-out, reports.

## Exports
export-title = Take your data with you
export-usage-intro = Files with every reading of the time shown above.
export-ledger-intro = A file with every movement of your account in the last 12 months.
export-intervals = Readings as a table (CSV)
export-green-button = Readings as Green Button (XML)
export-ledger = All movements as a table (CSV)
