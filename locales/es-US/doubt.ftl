### What is said where something is in doubt: how old figures are, and whose cards are tried.

display-stale-least = Datos de hace { DURATION($age) } o más
display-unsure = Los datos pueden ser antiguos

error-card-tries = Se rechazaron demasiadas tarjetas para esta cuenta.
    .next = Intente con una tarjeta en { DURATION($wait) } o pague en un punto de pago.
