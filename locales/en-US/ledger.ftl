# Help for customers, and debt that is given up.

alert-help-energy = You were granted { MONEY($amount) } in energy assistance. With it you have { MONEY($balance) }.
    .title = Energy assistance
    .next = It is used before your own money.
alert-help-debt = You were granted { MONEY($amount) } to help pay your debt.
    .title = Help with your debt
    .next = You do not need to do anything.
alert-help-over = Your assistance has ended. { MONEY($amount) } of it was not used. You have { MONEY($balance) }.
    .title = Assistance has ended
    .next = Call us if you need more help.
alert-debt-given-up = You no longer owe { MONEY($amount) } of your debt.
    .title = Debt forgiven
    .next = You do not need to do anything.

error-grant-amount = Assistance must be in whole cents, and at most { MONEY($maximum) } at once.
    .next = Enter another amount.
error-grant-end = Assistance must end in the future, and within the allowed time.
    .next = Choose another end.
error-grant-why = Enter a reason of 1 to 500 characters.
    .next = Say why.
error-grant-reused = This number was already used for something else.
    .next = Reload the page and enter it again.
error-grant-many = This account already has as much assistance as it can have at a time.
    .next = Wait until some of it is used or has ended.
error-write-off-unknown = There is no such request.
    .next = Reload the list.
error-write-off-amount = At most { MONEY($maximum) } of this debt can be forgiven.
    .next = Enter a smaller amount.
error-write-off-same = You requested this yourself.
    .next = Somebody else must decide about it.
error-write-off-decided = Somebody else has already decided about this.
    .next = Reload the list.
