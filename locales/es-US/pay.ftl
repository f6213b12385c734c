### Pagos automáticos, enlaces para pagar y devoluciones.

## Pagos automáticos
error-payday = No se pueden leer los días de pago.
    .next = Elija cada 1 a 8 semanas desde un día, o días del mes.
auto-title = Pago automático
auto-menu = Pago automático
auto-intro = Cobramos a su tarjeta guardada cuando su saldo es bajo o en sus días de pago, nunca más que sus propios límites y un pago a la vez.
auto-how-much = Cuánto
auto-amount = Monto de cada pago, en dólares
auto-weekly = Máximo en 7 días, en dólares
auto-monthly = Máximo en 30 días, en dólares
auto-card = Qué tarjeta
auto-other-card = Usar otra tarjeta en lugar de la guardada
auto-no-card = Elija una tarjeta.
auto-when-low = Cuando el saldo es bajo
auto-program = Un saldo bajo solo se recarga si usted eligió la recarga automática en “Cuando se agote su saldo”.
auto-hours = Cuando queden menos de estas horas
auto-dollars = O cuando queden menos de estos dólares
auto-fallback = Si un pago falla y el saldo llega a cero
auto-calendar = En los días de pago
auto-calendar-hint = Elija cada cuántas semanas a partir de un día, o días del mes. Si el mes no tiene ese día, se usa su último día.
auto-weeks-label = Cada cuántas semanas
auto-weeks-never = No por semanas
auto-weeks = { $count ->
    [one] Cada semana
   *[other] Cada { $count } semanas
}
auto-from = Uno de esos días de pago
auto-days = O días del mes, por ejemplo 1, 15
auto-time = A esta hora
auto-pause = Pausa
auto-paused = No hacer pagos automáticos por ahora
auto-resume = Empezar de nuevo este día (vacío: cuando yo lo decida)
auto-bad-day = Escriba un día y una hora válidos, o días del mes del 1 al 31.
auto-paused-until = En pausa hasta: { WHEN($at) }
auto-paused-open = En pausa. No se hace ningún pago automático hasta que usted termine la pausa.
auto-save = Guardar
auto-saved = Guardado.
auto-ahead = Sus próximos días de pago
auto-none = No hay días de pago.
auto-would-pay = Se pagará
auto-would-week-cap = Se omite: límite de 7 días
auto-would-month-cap = Se omite: límite de 30 días
auto-would-paused = En pausa
auto-stopped = El pago automático se detuvo porque fallaron 3 intentos. Revise su tarjeta y guarde de nuevo.
auto-doubt = Hay un pago automático en camino. No se cobra nada más hasta que termine.

## Enlaces
links-copy = Copiar
links-copied = Copiado.
links-copy-yourself = No podemos copiarlo por usted. Mantenga presionado el enlace, o haga clic derecho, y cópielo.
links-used = { $count ->
    [0] Todavía no se usó
    [one] Se usó para un pago
   *[other] Se usó para { $count } pagos
}
links-paid-through = por el enlace “{ $name }”

## Devoluciones
error-refund-used = En esta cuenta quedan solo { MONEY($rest) } sin usar.
    .next = Escriba ese monto o menos. Lo que ya se usó, se prestó o ya se está devolviendo no se puede devolver.
refund-title = Devolver un pago
refund-link = Devolver un pago
refund-intro = Elija el pago, indique cuánto y por qué, y revíselo antes de que se mueva dinero. Regresa por donde vino.
refund-which = Qué pago
refund-none = Esta cuenta no tiene ningún pago que se pueda devolver.
refund-state = Lo que queda
refund-rest = Queda de este pago
refund-unused = Sin usar en la cuenta
refund-most = Lo máximo que se puede devolver
refund-why-none = No se puede devolver nada.
    .next = No se acreditó, es de un evento, fue en efectivo, está en disputa o su dinero ya se usó.
refund-before = Ya devuelto
refund-entry = { WHEN($at) }: { MONEY($amount) } — { $note }
refund-state-asked = por confirmar
refund-state-done = hecho
refund-state-failed = fallido
refund-amount = Monto que se devuelve, en dólares
refund-amount-wrong = Escriba un monto en dólares y centavos, de { MONEY($maximum) } como máximo.
refund-reason = Motivo
    .hint = Se guarda con la devolución. No escriba números de tarjeta.
refund-reason-missing = Escriba el motivo, con 1 a 500 caracteres.
refund-look = Revisar
refund-look-title = Antes de que se mueva dinero
refund-look-amount = { MONEY($amount) } regresan a quien pagó.
refund-look-of = Del pago de { MONEY($amount) } del: { WHEN($at) }
refund-look-balance = El saldo pasa de { MONEY($balance) } a { MONEY($after) }.
refund-look-low = El saldo quedaría en cero: la electricidad puede limitarse o cortarse según lo que eligió el cliente. Avísele antes.
refund-look-why = Motivo: { $note }
refund-give = Devolver { MONEY($amount) }
refund-change = Cambiar
refund-done = { MONEY($amount) } van en camino a quien pagó. Ya se avisó al cliente.
refund-asked = La empresa de pagos todavía no responde. Le preguntaremos de nuevo automáticamente, y nadie recibe el dinero dos veces. Mire de nuevo en unos minutos.
refund-failed = La empresa de pagos no pudo devolverlo. El dinero se queda en la cuenta.
