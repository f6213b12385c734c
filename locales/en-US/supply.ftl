### Supply of an account at the desk, what keeps supply on, and the weather that the rules ask for.

supply-title = Supply and plans
supply-link = Supply and plans
supply-now = Now
supply-switch = Switch
supply-switch-on = On
supply-switch-off = Off
supply-switch-ready = Off, waiting for the button on the meter
supply-switch-unknown = The meter has not reported yet
supply-limit = Limit
supply-limit-none = None
supply-limit-value = { KW($cap) }
supply-said = Reported by the meter
supply-moving = A command is on its way to the meter.
supply-connect = Switch on now
supply-connect-hint = Commands that would turn this home off for lack of money are withdrawn first.

## Plans
supply-plans = Plans
supply-plans-none = Nothing is planned.
supply-plan-new = Plan something
supply-plan-what = What
supply-what-connect = Switch on
supply-what-disconnect = Switch off, if every rule allows it at that time
supply-what-limit = Limit demand, if every rule allows it at that time
supply-what-restore = End the limit
supply-plan-limit = Limit in kW
supply-plan-limit-missing = Enter a limit above zero, for example 4 or 4.5.
supply-plan-at = When, in the site's local time
supply-plan-save = Plan it
supply-plan-saved = Planned.
supply-plan-due = For { WHEN($at) }
supply-plan-by = Planned by { $name }
supply-state-waiting = Waiting
supply-state-done = Done
supply-state-held = Stopped by rules
supply-state-cancelled = Canceled
supply-plan-cancel = Cancel it
supply-plan-move = Move it

## How the account pays
supply-mode = How this account pays
supply-mode-prepaid = This account is prepaid.
supply-mode-regular = This account gets a monthly bill.
supply-mode-to-regular = Change to a monthly bill
supply-mode-to-prepaid = Change to prepaid
supply-mode-when = The change takes effect { WHEN($at) }
supply-mode-regular-means = Power stays on. Use from then on is billed monthly; the balance stays on the account.
supply-mode-prepaid-means = Use from then on is paid from the balance. Pay in advance so that it does not reach zero.
supply-mode-done = The change is on its way.

## What keeps supply on
supply-holds = Why homes stay on
supply-holds-menu = Holds and weather
supply-holds-intro = These homes would be limited or switched off now, and at least one rule keeps them on.
supply-holds-none = No rule is keeping a home on.
supply-hold-meter = Meter { $meter }
supply-hold-since = Since { WHEN($at) }
supply-hold-quarantine = Too many at once: two different people must release it.
supply-hold-released = Released by { $count } of 2 people
supply-hold-release = Release
supply-cause-zero = The balance is used up
supply-cause-event-over = A prepaid event is over
supply-cause-plan = A plan has come due
supply-cause-rule = A rule of the utility
supply-rule-no-switch = The meter has no switch: a field order is made instead.
supply-rule-class = Nobody has entered what kind of customer this is, or such customers are never cut.
supply-rule-protected = Somebody there is protected.
supply-rule-not-prepaid = The account is not prepaid.
supply-rule-not-chosen = The customer chose something else.
supply-rule-balance = There is money on the account.
supply-rule-balance-old = The balance is too old to cut on it.
supply-rule-usage-old = The meter's usage is too old to cut on it.
supply-rule-link = The gateway is not connected.
supply-rule-payment = A payment is under way.
supply-rule-notice = No warning has been shown for long enough.
supply-rule-hour = Not allowed at this hour.
supply-rule-weekday = Not allowed on this weekday.
supply-rule-holiday = A holiday, the day before one, or a year whose holidays nobody has listed.
supply-rule-season = Nobody is cut in this season.
supply-rule-weather-unknown = The weather there is not known.
supply-rule-weather-old = The weather report is too old.
supply-rule-hot = It is too hot.
supply-rule-cold = It is too cold.
supply-rule-advisory = The weather service has issued a warning.
supply-rule-event = A prepaid event is running.
supply-rule-command = Another command is on its way.
supply-rule-quarantined = Too many homes at once.
supply-rule-stopped = All cuts are stopped.

## The weather
supply-weather = Weather
supply-weather-none = The weather is not known, so no home that it protects is switched off.
supply-weather-stale = Too old: nobody is switched off based on it.
supply-advisory-heat = Heat warning
supply-advisory-cold = Cold warning
supply-advisory-storm = Storm warning
supply-weather-report = Report the weather
supply-weather-place = Place
supply-weather-now-label = Temperature now
supply-weather-high-label = Forecast high
supply-weather-low-label = Forecast low
supply-weather-bad = Enter a temperature from -130 to 140 °F, for example 70.5, or with a C from -90 to 60 °C.
supply-weather-place-missing = Enter the name of the place.
supply-weather-save = Report

## Stopping all cuts
stop-title = Stop all cuts
stop-intro = Use this when something is wrong: balances that cannot be right, missing payments, a restored backup. While cuts are stopped, nobody is limited or disconnected for lack of money, by a plan or by a rule. Anybody who pays still gets service back.
stop-held = Homes that stay on
stop-why = Why
stop-why-missing = Enter why, in at least 10 characters.
stop-button = Stop all cuts now
stop-on = All cuts are stopped since { WHEN($at) } UTC
stop-by = Stopped by { $name }
stop-by-backup = Stopped because a backup was restored
stop-agreed = { $name } has agreed to let cuts begin again.
stop-two = Two different people must agree before anybody is cut again.
stop-lift = Let cuts begin again
