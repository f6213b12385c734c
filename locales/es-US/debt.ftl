# Lo que se debe y lo prestado, y cómo se devuelve.

debt-line-fee = Costo del pago
debt-line-emergency = Abono al crédito de emergencia
debt-line-debt = Abono a su deuda
debt-line-energy = Para electricidad
debt-split-title = Para qué sirven sus { MONEY($amount) }
debt-title = Lo que usted debe
debt-emergency = Crédito de emergencia prestado
debt-emergency-hint = Su saldo incluye este dinero prestado. Con sus próximos pagos se salda primero.
debt-borrowed = { MONEY($amount) } son prestados
debt-owed = Deuda que se va pagando poco a poco
debt-held = Hasta { WHEN($at) } no se toma nada para la deuda: los abonos están en pausa
debt-lend-title = Crédito de emergencia
debt-lend-hint = Puede pedir prestados { MONEY($amount) } ahora. No cuesta nada más, y con sus próximos pagos se salda primero. No puede volver a pedir antes de eso.
debt-lend-button = Pedir { MONEY($amount) } ahora

debt-link = Deuda
debt-desk-title = Deuda y cómo se va pagando
debt-plan-title = Apartar lo que se debe
debt-share-label = Parte de cada pago, en porcentaje
    .hint = El resto de cada pago compra electricidad. El servicio se restablece antes de tomar algo.
debt-share-missing = Escriba un porcentaje de 1 a 100.
debt-look = Vista previa
debt-set = Apartarlo
debt-preview = Se deben { MONEY($amount) }. Con el consumo habitual de este hogar, el plan toma { MONEY($cost) } por semana.
debt-preview-until = Quedaría saldada: { WHEN($at) }
debt-preview-never = Con el consumo habitual de este hogar, este plan tardaría más de diez años en saldar la deuda, o no la saldaría nunca. Escriba una parte o un monto mayor.
debt-pause-title = Pausa por dificultades
debt-until-label = En pausa hasta
debt-reason-label = Motivo
debt-reason-missing = Escriba el motivo de la pausa.
debt-pause = Pausar los abonos a la deuda
debt-resume = Terminar la pausa

error-debt-nothing = No se debe nada que se pueda apartar, pausar o consultar.
    .next = Vuelva a mirar la cuenta.
error-debt-amount = El monto del plan está fuera del rango permitido.
    .next = Escriba al menos un centavo por día y a lo sumo lo que se puede tomar en un día.
error-debt-share = La parte de cada pago está fuera del rango permitido.
    .next = Escriba una parte menor.
error-debt-pause = La pausa termina en el pasado o dura demasiado.
    .next = Elija un final dentro del tiempo permitido.
error-debt-unknown = Esa deuda no existe.
    .next = Vuelva a cargar la cuenta.
error-not-lent = El crédito de emergencia no está disponible ahora.
    .next = Se presta cuando el saldo es bajo, y una sola vez hasta que se devuelve.
