# De dónde sale una cifra: qué hay detrás de un monto, de unos kWh o de un tiempo.
explain-title = De dónde sale esto
explain-why = ¿Por qué?

explain-balance-title = Saldo
explain-balance-body = Su saldo es { MONEY($balance) }. Es lo que se pagó, menos lo que se cobró por la luz y los cargos. No hay nada más en él.
explain-as-of = Actualizado: { WHEN($at) }
explain-help-line = Ayuda económica que aún no se usó
explain-sum = En total
explain-exact = Las pantallas lo redondean a { MONEY($balance) }. Aquí cada línea es exacta hasta la millonésima de dólar.

explain-time-title = Energía y tiempo que quedan
explain-energy-body = El saldo alcanza para unos { KWH($kwh) } con el consumo habitual de este hogar y los precios de su tarifa, hora por hora.
explain-zero = Con ese consumo dura { DURATION($left) }. Se acaba aproximadamente el { WHEN($zero, style: "hour") }
explain-band = Con más consumo que de costumbre: { DURATION($earliest) }. Con menos: { DURATION($latest) }.
explain-no-time = No se puede indicar un tiempo: el consumo es muy bajo o hay muy pocas lecturas.
explain-usual-class = Aún no había lecturas de este hogar. El tiempo se calculó con lo que suelen usar hogares parecidos.
explain-usual = Este hogar suele usar { KWH($kwh) } al día. Eso se aprendió de { $count ->
        [one] 1 lectura
       *[other] { $count } lecturas
    } de su medidor.
explain-readings = Lecturas desde el { WHEN($start) } hasta el { WHEN($end) }
explain-tariff = Tarifa: { $name }

explain-today-title = Hoy
explain-today-body = Desde la medianoche este hogar usó { KWH($kwh) }, que costaron { MONEY($cost) }.

explain-use-title = Lo que costó el consumo
explain-window = Desde el { WHEN($start) } hasta el { WHEN($end) }
explain-use-body = Se midieron { KWH($kwh) }. Cada línea es energía por precio, o un cargo de la tarifa.
explain-use-note = Las gráficas de consumo no incluyen cargos diarios ni impuestos; aquí son líneas aparte.
explain-lines = Líneas de la tarifa
explain-what = Concepto
explain-price = Precio por kWh
explain-energy = Energía
explain-amount = Monto
explain-line-energy = Energía
explain-line-named = Energía: { $name }
explain-line-block = Energía, escalón { $number } de los precios
explain-line-baseline = Crédito por la primera energía de cada día
explain-line-rider = Recargo: { $name }
explain-line-fixed = Cargo diario
explain-line-minimum = Hasta el cargo mínimo de un día
explain-line-tax = Impuesto
explain-rate = { RATE($rate) }
explain-taken = Se cobró de su cuenta por ello
explain-not-yet = Todavía no se cobró de su cuenta todo lo que se ve aquí.
explain-intervals = Cada lectura
explain-interval = { WHEN($at) }

explain-statement-title = Estado de cuenta
explain-line-behind = Lo que hay detrás de esta línea
explain-nothing = No hay nada detrás.

explain-payment-title = Pago
explain-payment-body = Se pagaron { MONEY($amount) }. Se destinaron a esto:
explain-payment-open = Se ofrecieron { MONEY($amount) }, que aún no están acreditados.
explain-entries = Asientos del libro mayor
explain-from-book = De
explain-to-book = A

explain-owed-title = Lo que se debe
explain-owed-body = Quedan { MONEY($amount) } de deuda, y { MONEY($money) } de crédito de emergencia sin devolver.
explain-owed-debt = De { MONEY($amount) } que se apartaron, quedan { MONEY($rest) }.
explain-plan-share = El { $percent }% de cada pago la va saldando.
explain-plan-time = Se salda con { MONEY($amount) } al día.

explain-entry-title = Un asiento del libro mayor
explain-book-agent = Punto de pago
explain-pending = aún no cuenta
explain-voided = anulado, nunca contó

explain-agrees = Su dispositivo lo calculó de nuevo con estos registros: coincide hasta el último dígito.
explain-differs = Su dispositivo lo calculó de nuevo con estos registros y algo no coincide. Por favor, llámenos y díganos lo que ve aquí.
explain-download = Descargar todo lo que hay detrás
explain-download-hint = El archivo contiene los registros y los precios. En cualquier computadora nuestro programa calcula con él las mismas cifras: ami-server explain --bundle ARCHIVO

# La página propia de la empresa de pagos para tarjetas.
settlement-card-page = Escribo mi tarjeta en la página de la empresa de pagos
settlement-page-hint = Su tarjeta se escribe en la página propia de la empresa de pagos. Esta página nunca la ve.
settlement-page-title = Escriba su tarjeta en la página de la empresa de pagos
settlement-page-body = Todavía no se cobró nada. Escriba allí su tarjeta; después vuelve aquí automáticamente.
settlement-page-go = Ir a la empresa de pagos
settlement-page-open = Estamos preguntando a la empresa de pagos por sus { MONEY($amount) }. Todavía no están acreditados. Esta página se vuelve a cargar sola.
settlement-page-own = Verlo en mi cuenta
settlement-refused-page-over = Se salió de la página de la empresa de pagos, o estuvo abierta demasiado tiempo.
    .next = Empiece el pago de nuevo cuando esté listo.
