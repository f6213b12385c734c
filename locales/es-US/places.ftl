### Otros lugares para pagar: puntos de pago y sus comprobantes.

## Lo que se dice a la máquina de un punto de pago
error-station-key = Esta clave no es de un punto de pago, o ya no es válida.
    .next = Pida a la compañía una clave nueva y póngala en su máquina.
error-station-closed = Este punto de pago no puede recibir pagos.
    .next = Devuelva el dinero y llame a la compañía.
error-station-no-match = El número de cuenta y la comprobación no corresponden.
    .next = Mire los papeles del cliente y escriba los dos otra vez: la comprobación es la primera letra del apellido o el código postal de la casa.
error-station-float = Este pago no cabe: el punto de pago puede recibir { MONEY($maximum) } más.
    .next = Devuelva el dinero o reciba menos. Entregue lo que ha recibido y podrá recibir más.
error-station-too-much = Es más de lo que se puede pagar por esta cuenta en este momento.
    .next = Devuelva el dinero o reciba menos. El cliente puede preguntar a la compañía cuánto es posible.
error-station-forgotten = Usted pidió olvidar este pago, así que no se recibió.
    .next = Empiece un pago nuevo o devuelva el dinero.
error-station-applied = Este pago se recibió y su energía va en camino al medidor.
    .next = Guarde el dinero e imprima el comprobante. Si hay que devolverlo, pregunte a la compañía.

## Lo que se dice a la compañía sobre los puntos de pago
error-agent-not-found = No existe ese punto de pago.
    .next = Abra la lista de puntos de pago y elija uno.
error-agent-text = Un nombre o una referencia debe tener de 1 a 120 caracteres y ningún salto de línea.
    .next = Escríbalo otra vez, más corto.
error-agent-zone = No existe esa zona horaria.
    .next = Escriba su nombre, por ejemplo America/Los_Angeles.
error-agent-float = El fondo debe ser de centavos enteros, de $0 a $1,000,000.
    .next = Escriba otro monto.
error-agent-amount = El monto debe ser de centavos enteros, mayor que cero y de $1,000,000 como máximo.
    .next = Escriba lo que se entregó.
error-agent-day = El calendario no tiene ese día.
    .next = Elija otro día.
error-remittance-reused = Este registro ya se hizo con otro monto o para otro punto de pago.
    .next = Cargue la lista de nuevo y mire si está ahí.

## El comprobante, 32 columnas
slip-title = Comprobante de pago
slip-station = Punto
slip-date = Fecha
slip-account = Cuenta
slip-name = Nombre
slip-payment = Número de pago
slip-part-balance = A su saldo
slip-part-debt = A su deuda
slip-part-emergency = A su crédito prestado
slip-part-fee = Cargo
slip-total = PAGADO
slip-energy = Energía
    .value = { KWH($kwh) }
slip-money = { MONEY($amount) }
slip-when = { WHEN($at) }
slip-meter-nothing = Este pago cubrió lo que se debía. No se envió energía al medidor.
slip-meter-waiting = Esperando al medidor. Pida otro comprobante con su recibo.
slip-meter-receipt = Confirmado por el medidor
slip-meter-refused = El medidor rechazó este crédito. La compañía ya lo sabe y le llamará.
slip-message = Número de mensaje
slip-meter = Número de medidor
slip-completed = Completado
slip-keep = Guarde este comprobante.

## La pantalla de la compañía
agents-title = Puntos de pago
agents-menu = Puntos de pago
agents-intro = Quién recibe dinero por usted en el mostrador, cuánto puede tener y cuánto debe.
agents-none = Todavía no hay puntos de pago.
agents-name = Nombre
agents-zone = Zona horaria
agents-zone-hint = Por ejemplo America/Los_Angeles. Un día de su estado de cuenta va de medianoche a medianoche allí.
agents-float = Fondo: lo máximo que puede deber
agents-owes = Debe
agents-left = Todavía puede recibir
agents-state = Estado
agents-active = Puede recibir pagos
agents-closed = Cerrado
agents-key = Clave
agents-key-made = Hecha { WHEN($at) }
agents-key-none = Sin clave
agents-new-key = Clave nueva
agents-new-key-hint = La clave anterior vale una hora más.
agents-key-once = Esta es la clave de { $name }. Se muestra una sola vez: póngala ahora en la máquina del punto.
agents-revoke = Terminar todas las claves ahora
agents-change = Cambiar
agents-add = Agregar un punto de pago
agents-save = Guardar
agents-saved = Guardado.
agents-remit-title = Registrar dinero que { $name } ha entregado
agents-remit-amount = Monto
agents-remit-note = La referencia del banco
agents-remit = Registrar
agents-day-title = Hoy en { $name }
agents-day-owed = Debía al empezar el día
agents-day-taken = Recibido
agents-day-remitted = Entregado
agents-day-owes = Debe ahora
agents-choose = Elegir { $name }
agents-bad-amount = Escriba dólares, por ejemplo 250.00

## Enlaces para otras personas
error-link-closed = Este enlace no se puede usar.
    .next = Pida uno nuevo a quien se lo envió.
error-link-nickname = El apodo debe tener de 1 a 40 caracteres en una línea.
    .next = Escriba cómo le conoce la otra persona, por ejemplo su nombre.
error-link-days = Un enlace funciona de 1 a 366 días.
    .next = Escriba otro número de días.
error-link-too-many = Usted ya tiene 20 enlaces activos.
    .next = Termine uno de ellos y luego haga este.

## La página sencilla para pagar
payer-title = Pagar la electricidad de { $name }
payer-once = El pago se hace una sola vez, aunque presione dos veces o cargue la página de nuevo.
payer-thanks = Gracias
payer-paid = Recibimos { MONEY($amount) }.
payer-asking = Estamos preguntando a su banco. No tiene que hacer nada: esta página se vuelve a cargar sola.
payer-number = Número de confirmación:
payer-try-again = Intentar de nuevo
payer-again = Faltaba algo en el formulario o ya se había enviado.
    .next = Mírelo de nuevo y envíelo otra vez. No se le ha cobrado dos veces.
payer-too-much-now = Es más de lo que se puede pagar por esta cuenta en este momento. No se cobró nada. Pague menos o inténtelo más tarde.
payer-card-missing = Elija una tarjeta.
payer-no-card = En este momento no se puede usar ninguna tarjeta aquí.
    .next = Pida otra manera de pagar a quien le envió este enlace.
payer-wait = Demasiados intentos.
    .next = Espere media hora e intente de nuevo. Un pago que ya recibimos sigue contando.
payer-away = No podemos responder en este momento.
    .next = Cargue esta página de nuevo en un minuto. Nunca se le cobra dos veces por el mismo formulario.

## Los enlaces, como los guarda el cliente
links-title = Que otras personas paguen por usted
links-menu = Enlaces para que otros paguen
links-intro = Envíe un enlace a una persona de confianza. Puede pagar por usted y ve solo el apodo que usted elija: ni su saldo, ni su consumo, ni su dirección.
links-make = Hacer un enlace
links-kind = ¿Para quién es?
links-kind-other = Para otra persona
    .hint = Ve el apodo y que su pago fue recibido.
links-kind-own = Para mi propio teléfono con mala señal
    .hint = Una página muy pequeña. También muestra cuándo su medidor tiene el crédito.
links-nickname = Apodo
    .hint = Lo que lee la otra persona, por ejemplo su nombre.
links-amount = Monto sugerido en dólares
    .hint = Puede dejarlo vacío.
links-days = Días que funciona
links-once = Copie este enlace ahora: se muestra una sola vez.
links-none = Todavía no tiene enlaces.
links-table = Sus enlaces
links-uses = Pagos
links-until = Funciona hasta
links-state = Estado
links-open = Activo
links-over = Terminado
links-end = Terminar { $name }
links-end-button = Terminar
links-bad-days = Escriba un número de días, por ejemplo 30.
settings-bad-line = ¿Mala señal?
    .hint = Haga un enlace a una página muy pequeña, para pagar con un teléfono viejo o una red débil.
