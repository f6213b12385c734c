# What is owed and borrowed, and how it is paid back.

debt-line-fee = Payment fee
debt-line-emergency = To emergency credit
debt-line-debt = To your debt
debt-line-energy = For power
debt-split-title = What your { MONEY($amount) } pays
debt-title = What you owe
debt-emergency = Borrowed emergency credit
debt-emergency-hint = Your balance includes this borrowed money. Your next payments pay it back first.
debt-borrowed = { MONEY($amount) } of it is borrowed
debt-owed = Debt, paid back little by little
debt-held = Nothing is taken for the debt until { WHEN($at) }: repayment is paused
debt-lend-title = Emergency credit
debt-lend-hint = You can borrow { MONEY($amount) } now. It costs nothing extra, and your next payments pay it back first. You cannot borrow again until then.
debt-lend-button = Borrow { MONEY($amount) } now

debt-link = Debt
debt-desk-title = Debt and how it is paid back
debt-plan-title = Set aside what is owed
debt-share-label = Share of each payment, in percent
    .hint = The rest of each payment buys power. Service comes back before anything is taken.
debt-share-missing = Enter a percentage from 1 to 100.
debt-look = Preview
debt-set = Set it aside
debt-preview = { MONEY($amount) } is owed. At this home's usual use, the plan takes { MONEY($cost) } a week.
debt-preview-until = Paid back by: { WHEN($at) }
debt-preview-never = At this home's usual use, this plan would take more than ten years to pay off the debt, or would never pay it off. Enter a larger share or amount.
debt-pause-title = Hardship pause
debt-until-label = Pause until
debt-reason-label = Reason
debt-reason-missing = Enter why it is paused.
debt-pause = Pause repayment
debt-resume = End the pause

error-debt-nothing = There is nothing owed that could be set aside, paused or previewed.
    .next = Look at the account again.
error-debt-amount = The plan's amount is outside the allowed range.
    .next = Enter at least one cent a day, and no more than may be taken in a day.
error-debt-share = The share of each payment is outside the allowed range.
    .next = Enter a smaller share.
error-debt-pause = The pause ends in the past or is too long.
    .next = Choose an end within the allowed time.
error-debt-unknown = There is no such debt.
    .next = Load the account again.
error-not-lent = Emergency credit is not available right now.
    .next = You can borrow when the balance is low, and only once until it is paid back.
