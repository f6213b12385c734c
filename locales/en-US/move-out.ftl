### Moving out.

move-out-title = Move out
move-out-menu = Move out
move-out-intro = Choose when you leave. You pay for what you use up to then, and what is left of your balance is paid back. What is booked for later is called off and its money goes back. Your power is not turned off by it, and the display in the home forgets everything about you.
move-out-preview = What would happen now
move-out-day = Day and time
move-out-ask = Close the account then
move-out-asked = This account closes at { WHEN($at) }.
move-out-stay = Keep the account open
move-out-closed = This account was closed at { WHEN($at) }. { MONEY($amount) } were left.
home-closed = This account was closed at { WHEN($at) }.
    .hint = What was left of your balance is paid back. Your payments and statements stay here for you.
home-closed-money = What is paid back
move-out-refund = Paid back: { MONEY($amount) }
move-out-returns = Of that, to the card or bank it came from: { MONEY($amount) }
move-out-cheque = Of that, by cheque: { MONEY($amount) }
move-out-owed = Still owed on the last bill: { MONEY($amount) }
move-out-booked =
    { $count ->
        [0] Nothing is booked.
        [one] 1 booking is called off.
       *[other] { $count } bookings are called off.
    }
move-out-stands = What has to end first
move-out-stands-use = Use up to that moment is not charged yet. It is charged within hours, after 3 days without news from the meter not at all.
move-out-stands-event = A booked event is running at this home. The account closes when it is over.
move-out-stands-payment = A payment or a refund is under way. The account closes when it has ended.
move-out-stands-dispute = A bank has not decided a disputed payment. The account closes, and what is left is paid back after the decision.

## The display in the home
display-forgotten = This display is not paired with a home. It keeps nothing of the last customer. An installer pairs it by putting the same new secret on the gateway and on this display.

## What went wrong
error-account-ended = This account is closed.
    .next = Call us about the last bill or what is paid back.
error-move-out-day = The day is past or more than 90 days ahead.
    .next = Choose another day.
