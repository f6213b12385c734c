### Why supply may be reduced or stays on: rules, what they looked at, and what customers are told.

## Rules that hold, beside those of supply.ftl
supply-rule-debt = Too little is owed.
supply-rule-below = Nothing has been left for too short a time.
supply-rule-clock = A clock is wrong: something is of a moment that has not come.
supply-rule-notices = Too few warnings were shown.
supply-rule-acknowledge = Nobody has said that they have read a warning.
supply-rule-after-hold = The end of a hold was not told, or too short a time ago.
supply-rule-friendly = Friendly hours: nobody is cut now.
supply-rule-forecast-unknown = There is no forecast, or it does not reach far enough.
supply-rule-forecast-old = The forecast is too old.
zero-held-small = Your electricity stays on: what you owe is small or new.

## The weather, part by part
weather-observed = { $degrees } now
weather-forecast = { $high } at most, { $low } at least in { $hours } hours
weather-alerts = Warnings of the weather service:
weather-alerts-none = No warning of the weather service
weather-unknown-observed = The temperature is not known: who is protected by the weather stays on.
weather-unknown-forecast = There is no forecast: who is protected by the weather stays on.
weather-unknown-alerts = Warnings are not known: who is protected by the weather stays on.
weather-said = { $source }, { DURATION($age) } old
weather-source-label = Who says so
weather-source-missing = Enter who says so, for example the weather service.
weather-hours-label = Hours of the forecast
weather-hours-bad = Enter 1 to 240 hours.
