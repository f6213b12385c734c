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

# The display's own explanation.
behind-open-balance = Why is this my balance?
behind-open-time = Why this time?
behind-display-title = Why these figures?
behind-display-age = As of { WHEN($at) }, { DURATION($age) } ago
behind-display-balance = { MONEY($balance) } is what was paid in, minus what was taken for power and charges.
behind-display-until = Use is taken up to { WHEN($end) } and not later.
behind-display-last = The last reading, from { WHEN($start, style: "hour") } to { WHEN($end, style: "hour") }: { KWH($kwh) } cost { MONEY($cost) }, without daily charges and taxes.
behind-display-rate = A kilowatt-hour costs { RATE($rate) } now.
behind-display-daily = { MONEY($amount) } is taken each day as the daily charge.
behind-display-debt = Up to { MONEY($amount) } is taken each day for debt.
behind-display-credit = At the usual use here, { KWH($kwh) } a day, the balance buys about { KWH($energy) }.
behind-display-time = The time left is counted hour by hour at that use and at the price of each hour. With more use it is { DURATION($earliest) }, with less { DURATION($latest) }.
behind-display-call = If you call us, read us this number:
behind-display-more = The website shows every entry and price behind it.

# A representative finds what a customer reads.
behind-find-title = A customer reads a figure's number
behind-find-label = Number of the figure
    .hint = From a display, a page or a receipt. It begins with a word such as view or payment. Spaces do not count.
behind-find-button = Show what is behind it
behind-find-unread = This is no number of a figure. Ask the customer to read it once more, from the first word to the last digit.
behind-account = See the account that it belongs to

# Groups of the customer's menu.
behind-menu-money = Payments and papers
behind-menu-power = My electricity
behind-menu-account = My account
