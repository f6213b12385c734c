### Other places to pay: pay stations and their slips.

## What a pay station's machine is told
error-station-key = This key does not belong to a pay station, or it has ended.
    .next = Ask the utility for a new key and enter it in your machine.
error-station-closed = This pay station is not allowed to take payments.
    .next = Give the money back and call the utility.
error-station-no-match = The account number and the check do not match.
    .next = Look at the customer's papers and enter both again: the check is the first letter of the last name, or the ZIP code of the home.
error-station-float = This payment does not fit: the pay station can take { MONEY($maximum) } more.
    .next = Give the money back, or take less. Hand over what you have collected to take more.
error-station-too-much = This is more than can be paid for this account right now.
    .next = Give the money back, or take less. The customer can ask the utility how much is possible.
error-station-forgotten = You asked us to forget this payment, so it was not taken.
    .next = Start a new payment, or give the money back.
error-station-applied = This payment was taken, and the credit is on its way to the meter.
    .next = Keep the money and print the slip. Ask the utility if it has to be given back.

## What the utility is told about pay stations
error-agent-not-found = There is no such pay station.
    .next = Open the list of pay stations and choose one.
error-agent-text = A name or reference must have 1 to 120 characters and no line breaks.
    .next = Enter it again, shorter.
error-agent-zone = There is no such time zone.
    .next = Enter its name, for example America/Los_Angeles.
error-agent-float = The float must be whole cents, from $0 to $1,000,000.
    .next = Enter another amount.
error-agent-amount = The amount must be whole cents above zero, at most $1,000,000.
    .next = Enter what was handed over.
error-agent-day = There is no such day.
    .next = Choose another day.
error-remittance-reused = This record was already made with another amount or for another pay station.
    .next = Reload the list to see whether it is there.

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
slip-meter-nothing = This payment went to what was owed. No energy was sent to the meter.
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
agents-intro = Who collects money for you over the counter, how much of it they may hold, and what they owe.
agents-none = There are no pay stations yet.
agents-name = Name
agents-zone = Time zone
agents-zone-hint = For example America/Los_Angeles. Each day on its statement runs from midnight to midnight there.
agents-float = Float: the most it may owe
agents-owes = Owes
agents-left = Can still take
agents-state = State
agents-active = May take payments
agents-closed = Closed
agents-key = Key
agents-key-made = Made { WHEN($at) }
agents-key-none = No key
agents-new-key = New key
agents-new-key-hint = The old key works for one more hour.
agents-key-once = This is the key for { $name }. It is shown only once: enter it in the station's machine now.
agents-revoke = End all keys now
agents-change = Change
agents-add = Add a pay station
agents-save = Save
agents-saved = Saved.
agents-remit-title = Record money handed over by { $name }
agents-remit-amount = Amount
agents-remit-note = The bank's reference
agents-remit = Record
agents-day-title = Today at { $name }
agents-day-owed = Owed at the start of the day
agents-day-taken = Collected
agents-day-remitted = Handed over
agents-day-owes = Owes now
agents-choose = Choose { $name }
agents-bad-amount = Enter dollars, for example 250.00

## Links for others
error-link-closed = This link cannot be used.
    .next = Ask whoever sent it to you for a new one.
error-link-nickname = The nickname must have 1 to 40 characters on one line.
    .next = Enter what the payer calls you, for example a first name.
error-link-days = A link works for 1 to 366 days.
    .next = Enter another number of days.
error-link-too-many = You already have 20 working links.
    .next = End one of them, then make this one.

## The plain pay page
payer-title = Pay for the electricity of { $name }
payer-once = You only pay once, even if you press twice or reload the page.
payer-thanks = Thank you
payer-paid = We received { MONEY($amount) }.
payer-asking = We are asking your bank. You do not need to do anything: this page reloads automatically.
payer-number = Confirmation number:
payer-try-again = Try again
payer-again = Something on the form was missing or had already been sent.
    .next = Look at it again and send it once more. You have not been charged twice.
payer-too-much-now = This is more than can be paid for this account right now. Nothing was charged. Pay less, or try again later.
payer-card-missing = Choose a card.
payer-no-card = No card can be used here right now.
    .next = Ask whoever sent you this link for another way to pay.
payer-wait = Too many attempts.
    .next = Wait half an hour and try again. A payment that went through still counts.
payer-away = We cannot answer right now.
    .next = Reload this page in a minute. You are never charged twice for the same form.

## Links, as the customer keeps them
links-title = Let others pay for you
links-menu = Pay-for-me links
links-intro = Send a link to a person you trust. They can pay for you, and see only the nickname you choose: not your balance, your usage or your address.
links-make = Make a link
links-kind = Who is it for?
links-kind-other = For somebody else
    .hint = They see the nickname, and whether their payment was received.
links-kind-own = For my own phone on a slow connection
    .hint = A very small page. It also shows when your meter has the credit.
links-nickname = Nickname
    .hint = What the payer reads, for example your first name.
links-amount = Suggested amount in dollars
    .hint = You may leave this empty.
links-days = Days it works
links-once = Copy this link now: it is shown only once.
links-none = You have no links yet.
links-table = Your links
links-uses = Payments
links-until = Works until
links-state = Status
links-open = Working
links-over = Ended
links-end = End { $name }
links-end-button = End
links-bad-days = Enter a number of days, for example 30.
settings-bad-line = Slow connection?
    .hint = Make a link to a very small page, so you can pay from an old phone or a weak network.
