### The meter's own display, at most 32 characters when filled in.
meter-credit-amount = Credit added { MONEY($amount) }
meter-balance = Balance { MONEY($balance) }
meter-kwh = Left { KWH($kwh) }
meter-time-left = Time left { DURATION($left, style: "short") }
meter-time-unknown = Time left: not known yet
meter-zero-at = Until { WHEN($zero, style: "weekday") }
meter-updated = As of { WHEN($updated, style: "weekday") }
meter-cost-today = Today { MONEY($cost) }
meter-now = Now { KW($power) }
meter-low = Low balance. Please pay.
meter-zero = Balance used up. Please pay.
## Supply
meter-power-on = Power on
meter-power-off = Power off
meter-power-limited = Limited to { KW($cap) }
meter-disconnect-soon = Power off in { DURATION($left, style: "short") }
meter-tripped = Over limit. On again { DURATION($left, style: "clock") }
meter-press-button = Press button for power
meter-alert = New alert. See your display.
meter-outage = Outage in your area
meter-event-start = Event { WHEN($start, style: "hour") }
meter-event-end = Ends { WHEN($end, style: "hour") }
meter-regular-billing = Regular billing
meter-test-passed = Meter test passed
meter-test-failed = Meter test failed. Call us.

## By message code: no values, because only the code is kept
meter-low-credit = Low balance. Please pay.
meter-no-credit = Balance used up. Please pay.
meter-credit-added = Credit added
meter-duplicate = Message already received
meter-balance-update = Balance updated
meter-info-text = New message. See your display.
meter-supply-on = Power on
meter-supply-off = Power off
meter-limit-set = Power limit set
meter-limit-trip = Power paused: over limit
meter-interval = Usage recorded
meter-refused = Message not accepted
meter-unknown = New information
