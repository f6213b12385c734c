### Por qué se puede reducir el servicio o sigue: reglas, lo que miraron y lo que se dice al cliente.

## Reglas que mantienen el servicio, además de las de supply.ftl
supply-rule-debt = Se debe demasiado poco.
supply-rule-below = El saldo lleva muy poco tiempo agotado.
supply-rule-clock = Un reloj está mal: algo es de un momento que no ha llegado.
supply-rule-notices = Se mostraron muy pocos avisos.
supply-rule-acknowledge = Nadie ha dicho que leyó un aviso.
supply-rule-after-hold = No se avisó que terminó la protección, o fue hace muy poco.
supply-rule-friendly = Horas protegidas: ahora no se corta a nadie.
supply-rule-forecast-unknown = No hay pronóstico, o no alcanza lo suficiente.
supply-rule-forecast-old = El pronóstico es demasiado antiguo.
zero-held-small = Su electricidad sigue: lo que debe es poco o reciente.

## El clima, parte por parte
weather-observed = { $degrees } ahora
weather-forecast = { $high } como máximo, { $low } como mínimo en { $hours } horas
weather-alerts = Avisos del servicio meteorológico:
weather-alerts-none = Ningún aviso del servicio meteorológico
weather-unknown-observed = No se conoce la temperatura: quien está protegido por el clima sigue con servicio.
weather-unknown-forecast = No hay pronóstico: quien está protegido por el clima sigue con servicio.
weather-unknown-alerts = No se conocen los avisos: quien está protegido por el clima sigue con servicio.
weather-said = { $source }, antigüedad: { DURATION($age) }
weather-source-label = Quién lo dice
weather-source-missing = Escriba quién lo dice, por ejemplo el servicio meteorológico.
weather-hours-label = Horas del pronóstico
weather-hours-bad = Escriba de 1 a 240 horas.
