### Llegar, llevarse los datos e irse: exportaciones, inscripción, contactos, mudanza, informes.

## Exports
export-title = Descargue sus datos
export-usage-intro = Archivos con cada lectura del tiempo que se muestra arriba.
export-ledger-intro = Un archivo con cada movimiento de su cuenta en los últimos 12 meses.
export-intervals = Lecturas en una tabla (CSV)
export-green-button = Lecturas en Green Button (XML)
export-ledger = Todos los movimientos en una tabla (CSV)

## Enrolment
enrol-title = Pagar la electricidad por adelantado
enrol-menu = Prepago
enrol-for = Para { $name }, cuenta { $account }
enrol-now-prepaid = Esta cuenta ya es de prepago. Aquí puede cambiar lo que eligió.
enrol-done = El { WHEN($at) } usted dio su consentimiento. Desde el { WHEN($start) } el servicio se cobra de su saldo. No se cortó nada.
enrol-step-needs = 1. Quién depende de la electricidad
enrol-needs-intro = Responda esto primero. Si marca alguna, queda protegido contra cortes durante 90 días desde ahora, aunque no siga adelante.
enrol-need-medical = Alguien aquí usa un equipo médico que necesita electricidad.
enrol-need-illness = Alguien aquí tiene una enfermedad grave o crónica.
enrol-need-vulnerable = Aquí vive un niño pequeño, una persona mayor de 65 años o una persona con discapacidad.
enrol-needs-save = Guardar estas respuestas
enrol-needs-saved = Respuestas guardadas. Ahora elija abajo.
enrol-step-choice = 2. Qué pasa cuando su saldo se acaba
enrol-step-text = 3. Lea este texto
enrol-text-language = Idioma del texto
enrol-text-version = Texto { $name }, versión { $version }. Su huella: { $digest }
enrol-consent = Leí todo el texto y acepto pagar la electricidad por adelantado.
enrol-agree = Aceptar y pagar por adelantado
enrol-starts = No se corta nada por ello. Empieza: { WHEN($at) }
enrol-barred = Esta cuenta no puede pagar por adelantado.
enrol-bar-critical = Atiende a personas que siempre deben tener electricidad.
enrol-bar-leaving = La cuenta se está cerrando. Para quedarse, primero cancele la mudanza.
enrol-bar-no-switch = El medidor no puede conectar ni cortar por sí mismo. Llámenos para pedir uno que pueda.
enrol-bar-protected = Alguien en este hogar está protegido de cortes.
enrol-bar-owes = Quedan más de { MONEY($maximum) } de la factura mensual por pagar. Llámenos y buscamos un plan con usted.
enrol-bar-no-token = Primero guarde una tarjeta en “Pago automático”.
enrol-not-open = No disponible:
enrol-account-link = Inscribir en el prepago
enrol-identity-link = Primero compruebe la identidad de la persona

## Second contacts
contacts-title = Personas a quienes podemos avisar
contacts-menu = Contactos
contacts-intro = Puede agregar hasta { $most } personas. Usted decide qué podemos decirles, y puede quitarlas en cualquier momento.
contacts-none = Nadie todavía.
contacts-new = Agregar a una persona
contacts-name = Nombre
contacts-reach = Número de teléfono o dirección de correo
contacts-scope = Podemos
contacts-scope-warnings = avisarle antes de limitar o cortar la electricidad
contacts-scope-balance = decirle el saldo y cuánto va a durar
contacts-scope-speak = dejar que hable por mí
contacts-consent = Estoy de acuerdo, y esta persona también.
contacts-save = Guardar
contacts-saved = Guardado.
contacts-remove = Quitar a { $name }
contacts-since = Desde el { WHEN($at) }

## What went wrong
error-consent-needed = No se guardó nada: falta su aceptación.
    .next = Marque la casilla y guarde otra vez.
error-disclosure-changed = El texto cambió desde que usted abrió esta página.
    .next = Léalo otra vez y acéptelo de nuevo.
error-screening-needed = Primero van las preguntas sobre necesidades médicas.
    .next = Respóndalas al comienzo de la página.
error-enrol-barred = Esta cuenta no puede pagar por adelantado.
    .next = Quédese con la factura mensual o llámenos.
error-contacts-full = Esta cuenta ya tiene todos los contactos que puede tener.
    .next = Primero quite uno.
error-contact-name = El contacto no se guardó: falta el nombre o es demasiado largo.
    .next = Escriba un nombre de 2 a 120 letras.
error-contact-reach = El contacto no se guardó: esto no es un número de teléfono ni una dirección de correo.
    .next = Escriba un número de al menos 7 cifras o una dirección con @.
error-contact-scope = El contacto no se guardó: no eligió nada de lo que podemos hacer.
    .next = Elija al menos una de las tres cosas.
error-contact-not-found = Este contacto ya no está.
    .next = Agregue a la persona otra vez.

## Una contraseña nueva
password-title = Cambiar mi contraseña
password-intro = Elija al menos 12 caracteres. Unas cuantas palabras que nadie adivinaría son mejores que una palabra con signos. Se cierra la sesión de todos los demás que hayan entrado con su nombre.
password-old = Contraseña actual
password-old-missing = Escriba su contraseña actual.
password-new = Contraseña nueva
password-new-short = Escriba otra contraseña de al menos 12 caracteres.
password-save = Cambiar la contraseña
password-changed = Su contraseña cambió. Se cerró la sesión en todos sus otros dispositivos.
error-password-old = La contraseña actual no es correcta.
    .next = Escriba la que usa para iniciar sesión.
error-password-new = La contraseña nueva es demasiado corta, demasiado larga, o es la anterior.
    .next = Elija otra, de al menos 12 caracteres.
