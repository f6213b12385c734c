### The card that a customer saves on the payment company's page.

card-none = No card is saved.
card-face = { $brand } ending in { $last4 }, good through { $month }/{ $year }
card-saved = Saved card
card-why = You type it on the payment company's page. We never see the number.
card-save = Save a card
card-change = Save another card
card-remove = Remove this card
card-remove-sure = Automatic payment by this card is paused. Remove it?
card-remove-yes = Yes, remove it
card-remove-no = Keep it
card-removed = The card is removed.
card-open = You have a page of the payment company open. No card is saved yet.
card-open-go = Go on to the page
card-no-chance = This browser cannot make a safe number. Use another browser.

error-card-not-offered = Cards cannot be saved here.
    .next = Pay another way.
error-card-away = The payment company does not answer. Nothing has changed.
    .next = Try again in a few minutes.
error-card-none = No card is saved for this account.
    .next = Save one under "Automatic payment", or pay another way.
