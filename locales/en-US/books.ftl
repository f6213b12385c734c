# Money that is counted to the end: how a booked time may be paid.

error-event-method = A time cannot be booked with the way to pay "{ $method }": nobody else could have the time while its money is still on its way. Nothing was booked or charged.
    .next = { $number ->
        [0] No way to pay books a time here at the moment. Please call us.
        [one] Use this way to pay instead: { $ways }.
       *[other] Use one of these ways to pay instead: { $ways }.
    }
event-no-way = No way to pay that is open on this page books a time: the money would come too late. Please call us, and we will help you.
settlement-waits-page = Waiting for you to type your card on the payment company's page

## What became of a cheque
error-cheque-unknown = This account has no such cheque.
    .next = Load the page again and look at its cheques.
error-cheque-cashed = The bank has already paid this cheque, so it cannot be cancelled.
    .next = Nothing more is owed by it. Look at "Payments to look at" if the customer says otherwise.
cheque-state-open = Not cashed yet
cheque-state-stale = Not cashed for more than six months: the bank need not pay it any more. If the customer still wants the money, have the bank stop it, say so here, and send another.
cheque-state-cashed = Cashed: the bank's word came on { $begin }
cheque-state-cancelled = Cancelled on { $begin }: its money is owed again
cheque-cancelled-why = Reason: { $reason }
cheque-differs = The bank says that it paid { MONEY($amount) } for this cheque. See "Payments to look at".
cheque-cancel-no = Leave it as it is
cheque-cancel-done = Cancelled. The money is owed again; enter the next cheque below when it is sent.

## Since when a customer lives at a place
error-home-day = A customer lives there since the account was opened, on { $begin }, at the latest.
    .next = Choose that day or an earlier one. If somebody new has moved in, close this account and open one for them.
error-home-left = The customer before left this place on { $begin }. What was used until then is not to be seen by anybody else.
    .next = Choose that day or a later one.
home-since-heading = Since when the customer lives here
home-since-now = Lives here since { $begin }. The account was opened on { $end_day }.
home-since-means = The customer sees no use from before this day, and no forecast is made from it. This holds as soon as it is saved. Nothing that was charged changes.
home-since-label = First day of the customer at this place
    .hint = The day the account was opened, or an earlier one.
home-since-missing = Choose a day.
home-proof-label = How do you know? (lease, purchase, the customer's word)
home-save = Save this day
home-saved = Saved. From now on the customer sees use from that day on.
protect-note-home = Lives here since { $begin }

## Fee and deposit of a change of how an account pays
convert-held = Deposit that we hold for you
convert-to-bill = Of that, for your bill and the fee
convert-to-debt = Of that, for your debt
convert-to-balance = Of that, to your prepaid balance
convert-line-fee = Fee for the change: { MONEY($amount) }, on the bill
convert-line-deposit = Deposit asked for: { MONEY($amount) }, on the bill; it stays yours
convert-line-returned = Deposit given back: { MONEY($amount) }, to what was owed and then to the balance
statement-kind-mode-fee = Fee for a change of how you pay
statement-kind-deposit = Deposit
statement-book-deposit = Deposit that is held
