# El dinero contado hasta el final: cómo se puede pagar una hora reservada.

error-event-method = No se puede reservar un horario con la forma de pago “{ $method }”: mientras el dinero está en camino, nadie más podría usar ese horario. No se reservó ni se cobró nada.
    .next = { $number ->
        [0] Por ahora, ninguna forma de pago permite reservar un horario aquí. Por favor, llámenos.
        [one] Use en su lugar esta forma de pago: { $ways }.
       *[other] Use en su lugar una de estas formas de pago: { $ways }.
    }
event-no-way = Ninguna forma de pago de esta página permite reservar un horario: el dinero llegaría demasiado tarde. Por favor, llámenos y le ayudaremos.
settlement-waits-page = Falta que escriba su tarjeta en la página de la empresa de pagos

## Qué pasó con un cheque
error-cheque-unknown = Esta cuenta no tiene ese cheque.
    .next = Cargue la página de nuevo y mire sus cheques.
error-cheque-cashed = El banco ya pagó este cheque, así que no se puede anular.
    .next = Ya no se debe nada por él. Si el cliente dice otra cosa, mire “Pagos por revisar”.
cheque-state-open = Todavía no se ha cobrado
cheque-state-stale = No se ha cobrado en más de seis meses: el banco ya no está obligado a pagarlo. Si el cliente todavía quiere el dinero, pida al banco que suspenda el pago, anótelo aquí y envíe otro.
cheque-state-cashed = Cobrado: el banco lo informó el { $begin }
cheque-state-cancelled = Anulado el { $begin }: su monto se debe de nuevo
cheque-cancelled-why = Motivo: { $reason }
cheque-differs = El banco dice que pagó { MONEY($amount) } por este cheque. Mire “Pagos por revisar”.
cheque-cancel-no = Dejarlo como está
cheque-cancel-done = Anulado. El dinero se debe de nuevo; registre abajo el próximo cheque cuando se envíe.

## Desde cuándo vive un cliente en un lugar
error-home-day = Un cliente vive en el lugar, a más tardar, desde que se abrió la cuenta: el { $begin }.
    .next = Elija ese día o uno anterior. Si se mudó otra persona, cierre esta cuenta y abra una para ella.
error-home-left = El cliente anterior dejó este lugar el { $begin }. Nadie más debe ver lo que se consumió hasta entonces.
    .next = Elija ese día o uno posterior.
home-since-heading = Desde cuándo vive aquí el cliente
home-since-now = Vive aquí desde el { $begin }. La cuenta se abrió el { $end_day }.
home-since-means = El cliente no ve ningún consumo anterior a este día, y los pronósticos no lo toman en cuenta. Se aplica en cuanto se guarda. Nada de lo ya cobrado cambia.
home-since-label = Primer día del cliente en este lugar
    .hint = El día en que se abrió la cuenta, o uno anterior.
home-since-missing = Elija un día.
home-proof-label = ¿Cómo se sabe? (contrato de alquiler, compra, palabra del cliente)
home-save = Guardar este día
home-saved = Guardado. Desde ahora el cliente ve el consumo a partir de ese día.
protect-note-home = Vive aquí desde el { $begin }

## Cargo y depósito de un cambio en la forma de pagar la cuenta
convert-held = Depósito que guardamos para usted
convert-to-bill = De eso, para su factura y el cargo
convert-to-debt = De eso, para su deuda
convert-to-balance = De eso, a su saldo de prepago
convert-line-fee = Cargo por el cambio: { MONEY($amount) }, en la factura
convert-line-deposit = Depósito pedido: { MONEY($amount) }, en la factura; sigue siendo suyo
convert-line-returned = Depósito devuelto: { MONEY($amount) }, primero a lo que se debía y después al saldo
statement-kind-mode-fee = Cargo por cambiar la forma de pagar
statement-kind-deposit = Depósito
statement-book-deposit = Depósito guardado
