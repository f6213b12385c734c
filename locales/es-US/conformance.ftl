# Lo que dicen los recibos sobre las promesas del caso de uso, para la empresa.
app-menu-conformance = Cumplimiento
conformance-title = Cumplimiento
conformance-period = Periodo: del { WHEN($from, style: "date") } al { WHEN($until) }, según los recibos.
conformance-all = Se cumplen las { $count } cifras con datos.
conformance-some = { $count ->
    [one] Una cifra no se cumple.
   *[other] { $count } cifras no se cumplen.
}
conformance-caption = Cifras medidas y lo que se exige
conformance-promise = Promesa
conformance-measured = Medido
conformance-wanted = Exigido
conformance-verdict = Resultado
conformance-holds = se cumple
conformance-fails = no se cumple
conformance-nothing = todavía no hay nada que medir
conformance-share = { $percent }% de { $whole }
conformance-times = la mitad en { $p50 } s, el 95% en { $p95 } s, el 99% en { $p99 } s, el más largo en { $max } s
conformance-rest = { $percent }% para el 1% de los medidores que más perdió
conformance-at-least = al menos { $percent }%
conformance-fr-09 = Saldo en cada medidor una vez al día
conformance-fr-20 = Intervalos de cada medidor recibidos una vez al día
conformance-nfr-02 = Conexión, desconexión y límite en 60 segundos
conformance-nfr-09 = Avisos en el medidor en 60 segundos
conformance-nfr-10 = Reenvío a los 45 segundos sin recibo
conformance-nfr-12 = Mensajes ejecutados, por medidor, sin los que ahora están fuera de alcance
conformance-nfr-13 = Conexión, desconexión y límite ejecutados, por medidor, sin los que ahora están fuera de alcance
conformance-nfr-14 = Pruebas de medidor contestadas en 60 segundos
