## Cuánto dura un saldo y qué hace falta para que dure más.
forecast-through-title = ¿Cuánto para cierto día?
forecast-day-label = Último día que debe cubrir
    .hint = Por ejemplo, el día antes de que le paguen.
forecast-day-missing = Elija un día.
forecast-day-refused = Elija un día a partir de hoy, dentro de los próximos 400 días.
forecast-through-button = ¿Cuánto necesito?
forecast-through-safe = { MONEY($suggested) } le alcanzan hasta el final del { WHEN($until, style: "date") } nueve de cada diez veces
forecast-through-likely = Con el consumo que esperamos, { MONEY($amount) } es suficiente.
forecast-through-nothing = No necesita pagar nada: su saldo le alcanza hasta el final del { WHEN($until, style: "date") } nueve de cada diez veces
