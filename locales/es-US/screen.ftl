### Everything drawn on a screen: website, desktop and in-home display.
### One variable name always has one kind of value:
### money: $amount $balance $cost $minimum $maximum $suggested $average $fee $debt $rate
### energy: $kwh   power: $power $cap   length of time: $age $left $wait $earliest $latest
### moment: $at $updated $zero $start $end $until   count: $count $unread $percent $number
### words from outside: $name $account $meter $message $field $digits $method $query

## Names
-utility-name = Sunrise Electric
app-title = { -utility-name } Prepago

## Frame: menu, languages, banners
app-skip-link = Ir al contenido principal
app-menu-label = Menú principal
app-menu-home = Inicio
app-menu-pay = Pagar
app-menu-usage = Consumo
app-menu-messages = Mensajes
app-menu-settings = Configuración
app-menu-history = Historial de pagos
app-menu-search = Buscar una cuenta
app-menu-confirmations = Confirmaciones
app-menu-alerts = Enviar avisos
app-unread = { $unread ->
        [0] No hay mensajes sin leer
        [one] 1 mensaje sin leer
       *[other] { $unread } mensajes sin leer
    }
app-sign-out = Cerrar sesión
app-signed-in-as = Sesión iniciada como { $name }
app-language-label = Idioma
app-loading = Cargando…
app-retry = Intentar de nuevo
app-back = Atrás
app-close = Cerrar
app-cancel = Cancelar
app-save = Guardar
app-continue = Continuar
app-not-found-title = No encontramos esta página
app-not-found-body = Es posible que la dirección haya cambiado. Vaya a Inicio y elija en el menú.
app-crash-title = Algo falló en esta pantalla
app-crash-body = Su saldo y sus pagos están seguros. Cargue la página de nuevo.
app-crash-reload = Cargar de nuevo
app-offline-title = No hay conexión
app-offline-body = Mostramos la información de hace { DURATION($age) }. Seguimos intentando conectarnos.
app-stale-body = Esta información es de hace { DURATION($age) }. Es posible que su saldo haya cambiado.
app-back-online = La conexión se restableció

## Sign-in
sign-in-title = Iniciar sesión
sign-in-name-label = Correo electrónico o nombre de usuario
sign-in-password-label = Contraseña
sign-in-password-show = Mostrar la contraseña
sign-in-password-hide = Ocultar la contraseña
sign-in-button = Iniciar sesión
    .busy = Iniciando sesión…
sign-in-wrong = El nombre o la contraseña no son correctos. Revíselos e intente de nuevo.
sign-in-missing-name = Escriba su correo electrónico o nombre de usuario.
sign-in-missing-password = Escriba su contraseña.
sign-in-expired = Cerramos su sesión para proteger su cuenta. Inicie sesión de nuevo.
sign-in-done-out = Su sesión está cerrada.

## Balance and home
home-title = Su electricidad
home-balance-label = Saldo
home-balance-summary = Le quedan { MONEY($balance) } o { KWH($kwh) }
home-balance-owed = Debe { MONEY($amount) }
home-kwh-label = Energía restante
home-kwh-left = Quedan { KWH($kwh) }
home-time-label = Tiempo restante
home-time-left = Tiempo restante aproximado: { DURATION($left) }
home-time-short = { DURATION($left, style: "short") }
home-zero-label = Se acaba aproximadamente
home-zero-at = Se acaba aproximadamente el { WHEN($zero, style: "hour") }
home-band = Entre { DURATION($earliest) } y { DURATION($latest) }
home-band-note = Esta estimación es menos segura porque su consumo cambió.
home-learning = Aún no hay suficientes datos para estimar el tiempo restante
    .hint = La estimación comienza después de dos días de consumo.
home-average = Promedio diario: { MONEY($average) }
home-average-kwh = Promedio diario: { KWH($kwh) }
home-updated = Última actualización: { WHEN($updated) }
home-updated-never = Aún no ha llegado ninguna lectura del medidor
home-cost-today-label = Costo de hoy
home-cost-today = Hoy hasta ahora: { MONEY($cost) }
home-now-label = Consumo actual
home-now = { KW($power) } en este momento
home-now-cost = { KW($power) }, { MONEY($cost) } por hora
home-now-unknown = No se conoce el consumo actual
home-now-low = Bajo
home-now-usual = Normal
home-now-high = Alto
home-state-ok = Tiene electricidad
home-state-low = Le queda poco saldo
    .hint = Pague ahora para no quedarse sin electricidad.
home-state-critical = Su saldo está por agotarse
    .hint = Pague hoy para no quedarse sin electricidad.
home-low-regular = Pague por adelantado si no quiere una factura mensual.
home-state-zero = Su saldo se agotó
    .hint = Es posible que se corte su electricidad. Pague ahora.
home-state-held = Su saldo se agotó, pero por ahora no cortaremos su electricidad
    .hint = Lo que consuma mientras tanto se suma a lo que debe.
home-state-limited = Su electricidad está limitada a { KW($cap) }
    .hint = Use pocos aparatos al mismo tiempo.
home-state-tripped = Electricidad en pausa: superó su límite
    .hint = Apague algún aparato. Regresa sola en { DURATION($left, style: "clock") }.
home-state-press-button = Presione el botón de su medidor
    .hint = Primero apague los aparatos grandes. Después regresa la electricidad.
display-trip-soon = { $count ->
    [one] La electricidad regresa en { $count } segundo.
   *[other] La electricidad regresa en { $count } segundos.
}
display-trip-checking = Revisando su medidor…
display-trip-step-off = Apague los aparatos grandes.
display-trip-step-button = Presione el botón de su medidor.
display-trip-step-limit = Su límite de { KW($cap) } sigue vigente.
home-state-off = Su electricidad está cortada
    .hint = Apague la estufa y los calentadores. Pague { MONEY($minimum) } o más para reconectarla.
home-state-ready = La electricidad está lista: enciéndala en su medidor
    .hint = Apague los aparatos grandes y presione el botón de su medidor.
home-state-unknown = No sabemos si tiene electricidad
    .hint = No hemos recibido datos de su medidor. Si no tiene luz, llámenos.
home-regular-billing = Su cuenta recibe una factura mensual
home-pay-button = Pagar ahora
home-usage-button = Ver consumo
home-estimate-title = Cómo estimamos
home-estimate-body = Vemos cuánto consumió a las mismas horas de los últimos días. El clima y las visitas lo cambian.

## Pay
pay-title = Pagar por adelantado
pay-amount-label = Monto en dólares
    .hint = De { MONEY($minimum) } a { MONEY($maximum) }
pay-amount-other = Otro monto
pay-amount-missing = Escriba un monto.
pay-amount-not-a-number = Escriba el monto con números, por ejemplo 25.00.
pay-amount-too-small = El pago mínimo es de { MONEY($minimum) }.
pay-amount-too-large = El pago máximo es de { MONEY($maximum) }.
pay-suggested = Pague { MONEY($suggested) } y le alcanza aproximadamente hasta el { WHEN($until, style: "date") }
    .hint = La fecha de su próxima factura. Según su consumo anterior.
pay-suggested-none = Lo que tiene debería alcanzarle hasta el { WHEN($until, style: "date") }
pay-suggested-unknown = Aún no podemos sugerir un monto porque sabemos muy poco de su consumo.
pay-adds = Suma aproximadamente { KWH($kwh) }
pay-method-title = ¿Cómo quiere pagar?
pay-method-card = Tarjeta de crédito o débito
pay-method-bank = Cuenta bancaria
pay-method-cash = Punto de pago
pay-card-notice = Modo de prueba: no se cobra a ninguna tarjeta real.
pay-card-approve = Aprobar el pago
pay-card-decline = Rechazar la tarjeta
pay-card-insufficient = Fondos insuficientes en la cuenta
pay-card-timeout = El banco no responde
pay-card-duplicate = Informar el pago dos veces
pay-card-ending = Tarjeta terminada en { $digits }
pay-consent = Entiendo que mi electricidad se puede cortar cuando se agote mi saldo.
pay-consent-missing = Marque la casilla para continuar.
pay-review-title = Revise su pago
pay-review-button = Revisar
pay-review-account = Cuenta { $account }
pay-review-amount = Va a pagar { MONEY($amount) }
pay-review-fee = Cargo: { MONEY($fee) }
pay-review-debt = De ese monto, { MONEY($debt) } se destinan a lo que debe
pay-review-after = Saldo después de este pago: { MONEY($balance) }
pay-review-change = Cambiar
pay-confirm-button = Pagar { MONEY($amount) }
    .busy = Pagando…
pay-chain-title = Dónde está su pago
pay-chain-checking = Verificando su pago
pay-chain-paid = Pagado
pay-chain-sent = Enviado al medidor
pay-chain-confirmed = Confirmado por el medidor: { WHEN($at, style: "time") }
pay-chain-waiting = Esperando a su medidor
pay-chain-off-first = Su electricidad regresa cuando el medidor confirma.
pay-longer = Está tardando más de lo normal. No necesita pagar de nuevo: su dinero está seguro.
pay-longer-call = Su medidor no ha respondido en { DURATION($wait) }. Si no tiene luz, llámenos.
pay-done-title = Gracias. Su pago ya está en el medidor.
pay-done-left = Ahora tiene { MONEY($balance) }, aproximadamente { DURATION($left) }
pay-done-number = Número de confirmación: { $message }
pay-refused-title = No se pudo hacer su pago
pay-refused-unpaid = No se le cobró.
pay-refused-declined = Su banco rechazó la tarjeta.
    .next = Use otra tarjeta o llame a su banco.
pay-refused-insufficient = No hay fondos suficientes en la cuenta.
    .next = Escriba un monto menor o use otra tarjeta.
pay-refused-timeout = Su banco no respondió a tiempo.
    .next = Intente de nuevo en unos minutos. Nunca se le cobra dos veces el mismo pago.
pay-refused-expired = La tarjeta está vencida.
    .next = Use otra tarjeta.
pay-refused-account-closed = Esta cuenta está cerrada.
    .next = Llámenos para volver a abrirla.
pay-refused-not-accepted = Aquí no se acepta esta tarjeta o forma de pago.
    .next = Use otra tarjeta u otra forma de pago.
pay-refused-other = No se pudo completar el pago.
    .next = Intente de nuevo o use otra forma de pago.
pay-duplicate = Ya tenemos este pago. Se le cobró una sola vez. Recibido: { WHEN($at) }
pay-similar = Pagó { MONEY($amount) } hace apenas { DURATION($age) }. ¿Quiere pagar otra vez?
    .confirm = Sí, pagar otra vez
pay-again-button = Hacer otro pago

## Usage
usage-title = Su consumo
usage-tab-day = Día
usage-tab-week = Semana
usage-tab-month = Mes
usage-previous = Anterior
usage-next = Siguiente
usage-period-day = { WHEN($start, style: "date") }
usage-period-range = Del { WHEN($start, style: "date") } al { WHEN($end, style: "date") }
usage-unit-dollars = Dólares
usage-unit-kwh = kWh
usage-chart-label = Gráfica de barras del consumo. { $count } barras, { KWH($kwh) } en total. La tabla tiene los mismos números.
usage-table-show = Mostrar como tabla
usage-table-hide = Mostrar como gráfica
usage-table-caption = Consumo y costo
usage-table-time = Hora
usage-table-date = Fecha
usage-table-kwh = Energía
usage-table-cost = Costo
usage-table-quality = Lectura
usage-quality-measured = Medida
usage-quality-estimated = Estimada
usage-quality-missing = Sin datos
usage-total = Total: { KWH($kwh) }, { MONEY($cost) }
usage-average = Promedio por día: { KWH($kwh) }, { MONEY($average) }
usage-compare-less = { $percent }% menos de lo normal a esta hora
usage-compare-more = { $percent }% más de lo normal a esta hora
usage-compare-same = Casi igual a lo normal a esta hora
usage-empty = Aún no hay consumo en este período
    .hint = Elija un período anterior o vuelva más tarde.
usage-gap = { $count ->
        [one] Faltan datos de 1 hora
       *[other] Faltan datos de { $count } horas
    }
usage-note = Los costos son estimados hasta que se cobran.

## Messages
messages-title = Mensajes
messages-count = { $count ->
        [0] No hay mensajes
        [one] 1 mensaje
       *[other] { $count } mensajes
    }
messages-unread = Sin leer
messages-read = Leído
messages-sent = Enviado: { WHEN($at) }
messages-valid-until = Válido hasta: { WHEN($until) }
messages-ended = Este mensaje ya no está vigente
messages-priority-info = Información
messages-priority-notice = Aviso
messages-priority-warning = Advertencia
messages-priority-emergency = Emergencia
messages-confirm = Ya lo leí
    .busy = Enviando…
messages-confirmed = Usted lo confirmó: { WHEN($at) }
messages-other-language = Este mensaje solo está disponible en inglés
messages-empty = No tiene mensajes
    .hint = Aquí aparecen los avisos y las noticias de { -utility-name }.

## Settings
settings-title = Configuración
settings-language = Idioma
settings-text-size = Tamaño del texto
settings-text-small = Pequeño
settings-text-medium = Mediano
settings-text-large = Grande
settings-text-extra-large = Extra grande
settings-contrast = Contraste
settings-contrast-auto = Como este dispositivo
settings-contrast-light = Claro
settings-contrast-dark = Oscuro
settings-contrast-high-light = Alto contraste, claro
settings-contrast-high-dark = Alto contraste, oscuro
settings-home-number = Número grande en la pantalla de inicio
settings-keep-question = ¿Conservar este cambio? Se revierte en { $count } s.
settings-keep = Conservarlo
settings-revert = Revertir
settings-saved = Guardado
settings-threshold = Avisarme cuando quede menos de
settings-about = Acerca de esta pantalla
settings-password = Cambiar mi contraseña

## Payment history
history-title = Historial de pagos
history-caption = Sus pagos, los más recientes primero
history-date = Fecha
history-amount = Monto
history-method = Forma de pago
history-state = Estado
history-number = Número de confirmación
history-state-offered = En verificación
history-state-paid = Pagado
history-state-sent = Enviado al medidor
history-state-confirmed = Confirmado por el medidor
history-state-refused = Rechazado
history-state-refunded = Devuelto
history-total = { $count ->
        [one] 1 pago, { MONEY($amount) }
       *[other] { $count } pagos, { MONEY($amount) }
    }
history-more = Mostrar pagos anteriores
history-empty = Aún no hay pagos
    .hint = Sus pagos aparecen aquí en cuanto haga uno.

## Customer representative
search-title = Buscar una cuenta
search-label = Cuenta, nombre, dirección o número de medidor
search-button = Buscar
search-results = { $count ->
        [0] No se encontró ninguna cuenta
        [one] 1 cuenta encontrada
       *[other] { $count } cuentas encontradas
    }
search-too-many = Solo se muestran las primeras { $count }. Agregue más palabras.
search-empty = Ninguna cuenta coincide con “{ $query }”. Revise la ortografía o use el número de medidor.
account-title = Cuenta { $account }
account-customer = Cliente
account-address = Dirección del servicio
account-phone = Teléfono
account-meter = Medidor
account-supply = Suministro
account-supply-on = Conectado
account-supply-off = Desconectado
account-supply-limited = Limitado
account-supply-unknown = Desconocido
account-program = Programa
account-flags = Protecciones
account-flag-medical = Necesidad médica
account-flag-none = Ninguna
account-display = Lo que la pantalla del cliente muestra ahora
account-payments = Pagos
account-commands = Mensajes al medidor
account-no-meter = Esta cuenta aún no tiene un medidor conectado
confirmations-title = Confirmaciones de pago
confirmations-waiting = { $count ->
        [0] No hay nada pendiente
        [one] 1 confirmación pendiente
       *[other] { $count } confirmaciones pendientes
    }
confirmations-payment = Pago
confirmations-account = Cuenta
confirmations-meter = Medidor
confirmations-message = Número de mensaje
confirmations-receipt = Recibo del medidor
confirmations-receipt-at = Recibido: { WHEN($at) }
confirmations-receipt-none = Aún no hay recibo
confirmations-acknowledge = Confirmar recepción
    .label = Confirmar recepción del pago { $message }
confirmations-acknowledged = Recepción confirmada por { $name }: { WHEN($at) }
confirmations-empty = Aún no hay confirmaciones
    .hint = Aparecen aquí cuando un medidor confirma un pago.

## Utility alerts
alerts-title = Avisos
alerts-new = Nuevo aviso
alerts-kind = Tipo
alerts-priority = Prioridad
alerts-audience = Quién lo recibe
alerts-audience-all = Todos los clientes
alerts-audience-account = Una cuenta
alerts-text-en = Texto en inglés
alerts-text-es = Texto en español
alerts-text-left = { $count ->
        [one] Queda 1 carácter
       *[other] Quedan { $count } caracteres
    }
alerts-text-missing = Escriba el aviso en los dos idiomas.
alerts-start = Válido desde
alerts-end = Válido hasta
alerts-confirm-wanted = Los clientes deben confirmar que lo leyeron
alerts-preview = Vista previa
alerts-publish = Enviar aviso
    .busy = Enviando…
alerts-published = { $count ->
        [one] Enviado a 1 pantalla
       *[other] Enviado a { $count } pantallas
    }
alerts-delivered = { $count ->
        [one] 1 pantalla lo recibió
       *[other] { $count } pantallas lo recibieron
    }
alerts-confirmed = { $count ->
        [one] 1 cliente lo confirmó
       *[other] { $count } clientes lo confirmaron
    }
alerts-withdraw = Retirar
alerts-empty = Aún no se han enviado avisos

## In-home display
display-title = Su electricidad
display-starting = Iniciando…
display-starting-again = Iniciando de nuevo…
display-balance = Saldo
display-estimate = Ahora unos { MONEY($balance) } (estimación)
display-kwh = Energía restante
display-time = Tiempo restante
display-time-estimate = Tiempo restante (estimado)
display-zero = Se acaba el { WHEN($zero, style: "hour") }
display-cost-today = Hoy
display-now = Ahora
display-band-low = Bajo
display-band-usual = Normal
display-band-high = Alto
display-band-unknown = Sin datos
display-link-up = Conectado
display-link-meter-down = Sin datos del medidor
display-link-utility-down = Sin enlace con { -utility-name }
display-link-down = Sin conexión
display-updated = Actualizado: { WHEN($updated, style: "weekday") }
display-stale = Datos de hace { DURATION($age) }
display-stale-long = El saldo puede haber cambiado
display-supply-on = Con electricidad
display-supply-off = Sin electricidad
display-supply-limited = Electricidad limitada
display-supply-unknown = Suministro desconocido
display-limit = { KW($power) } de { KW($cap) }
display-trip = Regresa sola en { DURATION($left, style: "clock") }
display-pay-hint = Pague en el sitio web, por teléfono o en un punto de pago
display-paid = Gracias. Se agregaron { MONEY($amount) }.
display-pay-button = Cómo pagar
display-usage-button = Consumo
display-messages-button = Mensajes
display-settings-button = Configuración

## Values and lines of the website
app-menu-button = Menú
app-demo-banner = Demostración con datos inventados. Nada de esto es real.
account-title-plain = Cuenta
account-meter-serial = Medidor { $meter }
display-clock = { WHEN($at, style: "time") }
display-power = { KW($power) }
history-when = { WHEN($at) }
home-account-label = Cuenta
home-account-number = Cuenta { $number }
home-average-label = Promedio diario
home-average-note = Promedio de los días con datos del medidor
home-average-none = Aún no hay datos del medidor
home-balance-value = { MONEY($balance) }
home-gateway-offline = Su medidor no está conectado en este momento. Estos son sus últimos valores.
home-kwh-value = { KWH($kwh) }
home-not-live = Las actualizaciones en vivo están en pausa. Seguimos intentando conectarnos.
home-owed-label = Saldo bajo cero
home-rate-now = Precio actual: { RATE($rate) } por kWh
home-supply-label = Suministro eléctrico
home-supply-since = Según su medidor, { WHEN($at, style: "weekday") }
home-time-long = Más de 99 días
home-time-value = { DURATION($left) }
home-updated-label = Última actualización
home-updated-value = { WHEN($updated) }
home-usage-until = Consumo contado hasta el { WHEN($end, style: "weekday") }
home-used-today = { KWH($kwh) } usados hoy
messages-waiting = { $count ->
        [0] Nada espera su respuesta
        [one] 1 mensaje espera su respuesta
       *[other] { $count } mensajes esperan su respuesta
    }
pay-amount-title = ¿Cuánto desea pagar?
pay-chain-meter-refused = Su medidor no lo aceptó. Ya recibimos el aviso y le llamaremos.
pay-chain-paid-amount = Pagado: { MONEY($amount) }
pay-chain-sending = Enviando a su medidor
pay-chain-sent-at = Enviado al medidor: { WHEN($at, style: "time") }
pay-estimate-title = Lo que necesita hasta la fecha de su próxima factura
pay-estimate-likely = Hasta entonces probablemente usará { MONEY($amount) }, por { KWH($kwh) }
pay-estimate-fixed = De eso, { MONEY($fee) } son cargos fijos
pay-estimate-safe = En ocho de diez casos alcanza con { MONEY($amount) }. Eso incluye el saldo que ya tiene.
pay-suggested-take = Usar { MONEY($suggested) }
pay-unanswered = Su pago de { MONEY($amount) } se envió, pero aún no llega la respuesta. Envíelo otra vez: el mismo pago nunca se cobra dos veces.
pay-unanswered-again = Enviar el mismo pago otra vez
pay-unanswered-drop = Empezar de nuevo
payment-title = Su pago
payment-balance-after = Saldo después de este pago
settings-kept = Sus preferencias se guardan en este dispositivo.
sign-in-demo-hint = En esta demostración puede entrar con cualquier nombre. Un nombre que empieza con “rep” es de un representante.
usage-quality-ahead = Aún no
usage-average-kwh = Promedio por día: { KWH($kwh) }
usage-row-day = { WHEN($at, style: "date") }
usage-row-hour = { WHEN($at, style: "time") }
usage-row-month = { WHEN($at, style: "date") }
usage-tick-day = { WHEN($at, style: "day") }
