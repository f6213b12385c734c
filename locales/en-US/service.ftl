### Paid, but no power: who is calling, the meter's test, the people who are sent, and the logs.

service-title = Paid, but no power
service-link = Paid, but no power
service-log-link = Commands and meter log
service-account-link = Back to the account

## Who is calling
service-identity = 1. Who is calling
service-identity-intro = Ask the caller for at least two of these. What they say is not kept.
service-fact-number = Account number
service-fact-name = Full name
service-fact-address = Address of the home
service-fact-payment = Amount of the last payment
    .hint = For example 20 or 20.50.
service-fact-meter = Last four characters of the meter number
service-identity-check = Check
service-identity-wrong = Fewer than two answers are right. We do not show which ones. After five wrong checks, nobody can try again for 15 minutes.
service-identity-done = The caller's identity is confirmed. This is good for 15 minutes.
service-emergency = Emergency: open without checking
service-emergency-reason = Reason
    .hint = At least 10 characters. The reason is kept with your name.
service-emergency-open = Open without checking

## What is known
service-facts = 2. What is known
service-payment = Last payment
service-payment-none = No payment has been applied.
service-payment-value = { MONEY($amount) }, paid { WHEN($at) }
service-command = Command to the meter
service-command-none = None yet
service-command-sent = Sent { WHEN($at) }
service-receipt = The meter's answer
service-receipt-none = None yet
service-receipt-value = Confirmed { WHEN($at) }
service-receipt-refused = Refused { WHEN($at) }
service-switch = Switch
service-switch-on = On
service-switch-off = Off
service-switch-ready = Off, waiting for the button on the meter

## The test
service-test = 3. The meter's test
service-test-intro = The meter tests itself and answers within 60 seconds.
service-test-run = Test the meter
service-test-again = Test the meter again
service-test-progress = The meter's test
service-test-left = { $count ->
    [one] { $count } second left
   *[other] { $count } seconds left
 }
service-state-testing = The meter is testing itself.
service-state-passed = The test passed. Switch on now.
service-state-activating = The meter was told to switch on.
service-state-restored = The meter says that power is on.
service-state-ordered = Somebody is being sent.
service-verdict = Result
service-verdict-passed = The line has voltage and the meter is sound: it can be switched on.
service-verdict-power-at-meter = There is power at the meter. The problem is inside the home: ask the customer to check the main breaker.
service-verdict-line-dead = There is no voltage from the utility's side: an outage.
service-verdict-switch-fault = The meter's switch is not in the position it was told to take.
service-verdict-refused = The meter cannot test itself.
service-verdict-not-connected = The meter did not answer within 60 seconds.
service-checks = What the test found
service-checks-what = Checked
service-checks-how = Result
service-check-connected = Connected: the meter answers
service-check-energised = Energized: voltage on the utility's side
service-check-load = Voltage on the customer's side
service-check-current = Current
service-check-switch = Switch
service-check-pass = OK
service-check-fail = Not OK
service-check-unknown = Cannot be determined

## What next
service-next = 4. What next
service-activate = Switch on
service-still-off = Still no power
    .hint = Opens one field order and one trouble order at once.
service-orders-made = Orders for this account
service-orders-none = No orders.

## Orders
service-orders-title = Orders
service-orders-menu = Orders
service-orders-open = { $count ->
    [one] { $count } order is open.
   *[other] { $count } orders are open.
 }
service-orders-ended = Show ended orders too
service-order-kind-field = Field order
service-order-kind-trouble = Trouble order
service-order-reason-no-power = The customer has paid and still has no power.
service-order-reason-test-failed = The meter's test failed.
service-order-reason-not-connected = The meter did not answer its test.
service-order-reason-still-off = The meter was told to switch on and did not.
service-order-reason-no-switch = The meter has no switch.
service-order-state-open = Open
service-order-state-sent = Handed over
service-order-state-done = Done
service-order-state-cancelled = Canceled
service-order-opened = Opened { WHEN($at) }
service-order-meter = Meter { $meter }
service-order-evidence = Evidence
service-order-tries = { $count ->
    [one] Handing it over has failed { $count } time and is tried again.
   *[other] Handing it over has failed { $count } times and is tried again.
 }
service-order-end = End this order
service-order-note = What was done or found
service-order-note-value = Note: { $note }
service-order-done = The work is done
service-order-cancel = Cancel the order
service-order-back = Back

## Logs
service-log-title = Commands and meter log
service-log-commands = What the meter was told
service-log-meter = The meter's own log
service-log-empty = Nothing yet.
service-log-what = What
service-log-accepted = Accepted
service-log-state = State
service-log-receipt = Receipt
service-log-place = Position
service-log-when = When
service-log-from = Direction
service-log-inbound = To the meter
service-log-outbound = From the meter
service-log-tries = { $count ->
    [one] { $count } try
   *[other] { $count } tries
 }
service-kind-prepay = Credit
service-kind-connect = Switch on
service-kind-show = Balance on the display
service-kind-notice = Text
service-kind-withdraw = Text withdrawn
service-kind-disconnect = Switch off
service-kind-limit = Limit
service-kind-unlimit = Limit removed
service-kind-event = Event
service-kind-cancel-event = Event canceled
service-kind-test = Test
service-kind-set-mode = How the account pays
service-kind-settings = Settings
service-sent-queued = Waiting
service-sent-sent = Sent
service-sent-receipted = Confirmed
service-sent-refused = Refused
service-sent-expired = Expired
service-sent-superseded = Replaced by a newer one
