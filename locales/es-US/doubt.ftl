### What is said where something is in doubt: how old figures are, and whose cards are tried.

error-card-tries = Se rechazaron demasiadas tarjetas para esta cuenta.
    .next = Intente con una tarjeta en { DURATION($wait) } o pague en un centro de pago.
