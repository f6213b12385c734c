### Entrar sin la contraseña anterior: el código que da la oficina y la página donde se escribe.

## Para quien olvidó su contraseña
forgotten-link = Olvidé mi contraseña
forgotten-title = Crear una contraseña nueva
forgotten-call = Llámenos. Nuestro número está en nuestras cartas. Le preguntamos quién es y luego le damos un código por teléfono.
forgotten-enter = Escriba aquí el código en un plazo de 30 minutos y elija una contraseña nueva. Cuando llame, tenga a mano su número de cuenta y el monto de su último pago o el número de su medidor.
forgotten-code = Código que le dimos
    .hint = Once letras y números, por ejemplo 7KQ2-M9XT-4HB. No importan las mayúsculas ni los guiones.
forgotten-code-missing = Escriba el código que le dimos por teléfono: once letras y números.
forgotten-new = Su contraseña nueva
    .hint = Al menos { $least } caracteres. Sirven bien unas cuantas palabras que nadie adivinaría.
forgotten-short = Escriba una contraseña nueva de al menos { $least } caracteres.
forgotten-save = Guardar mi contraseña nueva
    .busy = Guardando su contraseña nueva
forgotten-back = Volver a iniciar sesión
forgotten-done = Su contraseña nueva quedó guardada y se cerraron todas sus sesiones. Inicie sesión con ella ahora.

## En la oficina
code-title = Permitir una contraseña nueva
code-link = Contraseña olvidada
code-intro = Genere un código para el cliente y léaselo por teléfono. Primero compruebe quién está al teléfono, con al menos dos datos, uno de ellos el último pago o el número del medidor; no basta con abrir la cuenta por emergencia.
code-enter = El cliente abre la página para iniciar sesión, presiona “Olvidé mi contraseña” y escribe ahí el nombre y el código. Luego elige la contraseña por su cuenta. Nunca pida una contraseña.
code-make = Generar un código
code-given = Léalo ahora. Solo se muestra esta vez.
code-login = Inicia sesión como
code-code = Código
code-holds = El código sirve una sola vez, durante { DURATION($span) }. Un código nuevo lo reemplaza, y tras cinco intentos equivocados deja de servir. Al cliente se le avisa en su casa que usted lo dio.
error-code-unproved = No se generó ningún código: esta cuenta se abrió por emergencia y nadie ha comprobado su identidad.
    .next = Compruebe quién está al teléfono con al menos dos datos y genere el código después.
error-code-letter = No se generó ningún código: lo que dijo la persona está impreso en cualquier carta.
    .next = Pregunte también el monto del último pago o los últimos cuatro caracteres del número del medidor y compruebe de nuevo.
error-code-nobody = No se generó ningún código: el cliente de esta cuenta no inicia sesión.
    .next = Pida al operador que revise el acceso del cliente.
error-code-many = No se generó ningún código: a este cliente ya se le dieron tres códigos en un día.
    .next = Intente de nuevo mañana o pida al operador que ponga una contraseña nueva.

## Qué pasa con él
error-code-shape = Este código no está completo. Un código tiene once letras y números.
    .next = Mire el código de nuevo y escríbalo completo.
error-code-wrong = El nombre y este código no corresponden, o el código ya no es válido.
    .next = Revise los dos. Después de cinco intentos equivocados o de 30 minutos, llámenos para pedir otro código.
error-password-short = La contraseña nueva es demasiado corta o demasiado larga.
    .next = Elija otra, de al menos 12 caracteres.

## Lo que se avisa al cliente en su casa
password-code-given = Dimos un código para crear una contraseña nueva de su cuenta ({ WHEN($at) }). Si usted no lo pidió, llámenos.
password-code-used = Su contraseña se cambió ({ WHEN($at) }) con un código que usted recibió de nosotros. Si no fue usted, llámenos.
