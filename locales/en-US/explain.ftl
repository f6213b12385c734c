# Where a figure comes from: what is behind an amount, a kWh or a time.
explain-title = Where this comes from
explain-why = Why?

explain-balance-title = Balance
explain-balance-body = Your balance is { MONEY($balance) }. It is what was paid in, minus what was charged for power and fees, and nothing else.
explain-as-of = As of { WHEN($at) }
explain-help-line = Assistance not used yet
explain-sum = Total
explain-exact = Screens round this to { MONEY($balance) }. Every line here is exact to a millionth of a dollar.

explain-time-title = Energy and time left
explain-energy-body = The balance buys about { KWH($kwh) } at this home's usual use and at its prices, hour by hour.
explain-zero = At that use it lasts { DURATION($left) }. It runs out around { WHEN($zero, style: "hour") }
explain-band = With more use than usual: { DURATION($earliest) }. With less: { DURATION($latest) }.
explain-no-time = We cannot give a time: there is too little use, or there are too few readings.
explain-usual-class = There were no readings of this home yet. The time was worked out from what homes like it usually use.
explain-usual = This home usually uses { KWH($kwh) } a day. That was learned from { $count ->
        [one] 1 reading
       *[other] { $count } readings
    } of its meter.
explain-readings = Readings from { WHEN($start) } to { WHEN($end) }
explain-tariff = Rate plan: { $name }

explain-today-title = Today
explain-today-body = Since midnight this home used { KWH($kwh) }, which cost { MONEY($cost) }.

explain-use-title = What your use cost
explain-window = From { WHEN($start) } to { WHEN($end) }
explain-use-body = { KWH($kwh) } was measured. Each line is energy times price, or a charge of the rate plan.
explain-use-note = Usage charts leave out daily charges and taxes; here they have their own lines.
explain-lines = Lines of the rate plan
explain-what = What
explain-price = Price per kWh
explain-energy = Energy
explain-amount = Amount
explain-line-energy = Energy
explain-line-named = Energy: { $name }
explain-line-block = Energy, price step { $number }
explain-line-baseline = Credit for the first energy of each day
explain-line-rider = Surcharge: { $name }
explain-line-fixed = Daily charge
explain-line-minimum = Up to the minimum charge for a day
explain-line-tax = Tax
explain-rate = { RATE($rate) }
explain-taken = Charged to your account for it
explain-not-yet = Some of this has not been charged to your account yet.
explain-intervals = Each reading
explain-interval = { WHEN($at) }

explain-statement-title = Statement
explain-line-behind = What is behind this line
explain-nothing = Nothing is behind it.

explain-payment-title = Payment
explain-payment-body = { MONEY($amount) } was paid. It went here:
explain-payment-open = { MONEY($amount) } was offered and has not been credited yet.
explain-entries = Entries of the ledger
explain-from-book = From
explain-to-book = To

explain-owed-title = What is owed
explain-owed-body = { MONEY($amount) } of debt is left, and { MONEY($money) } of emergency credit has not been paid back.
explain-owed-debt = { MONEY($rest) } is left of the { MONEY($amount) } that was set aside.
explain-plan-share = { $percent }% of each payment pays it back.
explain-plan-time = { MONEY($amount) } a day pays it back.

explain-entry-title = One entry of the ledger
explain-book-agent = Pay station
explain-pending = not counted yet
explain-voided = given up, never counted

explain-agrees = Your device worked this out again from these records: it matches to the last digit.
explain-differs = Your device worked this out again from these records, and something does not match. Please call us and tell us what you see here.
explain-download = Download everything behind it
explain-download-hint = The file holds the records and the prices. On any computer, our program works out the same figures from it: ami-server explain --bundle FILE

# The payment company's own page for cards.
settlement-card-page = Card, entered on the payment company's page
settlement-page-hint = You enter your card on the payment company's own page. This page never sees it.
settlement-page-title = Enter your card on the payment company's page
settlement-page-body = Nothing has been charged yet. Enter your card there; you will come back here automatically.
settlement-page-go = Go to the payment company
settlement-page-open = We are asking the payment company about your { MONEY($amount) }. It has not been credited yet. This page reloads automatically.
settlement-page-own = See it in my account
settlement-refused-page-over = The payment company's page was closed, or was open too long.
    .next = Start the payment again when you are ready.
