### Alerts by code: `alert-CODE` is the text, `.title` its heading, `.next` what to do.
### Sent in both languages at once; a display shows the reader's one.

## Prepayment
# The example pair of the use case: $left is the time remaining.
alert-low-balance = Su saldo de prepago es de { MONEY($balance) }. Le alcanza para aproximadamente { DURATION($left) }.
    .title = Saldo bajo
    .next = Pague ahora para no quedarse sin electricidad.
alert-low-balance-unknown = Su saldo de prepago es de { MONEY($balance) }.
    .title = Saldo bajo
    .next = Pague ahora para no quedarse sin electricidad.
alert-zero-balance = Su saldo de prepago se agotó.
    .title = Saldo agotado
    .next = Pague { MONEY($minimum) } o más ahora.
alert-before-disconnect = Su electricidad se cortará pronto: { WHEN($zero) }
    .title = Corte de electricidad próximo
    .next = Pague { MONEY($minimum) } o más antes de ese momento.
alert-before-limit = Su electricidad se limitará pronto: { WHEN($zero) }
    .title = Límite de electricidad próximo
    .next = Pague { MONEY($minimum) } o más antes de ese momento.
alert-disconnected = Su electricidad está cortada porque se agotó su saldo.
    .title = Electricidad cortada
    .next = Apague la estufa y los calentadores. Pague { MONEY($minimum) } o más.
alert-reconnected = Su electricidad se restableció.
    .title = Hay electricidad
    .next = Revise la estufa y los calentadores.
alert-limited = Su electricidad está limitada a { KW($cap) }.
    .title = Electricidad limitada
    .next = Use pocos aparatos a la vez o pague para quitar el límite.
alert-limit-over = Ya no hay límite en su electricidad.
    .title = Se quitó el límite
    .next = No necesita hacer nada.
alert-payment-received = Recibimos su pago de { MONEY($amount) }.
    .title = Pago recibido
    .next = No necesita hacer nada.
alert-auto-pay = Cobramos { MONEY($amount) } como usted lo pidió.
    .title = Pago automático realizado
    .next = Cambie el pago automático en el sitio web.
alert-auto-pay-capped = Hoy no hubo pago automático: se alcanzó su propio límite.
    .title = Pago automático omitido
    .next = Pague usted o suba el límite.
alert-auto-pay-stopped = El pago automático se detuvo tras 3 intentos fallidos.
    .title = Pago automático detenido
    .next = Revise su tarjeta y guárdela de nuevo.
alert-auto-pay-failed = Su pago automático no se pudo realizar.
    .title = Falló el pago automático
    .next = Pague ahora o revise su tarjeta en el sitio web.
alert-regular-billing = Su período de prepago terminó. Ahora recibe una factura mensual.
    .title = Factura mensual
    .next = No necesita hacer nada.

## Events
alert-event-scheduled = Su evento prepagado comienza: { WHEN($start) }
    .title = Evento programado
    .next = Revise las fechas en el sitio web.
alert-event-started = Su evento prepagado comenzó. Termina: { WHEN($end) }
    .title = Evento iniciado
    .next = No necesita hacer nada.
alert-event-ended = Su evento prepagado terminó. Le quedan { MONEY($balance) }.
    .title = Evento terminado
    .next = No necesita hacer nada.
alert-schedule-overlap = El horario que eligió coincide con otro evento prepagado.
    .title = Horario ocupado
    .next = Elija otro horario.

## Utility
# The example of the use case, with the accents the Spanish needs.
alert-outage-area = No hay electricidad en su vecindario
    .title = Apagón
    .next = Trabajamos para restablecerla. No necesita llamar.
alert-outage-over = El apagón en su vecindario terminó
    .title = Electricidad restablecida
    .next = Si todavía no tiene luz, llámenos.
alert-outage-planned = Trabajo programado, sin electricidad: { WHEN($start, style: "weekday") } – { WHEN($end, style: "time") }
    .title = Corte programado
    .next = Guarde su trabajo y mantenga cerrado el refrigerador.
alert-weather = Clima extremo: hoy no se cortará su electricidad.
    .title = Clima extremo
    .next = Cuídese y esté pendiente de sus vecinos.
alert-meter-unreachable = No hemos recibido datos de su medidor en { DURATION($age) }.
    .title = El medidor no responde
    .next = Si no tiene luz, llámenos.
alert-rate-change = Su precio cambia a { RATE($rate) } por kWh el { WHEN($start, style: "date") }
    .title = Nuevo precio
    .next = Vea los detalles en el sitio web.
