### Lo que protege y lo que ayuda a un cliente, como se ve en las pantallas, junto a protect.ftl.

## Lo que mantiene el servicio ahora
care-held-title = Qué mantiene el servicio ahora
care-held-none = Nada tiene que mantenerlo: no hay ningún corte pendiente que una regla impida.
care-held-rules = Reglas que mantienen el servicio, según la decisión del { WHEN($at) }:
care-held-decisions = Todas las decisiones y lo que miró cada regla

## Región y consumo base médico de una casa
baseline-title = Región y consumo base médico
baseline-menu = Consumo base
baseline-intro = De la región y del consumo base médico depende cuánta energía de cada día tiene el precio base. Un cambio empieza en un día que aún no ha llegado, así que ninguna hora cobrada cambia de precio.
baseline-not-priced = La tarifa de esta cuenta no tiene consumo base. Lo que se indique aquí no cambia ningún precio hasta que lo tenga.
baseline-now = Lo que está vigente, por su primer día
baseline-none = Sin región y sin consumo base médico.
baseline-from = Desde el { $begin }
baseline-region = Región { $title }
baseline-region-none = Sin región
baseline-medical = Con consumo base médico
baseline-medical-none = Sin consumo base médico
baseline-set-heading = Cambiarlo desde un día
baseline-set-region = Región
baseline-set-medical = Aquí hay equipo médico que necesita electricidad: más energía al precio base
baseline-set-from = Primer día (mañana como muy pronto)
baseline-set-why = Por qué
baseline-set-why-hint = Según qué documento o mapa. Sin diagnósticos.
baseline-set-button = Guardar desde ese día
baseline-notes = Lo que se indicó
error-baseline-region = La tarifa de esta cuenta no tiene esa región.
    .next = Elija una de la lista.
error-baseline-day = Un consumo base empieza mañana como muy pronto, y antes de un año.
    .next = Elija otro primer día.
error-baseline-why = Hace falta un motivo de 3 a 300 caracteres.
    .next = Escriba según qué documento o mapa.

## Ayuda para un cliente
help-title = Ayuda económica para este cliente
help-menu = Ayuda económica
help-own-title = Su ayuda económica
help-own-intro = La ayuda se usa antes que su propio dinero. Lo que no se use hasta su último día vuelve a su origen.
help-none = No hay ayuda económica en esta cuenta.
help-purpose-energy = Para energía
help-purpose-debt = Para la deuda apartada
help-left = Quedan { MONEY($amount) }
help-of = { MONEY($amount) } concedidos, { MONEY($cost) } usados
help-until = Hasta el { WHEN($until) }
help-over = Terminada: lo que quedaba se devolvió
help-by = Concedida por { $name }
help-why = Motivo: { $what }
help-give-heading = Conceder ayuda
help-give-purpose = Para qué es
help-give-amount = Monto en dólares
help-give-days = Termina después de estos días
help-give-why = Por qué
help-give-button = Conceder esta ayuda
help-given = Concedida. Ya se avisó al cliente.
help-end-why = ¿Por qué se retira?
help-end-button = Retirar lo que queda
help-ended = Lo que quedaba se devolvió. Ya se avisó al cliente.
help-bad-days = Escriba un número entero de días, de 1 a 1830.

## Un cheque para quien se fue
cheque-heading = Cheque por lo que queda
cheque-sent = Cheque { $digits } de { MONEY($amount) }, enviado el { $begin }
cheque-by = Registrado por { $name }
cheque-wait = Una tarjeta o un banco todavía devuelve dinero. El cheque se puede registrar cuando termine.
cheque-due = Hay que enviar { MONEY($amount) } en un cheque.
cheque-number-label = Número del cheque
cheque-day-label = Día en que se envió
cheque-enter = Registrar el cheque de { MONEY($amount) }
cheque-entered = Registrado. El dinero salió de los libros; aquí se ve después si el cheque se cobró.
error-cheque-wait = La cuenta sigue abierta, o hay dinero de ella en camino.
    .next = Espere a que contesten todas las tarjetas y los bancos, y cargue la página de nuevo.
error-cheque-amount = Se deben { MONEY($amount) } en un cheque.
    .next = Cargue la página de nuevo y mire el monto del cheque.
error-cheque-number = El número de un cheque tiene de 1 a 40 letras, cifras y guiones.
    .next = Escríbalo como está impreso en el cheque.
error-cheque-day = Un cheque se envía después de cerrar la cuenta, y no en el futuro.
    .next = Elija el día en que se envió.
error-cheque-used = Ya hay un cheque registrado con este número.
    .next = Cargue la página de nuevo y mire si está.

## Deuda que se perdona, entre dos personas
write-off-title = Deuda por perdonar
write-off-menu = Deuda por perdonar
write-off-intro = Una persona pide que se perdone una deuda y otra lo decide. Hasta entonces no se mueve nada.
write-off-none = Nada está pendiente de una segunda persona.
write-off-amount = { MONEY($amount) } de la cuenta { $account }
write-off-by = Pedido por { $name }
write-off-own = Lo pidió usted: otra persona debe decidir.
write-off-approve = Perdonarla
write-off-refuse = Dejarla como deuda
write-off-ask-heading = Pedir que se perdone una deuda
write-off-ask-amount = Monto en dólares
write-off-ask-why = Por qué
write-off-ask-button = Pedirlo a una segunda persona
write-off-asked = Pedido. Decide una segunda persona.
write-off-see = Ver lo que está pendiente de una segunda persona

## Cada deuda, y cómo se devuelve
owing-plan-heading = Cada deuda y cómo se va pagando
owing-kind-arrears = Facturas de antes del prepago
owing-kind-overdrawn = Un saldo que quedó bajo cero
owing-of = Se deben todavía { MONEY($amount) } de { MONEY($cost) }
owing-missed = Faltaron { MONEY($amount) }, que se recuperan con los pagos
owing-by-share = { $percent }% de cada pago
owing-by-time-day = { MONEY($amount) } al día, del saldo
owing-by-time-week = { MONEY($amount) } a la semana, del saldo
owing-by-catch-up-day = { MONEY($amount) } al día, del saldo; lo que falte se recupera con { $percent }% de cada pago
owing-by-catch-up-week = { MONEY($amount) } a la semana, del saldo; lo que falte se recupera con { $percent }% de cada pago
owing-way = Cómo se va pagando
owing-way-share = Una parte de cada pago
owing-way-time = Un monto fijo por día o por semana
owing-way-catch-up = Un monto fijo, y lo que falte con una parte de cada pago
owing-every = Cada cuánto
owing-every-day = Cada día
owing-every-week = Cada semana
owing-amount-label = Monto en dólares
owing-amount-missing = Escriba un monto mayor que cero, como 2.50.
owing-for = Para qué deuda
owing-for-new = Lo que se debe ahora y no está apartado
owing-change = Cambiar el plan de esta deuda
owing-caps = Se toman para deudas como máximo { MONEY($day) } en un día, { MONEY($week) } en siete días y { MONEY($rest) } en treinta días, entre todas las deudas y planes.
owing-not-lent-not-offered = Aquí no se ofrece crédito de emergencia.
owing-not-lent-not-yet = El crédito de emergencia se presta cuando el saldo es más bajo.
owing-not-lent-owed = El crédito de emergencia se presta de nuevo cuando se salda lo prestado.

## Lo que la compañía permite para deudas, préstamos y ayuda
setting-unit-percent = por ciento
setting-unit-days = días
setting-debt-least-credit = Un pago lleva primero el saldo a
setting-debt-share-max = Parte máxima de un pago para todas las deudas
setting-debt-day-max = Lo máximo que se toma para deudas en un día
setting-debt-week-max = Lo máximo que se toma para deudas en siete días
setting-debt-month-max = Lo máximo que se toma para deudas en treinta días
setting-debt-hold-max = Pausa más larga por dificultades
setting-debt-emergency = Crédito de emergencia que se presta de una vez
setting-debt-emergency-below = Se ofrece con un saldo por debajo de
setting-debt-grant-max = La mayor ayuda que se concede de una vez
setting-debt-grant-for-max = La ayuda termina a más tardar después de
