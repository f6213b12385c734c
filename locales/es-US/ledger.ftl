# Ayuda para clientes y deuda condonada.

alert-help-energy = Recibió { MONEY($amount) } de ayuda económica para energía. Con ella tiene { MONEY($balance) }.
    .title = Ayuda para energía
    .next = Se usa antes que su propio dinero.
alert-help-debt = Recibió { MONEY($amount) } de ayuda para su deuda.
    .title = Ayuda para su deuda
    .next = No necesita hacer nada.
alert-help-over = Se acabó el plazo de su ayuda. No se usaron { MONEY($amount) }. Usted tiene { MONEY($balance) }.
    .title = La ayuda terminó
    .next = Llámenos si necesita más ayuda.
alert-debt-given-up = Usted ya no debe { MONEY($amount) } de su deuda.
    .title = Deuda perdonada
    .next = No necesita hacer nada.

error-grant-amount = La ayuda debe ser en centavos enteros y de { MONEY($maximum) } como máximo por vez.
    .next = Escriba otro monto.
error-grant-end = La ayuda debe terminar en el futuro y dentro del tiempo permitido.
    .next = Elija otro final.
error-grant-why = Se necesita un motivo de 1 a 500 caracteres.
    .next = Escriba el motivo.
error-grant-reused = Esto ya se usó para otra cosa.
    .next = Cargue la página de nuevo y vuelva a escribirlo.
error-grant-many = Esta cuenta tiene toda la ayuda que una cuenta puede tener a la vez.
    .next = Espere a que se use o termine una parte.
error-write-off-unknown = Esa solicitud no existe.
    .next = Cargue la lista de nuevo.
error-write-off-amount = De esta deuda se pueden perdonar { MONEY($maximum) } como máximo.
    .next = Escriba un monto menor.
error-write-off-same = Usted mismo lo pidió.
    .next = Otra persona debe decidirlo.
error-write-off-decided = Otra persona ya lo decidió.
    .next = Cargue la lista de nuevo.
