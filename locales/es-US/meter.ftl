### The meter's own display, at most 32 characters when filled in.
meter-credit-amount = Saldo agregado { MONEY($amount) }
meter-balance = Saldo { MONEY($balance) }
meter-kwh = Quedan { KWH($kwh) }
meter-time-left = Tiempo rest. { DURATION($left, style: "short") }
meter-time-unknown = Tiempo restante: sin datos
meter-zero-at = Hasta { WHEN($zero, style: "weekday") }
meter-updated = Act. { WHEN($updated, style: "weekday") }
meter-cost-today = Hoy { MONEY($cost) }
meter-now = Ahora { KW($power) }
meter-low = Saldo bajo. Favor de pagar.
meter-zero = Saldo agotado. Favor de pagar.
## Supply
meter-power-on = Electricidad conectada
meter-power-off = Electricidad cortada
meter-power-limited = Limitada a { KW($cap) }
meter-disconnect-soon = Corte en { DURATION($left, style: "short") }
meter-tripped = Límite. Regresa en { DURATION($left, style: "clock") }
meter-press-button = Presione el botón
meter-alert = Aviso nuevo. Vea su pantalla.
meter-outage = Apagón en su vecindario
meter-event-start = Evento { WHEN($start, style: "hour") }
meter-event-end = Termina { WHEN($end, style: "hour") }
meter-regular-billing = Facturación regular
meter-test-passed = Prueba del medidor correcta
meter-test-failed = Falló la prueba. Llámenos.

## By message code: no values, because only the code is kept
meter-low-credit = Saldo bajo. Favor de pagar.
meter-no-credit = Saldo agotado. Favor de pagar.
meter-credit-added = Saldo agregado
meter-duplicate = Mensaje ya recibido
meter-balance-update = Saldo actualizado
meter-info-text = Mensaje nuevo. Vea su pantalla.
meter-supply-on = Electricidad conectada
meter-supply-off = Electricidad cortada
meter-limit-set = Límite de potencia activo
meter-limit-trip = Pausa: superó su límite
meter-interval = Consumo registrado
meter-refused = Mensaje no aceptado
meter-unknown = Información nueva
