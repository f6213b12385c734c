# What is behind money that was taken for debt, behind an estimate, and behind the display.
behind-day-title = What was paid toward debt on this day
behind-day-body = The plan took { MONEY($amount) } from the balance on this day, based on the plan and on how things stood when the day began.
behind-day-none = The plan took nothing on this day.
behind-share-title = Why this much went toward debt
behind-share-body = The plan takes its share of a payment once service is back on. How things stood before the payment:
behind-held = Repayment was paused until { WHEN($until) }
behind-before = Balance before
behind-least = The balance is never brought below this amount
behind-emergency = Emergency credit not yet paid back
behind-taken-day = Already taken for debt that day
behind-taken-week = Already taken for debt in the seven days before
behind-taken-month = Already taken for debt in the thirty days before
behind-most-day = Most that can be taken for debt in a day
behind-most-week = Most that can be taken for debt in seven days
behind-most-month = Most that can be taken for debt in thirty days
behind-most-share = At most { $percent }% of a payment goes toward all debts together.
behind-missed = { MONEY($amount) } could not be taken at the time. Later payments make up for it.
behind-counted = What had been taken for debt before
behind-state = How things stood

behind-event-title = What this event cost
behind-event-body = { KWH($kwh) } was used, which cost { RATE($rate) }.
behind-event-bought = When it was booked, { MONEY($amount) } was expected to buy { KWH($kwh) }, at this home's usual use and at the prices of those hours.
behind-event-bought-there = When it was booked, { MONEY($amount) } was expected to buy { KWH($kwh) }, at the usual use there and at the prices of those hours.
behind-event-rule = What was paid for the event is used first. Power beyond that, and power used after the event, is charged to your own account. Whatever is left goes back to you.
behind-event-until = Charged up to { WHEN($at) }
behind-event-again = A reading came late or was corrected. What follows it is being charged again.
behind-event-exact = Every amount here is exact to a millionth of a dollar. Other screens show whole cents.
behind-event-never = { $count ->
        [one] 1 reading
       *[other] { $count } readings
    } came after the event was closed, as events were handled then. { KWH($kwh) } of use was never charged and is in no amount here.
behind-event-money = Where the money went
behind-event-paid = Paid for the event
behind-event-own = Used of it

behind-alert-title = What this message said
behind-alert-amount = Where the amount in it comes from
behind-alert-least = The smallest payment was { MONEY($minimum) }.
behind-alert-balance = The balance was { MONEY($balance) } then: what had been paid in, minus what had been charged.
behind-alert-again = The charges behind it are not listed: some of them have been worked out again since, or many more have followed. The balance is as it stood then.
behind-alert-time = Time left then
behind-alert-usual = This home usually used { KWH($kwh) } a day, as was known then.

behind-asked = As asked on { WHEN($at) }
behind-preview-when = If you make the change then, it starts: { WHEN($at) }
behind-hold-looked = As looked at on { WHEN($at) }. Each of these is enough to keep the power on.
behind-hold-more = Time alone does not change it: it is looked at again then.

behind-cost-title = What this time was expected to cost
behind-cost-body = At the usual use there, it most likely costs about { MONEY($amount) }, for { KWH($kwh) }.
behind-cost-safe = Eight times out of ten it costs no more than { MONEY($cost) }, for { KWH($energy) }.
behind-cost-hours = Use that was expected in each hour
behind-cost-likely = Most likely
behind-cost-ample = Eight times out of ten no more
behind-cost-other = You see the hours you asked about. How power is used there at other times stays private.

behind-books-title = How the account stands
behind-books-body = These amounts follow from the books of the account and from nothing else.
behind-books-kept = Kept for what was lent
behind-books-applied = Most of the deposit that can pay what is owed
behind-books-refund = Paid back when the account is closed
behind-books-after = Owed after that

behind-credit-title = The energy it bought
behind-credit-body = Before the payment { MONEY($amount) } could be spent; after it, { MONEY($balance) }. That is { KWH($kwh) } more, at this home's usual use.
behind-credit-corrected = Some readings have been corrected since. The usual use is as it was known then.

behind-estimate-title = What it will cost, and how much is enough
behind-estimate-window = From { WHEN($start) } to { WHEN($end) }
behind-estimate-cost = At this home's usual use, it costs about { MONEY($amount) }, including daily charges. Four times out of five it costs less than { MONEY($cost) }.
behind-estimate-enough = With the balance of { MONEY($balance) }, a payment of { MONEY($amount) } is probably enough, and { MONEY($suggested) } is enough nine times out of ten.
behind-estimate-suggested = { MONEY($suggested) } was suggested: it covers what is missing four times out of five, rounded up to whole dollars, and is never less than the smallest payment.
behind-estimate-walk = Each hour ahead is counted at the usual use for that kind of day and hour, at the price of that hour.

# The display's own explanation.
behind-open-balance = Why is this my balance?
behind-open-time = Why this much time?
behind-display-title = Why these figures?
behind-display-age = As of { WHEN($at) }, { DURATION($age) } ago
behind-display-balance = { MONEY($balance) } is what was paid in, minus what was charged for power and fees.
behind-display-until = It counts your use up to { WHEN($end) }.
behind-display-last = The last reading, from { WHEN($start, style: "hour") } to { WHEN($end, style: "hour") }: { KWH($kwh) } cost { MONEY($cost) }, not counting daily charges and taxes.
behind-display-rate = A kilowatt-hour costs { RATE($rate) } now.
behind-display-daily = The daily charge is { MONEY($amount) } a day.
behind-display-debt = Up to { MONEY($amount) } a day goes toward debt.
behind-display-credit = At this home's usual use of { KWH($kwh) } a day, the balance buys about { KWH($energy) }.
behind-display-time = The time left is worked out hour by hour, from that use and the price of each hour. If you use more, it is { DURATION($earliest) }; if you use less, { DURATION($latest) }.
behind-display-call = If you call us, please read us this code:
behind-display-more = The website shows every entry and price behind it.

# A representative finds what a customer reads.
behind-find-title = A customer reads you a code
behind-find-label = Code of the figure, or number of a payment
    .hint = Eight letters and digits, for example 4HN7-W2KE, from a display or a page. Capital letters and the hyphen do not matter.
behind-find-button = Show what is behind it
behind-find-unread = This is not a code: it has eight letters and digits. Ask the customer to read all of it again.
behind-find-misheard = A letter or digit of this code is wrong. Ask the customer to read it again, one at a time.
behind-find-several = More than one account has a figure with this code. Choose the one of the customer on the phone:
behind-find-account = Account { $number }
behind-account = Open the account it belongs to

# Groups of the customer's menu.
behind-menu-money = Payments and statements
behind-menu-power = My electricity
behind-menu-account = My account
