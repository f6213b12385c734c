### Lo que protege a los clientes de un corte, y las reglas que valen para ellos.

## Protecciones de una cuenta
protect-title = Protección contra el corte
protect-menu = Protección
protect-for = { $name }, cuenta { $account }
protect-intro = A nadie se le corta ni se le limita el servicio por falta de dinero mientras esté vigente una de estas protecciones.
protect-none = Esta cuenta no tiene ninguna protección.
protect-unknown-class = Nadie ha indicado qué tipo de cliente es. Mientras tanto no se corta el servicio.
protect-holds-until = Vigente hasta el { WHEN($at) }
protect-holds-open = Vigente sin fecha de fin
protect-over = Terminó el { WHEN($at) }
protect-flag-medical-equipment = Aquí hay equipo médico que necesita electricidad
protect-flag-life-support = Aquí hay un equipo de soporte vital que necesita electricidad
protect-flag-critical-care = Aquí vive alguien con una enfermedad grave o crónica
protect-flag-elderly = Aquí vive una persona de edad avanzada
protect-flag-infant = Aquí vive un niño pequeño
protect-flag-vulnerable = Una discapacidad u otro motivo que la oficina ha aceptado
protect-flag-self-certified = El cliente ha declarado una necesidad grave
protect-flag-dispute = Hay una queja o disputa abierta
protect-flag-pledge = Una agencia ha prometido pagar

## Declarar uno mismo una necesidad
protect-certify-heading = Declare usted mismo una necesidad grave
protect-certify-intro = Si aquí hay alguien gravemente enfermo o que depende de la electricidad, indíquelo. Queda protegido durante { $days } días desde ahora. Nadie tiene que firmarlo. Después necesitamos un documento, por ejemplo de un médico.
protect-certify-days = Según las reglas de aquí, un cliente puede declarar una necesidad sin documentos, por { $days } días.
protect-certify-not = Según las reglas de aquí hace falta un certificado. Llámenos y díganos quién depende de la electricidad: pondremos la protección por usted.
protect-certify-button = Declaro que hay una necesidad grave
protect-certified = Listo. Su protección está vigente desde ahora.

## Poner y quitar, en la oficina
protect-set-heading = Poner una protección
protect-set-flag = Motivo
protect-set-until = Último día (vacío: sin fin)
protect-set-proof = Comprobante
protect-set-proof-hint = Quién firmó qué, y cuándo. Sin diagnósticos.
protect-set-button = Poner esta protección
protect-end-proof = ¿Por qué termina?
protect-end-button = Terminar: { $what }
protect-saved = Guardado. Está vigente desde ahora.
protect-notes = Lo que se puso y se terminó
protect-notes-none = Hasta ahora no se ha puesto ni terminado nada.
protect-note-set = Puesta: { $what }
protect-note-end = Terminada: { $what }
protect-note-rules = Reglas y horas cambiadas
protect-note-by = { WHEN($at) }, por { $name }
protect-note-at = { WHEN($at) }
protect-note-proof = Comprobante: { $proof }

## Qué reglas valen
protect-class = Tipo de cliente
protect-class-unsaid = Sin indicar: nunca se corta
protect-place = Lugar cuyo clima cuenta
protect-place-hint = Como lo nombran los informes del clima. Sin él no se conoce el clima, y las reglas que lo piden impiden el corte.
protect-rules-heading = Reglas para esta cuenta
protect-rules-now = Hoy se aplican las reglas de “{ $title }”.
protect-rules-own = Se aplican las reglas propias de la compañía.
protect-rules-choose = Estado o compañía
protect-rules-base = Las cifras más estrictas (sin estado elegido)
protect-rules-hours = Horas en las que nunca se corta en esta casa
protect-rules-hours-none = Sin horas propias.
protect-hours-remove = Quitar: { $what }
protect-hours-from = Desde
protect-hours-until = Hasta
protect-hours-days = En
protect-hours-add = Agregar estas horas
protect-rules-proof = ¿Por qué?
protect-rules-save = Guardar reglas y horas
protect-rules-see = Ver todas las reglas con sus cifras

## Las reglas con sus cifras
rules-title = Reglas para cortar
rules-menu = Reglas
rules-intro = Lo que debe cumplirse antes de cortar o limitar el servicio. Las cifras vienen de fuentes públicas y no son asesoría legal.
rules-of = { $title } ({ $jurisdiction }), texto { $version }
rules-from = En vigor desde el { $begin }
rules-verified = Comparado con el texto de la ley
rules-not-verified = Sin verificar: nadie lo ha comparado con el texto de la ley
rules-sources = De dónde vienen las cifras
rules-source = Fuente: { $source }
rules-figures = Para: { $figures }
rules-holidays = Días festivos: no se corta a nadie en estos días ni en la víspera
rules-sheet-off = Cortar, { $class }
rules-sheet-limit = Limitar, { $class }
rules-never = A una clase sin cifras nunca se le corta.
rules-certify = Un cliente puede declarar una necesidad sin documentos, por { $days } días.
rules-no-certify = Un cliente no puede declarar una necesidad sin documentos.
rules-until = terminó el { $begin }

## Errores
error-protect-no-end = Una declaración propia necesita una fecha de fin futura.
    .next = Indique su último día.
error-protect-many = Esta cuenta tiene demasiadas protecciones u horas.
    .next = Termine las que ya no estén vigentes.
error-protect-hours = Estas horas terminan antes de empezar.
    .next = Elija un final posterior al comienzo, y al menos un día.
error-protect-rules = No hay reglas de este estado o compañía.
    .next = Elija una de la lista.
error-protect-past = El último día ya pasó.
    .next = Indique un día futuro, o ninguno para una protección sin fin.
error-protect-proof = Falta el comprobante.
    .next = Escriba quién firmó qué y cuándo, en 3 a 300 caracteres.
error-protect-place = El nombre del lugar es demasiado largo.
    .next = Use 80 caracteres como máximo, tal como lo nombran los informes del clima.
error-protect-not-allowed = Según las reglas de aquí hace falta un documento.
    .next = Llámenos: un representante pondrá la protección por usted.
error-protect-running = Usted ya está protegido.
    .next = Envíenos un documento antes de que termine, o llámenos.
error-protect-not-set = Esta protección ya no existe.
    .next = Cargue la página de nuevo.
