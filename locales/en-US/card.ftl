### The card that a customer saves on the payment company's page.

card-none = No card is saved.
card-face = { $brand } ending in { $last4 }, expires { $month }/{ $year }
card-saved = Saved card
card-why = You enter it on the payment company's page. We never see the number.
card-save = Save a card
card-change = Save another card
card-remove = Remove this card
card-remove-sure = This pauses automatic payment from this card. Remove it?
card-remove-yes = Yes, remove it
card-remove-no = Keep it
card-removed = The card is removed.
card-open = You have the payment company's page open. No card has been saved yet.
card-open-go = Continue to that page
card-no-chance = This browser cannot create a secure number. Please use another browser.

error-card-not-offered = Cards cannot be saved here.
    .next = Pay another way.
error-card-away = The payment company is not responding. Nothing has changed.
    .next = Try again in a few minutes.
error-card-none = No card is saved for this account.
    .next = Save one under “Automatic payment”, or pay another way.
