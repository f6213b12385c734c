# Cambiar la forma de pago de una cuenta: qué significaría, y cómo estaba la cuenta al cambiar.

convert-title = Qué cambia y qué queda igual
convert-balance = Su saldo; sigue siendo suyo
convert-help = Ayuda económica que no ha usado; sirve solo para energía de prepago
convert-borrowed = Prestado; sus próximos pagos lo devuelven primero
convert-arrears = Debe por energía; se puede apartar como deuda y devolver poco a poco
convert-bill = Debe por energía; va en su factura
convert-debt = Deuda ya apartada; queda como está
convert-deposit = Depósito nuevo; va en su factura y sigue siendo suyo
convert-fee = Cargo por el cambio; va en su factura
convert-amount = { MONEY($amount) }
convert-none = Ninguno

# En un estado de cuenta
convert-line-regular = { WHEN($at) }: cambio a factura mensual. Saldo entonces { MONEY($balance) }, debía { MONEY($debt) }, { KWH($kwh) } consumidos desde que se abrió la cuenta.
convert-line-prepaid = { WHEN($at) }: cambio a prepago. Saldo entonces { MONEY($balance) }, debía { MONEY($debt) }, { KWH($kwh) } consumidos desde que se abrió la cuenta.
convert-line-credit = El medidor tenía { KWH($kwh) } de crédito.
