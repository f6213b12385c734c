### What protects and what helps a customer, as screens show it, beside protect.ftl.

## What keeps supply on now
care-held-title = What is held now
care-held-none = Nothing is held: no rule keeps this home on against a turn-off that is due.
care-held-rules = Rules that keep service on, by the decision of { WHEN($at) }:
care-held-decisions = All decisions with what each rule looked at
