### Moving out.

move-out-title = Mudarse
move-out-menu = Mudanza
move-out-intro = Elija cuándo se va. Lo que consuma hasta ese momento se cobra, y lo que quede de su saldo se le devuelve. Lo reservado para después se cancela y su dinero se devuelve. No se le corta la electricidad por ello, y la pantalla de la casa olvida todo lo que sabe de usted.
move-out-preview = Qué pasaría ahora
move-out-day = Día y hora
move-out-ask = Cerrar la cuenta en ese momento
move-out-asked = El { WHEN($at) } se cierra esta cuenta.
move-out-stay = Mantener la cuenta abierta
move-out-closed = El { WHEN($at) } se cerró esta cuenta. Quedaban { MONEY($amount) }.
home-closed = Esta cuenta se cerró el { WHEN($at) }
    .hint = Lo que quedaba de su saldo se le devuelve. Sus pagos y estados de cuenta siguen aquí a su disposición.
home-closed-money = Lo que se devuelve
move-out-refund = Se devuelve: { MONEY($amount) }
move-out-returns = De eso, a la tarjeta o al banco de donde vino: { MONEY($amount) }
move-out-cheque = De eso, con un cheque: { MONEY($amount) }
move-out-owed = Se debe todavía en la última factura: { MONEY($amount) }
move-out-booked =
    { $count ->
        [0] No hay nada reservado.
        [one] Se cancela 1 reserva.
       *[other] Se cancelan { $count } reservas.
    }
move-out-stands = Lo que tiene que terminar antes
move-out-stands-use = El consumo hasta ese momento no está cobrado todavía. Se cobra en unas horas, y si el medidor no avisa en 3 días, no se cobra.
move-out-stands-event = En esta casa hay un evento reservado en curso. La cuenta se cierra cuando termine.
move-out-stands-payment = Hay un pago o una devolución en camino. La cuenta se cierra cuando termine.
move-out-stands-dispute = Un banco no ha decidido sobre un pago disputado. La cuenta se cierra, y lo que queda se devuelve después de la decisión.

## The display in the home
display-forgotten = Esta pantalla no está vinculada con una casa. No guarda nada del cliente anterior. Un instalador la vincula al poner la misma clave nueva en la pasarela y en esta pantalla.

## What went wrong
error-account-ended = Esta cuenta está cerrada.
    .next = Llámenos sobre la última factura o lo que se devuelve.
error-move-out-day = El día ya pasó o falta más de 90 días para él.
    .next = Elija otro día.
