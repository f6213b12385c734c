### What happens at zero: the customer's choices, and what every screen says of them.

program-title = When your balance runs out
program-menu = At zero
program-intro = Choose what happens when your balance is used up. We warn you first.
program-choice = What happens at zero
program-limit = My electricity is limited
    .hint = Lights and the refrigerator stay on.
program-disconnect = My electricity is turned off
    .hint = It is turned on again as soon as you pay.
program-regular = I get a monthly bill
    .hint = Your electricity stays on. It starts at the end of the current hour or quarter hour.
program-replenish = My balance is topped up automatically
    .hint = We charge your saved card before your balance runs out.
program-not-switch = Not available: your meter has no switch.
program-not-protected = Not available: your account is protected from being turned off.
program-not-token = Set up automatic payment first.
program-low = When to warn me
program-low-hours = Hours left
    .hint = Between { $least } and { $most } hours. If you leave it empty, { $number } hours.
program-low-dollars = Or dollars left
    .hint = Fill in one of the two.
program-auto = Automatic payment
program-auto-text = The amount, the limits, the card and the paydays have their own page.
program-auto-set-up = Set up automatic payment
program-auto-change = Change automatic payment
program-top-up-failed = The last automatic top-up failed. Check your card.
program-consent = By saving, you agree: you have electricity only as long as it is prepaid, and at zero we do what you chose here.
program-save = Save
program-saved = Saved.
program-bad-number = Enter a number.

## On every screen
zero-ahead-limit = At zero your electricity is limited to { KW($cap) }, { $percent } percent of your service.
zero-ahead-disconnect = At zero your electricity is turned off.
zero-ahead-regular = At zero you switch to a monthly bill. Your electricity stays on.
zero-ahead-field-order = At zero somebody comes to your meter.
zero-held-pending = Your electricity is still on while we look at your account.
zero-held-weather = Your electricity stays on because of the weather.
zero-held-protected = Your electricity stays on because your account is protected.
zero-held-hours = Your electricity stays on: we do not turn anything off at this time.
zero-held-notice = Your electricity stays on until you have had time to read our warning.
zero-held-stale = Your electricity stays on until we hear from your meter again.
zero-held-event = Your electricity stays on during the prepaid event.
zero-held-many = Your electricity stays on while our staff checks many accounts.
zero-held-field-order = Your electricity is still on. Somebody will come to your meter.
