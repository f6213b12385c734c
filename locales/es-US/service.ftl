### Paid, but no power: who is calling, the meter's test, the people who are sent, and the logs.

service-title = Pagó y no tiene electricidad
service-link = Pagó y no tiene electricidad
service-log-link = Comandos y registro del medidor
service-account-link = Volver a la cuenta

## Who is calling
service-identity = 1. Quién está al teléfono
service-identity-intro = Pida al menos dos de estos datos. Lo que se responda no se guarda.
service-fact-number = Número de cuenta
service-fact-name = Nombre completo
service-fact-address = Dirección de la vivienda
service-fact-payment = Monto del último pago
    .hint = Por ejemplo, 20 o 20.50.
service-fact-meter = Últimos cuatro caracteres del número del medidor
service-identity-check = Comprobar
service-identity-wrong = Menos de dos respuestas son correctas. No se muestra cuáles. Después de cinco intentos fallidos nadie puede probar de nuevo durante 15 minutos.
service-identity-done = La identidad está comprobada. Vale 15 minutos.
service-emergency = Emergencia: abrir sin comprobar
service-emergency-reason = Motivo
    .hint = Al menos 10 caracteres. El motivo se guarda con su nombre.
service-emergency-open = Abrir sin comprobar

## What is known
service-facts = 2. Lo que se sabe
service-payment = Último pago
service-payment-none = No se ha aplicado ningún pago.
service-payment-value = { MONEY($amount) }, pagado { WHEN($at) }
service-command = Comando al medidor
service-command-none = Todavía ninguno
service-command-sent = Enviado { WHEN($at) }
service-receipt = Respuesta del medidor
service-receipt-none = Todavía ninguna
service-receipt-value = Confirmado { WHEN($at) }
service-receipt-refused = Rechazado { WHEN($at) }
service-switch = Interruptor
service-switch-on = Encendido
service-switch-off = Apagado
service-switch-ready = Apagado, espera el botón del medidor

## The test
service-test = 3. La prueba del medidor
service-test-intro = El medidor se prueba a sí mismo y responde en 60 segundos o menos.
service-test-run = Probar el medidor
service-test-again = Probar el medidor otra vez
service-test-progress = La prueba del medidor
service-test-left = { $count ->
    [one] Queda { $count } segundo
   *[other] Quedan { $count } segundos
 }
service-state-testing = El medidor se está probando.
service-state-passed = La prueba salió bien. Encienda ahora.
service-state-activating = Se le ordenó al medidor encender.
service-state-restored = El medidor dice que hay electricidad.
service-state-ordered = Alguien va en camino.
service-verdict = Resultado
service-verdict-passed = La línea tiene voltaje y el medidor funciona: se puede encender.
service-verdict-power-at-meter = Hay electricidad en el medidor. El problema está dentro de la vivienda: pida al cliente que revise el interruptor principal.
service-verdict-line-dead = No llega voltaje del lado de la compañía: es un apagón.
service-verdict-switch-fault = El interruptor del medidor no está como se le ordenó.
service-verdict-refused = El medidor no puede probarse a sí mismo.
service-verdict-not-connected = El medidor no respondió en 60 segundos.
service-checks = Lo que encontró la prueba
service-checks-what = Qué se revisó
service-checks-how = Cómo está
service-check-connected = Conexión: el medidor responde
service-check-energised = Voltaje del lado de la compañía
service-check-load = Voltaje del lado del cliente
service-check-current = Corriente
service-check-switch = Interruptor
service-check-pass = Como debe estar
service-check-fail = No está como debe
service-check-unknown = No se puede saber

## What next
service-next = 4. Qué sigue
service-activate = Encender
service-still-off = Sigue sin electricidad
    .hint = Abre de inmediato una orden de campo y una orden de falla.
service-orders-made = Órdenes de esta cuenta
service-orders-none = No hay órdenes.

## Orders
service-orders-title = Órdenes
service-orders-menu = Órdenes
service-orders-open = { $count ->
    [one] Hay { $count } orden abierta.
   *[other] Hay { $count } órdenes abiertas.
 }
service-orders-ended = Mostrar también las terminadas
service-order-kind-field = Orden de campo
service-order-kind-trouble = Orden de falla
service-order-reason-no-power = El cliente pagó y sigue sin electricidad.
service-order-reason-test-failed = La prueba del medidor falló.
service-order-reason-not-connected = El medidor no respondió a su prueba.
service-order-reason-still-off = Se le ordenó al medidor encender y no lo hizo.
service-order-reason-no-switch = El medidor no tiene interruptor.
service-order-state-open = Abierta
service-order-state-sent = Entregada
service-order-state-done = Terminada
service-order-state-cancelled = Cancelada
service-order-opened = Abierta { WHEN($at) }
service-order-meter = Medidor { $meter }
service-order-evidence = Evidencia
service-order-tries = { $count ->
    [one] No se pudo entregar en { $count } intento; se volverá a intentar.
   *[other] No se pudo entregar en { $count } intentos; se volverá a intentar.
 }
service-order-end = Terminar esta orden
service-order-note = Qué se hizo o se encontró
service-order-note-value = Nota: { $note }
service-order-done = El trabajo está hecho
service-order-cancel = Cancelar la orden
service-order-back = Volver

## Logs
service-log-title = Comandos y registro del medidor
service-log-commands = Lo que se le ordenó al medidor
service-log-meter = El registro propio del medidor
service-log-empty = Todavía no hay nada.
service-log-what = Qué
service-log-accepted = Aceptado
service-log-state = Estado
service-log-receipt = Respuesta
service-log-place = Lugar
service-log-when = Cuándo
service-log-from = Sentido
service-log-inbound = Hacia el medidor
service-log-outbound = Desde el medidor
service-log-tries = { $count ->
    [one] { $count } intento
   *[other] { $count } intentos
 }
service-kind-prepay = Crédito
service-kind-connect = Encender
service-kind-show = Saldo en la pantalla
service-kind-notice = Texto
service-kind-withdraw = Texto retirado
service-kind-disconnect = Cortar
service-kind-limit = Límite
service-kind-unlimit = Límite retirado
service-kind-event = Evento
service-kind-cancel-event = Evento retirado
service-kind-test = Prueba
service-kind-set-mode = Forma de pago
service-kind-settings = Ajustes
service-sent-queued = En espera
service-sent-sent = Enviado
service-sent-receipted = Confirmado
service-sent-refused = Rechazado
service-sent-expired = Vencido
service-sent-superseded = Reemplazado por uno más nuevo
