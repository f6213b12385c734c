# Help for customers, and debt that is given up.

alert-help-energy = You were granted { MONEY($amount) } of help for energy. With it you have { MONEY($balance) }.
    .title = Help for energy
    .next = It is spent before your own money.
alert-help-debt = You were granted { MONEY($amount) } of help for your debt.
    .title = Help for your debt
    .next = You do not need to do anything.
alert-help-over = The time of your help is over. { MONEY($amount) } of it was not used. You have { MONEY($balance) }.
    .title = Help has ended
    .next = Call us if you need more help.
alert-debt-given-up = We no longer ask you for { MONEY($amount) } of your debt.
    .title = Debt given up
    .next = You do not need to do anything.

error-grant-amount = Help must be whole cents, and at most { MONEY($maximum) } at once.
    .next = Enter another amount.
error-grant-end = Help must end later than now, and within the allowed time.
    .next = Choose another end.
error-grant-why = A reason of 1 to 500 characters is needed.
    .next = Write why.
error-grant-reused = This was already used for something else.
    .next = Load the page again, and enter it once more.
error-grant-many = This account has as much help as one account may have at a time.
    .next = Wait until some of it is used or over.
error-write-off-unknown = There is no such write-off.
    .next = Load the list again.
error-write-off-amount = At most { MONEY($maximum) } of this debt can be given up.
    .next = Enter a smaller amount.
error-write-off-same = You have asked for this write-off yourself.
    .next = Another person must decide about it.
error-write-off-decided = Somebody else has already decided about this write-off.
    .next = Load the list again.
