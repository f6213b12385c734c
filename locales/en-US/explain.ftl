# Where a figure comes from: what is behind an amount, a kWh or a time.
explain-title = Where this comes from
explain-why = Why?

explain-balance-title = Balance
explain-balance-body = Your balance is { MONEY($balance) }. It is what was paid in, minus what was taken for power and fees. Nothing else is in it.
explain-as-of = As of { WHEN($at) }
explain-help-line = Help for energy that is not used yet
explain-sum = Together
explain-exact = Screens round this to { MONEY($balance) }. Here every line is exact to the millionth of a dollar.

explain-time-title = Energy and time left
explain-energy-body = The balance buys about { KWH($kwh) } at this home's usual use and at the prices of its tariff, hour by hour.
explain-zero = At that use it lasts { DURATION($left) }. It runs out about { WHEN($zero, style: "hour") }
explain-band = With more use than usual: { DURATION($earliest) }. With less: { DURATION($latest) }.
explain-no-time = No time can be given: there is too little use, or there are too few readings.
explain-usual = This home usually uses { KWH($kwh) } a day. That was learned from { $count ->
        [one] 1 reading
       *[other] { $count } readings
    } of its meter.
explain-readings = Readings from { WHEN($start) } to { WHEN($end) }
explain-tariff = Tariff: { $name }

explain-today-title = Today
explain-today-body = Since midnight this home used { KWH($kwh) }, which cost { MONEY($cost) }.

explain-use-title = What use cost
explain-window = From { WHEN($start) } to { WHEN($end) }
explain-use-body = { KWH($kwh) } were measured. Each line is energy times price, or a charge of the tariff.
explain-use-note = Charts of use leave out daily charges and taxes; they are lines of their own here.
explain-lines = Lines of the tariff
explain-what = What
explain-price = Price per kWh
explain-energy = Energy
explain-amount = Amount
explain-line-energy = Energy
explain-line-named = Energy: { $name }
explain-line-block = Energy, step { $number } of the prices
explain-line-baseline = Credit for the first energy of each day
explain-line-rider = Surcharge: { $name }
explain-line-fixed = Daily charge
explain-line-minimum = Up to the least charge of a day
explain-line-tax = Tax
explain-rate = { RATE($rate) }
explain-taken = Taken from your account for it
explain-not-yet = Not everything here has been taken from your account yet.
explain-intervals = Each reading
explain-interval = { WHEN($at) }

explain-statement-title = Statement
explain-line-behind = What is behind this line
explain-nothing = Nothing is behind it.

explain-payment-title = Payment
explain-payment-body = { MONEY($amount) } was paid. It went here:
explain-payment-open = { MONEY($amount) } was offered and is not credited yet.
explain-entries = Entries of the ledger
explain-from-book = From
explain-to-book = To

explain-owed-title = What is owed
explain-owed-body = { MONEY($amount) } of debt is left, and { MONEY($money) } of emergency credit is not paid back.
explain-owed-debt = Of { MONEY($amount) } that was set aside, { MONEY($rest) } is left.
explain-plan-share = { $percent } % of each payment pays it back.
explain-plan-time = { MONEY($amount) } a day pays it back.

explain-entry-title = One entry of the ledger
explain-book-agent = Pay station
explain-pending = not counted yet
explain-voided = given up, never counted

explain-agrees = Computed again on this device from these records: it comes out the same, to the last digit.
explain-differs = Computed again on this device, something comes out otherwise. Please call us and say what you see here.
explain-download = Download everything behind it
explain-download-hint = The file holds the records and the prices. On any computer our program computes the same figures from it: ami-server explain --bundle FILE

# The payment company's own page for cards.
settlement-card-page = I type my card on the payment company's page
settlement-page-hint = Your card is typed on the payment company's own page. This page never sees it.
settlement-page-title = Type your card on the payment company's page
settlement-page-body = Nothing was charged yet. Type your card there; you come back here by yourself.
settlement-page-go = Go to the payment company
settlement-page-open = We are asking the payment company about your { MONEY($amount) }. It is not credited yet. This page loads itself again.
settlement-page-own = See it in my account
settlement-refused-page-over = The payment company's page was left, or open for too long.
    .next = Start the payment again when you are ready.
