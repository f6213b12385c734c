### Coming, taking data along, and going: exports, enrolment, contacts, move-out, reports.

## Exports
export-title = Take your data with you
export-usage-intro = Files with every reading of the time shown above.
export-ledger-intro = A file with every movement of your account in the last 12 months.
export-intervals = Readings as a table (CSV)
export-green-button = Readings as Green Button (XML)
export-ledger = All movements as a table (CSV)

## Enrolment
enrol-title = Prepay for electricity
enrol-menu = Prepay
enrol-for = For { $name }, account { $account }
enrol-now-prepaid = This account prepays already. You can change your choices here.
enrol-done = You agreed on { WHEN($at) }. Your balance pays from { WHEN($start) } on. Nothing was switched off.
enrol-step-needs = 1. Who depends on electricity
enrol-needs-intro = Please answer first. A yes protects you from being turned off for 90 days from now, even if you do not go on.
enrol-need-medical = Somebody here uses medical equipment that needs electricity.
enrol-need-illness = Somebody here is seriously or chronically ill.
enrol-need-vulnerable = A small child, a person over 65 or a person with a disability lives here.
enrol-needs-save = Save these answers
enrol-needs-saved = Answers saved. Now choose below.
enrol-step-choice = 2. What happens when your balance runs out
enrol-step-text = 3. Read this text
enrol-text-language = Language of the text
enrol-text-version = Text { $name }, version { $version }. Its fingerprint: { $digest }
enrol-consent = I have read the whole text and agree to prepay for electricity.
enrol-agree = Agree and prepay
enrol-starts = It starts at { WHEN($at) }. Nothing is switched off by it.
enrol-barred = Prepaying is not open to this account.
enrol-bar-critical = It serves people who must always have power.
enrol-bar-leaving = The account is being closed. To stay, take the move-out back first.
enrol-bar-no-switch = The meter cannot switch by itself. Call us to ask for one that can.
enrol-bar-protected = Somebody in this home is protected from being turned off.
enrol-bar-owes = More than { MONEY($maximum) } of the monthly bill is open. Call us, and we will look for a plan with you.
enrol-bar-no-token = First save a card under automatic top-up.
enrol-not-open = Not open:
enrol-account-link = Enrol in prepayment
enrol-identity-link = Check who is calling first

## Second contacts
contacts-title = People we may also tell
contacts-menu = Contacts
contacts-intro = You may name up to { $most } people. You decide what we may tell them, and you can remove them at any time.
contacts-none = Nobody yet.
contacts-new = Name a person
contacts-name = Name
contacts-reach = Telephone number or mail address
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
    .next = Read it again and agree once more.
error-screening-needed = The questions about medical needs come first.
    .next = Answer them at the top of the page.
error-enrol-barred = Prepaying is not open to this account.
    .next = Keep the monthly bill, or call us.
error-contacts-full = This account has all the contacts that it may have.
    .next = Remove one first.
error-contact-name = The contact was not saved: its name is missing or has too many characters.
    .next = Write a name of 2 to 120 characters.
error-contact-reach = The contact was not saved: this is no telephone number and no mail address.
    .next = Write a number with at least 7 digits, or an address with an @ in it.
error-contact-scope = The contact was not saved: nothing is chosen that we may do.
    .next = Choose at least one of the three.
error-contact-not-found = This contact is not there any more.
    .next = Name the person again.

## A new password
password-title = A new password
password-intro = Choose at least 12 characters. A few words that nobody would guess are better than one word with signs. Everybody else who is signed in with your name is signed out.
password-old = Your password until now
password-old-missing = Enter your password until now.
password-new = Your new password
password-new-short = Enter another password of at least 12 characters.
password-save = Change it
password-changed = Your password is changed. All your other devices are signed out.
error-password-old = The password until now is not right.
    .next = Enter the one that you sign in with.
error-password-new = The new password is too short, too long, or the old one.
    .next = Choose another one, of at least 12 characters.
