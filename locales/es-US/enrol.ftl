### Llegar, llevarse los datos e irse: exportaciones, inscripción, contactos, mudanza, informes.

## Exports
export-title = Llévese sus datos
export-usage-intro = Archivos con cada lectura del tiempo que se muestra arriba.
export-ledger-intro = Un archivo con cada movimiento de su cuenta en los últimos 12 meses.
export-intervals = Lecturas en una tabla (CSV)
export-green-button = Lecturas en Green Button (XML)
export-ledger = Todos los movimientos en una tabla (CSV)
