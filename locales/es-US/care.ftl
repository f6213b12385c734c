### Lo que protege y lo que ayuda a un cliente, como se ve en las pantallas, junto a protect.ftl.

## Lo que mantiene el servicio ahora
care-held-title = Qué se mantiene ahora
care-held-none = No hay nada que mantener: ninguna regla impide ahora un corte pendiente.
care-held-rules = Reglas que mantienen el servicio, según la decisión del { WHEN($at) }:
care-held-decisions = Todas las decisiones y lo que miró cada regla
