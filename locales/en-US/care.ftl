### What protects and what helps a customer, as screens show it, beside protect.ftl.

## What keeps supply on now
care-held-title = What keeps the power on now
care-held-none = Nothing needs to keep it on: no turn-off is due.
care-held-rules = Rules keeping service on, from the decision of { WHEN($at) }:
care-held-decisions = All decisions, and what each rule looked at

## Region and medical baseline of a home
baseline-title = Region and medical baseline
baseline-menu = Baseline
baseline-intro = The region and the medical baseline decide how much of each day's energy gets the baseline price. A change starts on a future day, so nothing that was already charged is priced again.
baseline-not-priced = This account's rate plan has no baseline. What you enter here changes no price until it has one.
baseline-now = In effect, by first day
baseline-none = No region and no medical baseline.
baseline-from = From { $begin }
baseline-region = Region { $title }
baseline-region-none = No region
baseline-medical = With the medical baseline
baseline-medical-none = Without the medical baseline
baseline-set-heading = Change it starting on a day
baseline-set-region = Region
baseline-set-medical = Medical equipment here needs electricity: more energy at the baseline price
baseline-set-from = First day (tomorrow at the earliest)
baseline-set-why = Why
baseline-set-why-hint = Which document or map. No diagnosis.
baseline-set-button = Save from that day on
baseline-notes = Notes
error-baseline-region = This account's rate plan has no such region.
    .next = Choose one from the list.
error-baseline-day = A baseline starts tomorrow at the earliest, and no more than a year from now.
    .next = Choose another first day.
error-baseline-why = Enter a reason of 3 to 300 characters.
    .next = Name the document or map.

## Help for a customer
help-title = Assistance for this customer
help-menu = Assistance
help-own-title = Your assistance
help-own-intro = Assistance is used before your own money. Whatever is left after its last day goes back to where it came from.
help-none = There is no assistance on this account.
help-purpose-energy = For energy
help-purpose-debt = For past debt
help-left = { MONEY($amount) } left
help-of = { MONEY($amount) } granted, { MONEY($cost) } used
help-until = Until { WHEN($until) }
help-over = Ended: what was left has gone back
help-by = Granted by { $name }
help-why = Reason: { $what }
help-give-heading = Grant assistance
help-give-purpose = What it is for
help-give-amount = Amount in dollars
help-give-days = Ends after this many days
help-give-why = Why
help-give-button = Grant it
help-given = Granted. The customer has been told.
help-end-why = Why is it being taken back?
help-end-button = Take back what is left
help-ended = What was left has gone back. The customer has been told.
help-bad-days = Enter a whole number of days, from 1 to 1830.

## A cheque for who has left
cheque-heading = Check for what is left
cheque-sent = Check { $digits } for { MONEY($amount) }, sent on { $begin }
cheque-by = Entered by { $name }
cheque-wait = A refund to a card or bank is still under way. You can enter the check after that.
cheque-due = { MONEY($amount) } has to be sent as a check.
cheque-number-label = Check number
cheque-day-label = Day it was sent
cheque-enter = Enter the check for { MONEY($amount) }
cheque-entered = Entered. The money has left the books; you will see here whether the check was cashed.
error-cheque-wait = The account is still open, or some of its money is under way.
    .next = Wait until every card and bank has answered, then reload the page.
error-cheque-amount = { MONEY($amount) } is owed by check.
    .next = Reload the page, and compare the amount on the check.
error-cheque-number = A check number has 1 to 40 letters, digits and hyphens.
    .next = Enter it as it is printed on the check.
error-cheque-day = A check is sent after the account was closed, and not in the future.
    .next = Choose the day it was sent.
error-cheque-used = A check with this number has already been entered.
    .next = Reload the page to see whether it is there.

## Debt that is given up, by two people
write-off-title = Debt to be forgiven
write-off-menu = Debt to forgive
write-off-intro = One person asks for a debt to be forgiven, and another one decides. Until then nothing moves.
write-off-none = Nothing is waiting for a second person.
write-off-amount = { MONEY($amount) } on account { $account }
write-off-by = Requested by { $name }
write-off-own = You requested this yourself: somebody else must decide.
write-off-approve = Forgive it
write-off-refuse = Keep it owed
write-off-ask-heading = Ask for debt to be forgiven
write-off-ask-amount = Amount in dollars
write-off-ask-why = Why
write-off-ask-button = Ask a second person
write-off-asked = Sent. A second person decides.
write-off-see = See what is waiting for a second person

## Each debt, and how it is paid back
owing-plan-heading = Each debt and how it is paid back
owing-kind-arrears = Bills from before prepayment
owing-kind-overdrawn = A balance that fell below zero
owing-of = { MONEY($amount) } of { MONEY($cost) } still owed
owing-missed = { MONEY($amount) } was missed and will be made up by payments
owing-by-share = { $percent }% of each payment
owing-by-time-day = { MONEY($amount) } from the balance each day
owing-by-time-week = { MONEY($amount) } from the balance each week
owing-by-catch-up-day = { MONEY($amount) } from the balance each day; anything missed is made up by { $percent }% of each payment
owing-by-catch-up-week = { MONEY($amount) } from the balance each week; anything missed is made up by { $percent }% of each payment
owing-way = How it is paid back
owing-way-share = A share of each payment
owing-way-time = A fixed amount each day or week
owing-way-catch-up = A fixed amount, with anything missed made up by a share of each payment
owing-every = How often
owing-every-day = Each day
owing-every-week = Each week
owing-amount-label = Amount in dollars
owing-amount-missing = Enter an amount above zero, such as 2.50.
owing-for = For which debt
owing-for-new = What is owed now and not set aside yet
owing-change = Change this debt's plan
owing-caps = At most { MONEY($day) } a day, { MONEY($week) } in seven days and { MONEY($rest) } in thirty days is taken for debt, across all debts and plans.
owing-not-lent-not-offered = Emergency credit is not offered here.
owing-not-lent-not-yet = Emergency credit becomes available when the balance is lower.
owing-not-lent-owed = Emergency credit becomes available again once what was borrowed is paid back.

## What the utility allows for debt, lending and help
setting-unit-percent = percent
setting-unit-days = days
setting-debt-least-credit = A payment first brings the balance up to
setting-debt-share-max = Largest share of a payment for all debts
setting-debt-day-max = Most taken for debt in a day
setting-debt-week-max = Most taken for debt in seven days
setting-debt-month-max = Most taken for debt in thirty days
setting-debt-hold-max = Longest hardship pause
setting-debt-emergency = Emergency credit lent at once
setting-debt-emergency-below = Offered when the balance is below
setting-debt-grant-max = Most assistance granted at once
setting-debt-grant-for-max = Assistance ends after at most
