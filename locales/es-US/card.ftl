### The card that a customer saves on the payment company's page.

card-none = No hay ninguna tarjeta guardada.
card-face = { $brand } terminada en { $last4 }, vence { $month }/{ $year }
card-saved = Tarjeta guardada
card-why = Usted la escribe en la página de la empresa de pagos. Nunca vemos el número.
card-save = Guardar una tarjeta
card-change = Guardar otra tarjeta
card-remove = Quitar esta tarjeta
card-remove-sure = El pago automático con esta tarjeta queda en pausa. ¿Quitarla?
card-remove-yes = Sí, quitarla
card-remove-no = Conservarla
card-removed = La tarjeta se quitó.
card-open = Tiene abierta una página de la empresa de pagos. Todavía no hay una tarjeta guardada.
card-open-go = Continuar en esa página
card-no-chance = Este navegador no puede crear un número seguro. Use otro navegador.

error-card-not-offered = Aquí no se pueden guardar tarjetas.
    .next = Pague de otra forma.
error-card-away = La empresa de pagos no responde. No cambió nada.
    .next = Intente de nuevo en unos minutos.
error-card-none = Esta cuenta no tiene una tarjeta guardada.
    .next = Guarde una en “Pago automático” o pague de otra forma.
