### Everything drawn on a screen: website, desktop and in-home display.
### One variable name always has one kind of value:
### money: $amount $balance $cost $minimum $maximum $suggested $average $fee $debt $rate
### energy: $kwh   power: $power $cap   length of time: $age $left $wait $earliest $latest
### moment: $at $updated $zero $start $end $until   count: $count $unread $percent $number
### words from outside: $name $account $meter $message $field $digits $method $query

## Names
-utility-name = Sunrise Electric
app-title = { -utility-name } Prepay

## Frame: menu, languages, banners
app-skip-link = Skip to main content
app-menu-label = Main menu
app-menu-home = Home
app-menu-pay = Pay
app-menu-usage = Usage
app-menu-messages = Messages
app-menu-settings = Settings
app-menu-history = Payment history
app-menu-search = Find an account
app-menu-confirmations = Confirmations
app-menu-alerts = Send alerts
app-unread = { $unread ->
        [0] No unread messages
        [one] 1 unread message
       *[other] { $unread } unread messages
    }
app-sign-out = Sign out
app-signed-in-as = Signed in as { $name }
app-language-label = Language
app-loading = Loading…
app-retry = Try again
app-back = Back
app-close = Close
app-cancel = Cancel
app-save = Save
app-continue = Continue
app-not-found-title = We cannot find this page
app-not-found-body = The address may have changed. Go to Home and choose from the menu.
app-crash-title = Something went wrong on this screen
app-crash-body = Your balance and payments are safe. Reload the page.
app-crash-reload = Reload
app-offline-title = You are offline
app-offline-body = You are seeing what we knew { DURATION($age) } ago. We keep trying to connect.
app-stale-body = This information is { DURATION($age) } old. Your balance may have changed.
app-back-online = You are connected again

## Sign-in
sign-in-title = Sign in
sign-in-name-label = Email or user name
sign-in-password-label = Password
sign-in-password-show = Show password
sign-in-password-hide = Hide password
sign-in-button = Sign in
    .busy = Signing in…
sign-in-wrong = The name or the password is wrong. Check both and try again.
sign-in-missing-name = Enter your email or user name.
sign-in-missing-password = Enter your password.
sign-in-expired = You were signed out to protect your account. Sign in again.
sign-in-done-out = You are signed out.

## Balance and home
home-title = Your electricity
home-balance-label = Balance
home-balance-summary = { MONEY($balance) } or { KWH($kwh) } left
home-balance-owed = You owe { MONEY($amount) }
home-kwh-label = Energy left
home-kwh-left = { KWH($kwh) } left
home-time-label = Time left
home-time-left = About { DURATION($left) } left
home-time-short = { DURATION($left, style: "short") }
home-zero-label = Runs out about
home-zero-at = Runs out about { WHEN($zero, style: "hour") }
home-band = Between { DURATION($earliest) } and { DURATION($latest) }
home-band-note = This estimate is less certain because your use has changed.
home-learning = Not enough data yet to estimate the time left
    .hint = The estimate starts after two days of use.
home-average = Daily average: { MONEY($average) }
home-average-kwh = Daily average: { KWH($kwh) }
home-updated = Last update: { WHEN($updated) }
home-updated-never = No meter reading has arrived yet
home-cost-today-label = Cost today
home-cost-today = Today so far: { MONEY($cost) }
home-now-label = Use now
home-now = { KW($power) } now
home-now-cost = { KW($power) }, { MONEY($cost) } an hour
home-now-unknown = Use now is not known
home-now-low = Low
home-now-usual = Usual
home-now-high = High
home-state-ok = Your electricity is on
home-state-low = Your balance is low
    .hint = Pay now to keep your electricity on.
home-state-critical = Your balance is almost used up
    .hint = Pay today to keep your electricity on.
home-low-regular = Pay in advance if you do not want a monthly bill.
home-state-zero = Your balance is used up
    .hint = Your electricity may be turned off. Pay now.
home-state-held = Your balance is used up, but your electricity stays on for now
    .hint = What you use in the meantime is added to what you owe.
home-state-limited = Your electricity is limited to { KW($cap) }
    .hint = Use few appliances at the same time.
home-state-tripped = Power is paused: you went over your limit
    .hint = Turn something off. Power comes back by itself in { DURATION($left, style: "clock") }.
home-state-press-button = Press the button on your meter
    .hint = Turn off large appliances first. Then the power comes back.
display-trip-soon = { $count ->
    [one] Power comes back in { $count } second.
   *[other] Power comes back in { $count } seconds.
}
display-trip-checking = Checking your meter…
display-trip-step-off = Turn off large appliances.
display-trip-step-button = Press the button on your meter.
display-trip-step-limit = Your limit of { KW($cap) } holds again.
home-state-off = Your electricity is off
    .hint = Turn off the stove and heaters. Pay { MONEY($minimum) } or more to turn it on again.
home-state-ready = Power is ready: turn it on at your meter
    .hint = Turn off large appliances, then press the button on your meter.
home-state-unknown = We do not know whether your electricity is on
    .hint = We have not heard from your meter. If the power is out, call us.
home-regular-billing = Your account gets a monthly bill
home-pay-button = Pay now
home-usage-button = See usage
home-estimate-title = How we estimate
home-estimate-body = We look at how much you used at the same hours on past days. Weather and visitors change it.

## Pay
pay-title = Pay ahead
pay-amount-label = Amount in dollars
    .hint = From { MONEY($minimum) } to { MONEY($maximum) }
pay-amount-other = Other amount
pay-amount-missing = Enter an amount.
pay-amount-not-a-number = Enter the amount in numbers, for example 25.00.
pay-amount-too-small = The smallest payment is { MONEY($minimum) }.
pay-amount-too-large = The largest payment is { MONEY($maximum) }.
pay-suggested = Pay { MONEY($suggested) }, and it lasts until about { WHEN($until, style: "date") }
    .hint = Your next bill date. Based on your past use.
pay-suggested-none = What you have should last until { WHEN($until, style: "date") }
pay-suggested-unknown = We cannot suggest an amount yet because we know too little about your usage.
pay-adds = Adds about { KWH($kwh) }
pay-method-title = How do you want to pay?
pay-method-card = Credit or debit card
pay-method-bank = Bank account
pay-method-cash = Pay station
pay-card-notice = Test mode: no real card is charged.
pay-card-approve = Approve the payment
pay-card-decline = Decline the card
pay-card-insufficient = Not enough money in the account
pay-card-timeout = The bank does not answer
pay-card-duplicate = Report the payment twice
pay-card-ending = Card ending in { $digits }
pay-consent = I understand that my electricity may be turned off when my balance is used up.
pay-consent-missing = Check the box to continue.
pay-review-title = Review your payment
pay-review-button = Review
pay-review-account = Account { $account }
pay-review-amount = You pay { MONEY($amount) }
pay-review-fee = Fee: { MONEY($fee) }
pay-review-debt = { MONEY($debt) } of it goes toward what you owe
pay-review-after = Balance after this payment: { MONEY($balance) }
pay-review-change = Change
pay-confirm-button = Pay { MONEY($amount) }
    .busy = Paying…
pay-chain-title = Where your payment is
pay-chain-checking = Checking your payment
pay-chain-paid = Paid
pay-chain-sent = Sent to meter
pay-chain-confirmed = Meter confirmed at { WHEN($at, style: "time") }
pay-chain-waiting = Waiting for your meter
pay-chain-off-first = Your electricity comes back when the meter confirms.
pay-longer = This is taking longer than usual. You do not need to pay again: your money is safe.
pay-longer-call = Your meter has not answered for { DURATION($wait) }. If your power is off, call us.
pay-done-title = Thank you. Your payment is on your meter.
pay-done-left = You now have { MONEY($balance) }, about { DURATION($left) }
pay-done-number = Confirmation number: { $message }
pay-refused-title = Your payment did not go through
pay-refused-unpaid = You were not charged.
pay-refused-declined = Your bank declined the card.
    .next = Use another card or call your bank.
pay-refused-insufficient = There is not enough money in the account.
    .next = Enter a smaller amount or use another card.
pay-refused-timeout = Your bank did not answer in time.
    .next = Try again in a few minutes. You are never charged twice for the same payment.
pay-refused-expired = The card has expired.
    .next = Use another card.
pay-refused-account-closed = This account is closed.
    .next = Call us to open it again.
pay-refused-not-accepted = This card or payment method is not accepted here.
    .next = Use another card or payment method.
pay-refused-other = The payment could not be completed.
    .next = Try again or use another payment method.
pay-duplicate = We already have this payment. You were charged once. Received: { WHEN($at) }
pay-similar = You paid { MONEY($amount) } only { DURATION($age) } ago. Do you want to pay again?
    .confirm = Yes, pay again
pay-again-button = Make another payment

## Usage
usage-title = Your usage
usage-tab-day = Day
usage-tab-week = Week
usage-tab-month = Month
usage-previous = Earlier
usage-next = Later
usage-period-day = { WHEN($start, style: "date") }
usage-period-range = { WHEN($start, style: "date") } to { WHEN($end, style: "date") }
usage-unit-dollars = Dollars
usage-unit-kwh = kWh
usage-chart-label = Bar chart of usage. { $count } bars, { KWH($kwh) } in total. The same numbers are in the table.
usage-table-show = Show as table
usage-table-hide = Show as chart
usage-table-caption = Usage and cost
usage-table-time = Time
usage-table-date = Date
usage-table-kwh = Energy
usage-table-cost = Cost
usage-table-quality = Reading
usage-quality-measured = Measured
usage-quality-estimated = Estimated
usage-quality-missing = No data
usage-total = Total: { KWH($kwh) }, { MONEY($cost) }
usage-average = Average per day: { KWH($kwh) }, { MONEY($average) }
usage-compare-less = { $percent }% less than usual by this time
usage-compare-more = { $percent }% more than usual by this time
usage-compare-same = About the same as usual by this time
usage-empty = No usage for this time yet
    .hint = Choose an earlier time or come back later.
usage-gap = { $count ->
        [one] No data for 1 hour
       *[other] No data for { $count } hours
    }
usage-note = Costs are estimates until they are charged.

## Messages
messages-title = Messages
messages-count = { $count ->
        [0] No messages
        [one] 1 message
       *[other] { $count } messages
    }
messages-unread = Unread
messages-read = Read
messages-sent = Sent { WHEN($at) }
messages-valid-until = Valid until { WHEN($until) }
messages-ended = This message is no longer current
messages-priority-info = Information
messages-priority-notice = Notice
messages-priority-warning = Warning
messages-priority-emergency = Emergency
messages-confirm = I have read this
    .busy = Sending…
messages-confirmed = You confirmed this { WHEN($at) }
messages-other-language = This message is only available in Spanish
messages-empty = You have no messages
    .hint = Alerts and news from { -utility-name } appear here.

## Settings
settings-title = Settings
settings-language = Language
settings-text-size = Text size
settings-text-small = Small
settings-text-medium = Medium
settings-text-large = Large
settings-text-extra-large = Extra large
settings-contrast = Contrast
settings-contrast-auto = Same as this device
settings-contrast-light = Light
settings-contrast-dark = Dark
settings-contrast-high-light = High contrast, light
settings-contrast-high-dark = High contrast, dark
settings-home-number = Large number on the home screen
settings-keep-question = Keep this setting? It changes back in { $count } s.
settings-keep = Keep it
settings-revert = Change back
settings-saved = Saved
settings-threshold = Warn me when less than this is left
settings-about = About this display
settings-password = Change my password

## Payment history
history-title = Payment history
history-caption = Your payments, newest first
history-date = Date
history-amount = Amount
history-method = Paid by
history-state = Status
history-number = Confirmation number
history-state-offered = Being checked
history-state-paid = Paid
history-state-sent = Sent to meter
history-state-confirmed = Meter confirmed
history-state-refused = Refused
history-state-refunded = Refunded
history-total = { $count ->
        [one] 1 payment, { MONEY($amount) }
       *[other] { $count } payments, { MONEY($amount) }
    }
history-more = Show earlier payments
history-empty = No payments yet
    .hint = Your payments appear here as soon as you make one.

## Customer representative
search-title = Find an account
search-label = Account, name, address or meter number
search-button = Find
search-results = { $count ->
        [0] No account found
        [one] 1 account found
       *[other] { $count } accounts found
    }
search-too-many = Only the first { $count } are shown. Add more words.
search-empty = No account matches “{ $query }”. Check the spelling or use the meter number.
account-title = Account { $account }
account-customer = Customer
account-address = Service address
account-phone = Phone
account-meter = Meter
account-supply = Supply
account-supply-on = On
account-supply-off = Off
account-supply-limited = Limited
account-supply-unknown = Unknown
account-program = Program
account-flags = Protections
account-flag-medical = Medical need
account-flag-none = None
account-display = What the customer's display shows now
account-payments = Payments
account-commands = Messages to the meter
account-no-meter = No meter is connected to this account yet
confirmations-title = Payment confirmations
confirmations-waiting = { $count ->
        [0] Nothing waits for you
        [one] 1 confirmation waits for you
       *[other] { $count } confirmations wait for you
    }
confirmations-payment = Payment
confirmations-account = Account
confirmations-meter = Meter
confirmations-message = Message number
confirmations-receipt = Meter receipt
confirmations-receipt-at = Received { WHEN($at) }
confirmations-receipt-none = No receipt yet
confirmations-acknowledge = Acknowledge
    .label = Acknowledge payment { $message }
confirmations-acknowledged = Acknowledged by { $name } on { WHEN($at) }
confirmations-empty = No confirmations yet
    .hint = They appear here when a meter confirms a payment.

## Utility alerts
alerts-title = Alerts
alerts-new = New alert
alerts-kind = Kind
alerts-priority = Priority
alerts-audience = Who receives it
alerts-audience-all = All customers
alerts-audience-account = One account
alerts-text-en = Text in English
alerts-text-es = Text in Spanish
alerts-text-left = { $count ->
        [one] 1 character left
       *[other] { $count } characters left
    }
alerts-text-missing = Write the alert in both languages.
alerts-start = Valid from
alerts-end = Valid until
alerts-confirm-wanted = Customers must confirm that they have read it
alerts-preview = Preview
alerts-publish = Send alert
    .busy = Sending…
alerts-published = { $count ->
        [one] Sent to 1 display
       *[other] Sent to { $count } displays
    }
alerts-delivered = { $count ->
        [one] 1 display has received it
       *[other] { $count } displays have received it
    }
alerts-confirmed = { $count ->
        [one] 1 customer has confirmed
       *[other] { $count } customers have confirmed
    }
alerts-withdraw = Withdraw
alerts-empty = No alerts sent yet

## In-home display
display-title = Your electricity
display-starting = Starting…
display-starting-again = Starting again…
display-balance = Balance
display-estimate = Now about { MONEY($balance) } (estimate)
display-kwh = Energy left
display-time = Time left
display-time-estimate = Time left (estimate)
display-zero = Runs out { WHEN($zero, style: "hour") }
display-cost-today = Today
display-now = Now
display-band-low = Low
display-band-usual = Usual
display-band-high = High
display-band-unknown = Not known
display-link-up = Connected
display-link-meter-down = No meter data
display-link-utility-down = No link to { -utility-name }
display-link-down = Not connected
display-updated = Updated { WHEN($updated, style: "weekday") }
display-stale = Data is { DURATION($age) } old
display-stale-long = Balance may have changed
display-supply-on = Power on
display-supply-off = Power off
display-supply-limited = Power limited
display-supply-unknown = Power not known
display-limit = { KW($power) } of { KW($cap) }
display-trip = Back on by itself in { DURATION($left, style: "clock") }
display-pay-hint = Pay on the website, by phone or at a pay station
display-paid = Thank you. { MONEY($amount) } added.
display-pay-button = How to pay
display-usage-button = Usage
display-messages-button = Messages
display-settings-button = Settings

## Values and lines of the website
app-menu-button = Menu
app-demo-banner = Demonstration with invented data. Nothing here is real.
account-title-plain = Account
account-meter-serial = Meter { $meter }
display-clock = { WHEN($at, style: "time") }
display-power = { KW($power) }
history-when = { WHEN($at) }
home-account-label = Account
home-account-number = Account { $number }
home-average-label = Daily average
home-average-note = Average of your days with meter data
home-average-none = No meter data yet
home-balance-value = { MONEY($balance) }
home-gateway-offline = Your meter is not connected right now. You are seeing its last values.
home-kwh-value = { KWH($kwh) }
home-not-live = Live updates are paused. We keep trying to connect.
home-owed-label = Balance below zero
home-rate-now = Price now: { RATE($rate) } per kWh
home-supply-label = Electricity supply
home-supply-since = According to your meter, { WHEN($at, style: "weekday") }
home-time-long = More than 99 days
home-time-value = { DURATION($left) }
home-updated-label = Last update
home-updated-value = { WHEN($updated) }
home-usage-until = Usage counted through { WHEN($end, style: "weekday") }
home-used-today = { KWH($kwh) } used today
messages-waiting = { $count ->
        [0] Nothing waits for your answer
        [one] 1 message waits for your answer
       *[other] { $count } messages wait for your answer
    }
pay-amount-title = How much do you want to pay?
pay-chain-meter-refused = Your meter did not accept it. We have been told and will call you.
pay-chain-paid-amount = Paid: { MONEY($amount) }
pay-chain-sending = Sending to your meter
pay-chain-sent-at = Sent to meter at { WHEN($at, style: "time") }
pay-estimate-title = What you need until your next bill date
pay-estimate-likely = You will likely use { MONEY($amount) } until then, for { KWH($kwh) }
pay-estimate-fixed = { MONEY($fee) } of that is fixed charges
pay-estimate-safe = In eight out of ten cases { MONEY($amount) } is enough. This includes the balance you already have.
pay-suggested-take = Use { MONEY($suggested) }
pay-unanswered = Your payment of { MONEY($amount) } was sent, but no answer has arrived. Send it again: the same payment is never charged twice.
pay-unanswered-again = Send the same payment again
pay-unanswered-drop = Start over
payment-title = Your payment
payment-balance-after = Balance after this payment
settings-kept = Your choices are kept on this device.
sign-in-demo-hint = In this demonstration any name signs in. A name that begins with “rep” is a representative.
usage-quality-ahead = Not yet
usage-average-kwh = Average per day: { KWH($kwh) }
usage-row-day = { WHEN($at, style: "date") }
usage-row-hour = { WHEN($at, style: "time") }
usage-row-month = { WHEN($at, style: "date") }
usage-tick-day = { WHEN($at, style: "day") }
