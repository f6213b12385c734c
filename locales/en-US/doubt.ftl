### What is said where something is in doubt: how old figures are, and whose cards are tried.

display-stale-least = Data is at least { DURATION($age) } old
display-unsure = Data may be old

error-card-tries = Too many cards were declined for this account.
    .next = Try a card again in { DURATION($wait) }, or pay at a pay station.
