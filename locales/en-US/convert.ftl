# Changing how an account pays: what it would mean, and how the account stood when it happened.

convert-title = What changes and what stays
convert-balance = Your balance; it stays yours
convert-help = Help you have not used; it pays for prepaid energy only
convert-borrowed = Borrowed; your next payments pay it back first
convert-arrears = Owed for energy; it can be set aside as debt and paid back bit by bit
convert-bill = Owed for energy; it is paid with your bill
convert-debt = Debt set aside already; it stays as it is
convert-deposit = New deposit; it comes on your bill and stays yours
convert-fee = Fee for the change; it comes on your bill
convert-amount = { MONEY($amount) }
convert-none = None

# In a statement
convert-line-regular = { WHEN($at) }: change to a monthly bill. Balance then { MONEY($balance) }, owed { MONEY($debt) }, { KWH($kwh) } used since the account was opened.
convert-line-prepaid = { WHEN($at) }: change to prepaid. Balance then { MONEY($balance) }, owed { MONEY($debt) }, { KWH($kwh) } used since the account was opened.
convert-line-credit = The meter had { KWH($kwh) } of credit.
