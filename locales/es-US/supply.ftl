### Supply of an account at the desk, what keeps supply on, and the weather that the rules ask for.

supply-title = Servicio y planes
supply-link = Servicio y planes
supply-now = Ahora
supply-switch = Interruptor
supply-switch-on = Encendido
supply-switch-off = Apagado
supply-switch-ready = Apagado, espera el botón del medidor
supply-switch-unknown = El medidor aún no ha dicho nada
supply-limit = Límite
supply-limit-none = Ninguno
supply-limit-value = { KW($cap) }
supply-said = Según el medidor
supply-moving = Un comando va en camino al medidor.
supply-connect = Encender ahora
supply-connect-hint = Antes se retiran los comandos que cortarían esta vivienda por falta de dinero.

## Plans
supply-plans = Planes
supply-plans-none = No hay nada planeado.
supply-plan-new = Planear algo
supply-plan-what = Qué
supply-what-connect = Encender
supply-what-disconnect = Apagar, si entonces todas las reglas lo permiten
supply-what-limit = Limitar la demanda, si entonces todas las reglas lo permiten
supply-what-restore = Quitar el límite
supply-plan-limit = Límite en kW
supply-plan-limit-missing = Escriba un límite mayor que cero, por ejemplo 4 o 4.5.
supply-plan-at = Cuándo, según el reloj del lugar
supply-plan-save = Planear
supply-plan-saved = Quedó planeado.
supply-plan-due = Para: { WHEN($at) }
supply-plan-by = Planeado por { $name }
supply-state-waiting = En espera
supply-state-done = Hecho
supply-state-held = Retenido por las reglas
supply-state-cancelled = Retirado
supply-plan-cancel = Retirar
supply-plan-move = Cambiar la hora

## How the account pays
supply-mode = Forma de pago de esta cuenta
supply-mode-prepaid = Esta cuenta es de prepago.
supply-mode-regular = Esta cuenta recibe una factura mensual.
supply-mode-to-regular = Cambiar a factura mensual
supply-mode-to-prepaid = Cambiar a prepago
supply-mode-when = El cambio se aplica desde: { WHEN($at) }
supply-mode-regular-means = La electricidad sigue. Lo que se consuma desde entonces se factura cada mes; el saldo queda en la cuenta.
supply-mode-prepaid-means = Lo que se consuma desde entonces se descuenta del saldo. Pague por adelantado para que no llegue a cero.
supply-mode-done = El cambio está en camino.

## What keeps supply on
supply-holds = Por qué siguen con electricidad
supply-holds-menu = Retenciones y clima
supply-holds-intro = Estas viviendas se limitarían o se apagarían ahora, y al menos una regla las mantiene encendidas.
supply-holds-none = Ninguna regla mantiene encendida una vivienda.
supply-hold-meter = Medidor { $meter }
supply-hold-since = Desde: { WHEN($at) }
supply-hold-quarantine = Demasiadas a la vez: deben liberarla dos personas distintas.
supply-hold-released = Liberada por { $count } de 2 personas
supply-hold-release = Liberar
supply-cause-zero = El saldo se agotó
supply-cause-event-over = Un evento prepagado terminó
supply-cause-plan = Llegó la hora de un plan
supply-cause-rule = Una regla de la compañía
supply-rule-no-switch = El medidor no tiene interruptor: se hace una orden de campo.
supply-rule-class = Nadie ha dicho qué tipo de cliente es, o a esos clientes nunca se les corta.
supply-rule-protected = Allí hay alguien protegido.
supply-rule-not-prepaid = La cuenta no es de prepago.
supply-rule-not-chosen = El cliente eligió otra cosa.
supply-rule-balance = Hay dinero en la cuenta.
supply-rule-balance-old = El saldo es demasiado antiguo para cortar con base en él.
supply-rule-usage-old = El consumo del medidor es demasiado antiguo para cortar con base en él.
supply-rule-link = La pasarela no está conectada.
supply-rule-payment = Hay un pago en curso.
supply-rule-notice = Ningún aviso se mostró durante el tiempo suficiente.
supply-rule-hour = No está permitido a esta hora.
supply-rule-weekday = No está permitido este día de la semana.
supply-rule-holiday = Es día festivo o víspera, o de un año cuyos festivos nadie ha anotado.
supply-rule-season = En esta temporada no se corta a nadie.
supply-rule-weather-unknown = No se conoce el clima del lugar.
supply-rule-weather-old = El informe del clima es demasiado antiguo.
supply-rule-hot = Hace demasiado calor.
supply-rule-cold = Hace demasiado frío.
supply-rule-advisory = Hay un aviso del servicio meteorológico.
supply-rule-event = Hay un evento prepagado en curso.
supply-rule-command = Otro comando va en camino.
supply-rule-quarantined = Demasiadas viviendas a la vez.
supply-rule-stopped = Todos los cortes están detenidos.

## The weather
supply-weather = Clima
supply-weather-none = No se conoce el clima; por eso no se apaga ninguna vivienda que el clima protege.
supply-weather-stale = Demasiado antiguo: no se apaga a nadie con base en él.
supply-advisory-heat = Aviso de calor
supply-advisory-cold = Aviso de frío
supply-advisory-storm = Aviso de tormenta
supply-weather-report = Informar del clima
supply-weather-place = Lugar
supply-weather-now-label = Temperatura ahora
supply-weather-high-label = Máxima del pronóstico
supply-weather-low-label = Mínima del pronóstico
supply-weather-bad = Escriba una temperatura de -130 a 140 °F, por ejemplo 70.5, o con una C de -90 a 60 °C.
supply-weather-place-missing = Escriba el nombre del lugar.
supply-weather-save = Informar

## Detener todos los cortes
stop-title = Detener todos los cortes
stop-intro = Úselo cuando algo anda mal: saldos que no pueden ser correctos, pagos que faltan, una copia de seguridad restaurada. Mientras los cortes están detenidos, a nadie se le limita ni se le corta el servicio por falta de dinero, por un plan ni por una regla. Con un pago vuelve el servicio como siempre.
stop-held = Casas que siguen con servicio
stop-why = Por qué
stop-why-missing = Escriba el motivo, con al menos 10 caracteres.
stop-button = Detener todos los cortes ahora
stop-on = Todos los cortes están detenidos desde el { WHEN($at) } UTC
stop-by = Detenidos por { $name }
stop-by-backup = Detenidos porque se restauró una copia de seguridad
stop-agreed = { $name } está de acuerdo en que los cortes empiecen de nuevo.
stop-two = Dos personas distintas deben estar de acuerdo antes de que se corte a alguien otra vez.
stop-lift = Permitir los cortes de nuevo
