# Money that is borrowed without asking each time: at zero, and in friendly hours.

alert-lent-at-zero = Your balance reached zero. As you asked, we lent you { MONEY($amount) }; you now have { MONEY($balance) }.
    .next = Your next payments pay it back first.
alert-friendly-over = Friendly hours are over. You borrowed { MONEY($amount) } during them, and your balance is used up.
    .next = Pay now to keep your electricity on.

borrow-title = Borrowing
borrow-at-zero = Lend me emergency credit when my balance reaches zero
    .hint = Up to { MONEY($amount) }. It costs nothing, and your next payments pay it back first.
borrow-friendly = Let me borrow what I use below zero during friendly hours
    .hint = Nobody is turned off during these hours. Your next payments pay it back first.
borrow-no-friendly = No friendly hours are set for your account.
borrow-owed-friendly = { MONEY($amount) } of it was borrowed during friendly hours.
