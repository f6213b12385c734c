### Back in without the old password: the code from the desk, and the page where it is entered.

## For whoever has forgotten their password
forgotten-link = I have forgotten my password
forgotten-title = Set a new password
forgotten-call = Call us. Our number is on our letters. We ask who you are, and then give you a code over the phone.
forgotten-enter = Enter the code here within 30 minutes, and choose a new password. When you call, have your account number at hand, and the amount of your last payment or your meter number.
forgotten-code = Code we gave you
    .hint = Eleven letters and digits, for example 7KQ2-M9XT-4HB. Capital letters and hyphens do not matter.
forgotten-code-missing = Enter the code that we gave you on the phone: eleven letters and digits.
forgotten-new = Your new password
    .hint = At least { $least } characters. A few words that nobody would guess work well.
forgotten-short = Enter a new password of at least { $least } characters.
forgotten-save = Set my new password
    .busy = Setting your new password
forgotten-back = Back to sign in
forgotten-done = Your new password is set, and you are signed out everywhere. Sign in with it now.

## At the desk
code-title = Let them set a new password
code-link = Forgotten password
code-intro = Make a code for the customer and read it out on the phone. First check who is calling, with at least two facts, one of them the last payment or the meter number; an emergency opening is not enough.
code-enter = The customer opens the sign-in page, presses “I have forgotten my password”, and enters the name and the code there. Then they choose the password themselves. Never ask for a password.
code-make = Make a code
code-given = Read this out now. It is shown only once.
code-login = They sign in as
code-code = Code
code-holds = The code works once, for { DURATION($span) }. A new code replaces it, and it stops working after five wrong attempts. The customer's display shows that you gave it.
error-code-unproved = No code was made: this account was opened in an emergency, and the caller's identity has not been checked.
    .next = Check the caller with at least two facts, one of them the last payment or the meter number, then make the code.
error-code-letter = No code was made: what the caller said is printed on every letter.
    .next = Ask also for the amount of the last payment or the last four characters of the meter number, and check again.
error-code-nobody = No code was made: the customer of this account has no sign-in.
    .next = Ask the operator to look at the customer's sign-in.
error-code-many = No code was made: this customer has already been given three codes in a day.
    .next = Try again tomorrow, or ask the operator to set a new password.

## What becomes of it
error-code-shape = This is not a whole code. A code has eleven letters and digits.
    .next = Look at the code again, and enter all of it.
error-code-wrong = The name and this code do not match, or the code is no longer valid.
    .next = Check both. After five wrong attempts or 30 minutes, call us for a new code.
error-password-short = The new password is too short or too long.
    .next = Choose another one, of at least 12 characters.

## What customers are told at home
password-code-given = We gave a code for a new password for your account ({ WHEN($at) }). If you did not ask for it, call us.
password-code-used = A new password was set ({ WHEN($at) }) with a code that you got from us. If that was not you, call us.
