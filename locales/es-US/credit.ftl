# El crédito de los medidores junto al del libro, al cierre de un día.

credit-title = Crédito en los medidores
credit-agree = { $count ->
    [one] Se comparó un medidor
   *[other] Se compararon { $count } medidores
  }; cada uno dice lo mismo que el libro.
credit-differ = { $count ->
    [one] Se comparó un medidor
   *[other] Se compararon { $count } medidores
  }, y { $known } no dicen lo mismo que el libro.
credit-waiting = { $count ->
    [one] Un medidor espera
   *[other] { $count } medidores esperan
  } un intervalo, un recibo o una segunda lectura. Al día siguiente se revisa otra vez.
credit-meter = Medidor
credit-account = Cuenta
credit-since = Ocurrió después de
credit-at = Visto
credit-counter = El medidor dijo
credit-expected = El libro dice
credit-kwh = { KWH($kwh) }
credit-time = { WHEN($at) }
