### What protects and what helps a customer, as screens show it, beside protect.ftl.

## What keeps supply on now
care-held-title = What keeps the power on now
care-held-none = Nothing has to keep it on: no turn-off is due that a rule would stop.
care-held-rules = Rules that keep service on, by the decision of { WHEN($at) }:
care-held-decisions = All decisions with what each rule looked at

## Region and medical baseline of a home
baseline-title = Region and medical baseline
baseline-menu = Baseline
baseline-intro = The region and the medical baseline decide how much energy of a day has the baseline price. A change begins with a day that has not come, so no hour that was charged is priced again.
baseline-not-priced = The tariff of this account has no baseline. What is said here changes no price until its tariff has one.
baseline-now = What holds, by its first day
baseline-none = No region and no medical baseline.
baseline-from = From { $begin }
baseline-region = Region { $title }
baseline-region-none = No region
baseline-medical = With the medical baseline
baseline-medical-none = Without the medical baseline
baseline-set-heading = Change it from a day on
baseline-set-region = Region
baseline-set-medical = Medical equipment here needs electricity: more energy at the baseline price
baseline-set-from = First day (tomorrow at the earliest)
baseline-set-why = Why
baseline-set-why-hint = By which paper or map. No diagnosis.
baseline-set-button = Save from that day on
baseline-notes = What was said
error-baseline-region = The tariff of this account has no such region.
    .next = Choose one of the list.
error-baseline-day = A baseline begins tomorrow at the earliest, and within a year.
    .next = Choose another first day.
error-baseline-why = A reason of 3 to 300 characters is needed.
    .next = Write by which paper or map.

## Help for a customer
help-title = Help for this customer
help-menu = Help
help-own-title = Help that you have
help-own-intro = Help is spent before the account's own money. What is not used by its last day goes back to where it came from.
help-none = There is no help for this account.
help-purpose-energy = For energy
help-purpose-debt = For debt that was set aside
help-left = { MONEY($amount) } left
help-of = { MONEY($amount) } granted, { MONEY($cost) } used
help-until = Until { WHEN($until) }
help-over = Over: what was left has gone back
help-by = Granted by { $name }
help-why = Why: { $what }
help-give-heading = Grant help
help-give-purpose = What it is for
help-give-amount = Amount in dollars
help-give-days = Days after today on which it ends
help-give-why = Why
help-give-button = Grant this help
help-given = Granted. The customer is told.
help-end-why = Why is it taken back?
help-end-button = Take back what is left
help-ended = What was left has gone back. The customer is told.
help-bad-days = Write a whole number of days, from 1 to 1830.

## A cheque for who has left
cheque-heading = Cheque for what is left
cheque-sent = Cheque { $digits } of { MONEY($amount) }, sent on { $begin }
cheque-by = Entered by { $name }
cheque-wait = A card or bank still takes money back. The cheque can be entered after that.
cheque-due = { MONEY($amount) } is to be sent as a cheque.
cheque-number-label = Number of the cheque
cheque-day-label = Day on which it was sent
cheque-enter = Enter the cheque of { MONEY($amount) }
cheque-entered = Entered. The money has left the books; here you see later whether the cheque was cashed.
error-cheque-wait = The account is still open, or money of it is under way.
    .next = Wait until every card and bank has answered, and load the page again.
error-cheque-amount = { MONEY($amount) } is owed by cheque.
    .next = Load the page again, and look at the amount on the cheque.
error-cheque-number = A cheque's number has 1 to 40 letters, digits and hyphens.
    .next = Type it as it is printed on the cheque.
error-cheque-day = A cheque is sent after the account was closed, and not in the future.
    .next = Choose the day on which it was sent.
error-cheque-used = A cheque with this number is entered already.
    .next = Load the page again, and look whether it is there.

## Debt that is given up, by two people
write-off-title = Debt to be given up
write-off-menu = Debt to give up
write-off-intro = One person asks for a debt to be given up, another one decides. Until then nothing moves.
write-off-none = Nothing waits for a second person.
write-off-amount = { MONEY($amount) } of account { $account }
write-off-by = Asked by { $name }
write-off-own = You have asked for this yourself: another person must decide.
write-off-approve = Give it up
write-off-refuse = Leave it owed
write-off-ask-heading = Ask for debt to be given up
write-off-ask-amount = Amount in dollars
write-off-ask-why = Why
write-off-ask-button = Ask a second person
write-off-asked = Asked. A second person decides.
write-off-see = See what waits for a second person

## Each debt, and how it is paid back
owing-plan-heading = Each debt and how it is paid back
owing-kind-arrears = Bills from before prepayment
owing-kind-overdrawn = A balance that fell below zero
owing-of = { MONEY($amount) } of { MONEY($cost) } still owed
owing-missed = { MONEY($amount) } was missed and is made up by payments
owing-by-share = { $percent } % of each payment
owing-by-time-day = { MONEY($amount) } a day from the balance
owing-by-time-week = { MONEY($amount) } a week from the balance
owing-by-catch-up-day = { MONEY($amount) } a day from the balance; what is missed is made up by { $percent } % of each payment
owing-by-catch-up-week = { MONEY($amount) } a week from the balance; what is missed is made up by { $percent } % of each payment
owing-way = How it is paid back
owing-way-share = A share of each payment
owing-way-time = An amount by time
owing-way-catch-up = An amount by time, and what is missed by a share of each payment
owing-every = How often
owing-every-day = Each day
owing-every-week = Each week
owing-amount-label = Amount in dollars
owing-amount-missing = Write an amount above zero, like 2.50.
owing-for = For which debt
owing-for-new = What is owed now and not set aside
owing-change = Change this debt's plan
owing-caps = At most { MONEY($day) } in a day, { MONEY($week) } in seven days and { MONEY($rest) } in thirty days is taken for debt, over all debts and ways.
owing-not-lent-not-offered = Emergency credit is not offered here.
owing-not-lent-not-yet = Emergency credit is lent when the balance is lower.
owing-not-lent-owed = Emergency credit is lent again when what was borrowed is paid back.

## What the utility allows for debt, lending and help
setting-unit-percent = percent
setting-unit-days = days
setting-range-percent = In percent. From { $least } to { $most }. Default: { $percent }
setting-debt-least-credit = A payment first brings the balance to
setting-debt-share-max = Largest share of a payment for all debts
setting-debt-day-max = Most that is taken for debt in a day
setting-debt-week-max = Most that is taken for debt in seven days
setting-debt-month-max = Most that is taken for debt in thirty days
setting-debt-hold-max = Longest hardship pause
setting-debt-emergency = Emergency credit that is lent at once
setting-debt-emergency-below = It is offered with a balance below
setting-debt-grant-max = Most help that is granted at once
setting-debt-grant-for-max = Help ends at the latest after
