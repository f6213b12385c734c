# Money that is counted to the end: how a booked time may be paid.

error-event-method = A time cannot be booked with “{ $method }”: the money would still be on its way, and nobody else could have the time. Nothing was booked or charged.
    .next = { $number ->
        [0] No way to pay books a time here at the moment. Please call us.
        [one] Use this way to pay instead: { $ways }.
       *[other] Use one of these ways to pay instead: { $ways }.
    }
event-no-way = None of the ways to pay on this page can book a time: the money would arrive too late. Please call us, and we will help you.
settlement-waits-page = Waiting for you to enter your card on the payment company's page

## What became of a cheque
error-cheque-unknown = This account has no such check.
    .next = Reload the page and look at its checks.
error-cheque-cashed = The bank has already paid this check, so it cannot be canceled.
    .next = Nothing more is owed on it. Look at “Payments to review” if the customer says otherwise.
cheque-state-open = Not cashed yet
cheque-state-stale = Not cashed for more than six months: the bank no longer has to pay it. If the customer still wants the money, have the bank stop the check, record that here, and send another one.
cheque-state-cashed = Cashed: the bank reported it on { $begin }
cheque-state-cancelled = Canceled on { $begin }: the money is owed again
cheque-cancelled-why = Reason: { $reason }
cheque-differs = The bank says it paid { MONEY($amount) } on this check. See “Payments to review”.
cheque-cancel-no = Leave it as it is
cheque-cancel-done = Canceled. The money is owed again; enter the next check below once it has been sent.

## Since when a customer lives at a place
error-home-day = A customer has lived there at least since the account was opened, on { $begin }.
    .next = Choose that day or an earlier one. If somebody new has moved in, close this account and open one for them.
error-home-left = The previous customer left this place on { $begin }. Nobody else may see what was used until then.
    .next = Choose that day or a later one.
home-since-heading = When the customer moved in
home-since-now = Has lived here since { $begin }. The account was opened on { $end_day }.
home-since-means = The customer sees no use from before this day, and no forecast is based on it. This takes effect as soon as it is saved. Nothing that was already charged changes.
home-since-label = The customer's first day at this place
    .hint = The day the account was opened, or an earlier day.
home-since-missing = Choose a day.
home-proof-label = How do you know? (lease, purchase, the customer's word)
home-save = Save this day
home-saved = Saved. From now on the customer sees use starting on that day.
protect-note-home = Has lived here since { $begin }

## Fee and deposit of a change of how an account pays
convert-held = Deposit we hold for you
convert-to-bill = Of that, for your bill and the fee
convert-to-debt = Of that, for your debt
convert-to-balance = Of that, to your prepaid balance
convert-line-fee = Fee for the change: { MONEY($amount) }, on the bill
convert-line-deposit = Deposit required: { MONEY($amount) }, on the bill; it is still your money
convert-line-returned = Deposit returned: { MONEY($amount) }, first to what was owed, then to the balance
statement-kind-mode-fee = Fee for changing how you pay
statement-kind-deposit = Deposit
statement-book-deposit = Deposit held
