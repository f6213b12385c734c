### Other places to pay: pay stations and their slips.

## What a pay station's machine is told
error-station-key = This key is not one of a pay station, or it is over.
    .next = Ask the utility for a new key and enter it in your machine.
error-station-closed = This pay station may not take payments.
    .next = Give the money back and call the utility.
error-station-no-match = The account number and the check do not belong together.
    .next = Look at the customer's papers and type both again: the check is the first letter of the last name, or the postal code of the home.
error-station-float = This payment does not fit: the pay station may take { MONEY($maximum) } more.
    .next = Give the money back, or take less. Hand over what you have taken, and you may take more.
error-station-forgotten = You asked for this payment to be forgotten, so it was not taken.
    .next = Start a new payment, or give the money back.
error-station-applied = This payment was taken, and its energy is on its way to the meter.
    .next = Keep the money and print the slip. Ask the utility if it must be given back.

## What the utility is told about pay stations
error-agent-not-found = There is no such pay station.
    .next = Open the list of pay stations and choose one.
error-agent-text = A name or reference must have 1 to 120 characters and no line breaks.
    .next = Type it again, shorter.
error-agent-zone = There is no such time zone.
    .next = Type its name, for example America/Los_Angeles.
error-agent-float = The float must be whole cents, from $0 to $1,000,000.
    .next = Type another amount.
error-agent-amount = The amount must be whole cents above zero, at most $1,000,000.
    .next = Type what was handed over.
error-agent-day = The calendar has no such day.
    .next = Choose another day.
error-remittance-reused = This record was already made with another amount or for another pay station.
    .next = Reload the list and look whether it is there.

## The slip, 32 columns
slip-title = Payment receipt
slip-station = Station
slip-date = Date
slip-account = Account
slip-name = Name
slip-payment = Payment number
slip-part-balance = To your balance
slip-part-debt = To your debt
slip-part-emergency = To emergency credit
slip-part-fee = Fee
slip-total = PAID
slip-energy = Energy
    .value = { KWH($kwh) }
slip-money = { MONEY($amount) }
slip-when = { WHEN($at) }
slip-meter-nothing = This payment paid what was owed. No energy was sent to the meter.
slip-meter-waiting = Waiting for the meter. Ask for a new slip with its receipt.
slip-meter-receipt = Confirmed by the meter
slip-meter-refused = The meter refused this credit. The utility has been told and will call.
slip-message = Message number
slip-meter = Meter number
slip-completed = Completed
slip-keep = Keep this slip as your proof.

## The utility's screen
agents-title = Pay stations
agents-menu = Pay stations
agents-intro = Who takes money for you over the counter, how much of it they may hold, and what they owe.
agents-none = There is no pay station yet.
agents-name = Name
agents-zone = Time zone
agents-zone-hint = For example America/Los_Angeles. A day of its statement runs from midnight to midnight there.
agents-float = Float: how much it may owe
agents-owes = Owes
agents-left = May take
agents-state = State
agents-active = May take payments
agents-closed = Closed
agents-key = Key
agents-key-made = Made { WHEN($at) }
agents-key-none = No key
agents-new-key = New key
agents-new-key-hint = The key before it holds for one hour more.
agents-key-once = This is the key of { $name }. It is shown this once: enter it in the station's machine now.
agents-revoke = End all keys now
agents-change = Change
agents-add = Add a pay station
agents-save = Save
agents-saved = Saved.
agents-remit-title = Record money that { $name } has handed over
agents-remit-amount = Amount
agents-remit-note = The bank's reference
agents-remit = Record
agents-day-title = Today at { $name }
agents-day-owed = Owed when the day began
agents-day-taken = Taken
agents-day-remitted = Handed over
agents-day-owes = Owes now
agents-choose = Choose { $name }
agents-bad-amount = Type dollars, for example 250.00

## Links for others
error-link-closed = This link cannot be used.
    .next = Ask whoever sent it to you for a new one.
error-link-nickname = The nickname must have 1 to 40 characters in one line.
    .next = Type how the payer knows you, for example a first name.
error-link-days = A link opens for 1 to 366 days.
    .next = Type another number of days.
error-link-too-many = You have 20 links that open.
    .next = End one of them, then make this one.

## The plain pay page
payer-title = Pay for the electricity of { $name }
payer-once = You pay once, also when you press twice or load the page again.
payer-thanks = Thank you
payer-paid = We received { MONEY($amount) }.
payer-asking = We are asking your bank. You need not do anything: this page loads itself again.
payer-number = Confirmation number:
payer-try-again = Try again
payer-again = Something of the form was missing or had been sent before.
    .next = Look at it again and send it once more. You have not been charged twice.
payer-card-missing = Choose a card.
payer-no-card = No card can be used here at the moment.
    .next = Ask whoever sent you this link for another way to pay.
payer-wait = Too many tries.
    .next = Wait half an hour and try again. A payment that was taken stays taken.
payer-away = We cannot answer at the moment.
    .next = Load this page again in a minute. You are never charged twice for the same form.

## Links, as the customer keeps them
links-title = Let others pay for you
links-menu = Pay-for-me links
links-intro = Send a link to a person you trust. They can pay for you, and see only the nickname you choose: not your balance, your use or your address.
links-make = Make a link
links-kind = Who is it for?
links-kind-other = For somebody else
    .hint = They see the nickname, and that their payment was received.
links-kind-own = For my own phone on a bad line
    .hint = A very small page. It also shows when your meter has the credit.
links-nickname = Nickname
    .hint = What the payer reads, for example your first name.
links-amount = Suggested amount in dollars
    .hint = You may leave this empty.
links-days = Days that it opens
links-once = Copy this link now: it is shown this once.
links-none = You have no links yet.
links-table = Your links
links-uses = Payments
links-until = Opens until
links-state = State
links-open = Opens
links-over = Ended
links-end = End { $name }
links-end-button = End
links-bad-days = Type a number of days, for example 30.
settings-bad-line = On a bad line?
    .hint = Make a link to a very small page, to pay from an old phone or a weak network.
