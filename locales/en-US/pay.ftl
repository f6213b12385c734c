### Automatic payments, links to pay and refunds.

## Automatic payments
error-payday = The paydays cannot be read.
    .next = Choose every 1 to 8 weeks from a day, or days of the month.
auto-title = Automatic payment
auto-menu = Automatic payment
auto-intro = We charge your saved card when your balance is low or on your paydays, never more than your own limits, and one payment at a time.
auto-how-much = How much
auto-amount = Amount each time, in dollars
auto-weekly = Most in 7 days, in dollars
auto-monthly = Most in 30 days, in dollars
auto-card = Which card
auto-other-card = Use a different card instead of the saved one
auto-no-card = Choose a card.
auto-when-low = When the balance is low
auto-program = A low balance is only topped up if you chose automatic top-up under “When your balance runs out”.
auto-hours = When fewer than this many hours are left
auto-dollars = Or when fewer than this many dollars are left
auto-fallback = If a payment fails and the balance reaches zero
auto-calendar = On paydays
auto-calendar-hint = Choose every few weeks starting on a day, or days of the month. If a month does not have that day, its last day is used.
auto-weeks-label = How often, in weeks
auto-weeks-never = Not weekly
auto-weeks = { $count ->
    [one] Every week
   *[other] Every { $count } weeks
}
auto-from = One of these paydays
auto-days = Or days of the month, for example 1, 15
auto-time = At this time
auto-pause = Pause
auto-paused = Make no automatic payments for now
auto-resume = Start again on this day (leave empty to decide later)
auto-bad-day = Enter a valid day and time, or days of the month from 1 to 31.
auto-paused-until = Paused until: { WHEN($at) }
auto-paused-open = Paused. No automatic payments are made until you end the pause.
auto-save = Save
auto-saved = Saved.
auto-ahead = Your next paydays
auto-none = No paydays are set.
auto-would-pay = Will be paid
auto-would-week-cap = Skipped: 7-day limit
auto-would-month-cap = Skipped: 30-day limit
auto-would-paused = Paused
auto-stopped = Automatic payment has stopped because 3 attempts failed. Check your card and save again.
auto-doubt = An automatic payment is under way. Nothing else is charged until it is finished.

## Links
links-copy = Copy
links-copied = Copied.
links-copy-yourself = We cannot copy it for you here. Press and hold, or right-click, the link and copy it.
links-used = { $count ->
    [0] Not used yet
    [one] Used for one payment
   *[other] Used for { $count } payments
}
links-paid-through = through the link “{ $name }”

## Refunds
error-refund-used = Only { MONEY($rest) } of this account's money has not been used.
    .next = Enter that amount or less. Money that was used, was borrowed, or is already on its way back cannot be refunded.
refund-title = Refund a payment
refund-link = Refund a payment
refund-intro = Choose the payment, enter how much and why, and review it before any money moves. It goes back the way it came.
refund-which = Which payment
refund-none = This account has no payment that can be refunded.
refund-state = What is left
refund-rest = Left of this payment
refund-unused = Not used yet in the account
refund-most = Most that can be refunded
refund-why-none = Nothing can be refunded.
    .next = It was not credited, belongs to an event, was cash, is disputed, or its money has been used.
refund-before = Refunded before
refund-entry = { WHEN($at) }: { MONEY($amount) } — { $note }
refund-state-asked = not certain yet
refund-state-done = done
refund-state-failed = failed
refund-amount = Amount to refund, in dollars
refund-amount-wrong = Enter an amount in dollars and cents, at most { MONEY($maximum) }.
refund-reason = Why
    .hint = This is kept with the refund. Do not write card numbers.
refund-reason-missing = Enter why, in 1 to 500 characters.
refund-look = Review
refund-look-title = Before any money moves
refund-look-amount = { MONEY($amount) } goes back to the payer.
refund-look-of = From the payment of { MONEY($amount) } made { WHEN($at) }
refund-look-balance = The balance goes from { MONEY($balance) } to { MONEY($after) }.
refund-look-low = The balance would then be zero: electricity may be limited or turned off, as the customer chose. Tell them first.
refund-look-why = Reason: { $note }
refund-give = Refund { MONEY($amount) }
refund-change = Change
refund-done = { MONEY($amount) } is on its way back to the payer. The customer has been told.
refund-asked = The payment company has not answered yet. We ask again automatically, and nobody is refunded twice. Look again in a few minutes.
refund-failed = The payment company could not refund it. The money stays in the account.
