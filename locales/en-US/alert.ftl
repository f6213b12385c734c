### Alerts by code: `alert-CODE` is the text, `.title` its heading, `.next` what to do.
### Sent in both languages at once; a display shows the reader's one.

## Prepayment
# The example pair of the use case: $left is the time remaining.
alert-low-balance = Your prepaid balance is { MONEY($balance) }. It will last about { DURATION($left) }.
    .title = Low balance
    .next = Pay now to keep your electricity on.
alert-low-balance-unknown = Your prepaid balance is { MONEY($balance) }.
    .title = Low balance
    .next = Pay now to keep your electricity on.
alert-zero-balance = Your prepaid balance is used up.
    .title = Balance used up
    .next = Pay { MONEY($minimum) } or more now.
alert-before-disconnect = Your electricity will be turned off soon: { WHEN($zero) }.
    .title = Electricity will be turned off
    .next = Pay { MONEY($minimum) } or more before then.
alert-before-limit = Your electricity will be limited soon: { WHEN($zero) }.
    .title = Electricity will be limited
    .next = Pay { MONEY($minimum) } or more before then.
alert-disconnected = Your electricity is off because your balance is used up.
    .title = Electricity is off
    .next = Turn off the stove and heaters. Pay { MONEY($minimum) } or more.
alert-reconnected = Your electricity is on again.
    .title = Electricity is on
    .next = Check your stove and heaters.
alert-limited = Your electricity is limited to { KW($cap) }.
    .title = Electricity is limited
    .next = Use few appliances at once, or pay to end the limit.
alert-limit-over = The limit on your electricity has ended.
    .title = Limit ended
    .next = You do not need to do anything.
alert-payment-received = We received your payment of { MONEY($amount) }.
    .title = Payment received
    .next = You do not need to do anything.
alert-auto-pay = We charged { MONEY($amount) } to your saved card, as you asked.
    .title = Automatic payment made
    .next = You can change automatic payment on the website.
alert-auto-pay-capped = No automatic payment today: you have reached your own limit.
    .title = Automatic payment skipped
    .next = Make a payment, or raise your limit.
alert-auto-pay-stopped = Automatic payment stopped after 3 failed attempts.
    .title = Automatic payment stopped
    .next = Check your card and save it again.
alert-auto-pay-failed = Your automatic payment did not go through.
    .title = Automatic payment failed
    .next = Pay now, or check your card on the website.
alert-regular-billing = Your prepaid time has ended. You now get a monthly bill.
    .title = Monthly bill
    .next = You do not need to do anything.

## Events
alert-event-scheduled = Your prepaid event starts: { WHEN($start) }
    .title = Event scheduled
    .next = Check the dates on the website.
alert-event-started = Your prepaid event has started. It ends: { WHEN($end) }
    .title = Event started
    .next = You do not need to do anything.
alert-event-ended = Your prepaid event has ended. { MONEY($balance) } is left.
    .title = Event ended
    .next = You do not need to do anything.
alert-schedule-overlap = The time you chose overlaps another prepaid event.
    .title = Time already taken
    .next = Choose another time.

## Utility
# The example of the use case, with the accents the Spanish needs.
alert-outage-area = There is an outage in your area
    .title = Outage
    .next = We are working to restore it. You do not need to call.
alert-outage-over = The outage in your area is over
    .title = Power restored
    .next = If your power is still out, call us.
alert-outage-planned = Planned work, power is off: { WHEN($start, style: "weekday") } to { WHEN($end, style: "time") }
    .title = Planned outage
    .next = Save your work and keep the refrigerator closed.
alert-weather = Extreme weather: your electricity will not be turned off today.
    .title = Extreme weather
    .next = Stay safe and check on your neighbors.
alert-meter-unreachable = We have not heard from your meter for { DURATION($age) }.
    .title = Meter not responding
    .next = If your power is out, call us.
alert-rate-change = Your price changes to { RATE($rate) } per kWh on { WHEN($start, style: "date") }
    .title = New price
    .next = See the details on the website.
