# Changing how an account pays: what it would mean, and how the account stood when it happened.

convert-title = What changes and what stays
convert-balance = Your balance; it stays yours
convert-help = Assistance you have not used; it pays for prepaid energy only
convert-borrowed = Borrowed; your next payments pay it back first
convert-arrears = Owed for energy; it can be set aside as debt and paid back little by little
convert-bill = Owed for energy; you pay it with your bill
convert-debt = Debt already set aside; it stays as it is
convert-deposit = New deposit; it is added to your bill and stays yours
convert-fee = Fee for the change; it is added to your bill
convert-amount = { MONEY($amount) }
convert-none = None

# In a statement
convert-line-regular = { WHEN($at) }: change to a monthly bill. Balance at that time { MONEY($balance) }, owed { MONEY($debt) }, { KWH($kwh) } used since the account was opened.
convert-line-prepaid = { WHEN($at) }: change to prepaid. Balance at that time { MONEY($balance) }, owed { MONEY($debt) }, { KWH($kwh) } used since the account was opened.
convert-line-credit = The meter had { KWH($kwh) } of credit.
