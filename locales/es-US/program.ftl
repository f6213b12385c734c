### What happens at zero: the customer's choices, and what every screen says of them.

program-title = Cuando se agote su saldo
program-menu = Sin saldo
program-intro = Elija qué pasa cuando no quede nada de su saldo. Le avisamos antes.
program-choice = Qué pasa sin saldo
program-limit = Se limita mi electricidad
    .hint = Las luces y el refrigerador siguen encendidos.
program-disconnect = Se corta mi electricidad
    .hint = Vuelve en cuanto usted pague.
program-regular = Recibo una factura mensual
    .hint = Su electricidad sigue. Empieza al final de la hora o del cuarto de hora en curso.
program-replenish = Mi saldo se recarga automáticamente
    .hint = Cobramos a su tarjeta guardada antes de que se agote.
program-not-switch = No disponible: su medidor no tiene interruptor.
program-not-protected = No disponible: su cuenta está protegida contra cortes.
program-not-token = Primero configure el pago automático.
program-low = Cuándo avisarme
program-low-hours = Horas restantes
    .hint = Entre { $least } y { $most } horas. Déjelo vacío para { $number } horas.
program-low-dollars = O dólares restantes
    .hint = Llene uno de los dos.
program-auto = Pago automático
program-auto-text = El monto, los límites, la tarjeta y los días de pago están en su propia página.
program-auto-set-up = Configurar el pago automático
program-auto-change = Cambiar el pago automático
program-top-up-failed = La última recarga automática falló. Revise su tarjeta.
program-consent = Al guardar, usted acepta: la electricidad sigue solo mientras esté prepagada, y sin saldo hacemos lo que eligió aquí.
program-save = Guardar
program-saved = Guardado.
program-bad-number = Escriba un número.

## On every screen
zero-ahead-limit = Sin saldo, su electricidad se limita a { KW($cap) }, el { $percent } por ciento de su servicio.
zero-ahead-disconnect = Sin saldo, su electricidad se corta.
zero-ahead-regular = Sin saldo, recibe una factura mensual. Su electricidad sigue.
zero-ahead-field-order = Sin saldo, alguien va a su medidor.
zero-held-pending = Su electricidad sigue mientras revisamos su cuenta.
zero-held-weather = Su electricidad sigue por el clima.
zero-held-protected = Su electricidad sigue porque su cuenta está protegida.
zero-held-hours = Su electricidad sigue: a esta hora no cortamos nada.
zero-held-notice = Su electricidad sigue hasta que haya tenido tiempo de leer nuestro aviso.
zero-held-stale = Su electricidad sigue hasta que su medidor vuelva a responder.
zero-held-event = Su electricidad sigue durante el evento prepagado.
zero-held-many = Su electricidad sigue mientras nuestro personal revisa muchas cuentas.
zero-held-field-order = Su electricidad sigue. Alguien irá a su medidor.
