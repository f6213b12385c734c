### What protects customers from being turned off, and the rules that hold for them.

## Protections of an account
protect-title = Protection from being turned off
protect-menu = Protection
protect-for = { $name }, account { $account }
protect-intro = Nobody is turned off or limited for want of money while one of these holds.
protect-none = No protection is set for this account.
protect-unknown-class = Nobody has said what kind of customer this is. Until somebody does, service is not turned off.
protect-holds-until = Holds until { WHEN($at) }
protect-holds-open = Holds without an end
protect-over = Ended on { WHEN($at) }
protect-flag-medical-equipment = Medical equipment here needs electricity
protect-flag-life-support = Life support here needs electricity
protect-flag-critical-care = Somebody here is critically or chronically ill
protect-flag-elderly = Somebody here is of high age
protect-flag-infant = A small child lives here
protect-flag-vulnerable = A disability, or another reason that the office has accepted
protect-flag-self-certified = The customer has certified a serious need
protect-flag-dispute = A complaint or dispute is open
protect-flag-pledge = An agency has promised to pay

## Certifying a need oneself
protect-certify-heading = Certify a serious need yourself
protect-certify-intro = If somebody here is seriously ill or depends on electricity, say so. It protects you for { $days } days from now. Nobody has to sign it. After that we need a paper, for example from a doctor.
protect-certify-days = By the rules here a customer may certify a need without a paper, for { $days } days.
protect-certify-not = By the rules here a certificate is needed. Please call us and say who depends on electricity: we set the protection for you.
protect-certify-button = I certify that there is a serious need
protect-certified = Done. Your protection holds from now on.

## Setting and ending, at the desk
protect-set-heading = Set a protection
protect-set-flag = Reason
protect-set-until = Last day (empty: without an end)
protect-set-proof = Proof
protect-set-proof-hint = Who has signed what, and when. No diagnosis.
protect-set-button = Set this protection
protect-end-proof = Why does it end?
protect-end-button = End: { $what }
protect-saved = Saved. It holds at once.
protect-notes = What was set and ended
protect-notes-none = Nothing was set or ended so far.
protect-note-set = Set: { $what }
protect-note-end = Ended: { $what }
protect-note-rules = Rules and hours changed
protect-note-by = { WHEN($at) } by { $name }
protect-note-at = { WHEN($at) }
protect-note-proof = Proof: { $proof }

## Whose rules hold
protect-class = Kind of customer
protect-class-unsaid = Not said: never turned off
protect-place = Place whose weather counts
protect-place-hint = As the weather reports name it. Without it the weather is not known, and rules that ask for it hold.
protect-rules-heading = Rules for this account
protect-rules-now = The rules of "{ $title }" hold today.
protect-rules-own = The utility's own rules hold.
protect-rules-choose = State or utility
protect-rules-base = Strictest figures (no state chosen)
protect-rules-hours = Hours in which this home is never turned off
protect-rules-hours-none = No hours of their own.
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
rules-intro = What must be so before service may be turned off or limited. The figures come from public sources and are no legal advice.
rules-of = { $title } ({ $jurisdiction }), text { $version }
rules-from = In force from { $begin }
rules-verified = Compared with the text of the law
rules-not-verified = Not verified: nobody has compared it with the text of the law
rules-sources = Where the figures come from
rules-source = Source: { $source }
rules-figures = For: { $figures }
rules-holidays = Holidays: nobody on these days, nor on the day before
rules-sheet-off = Turning off, { $class }
rules-sheet-limit = Limiting, { $class }
rules-never = A class without figures is never turned off.
rules-certify = A customer may certify a need without a paper, for { $days } days.
rules-no-certify = A customer cannot certify a need without a paper.
rules-until = until before { $begin }

## Errors
error-protect-no-end = A self-certification needs an end that is to come.
    .next = Give its last day.
error-protect-many = Too many protections or hours are set for this account.
    .next = End some that do not hold any more.
error-protect-hours = These hours run from a later to an earlier time.
    .next = Let them end after they begin, and choose at least one day.
error-protect-rules = There are no rules of this state or utility.
    .next = Choose one of the list.
error-protect-past = The last day is over.
    .next = Give a day to come, or none for a protection without an end.
error-protect-proof = It is not said by which proof.
    .next = Write who has signed what and when, in 3 to 300 characters.
error-protect-place = The name of the place is too long.
    .next = Use at most 80 characters, as the weather reports name it.
error-protect-not-allowed = By the rules here a paper is needed.
    .next = Please call us: a representative sets the protection for you.
error-protect-running = You are protected already.
    .next = Send us a paper before it ends, or call us.
error-protect-not-set = This protection is not set any more.
    .next = Load the page again.
