# What is behind money that was taken for debt, behind an estimate, and behind the display.
behind-day-title = What this day paid of debt
behind-day-body = The plan took { MONEY($amount) } from the balance on this day. It was computed from the plan and from how things stood when the day began.
behind-day-none = The plan took nothing on this day.
behind-share-title = Why this much went to debt
behind-share-body = Of a payment, the plan takes its share after service is back. How things stood before the payment:
behind-held = Paying back was paused until { WHEN($until) }
behind-before = Balance before
behind-least = The balance is never brought below this
behind-emergency = Emergency credit not paid back then
behind-taken-day = Taken for debt on that day before
behind-taken-week = Taken for debt in the seven days before
behind-taken-month = Taken for debt in the thirty days before
behind-most-day = Most for debt in a day
behind-most-week = Most for debt in seven days
behind-most-month = Most for debt in thirty days
behind-most-share = At most { $percent } % of a payment goes to all debts together.
behind-missed = { MONEY($amount) } could not be taken then. Later payments make it up.
behind-counted = What was taken for debt before
behind-state = How things stood

behind-estimate-title = What will it cost, and what is enough
behind-estimate-window = From { WHEN($start) } to { WHEN($end) }
behind-estimate-cost = At this home's usual use it costs about { MONEY($amount) }, daily charges included. Four times in five it costs less than { MONEY($cost) }.
behind-estimate-enough = With the balance of { MONEY($balance) }, a payment of { MONEY($amount) } is likely enough, and { MONEY($suggested) } nine times in ten.
behind-estimate-suggested = { MONEY($suggested) } was suggested: what is missing four times in five, in whole dollars, at least the least payment.
behind-estimate-walk = Each hour to come is taken at the usual use of its kind of day and hour, at the price of that hour.
