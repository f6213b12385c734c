### Moving out.

move-out-title = Move out
move-out-menu = Move out
move-out-intro = Choose when you are leaving. You pay for what you use until then, and we pay back what is left of your balance. Later bookings are canceled and their money goes back to you. Moving out does not turn your power off, and the display in the home forgets everything about you.
move-out-preview = What would happen today
move-out-day = Day and time
move-out-ask = Close the account at that time
move-out-asked = This account will close at { WHEN($at) }.
move-out-stay = Keep the account open
move-out-closed = This account was closed at { WHEN($at) }. { MONEY($amount) } was left.
home-closed = This account was closed at { WHEN($at) }.
    .hint = What was left of your balance is paid back. Your payments and statements stay here for you.
home-closed-money = What is paid back
move-out-refund = Paid back: { MONEY($amount) }
move-out-returns = Of that, back to the card or bank it came from: { MONEY($amount) }
move-out-cheque = Of that, by check: { MONEY($amount) }
move-out-owed = Still owed on the last bill: { MONEY($amount) }
move-out-booked =
    { $count ->
        [0] Nothing is booked.
        [one] 1 booking is canceled.
       *[other] { $count } bookings are canceled.
    }
move-out-stands = What has to finish first
move-out-stands-use = Use up to that moment has not been charged yet. It will be charged within hours; if the meter stays silent for 3 days, it will not be charged at all.
move-out-stands-event = A booked event is running at this home. The account closes when it is over.
move-out-stands-payment = A payment or a refund is under way. The account closes once it has finished.
move-out-stands-dispute = A bank has not decided on a disputed payment yet. The account closes, and what is left is paid back after that decision.

## The display in the home
display-forgotten = This display is not paired with a home. It keeps nothing about the last customer. An installer pairs it by putting the same new secret on the gateway and on this display.

## What went wrong
error-account-ended = This account is closed.
    .next = Call us about the last bill or what is paid back.
error-move-out-day = The day is in the past or more than 90 days ahead.
    .next = Choose another day.
