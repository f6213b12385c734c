# Qué hay detrás de lo que se cobró para una deuda, de una estimación y de la pantalla.
behind-day-title = Lo que se pagó de la deuda este día
behind-day-body = El plan tomó { MONEY($amount) } del saldo ese día. Se calculó con el plan y con la situación al empezar el día.
behind-day-none = El plan no tomó nada ese día.
behind-share-title = Por qué se destinó esto a la deuda
behind-share-body = El plan toma su parte de un pago solo cuando ya volvió el servicio. Esta era la situación antes del pago:
behind-held = El pago de la deuda estaba en pausa hasta el { WHEN($until) }
behind-before = Saldo anterior
behind-least = El saldo nunca se lleva por debajo de esto
behind-emergency = Crédito de emergencia sin devolver en ese momento
behind-taken-day = Tomado antes para la deuda ese día
behind-taken-week = Tomado para la deuda en los siete días anteriores
behind-taken-month = Tomado para la deuda en los treinta días anteriores
behind-most-day = Máximo para la deuda en un día
behind-most-week = Máximo para la deuda en siete días
behind-most-month = Máximo para la deuda en treinta días
behind-most-share = Como máximo el { $percent }% de un pago va a todas las deudas juntas.
behind-missed = No se pudieron tomar { MONEY($amount) } en ese momento. Los próximos pagos lo compensan.
behind-counted = Lo que se tomó antes para la deuda
behind-state = La situación en ese momento

behind-event-title = Lo que costó este evento
behind-event-body = Se usaron { KWH($kwh) }, que costaron { RATE($rate) }.
behind-event-bought = Al reservarlo se esperaba que { MONEY($amount) } alcanzaran para { KWH($kwh) }, con el consumo habitual de este hogar y los precios de esas horas.
behind-event-bought-there = Al reservarlo se esperaba que { MONEY($amount) } alcanzaran para { KWH($kwh) }, con el consumo habitual de ese lugar y los precios de esas horas.
behind-event-rule = Primero se usa lo que se pagó por el evento. La energía que pasa de eso, y la que se usa después del evento, se cobra de su propia cuenta. Lo que sobra se le devuelve a usted.
behind-event-until = Cobrado hasta el { WHEN($at) }
behind-event-again = Una lectura llegó tarde o se corrigió. Lo que sigue se está cobrando de nuevo.
behind-event-exact = Cada monto de aquí es exacto hasta la millonésima de dólar. Otras pantallas muestran centavos enteros.
behind-event-never = { $count ->
        [one] Llegó 1 lectura
       *[other] Llegaron { $count } lecturas
    } después de cerrarse el evento, como se hacía entonces con los eventos. { KWH($kwh) } de consumo nunca se cobraron y no están en ningún monto de aquí.
behind-event-money = A dónde fue el dinero
behind-event-paid = Pagado por el evento
behind-event-own = Usado de ese dinero

behind-alert-title = Lo que decía este mensaje
behind-alert-amount = De dónde sale el monto del mensaje
behind-alert-least = El pago mínimo era de { MONEY($minimum) }.
behind-alert-balance = El saldo era de { MONEY($balance) } en ese momento: lo que se había pagado, menos lo que se había cobrado.
behind-alert-again = No se muestran los cargos que había detrás: algunos se volvieron a calcular después, o les siguieron muchos más. El saldo es el de ese momento.
behind-alert-time = Tiempo que quedaba en ese momento
behind-alert-usual = Este hogar usaba normalmente { KWH($kwh) } al día, según lo que se sabía entonces.

behind-asked = Según la consulta del { WHEN($at) }
behind-preview-when = Si hace el cambio en ese momento, empieza a valer: { WHEN($at) }
behind-hold-looked = Según la revisión del { WHEN($at) }: basta uno de estos motivos para que el servicio siga.
behind-hold-more = No depende solo del tiempo: a esa hora se revisa de nuevo.

behind-cost-title = Lo que se esperaba que costara ese tiempo
behind-cost-body = Con el consumo habitual de ese lugar, lo más probable es que cueste cerca de { MONEY($amount) }, por { KWH($kwh) }.
behind-cost-safe = Ocho de cada diez veces no cuesta más de { MONEY($cost) }, por { KWH($energy) }.
behind-cost-hours = Consumo que se esperaba en cada hora
behind-cost-likely = Lo más probable
behind-cost-ample = Ocho de cada diez veces no más
behind-cost-other = Usted ve las horas por las que preguntó. Cómo se usa la energía allí en otros momentos es privado.

behind-books-title = Cómo está la cuenta
behind-books-body = Estos montos salen de los libros de la cuenta y de nada más.
behind-books-kept = Guardado por lo que se prestó
behind-books-applied = Lo máximo del depósito que puede pagar lo que se debe
behind-books-refund = Lo que se devuelve al cerrar la cuenta
behind-books-after = Lo que se debe después de eso

behind-credit-title = La energía que compró
behind-credit-body = Antes del pago se podían gastar { MONEY($amount) }; después, { MONEY($balance) }. Son { KWH($kwh) } más, con el consumo habitual de este hogar.
behind-credit-corrected = Algunas lecturas se corrigieron desde entonces. El consumo habitual es el que se conocía en ese momento.

behind-estimate-title = Cuánto va a costar y cuánto alcanza
behind-estimate-window = Desde el { WHEN($start) } hasta el { WHEN($end) }
behind-estimate-cost = Con el consumo habitual de este hogar cuesta cerca de { MONEY($amount) }, con los cargos diarios. Cuatro de cada cinco veces cuesta menos de { MONEY($cost) }.
behind-estimate-enough = Con el saldo de { MONEY($balance) }, un pago de { MONEY($amount) } probablemente alcanza, y uno de { MONEY($suggested) } alcanza nueve de cada diez veces.
behind-estimate-suggested = Se sugirieron { MONEY($suggested) }: lo que falta cuatro de cada cinco veces, en dólares enteros, y por lo menos el pago mínimo.
behind-estimate-walk = Cada hora futura se cuenta con el consumo habitual de ese tipo de día y hora, y con el precio de esa hora.

# La explicación propia de la pantalla.
behind-open-balance = ¿Por qué es este mi saldo?
behind-open-time = ¿Por qué este tiempo restante?
behind-display-title = ¿Por qué estas cifras?
behind-display-age = Actualizado el { WHEN($at) }, hace { DURATION($age) }
behind-display-balance = { MONEY($balance) } es lo que se pagó, menos lo que se cobró por la luz y los cargos.
behind-display-until = Cuenta su consumo hasta el { WHEN($end) }
behind-display-last = La última lectura, desde el { WHEN($start, style: "hour") } hasta el { WHEN($end, style: "hour") }: { KWH($kwh) } costaron { MONEY($cost) }, sin cargos diarios ni impuestos.
behind-display-rate = Un kilovatio-hora cuesta { RATE($rate) } ahora.
behind-display-daily = Cada día se cobran { MONEY($amount) } de cargo diario.
behind-display-debt = Cada día se toman hasta { MONEY($amount) } para la deuda.
behind-display-credit = Con el consumo habitual de aquí, { KWH($kwh) } al día, el saldo alcanza para unos { KWH($energy) }.
behind-display-time = El tiempo que queda se cuenta hora por hora con ese consumo y con el precio de cada hora. Con más consumo son { DURATION($earliest) }, con menos { DURATION($latest) }.
behind-display-call = Al llamarnos, léanos este código:
behind-display-more = El sitio web muestra cada asiento y cada precio que hay detrás.

# Un representante encuentra lo que el cliente le lee.
behind-find-title = Un cliente le lee un código
behind-find-label = Código de la cifra o número de un pago
    .hint = Ocho letras y números, por ejemplo 4HN7-W2KE, de una pantalla o una página. No importan las mayúsculas ni el guion.
behind-find-button = Ver qué hay detrás
behind-find-unread = Esto no es un código: un código tiene ocho letras y números. Pida al cliente que lo lea otra vez completo.
behind-find-misheard = Una letra o un número de este código no es correcto. Pida al cliente que lo lea otra vez, uno por uno.
behind-find-several = Más de una cuenta tiene una cifra con este código. Elija la del cliente que está al teléfono:
behind-find-account = Cuenta { $number }
behind-account = Ver la cuenta a la que pertenece

# Grupos del menú del cliente.
behind-menu-money = Pagos y documentos
behind-menu-power = Mi electricidad
behind-menu-account = Mi cuenta
