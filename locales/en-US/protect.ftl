### What protects customers from being turned off, and the rules that hold for them.

## Protections of an account
protect-title = Protection from being turned off
protect-menu = Protection
protect-for = { $name }, account { $account }
protect-intro = Nobody is turned off or limited for lack of money while one of these is in effect.
protect-none = This account has no protections.
protect-unknown-class = Nobody has entered what kind of customer this is. Until then, service is not turned off.
protect-holds-until = In effect until { WHEN($at) }
protect-holds-open = In effect with no end date
protect-over = Ended on { WHEN($at) }
protect-flag-medical-equipment = Medical equipment here needs electricity
protect-flag-life-support = Life support here needs electricity
protect-flag-critical-care = Somebody here is critically or chronically ill
protect-flag-elderly = Somebody here is elderly
protect-flag-infant = A small child lives here
protect-flag-vulnerable = A disability, or another reason we have accepted
protect-flag-self-certified = The customer has certified a serious need
protect-flag-dispute = A complaint or dispute is open
protect-flag-pledge = An agency has promised to pay

## Certifying a need oneself
protect-certify-heading = Certify a serious need yourself
protect-certify-intro = If somebody here is seriously ill or depends on electricity, tell us. You are then protected for { $days } days from now. Nobody has to sign it. After that we need a document, for example from a doctor.
protect-certify-days = Under the rules here, a customer can certify a need without a document, for { $days } days.
protect-certify-not = Under the rules here, a certificate is required. Please call us and tell us who depends on electricity: we will set the protection for you.
protect-certify-button = I certify that there is a serious need
protect-certified = Done. Your protection is in effect from now on.

## Setting and ending, at the desk
protect-set-heading = Set a protection
protect-set-flag = Reason
protect-set-until = Last day (leave empty for no end)
protect-set-proof = Proof
protect-set-proof-hint = Who signed what, and when. No diagnosis.
protect-set-button = Set this protection
protect-end-proof = Why is it ending?
protect-end-button = End: { $what }
protect-saved = Saved. It is in effect now.
protect-notes = What was set and ended
protect-notes-none = Nothing has been set or ended so far.
protect-note-set = Set: { $what }
protect-note-end = Ended: { $what }
protect-note-rules = Rules and hours changed
protect-note-by = { WHEN($at) } by { $name }
protect-note-at = { WHEN($at) }
protect-note-proof = Proof: { $proof }

## Whose rules hold
protect-class = Customer class
protect-class-unsaid = Not entered: never turned off
protect-place = Place whose weather counts
protect-place-hint = As the weather reports name it. Without it the weather is not known, and rules that depend on it keep service on.
protect-rules-heading = Rules for this account
protect-rules-now = The rules of “{ $title }” apply today.
protect-rules-own = The utility's own rules apply.
protect-rules-choose = State or utility
protect-rules-base = Strictest rules (no state chosen)
protect-rules-hours = Hours in which this home is never turned off
protect-rules-hours-none = No hours of its own.
protect-hours-remove = Remove: { $what }
protect-hours-from = From
protect-hours-until = Until
protect-hours-days = On
protect-hours-add = Add these hours
protect-rules-proof = Why?
protect-rules-save = Save rules and hours
protect-rules-see = See all rules with their figures

## The rules with their figures
rules-title = Rules for turning off
rules-menu = Rules
rules-intro = What must be true before service may be turned off or limited. The figures come from public sources and are not legal advice.
rules-of = { $title } ({ $jurisdiction }), text { $version }
rules-from = In effect since { $begin }
rules-verified = Checked against the text of the law
rules-not-verified = Not verified: nobody has checked it against the text of the law
rules-sources = Where the figures come from
rules-source = Source: { $source }
rules-figures = For: { $figures }
rules-holidays = Holidays: nobody is turned off on these days or the day before
rules-sheet-off = Turning off, { $class }
rules-sheet-limit = Limiting, { $class }
rules-never = A class with no figures is never turned off.
rules-certify = A customer can certify a need without a document, for { $days } days.
rules-no-certify = A customer cannot certify a need without a document.
rules-until = ended { $begin }

## Errors
error-protect-no-end = A self-certification needs a future end date.
    .next = Enter its last day.
error-protect-many = Too many protections or hours are set for this account.
    .next = End some that no longer apply.
error-protect-hours = These hours end before they begin.
    .next = Choose an end after the beginning, and at least one day.
error-protect-rules = There are no rules of this state or utility.
    .next = Choose one from the list.
error-protect-past = The last day is in the past.
    .next = Enter a future day, or leave it empty for a protection with no end.
error-protect-proof = The proof is missing.
    .next = Enter who signed what and when, in 3 to 300 characters.
error-protect-place = The name of the place is too long.
    .next = Use at most 80 characters, as the weather reports name it.
error-protect-not-allowed = Under the rules here, a document is required.
    .next = Please call us: a representative will set the protection for you.
error-protect-running = You are already protected.
    .next = Send us a document before it ends, or call us.
error-protect-not-set = This protection is no longer set.
    .next = Reload the page.
