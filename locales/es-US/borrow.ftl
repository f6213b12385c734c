# Dinero que se presta sin pedirlo cada vez: al llegar a cero y en horas protegidas.

alert-lent-at-zero = Su saldo llegó a cero. Como usted eligió, le prestamos { MONEY($amount) }; tiene { MONEY($balance) }.
    .next = Sus próximos pagos lo devuelven primero.
alert-friendly-over = Terminaron las horas protegidas. En ellas se le prestaron { MONEY($amount) } y no queda saldo.
    .next = Haga un pago ahora para conservar la electricidad.

borrow-title = Préstamos
borrow-at-zero = Présteme crédito de emergencia cuando mi saldo llegue a cero
    .hint = Hasta { MONEY($amount) }. No cuesta nada, y sus próximos pagos lo devuelven primero.
borrow-friendly = Présteme lo que consuma sin saldo en las horas protegidas
    .hint = En esas horas no se corta a nadie. Sus próximos pagos lo devuelven primero.
borrow-no-friendly = Su cuenta no tiene horas protegidas.
borrow-owed-friendly = { MONEY($amount) } se prestaron en horas protegidas.
