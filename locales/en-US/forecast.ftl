## How long a balance lasts, and what it takes to last longer.
forecast-through-title = How much for a certain day?
forecast-day-label = Last day it should last
    .hint = For example, the day before you are paid.
forecast-day-missing = Choose a day.
forecast-day-refused = Choose a day between today and 400 days from now.
forecast-through-button = How much do I need?
forecast-through-safe = { MONEY($suggested) } is enough through { WHEN($until, style: "date") } nine times out of ten
forecast-through-likely = For the use we expect, { MONEY($amount) } is enough.
forecast-through-nothing = You do not need to pay anything: your balance lasts through { WHEN($until, style: "date") } nine times out of ten
