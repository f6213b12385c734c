### Coming, taking data along, and going: exports, enrolment, contacts, move-out, reports.

## Exports
export-title = Download your data
export-usage-intro = Files with every reading for the time shown above.
export-ledger-intro = A file with everything that moved on your account in the last 12 months.
export-intervals = Readings as a table (CSV)
export-green-button = Readings as Green Button (XML)
export-ledger = All transactions as a table (CSV)

## Enrolment
enrol-title = Prepay for electricity
enrol-menu = Prepay
enrol-for = For { $name }, account { $account }
enrol-now-prepaid = This account is already prepaid. You can change your choices here.
enrol-done = You agreed on { WHEN($at) }. Your balance pays for use from { WHEN($start) }. Nothing was turned off.
enrol-step-needs = 1. Who depends on electricity
enrol-needs-intro = Please answer this first. If you check any of these, you are protected from being turned off for 90 days from now, even if you do not continue.
enrol-need-medical = Somebody here uses medical equipment that needs electricity.
enrol-need-illness = Somebody here is seriously or chronically ill.
enrol-need-vulnerable = A small child, a person over 65 or a person with a disability lives here.
enrol-needs-save = Save these answers
enrol-needs-saved = Answers saved. Now choose below.
enrol-step-choice = 2. What happens when your balance runs out
enrol-step-text = 3. Read this text
enrol-text-language = Language of this text
enrol-text-version = Text { $name }, version { $version }. Its fingerprint: { $digest }
enrol-consent = I have read the whole text and agree to prepay for electricity.
enrol-agree = Agree and prepay
enrol-starts = It starts at { WHEN($at) }. It does not turn anything off.
enrol-barred = Prepaying is not available for this account.
enrol-bar-critical = It serves people who must always have power.
enrol-bar-leaving = The account is being closed. To stay, cancel the move-out first.
enrol-bar-no-switch = The meter cannot be switched remotely. Call us to ask for one that can.
enrol-bar-protected = Somebody in this home is protected from being turned off.
enrol-bar-owes = More than { MONEY($maximum) } of the monthly bill is unpaid. Call us, and we will look for a plan with you.
enrol-bar-no-token = First save a card under “Automatic payment”.
enrol-not-open = Not available:
enrol-account-link = Enroll in prepayment
enrol-identity-link = Check the caller's identity first

## Second contacts
contacts-title = People we may contact
contacts-menu = Contacts
contacts-intro = You may name up to { $most } people. You decide what we may tell them, and you can remove them at any time.
contacts-none = No one yet.
contacts-new = Add a person
contacts-name = Name
contacts-reach = Phone number or email address
contacts-scope = We may
contacts-scope-warnings = warn them before power is limited or turned off
contacts-scope-balance = tell them the balance and how long it will last
contacts-scope-speak = let them speak for me
contacts-consent = I agree, and this person has agreed too.
contacts-save = Save
contacts-saved = Saved.
contacts-remove = Remove { $name }
contacts-since = Since { WHEN($at) }

## What went wrong
error-consent-needed = Nothing was saved: your agreement is missing.
    .next = Check the box and save again.
error-disclosure-changed = The text has changed since you opened this page.
    .next = Read it again and agree again.
error-screening-needed = The questions about medical needs come first.
    .next = Answer them at the top of the page.
error-enrol-barred = Prepaying is not available for this account.
    .next = Keep the monthly bill, or call us.
error-contacts-full = This account already has the most contacts it can have.
    .next = Remove one first.
error-contact-name = The contact was not saved: the name is missing or too long.
    .next = Enter a name of 2 to 120 characters.
error-contact-reach = The contact was not saved: this is not a phone number or an email address.
    .next = Enter a number with at least 7 digits, or an address with an @ in it.
error-contact-scope = The contact was not saved: choose what we may do.
    .next = Choose at least one of the three.
error-contact-not-found = This contact is no longer there.
    .next = Add the person again.

## A new password
password-title = Change my password
password-intro = Choose at least 12 characters. A few words that nobody would guess are better than one word with signs. Everybody else who is signed in with your name is signed out.
password-old = Current password
password-old-missing = Enter your current password.
password-new = New password
password-new-short = Enter another password of at least 12 characters.
password-save = Change password
password-changed = Your password has been changed. All your other devices are signed out.
error-password-old = The current password is wrong.
    .next = Enter the one you sign in with.
error-password-new = The new password is too short, too long, or the same as the old one.
    .next = Choose another one, of at least 12 characters.
