### Automatic payments, links to pay and refunds.

## Automatic payments
error-payday = The paydays cannot be read.
    .next = Choose every 1 to 8 weeks from a day, or days of the month.
auto-title = Automatic payment
auto-menu = Automatic payment
auto-intro = We charge your saved card when your balance is low or on your paydays, never more than your own limits, and one payment at a time.
auto-how-much = How much
auto-amount = Dollars each time
auto-weekly = At most in 7 days, dollars
auto-monthly = At most in 30 days, dollars
auto-card = Which card
auto-other-card = Use another card than the saved one
auto-no-card = Choose a card.
auto-when-low = When the balance is low
auto-program = A low balance is topped up only if you chose automatic top-up under "When your balance runs out".
auto-hours = When fewer than so many hours are left
auto-dollars = Or when fewer than so many dollars are left
auto-fallback = If a payment fails, at zero
auto-calendar = On paydays
auto-calendar-hint = Choose every so many weeks from a day, or days of the month. A day that a month does not have is its last day.
auto-weeks-label = Every so many weeks
auto-weeks-never = Not by weeks
auto-weeks = { $count ->
    [one] Every week
   *[other] Every { $count } weeks
}
auto-from = One of these paydays
auto-days = Or days of the month, for example 1, 15
auto-time = At this time
auto-pause = Pause
auto-paused = Make no automatic payment for now
auto-resume = Begin again on this day (empty: when I say so)
auto-bad-day = Type a day and a time that there is, or days of the month from 1 to 31.
auto-paused-until = Paused until: { WHEN($at) }
auto-paused-open = Paused. No automatic payment is made until you end the pause.
auto-save = Save
auto-saved = Saved.
auto-ahead = The next paydays
auto-none = No paydays are set.
auto-would-pay = Will be paid
auto-would-week-cap = Left out: limit of 7 days
auto-would-month-cap = Left out: limit of 30 days
auto-would-paused = Paused
auto-stopped = Automatic payment has stopped because 3 tries failed. Check your card and save again.
auto-doubt = An automatic payment is under way. Nothing else is charged until it has ended.

## Links
links-copy = Copy
links-copied = Copied.
links-copy-yourself = It cannot be copied for you here. Hold or right-click the link and copy it.
links-used = { $count ->
    [0] Not used yet
    [one] Used for one payment
   *[other] Used for { $count } payments
}
links-paid-through = through the link “{ $name }”

## Refunds
error-refund-used = Only { MONEY($rest) } of this account's money is left unused.
    .next = Enter that amount or less. What has been used, was lent, or is on its way back already cannot be given back.
refund-title = Give a payment back
refund-link = Give a payment back
refund-intro = Choose the payment, say how much and why, and look once more before money moves. It goes back the way it came.
refund-which = Which payment
refund-none = This account has no payment that could be given back.
refund-state = What is left
refund-rest = Left of this payment
refund-unused = Left unused in the account
refund-most = Most that can be given back
refund-why-none = Nothing can be given back.
    .next = It was not credited, belongs to an event, was cash, is disputed, or its money has been used.
refund-before = Given back before
refund-entry = { WHEN($at) }: { MONEY($amount) } — { $note }
refund-state-asked = in doubt
refund-state-done = done
refund-state-failed = failed
refund-amount = Dollars to give back
refund-amount-wrong = Type an amount in dollars and cents, at most { MONEY($maximum) }.
refund-reason = Why
    .hint = It is kept with the refund. Write no card numbers.
refund-reason-missing = Say why, in 1 to 500 characters.
refund-look = Look once more
refund-look-title = Before money moves
refund-look-amount = { MONEY($amount) } goes back to the payer.
refund-look-of = Of the payment of { MONEY($amount) } from: { WHEN($at) }
refund-look-balance = The balance goes from { MONEY($balance) } to { MONEY($after) }.
refund-look-low = The balance would then be zero: electricity may be limited or turned off as the customer chose. Tell them before.
refund-look-why = Why: { $note }
refund-give = Give back { MONEY($amount) }
refund-change = Change
refund-done = { MONEY($amount) } is on its way back to the payer. The customer is told.
refund-asked = The payment company has not answered yet. It is asked again by itself, and nobody is paid back twice. Look again in a few minutes.
refund-failed = The payment company could not give it back. The money stays in the account.
